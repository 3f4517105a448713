// The time as one event loop sees it: the requests of one wake-up share a moment, and the end of
// one is the beginning of the next, since a look at a clock costs a good part of a small answer.

import Mentorship

final class LoopClock {
    /// A moment is not shared for longer: requests before may have taken their time.
    private static let sharedNs: UInt64 = 1_000_000

    private let deployment: Deployment
    private var moment: Instant?
    private var momentTicks: UInt64 = 0
    private var lastTicks: UInt64?

    init(_ deployment: Deployment) {
        self.deployment = deployment
    }

    /// A wake-up has ended.
    func reset() {
        moment = nil
        lastTicks = nil
    }

    /// When the request before ended, or now.
    func ticks() -> UInt64 {
        if let lastTicks { return lastTicks }
        return lap()
    }

    /// Now, which ends one request and begins the next.
    func lap() -> UInt64 {
        let ticks = deployment.ticks()
        lastTicks = ticks
        return ticks
    }

    func now(atTicks ticks: UInt64) -> Instant {
        if let moment, ticks &- momentTicks < Self.sharedNs { return moment }
        let now = deployment.now()
        moment = now
        momentTicks = ticks
        return now
    }
}
