// Whether programmes that a request names are there.

import Mentorship
import SQLite

package enum ProgrammeReferences {
    package static func check(_ ids: Set<ID<Programme>>, _ snapshot: Reading) throws {
        for id in ids.sorted() {
            let found = try snapshot.first("SELECT 1 FROM programmes WHERE id = ?1", id) { row in
                try row.next() as Int
            }
            guard found != nil else {
                throw Failure.invalid("/programmes", "unknown_id", "There is no programme \(id).")
            }
        }
    }
}
