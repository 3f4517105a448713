// The server's parts that are pure, without a socket.

import Glibc
import Testing

@testable import HTTPServer

@Suite struct PeerAddressTests {
    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::1", "::1", "::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7", "192.0.2.7"),
    ])
    func `an address of IPv6 counts by its network, and an IPv4 one by itself`(
        written: String, text: String, network: String
    ) throws {
        let peer = try PeerAddress(storage(of: written))
        #expect(peer.text == text)
        #expect(peer.network == network)
    }

    private func storage(of address: String) throws -> sockaddr_storage {
        var storage = sockaddr_storage()
        let isRead = withUnsafeMutableBytes(of: &storage) { bytes in
            if address.contains(":") {
                var one = sockaddr_in6()
                one.sin6_family = sa_family_t(AF_INET6)
                defer { bytes.storeBytes(of: one, as: sockaddr_in6.self) }
                return inet_pton(AF_INET6, address, &one.sin6_addr) == 1
            }
            var one = sockaddr_in()
            one.sin_family = sa_family_t(AF_INET)
            defer { bytes.storeBytes(of: one, as: sockaddr_in.self) }
            return inet_pton(AF_INET, address, &one.sin_addr) == 1
        }
        try #require(isRead)
        return storage
    }
}

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
