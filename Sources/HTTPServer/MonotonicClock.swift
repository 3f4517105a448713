// Time that never jumps, for every deadline (the wall clock is for stamps only).

import Glibc

/// Milliseconds since some moment in the past.
func monotonicMs() -> Int64 {
    var time = timespec()
    _ = clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
