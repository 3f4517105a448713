// What one running service shares between its threads: the store's writer, the key that seals, the
// clock, the counters, the settings. Made once at start, by the command or by a test; a class, so
// that it goes with every call at the cost of one reference.

import HTTP
import Logging
import Mentorship
import SQLite

package struct Settings: Sendable {
    /// Origins whose pages may call the API from a browser; none by default.
    package var corsOrigins: Set<String> = []
    /// Names that requests may be for, in lower case, with or without a port; any when empty.
    package var hosts: Set<String> = []
    package var isRateLimited = true
    /// Name-value pairs that a query may have.
    package var queryPairsMax = Limits.standard.queryPairsMax
    /// Where large imports wait until they are done with.
    package var spoolFolder = "."
    package var version = "0.1.0"

    package init() {}
}

/// One line of the access log: the route's pattern, never the path; no person's text.
package struct AccessLine: Sendable {
    package let time: Instant
    package let requestID: String
    package let trace: String?
    package let method: Method
    package let route: String
    package let status: Int
    package let actor: String
    package let peer: String
    package let nanoseconds: UInt64
    /// What was behind an unexpected error; for the operator only.
    package let inner: String?
}

package final class Deployment: Sendable {
    package let databasePath: String
    package let writer: Writer
    package let sealer: Sealer
    package let workers: WorkerPool
    package let jobs: JobBell
    package let limiter: RateLimiter
    package let metrics: Metrics
    /// What has been found to be damaged in the store, for /readyz.
    package let damage = StoreDamage()
    /// Clients that hear of events as they happen.
    package let events = EventStreams()
    /// Answers about match runs of which somebody may read another page.
    let places = PlacesKept()
    package let zones: ZoneFiles
    package let settings: Settings
    /// The wall clock: for stamps only.
    package let now: @Sendable () -> Instant
    /// Monotonic nanoseconds: for durations only.
    package let ticks: @Sendable () -> UInt64
    /// A seed for one request's dice.
    package let seed: @Sendable () -> UInt64
    package let accessLog: @Sendable (AccessLine) -> Void
    package let logger: Logger
    /// False while the service drains: /readyz says so and a balancer sends no more.
    package let isServing: @Sendable () -> Bool

    package init(
        databasePath: String, writer: Writer, sealer: Sealer, workers: WorkerPool, jobs: JobBell,
        limiter: RateLimiter, metrics: Metrics, zones: ZoneFiles, settings: Settings,
        now: @escaping @Sendable () -> Instant, ticks: @escaping @Sendable () -> UInt64,
        seed: @escaping @Sendable () -> UInt64,
        accessLog: @escaping @Sendable (AccessLine) -> Void, logger: Logger,
        isServing: @escaping @Sendable () -> Bool
    ) {
        self.databasePath = databasePath
        self.writer = writer
        self.sealer = sealer
        self.workers = workers
        self.jobs = jobs
        self.limiter = limiter
        self.metrics = metrics
        self.zones = zones
        self.settings = settings
        self.now = now
        self.ticks = ticks
        self.seed = seed
        self.accessLog = accessLog
        self.logger = logger
        self.isServing = isServing
    }
}
