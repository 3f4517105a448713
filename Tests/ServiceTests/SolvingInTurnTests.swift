// What solves a run again takes seconds: it is done one at a time, and once for all pages.

import Dispatch
import Mentorship
import SQLite
import Synchronization
import Testing

@testable import MentorshipService

@Suite struct SolvingInTurnTests {
    private struct Count {
        var running = 0
        var most = 0
        var done = 0
    }

    @Test func `of what takes seconds one is done at a time, and the rest goes past it`() throws {
        let service = try TestService()
        let database = service.database
        let pool = WorkerPool()
        try pool.start(threads: 2) { try database.reader() }
        let (gate, passed) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let began = DispatchSemaphore(value: 0)
        let counts = Counter()
        for _ in 0..<3 {
            let isTaken = pool.submit(isLong: true) { _ in
                counts.begin()
                began.signal()
                gate.wait()
                counts.end()
            }
            #expect(isTaken)
        }
        #expect(began.wait(timeout: .now() + 60) == .success)
        for _ in 0..<20 {
            let isTaken = pool.submit { _ in passed.signal() }
            #expect(isTaken)
        }
        for _ in 0..<20 { #expect(passed.wait(timeout: .now() + 60) == .success) }
        #expect(counts.value.running == 1 && counts.value.done == 0)
        for _ in 0..<3 { gate.signal() }
        pool.stop()
        #expect(counts.value.most == 1 && counts.value.done == 3)
    }

    private final class Counter: Sendable {
        private let count = Mutex(Count())

        var value: Count { count.withLock { $0 } }

        func begin() {
            count.withLock { count in
                count.running += 1
                count.most = max(count.most, count.running)
            }
        }

        func end() {
            count.withLock { count in
                count.running -= 1
                count.done += 1
            }
        }
    }

    @Test func `who asks for their turn when many wait is told so, and others are not`() {
        let pool = WorkerPool()
        for _ in 0..<WorkerPool.longMax { #expect(pool.submit(isLong: true) { _ in }) }
        #expect(!pool.submit(isLong: true) { _ in })
        #expect(pool.submit { _ in })
    }

    @Test func `pages of an answer come from one solving, for some minutes`() throws {
        var dice = Dice(seed: 3)
        let runs = (0..<5).map { _ in ID<MatchRun>(now: Instant(milliseconds: 0), dice: &dice) }
        let kept = PlacesKept()
        var solved = 0
        func ask(_ run: Int, _ inputs: String = "a", at minute: UInt64 = 0) throws -> Int {
            let now = minute * 60_000_000_000
            _ = try kept.places(of: runs[run], inputs, now: now) {
                solved += 1
                return []
            }
            return solved
        }
        #expect(try ask(0) == 1)
        #expect(try ask(0, at: 9) == 1)
        #expect(try ask(0, "b", at: 9) == 2, "another answer")
        #expect(try ask(0, "b", at: 20) == 3, "too long ago")
        for run in 1...4 { _ = try ask(run, at: 20) }
        #expect(try ask(4, at: 20) == 7)
        #expect(try ask(0, "b", at: 20) == 8, "others were asked about since")
        #expect(throws: Failure.self) {
            _ = try kept.places(of: runs[1], "c", now: 0) { throw Failure.withoutPlaces }
        }
        #expect(try ask(1, "c", at: 20) == 9, "a refusal is not kept")
    }
}
