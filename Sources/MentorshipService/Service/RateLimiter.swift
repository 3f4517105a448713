// How many requests one address and one credential may make: a bucket of tokens for each, refilled
// as time passes (draft-ietf-httpapi-ratelimit-headers). Buckets are shared by all loops and need
// no lock; only finding one does.

import Mentorship
import Synchronization

package final class RatePolicy: Sendable {
    package let name: String
    /// Requests that fit into the window.
    package let quota: Int
    package let windowSeconds: Int
    /// As the field RateLimit-Policy says it.
    package let field: String
    /// After so long one more request fits.
    fileprivate let intervalUs: Int64
    fileprivate let windowUs: Int64

    package init(name: String, quota: Int, windowSeconds: Int) {
        self.name = name
        self.quota = quota
        self.windowSeconds = windowSeconds
        field = "\"\(name)\";q=\(quota);w=\(windowSeconds)"
        windowUs = Int64(windowSeconds) * 1_000_000
        intervalUs = windowUs / Int64(quota)
    }

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

    /// Above this many buckets the full ones are forgotten, which changes nothing for anybody.
    private static let bucketsMax = 100_000

    private let buckets = Mutex<[String: RateBucket]>([:])
    private let sweeps = Atomic<Int>(0)
    package let isOn: Bool

    package init(isOn: Bool) {
        self.isOn = isOn
    }

    /// Changes when buckets have been forgotten: who keeps one must find it anew.
    var generation: Int { sweeps.load(ordering: .relaxed) }

    /// The bucket of `name` under the policy.
    package func bucket(of name: String, _ policy: RatePolicy, now: Instant) -> RateBucket {
        let key = policy.name + ":" + name
        return buckets.withLock { buckets in
            if let bucket = buckets[key] { return bucket }
            if buckets.count > Self.bucketsMax {
                buckets = buckets.filter { !$0.value.isFull(now) }
                sweeps.wrappingAdd(1, ordering: .relaxed)
            }
            let bucket = RateBucket(policy)
            buckets[key] = bucket
            return bucket
        }
    }
}

/// What one caller has left, as the moment at which the bucket will be full again: the "theoretical
/// arrival time" of the generic cell rate algorithm (ITU-T I.371 annex A), one number that any
/// thread can move.
package final class RateBucket: Sendable {
    private let policy: RatePolicy
    private let fullAtUs = Atomic<Int64>(0)

    package init(_ policy: RatePolicy) {
        self.policy = policy
    }

    fileprivate func isFull(_ now: Instant) -> Bool {
        debtUs(fullAtUs.load(ordering: .relaxed), now.milliseconds * 1000) == 0
    }

    /// Takes one token, if there is one.
    package func take(now: Instant) -> RateLimiter.State {
        let nowUs = now.milliseconds * 1000
        var known = fullAtUs.load(ordering: .relaxed)
        while true {
            let debtUs = debtUs(known, nowUs)
            if isExceeded(debtUs) { return state(debtUs, isExceeded: true) }
            let wanted = nowUs + debtUs + policy.intervalUs
            let (isDone, found) = fullAtUs.compareExchange(
                expected: known, desired: wanted, ordering: .relaxed)
            if isDone { return state(debtUs + policy.intervalUs, isExceeded: false) }
            known = found
        }
    }

    /// How long the bucket takes until it is full. More than it can hold (and than loops' clocks
    /// differ) means that the clock was set back: then everybody begins anew.
    private func debtUs(_ fullAtUs: Int64, _ nowUs: Int64) -> Int64 {
        let debtUs = max(0, fullAtUs - nowUs)
        return debtUs > 2 * policy.windowUs ? 0 : debtUs
    }

    private func isExceeded(_ debtUs: Int64) -> Bool {
        debtUs > policy.windowUs - policy.intervalUs
    }

    private func state(_ debtUs: Int64, isExceeded: Bool) -> RateLimiter.State {
        let waitUs = isExceeded ? debtUs - (policy.windowUs - policy.intervalUs) : debtUs
        return RateLimiter.State(
            policy: policy,
            remaining: Int(max(0, policy.windowUs - debtUs) / policy.intervalUs),
            resetSeconds: Int(max(1, (waitUs + 999_999) / 1_000_000)), isExceeded: isExceeded)
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
