// The factors of a pair's score, each a share between 0 and 1 in millionths, computed in integers:
// the same on every machine. Never weighs them; weights are the policy's.

package enum Factor: String, Sendable, CaseIterable {
    case needs = "need_coverage"
    case interests = "shared_interests"
    case values = "shared_values"
    case goals = "shared_goals"
    case challenges = "shared_challenges"
    case groups = "shared_groups"
    /// What the mentee wants to do against what the mentor has written and done before.
    case text
    /// What both sides asked for.
    case preference = "mutual_preference"
    /// A number that both stated: alike, or apart as the programme wants it.
    case measure
    case languages = "shared_languages"
    case media = "shared_media"
    case hours = "hours_in_common"
    case site
    /// Whether the two have been a pair before.
    case history = "history_together"
    /// Whether the mentor is the one whom the mentee had last.
    case continuity
    /// How few pairs the mentor has now.
    case load
    /// What people said of themselves and opened for matching.
    case characteristic
    /// Who is served first where places are short, by what they said of themselves: outside the
    /// score of a pair.
    case priority

    /// Counts once for each thing that a policy names.
    package var isNamed: Bool {
        self == .measure || self == .characteristic || self == .priority
    }

    /// Needs and deep-level similarity, as the evidence has them (Deng, Gulseren and Turner, 2022).
    package var family: Family {
        switch self {
        case .needs: .needs
        case .interests, .values, .goals, .challenges, .text: .deep
        case .preference: .preference
        case .groups, .measure, .languages, .media, .hours, .site, .load: .logistics
        case .history, .continuity: .history
        case .characteristic: .surface
        case .priority: .priority
        }
    }

    package enum Family: String, Sendable, CaseIterable {
        case needs, deep, preference, logistics, history, surface, priority
    }

    /// Which list of sets it compares, for those that compare one that every policy knows.
    var setSlot: Int? {
        switch self {
        case .interests: 0
        case .values: 1
        case .goals: 2
        case .challenges: 3
        case .groups: 4
        default: nil
        }
    }
}

/// How many lists every policy compares; those of characteristics come after.
let commonSets = 5

/// How much of one need one offer covers: the level offered over the level wanted, never more than
/// all of it. A wish without a level is content with any.
func coverage(wanted: Int?, offered: Int?, unstatedLevel: Int) -> Int {
    guard let wanted, wanted > 0 else { return million }
    return share(of: min(max(offered ?? unstatedLevel, 0), wanted), in: wanted)
}

/// The overlap coefficient |A ∩ B| ÷ min(|A|, |B|): nobody loses by having written more. Lists
/// shorter than `shortestList` count as that long.
func overlap(shared: Int, _ left: Int, _ right: Int, shortestList: Int) -> Int {
    share(of: shared, in: max(min(left, right), shortestList))
}

/// Millionths, rounded to the nearest; nothing of nothing is nothing.
func share(of part: Int, in whole: Int) -> Int {
    whole == 0 ? 0 : (part * million + whole / 2) / whole
}

/// The k-th of n choices is worth (n − k + 1) ÷ n; who named others is worth nothing.
func worth(ofChoice position: Int?, among count: Int) -> Int {
    guard let position else { return 0 }
    return share(of: count - position, in: count)
}

/// The share of one factor, or what kind of gap there is.
enum FactorValue: Equatable {
    case share(Int)
    case leftOut
    case excluded
}

/// A policy's factor in numbers alone, with its place in a candidate's: asked millions of times.
struct FactorRule: Sendable {
    let factor: Factor
    let weight: Int
    let missing: MatchingPolicy.Missing
    let wants: MatchingPolicy.Likeness
    let difference: MatchingPolicy.Difference
    let enough: Int?
    let slot: Int

    init(_ weighting: MatchingPolicy.Weighting, slot: Int) {
        factor = weighting.factor
        weight = weighting.weight
        missing = weighting.missing
        wants = weighting.shape.wants
        difference = weighting.shape.difference
        enough = weighting.shape.enough
        self.slot = slot
    }
}

