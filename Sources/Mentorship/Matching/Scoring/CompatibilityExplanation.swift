// The words behind one pair's score, found again from what the two wrote. Never used while a run
// looks for pairs: only for the ones that people will read about.

extension Compatibility {
    /// Also for a pair that may not be made: what it would score.
    package func explanation(mentee: Int, mentor: Int) -> Explanation {
        let facts = facts(mentee, mentor)
        let values = factors.map { $0.value(facts, policy.shortestList) }
        let known = zip(factors, values).reduce(0) { sum, pair in
            if case .share = pair.1 { sum + pair.0.weight } else { sum }
        }
        let divisor = max(known, leastWeight)
        let parts = zip(zip(factors, weightings), values).map { pair, value in
            let (factor, weighting) = pair
            var share: Int?
            if case .share(let known) = value { share = known }
            return Explanation.Part(
                factor: weighting.factor, name: weighting.shape.name, value: share,
                weight: weighting.weight,
                effectiveWeight: share == nil ? 0 : (weighting.weight * million) / divisor,
                finding: finding(factor, facts, mentee, mentor))
        }
        return Explanation(score: score(facts) ?? 0, parts: parts + priority(mentee))
    }

    /// All priorities as one, unnamed: it says that the policy puts somebody first, not for what.
    private func priority(_ mentee: Int) -> [Explanation.Part] {
        let weight = policy.priorityWeight
        guard weight > 0 else { return [] }
        return [
            Explanation.Part(
                factor: .priority, name: nil,
                value: priorities[mentee] > 0 ? million : 0, weight: weight,
                effectiveWeight: 0, finding: .comesFirst(priorities[mentee] > 0))
        ]
    }

    private func finding(
        _ factor: FactorRule, _ facts: PairFacts,
        _ menteeIndex: Int, _ mentorIndex: Int
    ) -> Explanation.Finding {
        let (mentee, mentor) = (mentees[menteeIndex], mentors[mentorIndex])
        switch factor.factor {
        case .needs: return needs(mentee.skills, mentor.skills)
        case .interests: return shared(mentee.interests, mentor.interests)
        case .values: return shared(mentee.values, mentor.values)
        case .goals: return shared(mentee.goals, mentor.goals)
        case .challenges: return shared(mentee.challenges, mentor.challenges)
        case .groups: return shared(mentee.groups, mentor.groups)
        case .languages: return shared(mentee.languages, mentor.languages)
        case .media: return shared(mentee.media, mentor.media)
        case .characteristic: return described(facts, factor.slot)
        case .text:
            return Self.unstated(!facts.mentee.hasTexts, !facts.mentor.hasTexts)
                ?? .words(
                    texts?.commonWords(mentee: menteeIndex, mentor: mentorIndex, most: 5) ?? [])
        case .hours:
            return Self.unstated(!facts.mentee.hasHours, !facts.mentor.hasHours)
                ?? .minutes(facts.commonMinutes)
        case .measure: return numbers(facts, factor.slot)
        case .site: return sites(mentee, mentor, facts)
        case .preference: return wishes(mentee, mentor)
        case .history:
            return facts.mentee.hasHistory || facts.mentor.hasHistory
                ? .pairsBefore(Int(facts.between.together)) : .unstated([.mentee, .mentor])
        case .continuity:
            return facts.mentee.latest < 0 ? .unstated([.mentee]) : .wasLatest(facts.isLatest)
        case .load: return .pairsNow(facts.mentor.load)
        case .priority: return .comesFirst(priorities[menteeIndex] > 0)
        }
    }

    private func described(_ facts: PairFacts, _ slot: Int) -> Explanation.Finding {
        let (one, other) = (Int(facts.mentee.sets[slot]), Int(facts.mentor.sets[slot]))
        return Self.unstated(one == 0, other == 0)
            ?? .described(shared: Int(facts.tally.sets[slot]), mentee: one, mentor: other)
    }

    private func numbers(_ facts: PairFacts, _ slot: Int) -> Explanation.Finding {
        let bit: UInt8 = 1 << UInt8(slot)
        return Self.unstated(
            facts.mentee.measuresKnown & bit == 0, facts.mentor.measuresKnown & bit == 0)
            ?? .numbers(
                mentee: Int(facts.mentee.measures[slot]), mentor: Int(facts.mentor.measures[slot]))
    }

    private func sites(
        _ mentee: Candidate, _ mentor: Candidate, _ facts: PairFacts
    ) -> Explanation.Finding {
        guard let one = mentee.site, let other = mentor.site else {
            return .unstated(
                (mentee.site == nil ? [.mentee] : []) + (mentor.site == nil ? [.mentor] : []))
        }
        return .sites(mentee: one, mentor: other, isSame: facts.isSameSite)
    }

    private func wishes(_ mentee: Candidate, _ mentor: Candidate) -> Explanation.Finding {
        let (one, other) = (
            Self.wish(of: mentee, for: mentor), Self.wish(of: mentor, for: mentee)
        )
        if one == .nobody, other == .nobody { return .unstated([.mentee, .mentor]) }
        return .wishes(mentee: one, mentor: other)
    }

    private static func wish(
        of candidate: Candidate, for other: Candidate
    ) -> Explanation.Wish {
        guard !candidate.rankings.isEmpty else { return .nobody }
        guard let place = candidate.rankings.firstIndex(of: other.person) else { return .others }
        return .choice(place + 1, of: candidate.rankings.count)
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
