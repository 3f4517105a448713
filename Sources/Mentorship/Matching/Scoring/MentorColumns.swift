// What every mentor of a run has said, factor by factor side by side: a mentee with something in
// common with many is then weighed against all of them in a few passes over small numbers. Never
// says who may be matched.

/// What a factor adds to a pair's score and to the weight that the score rests on, in one number,
/// so that factors add up in one addition each.
struct Packed {
    static let shift: Int64 = 16
    /// Of a gap that rules the pair out. Two dozen of them do not overflow.
    static let excluded: Int64 = -1 << 57
    static let weightMost = 1 << shift

    /// Shares are millionths.
    @inline(__always)
    static func share(_ share: Int, _ weight: Int) -> Int64 {
        Int64(share * weight) << shift | Int64(weight)
    }

    @inline(__always)
    static func value(_ value: FactorValue, _ weight: Int) -> Int64 {
        switch value {
        case .share(let share): Self.share(share, weight)
        case .leftOut: 0
        case .excluded: excluded
        }
    }
}

struct MentorColumns: Sendable {
    /// Mentors who are alike in all that some factors look at.
    struct Alike: Sendable {
        let factors: [FactorRule]
        /// By mentor.
        let group: [UInt8]
        /// One mentor of each group.
        let examples: [Int]
    }

    private static let groupsMost = 256

    /// Factors that look at nothing but what each of the two has said.
    private(set) var alike: [Alike] = []
    /// Factors of what a pair shares, which is counted anew for each mentee.
    private(set) var counted: [FactorRule] = []
    /// What the others add at most. What they do add is looked at pair by pair.
    private(set) var most: Int64 = 0
    /// By list, how many terms each mentor has in it, up to 255.
    let counts: [[UInt8]]
    let persons: [Int32]

    /// Nil where nobody mentors, and where the sums of so many weights would not fit.
    init?(_ factors: [FactorRule], _ mentors: [Candidate], _ profiles: [Compatibility.Profile]) {
        guard let lists = profiles.first?.sets.indices,
            factors.reduce(0, { $0 + $1.weight }) < Packed.weightMost
        else { return nil }
        counts = lists.map { slot in
            profiles.map { UInt8(clamping: $0.sets[slot].count) }
        }
        persons = profiles.map(\.sheet.person)
        var plain: [FactorRule] = []
        for factor in factors {
            switch factor.factor {
            case .needs, .text, .interests, .values, .goals, .challenges, .groups,
                .characteristic:
                counted.append(factor)
            default: plain.append(factor)
            }
        }
        func group(_ factors: [FactorRule]) -> Alike? {
            Self.group(mentors.count, factors) { mentor in
                factors.flatMap { Self.said($0, mentors[mentor], profiles[mentor]) }
            }
        }
        if let together = group(plain) {
            alike = [together]
            return
        }
        for factor in plain {
            if let alone = group([factor]) {
                alike.append(alone)
            } else {
                most += Packed.share(million, factor.weight)
            }
        }
    }

    /// Nil when there are too many groups to be worth it.
    private static func group(
        _ count: Int, _ factors: [FactorRule], _ said: (Int) -> [Int]
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
        return Alike(factors: factors, group: groups, examples: examples)
    }

    /// All that a factor looks at on the mentor's side, its length first where that varies. Wishes,
    /// histories and the mentor of before are a matter of names, and names are looked at by
    /// themselves.
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
        case .preference: return [sheet.ranksSomebody ? 1 : 0]
        case .history: return [sheet.hasHistory ? 1 : 0]
        default: return []
        }
    }
}