extension FactorRule {
    /// The share of this factor in a pair. The only place that says what a finding is worth.
    @inline(__always)
    func value(_ pair: PairFacts, _ shortestList: Int) -> FactorValue {
        switch factor {
        case .needs: needs(pair)
        case .interests, .values, .goals, .challenges, .groups, .characteristic:
            similarity(pair, shortestList)
        case .text: pair.isTextKnown ? .share(pair.tally.text) : gap
        case .languages: pair.areLanguagesKnown ? all(pair.sharesLanguage) : gap
        case .media: pair.areMediaKnown ? all(pair.sharesMedium) : gap
        case .hours: pair.commonMinutes < 0 ? gap : .share(upTo(pair.commonMinutes, 60))
        case .measure: measure(pair)
        case .site: pair.areSitesKnown ? all(pair.isSameSite == (wants == .same)) : gap
        case .preference: preference(pair)
        case .history: history(pair)
        case .continuity: pair.mentee.latest < 0 ? gap : all(pair.isLatest)
        case .load: .share(million - upTo(pair.mentor.load, 3))
        case .priority: .leftOut
        }
    }

    private func needs(_ pair: PairFacts) -> FactorValue {
        let wanted = Int(pair.mentee.skills)
        // Who wants nothing in particular has no need that could be covered.
        if wanted == 0 { return missing == .exclude ? .excluded : .leftOut }
        if pair.mentor.skills == 0 { return gap }
        return .share((pair.tally.needs + wanted / 2) / wanted)
    }

    private func similarity(_ pair: PairFacts, _ shortestList: Int) -> FactorValue {
        let (one, other) = (Int(pair.mentee.sets[slot]), Int(pair.mentor.sets[slot]))
        if one == 0 || other == 0 { return gap }
        let shared = overlap(
            shared: Int(pair.tally.sets[slot]), one, other, shortestList: shortestList)
        return .share(wants == .same ? shared : million - shared)
    }

    private func measure(_ pair: PairFacts) -> FactorValue {
        guard let apart = pair.difference(slot) else { return gap }
        return .share(difference.share(of: apart))
    }

    /// The mean over the sides that named anybody.
    private func preference(_ pair: PairFacts) -> FactorValue {
        let named = pair.between
        switch (pair.mentee.ranksSomebody, pair.mentor.ranksSomebody) {
        case (false, false): return gap
        case (true, false): return .share(Int(named.menteeWish))
        case (false, true): return .share(Int(named.mentorWish))
        case (true, true):
            return .share((Int(named.menteeWish) + Int(named.mentorWish) + 1) / 2)
        }
    }

    private func history(_ pair: PairFacts) -> FactorValue {
        guard pair.mentee.hasHistory || pair.mentor.hasHistory else { return gap }
        let together = upTo(Int(pair.between.together), 1)
        return .share(wants == .same ? together : million - together)
    }

    private func upTo(_ amount: Int, _ usual: Int) -> Int {
        let enough = enough ?? usual
        return share(of: min(max(amount, 0), enough), in: enough)
    }

    private func all(_ holds: Bool) -> FactorValue { .share(holds ? million : 0) }

    /// What it says of a pair of whom one has not said what it needs.
    var gap: FactorValue {
        switch missing {
        case .neutral: .leftOut
        case .penalise: .share(0)
        case .exclude: .excluded
        }
    }
}

extension MatchingPolicy.Difference {
    /// All of it within the bounds; outside it falls evenly to nothing over the tolerance.
    package func share(of difference: Int) -> Int {
        let below = atLeast.map { max($0 - difference, 0) } ?? 0
        let above = atMost.map { max(difference - $0, 0) } ?? 0
        let excess = max(below, above)
        if excess == 0 { return million }
        return excess >= tolerance
            ? 0 : million - Mentorship.share(of: excess, in: tolerance)
    }

    package func admits(_ difference: Int) -> Bool {
        (atLeast.map { difference >= $0 } ?? true) && (atMost.map { difference <= $0 } ?? true)
    }
}
