// The factors of a pair's score, each a share between 0 and 1 in millionths, computed in integers:
// the same on every machine. Never weighs them; weights are the policy's.

package enum Factor: String, Sendable, CaseIterable {
    case needs = "need_coverage"
    case interests = "shared_interests"
    case values = "shared_values"
    /// What both sides asked for; until rankings are collected nobody has stated any.
    case preference = "mutual_preference"
    case languages = "shared_languages"
}

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

/// What a pair has in common, before any policy says what that is worth.
struct Tally {
    /// The sum of the coverage of each wanted skill.
    var needs = 0
    var interests = 0
    var values = 0
    var sharesLanguage = false

    var isGround: Bool { needs > 0 || interests > 0 || values > 0 }
}

/// How much each side has said, which decides between disagreement and a gap.
struct Extent {
    var skills: Int
    var interests: Int
    var values: Int
    var languages: Int

    /// Nothing to find common ground on.
    var isBlank: Bool { skills == 0 && interests == 0 && values == 0 }
}

/// The share of one factor, or what kind of gap there is.
enum FactorValue: Equatable {
    case share(Int)
    case leftOut
    case excluded
}

extension MatchingPolicy.Weighting {
    func value(
        _ tally: Tally, mentee: Extent, mentor: Extent, shortestList: Int
    ) -> FactorValue {
        switch factor {
        case .needs:
            // Who wants nothing in particular has no need that could be covered.
            if mentee.skills == 0 { return missing == .exclude ? .excluded : .leftOut }
            if mentor.skills == 0 { return gap }
            return .share((tally.needs + mentee.skills / 2) / mentee.skills)
        case .interests:
            return similarity(tally.interests, mentee.interests, mentor.interests, shortestList)
        case .values:
            return similarity(tally.values, mentee.values, mentor.values, shortestList)
        case .languages:
            if mentee.languages == 0 || mentor.languages == 0 { return gap }
            return .share(tally.sharesLanguage ? million : 0)
        case .preference:
            return gap
        }
    }

    private func similarity(
        _ shared: Int, _ mentee: Int, _ mentor: Int, _ shortestList: Int
    ) -> FactorValue {
        if mentee == 0 || mentor == 0 { return gap }
        return .share(overlap(shared: shared, mentee, mentor, shortestList: shortestList))
    }

    private var gap: FactorValue {
        switch missing {
        case .neutral: .leftOut
        case .penalise: .share(0)
        case .exclude: .excluded
        }
    }
}

extension MatchingPolicy {
    /// The weight that a score is divided by: of the factors that are known, but never less than
    /// the floor.
    func divisor(known: Int) -> Int {
        let whole = weightings.reduce(0) { $0 + $1.weight }
        return max(known, (whole * evidenceFloor + 500) / 1000, 1)
    }

    /// Millionths; nil when a gap excludes the pair.
    func score(_ tally: Tally, mentee: Extent, mentor: Extent) -> Int? {
        var (sum, known) = (0, 0)
        for weighting in weightings {
            let value = weighting.value(
                tally, mentee: mentee, mentor: mentor, shortestList: shortestList)
            switch value {
            case .share(let share):
                sum += weighting.weight * share
                known += weighting.weight
            case .leftOut: continue
            case .excluded: return nil
            }
        }
        let divisor = divisor(known: known)
        return (sum + divisor / 2) / divisor
    }
}
