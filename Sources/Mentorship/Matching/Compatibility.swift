// Whether two people may be matched and what their pair would score, from an index over everyone in
// a run: terms become numbers once, and only people who share something meet. Never chooses a pair.

package struct Compatibility: Sendable {
    package let policy: MatchingPolicy
    package let mentees: [Candidate]
    package let mentors: [Candidate]
    let menteeProfiles: [Profile]
    let mentorProfiles: [Profile]
    let index: MentorIndex
    /// By mentee: mentors ruled out by name.
    let barred: [[Int32: Obstacles]]

    /// A candidate with words as numbers, each list sorted and without repetition.
    struct Profile: Sendable {
        struct Skill: Sendable {
            let term: Int32
            let level: Int?
        }

        let person: Int32
        let organisation: Int32
        let skills: [Skill]
        let interests: [Int32]
        let values: [Int32]
        let languages: [Int32]
        let languageBits: UInt64
        let conflicts: [Int32]
        let extent: Extent
    }

    /// Pairs ruled out by name, beside what the candidates themselves say.
    package struct Vetoes: Sendable, Equatable {
        /// Persons who must not be matched with each other, whichever side they are on.
        package var doNotMatch: [NamedPair] = []
        /// Persons who are a pair now.
        package var alreadyPaired: [NamedPair] = []
        /// Persons of whom one has declined the other.
        package var declined: [NamedPair] = []
        /// Candidates left out for this run.
        package var excluded: [NamedPair] = []

        package init(
            doNotMatch: [NamedPair] = [], alreadyPaired: [NamedPair] = [],
            declined: [NamedPair] = [], excluded: [NamedPair] = []
        ) {
            self.doNotMatch = doNotMatch
            self.alreadyPaired = alreadyPaired
            self.declined = declined
            self.excluded = excluded
        }
    }

    package enum Judgement: Sendable, Equatable {
        case candidate(Explanation)
        /// Every reason, the weightiest first.
        case forbidden([Forbidden])
    }

    package init(
        policy: MatchingPolicy, mentees: [Candidate], mentors: [Candidate], vetoes: Vetoes = .init()
    ) {
        self.policy = policy
        self.mentees = mentees
        self.mentors = mentors
        var dictionary = TermNumbers()
        menteeProfiles = mentees.map { dictionary.profile($0) }
        mentorProfiles = mentors.map { dictionary.profile($0) }
        index = MentorIndex(mentorProfiles)
        barred = Self.barred(vetoes, mentees: mentees, mentors: mentors)
    }

    private static func barred(
        _ vetoes: Vetoes, mentees: [Candidate], mentors: [Candidate]
    ) -> [[Int32: Obstacles]] {
        var barred = [[Int32: Obstacles]](repeating: [:], count: mentees.count)
        let menteesByPerson = Dictionary(grouping: mentees.indices) { mentees[$0].person }
        let mentorsByPerson = Dictionary(grouping: mentors.indices) { mentors[$0].person }
        func bar(_ mentee: String, _ mentor: String, _ reason: Forbidden) {
            for one in menteesByPerson[mentee] ?? [] {
                for other in mentorsByPerson[mentor] ?? [] {
                    barred[one][Int32(other), default: []].insert(Obstacles(reason))
                }
            }
        }
        for pair in vetoes.doNotMatch {
            bar(pair.mentee, pair.mentor, .doNotMatch)
            bar(pair.mentor, pair.mentee, .doNotMatch)
        }
        for pair in vetoes.alreadyPaired { bar(pair.mentee, pair.mentor, .alreadyPaired) }
        for pair in vetoes.declined { bar(pair.mentee, pair.mentor, .declinedBefore) }
        let menteeByID = Dictionary(
            mentees.indices.map { (mentees[$0].id, $0) }, uniquingKeysWith: { first, _ in first })
        let mentorByID = Dictionary(
            mentors.indices.map { (mentors[$0].id, $0) }, uniquingKeysWith: { first, _ in first })
        for pair in vetoes.excluded {
            guard let mentee = menteeByID[pair.mentee], let mentor = mentorByID[pair.mentor]
            else { continue }
            barred[mentee][Int32(mentor), default: []].insert(Obstacles(.excluded))
        }
        return barred
    }
}

// MARK: One pair

extension Compatibility {
    /// Everything there is to say about one pair, at any time.
    package func judge(mentee: Int, mentor: Int) -> Judgement {
        let reasons = forbidden(mentee: mentee, mentor: mentor)
        return reasons.isEmpty
            ? .candidate(explanation(mentee: mentee, mentor: mentor)) : .forbidden(reasons)
    }

    /// Every reason why this pair may not be made; none when it may.
    package func forbidden(mentee: Int, mentor: Int) -> [Forbidden] {
        let (one, other) = (menteeProfiles[mentee], mentorProfiles[mentor])
        var named = barred[mentee][Int32(mentor)] ?? []
        if common(one.conflicts, other.conflicts) > 0 { named.insert(.conflictOfInterest) }
        return assess(mentor, one, tally(one, other), named).obstacles.reasons
    }

    /// The score of a pair whether or not it may be made; nil when a gap excludes it.
    package func score(mentee: Int, mentor: Int) -> Int? {
        let (one, other) = (menteeProfiles[mentee], mentorProfiles[mentor])
        return policy.score(tally(one, other), mentee: one.extent, mentor: other.extent)
    }

    /// What stands between a mentee and a mentor who have so much in common.
    @inline(__always)
    func assess(
        _ mentor: Int, _ profile: borrowing Profile, _ tally: Tally, _ named: Obstacles
    ) -> (obstacles: Obstacles, score: Int) {
        var obstacles = named
        let extent = index.extents[mentor]
        if index.people[mentor] == profile.person { obstacles.insert(.samePerson) }
        if !policy.allowsSameOrganisation, profile.organisation >= 0,
            index.organisations[mentor] == profile.organisation
        {
            obstacles.insert(.sameOrganisation)
        }
        if policy.requiresCommonLanguage, !tally.sharesLanguage, profile.extent.languages > 0,
            extent.languages > 0
        {
            obstacles.insert(.noCommonLanguage)
        }
        if policy.requiresCommonGround, !profile.extent.isBlank, !tally.isGround {
            obstacles.insert(.nothingInCommon)
        }
        guard let score = policy.score(tally, mentee: profile.extent, mentor: extent) else {
            return (obstacles.union(.missingData), 0)
        }
        if score < policy.minimumScore { obstacles.insert(.belowMinimumScore) }
        return (obstacles, score)
    }

    /// What the two have in common, counted the plain way; `forEachCandidate` counts the same
    /// through the index.
    func tally(_ one: Profile, _ other: Profile) -> Tally {
        var tally = Tally()
        for wanted in one.skills {
            guard let offered = other.skills.first(where: { $0.term == wanted.term })
            else { continue }
            tally.needs += coverage(
                wanted: wanted.level, offered: offered.level, unstatedLevel: policy.unstatedLevel)
        }
        tally.interests = common(one.interests, other.interests)
        tally.values = common(one.values, other.values)
        tally.sharesLanguage = common(one.languages, other.languages) > 0
        return tally
    }

    /// How many numbers two sorted lists share.
    func common(_ left: [Int32], _ right: [Int32]) -> Int {
        var (one, other, count) = (0, 0, 0)
        while one < left.count, other < right.count {
            if left[one] == right[other] {
                count += 1
                one += 1
                other += 1
            } else if left[one] < right[other] {
                one += 1
            } else {
                other += 1
            }
        }
        return count
    }
}
