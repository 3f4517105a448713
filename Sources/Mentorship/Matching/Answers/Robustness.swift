// How much of a run hangs on the exact weights of its policy: the run is solved again and again
// with every weight shaken a little, and each pair counted in how many of the answers it stays.
// The same seed shakes the same way. Never changes the run.

package struct Robustness: Sendable, Equatable {
    package struct Shaking: Sendable, Equatable {
        /// By how much a weight may move either way, in thousandths of itself.
        package var spread: Int
        package var trials: Int
        package var seed: UInt64

        package init(spread: Int = 100, trials: Int = 100, seed: UInt64) {
            self.spread = spread
            self.trials = trials
            self.seed = seed
        }
    }

    package struct Kept: Sendable, Equatable {
        package let pair: NamedPair
        /// Trials in which the two were a pair.
        package let trials: Int
    }

    package let shaking: Shaking
    /// In the order of the pairs asked about.
    package let kept: [Kept]
    /// Of all the pairs in all the trials, how many were kept, in millionths.
    package let share: Int

    package static func measure(
        _ pairs: [NamedPair], in inputs: MatchRun.Inputs, objective: MatchRun.Objective,
        favouring: StableMatching.Side = .mentees, seed: UInt64, _ shaking: Shaking,
        progress: (_ trial: Int) -> Bool = { _ in true },
        within: MatchRun.Report = { _ in true }
    ) throws(Assignment.Refusal) -> Robustness {
        var counts: [NamedPair: Int] = [:]
        for trial in 0..<shaking.trials {
            guard progress(trial) else { throw .cancelled }
            var shaken = inputs
            shaken.policy = inputs.policy.shaken(shaking, trial: trial)
            let answer = try MatchRun.settle(
                shaken, objective: objective, favouring: favouring, seed: seed, progress: within)
            for pair in answer.named { counts[pair, default: 0] += 1 }
        }
        let kept = pairs.map { Kept(pair: $0, trials: counts[$0] ?? 0) }
        let all = kept.reduce(0) { $0 + $1.trials }
        return Robustness(
            shaking: shaking, kept: kept,
            share: Mentorship.share(of: all, in: pairs.count * shaking.trials))
    }
}

extension SettledRun {
    package var named: [NamedPair] {
        compatibility.mentees.indices.compactMap { mentee in
            mentor(of: mentee).map {
                NamedPair(
                    mentee: compatibility.mentees[mentee].id,
                    mentor: compatibility.mentors[$0].id)
            }
        }
    }
}

extension MatchingPolicy {
    /// Only the proportions of weights count, so they are first written as large as they may be:
    /// a small weight would otherwise have no finer step than itself.
    func shaken(_ shaking: Robustness.Shaking, trial: Int) -> MatchingPolicy {
        let greatest = weightings.map(\.weight).max() ?? 0
        guard greatest > 0 else { return self }
        var dice = Dice(seed: MatchRun.draw("trial \(trial)", shaking.seed))
        let whole = 1000 * 1000 / (1000 + shaking.spread)
        var shaken = self
        let steps = UInt64(2 * shaking.spread * 1000 + 1)
        for (index, weighting) in weightings.enumerated() {
            // Millionths from 1 − spread to 1 + spread.
            let factor = million - shaking.spread * 1000 + Int(dice.next() % steps)
            shaken.weightings[index].weight =
                (weighting.weight * whole * factor / greatest + million / 2) / million
        }
        return shaken
    }
}
