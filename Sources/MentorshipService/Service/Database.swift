// The names under which the rooms carry the two capabilities. A file that does not import SQLite
// can hand them on to a store but cannot call a member of them.

import SQLite

package typealias Reading = SQLite.Snapshot
package typealias Writing = SQLite.Transaction
