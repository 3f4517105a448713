// A database file of ours with its writer, and the readers that are made of it. Opening tells every
// failure apart before the first request; nothing here knows what a table means.

package final class Database: Sendable {
    package let path: String
    package let writer: Writer
    /// A log was there already: the last process did not stop by itself, so a check is due (or a
    /// command has the file open beside this one).
    package let hasEndedUncleanly: Bool
    private let settings: ConnectionSettings
    private let folder: TemporaryFolder?

    private init(
        path: String, writer: Writer, hasEndedUncleanly: Bool, settings: ConnectionSettings,
        folder: TemporaryFolder?
    ) {
        self.path = path
        self.writer = writer
        self.hasEndedUncleanly = hasEndedUncleanly
        self.settings = settings
        self.folder = folder
    }

    /// Opens a file, creating it (mode 0600) when there is none; applies missing migrations or,
    /// with `isMigrating` false, refuses a file that lacks any.
    package static func open(
        _ path: String, schema: Schema, isMigrating: Bool = true,
        busyMs: Int32 = ConnectionLimit.busyMs, recorder: StatementRecorder? = nil
    ) throws(OpenError) -> Database {
        try open(
            path, schema, isMigrating: isMigrating, folder: nil,
            ConnectionSettings(recorder: recorder, busyMs: busyMs))
    }

    /// A fresh file in memory (/dev/shm) of its own, gone when the value is: for tests.
    package static func temporary(
        schema: Schema, busyMs: Int32 = ConnectionLimit.busyMs,
        recorder: StatementRecorder? = nil
    ) throws(OpenError) -> Database {
        let folder = try TemporaryFolder()
        return try open(
            folder.path + "/database.sqlite", schema, isMigrating: true, folder: folder,
            ConnectionSettings(recorder: recorder, busyMs: busyMs))
    }

    /// A read connection for the thread that calls.
    package func reader() throws(DatabaseError) -> Reader {
        try Reader(path: path, writer: writer, settings: settings)
    }

    /// Drains the writer and closes its file. Readers should have ended before.
    package func close() { writer.stop() }

    private static func open(
        _ path: String, _ schema: Schema, isMigrating: Bool, folder: TemporaryFolder?,
        _ settings: ConnectionSettings
    ) throws(OpenError) -> Database {
        let hasEndedUncleanly = try Preflight.check(path)
        do {
            let writer = try Writer(path: path, settings: settings) { connection in
                if isMigrating {
                    try Migrator.migrate(connection, to: schema)
                } else {
                    try Migrator.demandCurrent(connection, schema)
                }
            }
            return Database(
                path: path, writer: writer, hasEndedUncleanly: hasEndedUncleanly,
                settings: settings, folder: folder)
        } catch let error as OpenError {
            throw error
        } catch let error as DatabaseError {
            throw OpenError(error, path: path)
        } catch {
            throw .other(path: path, reason: "\(error)")
        }
    }
}
