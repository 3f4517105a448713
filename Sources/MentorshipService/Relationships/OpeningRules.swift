// The programme's hard rules for a pair that staff put together by hand: the same as for proposals
// and runs, but for those that staff overrule, which is on record.

import JSON
import Mentorship

enum OpeningRules {
    /// The rules that were overruled. Throws what rules the pair out; who takes no part, and who
    /// is paired already, is for the opening itself to say.
    static func check(
        _ opening: RelationshipOpening, _ overruling: Overruling?, _ moment: MatchingMoment,
        _ transaction: Writing
    ) throws -> [Overruling.Rule] {
        let question = try PairQuestion.ruledOut(
            opening.pair, in: opening.programme, moment, transaction)
        guard let question else { return [] }
        let reasons = question.ruledOutBy.filter { $0 != .samePerson && $0 != .alreadyPaired }
        guard !reasons.isEmpty else { return [] }
        let standing = overruling?.standing(reasons) ?? reasons
        guard standing.isEmpty else { throw Failure.pairForbidden(standing, of: question.two) }
        return overruling?.overruled(reasons) ?? []
    }

    /// Nobody joins a group in which somebody is above them; that staff do not overrule either.
    static func checkCompany(
        of row: RelationshipRow, joinedBy mentee: ID<Person>, _ moment: MatchingMoment,
        _ transaction: Writing
    ) throws {
        let programme = row.relationship.programme
        try PairRules.check(
            [], company: row.relationship.people(on: .mentee), joining: mentee,
            by: PolicyService.inForce(programme, transaction), in: programme, moment, transaction)
    }

    static func note(
        _ rules: [Overruling.Rule], _ overruling: Overruling?, _ row: RelationshipRow,
        _ context: inout Context, _ transaction: Writing
    ) throws {
        guard let overruling, !rules.isEmpty else { return }
        try Ledger.audit(
            "relationship.rules_overruled", row.id.text, programme: row.relationship.programme,
            details: [
                JSON.Member("rules", .array(rules.map { .string($0.rawValue) })),
                JSON.Member("reason", .string(overruling.reason.rawValue)),
            ], &context, transaction)
    }
}
