// Why a pair may not be made, in named reasons. A forbidden pair is left out of a run altogether;
// it is never merely scored low. Who asked for a veto, and why, is not said here.

package enum Forbidden: String, Sendable, CaseIterable, Comparable {
    case samePerson = "same_person"
    case doNotMatch = "do_not_match"
    case alreadyPaired = "already_paired"
    case conflictOfInterest = "conflict_of_interest"
    case lineManager = "line_manager"
    case sameReportingLine = "same_reporting_line"
    /// A check, a training or a consent that the programme asks for is missing.
    case gateNotMet = "gate_not_met"
    case sameOrganisation = "same_organisation"
    /// Left out by the coordinator, for this run.
    case excluded = "excluded"
    /// One of the two said no to the other when they were proposed.
    case declinedBefore = "declined_before"
    /// The mentee left the mentor's group, or was taken out of it.
    case leftGroup = "left_group"
    case noCommonLanguage = "no_common_language"
    case noCommonMedium = "no_common_medium"
    case seniorityRule = "seniority_rule"
    /// A rule keeps the mentee from another mentor of the mentor's group.
    case otherMentor = "other_mentor_ruled_out"
    case tooFewHours = "too_few_hours_in_common"
    case nothingInCommon = "nothing_in_common"
    case missingData = "missing_data"
    case belowMinimumScore = "below_minimum_score"

    package var words: String {
        switch self {
        case .samePerson: "is the same person"
        case .doNotMatch: "is on a do-not-match list"
        case .alreadyPaired: "is already paired with them"
        case .conflictOfInterest: "has a conflict of interest"
        case .lineManager: "is the manager of the other"
        case .sameReportingLine: "is in the same reporting line"
        case .gateNotMet: "does not meet a condition of the programme yet, or the other does not"
        case .sameOrganisation: "belongs to the same organisation"
        case .excluded: "was left out of this run by the coordinator"
        case .declinedBefore: "was proposed to them before, and one of the two declined"
        case .leftGroup: "had them in a group that they are not in any more"
        case .noCommonLanguage: "speaks none of their languages"
        case .noCommonMedium: "can meet in none of the ways that they can"
        case .seniorityRule: "is too near or too far in seniority for the programme's rule"
        case .otherMentor: "guides a group with a mentor whom a rule keeps from them"
        case .tooFewHours: "can meet at too few of the hours that they can"
        case .nothingInCommon: "shares no skill, interest or value with them"
        case .missingData: "has not said what the policy requires"
        case .belowMinimumScore: "scores below the programme's minimum"
        }
    }

    /// A matter of degree, which a coordinator who locks a pair may overrule; the rest never.
    package var yieldsToLock: Bool { self >= .tooFewHours }

    /// In the order of declaration: what cannot be helped first, what is a matter of degree last.
    package static func < (left: Forbidden, right: Forbidden) -> Bool {
        left.position < right.position
    }

    fileprivate var position: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// Several reasons at once, one bit each in the order of `Forbidden`.
struct Obstacles: OptionSet, Sendable {
    let rawValue: UInt32

    static let samePerson = Obstacles(.samePerson)
    static let conflictOfInterest = Obstacles(.conflictOfInterest)
    static let gateNotMet = Obstacles(.gateNotMet)
    static let sameOrganisation = Obstacles(.sameOrganisation)
    static let noCommonLanguage = Obstacles(.noCommonLanguage)
    static let noCommonMedium = Obstacles(.noCommonMedium)
    static let seniorityRule = Obstacles(.seniorityRule)
    static let tooFewHours = Obstacles(.tooFewHours)
    static let nothingInCommon = Obstacles(.nothingInCommon)
    static let missingData = Obstacles(.missingData)
    static let belowMinimumScore = Obstacles(.belowMinimumScore)

    init(rawValue: UInt32) { self.rawValue = rawValue }

    init(_ reason: Forbidden) { self.init(rawValue: 1 << UInt32(reason.position)) }

    var reasons: [Forbidden] {
        Forbidden.allCases.filter { contains(Obstacles($0)) }
    }
}
