// How a relationship begins, whoever wanted it: the same checks for an accepted proposal and for a
// pair that staff put together, in the transaction that writes it. Never asks the two; both sides'
// yes is the Matching room's business.

import JSON
import Mentorship

package struct RelationshipOpening: Sendable {
    package let programme: ID<Programme>
    package let mentor: ID<Person>
    package let mentee: ID<Person>
    /// The id of the accepted proposal; nil when staff pair the two directly.
    package let proposal: String?
    package let plannedEnd: CivilDate?
    package let supportContact: String?

    package init(
        programme: ID<Programme>, mentor: ID<Person>, mentee: ID<Person>, proposal: String? = nil,
        plannedEnd: CivilDate? = nil, supportContact: String? = nil
    ) {
        self.programme = programme
        self.mentor = mentor
        self.mentee = mentee
        self.proposal = proposal
        self.plannedEnd = plannedEnd
        self.supportContact = supportContact
    }
}

extension RelationshipOpening {
    var pair: PairOfPeople { PairOfPeople(mentor: mentor, mentee: mentee) }
}

extension RelationshipService {
    /// Checks enrolments, capacity and duplicates as they are now, opens at the first stage of the
    /// programme's stage model, and ends what waited for the same mentee or the last place. The
    /// caller has checked that the actor may.
    static func open(
        _ opening: RelationshipOpening, _ moment: MatchingMoment, _ context: inout Context,
        _ transaction: Writing
    ) throws -> RelationshipRow {
        guard let frame = try RelationshipPlaces.frame(opening.programme, transaction) else {
            throw Failure.notFound("programme")
        }
        try check(opening, frame, transaction)
        try DepartureStore.lift(opening.pair, in: opening.programme, transaction)
        if let sizes = frame.ofGroup,
            let group = try RelationshipPlaces.group(
                of: opening.mentor, in: opening.programme, transaction)
        {
            return try join(group, opening, sizes, moment, &context, transaction)
        }
        let askers = frame.isAmongEquals ? [opening.mentee, opening.mentor] : [opening.mentee]
        let rematches = try RematchService.waiting(
            of: askers, in: opening.programme, transaction)
        let row = try RelationshipRow(
            opening, frame, previous: RematchService.previous(rematches), &context)
        try RelationshipStore.insert(row, transaction)
        try RematchService.fulfil(rematches, with: row.id, &context, transaction)
        try recordOpening(
            row,
            [
                JSON.Member("mentor_id", .string(opening.mentor.text)),
                JSON.Member("mentee_id", .string(opening.mentee.text)),
                JSON.Member("proposal_id", opening.proposal.map { .string($0) } ?? .null),
            ], &context, transaction)
        try PairSettlement.settle(
            opening.pair, in: opening.programme, amongEquals: frame.isAmongEquals, &context,
            transaction)
        guard frame.ofGroup != nil else { return row }
        return try CoMentorRoom.begin(row, moment, &context, transaction)
    }

    /// The first line of its history, and the event.
    static func recordOpening(
        _ row: RelationshipRow, _ data: [JSON.Member], _ context: inout Context,
        _ transaction: Writing
    ) throws {
        let relationship = row.relationship
        let first = StageMoveRow(
            fromState: nil, fromStage: nil, toState: relationship.state.name.rawValue,
            toStage: relationship.stage, reason: "opened", movedBy: context.actor.text,
            movedAt: context.now)
        try StageMoveStore.append(first, to: row.id, transaction)
        try Ledger.record(
            "relationship.opened", row.id.text, programme: relationship.programme, data: data,
            &context, transaction)
    }

    /// A group that stands takes one more member, whatever its stage; who was there before stays.
    private static func join(
        _ group: RelationshipRow, _ opening: RelationshipOpening, _ sizes: ClosedRange<Int>,
        _ moment: MatchingMoment, _ context: inout Context, _ transaction: Writing
    ) throws -> RelationshipRow {
        let others = group.relationship.people(on: .mentee)
        guard others.count < sizes.upperBound else {
            throw Failure.mentorAtCapacity(sizes.upperBound)
        }
        if try RelationshipPlaces.isKeptApart(
            opening.mentee, from: others, in: opening.programme, transaction)
        {
            throw Failure.pairNotPossible
        }
        try CoMentorRoom.check(
            opening.mentee, joining: group.relationship, of: opening.mentor, moment, transaction)
        let rematches = try RematchService.waiting(
            of: [opening.mentee], in: opening.programme, transaction)
        try RelationshipStore.add(
            opening.mentee, as: .mentee, by: opening.proposal, to: group.id, now: context.now,
            transaction)
        try MeetingAttendees.join(opening.mentee, group.id, &context, transaction)
        try RematchService.fulfil(rematches, with: group.id, &context, transaction)
        try Ledger.record(
            "relationship.member_joined", group.id.text, programme: opening.programme,
            data: [
                JSON.Member("mentee_id", .string(opening.mentee.text)),
                JSON.Member("proposal_id", opening.proposal.map { .string($0) } ?? .null),
            ], &context, transaction)
        try PairSettlement.settle(
            opening.pair, in: opening.programme, amongEquals: false, &context, transaction)
        return try CoMentorRoom.begin(group, moment, &context, transaction)
    }

    private static func check(
        _ opening: RelationshipOpening, _ frame: ProgrammeFrame, _ transaction: Writing
    ) throws {
        guard opening.mentor != opening.mentee else { throw Failure.sameMember }
        guard frame.state.takesPairs else { throw Failure.programmeNotRunning(frame.state) }
        try RelationshipPlaces.check(
            opening.pair, in: opening.programme, amongEquals: frame.isAmongEquals, transaction)
    }
}

extension RelationshipRow {
    fileprivate init(
        _ opening: RelationshipOpening, _ frame: ProgrammeFrame,
        previous: ID<Relationship>?, _ context: inout Context
    ) throws {
        let relationship = try Relationship.open(
            id: context.newID(), programme: opening.programme, model: frame.model,
            members: [
                frame.isAmongEquals
                    ? Relationship.Member(opening.mentor, .peer)
                    : Relationship.Member(opening.mentor, .mentor, leadOrder: 1),
                Relationship.Member(opening.mentee, frame.isAmongEquals ? .peer : .mentee),
            ],
            stages: try StageModel.named(frame.stageModel),
            plannedEndOn: opening.plannedEnd ?? frame.endsOn, previous: previous,
            now: context.now)
        self.init(
            version: 1, relationship: relationship, stageModel: frame.stageModel,
            proposal: opening.proposal, supportContact: opening.supportContact,
            createdBy: context.actor.text, updatedAt: context.now)
    }
}

extension StageModel {
    /// The model that a programme's row names; one that is not there means a damaged row.
    static func named(_ id: String) throws -> StageModel {
        guard let model = model(id) else {
            throw StoredValueError(column: "stage_model")
        }
        return model
    }
}
