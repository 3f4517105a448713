// Why two are not a pair in a run for groups, circles, equals or several mentors: the same as in a
// run for one mentor each, found by solving again with the two locked together. Where the search
// is cut short it says what the loss is at least.

extension RunAgain {
    /// Nil unless both take part, the one to get and the other to give.
    package func pair(
        mentee: String, mentor: String, progress: MatchRun.Report = { _ in true }
    ) throws(Assignment.Refusal) -> PairInRun? {
        let all = try compatibility()
        guard let one = all.mentees.firstIndex(where: { $0.id == mentee }),
            let other = all.mentors.firstIndex(where: { $0.id == mentor })
        else { return nil }
        let reasons = forbidden(all, one, other)
        let positions = Dictionary(
            all.mentees.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        let held = outcome.partners.filter { $0.value.contains(mentor) }.keys
            .compactMap { id in positions[id].map { holder(all, $0, other) } }
        let givers = (outcome.partners[mentee] ?? []).compactMap { id in
            all.mentors.firstIndex { $0.id == id }
        }
        let given = givers.min { score(all, one, $0) < score(all, one, $1) }
        let isChosen = outcome.partners[mentee]?.contains(mentor) ?? false
        let found =
            isChosen
            ? (.possible(difference: .nothing, changes: []), nil)
            : try forced(mentee, mentor, reasons, progress)
        return PairInRun(
            isChosen: isChosen, forbidden: reasons,
            explanation: all.explanation(mentee: one, mentor: other),
            back: inputs.shape == .peers ? all.explanation(mentee: other, mentor: one) : nil,
            places: isAmongEquals ? 1 : all.mentors[other].capacity,
            holders: held.sorted {
                $0.score != $1.score
                    ? $0.score > $1.score : MatchRun.isBefore($0.mentee, $1.mentee)
            },
            given: given.map { holder(all, one, $0) },
            givenMentor: given.map { all.mentors[$0].id },
            forced: found.0, atMost: found.1)
    }

    private func holder(_ all: Compatibility, _ mentee: Int, _ mentor: Int) -> PairInRun.Holder {
        let (one, other) = (all.mentees[mentee].id, all.mentors[mentor].id)
        return .init(
            mentee: one, score: score(all, mentee, mentor), isLocked: isLocked(one, other))
    }

    private func forced(
        _ mentee: String, _ mentor: String, _ reasons: [Forbidden], _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> (PairInRun.Forced, Worth?) {
        let two = inputs.shape.pairWords
        if inputs.shape != .pairs, inputs.locks.contains(where: { $0.mentee == mentee }) {
            return (.impossible("\(two.beginning(.mentee)) is locked to somebody else."), nil)
        }
        if let reason = reasons.first(where: { !$0.yieldsToLock }) {
            return (.impossible("\(two.beginning(.mentor)) \(reason.words)."), nil)
        }
        let found = try solved(locked(mentee, mentor), searching: 25, progress)
        guard let found else { return (.impossible(whyNot), nil) }
        return (
            .possible(
                difference: outcome.worth(of: found.value), changes: outcome.changes(to: found)),
            found.isProved ? nil : outcome.worth(of: found.most)
        )
    }

    private var whyNot: String {
        switch inputs.shape {
        case .pairs: "Locks hold every place of one of the two, or there is none."
        case .peers: "One of the two is locked to somebody else."
        case .groups: "No groups of allowed sizes were found in which the two are together."
        case .circles:
            "No circles of an allowed size were found in which the one guides the other."
        }
    }
}
