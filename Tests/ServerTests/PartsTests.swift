// The server's parts that are pure, without a socket.

import Testing

@testable import HTTPServer

@Suite struct DeadlinesTests {
    @Test func `entries come out by time, and none too early`() {
        var deadlines = Deadlines()
        var generator = SystemRandomNumberGenerator()
        let times = (0..<500).map { _ in Int64.random(in: 0..<1000, using: &generator) }
        for (place, time) in times.enumerated() {
            deadlines.insert(
                Deadlines.Entry(
                    atMs: time, token: ConnectionToken(place: UInt32(place), generation: 1)))
        }
        #expect(deadlines.nextMs == times.min())
        var seen: [Int64] = []
        for now in Int64(0)..<1000 {
            while let entry = deadlines.popDue(nowMs: now) {
                #expect(entry.atMs == now)
                #expect(times[Int(entry.token.place)] == now)
                seen.append(entry.atMs)
            }
        }
        #expect(seen == times.sorted())
        #expect(deadlines.nextMs == nil)
        #expect(deadlines.popDue(nowMs: .max) == nil)
    }

    @Test func `a token survives its way through epoll`() {
        let token = ConnectionToken(place: 7, generation: .max - 1)
        #expect(ConnectionToken(bits: token.bits) == token)
    }
}

@Suite struct WriteWatchTests {
    private let limits = WriteWatch.Limits(stallMs: 15_000, rateMin: 500, rateGraceMs: 20_000)

    /// When a client that takes bytes in that way is cut; nil when it never is within an hour.
    private func cutMs(_ taken: (Int64) -> Int) -> Int64? {
        var watch = WriteWatch()
        watch.start(taken: taken(0), nowMs: 0, graceMs: limits.rateGraceMs, limits)
        while watch.dueMs < 3_600_000 {
            let nowMs = watch.dueMs
            if !watch.allows(taken: taken(nowMs), nowMs: nowMs, limits) { return nowMs }
        }
        return nil
    }

    @Test func `who takes nothing is cut when the stall time is over`() {
        #expect(cutMs { _ in 1000 } == 15_000)
    }

    @Test func `who takes a little is cut after the time of grace`() {
        #expect(cutMs { Int($0) / 1000 } == 20_000)
        #expect(cutMs { Int($0) * 499 / 1000 } == 20_000)
    }

    @Test func `who keeps the least rate is never cut`() {
        #expect(cutMs { Int($0) * 501 / 1000 } == nil)
    }

    @Test func `who stops after a good start is cut when the stall time is over`() throws {
        let cut = try #require(cutMs { Int(min($0, 60_000)) * 100 })
        #expect((75_000...77_000).contains(cut))
    }
}
