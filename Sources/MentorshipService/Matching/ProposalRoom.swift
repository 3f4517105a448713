// Whether there is room for a pair, and what happens when both have said yes: the gates and the
// places are checked again, and the relationship begins. All in the transaction of the second yes.

import Mentorship
import SQLite

enum ProposalRoom {
    /// Before a proposal is made by hand: both approved, a place left, no mentor yet.
    static func check(
        _ pair: PairOfPeople, in programme: ID<Programme>, _ transaction: Writing
    ) throws {
        let mentor = try EnrolmentStore.current(of: pair.mentor, in: programme, transaction)
        guard let mentor, mentor.state == .approved, mentor.offer.role.isMentor else {
            throw Failure.notEnrolled("mentor")
        }
        let mentee = try EnrolmentStore.current(of: pair.mentee, in: programme, transaction)
        guard let mentee, mentee.state == .approved, mentee.offer.role.isMentee else {
            throw Failure.notEnrolled("mentee")
        }
        guard try taken(pair.mentor, .mentor, in: programme, transaction) < mentor.capacity else {
            throw Failure.mentorAtCapacity(mentor.capacity)
        }
        guard try taken(pair.mentee, .mentee, in: programme, transaction) == 0 else {
            throw Failure.menteeAlreadyPaired
        }
    }

    /// The new relationship's id. What throws undoes the yes as well.
    static func confirm(
        _ proposal: Proposal, _ context: inout Context, _ transaction: Writing
    ) throws -> String {
        try checkGates(
            PairOfPeople(mentor: proposal.mentor, mentee: proposal.mentee),
            in: proposal.programme, transaction)
        let relationship = try RelationshipService.open(
            RelationshipOpening(
                programme: proposal.programme, mentor: proposal.mentor, mentee: proposal.mentee,
                proposal: proposal.id.text), &context, transaction)
        return relationship.id.text
    }

    /// A text that changed since the approval has to be acknowledged anew.
    static func checkGates(
        _ pair: PairOfPeople, in id: ID<Programme>, _ transaction: Writing
    ) throws {
        guard let programme = try ProgrammeStore.find(id, transaction) else {
            throw Failure.notFound("programme")
        }
        for person in [pair.mentor, pair.mentee] {
            try EnrolmentStore.current(of: person, in: id, transaction)?
                .checkGate(of: programme)
        }
    }

    private static func taken(
        _ person: ID<Person>, _ side: Side, in programme: ID<Programme>,
        _ transaction: Writing
    ) throws -> Int {
        try RelationshipPlaces.openCount(of: person, as: side, in: programme, transaction)
    }
}
