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
    private var known = [Known?](repeating: nil, count: places)
    private var generation = 0

    init(_ policy: RatePolicy, _ limiter: RateLimiter) {
        self.policy = policy
        self.limiter = limiter
    }

    func bucket(of name: String, now: Instant) -> RateBucket {
        if limiter.generation != generation {
            generation = limiter.generation
            known = [Known?](repeating: nil, count: Self.places)
        }
        let place = Self.place(of: name)
        if let found = known[place], found.name == name { return found.bucket }
        let bucket = limiter.bucket(of: name, policy, now: now)
        known[place] = Known(name: name, bucket: bucket)
        return bucket
    }

    /// By its last bytes, in which addresses and ids differ most.
    private static func place(of name: String) -> Int {
        var mixed = 0
        for byte in name.utf8.suffix(4) { mixed = mixed &* 31 &+ Int(byte) }
        return mixed & (places - 1)
    }
}
