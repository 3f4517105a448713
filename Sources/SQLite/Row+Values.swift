// A row taken as a whole, for what goes from row to buffer: its columns in one go, each as SQLite
// holds it. The texts are gone as soon as the statement moves on, so that nothing may keep them.

import CSQLite

/// What a column holds, whatever it was declared as.
package enum ColumnValue {
    case null
    case integer(Int64)
    case text(UnsafeBufferPointer<UInt8>)
    /// A number with a fraction, or bytes that are no text.
    case other
}

extension Row {
    /// The next columns, one for each place of `values`, which is not initialised yet.
    package mutating func nextValues(
        into values: UnsafeMutableBufferPointer<ColumnValue>
    ) throws(DatabaseError) {
        let (first, statement) = (index, statement)
        guard values.count <= Int(count - first) else { throw Self.exhausted(statement) }
        for place in values.indices {
            let value = sqlite3_column_value(statement, first + Int32(place))
            values.initializeElement(at: place, to: Self.content(of: value))
        }
        index = first + Int32(values.count)
    }

    private static func content(of value: OpaquePointer?) -> ColumnValue {
        switch sqlite3_value_type(value) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return .integer(sqlite3_value_int64(value))
        case SQLITE_TEXT:
            // As in `Cell.textBytes`: asked for as a blob it is not copied.
            let start = sqlite3_value_blob(value)?.assumingMemoryBound(to: UInt8.self)
            let count = Int(sqlite3_value_bytes(value))
            return .text(UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
        default: return .other
        }
    }

    /// The error for the column of that number among those taken last.
    package func mismatch(_ place: Int, of taken: Int, _ wanted: String) -> DatabaseError {
        Cell(statement, index - Int32(taken - place)).mismatch(wanted)
    }
}
