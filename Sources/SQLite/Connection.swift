// One connection to one SQLite file, used by the thread that made it and no other: it is not
// Sendable and SQLite's own locks are off. It knows statements, never what they mean.

import CSQLite

/// Told each SQL text the first time a connection prepares it, so that a test can explain them all.
package typealias StatementRecorder = @Sendable (_ sql: String) -> Void

struct ConnectionSettings: Sendable {
    var recorder: StatementRecorder?
    var busyMs = ConnectionLimit.busyMs
}

package final class Connection {
    enum Role: Sendable { case writer, reader, copy }

    let handle: OpaquePointer
    let path: String
    let role: Role
    let settings: ConnectionSettings
    private var cache = StatementTable()
    private let room: UnsafeMutablePointer<TextRoom>
    /// Statements between bind and finish.
    private(set) var busyCount = 0
    /// Pages in the write-ahead log after the last commit of this connection.
    var logPages: Int32 = 0

    /// Opens and configures. The file must exist already unless SQLite may create it.
    init(
        path: String, role: Role, settings: ConnectionSettings = ConnectionSettings()
    ) throws(DatabaseError) {
        handle = try Self.open(path, role)
        room = Self.makeRoom()
        self.path = path
        self.role = role
        self.settings = settings
        try configure()
    }

    /// For the target of a backup: a plain file that nobody else uses yet.
    init(copyingInto path: String) throws(DatabaseError) {
        handle = try Self.open(path, .copy)
        room = Self.makeRoom()
        self.path = path
        role = .copy
        settings = ConnectionSettings()
    }

    deinit {
        cache.removeAll()  // finalizes
        sqlite3_close_v2(handle)
        room.pointee.deallocate()
        room.deallocate()
    }

    private static func makeRoom() -> UnsafeMutablePointer<TextRoom> {
        let room = UnsafeMutablePointer<TextRoom>.allocate(capacity: 1)
        room.initialize(to: TextRoom())
        return room
    }

    /// False once SQLite has ended the transaction, also when it did so by itself after an error.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    // MARK: Statements

    /// A statement ready to be bound: the cached one, or a fresh one while that is in use.
    func lease(_ sql: StaticString) throws(DatabaseError) -> Statement {
        guard sql.hasPointerRepresentation else { throw .misuse("SQL of one character") }
        let key = sql.utf8Start
        let cached = cache[key]
        if let cached, !cached.isBusy { return take(cached) }
        let text = UnsafeBufferPointer(start: key, count: sql.utf8CodeUnitCount)
        let statement = try prepare(text, isKept: cached == nil)
        if cached == nil {
            cache.insert(statement, for: key)
            settings.recorder?(sql.description)
        }
        return take(statement)
    }

    private func take(_ statement: Statement) -> Statement {
        statement.isBusy = true
        busyCount += 1
        return statement
    }

    func giveBack(_ statement: Statement) {
        statement.finish()
        busyCount -= 1
        if busyCount == 0 { room.pointee.empty() }
    }

    /// Prepares the one statement that the text holds; a second one would silently never run.
    func prepare(
        _ text: UnsafeBufferPointer<UInt8>, isKept: Bool
    ) throws(DatabaseError) -> Statement {
        var statement: OpaquePointer?
        let flags = isKept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
        let (code, hasTail) = text.withMemoryRebound(to: CChar.self) { text in
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(
                handle, text.baseAddress, Int32(clamping: text.count), flags, &statement, &tail)
            guard let tail, let start = text.baseAddress else { return (code, false) }
            let rest = text[min(text.count, tail - start)...]
            return (code, rest.contains { $0 != 10 && $0 != 13 && $0 != 32 && $0 != 59 })
        }
        let sql = { String(decoding: text, as: UTF8.self) }
        guard code == SQLITE_OK else { throw DatabaseError(handle, code: code, statement: sql()) }
        guard let statement else { throw .misuse("no statement", sql()) }
        let prepared = Statement(statement, room)
        if hasTail { throw .misuse("more than one statement", sql()) }
        return prepared
    }

    /// Runs a statement of this module's own, such as COMMIT, to its end.
    func run(_ sql: StaticString, _ values: any Bindable...) throws(DatabaseError) {
        let statement = try lease(sql)
        defer { giveBack(statement) }
        try statement.bind(values)
        while try statement.step() {}
    }

    /// The first column of the first row of a statement of this module's own.
    func value(_ sql: StaticString) throws(DatabaseError) -> DatabaseValue {
        let statement = try lease(sql)
        defer { giveBack(statement) }
        try statement.bind([])
        guard try statement.step() else { return .null }
        return try DatabaseValue.read(Cell(statement.handle, 0))
    }

    /// Runs a script of many statements, such as a migration's.
    func runScript(_ script: [UInt8], name: String) throws(DatabaseError) {
        guard !script.contains(0) else { throw .misuse("NUL in a script", name) }
        let code = (script + [0]).withUnsafeBytes { bytes in
            sqlite3_exec(
                handle, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), nil, nil, nil)
        }
        guard code == SQLITE_OK else { throw DatabaseError(handle, code: code, statement: name) }
    }
}
