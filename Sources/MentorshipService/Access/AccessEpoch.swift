// The store's word on whether what was looked up about a caller still holds.

import SQLite

/// The number that moves with every change to what a credential or token is worth, whichever
/// process makes it (triggers of migration 0008).
package enum AccessEpoch {
    package static func current(_ snapshot: Reading) throws -> Int64 {
        try snapshot.first("SELECT value FROM access_epoch WHERE id = 1") { row in
            try row.next()
        } ?? 0
    }
}
