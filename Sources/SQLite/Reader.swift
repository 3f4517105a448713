// A read connection of one event loop or worker thread. A snapshot lasts for a wake-up and is
// opened anew as soon as this process has committed, so that whoever has written
// reads their own write. It never writes.

import CSQLite

package final class Reader {
    private let connection: Connection
    private let writer: Writer?
    private var current: Snapshot?
    /// Counts the snapshots: as long as it stays, nothing that was read can have changed.
    package private(set) var snapshotNumber: UInt64 = 0
    /// The writer's commit number just before the current snapshot was opened.
    private var seen: UInt64 = 0

    /// For a command that only looks (doctor, backup): no writer, no schema check.
    package convenience init(path: String) throws(OpenError) {
        try Preflight.checkExisting(path)
        do throws(DatabaseError) {
            try self.init(path: path, writer: nil, settings: ConnectionSettings())
        } catch {
            throw OpenError(error, path: path)
        }
    }

    init(path: String, writer: Writer?, settings: ConnectionSettings) throws(DatabaseError) {
        connection = try Connection(path: path, role: .reader, settings: settings)
        self.writer = writer
    }

    /// The current snapshot, or a new one when there is none or it is older than the last commit.
    /// SQLite fixes its moment at the first read. While a row is being read it is never replaced.
    package func snapshot() throws(DatabaseError) -> Snapshot {
        let latest = writer?.commitNumber ?? 0
        if let current {
            if seen == latest || connection.busyCount > 0 { return current }
            end()
        }
        try connection.run("BEGIN")
        let snapshot = Snapshot(connection)
        current = snapshot
        seen = latest
        snapshotNumber += 1
        return snapshot
    }

    /// Ends the snapshot, so that the log can be written back: before a loop waits for events.
    /// Other processes' commits are seen after it.
    package func end() {
        precondition(connection.busyCount == 0, "a row is still being read")
        guard let snapshot = current else { return }
        snapshot.close()
        current = nil
        // Ends a read; there is nothing to lose and nothing that the caller could do.
        try? connection.run("COMMIT")
        if connection.isInTransaction { try? connection.run("ROLLBACK") }
    }
}
