// Whether there is room for a pair, and what happens when both have said yes: the gates and the
// places are checked again, and the relationship begins. All in the transaction of the second yes.

import Mentorship
import SQLite

enum ProposalRoom {
    /// Before a proposal is made by hand: both approved, a place left, no mentor yet.
    static func check(
        _ pair: PairOfPeople, in programme: ID<Programme>, _ transaction: Writing
    ) throws {
        let frame = try RelationshipPlaces.frame(programme, transaction)
        try RelationshipPlaces.check(
            pair, in: programme, amongEquals: frame?.isAmongEquals ?? false, transaction)
    }

    /// The new relationship's id. What throws undoes the yes as well.
    static func confirm(
        _ pair: PairOfPeople, by row: ProposalRow, _ moment: MatchingMoment,
        _ context: inout Context, _ transaction: Writing
    ) throws -> String {
        let proposal = row.proposal
        try checkGates([pair.mentor, pair.mentee], in: proposal.programme, transaction)
        let opened = try RelationshipService.open(
            RelationshipOpening(
                programme: proposal.programme, mentor: pair.mentor, mentee: pair.mentee,
                proposal: proposal.id.text), moment, &context, transaction)
        try checkRules(pair, in: opened, by: policy(of: row, transaction), moment, transaction)
        return opened.id.text
    }

    /// What the two of a new pair say of themselves by now; of a group also who meets whom.
    static func checkRules(
        _ pair: PairOfPeople, in opened: RelationshipRow, by policy: MatchingPolicy,
        _ moment: MatchingMoment, _ transaction: Writing
    ) throws {
        let relationship = opened.relationship
        let isAmongEquals = relationship.side(of: pair.mentee) == .peer
        try PairRules.check(
            isAmongEquals ? [pair, pair.reversed] : [pair],
            company: relationship.people(on: .mentee), joining: pair.mentee, by: policy,
            in: relationship.programme, moment, transaction)
    }

    /// The run's own, else the one in force.
    static func policy(of row: ProposalRow, _ snapshot: Reading) throws -> MatchingPolicy {
        guard let run = try row.run.flatMap({ try MatchRunStore.find($0, snapshot) }) else {
            return try PolicyService.inForce(row.proposal.programme, snapshot)
        }
        return try PolicyService.of(run, snapshot)
    }

    /// A text that changed since the approval has to be acknowledged anew.
    static func checkGates(
        _ people: [ID<Person>], in id: ID<Programme>, _ transaction: Writing
    ) throws {
        guard let programme = try ProgrammeStore.find(id, transaction) else {
            throw Failure.notFound("programme")
        }
        for person in people {
            try EnrolmentStore.current(of: person, in: id, transaction)?
                .checkGate(of: programme)
        }
    }
}
