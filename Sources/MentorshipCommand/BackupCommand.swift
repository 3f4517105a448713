// mentorship backup and restore: a copy of one moment while a server runs on the file, and such a
// copy made a database again. Neither touches a file that is there already, nor the key file.

import ArgumentParser
import Glibc
import MentorshipService
import SQLite

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies a database into one new file, also while a server runs on it.",
        discussion: """
            The copy has all that was acknowledged before it began, and is checked and on the disk \
            when the command ends. It does not hold the key file: without that the sealed texts in \
            it are lost, so keep both, apart from each other.
            """)

    @OptionGroup var store: StoreOptions
    @Option(help: "The new file.", completion: .file()) var to: String

    func run() {
        do {
            guard try !Migrator.status(path: store.database, of: Store.schema).isEmpty else {
                throw OpenError.foreign(path: store.database)
            }
            try Backup.copy(from: store.database, to: to, progress: CopyProgress.show)
            print("\(to): copied; keep the key file \(store.keyPath) too, elsewhere")
        } catch {
            Exit.end(error)
        }
    }
}

struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Makes a database of a backup.",
        discussion: """
            The backup is checked first, as a whole: pages, references, schema, and the key file \
            if it is there already. An existing database is not overwritten: move it away.
            """)

    @OptionGroup var store: StoreOptions
    @Option(help: "The backup.", completion: .file()) var from: String

    func run() {
        do {
            guard access(store.database, F_OK) != 0 else {
                throw OpenError.exists(path: store.database)
            }
            try demandNoLog()
            try Backup.verify(from, schema: Store.schema)
            let hasKey = try checkKey()
            try Backup.copy(from: from, to: store.database, progress: CopyProgress.show)
            print("\(store.database): restored")
            if !hasKey {
                Exit.say("put the key file that belongs to it at \(store.keyPath), then serve")
            }
        } catch {
            Exit.end(error)
        }
    }

    /// SQLite would play a log that another database left behind into the restored one
    /// (https://sqlite.org/howtocorrupt.html §1.4).
    private func demandNoLog() throws {
        for suffix in ["-wal", "-journal"] where access(store.database + suffix, F_OK) == 0 {
            throw OpenError.exists(path: store.database + suffix)
        }
    }

    /// False when there is none, or nothing to try it on.
    private func checkKey() throws -> Bool {
        guard access(store.keyPath, F_OK) == 0 else { return false }
        let sealer = try Sealer(key: KeyFile.load(store.keyPath, mayCreate: false))
        let reader = try Reader(path: from)
        defer { reader.end() }
        try store.demandFit(sealer, reader.snapshot(), of: from)
        return true
    }
}

private enum CopyProgress {
    /// A line that rewrites itself, where somebody looks on.
    static func show(done: Int, total: Int) {
        guard isatty(2) == 1 else { return }
        let end = done == total ? "\n" : ""
        let line = Array("\r\(done) of \(total) pages\(end)".utf8)
        _ = write(2, line, line.count)
    }
}
