// Which rules of matching staff may decide against when they put two together by hand, and why they
// did. Never lifts what keeps people apart for somebody's sake: a do-not-match, a conflict of
// interest, a reporting line, a gate.

package struct Overruling: Sendable, Equatable {
    /// What a programme asks for and may be wrong for these two.
    package enum Rule: String, Sendable, CaseIterable {
        case sameOrganisation = "same_organisation"
        case noCommonLanguage = "no_common_language"
        case noCommonMedium = "no_common_medium"
        case seniorityRule = "seniority_rule"

        package init?(_ reason: Forbidden) { self.init(rawValue: reason.rawValue) }
    }

    /// A code, since what is audited holds no words of anybody.
    package enum Reason: String, Sendable, CaseIterable {
        case bothAsked = "both_asked"
        case nobodyElse = "nobody_else"
        case ruleDoesNotFit = "rule_does_not_fit"
    }

    package let rules: [Rule]
    package let reason: Reason

    package init(_ rules: [Rule], because reason: Reason) {
        self.rules = rules
        self.reason = reason
    }

    /// Those of the reasons that still stand.
    package func standing(_ reasons: [Forbidden]) -> [Forbidden] {
        reasons.filter { reason in Rule(reason).map { !rules.contains($0) } ?? true }
    }

    /// Those that stood and do not any more.
    package func overruled(_ reasons: [Forbidden]) -> [Rule] {
        reasons.compactMap { Rule($0) }.filter { rules.contains($0) }
    }
}
