// What the tests of SQLite share: a small schema in a fresh file in memory, and a way to make the
// writer wait so that what is submitted meanwhile shares a batch. No test of its own.

import CSQLite
import Dispatch
import Glibc
import SQLite
import Synchronization

let firstMigration = Migration(
    number: 1, name: "things",
    sql: Array(
        """
        CREATE TABLE thing (
            id    INTEGER PRIMARY KEY,
            name  TEXT    NOT NULL UNIQUE,
            score REAL,
            data  BLOB,
            owner INTEGER REFERENCES thing (id),
            CONSTRAINT score_positive CHECK (score >= 0)
        ) STRICT;
        CREATE INDEX thing_owner ON thing (owner);
        """.utf8))

let testSchema = Schema(applicationID: 0x7465_7374, migrations: [firstMigration])

func temporaryDatabase(recorder: StatementRecorder? = nil) throws -> Database {
    try Database.temporary(schema: testSchema, recorder: recorder)
}

/// A folder that is removed at the end, in memory where there is one.
func withFolder<T>(_ body: (String) throws -> T) throws -> T {
    var template = Array("/dev/shm/sqlite-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw OpenError.folderMissing(path: "/dev/shm") }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
        if let entries = opendir(folder) {
            while let entry = readdir(entries) {
                // In place: an entry is shorter than its type (readdir(3)).
                let start = UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
                let name = String(cString: start.assumingMemoryBound(to: CChar.self))
                unlink("\(folder)/\(name)")
            }
            closedir(entries)
        }
        rmdir(folder)
    }
    return try body(folder)
}

extension Database {
    /// Names of all things, as a connection of its own sees them.
    func names() throws -> [String] {
        let reader = try reader()
        defer { reader.end() }
        return try reader.snapshot().names()
    }

    func add(_ name: String) throws {
        try writer.perform { try $0.add(name) }
    }

    /// Submits the bodies while the writer is held, so that they share one batch; returns how each
    /// of them ended, in the order in which they were told.
    func batch(
        _ bodies: [@Sendable (Transaction) throws -> Void]
    ) throws -> [(index: Int, error: (any Error)?)] {
        let gate = DispatchSemaphore(value: 0)
        let done = DispatchSemaphore(value: 0)
        let answers = Mutex<[(index: Int, error: (any Error)?)]>([])
        guard writer.submit({ _ in gate.wait() }, completion: { _ in }) else { return [] }
        usleep(30_000)  // the held batch takes no more: the next one takes all of these
        for (index, body) in bodies.enumerated() {
            let isTaken = writer.submit(body) { result in
                var failure: (any Error)?
                if case .failure(let error) = result { failure = error }
                answers.withLock { $0.append((index, failure)) }
                done.signal()
            }
            guard isTaken else { throw WriterError.queueFull }
        }
        gate.signal()
        for _ in bodies { done.wait() }
        return answers.withLock { $0 }
    }
}

extension Snapshot {
    func names() throws -> [String] {
        try query("SELECT name FROM thing ORDER BY id") { try $0.next() }
    }
}

extension Transaction {
    func add(_ name: String) throws {
        try execute("INSERT INTO thing (name) VALUES (?1)", name)
    }
}

/// Collects what completions say on another thread.
final class Answers: Sendable {
    private let list = Mutex<[(any Error)?]>([])
    private let arrived = DispatchSemaphore(value: 0)

    func add(_ error: (any Error)?) {
        list.withLock { $0.append(error) }
        arrived.signal()
    }

    func wait(for count: Int) -> [(any Error)?] {
        for _ in 0..<count { arrived.wait() }
        return list.withLock { $0 }
    }
}

/// Another program at the same file: a plain connection without any of our settings.
final class RawConnection {
    private let handle: OpaquePointer

    init?(_ path: String) {
        var handle: OpaquePointer?
        guard sqlite3_open(path, &handle) == SQLITE_OK, let handle else { return nil }
        self.handle = handle
    }

    deinit { sqlite3_close(handle) }

    @discardableResult
    func run(_ sql: String) -> Bool { sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK }
}

/// Runs a body that may wait on a thread of its own, so that no other test waits for it.
func onThread(_ body: @escaping @Sendable () -> Void) {
    DispatchQueue.global().async(execute: body)
}
