// The writer when the storage fails: nobody is told of a success that is not on the disk, and it
// recovers by itself. A full disk is /dev/full in the place of the log's descriptor.

import CSQLite
import Glibc
import SQLite
import Testing

@Suite struct WriterFailureTests {
    @Test func `when the file cannot grow, the whole batch is lost and every member is told`()
        throws
    {
        let database = try temporaryDatabase()
        try database.add("before")
        try database.limitPages(12)
        let answers = try database.batch([
            { try $0.add("left") },
            { transaction in
                try transaction.execute(
                    "INSERT INTO thing (name, data) VALUES ('big', zeroblob(1000000))")
            },
        ])
        #expect(answers.count == 2)
        #expect(answers.allSatisfy { lostBatch($0.error)?.isFull == true })
        #expect(try database.names() == ["before"])
        #expect(
            database.writer.lastFailure
                == "The database cannot grow: the disk is full, or a quota or a limit is reached.")

        try database.limitPages(1_000_000)
        try database.add("after")
        #expect(try database.names() == ["before", "after"])
        #expect(database.writer.lastFailure == nil)
    }

    @Test func `a body that goes on after its transaction has ended writes nothing`() throws {
        let database = try temporaryDatabase()
        try database.limitPages(12)
        let answers = try database.batch([
            { transaction in
                _ = try? transaction.execute(
                    "INSERT INTO thing (name, data) VALUES ('big', zeroblob(1000000))")
                _ = try? transaction.add("alone")
                _ = try? transaction.attempt { try transaction.add("alone too") }
            }
        ])
        #expect(lostBatch(answers.first?.error) != nil)
        #expect(try database.names() == [])
    }

    @Test func `a disk that is full at the commit loses the batch, and room brings it back`() throws
    {
        let database = try temporaryDatabase()
        try database.add("before")
        let log = try #require(descriptor(of: database.path + "-wal"))
        let saved = dup(log)
        let full = open("/dev/full", O_WRONLY)  // reading would give zeros, as no disk does
        dup2(full, log)
        let answers = try database.batch([{ try $0.add("left") }, { try $0.add("right") }])
        #expect(answers.count == 2)
        #expect(answers.allSatisfy { lostBatch($0.error)?.isStorage == true })
        #expect(database.writer.lastFailure != nil)
        #expect(throws: WriterError.self) { try database.add("still full") }

        dup2(saved, log)
        close(saved)
        close(full)
        for _ in 0..<60 where database.writer.lastFailure != nil { usleep(50_000) }
        #expect(database.writer.lastFailure == nil)  // found out by itself
        #expect(try database.names() == ["before"])
        try database.add("after")
        #expect(try database.names() == ["before", "after"])
    }

    @Test func `another process that holds the lock too long makes the batch busy`() throws {
        let database = try Database.temporary(schema: testSchema, busyMs: 200)
        let other = try #require(RawConnection(database.path))
        other.run("BEGIN IMMEDIATE")
        let answers = try database.heldBatch()
        #expect(answers.count == 2)
        for answer in answers {
            guard case .busy? = answer as? WriterError else {
                Issue.record("\(String(describing: answer))")
                continue
            }
        }
        #expect(database.writer.lastFailure != nil)
        other.run("COMMIT")
        try database.add("after")
        #expect(database.writer.lastFailure == nil)
        #expect(try database.names() == ["after"])
    }

    @Test func `another process that lets go in time is waited for`() throws {
        let database = try temporaryDatabase()
        let other = try #require(RawConnection(database.path))
        other.run("BEGIN IMMEDIATE")
        other.run("INSERT INTO thing (name) VALUES ('theirs')")
        let answers = try database.heldBatch { other.run("COMMIT") }
        #expect(answers.allSatisfy { $0 == nil })
        #expect(try database.names() == ["theirs", "a", "b"])
    }
}

private func lostBatch(_ error: (any Error)?) -> DatabaseError? {
    guard case .batchLost(let cause)? = error as? WriterError else { return nil }
    return cause
}

/// The only open descriptor of a file in this process.
private func descriptor(of path: String) -> Int32? {
    (3..<1_024).first { number in
        var target = [CChar](repeating: 0, count: 512)
        let count = readlink("/proc/self/fd/\(number)", &target, target.count - 1)
        guard count > 0 else { return false }
        return String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
            == path
    }
}

extension Database {
    fileprivate func limitPages(_ pages: Int) throws {
        // A PRAGMA takes no parameters, so the two limits of these tests are written out.
        let sql: StaticString =
            pages == 12 ? "PRAGMA max_page_count = 12" : "PRAGMA max_page_count = 1000000"
        try writer.perform { transaction in
            _ = try transaction.first(sql) { try $0.next(Int.self) }
        }
    }

    /// Two writes at a moment when another connection holds the lock.
    fileprivate func heldBatch(meanwhile: () -> Void = {}) throws -> [(any Error)?] {
        let answers = Answers()
        for name in ["a", "b"] {
            let isTaken = writer.submit({ try $0.add(name) }) { result in
                if case .failure(let error) = result {
                    answers.add(error)
                } else {
                    answers.add(nil)
                }
            }
            guard isTaken else { throw WriterError.queueFull }
        }
        usleep(100_000)
        meanwhile()
        return answers.wait(for: 2)
    }
}
