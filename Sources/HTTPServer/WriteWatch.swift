// Judges how a client takes its answer, from what it has acknowledged: bytes that a socket took
// may still lie in the kernel, so a slow reader is known only there. Pure; the clock is the loop's.

struct WriteWatch {
    struct Limits {
        let stallMs: Int64
        let rateMin: Int
        let rateGraceMs: Int64
    }

    /// When to judge again. Progress does not put it off, else a trickle would for ever.
    private(set) var dueMs: Int64 = 0
    private var startMs: Int64 = 0
    private var startTaken = 0
    private var graceMs: Int64 = 0
    private var lastMs: Int64 = 0
    private var lastTaken = 0

    /// Something has become outstanding; so much of all that was sent has been acknowledged.
    mutating func start(taken: Int, nowMs: Int64, graceMs: Int64, _ limits: Limits) {
        startMs = nowMs
        startTaken = taken
        self.graceMs = graceMs
        lastMs = nowMs
        lastTaken = taken
        setDue(nowMs, limits)
    }

    /// Whether the client may go on: some progress within the stall time, and on average the least
    /// rate once the time of grace is over.
    mutating func allows(taken: Int, nowMs: Int64, _ limits: Limits) -> Bool {
        if taken != lastTaken {
            lastTaken = taken
            lastMs = nowMs
        }
        setDue(nowMs, limits)
        if nowMs - lastMs >= limits.stallMs { return false }
        let elapsed = nowMs - startMs
        return elapsed < graceMs
            || Int64(taken - startTaken) * 1000 >= Int64(limits.rateMin) * elapsed
    }

    private mutating func setDue(_ nowMs: Int64, _ limits: Limits) {
        let nextMs = nowMs + max(1, limits.stallMs / 8)
        dueMs = min(lastMs + limits.stallMs, max(startMs + graceMs, nextMs))
    }
}
