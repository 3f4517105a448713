// Who guides a standing group together with a mentor: whoever joins it meets them too, so that what
// rules a pair with one of them out rules it out with the mentor. Weighs nothing.

extension CompatibilityNames {
    /// Looks at each mentee beside each of these mentors once, where there are any at all.
    mutating func addCompany(
        _ policy: MatchingPolicy, _ mentees: [Candidate], _ mentors: [Candidate]
    ) {
        let beside = mentors.indices.flatMap { mentor in
            mentors[mentor].guidingWith.map { (mentor: mentor, other: $0.rulesAlone) }
        }
        guard !beside.isEmpty else { return }
        let rules = Compatibility(
            policy: policy.rulesAlone, mentees: mentees.map(\.rulesAlone),
            mentors: beside.map(\.other))
        for mentee in mentees.indices {
            for (place, one) in beside.enumerated()
            where rules.keepsApart(mentee: mentee, mentor: place) {
                bar(mentee, one.mentor, .otherMentor)
            }
        }
    }
}

extension Compatibility {
    /// Whether a rule stands between two, whatever else they are to each other, and whether or not
    /// something has to be given anew.
    fileprivate func keepsApart(mentee: Int, mentor: Int) -> Bool {
        !assess(facts(mentee, mentor)).obstacles.isDisjoint(with: Self.rules)
    }

    private static let rules: Obstacles = [
        .conflictOfInterest, Obstacles(.lineManager), Obstacles(.sameReportingLine),
        .sameOrganisation, .noCommonLanguage, .noCommonMedium, .seniorityRule,
    ]
}

extension Candidate {
    /// The same person as rules see them: nothing to weigh.
    package var rulesAlone: Candidate {
        var candidate = Candidate(
            id: id, person: person, languages: languages, capacity: capacity,
            organisation: organisation, conflictKeys: conflictKeys)
        candidate.media = media
        candidate.measures = measures
        candidate.lines = lines
        return candidate
    }
}

extension MatchingPolicy {
    /// The same rules, and nothing to weigh: what is a matter of degree rules nobody out here.
    package var rulesAlone: MatchingPolicy {
        var policy = self
        policy.weightings = []
        policy.minimumCommonMinutes = 0
        return policy
    }
}
