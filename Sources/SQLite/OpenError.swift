// Why a database cannot be opened, each with one sentence that names the path and the way out.
// These are for the operator at the terminal; they never reach a caller of the API.

import CSQLite

package enum OpenError: Error, Sendable, Equatable {
    case folderMissing(path: String)
    case folderNotWritable(path: String)
    case fileMissing(path: String)
    case isFolder(path: String)
    case notPermitted(path: String)
    case notADatabase(path: String)
    case damaged(path: String)
    case foreign(path: String)
    case newerSchema(path: String, number: Int, known: Int)
    case changedMigration(path: String, number: Int, name: String)
    case missingMigration(path: String, number: Int, name: String)
    case outdated(path: String, pending: Int)
    case failedMigration(path: String, number: Int, name: String, reason: String)
    case diskFull(path: String)
    case lockedByServer(path: String, process: Int?)
    case busy(path: String)
    case exists(path: String)
    case noSharedMemory(path: String)
    case other(path: String, reason: String)
}

extension OpenError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .folderMissing(let path):
            "The folder of \(path) does not exist: create it, or give another --database."
        case .folderNotWritable(let path):
            "The folder of \(path) is not writable by this user: SQLite keeps its log there."
        case .fileMissing(let path):
            "\(path) does not exist: give the path of a database, or let `serve` create it."
        case .isFolder(let path):
            "\(path) is a folder: give the path of a file in it."
        case .notPermitted(let path):
            "\(path) (or its -wal or -shm) is not readable and writable by this user: "
                + "change its owner or mode."
        case .notADatabase(let path):
            "\(path) is not a SQLite database: give another path, or restore a backup."
        case .damaged(let path):
            "\(path) is damaged: keep a copy, run `mentorship doctor`, restore a backup."
        case .foreign(let path):
            "\(path) is a database of another program: give another path."
        case .newerSchema(let path, let number, let known):
            "\(path) has schema \(number), this program knows \(known): use a newer program."
        case .changedMigration(let path, let number, let name):
            "Migration \(number) (\(name)) is not the script that \(path) was made with: "
                + "use the program that made it, or one released after it."
        case .missingMigration(let path, let number, let name):
            "\(path) lacks migration \(number) (\(name)) but has later ones: restore a backup."
        case .outdated(let path, let pending):
            "\(path) lacks \(pending) migrations: run `mentorship migrate`."
        case .failedMigration(let path, let number, let name, let reason):
            "Migration \(number) (\(name)) failed and changed nothing in \(path): \(reason)"
        case .diskFull(let path):
            "The disk of \(path) is full: make room and start again."
        case .lockedByServer(let path, let process):
            "\(path) is served by process \(process.map { "\($0)" } ?? "?"): stop it first."
        case .busy(let path):
            "\(path) is locked by another process: wait for it to end, then start again."
        case .exists(let path):
            "\(path) exists already: give a new path."
        case .noSharedMemory(let path):
            "\(path) is on a file system without shared memory (a network share?): move it."
        case .other(let path, let reason):
            "\(path) cannot be opened: \(reason)"
        }
    }
}

extension OpenError {
    /// What an error of SQLite's means while a file is being opened.
    init(_ error: DatabaseError, path: String) {
        switch error.primaryCode {
        case _ where error.isFull: self = .diskFull(path: path)
        case _ where error.isWithoutSharedMemory: self = .noSharedMemory(path: path)
        case SQLITE_NOTADB: self = .notADatabase(path: path)
        case SQLITE_CORRUPT: self = .damaged(path: path)
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy(path: path)
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: self = .notPermitted(path: path)
        default: self = .other(path: path, reason: error.description)
        }
    }
}
