// Whether there is room for a pair, and what happens when both have said yes: the gates and the
// places are checked again, the relationship begins, and whoever waited for the same place or the
// same mentee is told. All in the transaction of the second yes.

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
        try checkGates(proposal, transaction)
        let relationship = try RelationshipService.open(
            RelationshipOpening(
                programme: proposal.programme, mentor: proposal.mentor, mentee: proposal.mentee,
                proposal: proposal.id.text), &context, transaction)
        try ProposalService.end(
            .mentee(proposal.mentee), in: proposal.programme, because: .menteeAlreadyPaired,
            &context, transaction)
        if try isFull(proposal.mentor, in: proposal.programme, transaction) {
            try ProposalService.end(
                .mentor(proposal.mentor), in: proposal.programme, because: .mentorAtCapacity,
                &context, transaction)
        }
        return relationship.id.text
    }

    /// A text that changed since the approval has to be acknowledged anew.
    private static func checkGates(_ proposal: Proposal, _ transaction: Writing) throws {
        guard let programme = try ProgrammeStore.find(proposal.programme, transaction) else {
            throw Failure.notFound("programme")
        }
        for person in [proposal.mentor, proposal.mentee] {
            try EnrolmentStore.current(of: person, in: programme.id, transaction)?
                .checkGate(of: programme)
        }
    }

    private static func isFull(
        _ mentor: ID<Person>, in programme: ID<Programme>, _ transaction: Writing
    ) throws -> Bool {
        let enrolment = try EnrolmentStore.current(of: mentor, in: programme, transaction)
        let taken = try taken(mentor, .mentor, in: programme, transaction)
        return taken >= enrolment?.capacity ?? 0
    }

    private static func taken(
        _ person: ID<Person>, _ side: Side, in programme: ID<Programme>,
        _ transaction: Writing
    ) throws -> Int {
        try RelationshipPlaces.openCount(of: person, as: side, in: programme, transaction)
    }
}
