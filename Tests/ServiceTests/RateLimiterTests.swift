// A bucket of tokens by its arithmetic: as many as the quota at once, then one an interval.

import Mentorship
import MentorshipService
import Testing

@Suite struct RateLimiterTests {
    private let policy = RatePolicy(name: "test", quota: 10, windowSeconds: 20)
    private let start = Instant(milliseconds: 1_000_000_000_000)

    private func after(_ milliseconds: Int64) -> Instant {
        Instant(milliseconds: start.milliseconds + milliseconds)
    }

    @Test func `the quota fits at once, and no more`() {
        let bucket = RateBucket(policy)
        for taken in 1...10 {
            let state = bucket.take(now: start)
            #expect(!state.isExceeded && state.remaining == 10 - taken)
            #expect(state.resetSeconds == taken * 2)
        }
        let state = bucket.take(now: start)
        #expect(state.isExceeded && state.remaining == 0 && state.resetSeconds == 2)
    }

    @Test func `after an interval one more fits`() {
        let bucket = RateBucket(policy)
        for _ in 1...10 { _ = bucket.take(now: start) }
        #expect(bucket.take(now: after(1999)).isExceeded)
        #expect(!bucket.take(now: after(2000)).isExceeded)
        #expect(bucket.take(now: after(2000)).isExceeded)
        #expect(bucket.take(now: after(22_000)).remaining == 9)
    }

    @Test func `a clock that is set back locks nobody out`() {
        let bucket = RateBucket(policy)
        for _ in 1...10 { _ = bucket.take(now: start) }
        #expect(!bucket.take(now: after(-3_600_000)).isExceeded)
        // Loops' clocks differ by a little: that is no new beginning.
        let other = RateBucket(policy)
        for _ in 1...10 { _ = other.take(now: start) }
        #expect(other.take(now: after(-5)).isExceeded)
    }

    @Test func `the same name has the same bucket under each policy`() {
        let limiter = RateLimiter(isOn: true)
        let one = limiter.bucket(of: "a", .perAddress, now: start)
        #expect(limiter.bucket(of: "a", .perAddress, now: start) === one)
        #expect(limiter.bucket(of: "a", .failures, now: start) !== one)
        #expect(limiter.bucket(of: "b", .perAddress, now: start) !== one)
    }
}
