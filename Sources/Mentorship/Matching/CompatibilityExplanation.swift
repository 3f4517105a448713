// The words behind one pair's score, found again from what the two wrote. Never used while a run
// looks for pairs: only for the ones that people will read about.

extension Compatibility {
    /// Also for a pair that may not be made: what it would score.
    package func explanation(mentee: Int, mentor: Int) -> Explanation {
        let (one, other) = (menteeProfiles[mentee], mentorProfiles[mentor])
        let tally = tally(one, other)
        let values = policy.weightings.map {
            $0.value(
                tally, mentee: one.extent, mentor: other.extent, shortestList: policy.shortestList)
        }
        let known = zip(policy.weightings, values).reduce(0) { sum, pair in
            if case .share = pair.1 { sum + pair.0.weight } else { sum }
        }
        let divisor = policy.divisor(known: known)
        let parts = zip(policy.weightings, values).map { weighting, value in
            var share: Int?
            if case .share(let known) = value { share = known }
            return Explanation.Part(
                factor: weighting.factor, value: share, weight: weighting.weight,
                effectiveWeight: share == nil ? 0 : (weighting.weight * million) / divisor,
                finding: finding(weighting.factor, mentees[mentee], mentors[mentor]))
        }
        return Explanation(
            score: policy.score(tally, mentee: one.extent, mentor: other.extent) ?? 0,
            parts: parts)
    }

    private func finding(
        _ factor: Factor, _ mentee: Candidate, _ mentor: Candidate
    ) -> Explanation.Finding {
        switch factor {
        case .needs: needs(mentee.skills, mentor.skills)
        case .interests: shared(mentee.interests, mentor.interests)
        case .values: shared(mentee.values, mentor.values)
        case .languages: shared(mentee.languages, mentor.languages)
        case .preference: .unstated([.mentee, .mentor])
        }
    }

    private func needs(
        _ wanted: [Candidate.Skill], _ offered: [Candidate.Skill]
    ) -> Explanation.Finding {
        let wanted = highest(wanted)
        let offered = highest(offered)
        if let unstated = Self.unstated(wanted.isEmpty, offered.isEmpty) { return unstated }
        let needs = wanted.map { wish in
            let offer = offered.first { $0.term == wish.term }
            let level = offer.map { $0.level ?? policy.unstatedLevel }
            return Explanation.Need(
                skill: wish.term.text, wanted: wish.level, offered: level,
                covered: level == nil
                    ? 0
                    : coverage(
                        wanted: wish.level, offered: level, unstatedLevel: policy.unstatedLevel))
        }
        return .needs(needs)
    }

    /// Each skill once, at its highest level, by key.
    private func highest(_ skills: [Candidate.Skill]) -> [Candidate.Skill] {
        var kept: [Candidate.Skill] = []
        for skill in skills.sorted(by: Self.isBefore) where !skill.term.key.isEmpty {
            if kept.last?.term != skill.term { kept.append(skill) }
        }
        return kept
    }

    private static func isBefore(_ left: Candidate.Skill, _ right: Candidate.Skill) -> Bool {
        if left.term != right.term { return left.term < right.term }
        if left.level != right.level { return (left.level ?? .min) > (right.level ?? .min) }
        return left.term.text < right.term.text
    }

    private func shared(_ mentee: [Term], _ mentor: [Term]) -> Explanation.Finding {
        let (one, other) = (Self.distinct(mentee), Self.distinct(mentor))
        if let unstated = Self.unstated(one.isEmpty, other.isEmpty) { return unstated }
        let theirs = Set(other)
        return .shared(
            one.filter { theirs.contains($0) }.map(\.text), mentee: one.count, mentor: other.count)
    }

    /// Each term once, by key; of several spellings always the same one.
    private static func distinct(_ terms: [Term]) -> [Term] {
        var kept: [Term] = []
        let sorted = terms.sorted { ($0.key, $0.text) < ($1.key, $1.text) }
        for term in sorted where !term.key.isEmpty {
            if kept.last != term { kept.append(term) }
        }
        return kept
    }

    private static func unstated(_ mentee: Bool, _ mentor: Bool) -> Explanation.Finding? {
        let sides = (mentee ? [Candidate.Side.mentee] : []) + (mentor ? [.mentor] : [])
        return sides.isEmpty ? nil : .unstated(sides)
    }
}
