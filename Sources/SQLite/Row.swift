// The row a statement stands on, read column by column in the order of its SELECT list, so that the
// list in the SQL and the list in the closure line up by eye. Never copied, never kept.

import CSQLite
import Glibc

package struct Row: ~Copyable {
    let statement: OpaquePointer
    let count: Int32
    var index: Int32 = 0

    init(_ statement: OpaquePointer, count: Int32) {
        self.statement = statement
        self.count = count
    }

    /// The next column, or an error when it has another type or there is none.
    @inlinable
    package mutating func next<T: Column>(_ type: T.Type = T.self) throws(DatabaseError) -> T {
        try T.read(try nextCell())
    }

    /// The next column's UTF-8 without a String being made of it; nil for NULL. The bytes are
    /// gone when the closure returns.
    package mutating func nextText<Result>(
        _ body: (UnsafeBufferPointer<UInt8>?) throws -> Result
    ) throws -> Result {
        let cell = try nextCell()
        return try body(cell.isNull ? nil : try cell.textBytes())
    }

    /// The next column's UTF-8 as SQLite holds it; nil for NULL. For row to buffer only: the bytes
    /// are gone as soon as the statement moves on, so that nothing may keep them.
    package mutating func nextBytes() throws(DatabaseError) -> UnsafeBufferPointer<UInt8>? {
        let cell = try nextCell()
        return cell.isNull ? nil : try cell.textBytes()
    }

    /// Whether the next column holds this text, byte by byte.
    package mutating func nextEquals(_ text: String) throws(DatabaseError) -> Bool {
        guard let bytes = try nextBytes() else { return false }
        return text.isSame(as: bytes)
    }

    /// The next column as an integer; nil for NULL. As `next`, without its generic way round.
    package mutating func nextInteger() throws(DatabaseError) -> Int64? {
        let cell = try nextCell()
        return cell.isNull ? nil : try cell.integer()
    }

    /// Whether the next column is NULL, without moving on.
    package var nextIsNull: Bool {
        index < count && Cell(statement, index).isNull
    }

    /// Moves past columns that this reader does not need.
    package mutating func skip(_ columns: Int32 = 1) { index += columns }

    @usableFromInline
    mutating func nextCell() throws(DatabaseError) -> Cell {
        guard index < count else { throw Self.exhausted(statement) }
        defer { index += 1 }
        return Cell(statement, index)
    }

    var isFullyRead: Bool { index == count }

    static func exhausted(_ statement: OpaquePointer) -> DatabaseError {
        DatabaseError(
            code: SQLITE_RANGE, message: "more columns read than selected",
            statement: sqlite3_sql(statement).map { String(cString: $0) })
    }
}

extension String {
    fileprivate func isSame(as bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var text = self
        return text.withUTF8 { text in
            guard text.count == bytes.count else { return false }
            guard let start = text.baseAddress, let other = bytes.baseAddress else { return true }
            return memcmp(start, other, text.count) == 0
        }
    }
}
