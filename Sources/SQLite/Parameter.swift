// A place for a value in a statement that is about to run: `?1` and its like. The value is copied
// by SQLite, so that nothing of Swift's has to outlive the call.

import CSQLite

package struct Parameter {
    let statement: OpaquePointer
    let index: Int32

    /// Nothing to do: each run of a statement leaves its parameters cleared, which is NULL.
    package func bindNull() {}

    package func bind(_ value: Int64) throws(DatabaseError) {
        try check(sqlite3_bind_int64(statement, index, value))
    }

    package func bind(_ value: Double) throws(DatabaseError) {
        try check(sqlite3_bind_double(statement, index, value))
    }

    package func bind(_ text: String) throws(DatabaseError) {
        var text = text
        let code = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                // A nil pointer would bind NULL, which an empty text is not.
                guard let start = characters.baseAddress else {
                    return csqlite_bind_text(statement, index, "", 0)
                }
                return csqlite_bind_text(statement, index, start, UInt64(characters.count))
            }
        }
        try check(code)
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
