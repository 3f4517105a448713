// The schema that makes a database file ours: the migrations embedded in the binary, in order.

import CEmbedded
import SQLite

package enum Store {
    /// "MNTR" in SQLite's header: another program's file is never taken for ours.
    package static let applicationID: Int32 = 0x4D4E_5452

    package static let schema = Schema(applicationID: applicationID, migrations: migrations)

    private static let migrations: [Migration] = {
        var all: [Migration] = []
        while let name = embedded_migration(all.count).name {
            let file = embedded_migration(all.count)
            all.append(
                Migration(
                    number: all.count + 1, name: String(cString: name),
                    sql: Array(UnsafeBufferPointer(start: file.bytes, count: file.count))))
        }
        return all
    }()
}
