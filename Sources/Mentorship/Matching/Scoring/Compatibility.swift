// Whether two people may be matched and what their pair would score, from an index over everyone in
// a run: terms become numbers once, and only people who share something meet. Never chooses a pair.

package struct Compatibility: Sendable {
    package let policy: MatchingPolicy
    package let mentees: [Candidate]
    package let mentors: [Candidate]
    let menteeProfiles: [Profile]
    let mentorProfiles: [Profile]
    let index: MentorIndex
    /// Nil where the policy does not ask for it.
    let texts: TextIndex?
    let hours: WeekHours?
    /// By mentee: mentors with something between them by name.
    let named: [[Int32: Between]]
    /// The policy's factors that weigh anything, and the same in numbers alone.
    let weightings: [MatchingPolicy.Weighting]
    let factors: [FactorRule]
    let columns: MentorColumns?
    /// By mentee: what every pair of theirs is worth more when places are given.
    let priorities: [Int]
    /// The place of the measure that the rule of seniority reads.
    let senioritySlot: Int
    /// A score rests on at least so much of the policy's weight.
    let leastWeight: Int

    /// A candidate with words as numbers, each list sorted and without repetition.
    struct Profile: Sendable {
        struct Skill: Sendable {
            let term: Int32
            let level: Int?
        }

        var sheet: Sheet
        let skills: [Skill]
        /// Interests, values and the other lists, each in the place that its factor names.
        let sets: [[Int32]]
        let languages: [Int32]
        let media: [Int32]
        let conflicts: [Int32]
    }

    /// Pairs ruled out by name, beside what the candidates themselves say.
    package struct Vetoes: Sendable, Equatable {
        /// Persons who must not be matched with each other, whichever side they are on.
        package var doNotMatch: [NamedPair] = []
        /// Persons who are a pair now.
        package var alreadyPaired: [NamedPair] = []
        /// Persons of whom one has declined the other.
        package var declined: [NamedPair] = []
        /// Mentees and the mentors whose group they left.
        package var leftGroup: [NamedPair] = []
        /// Persons who were in a circle together, of whom one has asked to be with others: they
        /// meet in no circle again, side by side or not.
        package var former: [NamedPair] = []
        /// Candidates left out for this run.
        package var excluded: [NamedPair] = []

        package init(
            doNotMatch: [NamedPair] = [], alreadyPaired: [NamedPair] = [],
            declined: [NamedPair] = [], leftGroup: [NamedPair] = [], excluded: [NamedPair] = []
        ) {
            self.doNotMatch = doNotMatch
            self.alreadyPaired = alreadyPaired
            self.declined = declined
            self.leftGroup = leftGroup
            self.excluded = excluded
        }
    }

    package enum Judgement: Sendable, Equatable {
        case candidate(Explanation)
        /// Every reason, the weightiest first.
        case forbidden([Forbidden])
    }

    /// `otherTexts`: what the programme's others wrote, so that a pair looked at by itself is
    /// weighed by words as rare as they are in the programme.
    package init(
        policy: MatchingPolicy, mentees: [Candidate], mentors: [Candidate],
        vetoes: Vetoes = .init(), otherTexts: [String] = []
    ) {
        self.init(
            policy: policy, mentees: mentees, mentors: mentors, vetoes: vetoes,
            otherTexts: otherTexts, progress: { (_, _) throws(Never) in })
    }

    /// `progress` is told how much has been looked through of how much: people, then their texts.
    init<Refusal: Error>(
        policy: MatchingPolicy, mentees: [Candidate], mentors: [Candidate], vetoes: Vetoes,
        otherTexts: [String] = [],
        progress: (_ done: Int, _ total: Int) throws(Refusal) -> Void
    ) throws(Refusal) {
        self.policy = policy
        self.mentees = mentees
        self.mentors = mentors
        let weighsTexts = policy.weighs(.text)
        let count = mentees.count + mentors.count
        let total = weighsTexts ? 2 * count : count
        var numbers = TermNumbers(policy)
        var profiles = try numbers.profiles(mentees) { (done) throws(Refusal) in
            try progress(done, total)
        }
        var others = try numbers.profiles(mentors) { (done) throws(Refusal) in
            try progress(mentees.count + done, total)
        }
        texts =
            weighsTexts
            ? try TextIndex(mentees: mentees, mentors: mentors, others: otherTexts) {
                (done, _) throws(Refusal) in try progress(count + done, total)
            } : nil
        hours =
            policy.weighs(.hours) || policy.minimumCommonMinutes > 0
            ? WeekHours(mentees, mentors) : nil
        Self.note(texts, hours, &profiles, &others)
        menteeProfiles = profiles
        mentorProfiles = others
        index = MentorIndex(others, numbers.counts)
        var named = CompatibilityNames(mentees, mentors)
        named.add(vetoes, mentees, mentors)
        named.addLines(policy.reportingLine, mentees, mentors)
        named.addWishes(mentees, mentors)
        named.addCompany(policy, mentees, mentors)
        self.named = named.found
        let slots = FactorSlots(policy)
        // What weighs nothing has no say, and is not even looked at.
        weightings = policy.weightings.filter { $0.weight > 0 && $0.factor != .priority }
        factors = weightings.map { FactorRule($0, slot: slots.slot(of: $0)) }
        columns = MentorColumns(factors, mentors, others)
        senioritySlot = slots.seniority
        leastWeight = policy.leastWeight
        priorities = mentees.map(policy.priority)
    }

    private static func note(
        _ texts: TextIndex?, _ hours: WeekHours?, _ mentees: inout [Profile],
        _ mentors: inout [Profile]
    ) {
        for mentee in mentees.indices {
            mentees[mentee].sheet.hasTexts = texts?.mentees[mentee] != nil
            mentees[mentee].sheet.hasHours = hours?.isStated(mentee) ?? false
        }
        for mentor in mentors.indices {
            mentors[mentor].sheet.hasTexts = texts?.hasTexts(mentor: mentor) ?? false
            mentors[mentor].sheet.hasHours = hours?.isStated(mentees.count + mentor) ?? false
        }
    }
}

extension MatchingPolicy {
    var leastWeight: Int {
        let whole = weightings.reduce(0) { $0 + ($1.factor == .priority ? 0 : $1.weight) }
        return max((whole * evidenceFloor + 500) / 1000, 1)
    }

    func weighs(_ factor: Factor) -> Bool {
        weightings.contains { $0.factor == factor && $0.weight > 0 }
    }
}

/// Where each factor finds what it compares among a candidate's numbers.
private struct FactorSlots {
    private let measures: [String]
    private let characteristics: [String]
    let seniority: Int

    init(_ policy: MatchingPolicy) {
        let names = policy.measureNames
        measures = names
        characteristics = policy.characteristicNames
        seniority = policy.seniority.flatMap { names.firstIndex(of: $0.name) } ?? 0
    }

    func slot(of weighting: MatchingPolicy.Weighting) -> Int {
        let name = weighting.shape.name ?? ""
        switch weighting.factor {
        case .measure: return measures.firstIndex(of: name) ?? 0
        case .characteristic: return commonSets + (characteristics.firstIndex(of: name) ?? 0)
        default: return weighting.factor.setSlot ?? 0
        }
    }
}
