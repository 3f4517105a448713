// Whether a swap between two groups of a run would put somebody beside a member whom they must not
// meet: a publication would refuse it, and the whole run with it.

import Mentorship

struct GroupSwap {
    private let ground: MatchingGround
    private let rules: PairRules
    private let pairs: [PairOfPeople]

    /// The run's pairs as they are with the swap among them.
    init(_ run: MatchRunRow, _ moment: MatchingMoment, _ transaction: Writing) throws {
        ground = try MatchingGround(run.programme, now: moment.now, transaction)
        rules = try PairRules(
            PolicyService.of(run, transaction), in: run.programme, moment, transaction)
        pairs = try MatchResultStore.pairs(run.id, transaction).map(\.people)
    }

    func check(_ swapped: [ID<Person>]) throws {
        let reasons = ground.clashes(in: pairs, also: rules.keepsApart).filter {
            swapped.contains($0.pair.mentee)
        }.map { $0.change == .doNotMatch ? .doNotMatch : reason(of: $0.pair) }
        if !reasons.isEmpty { throw Failure.companyForbidden(Set(reasons).sorted()) }
    }

    private func reason(of pair: PairOfPeople) -> Forbidden {
        let company = pairs.filter { $0.mentor == pair.mentor }.map(\.mentee)
        let members = (ground.company[pair.mentor] ?? []).union(company)
        let hasConflict = members.contains { member in
            member != pair.mentee
                && rules.hasConflict(PairOfPeople(mentor: member, mentee: pair.mentee))
        }
        return hasConflict ? .conflictOfInterest : .sameReportingLine
    }
}

extension Failure {
    fileprivate static func companyForbidden(_ reasons: [Forbidden]) -> Failure {
        Failure(
            .conflict, "pair_forbidden",
            "The swap would put somebody into one group with a member whom they must not meet: "
                + reasons.map(\.rawValue).joined(separator: ", ") + ". Swap others.",
            facts: ["reasons": reasons.map(\.rawValue)])
    }
}
