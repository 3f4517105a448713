// A prepared statement: bound, stepped, and always reset with its bindings cleared, so that no
// value of one request is still there in the next. Never leaves the thread of its connection.

import CSQLite

package final class Statement {
    let handle: OpaquePointer
    let columnCount: Int32
    let isReadOnly: Bool
    private let parameterCount: Int
    /// The connection's, which outlives its statements.
    private let room: UnsafeMutablePointer<TextRoom>
    /// Between `bind` and `finish`: a nested use of the same SQL needs another statement.
    var isBusy = false

    init(_ handle: OpaquePointer, _ room: UnsafeMutablePointer<TextRoom>) {
        self.handle = handle
        self.room = room
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
        try values.withUnsafeBufferPointer { values throws(DatabaseError) in
            guard let first = values.baseAddress else { return }
            for place in values.indices {
                let index = Int32(truncatingIfNeeded: place + 1)
                let parameter = Parameter(statement: handle, index: index, room: room)
                // Where it lies: out of the array each would be copied first.
                try (first + place).pointee.bind(to: parameter)
            }
        }
    }

    /// True when it stands on a row, false when it is done.
    func step() throws(DatabaseError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: true
        case SQLITE_DONE: false
        case let code: throw DatabaseError(of: handle, code: code)
        }
    }

    func finish() {
        sqlite3_reset(handle)  // repeats the step's error, which has been thrown already
        sqlite3_clear_bindings(handle)
        isBusy = false
    }
}
