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
        _ proposal: Proposal, _ context: inout Context, _ transaction: Writing
    ) throws -> String {
        try checkGates(
            [proposal.mentor, proposal.mentee], in: proposal.programme, transaction)
        let relationship = try RelationshipService.open(
            RelationshipOpening(
                programme: proposal.programme, mentor: proposal.mentor, mentee: proposal.mentee,
                proposal: proposal.id.text), &context, transaction)
        return relationship.id.text
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
