// The writer: what a batch does for its members, in which order, and when they are told.

import Dispatch
import Glibc
import SQLite
import Synchronization
import Testing

private struct Refused: Error, Equatable {}

/// Which bodies ran, in their order.
private final class Runs: Sendable {
    private let list = Mutex<[String]>([])
    var all: [String] { list.withLock { $0 } }
    func note(_ name: String) { list.withLock { $0.append(name) } }
}

@Suite struct WriterTests {
    private let database: Database

    init() throws { database = try temporaryDatabase() }

    @Test func `a write is seen by another connection once it is answered`() throws {
        let reader = try database.reader()
        let seen = Mutex<[String]>([])
        let done = DispatchSemaphore(value: 0)
        let other = try Reader(path: database.path)
        let path = database.path
        let isTaken = database.writer.submit({ try $0.add("first") }) { result in
            // On the writer's thread, with a connection made here: nothing but the file is shared.
            guard case .success = result, let late = try? Reader(path: path) else { return }
            let names = try? late.snapshot().names()
            seen.withLock { $0 = names ?? ["unread"] }
            done.signal()
        }
        #expect(isTaken)
        done.wait()
        #expect(seen.withLock { $0 } == ["first"])
        #expect(try other.snapshot().names() == ["first"])
        #expect(try reader.snapshot().names() == ["first"])
    }

    @Test func `the middle one of a batch fails alone`() throws {
        let before = database.writer.commitNumber
        let answers = try database.batch([
            { try $0.add("left") },
            {
                try $0.add("undone")
                throw Refused()
            },
            { try $0.add("right") },
        ])
        #expect(answers.map(\.index) == [0, 1, 2])
        #expect(answers[0].error == nil)
        #expect(answers[1].error is Refused)
        #expect(answers[2].error == nil)
        #expect(try database.names() == ["left", "right"])
        #expect(database.writer.commitNumber - before == 2)  // the gate's, and one for all three
    }

    @Test func `what fails before it has written costs its neighbours nothing`() throws {
        let runs = Runs()
        let answers = try database.batch([
            { transaction in
                runs.note("left")
                try transaction.add("left")
            },
            { _ in throw Refused() },
            { transaction in
                runs.note("right")
                try transaction.add("right")
            },
        ])
        #expect(answers.map { $0.error is Refused } == [false, true, false])
        #expect(runs.all == ["left", "right"])
        #expect(try database.names() == ["left", "right"])
    }

    @Test func `what fails after it has written is undone, its neighbours run again`() throws {
        let runs = Runs()
        let answers = try database.batch([
            { transaction in
                runs.note("left")
                try transaction.add("left")
            },
            { transaction in
                runs.note("undone")
                try transaction.add("undone")
                throw Refused()
            },
            { transaction in
                runs.note("right")
                try transaction.add("right")
            },
        ])
        #expect(answers.map { $0.error is Refused } == [false, true, false])
        #expect(runs.all == ["left", "undone", "left", "undone", "right"])
        #expect(try database.names() == ["left", "right"])
    }

