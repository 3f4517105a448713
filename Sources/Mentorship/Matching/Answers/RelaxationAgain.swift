// What would have to change for somebody who is left out of a run without prices, or who has fewer
// mentors than they want: each change is tried by solving again, and named only when it serves
// them. Never changes a run.

extension RunAgain {
    package struct Relaxations: Sendable {
        /// The surest first, and of equally sure ones the one that all together gain most by.
        package let found: [Relaxation]
        package let minimum: MinimumRelaxation.Finding
    }

    /// Of each kind so many are tried: those whom the person would suit best.
    private static let tries = 3
    /// Hundredths of what a run looks at, where much is tried.
    static let searching = 5

    package func relaxations(
        of person: String, progress: MatchRun.Report = { _ in true }
    ) throws(Assignment.Refusal) -> Relaxations {
        let all = try compatibility()
        guard let position = all.mentees.firstIndex(where: { $0.id == person }) else {
            throw .invalid("Somebody does not take part.")
        }
        // Whoever has a mentor in a run that gives one each gets no other by any change.
        if isForOneEach, served(person, outcome) > 0 {
            return Relaxations(
                found: [],
                minimum: inputs.policy.minimumScore > 0 ? .noMinimumHelps : .noMinimum)
        }
        let ways = Ways(self, all, position)
        var found: [Relaxation] = []
        if !isAmongEquals { found += try places(for: person, ways, progress) }
        found += try sizes(for: person, progress)
        found += try exceptions(for: person, ways, progress)
        if inputs.shape != .circles { found += try locks(for: person, ways, progress) }
        let minimum = try minimum(for: person, ways, progress)
        if case .found(let one) = minimum { found.append(one) }
        // Stable: of equally good ones in the order of their kinds.
        let sorted = found.enumerated().sorted { one, other in
            one.element.isBetter(than: other.element)
                || !other.element.isBetter(than: one.element) && one.offset < other.offset
        }
        return Relaxations(found: sorted.map(\.element), minimum: minimum)
    }

    /// Who could be had, the best first: with nothing in the way, or with one rule.
    private struct Ways {
        private(set) var open: [String] = []
        private(set) var ruled: [(mentor: String, rule: Forbidden)] = []
        /// Scores below the minimum, the highest first.
        private(set) var levels: [Int] = []

        init(_ run: RunAgain, _ all: Compatibility, _ person: Int) {
            let scored = all.mentors.indices.map { ($0, run.score(all, person, $0)) }
                .sorted {
                    $0.1 != $1.1
                        ? $0.1 > $1.1
                        : MatchRun.isBefore(all.mentors[$0.0].id, all.mentors[$1.0].id)
                }
            var below: Set<Int> = []
            for (mentor, _) in scored {
                let reasons = run.forbidden(all, person, mentor)
                let id = all.mentors[mentor].id
                if reasons.isEmpty { open.append(id) }
                guard reasons.count == 1, let rule = reasons.first, rule.mayBeLifted else {
                    continue
                }
                ruled.append((id, rule))
                guard rule == .belowMinimumScore else { continue }
                var least = all.score(mentee: person, mentor: mentor) ?? 0
                if run.inputs.shape == .peers {
                    least = min(least, all.score(mentee: mentor, mentor: person) ?? 0)
                }
                below.insert(least)
            }
            levels = below.sorted(by: >)
        }
    }

    // MARK: Changes that others could profit by as well

    private func served(_ person: String, _ outcome: RunOutcome) -> Int {
        outcome.partners[person]?.count ?? 0
    }

