// A prepared statement: bound, stepped, and always reset with its bindings cleared, so that no
// value of one request is still there in the next. Never leaves the thread of its connection.

import CSQLite

package final class Statement {
    let handle: OpaquePointer
    let columnCount: Int32
    let isReadOnly: Bool
    private let parameterCount: Int
    /// Between `bind` and `finish`: a nested use of the same SQL needs another statement.
    var isBusy = false

    init(_ handle: OpaquePointer) {
        self.handle = handle
        columnCount = sqlite3_column_count(handle)
        isReadOnly = sqlite3_stmt_readonly(handle) != 0
        parameterCount = Int(sqlite3_bind_parameter_count(handle))
    }

    deinit { sqlite3_finalize(handle) }

    var sql: String? { sqlite3_sql(handle).map { String(cString: $0) } }

    func bind(_ values: [any Bindable]) throws(DatabaseError) {
        guard values.count == parameterCount else {
            throw .misuse("\(parameterCount) parameters, \(values.count) values", sql)
        }
        var index: Int32 = 0
        for value in values {
            index += 1
            let code = Self.bind(value.databaseValue, at: index, handle)
            if code != SQLITE_OK { throw failure(code) }
        }
    }

    /// True when it stands on a row, false when it is done.
    func step() throws(DatabaseError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: true
        case SQLITE_DONE: false
        case let code: throw failure(code)
        }
    }

    func finish() {
        sqlite3_reset(handle)  // repeats the step's error, which has been thrown already
        sqlite3_clear_bindings(handle)
        isBusy = false
    }

    private static func bind(
        _ value: DatabaseValue, at index: Int32, _ handle: OpaquePointer
    ) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(handle, index)
        case .integer(let value): return sqlite3_bind_int64(handle, index, value)
        case .real(let value): return sqlite3_bind_double(handle, index, value)
        case .text(var text):
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    // A nil pointer would bind NULL, which an empty text is not.
                    guard let start = characters.baseAddress else {
                        return csqlite_bind_text(handle, index, "", 0)
                    }
                    return csqlite_bind_text(handle, index, start, UInt64(characters.count))
                }
            }
        case .blob(let bytes):
            return bytes.withUnsafeBytes { bytes in
                bytes.isEmpty
                    ? sqlite3_bind_zeroblob(handle, index, 0)
                    : csqlite_bind_blob(handle, index, bytes.baseAddress, UInt64(bytes.count))
            }
        }
    }

    private func failure(_ code: Int32) -> DatabaseError {
        guard let connection = sqlite3_db_handle(handle) else {
            return DatabaseError(code: code, message: "no connection", statement: sql)
        }
        return DatabaseError(connection, code: code, statement: sql)
    }
}
