// One value of a row, read as the type that the statement promises. A value of another type is an
// error, never a conversion and never a trap: the schema and the code disagree, or the file is odd.

import CSQLite

/// What can be read from a column. Other modules conform their own types.
package protocol Column {
    static func read(_ cell: Cell) throws(DatabaseError) -> Self
}

/// A column of the row that a statement stands on; it must not outlive the closure it is read in.
package struct Cell {
    let statement: OpaquePointer
    let index: Int32
    /// SQLite's own value, fetched once: type, bytes and length are then plain reads. It is one
    /// of those that SQLite calls unprotected, which asks for what a connection here has anyway:
    /// a single thread (https://sqlite.org/c3ref/value.html).
    private let value: OpaquePointer?

    init(_ statement: OpaquePointer, _ index: Int32) {
        self.statement = statement
        self.index = index
        value = sqlite3_column_value(statement, index)
    }

    package var isNull: Bool { kind == SQLITE_NULL }

    var kind: Int32 { sqlite3_value_type(value) }

    package func integer() throws(DatabaseError) -> Int64 {
        guard kind == SQLITE_INTEGER else { throw mismatch("an integer") }
        return sqlite3_value_int64(value)
    }

    /// Also reads an integer, since sum() and coalesce(…, 0) give one for a REAL column.
    package func real() throws(DatabaseError) -> Double {
        guard kind == SQLITE_FLOAT || kind == SQLITE_INTEGER else { throw mismatch("a number") }
        return sqlite3_value_double(value)
    }

    package func text() throws(DatabaseError) -> String {
        let bytes = try textBytes()
        // String(validating:as:) finds out at run time what it is given.
        guard let text = try? UTF8Span(validating: bytes.span) else {
            throw mismatch("valid UTF-8")
        }
        return String(copying: text)
    }

    package func blob() throws(DatabaseError) -> [UInt8] {
        guard kind == SQLITE_BLOB else { throw mismatch("a blob") }
        let start = sqlite3_value_blob(value)
        let count = Int(sqlite3_value_bytes(value))
        return Array(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }

    /// The bytes as SQLite holds them, valid until the statement moves on. Asked for as a blob they
    /// are where they lie in the page; asked for as text they would be copied to put a NUL behind
    /// them, which nobody here looks for.
    func textBytes() throws(DatabaseError) -> UnsafeBufferPointer<UInt8> {
        guard kind == SQLITE_TEXT else { throw mismatch("text") }
        let start = sqlite3_value_blob(value)?.assumingMemoryBound(to: UInt8.self)
        let count = Int(sqlite3_value_bytes(value))
        return UnsafeBufferPointer(start: start, count: start == nil ? 0 : count)
    }

    /// The error for a value that cannot be read as what the caller wants.
    package func mismatch(_ wanted: String) -> DatabaseError {
        let name = sqlite3_column_name(statement, index).map { String(cString: $0) } ?? "?"
        let kinds = [
            SQLITE_NULL: "NULL", SQLITE_INTEGER: "an integer", SQLITE_FLOAT: "a real",
            SQLITE_TEXT: "text", SQLITE_BLOB: "a blob",
        ]
        return DatabaseError(
            code: SQLITE_MISMATCH,
            message: "column \(index) (\(name)) is \(kinds[kind] ?? "?"), not \(wanted)",
            statement: sqlite3_sql(statement).map { String(cString: $0) })
    }
}

// MARK: Types

extension String: Column {
    package static func read(_ cell: Cell) throws(DatabaseError) -> String { try cell.text() }
}

extension Int64: Column {
    package static func read(_ cell: Cell) throws(DatabaseError) -> Int64 { try cell.integer() }
}

extension Int: Column {
    package static func read(_ cell: Cell) throws(DatabaseError) -> Int {
        Int(try cell.integer())  // 64 bits on every platform we build for
    }
}

extension Double: Column {
    package static func read(_ cell: Cell) throws(DatabaseError) -> Double { try cell.real() }
}

extension Bool: Column {
    package static func read(_ cell: Cell) throws(DatabaseError) -> Bool {
        switch try cell.integer() {
        case 0: false
        case 1: true
        default: throw cell.mismatch("0 or 1")
        }
    }
}

extension [UInt8]: Column {
    package static func read(_ cell: Cell) throws(DatabaseError) -> [UInt8] { try cell.blob() }
}

extension Optional: Column where Wrapped: Column {
    package static func read(_ cell: Cell) throws(DatabaseError) -> Wrapped? {
        cell.isNull ? nil : try Wrapped.read(cell)
    }
}

extension DatabaseValue: Column {
    package static func read(_ cell: Cell) throws(DatabaseError) -> DatabaseValue {
        switch cell.kind {
        case SQLITE_INTEGER: .integer(try cell.integer())
        case SQLITE_FLOAT: .real(try cell.real())
        case SQLITE_TEXT: .text(try cell.text())
        case SQLITE_BLOB: .blob(try cell.blob())
        default: .null
        }
    }
}
