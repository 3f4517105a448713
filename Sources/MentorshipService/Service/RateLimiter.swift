// How many requests one address and one credential may make: a bucket of tokens for each, refilled
// as time passes (draft-ietf-httpapi-ratelimit-headers). Shared by all loops behind one lock that
// is held for a few dozen instructions.

import Mentorship
import Synchronization

package struct RatePolicy: Sendable {
    package let name: String
    /// Requests that fit into the window.
    package let quota: Int
    package let windowSeconds: Int

    /// A frontend behind one address serves many people.
    package static let perAddress = RatePolicy(name: "address", quota: 6000, windowSeconds: 60)
    package static let perCredential = RatePolicy(name: "default", quota: 3000, windowSeconds: 60)
    /// A guesser of keys gets nowhere: failed authentications of one address.
    package static let failures = RatePolicy(name: "failures", quota: 60, windowSeconds: 60)
}

package final class RateLimiter: Sendable {
    package struct State: Sendable {
        package let policy: RatePolicy
        package let remaining: Int
        package let resetSeconds: Int
        package let isExceeded: Bool
    }

    private struct Bucket {
        var tokens: Double
        var at: Int64
    }

    /// Above this many buckets the full ones are forgotten, which changes nothing for anybody.
    private static let bucketsMax = 100_000

    private let buckets = Mutex<[String: Bucket]>([:])
    package let isOn: Bool

    package init(isOn: Bool) {
        self.isOn = isOn
    }

    /// Takes one token from the bucket of `name` under the policy.
    package func take(_ name: String, _ policy: RatePolicy, now: Instant) -> State {
        adjust(name, policy, now: now, by: 1)
    }

    /// Looks without taking: for what is only counted when it fails.
    package func look(_ name: String, _ policy: RatePolicy, now: Instant) -> State {
        adjust(name, policy, now: now, by: 0)
    }

    private func adjust(
        _ name: String, _ policy: RatePolicy, now: Instant, by amount: Double
    ) -> State {
        let rate = Double(policy.quota) / Double(policy.windowSeconds)
        let key = policy.name + ":" + name
        return buckets.withLock { buckets in
            if buckets.count > Self.bucketsMax { buckets = buckets.filter { $0.value.tokens < 1 } }
            var bucket = buckets[key] ?? Bucket(tokens: Double(policy.quota), at: now.milliseconds)
            let passed = Double(max(0, now.milliseconds - bucket.at)) / 1000
            bucket.tokens = min(Double(policy.quota), bucket.tokens + passed * rate)
            bucket.at = max(bucket.at, now.milliseconds)
            let isExceeded = bucket.tokens < 1
            if !isExceeded { bucket.tokens -= amount }
            buckets[key] = bucket
            let missing = isExceeded ? 1 - bucket.tokens : Double(policy.quota) - bucket.tokens
            return State(
                policy: policy, remaining: Int(max(0, bucket.tokens)),
                resetSeconds: max(1, Int((missing / rate).rounded(.up))), isExceeded: isExceeded)
        }
    }
}

extension Failure {
    static func tooMany(_ state: RateLimiter.State) -> Failure {
        Failure(
            .tooMany, "rate_limited",
            "At most \(state.policy.quota) requests in \(state.policy.windowSeconds) seconds "
                + "(\(state.policy.name)). Wait \(state.resetSeconds) s and go on.",
            retryAfterSeconds: state.resetSeconds)
    }
}
