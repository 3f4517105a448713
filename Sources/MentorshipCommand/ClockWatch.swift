// Notices when somebody sets the machine's clock, and says so in the log: deadlines go by another
// clock and are not touched, but stamps, expiries and kept answers go by this one.

import Glibc
import Logging
import Mentorship
import MentorshipService
import Synchronization
import Threads

final class ClockWatch: Sendable {
    /// A clock that is being slewed moves less than this in a second (adjtime(3): 0.5 ms).
    private static let stepMilliseconds: Int64 = 1_000
    private static let pauseSeconds = 1.0

    private let bell = Bell()
    private let isStopped = Atomic<Bool>(false)
    private let thread = Mutex<NamedThread?>(nil)

    init(_ logger: Logger) throws {
        let started = try NamedThread("clock") { [self] in run(logger) }
        thread.withLock { $0 = started }
    }

    func stop() {
        isStopped.store(true, ordering: .relaxed)
        bell.ring()
        thread.withLock { $0 }?.join()
    }

    private func run(_ logger: Logger) {
        var before = Self.difference
        while !isStopped.load(ordering: .relaxed) {
            bell.wait(seconds: Self.pauseSeconds)
            let now = Self.difference
            if abs(now - before) >= Self.stepMilliseconds {
                logger.warning(
                    "the clock was set", metadata: ["by_milliseconds": "\(now - before)"])
            }
            before = now
        }
    }

    /// How far the wall clock is ahead of the monotonic one.
    private static var difference: Int64 {
        SystemClock.now().milliseconds - Int64(SystemClock.ticks() / 1_000_000)
    }
}
