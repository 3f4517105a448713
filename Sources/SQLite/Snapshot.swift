// The capability to read: a consistent view of the database as of one moment. It cannot write,
// begin or commit: it takes only statements that read. Never Sendable.

import CSQLite

package class Snapshot {
    let connection: Connection
    private let mayWrite: Bool
    /// False once its owner has ended it: what was kept beyond that reads nothing.
    private(set) var isOpen = true

    init(_ connection: Connection, mayWrite: Bool = false) {
        self.connection = connection
        self.mayWrite = mayWrite
    }

    func close() { isOpen = false }

    /// Every row, each made into a value by the closure, which reads all columns in order.
    package func query<T>(
        _ sql: StaticString, _ values: any Bindable..., read: (inout Row) throws -> T
    ) throws -> [T] {
        let statement = try start(sql, values)
        defer { connection.giveBack(statement) }
        var result: [T] = []
        while try statement.step() {
            var row = Row(statement.handle, count: statement.columnCount)
            result.append(try read(&row))
            assert(row.isFullyRead, "columns left unread in: \(sql)")
        }
        return result
    }

    /// The first row, or nil when there is none.
    package func first<T>(
        _ sql: StaticString, _ values: any Bindable..., read: (inout Row) throws -> T
    ) throws -> T? {
        let statement = try start(sql, values)
        defer { connection.giveBack(statement) }
        guard try statement.step() else { return nil }
        var row = Row(statement.handle, count: statement.columnCount)
        let result = try read(&row)
        assert(row.isFullyRead, "columns left unread in: \(sql)")
        try finishWriting(statement)
        return result
    }

    /// Row by row into a buffer, without a value in between.
    package func forEach(
        _ sql: StaticString, _ values: any Bindable..., read: (inout Row) throws -> Void
    ) throws {
        let statement = try start(sql, values)
        defer { connection.giveBack(statement) }
        while try statement.step() {
            var row = Row(statement.handle, count: statement.columnCount)
            try read(&row)
        }
    }

    /// A number that differs from an earlier one of the same reader whenever anyone, another
    /// process included, has committed in between: the key for whatever is cached beside it.
    package func dataVersion() throws -> Int64 {
        try first("PRAGMA data_version") { try $0.next() } ?? 0
    }

    // MARK: Pieces of a query

    /// Also false in a transaction that SQLite has ended: a statement after it would commit alone.
    func demandOpen(_ sql: StaticString) throws(DatabaseError) {
        guard isOpen else { throw .misuse("the snapshot has ended", sql.description) }
        guard connection.isInTransaction else { throw .transactionGone }
    }

    func start(_ sql: StaticString, _ values: [any Bindable]) throws(DatabaseError) -> Statement {
        try demandOpen(sql)
        let statement = try connection.lease(sql)
        do throws(DatabaseError) {
            guard mayWrite || statement.isReadOnly else {
                throw .misuse("a snapshot only reads", sql.description)
            }
            // BEGIN and COMMIT count as reading, but have no columns.
            guard statement.columnCount > 0 else {
                throw .misuse("the statement gives no rows", sql.description)
            }
            try statement.bind(values)
        } catch {
            connection.giveBack(statement)
            throw error
        }
        return statement
    }

    /// INSERT … RETURNING checks its foreign keys at its end, so it is never left half way.
    func finishWriting(_ statement: Statement) throws(DatabaseError) {
        guard !statement.isReadOnly else { return }
        while try statement.step() {}
    }
}

// MARK: For tests

extension Snapshot {
    /// SQLite's plan for a statement, a line for each step ("SEARCH person USING INDEX …").
    package func explain(_ sql: String) throws -> [String] {
        let text = Array("EXPLAIN QUERY PLAN \(sql)".utf8)
        let statement = try text.withUnsafeBufferPointer { text throws(DatabaseError) in
            try connection.prepare(text, isKept: false)
        }
        var lines: [String] = []
        while try statement.step() {
            lines.append(try String.read(Cell(statement.handle, 3)))
        }
        return lines
    }
}
