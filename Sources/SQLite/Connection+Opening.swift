// How a connection is opened and made strict: durable commits, foreign keys, no trust in the
// schema. What matters for durability is read back, since SQLite answers a refusal with silence.

import CSQLite

/// Limits of every connection.
package enum ConnectionLimit {
    /// How long another process may hold a lock before a statement gives up.
    package static let busyMs: Int32 = 5_000
    /// Page cache of a reader: pages come from the memory map, so only those of the log count.
    package static let readerCacheKiB = 4_096
    package static let writerCacheKiB = 16_384
    /// A reader maps this much of the file, the most that SQLite does; beyond it pages are read as
    /// usual, which costs a call to the system for each page that a request needs.
    package static let mapBytes = 2_147_418_112
    /// A text or blob: more than any body that the server takes, far less than SQLite's 1 GB.
    package static let valueBytes: Int32 = 67_108_864
    /// What is left of the log after it was reset.
    package static let logBytes = 16_777_216
}

/// Process-wide, before the first connection. A refusal means that SQLite is running already (a
/// test uses it directly), which costs speed and nothing else: each connection is opened NOMUTEX.
private let isPrepared: Bool = {
    let codes = [csqlite_config_multithread(), csqlite_config_no_memory_statistics()]
    return codes.allSatisfy { $0 == SQLITE_OK }
}()

extension Connection {
    static func open(_ path: String, _ role: Role) throws(DatabaseError) -> OpaquePointer {
        _ = isPrepared
        let access =
            role == .reader ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        var handle: OpaquePointer?
        let path = path.hasPrefix("/") ? path : "./" + path  // never ":memory:" or "file:"
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard let handle else { throw DatabaseError(code: code, message: "out of memory") }
        guard code == SQLITE_OK else {
            let error = DatabaseError(handle, code: code)
            sqlite3_close_v2(handle)
            throw error
        }
        return handle
    }

    func configure() throws(DatabaseError) {
        sqlite3_busy_timeout(handle, settings.busyMs)
        sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, ConnectionLimit.valueBytes)
        try switchOptions()
        try run("PRAGMA foreign_keys = ON")
        try run("PRAGMA trusted_schema = OFF")
        // Sorting never writes personal data to a file in /tmp.
        try run("PRAGMA temp_store = MEMORY")
        switch role {
        case .writer: try configureWriter()
        case .reader, .copy: try configureReader()
        }
        try demand("PRAGMA foreign_keys", .integer(1))
    }

    private func switchOptions() throws(DatabaseError) {
        let options: [(Int32, Int32)] = [
            (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
            (SQLITE_DBCONFIG_DQS_DDL, 0), (SQLITE_DBCONFIG_DQS_DML, 0),
            (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0),
        ]
        for (option, value) in options {
            let code = csqlite_db_config(handle, option, value)
            guard code == SQLITE_OK else { throw DatabaseError(handle, code: code) }
        }
    }

    private func configureWriter() throws(DatabaseError) {
        // Damage must not spread. A reader spreads none, and since its pages come from the memory
        // map this check would be made at each visit of a page: four fifths of a read by id.
        try run("PRAGMA cell_size_check = ON")
        try setWriteAheadLog()
        // FULL: the log is synced before a commit returns, so that an acknowledged write survives
        // a power cut; NORMAL may lose the last ones (https://sqlite.org/pragma.html).
        try run("PRAGMA synchronous = FULL")
        try demand("PRAGMA synchronous", .integer(2))
        // Erased personal data is overwritten, not only unlinked.
        try run("PRAGMA secure_delete = ON")
        try run("PRAGMA wal_autocheckpoint = 0")  // the writer does it, after it has answered
        try setPragma("cache_size", -ConnectionLimit.writerCacheKiB)
        try setPragma("journal_size_limit", ConnectionLimit.logBytes)
        sqlite3_wal_hook(
            handle,
            { connection, _, _, pages in
                guard let connection else { return SQLITE_OK }
                Unmanaged<Connection>.fromOpaque(connection).takeUnretainedValue()
                    .logPages = pages
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private func configureReader() throws(DatabaseError) {
        try run("PRAGMA query_only = ON")
        try setPragma("cache_size", -ConnectionLimit.readerCacheKiB)
        try setPragma("mmap_size", ConnectionLimit.mapBytes)
    }

    /// The change to WAL wants the file for itself for a moment and does not always wait: two
    /// commands that meet at a new file try again until the usual time is over.
    private func setWriteAheadLog() throws(DatabaseError) {
        let pauseMs: Int32 = 50
        let attempts = settings.busyMs / pauseMs
        for attempt in 0...attempts {
            do throws(DatabaseError) {
                try run("PRAGMA journal_mode = WAL")
                break
            } catch {
                guard error.isBusy, attempt < attempts else { throw error }
                sqlite3_sleep(pauseMs)
            }
        }
        // Where no memory can be shared, SQLite stays with the rollback journal and says nothing.
        guard try value("PRAGMA journal_mode") == .text("wal") else {
            throw DatabaseError(
                code: csqlite_io_shared_memory_open, message: "no write-ahead log here")
        }
    }

    func demand(_ sql: StaticString, _ wanted: DatabaseValue) throws(DatabaseError) {
        let found = try value(sql)
        guard found == wanted else {
            throw DatabaseError(
                code: SQLITE_CANTOPEN, message: "\(sql) is \(found), not \(wanted)")
        }
    }

    /// For a number of this module's own: a PRAGMA takes no parameters.
    func setPragma(_ name: StaticString, _ number: Int) throws(DatabaseError) {
        try runScript(Array("PRAGMA \(name) = \(number)".utf8), name: name.description)
    }
}
