// The only place that looks at a clock or draws a seed: everything below is told.

import Glibc
import Mentorship
import Synchronization

enum SystemClock {
    /// The wall clock, for stamps.
    static func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Monotonic nanoseconds, for durations.
    static func ticks() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Seeds for requests' dice, from one generator that the system seeded at start: ids are names
    /// and no secrets, and a system call for each request would be felt.
    static func seed() -> UInt64 {
        seeds.withLock { $0.next() }
    }

    private static let seeds: Mutex<Dice> = {
        var generator = SystemRandomNumberGenerator()
        return Mutex(Dice(seed: generator.next()))
    }()
}
