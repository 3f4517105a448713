// How much of a run hangs on the exact weights of its policy: the run is solved again and again
// with every weight shaken a little, and each pair counted in how many of the answers it stays; of
// groups and circles also who stays together. The same seed shakes the same way. Never changes the
// run.

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
        /// Of the others in the mentee's group or circle, in all trials, how many were together
        /// with them, in millionths; nil where two meet, or where there are no others.
        package var together: Int? = nil
    }

    /// What is asked about: pairs of a run, and who is with whom in its groups or circles.
    package struct Made: Sendable {
        package var pairs: [NamedPair]
        package var groups: [[String]]

        package init(pairs: [NamedPair], groups: [[String]] = []) {
            self.pairs = pairs
            self.groups = groups
        }
    }

    /// Whole searches for groups or circles, each a minute or so of work: trials end once they have
    /// come to so many together.
    package static let searchesMost = 5.0
    /// Pairs of people from which on all that a run looks at takes that long; with fewer it takes
    /// as much less.
    private static let pairsOfWholeSearch = 4_000

    package let shaking: Shaking
    /// How many trials were made: fewer than asked where each is a long search.
    package let trials: Int
    /// In the order of the pairs asked about.
    package let kept: [Kept]
    /// Of all the pairs in all the trials, how many were kept, in millionths.
    package let share: Int

    package static func measure(
        _ made: Made, in inputs: MatchRun.Inputs, objective: MatchRun.Objective,
        favouring: StableMatching.Side = .mentees, seed: UInt64, _ shaking: Shaking,
        searchesMost: Double = searchesMost,
        progress: (_ trial: Int) -> Bool = { _ in true },
        within: MatchRun.Report = { _ in true }
    ) throws(Assignment.Refusal) -> Robustness {
        var tally = RobustnessTally(made)
        let people = inputs.mentees.count * inputs.mentors.count
        let whole = min(1, Double(people) / Double(pairsOfWholeSearch))
        var searches = 0.0
        for trial in 0..<shaking.trials where searches < searchesMost {
            guard progress(trial) else { throw .cancelled }
            var shaken = inputs
            shaken.policy = inputs.policy.shaken(shaking, trial: trial)
            guard !inputs.isForOneEach(objective) else {
                let answer = try MatchRun.settle(
                    shaken, objective: objective, favouring: favouring, seed: seed,
                    progress: within)
                tally.count(answer.named, [])
                continue
            }
            // Who else could guide a group is no pair of the run.
            shaken.policy.groupMentors = 1
            var share = 0.0
            let answer = try MatchRun.solve(
                shaken, objective: objective, favouring: favouring, seed: seed
            ) { step in
                share = max(share, step.searched(inputs.shape))
                return within(step)
            }
            tally.count(
                answer.pairs.map { NamedPair(mentee: $0.mentee, mentor: $0.mentor) },
                answer.groups.map(\.members))
            // One that ended early for another reason than its parts took as long as any.
            let isWhole = share > 0 && !RunOutcome(answer, of: shaken).isProved
            searches += (isWhole ? 1 : share) * whole
        }
        return tally.measured(shaking)
    }
}

extension MatchRun.Progress {
    /// Which share of all that a search may look at it has looked at; none where an answer takes
    /// as long as it takes.
    fileprivate func searched(_ shape: MatchRun.Shape) -> Double {
        guard shape == .groups || shape == .circles, phase == .solving, done < total else {
            return 0
        }
        return Double(done) / Double(total)
    }
}

/// What was kept in the trials so far.
private struct RobustnessTally {
    private let made: Robustness.Made
    private var trials = 0
    private var counts: [NamedPair: Int] = [:]
    /// The others in the group or circle of each person, and how often one was there again.
    private let companions: [String: [String]]
    private var together: [String: Int] = [:]

    init(_ made: Robustness.Made) {
        self.made = made
        var companions: [String: [String]] = [:]
        for group in made.groups {
            for person in group { companions[person] = group.filter { $0 != person } }
        }
        self.companions = companions
    }

    mutating func count(_ pairs: [NamedPair], _ groups: [[String]]) {
        trials += 1
        for pair in pairs { counts[pair, default: 0] += 1 }
        var groupOf: [String: Int] = [:]
        for (number, group) in groups.enumerated() {
            for person in group { groupOf[person] = number }
        }
        for (person, others) in companions {
            guard let own = groupOf[person] else { continue }
            together[person, default: 0] += others.count { groupOf[$0] == own }
        }
    }

    func measured(_ shaking: Robustness.Shaking) -> Robustness {
        let kept = made.pairs.map { pair in
            let others = companions[pair.mentee]?.count ?? 0
            return Robustness.Kept(
                pair: pair, trials: counts[pair] ?? 0,
                together: others == 0
                    ? nil : Mentorship.share(of: together[pair.mentee] ?? 0, in: others * trials))
        }
        let all = kept.reduce(0) { $0 + $1.trials }
        return Robustness(
            shaking: shaking, trials: trials, kept: kept,
            share: Mentorship.share(of: all, in: made.pairs.count * trials))
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
        let greatest = weightings.filter { $0.factor != .priority }.map(\.weight).max() ?? 0
        guard greatest > 0 else { return self }
        var dice = Dice(seed: MatchRun.draw("trial \(trial)", shaking.seed))
        let whole = 1000 * 1000 / (1000 + shaking.spread)
        var shaken = self
        let steps = UInt64(2 * shaking.spread * 1000 + 1)
        for (index, weighting) in weightings.enumerated() {
            // Millionths from 1 − spread to 1 + spread.
            let factor = million - shaking.spread * 1000 + Int(dice.next() % steps)
            // What is added to a score instead of being a part of it has a size of its own.
            let size =
                weighting.factor == .priority
                ? weighting.weight * factor : weighting.weight * whole * factor / greatest
            shaken.weightings[index].weight = min((size + million / 2) / million, 1000)
        }
        return shaken
    }
}
