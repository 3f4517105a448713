// A run asked what a change would bring where no prices tell: for groups, circles, equals or
// several mentors, and the fair and the stable. It is solved again with the change. Never changes
// what was chosen.

/// A run of which no prices tell what a change is worth to all: it is solved again with the change.
package struct RunAgain: Sendable {
    let inputs: MatchRun.Inputs
    let objective: MatchRun.Objective
    /// Read by the stable objective alone.
    let favouring: StableMatching.Side
    let seed: UInt64
    /// The run as it was.
    let outcome: RunOutcome

    package init(
        _ inputs: MatchRun.Inputs, _ objective: MatchRun.Objective,
        favouring side: StableMatching.Side = .mentees, seed: UInt64, outcome: RunOutcome
    ) {
        var inputs = inputs
        // Who else could guide a group is no pair of the run.
        inputs.policy.groupMentors = 1
        self.inputs = inputs
        self.objective = objective
        favouring = side
        self.seed = seed
        self.outcome = outcome
    }

    /// Nil when there is no such answer, or none was found. `searching`: in hundredths, how much of
    /// what a run looks at for groups or circles.
    func solved(
        _ changed: MatchRun.Inputs, searching: Int, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> RunOutcome? {
        do throws(Assignment.Refusal) {
            guard !isForOneEach else {
                return RunOutcome(
                    try MatchRun.settle(
                        changed, objective: objective, favouring: favouring, seed: seed,
                        progress: progress), of: changed)
            }
            return RunOutcome(
                try MatchRun.solve(
                    changed, objective: objective, seed: seed, searching: searching,
                    progress: progress), of: changed)
        } catch {
            guard case .infeasible = error else { throw error }
            return nil
        }
    }

    func locked(_ mentee: String, _ mentor: String) -> MatchRun.Inputs {
        var changed = inputs
        changed.locks.append(NamedPair(mentee: mentee, mentor: mentor))
        return changed
    }

    /// Everybody gets one mentor at most, whom they meet alone.
    var isForOneEach: Bool { inputs.isForOneEach(objective) }

    // MARK: Two people

    var isAmongEquals: Bool { inputs.shape == .peers || inputs.shape == .circles }

    func compatibility() throws(Assignment.Refusal) -> Compatibility {
        isAmongEquals
            ? try .amongEquals(inputs, objective, seed: seed)
            : Compatibility(
                policy: inputs.policy, mentees: inputs.mentees, mentors: inputs.mentors,
                vetoes: inputs.vetoes)
    }

    /// Of two equals what rules out either is in the way of both.
    func forbidden(_ all: Compatibility, _ mentee: Int, _ mentor: Int) -> [Forbidden] {
        let there = all.forbidden(mentee: mentee, mentor: mentor)
        guard inputs.shape == .peers else { return there }
        return Set(there + all.forbidden(mentee: mentor, mentor: mentee)).sorted()
    }

    /// Of two equals half of what both would get.
    func score(_ all: Compatibility, _ mentee: Int, _ mentor: Int) -> Int {
        let there = all.score(mentee: mentee, mentor: mentor) ?? 0
        guard inputs.shape == .peers else { return there }
        return (there + (all.score(mentee: mentor, mentor: mentee) ?? 0)) / 2
    }

    func isLocked(_ mentee: String, _ mentor: String) -> Bool {
        inputs.locks.contains { lock in
            lock == NamedPair(mentee: mentee, mentor: mentor)
                || inputs.shape == .peers && lock == NamedPair(mentee: mentor, mentor: mentee)
        }
    }
}
