// What every mentor of a run has said, factor by factor side by side: a mentee with something in
// common with many is then weighed against all of them in a few passes over small numbers. Never
// says who may be matched.

struct MentorColumns: Sendable {
    /// Mentors who are alike in all that some factors look at, but for what a pair shares.
    struct Alike: Sendable {
        let factors: [FactorRule]
        /// By mentor.
        let group: [UInt8]
        /// One mentor of each group.
        let examples: [Int]

        func reads(_ factor: Factor) -> Bool { factors.contains { $0.factor == factor } }
    }

    private static let groupsMost = 256
    /// More than so many together cost more than one pass more.
    private static let groupsTogetherMost = 64
    private static let weightMost = 1 << 16

    private(set) var alike: [Alike] = []
    /// Factors of what a pair shares, which is counted anew for each mentee.
    let counted: [FactorRule]
    /// The weight of the others. What they do add is looked at pair by pair.
    private(set) var otherWeight = 0
    /// By list, how many terms each mentor has in it, up to 255.
    let counts: [[UInt8]]
    let persons: [Int32]
    /// Sums of weights times millionths are held in so many, so that all fit in 31 bits.
    let unit: Int

    /// Nil where nobody mentors, and where the sums of so many weights would be imprecise.
    init?(_ factors: [FactorRule], _ mentors: [Candidate], _ profiles: [Compatibility.Profile]) {
        let whole = factors.reduce(0) { $0 + $1.weight }
        guard let lists = profiles.first?.sets.indices, whole < Self.weightMost else { return nil }
        // A thousand millionths more than all: what rounding up adds.
        unit = (whole * (million + 1000)) >> 30 + 1
        counts = lists.map { slot in
            profiles.map { UInt8(clamping: $0.sets[slot].count) }
        }
        persons = profiles.map(\.sheet.person)
        counted = factors.filter { Self.isCounted($0.factor) }
        alike = [
            Alike(
                factors: [], group: [UInt8](repeating: 0, count: mentors.count), examples: [0])
        ]
        for factor in factors {
            let alone = Self.group(mentors.count, factor) {
                Self.said(factor, mentors[$0], profiles[$0])
            }
            guard let alone else {
                otherWeight += factor.weight
                continue
            }
            if let last = alike.last, let both = Self.together(last, alone) {
                alike[alike.count - 1] = both
            } else {
                alike.append(alone)
            }
        }
    }

    /// In units, never less.
    @inline(__always)
    func units(_ sum: Int) -> Int32 {
        Int32(truncatingIfNeeded: sum > 0 ? (sum + unit - 1) / unit : sum / unit)
    }

    private static func isCounted(_ factor: Factor) -> Bool {
        switch factor {
        case .needs, .text, .interests, .values, .goals, .challenges, .groups, .characteristic:
            true
        default: false
        }
    }

    /// Nil when there are too many groups to be worth it.
    private static func group(
        _ count: Int, _ factor: FactorRule, _ said: (Int) -> [Int]
    ) -> Alike? {
        var known: [[Int]: UInt8] = [:]
        var groups: [UInt8] = []
        var examples: [Int] = []
        for mentor in 0..<count {
            let words = said(mentor)
            if let group = known[words] {
                groups.append(group)
                continue
            }
            guard examples.count < groupsMost else { return nil }
            let group = UInt8(examples.count)
            known[words] = group
            groups.append(group)
            examples.append(mentor)
        }
        return Alike(factors: [factor], group: groups, examples: examples)
    }

    /// Those who are alike in both; nil when there are too many groups.
    private static func together(_ one: Alike, _ other: Alike) -> Alike? {
        var known = [Int](repeating: -1, count: groupsMost * groupsMost)
        var groups: [UInt8] = []
        var examples: [Int] = []
        for mentor in one.group.indices {
            let place = Int(one.group[mentor]) * groupsMost + Int(other.group[mentor])
            if known[place] < 0 {
                guard examples.count < groupsTogetherMost else { return nil }
                known[place] = examples.count
                examples.append(mentor)
            }
            groups.append(UInt8(known[place]))
        }
        return Alike(factors: one.factors + other.factors, group: groups, examples: examples)
    }

    /// All that a factor looks at on the mentor's side, its length first where that varies; of
    /// what is counted, whether there is anything. Wishes, histories and the mentor of before are a
    /// matter of names, and names are looked at by themselves.
    private static func said(
        _ factor: FactorRule, _ mentor: Candidate, _ profile: Compatibility.Profile
    ) -> [Int] {
        let sheet = profile.sheet
        switch factor.factor {
        case .languages: return [profile.languages.count] + profile.languages.map(Int.init)
        case .media: return [profile.media.count] + profile.media.map(Int.init)
        case .hours:
            let spans = mentor.hours.flatMap { [$0.lowerBound, $0.upperBound] }
            return [spans.count] + spans
        case .measure:
            let isKnown = sheet.measuresKnown & 1 << UInt8(factor.slot) != 0
            return isKnown ? [1, Int(sheet.measures[factor.slot])] : [0, 0]
        case .site: return [Int(sheet.site)]
        case .load: return [sheet.load]
        case .needs: return [min(Int(sheet.skills), 1)]
        case .text: return [sheet.hasTexts ? 1 : 0]
        case .interests, .values, .goals, .challenges, .groups, .characteristic:
            return [min(Int(sheet.sets[factor.slot]), 1)]
        case .preference: return [sheet.ranksSomebody ? 1 : 0]
        case .history: return [sheet.hasHistory ? 1 : 0]
        case .continuity, .priority: return []
        }
    }
}
