// A place for a value in a statement that is about to run: `?1` and its like. The value is copied,
// so that nothing of Swift's has to outlive the call.

import CSQLite

package struct Parameter {
    let statement: OpaquePointer
    let index: Int32
    let room: UnsafeMutablePointer<TextRoom>

    /// Nothing to do: each run of a statement leaves its parameters cleared, which is NULL.
    package func bindNull() {}

    package func bind(_ value: Int64) throws(DatabaseError) {
        try check(sqlite3_bind_int64(statement, index, value))
    }

    package func bind(_ value: Double) throws(DatabaseError) {
        try check(sqlite3_bind_double(statement, index, value))
    }

    package func bind(_ text: String) throws(DatabaseError) {
        try check(text.utf8Span.span.withUnsafeBufferPointer { bind($0) })
    }

    private func bind(_ text: UnsafeBufferPointer<UInt8>) -> Int32 {
        // A nil pointer would bind NULL, which an empty text is not.
        if text.isEmpty { return csqlite_bind_text(statement, index, "", 0) }
        let count = UInt64(text.count)
        if let copy = room.pointee.copy(text) {
            return copy.withMemoryRebound(to: CChar.self) {
                csqlite_bind_lasting_text(statement, index, $0.baseAddress, count)
            }
        }
        return text.withMemoryRebound(to: CChar.self) {
            csqlite_bind_text(statement, index, $0.baseAddress, count)
        }
    }

    package func bind(_ bytes: [UInt8]) throws(DatabaseError) {
        let code = bytes.withUnsafeBytes { bytes in
            bytes.isEmpty
                ? sqlite3_bind_zeroblob(statement, index, 0)
                : csqlite_bind_blob(statement, index, bytes.baseAddress, UInt64(bytes.count))
        }
        try check(code)
    }

    private func check(_ code: Int32) throws(DatabaseError) {
        if code != SQLITE_OK { throw DatabaseError(of: statement, code: code) }
    }
}
