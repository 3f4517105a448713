// Copies a database into one new file while it is in use (https://sqlite.org/backup.html). The copy
// is of one moment, checked, synced, and stands under its name only when it is whole. The key file
// is never part of it.

import CSQLite
import Glibc

package enum Backup {
    /// Pages copied between two calls of `progress`.
    private static let stepPages: Int32 = 1_024

    /// Refuses to overwrite. `progress` is told pages done and pages in all.
    package static func copy(
        from path: String, to target: String,
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(OpenError) {
        guard access(target, F_OK) != 0 else { throw .exists(path: target) }
        try Preflight.checkExisting(path)
        try Preflight.checkFolder(of: target)
        let draft = "\(target).\(getpid()).new"
        unlink(draft)  // of a process of this number that was killed
        try Preflight.create(draft)
        defer {
            for suffix in ["", "-journal", "-wal", "-shm"] { unlink(draft + suffix) }
        }
        do throws(DatabaseError) {
            let source = try Connection(path: path, role: .reader)
            try copy(source, draft, progress)
        } catch {
            throw OpenError(error, path: error.isStorage ? target : path)
        }
        try publish(draft, as: target)
    }

    /// Throws unless the file is a sound database of ours that this program can go on with: before
    /// it takes the place of one. More than a copy is checked for, since it may come from far.
    package static func verify(_ path: String, schema: Schema) throws(OpenError) {
        guard try !Migrator.status(path: path, of: schema).isEmpty else {
            throw .foreign(path: path)
        }
        do throws(DatabaseError) {
            let connection = try Connection(path: path, role: .reader)
            guard try connection.value("PRAGMA integrity_check(1)") == .text("ok"),
                try connection.value("SELECT 1 FROM pragma_foreign_key_check LIMIT 1") == .null
            else { throw DatabaseError(code: SQLITE_CORRUPT, message: "the check failed") }
        } catch {
            throw OpenError(error, path: path)
        }
    }

    private static func copy(
        _ source: Connection, _ draft: String, _ progress: (Int, Int) -> Void
    ) throws(DatabaseError) {
        // Holds one moment of the source: without it a write would start the copy anew.
        try source.run("BEGIN")
        _ = try source.value("SELECT count(*) FROM sqlite_schema")
        let target = try Connection(copyingInto: draft)
        guard let backup = sqlite3_backup_init(target.handle, "main", source.handle, "main") else {
            throw DatabaseError(target.handle, code: sqlite3_extended_errcode(target.handle))
        }
        var code = SQLITE_OK
        while code == SQLITE_OK {
            code = sqlite3_backup_step(backup, stepPages)
            let total = sqlite3_backup_pagecount(backup)
            progress(Int(total - sqlite3_backup_remaining(backup)), Int(total))
        }
        let last = sqlite3_backup_finish(backup)
        guard code == SQLITE_DONE, last == SQLITE_OK else {
            throw DatabaseError(target.handle, code: code == SQLITE_DONE ? last : code)
        }
        // One file without a log beside it; the server turns it back when it opens it.
        try target.run("PRAGMA journal_mode = DELETE")
        guard try target.value("PRAGMA quick_check(1)") == .text("ok") else {
            throw DatabaseError(code: SQLITE_CORRUPT, message: "the copy is damaged")
        }
    }

    private static func publish(_ draft: String, as target: String) throws(OpenError) {
        let file = open(draft, O_RDONLY | O_CLOEXEC)
        let isSynced = file >= 0 && fsync(file) == 0
        if file >= 0 { close(file) }
        // Unlike rename, link does not overwrite what has come meanwhile.
        guard isSynced, link(draft, target) == 0 else {
            if errno == EEXIST { throw .exists(path: target) }
            throw .other(path: target, reason: String(cString: strerror(errno)))
        }
        syncFolder(of: target)
    }
}
