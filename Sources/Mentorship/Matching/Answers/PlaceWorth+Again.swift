// What one place more with each mentor would bring, and one fewer cost, in groups, where somebody
// wants several mentors, and in fair and stable runs: found by solving again for each. Never says
// whether a mentor could have one more.

extension RunAgain {
    /// The most worth first; of equal ones by id. The bound is what nothing with the place exceeds:
    /// the gain itself unless a search for groups was cut short.
    package func places(
        progress: MatchRun.Report = { _ in true }
    ) throws(Assignment.Refusal) -> [PlaceWorth] {
        var used: [String: Int] = [:]
        for mentor in outcome.partners.values.joined() { used[mentor, default: 0] += 1 }
        var found: [(worth: PlaceWorth, order: [Int])] = []
        for mentor in inputs.mentors {
            found.append(try place(mentor, used: used[mentor.id] ?? 0, progress))
        }
        return found.sorted { one, other in
            if one.order != other.order { return other.order.lexicographicallyPrecedes(one.order) }
            return one.worth.gain.value != other.worth.gain.value
                ? one.worth.gain.value > other.worth.gain.value
                : MatchRun.isBefore(one.worth.mentor, other.worth.mentor)
        }
        .map(\.worth)
    }

    private func place(
        _ mentor: Candidate, used: Int, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> (PlaceWorth, [Int]) {
        var (gain, bound) = (Worth.nothing, 0 as Int128)
        var (serves, moves): (String?, Int) = (nil, 0)
        var order = outcome.order(of: outcome.value)
        if let wider = try solved(with: 1, for: mentor, progress) {
            bound = max(outcome.worth(of: wider.most).value, 0)
            if isOther(wider) {
                gain = outcome.worth(of: wider.value)
                order = outcome.order(of: wider.value)
                // Where each answer is proved, a total may be less and the answer still be fairer.
                if isForOneEach { bound = gain.value }
                moves = Set(outcome.changes(to: wider).map(\.mentee)).count
                serves = wider.partners.keys.sorted(by: MatchRun.isBefore)
                    .first { outcome.partners[$0] == nil }
            }
        }
        let worth = PlaceWorth(
            mentor: mentor.id, places: mentor.capacity, used: used, gain: gain,
            bound: bound, serves: serves, moves: moves,
            loss: try loss(mentor, used: used, progress))
        return (worth, order)
    }

    /// Whether a place changes the answer: of a stable run, which makes nothing great, in any way;
    /// else for the better.
    private func isOther(_ wider: RunOutcome) -> Bool {
        objective == .stable
            ? wider.partners != outcome.partners
            : outcome.isLess(outcome.value, than: wider.value)
    }

    /// Where a place is free nothing is lost, unless what is stable is best for the mentors: who
    /// would rather have the free place stands against fewer choices without it. Nil where locks
    /// hold every place, or there is none, and where the search for groups ended before its end.
    private func loss(
        _ mentor: Candidate, used: Int, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> Worth? {
        guard mentor.capacity > 0 else { return nil }
        guard used == mentor.capacity || objective == .stable && favouring == .mentors else {
            return .nothing
        }
        guard let fewer = try solved(with: -1, for: mentor, progress), fewer.isProved else {
            return nil
        }
        let worth = outcome.worth(of: fewer.value)
        return Worth(pairs: -worth.pairs, score: -worth.score, value: -worth.value)
    }

    private func solved(
        with more: Int, for mentor: Candidate, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> RunOutcome? {
        var changed = inputs
        for index in changed.mentors.indices where changed.mentors[index].id == mentor.id {
            changed.mentors[index].capacity += more
        }
        return try solved(changed, searching: Self.searching, progress)
    }
}