    @Test func `what a refused body leaves behind stays, however its batch was begun`() throws {
        for (round, writesFirst) in [false, true, false].enumerated() {
            let answers = try database.batch([
                { try $0.add("before \(round)") },
                { transaction in
                    transaction.afterRollback { try $0.add("refusal \(round)") }
                    if writesFirst { try transaction.add("undone \(round)") }
                    throw Refused()
                },
            ])
            #expect(answers.map { $0.error is Refused } == [false, true])
        }
        #expect(
            try database.names() == [
                "before 0", "refusal 0", "before 1", "refusal 1", "before 2", "refusal 2",
            ])
    }

    @Test func `writes that a thread has gathered share a commit; those without room are told`()
        throws
    {
        let gate = DispatchSemaphore(value: 0)
        let isHeld = database.writer.submit({ _ in gate.wait() }, completion: { _ in })
        #expect(isHeld)
        usleep(30_000)
        let answers = Answers()
        let writes = (0..<(WriterLimit.waiting + 3)).map { number in
            PendingWrite {
                try $0.add("thing \(number)")
            } completion: { result in
                var failure: (any Error)?
                if case .failure(let error) = result { failure = error }
                answers.add(failure)
            }
        }
        database.writer.submit(writes)
        gate.signal()
        let errors = answers.wait(for: writes.count)
        #expect(errors.count { $0 is WriterError } == 3)
        #expect(try database.names().count == WriterLimit.waiting)
    }

    @Test func `a later member of a batch sees what an earlier one wrote`() throws {
        let answers = try database.batch([
            { try $0.add("once") },
            { try $0.add("once") },
        ])
        #expect(answers[0].error == nil)
        #expect((answers[1].error as? DatabaseError)?.isUnique == true)
    }

    @Test func `a batch takes at most its limit`() throws {
        let before = database.writer.commitNumber
        let answers = try database.batch(
            (0..<(WriterLimit.batch + 1)).map { number in { try $0.add("thing \(number)") } })
        #expect(answers.allSatisfy { $0.error == nil })
        #expect(database.writer.commitNumber - before >= 3)
        #expect(try database.names().count == WriterLimit.batch + 1)
    }

    @Test func `1,000 writes from 8 threads are all there once, each answered once`() throws {
        let answered = Mutex<[Int]>([])
        let done = DispatchGroup()
        let writer = database.writer
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for number in 0..<125 {
                let name = thread * 125 + number
                done.enter()
                while !writer.submit(
                    { try $0.add("thing \(name)") },
                    completion: { result in
                        if case .success = result { answered.withLock { $0.append(name) } }
                        done.leave()
                    })
                {
                    usleep(1_000)
                }
            }
        }
        done.wait()
        #expect(answered.withLock { $0.sorted() } == Array(0..<1_000))
        #expect(Set(try database.names()).count == 1_000)
        #expect(try database.names().count == 1_000)
    }

    @Test func `a full queue says so and calls nothing`() throws {
        let gate = DispatchSemaphore(value: 0)
        let isHeld = DispatchSemaphore(value: 0)
        let calls = Atomic<Int>(0)
        let writer = database.writer
        func submit() -> Bool {
            writer.submit({ _ in }, completion: { _ in calls.wrappingAdd(1, ordering: .relaxed) })
        }
        _ = writer.submit(
            { _ in
                isHeld.signal()
                gate.wait()
            }, completion: { _ in })
        isHeld.wait()
        for _ in 0..<WriterLimit.waiting { #expect(submit()) }
        #expect(database.writer.queueLength == WriterLimit.waiting)
        #expect(!submit())
        #expect(throws: WriterError.self) { try writer.perform { _ in } }
        gate.signal()
        while writer.queueLength > 0 { usleep(1_000) }
        try writer.perform { _ in }
        #expect(calls.load(ordering: .relaxed) == WriterLimit.waiting)
    }

    @Test func `stop does what is queued, then takes nothing`() throws {
        let answered = Atomic<Int>(0)
        for number in 0..<100 {
            let isTaken = database.writer.submit({ try $0.add("thing \(number)") }) { result in
                if case .success = result { answered.wrappingAdd(1, ordering: .relaxed) }
            }
            #expect(isTaken)
        }
        database.writer.stop()
        #expect(answered.load(ordering: .relaxed) == 100)
        let isTaken = database.writer.submit({ _ in }, completion: { _ in })
        #expect(!isTaken)
        database.writer.stop()
        #expect(throws: WriterError.self) { try database.writer.perform { _ in } }
        #expect(try Reader(path: database.path).snapshot().names().count == 100)
    }

    @Test func `stop leaves one file without a log`() throws {
        try database.add("kept")
        database.close()
        #expect(access(database.path + "-wal", F_OK) != 0)
        #expect(access(database.path, F_OK) == 0)
    }

    @Test func `the log is written back at rest`() throws {
        try database.add("kept")
        var status = stat()
        for _ in 0..<40 where status.st_size < 8_192 || status.st_mtim.tv_sec == 0 {
            usleep(50_000)
            stat(database.path, &status)
        }
        let names = try withFolder { folder in
            // Without its log, the file alone has the row.
            let copy = folder + "/copy.sqlite"
            try copyFile(database.path, copy)
            return try Reader(path: copy).snapshot().names()
        }
        #expect(names == ["kept"])
    }

    @Test func `a writer that is dropped still does what is queued`() throws {
        let done = DispatchSemaphore(value: 0)
        func drop() throws {
            let database = try temporaryDatabase()
            _ = database.writer.submit({ try $0.add("x") }, completion: { _ in done.signal() })
        }
        try drop()
        #expect(done.wait(timeout: .now() + 5) == .success)
    }
}

private func copyFile(_ source: String, _ target: String) throws {
    let from = open(source, O_RDONLY)
    let to = open(target, O_WRONLY | O_CREAT, 0o600)
    defer {
        close(from)
        close(to)
    }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    while case let count = read(from, &bytes, bytes.count), count > 0 {
        guard write(to, bytes, count) == count else { throw OpenError.diskFull(path: target) }
    }
}
