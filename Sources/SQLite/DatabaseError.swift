// What SQLite says when something fails, told apart by code and never by message.
// The message and the statement are for the log alone: they never reach a caller of the API.

import CSQLite
import Glibc

package struct DatabaseError: Error, Sendable, CustomStringConvertible {
    /// The extended result code (https://sqlite.org/rescode.html).
    package let code: Int32
    package let message: String
    /// The SQL text, without any value bound to it.
    package let statement: String?
    /// The system's errno behind a failure of the disk, else 0.
    package let systemError: Int32

    package init(
        code: Int32, message: String, statement: String? = nil, systemError: Int32 = 0
    ) {
        self.code = code
        self.message = message
        self.statement = statement
        self.systemError = systemError
    }

    /// What went wrong last on a connection.
    init(_ connection: OpaquePointer, code: Int32, statement: String? = nil) {
        // SQLite keeps errno for a failed open, but not for a failed COMMIT.
        let cause = errno
        let isLast = sqlite3_extended_errcode(connection) == code
        let text = isLast ? sqlite3_errmsg(connection) : sqlite3_errstr(code)
        let message = text.map { String(cString: $0) } ?? "unknown"
        self.init(
            code: code, message: message, statement: statement,
            systemError: [SQLITE_IOERR, SQLITE_CANTOPEN].contains(code & 0xFF) ? cause : 0)
    }

    /// What went wrong with a statement.
    init(of statement: OpaquePointer, code: Int32) {
        let sql = sqlite3_sql(statement).map { String(cString: $0) }
        if let connection = sqlite3_db_handle(statement) {
            self.init(connection, code: code, statement: sql)
        } else {
            self.init(code: code, message: "no connection", statement: sql)
        }
    }

    package var primaryCode: Int32 { code & 0xFF }

    package var description: String {
        "SQLite \(code): \(message)"
            + (systemError == 0 ? "" : " (\(String(cString: strerror(systemError))))")
            + (statement.map { " in: \($0)" } ?? "")
    }
}

// MARK: What a caller can do about it

extension DatabaseError {
    package var isConstraint: Bool { primaryCode == SQLITE_CONSTRAINT }
    /// Of a UNIQUE constraint or a primary key.
    package var isUnique: Bool {
        code == csqlite_constraint_unique || code == csqlite_constraint_primary_key
            || code == csqlite_constraint_row_id
    }
    package var isForeignKey: Bool { code == csqlite_constraint_foreign_key }
    package var isCheck: Bool { code == csqlite_constraint_check }
    package var isNotNull: Bool { code == csqlite_constraint_not_null }
    /// RAISE(ABORT, …) in a trigger.
    package var isTrigger: Bool { code == csqlite_constraint_trigger }
    package var isBusy: Bool { primaryCode == SQLITE_BUSY || primaryCode == SQLITE_LOCKED }
    /// No room: the disk, the user's quota or the process's file size limit.
    package var isFull: Bool {
        primaryCode == SQLITE_FULL || [ENOSPC, EDQUOT, EFBIG].contains(systemError)
    }
    package var isCorrupt: Bool { primaryCode == SQLITE_CORRUPT || isNotADatabase }
    package var isNotADatabase: Bool { primaryCode == SQLITE_NOTADB }
    package var isReadOnly: Bool { primaryCode == SQLITE_READONLY || systemError == EROFS }
    var isWithoutSharedMemory: Bool {
        code == csqlite_io_shared_memory_open || code == csqlite_io_shared_memory_size
            || code == csqlite_io_shared_memory_map
    }
    package var isInputOutput: Bool { primaryCode == SQLITE_IOERR }
    package var isInterrupted: Bool { primaryCode == SQLITE_INTERRUPT }
    /// A column held another type than was asked for, or a value outside the type's range.
    package var isMismatch: Bool { primaryCode == SQLITE_MISMATCH }

    /// The storage, not the request, is at fault: another request would fail in the same way.
    package var isStorage: Bool {
        isFull || isCorrupt || isReadOnly || isInputOutput || primaryCode == SQLITE_CANTOPEN
    }
}

extension DatabaseError {
    /// A statement was used in a way that it does not allow: a mistake in this program.
    static func misuse(_ message: String, _ statement: String? = nil) -> DatabaseError {
        DatabaseError(code: SQLITE_MISUSE, message: message, statement: statement)
    }

    /// SQLite has ended the transaction by itself, as it does when the disk is full.
    static let transactionGone = DatabaseError(
        code: csqlite_abort_rollback, message: "the transaction is gone")
}
