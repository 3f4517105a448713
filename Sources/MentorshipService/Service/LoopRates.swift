// The buckets of those who came to one event loop of late: most requests come from somebody who has
// just been there, and finding a bucket among all takes longer than taking a token.

import Mentorship

struct LoopRates {
    let addresses: KnownBuckets
    let failures: KnownBuckets
    let credentials: KnownBuckets

    init(_ limiter: RateLimiter) {
        addresses = KnownBuckets(.perAddress, limiter)
        failures = KnownBuckets(.failures, limiter)
        credentials = KnownBuckets(.perCredential, limiter)
    }
}

/// Owned by one loop alone.
final class KnownBuckets {
    private struct Known {
        let name: String
        let bucket: RateBucket
    }

    /// A power of two.
    private static let places = 64

    private let policy: RatePolicy
    private let limiter: RateLimiter
    /// Who came last, before all others.
    private var lastName = ""
    private var lastBucket: RateBucket?
    private var known = [Known?](repeating: nil, count: places)
    private var generation = 0

    init(_ policy: RatePolicy, _ limiter: RateLimiter) {
        self.policy = policy
        self.limiter = limiter
    }

    func bucket(of name: String, now: Instant) -> RateBucket {
        if limiter.generation != generation { forget() }
        if let lastBucket, lastName == name { return lastBucket }
        let bucket = find(name, now)
        lastName = name
        lastBucket = bucket
        return bucket
    }

    private func forget() {
        generation = limiter.generation
        lastBucket = nil
        known = [Known?](repeating: nil, count: Self.places)
    }

    private func find(_ name: String, _ now: Instant) -> RateBucket {
        let place = Self.place(of: name)
        if let found = known[place], found.name == name { return found.bucket }
        let bucket = limiter.bucket(of: name, policy, now: now)
        known[place] = Known(name: name, bucket: bucket)
        return bucket
    }

    /// By the last bytes, in which addresses and ids differ most.
    private static func place(of name: String) -> Int {
        let bytes = name.utf8Span.span
        var mixed = 0
        for index in max(0, bytes.count - 4)..<bytes.count {
            mixed = mixed &* 31 &+ Int(bytes[index])
        }
        return mixed & (places - 1)
    }
}
