// Why a pair may not be made, in named reasons. A forbidden pair is left out of a run altogether;
// it is never merely scored low. Who asked for a veto, and why, is not said here.

package enum Forbidden: String, Sendable, CaseIterable, Comparable {
    case samePerson = "same_person"
    case doNotMatch = "do_not_match"
    case alreadyPaired = "already_paired"
    case conflictOfInterest = "conflict_of_interest"
    case sameOrganisation = "same_organisation"
    /// Left out by the coordinator, for this run.
    case excluded = "excluded"
    /// One of the two said no to the other when they were proposed.
    case declinedBefore = "declined_before"
    case noCommonLanguage = "no_common_language"
    case nothingInCommon = "nothing_in_common"
    case missingData = "missing_data"
    case belowMinimumScore = "below_minimum_score"

    package var words: String {
        switch self {
        case .samePerson: "is the same person"
        case .doNotMatch: "is on a do-not-match list"
        case .alreadyPaired: "is already paired with them"
        case .conflictOfInterest: "has a conflict of interest"
        case .sameOrganisation: "belongs to the same organisation"
        case .excluded: "was left out of this run by the coordinator"
        case .declinedBefore: "was proposed to them before, and one of the two declined"
        case .noCommonLanguage: "speaks none of their languages"
        case .nothingInCommon: "shares no skill, interest or value with them"
        case .missingData: "has not said what the policy requires"
        case .belowMinimumScore: "scores below the programme's minimum"
        }
    }

    /// A matter of degree, which a coordinator who locks a pair may overrule; the rest never.
    package var yieldsToLock: Bool { self >= .nothingInCommon }

    /// In the order of declaration: what cannot be helped first, what is a matter of degree last.
    package static func < (left: Forbidden, right: Forbidden) -> Bool {
        left.position < right.position
    }

    fileprivate var position: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// Several reasons at once, one bit each in the order of `Forbidden`.
struct Obstacles: OptionSet, Sendable {
    let rawValue: UInt16

    static let samePerson = Obstacles(rawValue: 1 << 0)
    static let conflictOfInterest = Obstacles(rawValue: 1 << 3)
    static let sameOrganisation = Obstacles(rawValue: 1 << 4)
    static let noCommonLanguage = Obstacles(rawValue: 1 << 7)
    static let nothingInCommon = Obstacles(rawValue: 1 << 8)
    static let missingData = Obstacles(rawValue: 1 << 9)
    static let belowMinimumScore = Obstacles(rawValue: 1 << 10)

    init(rawValue: UInt16) { self.rawValue = rawValue }

    init(_ reason: Forbidden) { self.init(rawValue: 1 << UInt16(reason.position)) }

    var reasons: [Forbidden] {
        Forbidden.allCases.filter { contains(Obstacles($0)) }
    }
}
