// How long somebody waits for an answer that solves a run again. Such answers share the workers
// with reports and exports, so none holds one for longer.

import Mentorship

struct SolvingTime {
    static let most = Duration.seconds(10)

    private let end = ContinuousClock.now + most

    /// Ends what is being solved once the time is over.
    func report(_ progress: MatchRun.Progress) -> Bool { ContinuousClock.now < end }
}