    /// Nil when the person is not better served with these inputs.
    private func tried(
        _ change: Relaxation.Change, _ changed: MatchRun.Inputs, for person: String,
        _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> Relaxation? {
        let before = served(person, outcome)
        guard let found = try solved(changed, searching: Self.searching, progress),
            served(person, found) > before
        else { return nil }
        return relaxation(
            change, try isCertain(found, changed, for: person, before, progress) ? .certain : .tie,
            found)
    }

    /// Whether every best answer serves the person as this one does.
    private func isCertain(
        _ found: RunOutcome, _ changed: MatchRun.Inputs, for person: String, _ before: Int,
        _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> Bool {
        // The same people are served by all choices that are stable (Roth, Econometrica 54, 1986).
        if objective == .stable { return true }
        var without = changed
        without.leave(person, with: before)
        let others = try solved(without, searching: Self.searching, progress)
        return others?.isExceeded(by: found) ?? true
    }

    private func relaxation(
        _ change: Relaxation.Change, _ certainty: Relaxation.Certainty, _ found: RunOutcome
    ) -> Relaxation {
        Relaxation(
            change: change, certainty: certainty, worth: outcome.worth(of: found.value),
            moves: outcome.moves(to: found), order: outcome.order(of: found.value))
    }

    private func best(
        _ changes: [(Relaxation.Change, MatchRun.Inputs)], for person: String,
        _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> Relaxation? {
        var best: Relaxation?
        for (change, changed) in changes {
            guard let one = try tried(change, changed, for: person, progress) else { continue }
            if best.map({ one.isBetter(than: $0) }) ?? true { best = one }
        }
        return best
    }

    private func places(
        for person: String, _ ways: Ways, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> [Relaxation] {
        let changes = ways.open.filter { outcome.partners[person]?.contains($0) != true }
            .prefix(Self.tries).map { mentor in
                var changed = inputs
                for index in changed.mentors.indices where changed.mentors[index].id == mentor {
                    changed.mentors[index].capacity += 1
                }
                return (Relaxation.Change.place(mentor: mentor), changed)
            }
        return try best(changes, for: person, progress).map { [$0] } ?? []
    }

    /// Smaller groups, or smaller and larger circles: the least change that serves them.
    private func sizes(
        for person: String, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> [Relaxation] {
        guard inputs.shape != .pairs, let sizes = inputs.sizes else { return [] }
        let smallest = inputs.shape == .groups ? GroupSizes.sizesAllowed.lowerBound : 3
        var found: [Relaxation] = []
        for size in stride(from: sizes.lowerBound - 1, through: smallest, by: -1)
            .prefix(Self.tries)
        {
            var changed = inputs
            changed.sizes = size...sizes.upperBound
            guard let one = try tried(.least(size), changed, for: person, progress) else {
                continue
            }
            found.append(one)
            break
        }
        guard inputs.shape == .circles else { return found }
        let widest = min(sizes.upperBound + Self.tries, GroupSizes.sizesAllowed.upperBound)
        for size in stride(from: sizes.upperBound + 1, through: widest, by: 1) {
            var changed = inputs
            changed.sizes = sizes.lowerBound...size
            guard let one = try tried(.most(size), changed, for: person, progress) else {
                continue
            }
            found.append(one)
            break
        }
        return found
    }

    /// The highest of the minima at which somebody whom one rule keeps from the person comes in.
    private func minimum(
        for person: String, _ ways: Ways, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> MinimumRelaxation.Finding {
        guard inputs.policy.minimumScore > 0 else { return .noMinimum }
        for level in ways.levels.prefix(Self.tries) {
            var changed = inputs
            changed.policy.minimumScore = level
            if let one = try tried(.minimum(level), changed, for: person, progress) {
                return .found(one)
            }
        }
        return .searchedEnough
    }

    // MARK: Changes for one pair

    /// With one rule lifted for two the best answer is the better of the run's own and of the best
    /// with the two together.
    private func together(
        _ change: Relaxation.Change, _ changed: MatchRun.Inputs, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> Relaxation? {
        guard let found = try solved(changed, searching: Self.searching, progress) else {
            return nil
        }
        return relaxation(change, certainty(of: found), found)
    }

    private func certainty(of found: RunOutcome) -> Relaxation.Certainty {
        // Whom no stable choice serves, nothing but a lock does.
        if objective == .stable { return .lock }
        if outcome.isExceeded(by: found) { return .certain }
        return outcome.isLess(found.most, than: outcome.value) ? .lock : .tie
    }

    /// With one rule lifted for two, and not locked together where nobody would rather swap.
    private func lifted(
        _ rule: Forbidden, for person: String, _ mentor: String, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> Relaxation? {
        let change = Relaxation.Change.exception(mentor: mentor, rule: rule)
        if objective == .stable {
            var changed = inputs
            changed.overruled = [rule]
            changed.admitted = [NamedPair(mentee: person, mentor: mentor)]
            if let one = try tried(change, changed, for: person, progress) { return one }
        }
        var changed = locked(person, mentor)
        changed.overruled = [rule]
        return try together(change, changed, progress)
    }

    private func exceptions(
        for person: String, _ ways: Ways, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> [Relaxation] {
        var best: [Forbidden: Relaxation] = [:]
        for (mentor, rule) in ways.ruled.prefix(Self.tries) {
            guard let one = try lifted(rule, for: person, mentor, progress) else { continue }
            if best[rule].map({ one.isBetter(than: $0) }) ?? true { best[rule] = one }
        }
        return Forbidden.allCases.compactMap { best[$0] }
    }

    private func locks(
        for person: String, _ ways: Ways, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> [Relaxation] {
        var best: Relaxation?
        for mentor in ways.open.prefix(Self.tries)
        where outcome.partners[person]?.contains(mentor) != true {
            let lock = try together(.lock(mentor: mentor), locked(person, mentor), progress)
            guard let one = lock else { continue }
            if best.map({ one.isBetter(than: $0) }) ?? true { best = one }
        }
        return best.map { [$0] } ?? []
    }
}

extension RunOutcome {
    fileprivate func moves(to other: RunOutcome) -> Int {
        Set(changes(to: other).map(\.mentee)).count
    }
}

extension MatchRun.Inputs {
    /// The same without somebody, or with as many mentors for them as they have.
    fileprivate mutating func leave(_ person: String, with places: Int) {
        if places > 0 {
            for index in mentees.indices where mentees[index].id == person {
                mentees[index].capacity = places
            }
            return
        }
        mentees.removeAll { $0.id == person }
        if shape == .peers || shape == .circles { mentors.removeAll { $0.id == person } }
        locks.removeAll { $0.mentee == person }
    }
}
