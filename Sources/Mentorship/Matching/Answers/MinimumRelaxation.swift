// How far the minimum score would have to come down for a new run to serve somebody: found by
// solving again where a lower minimum lets in a pair that could change the answer, and nowhere
// else. Never guesses: what it does not find in so many tries it does not say.

package enum MinimumRelaxation {
    package enum Finding: Sendable, Equatable {
        /// A run with this minimum, in millionths, serves them; with a higher one some best answer
        /// would not.
        case found(Relaxation)
        /// Not even without a minimum.
        case noMinimumHelps
        /// Not found in so many tries.
        case searchedEnough
        /// There is no minimum that could come down.
        case noMinimum
    }

    /// Steps through the minima at which something changes, the highest first.
    package static func find(
        _ mentee: String, in inputs: MatchRun.Inputs, objective: MatchRun.Objective,
        favouring: StableMatching.Side = .mentees, seed: UInt64, tries: Int,
        progress: MatchRun.Report = { _ in true }
    ) throws(Assignment.Refusal) -> Finding {
        guard inputs.policy.minimumScore > 0 else { return .noMinimum }
        func settled(_ minimum: Int) throws(Assignment.Refusal) -> SettledRun {
            var lower = inputs
            lower.policy.minimumScore = minimum
            return try MatchRun.settle(
                lower, objective: objective, favouring: favouring, seed: seed, progress: progress)
        }
        let first = try settled(inputs.policy.minimumScore)
        let wider = first.compatibility.withoutMinimum(inputs.vetoes)
        var current = first
        for _ in 0..<tries {
            guard let next = try current.nextMinimum(wider) else { return .noMinimumHelps }
            current = try settled(next)
            guard let position = current.mentee(mentee) else { return .noMinimumHelps }
            guard current.mentor(of: position) != nil else { continue }
            let isCertain = try current.isServedForCertain(position, progress)
            return .found(
                Relaxation(
                    change: .minimum(next), certainty: isCertain ? .certain : .tie,
                    worth: first.difference(to: current), moves: first.moves(to: current)))
        }
        return .searchedEnough
    }
}

extension SettledRun {
    /// The highest score below the minimum at which a pair comes in that the prices do not cover
    /// with something to spare: down to it the best answers are the ones there are.
    fileprivate func nextMinimum(
        _ wider: Compatibility
    ) throws(Assignment.Refusal) -> Int? {
        var next = -1
        let chains = try chains()
        let minimum = compatibility.policy.minimumScore
        var tallies = wider.emptyTallies
        for mentee in wider.mentees.indices where problem.pinned[mentee] < 0 {
            let priority = wider.priorities[mentee]
            wider.forEachCandidate(of: mentee, &tallies) { mentor, score in
                guard score < minimum, score > next,
                    chains.slack(mentee, mentor, Int64(score + priority)) <= 0
                else { return }
                next = score
            }
        }
        return next < 0 ? nil : next
    }

    /// Whether every best answer has a mentor for somebody who has one in this.
    fileprivate mutating func isServedForCertain(
        _ mentee: Int, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> Bool {
        guard let mentor = mentor(of: mentee), !isLocked(mentee) else { return true }
        let others = try inward(.allBut(mentee), progress)
        return try chains().certificate.menteePrices[mentee] + others.cost[mentor] > 0
    }
}

extension Compatibility {
    fileprivate func withoutMinimum(_ vetoes: Vetoes) -> Compatibility {
        var policy = policy
        policy.minimumScore = 0
        return Compatibility(policy: policy, mentees: mentees, mentors: mentors, vetoes: vetoes)
    }
}
