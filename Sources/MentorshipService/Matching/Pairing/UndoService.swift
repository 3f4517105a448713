// A yes taken back. Before it has made a pair it is unanswered again; afterwards, within the hours
// of the programme and while nothing has begun, the pair ends without blame, the place is free, and
// the other waits again with the turn that they had. In one transaction; again changes nothing.

import JSON
import Mentorship
import SQLite

enum UndoService {
    // MARK: Requests

    /// By the mentor who said yes, or by staff.
    static func undo(
        _ id: ID<MentorshipRequest>, _ call: inout Call, _ transaction: Writing
    ) throws -> (row: RequestRow, viewer: RequestService.Viewer) {
        let (current, viewer) = try RequestService.see(id, call.actor, transaction)
        guard viewer != .mentee else { throw Failure.forbidden("take back another's yes") }
        let request = current.request
        let choice = request.choices.enumerated().first { index, choice in
            (viewer == .staff || viewer == .mentor(index))
                && (choice.state == .accepted || choice.isTakenBack)
        }?.element
        guard let choice else { throw Failure.nothingToUndo }
        guard request.state == .accepted, choice.state == .accepted else {
            return (current, viewer)
        }
        guard let relationship = current.relationship, let since = choice.answeredAt else {
            throw Failure.nothingToUndo
        }
        try end(
            relationship, of: PairOfPeople(mentor: choice.mentor, mentee: request.mentee),
            since: since, &call, transaction)
        var row = current
        row.relationship = nil
        try goOn(&row, call, transaction)
        row = try RequestService.save(current, row, &call.context, transaction)
        return (row, viewer)
    }

    /// The next mentor is asked, unless the mentee has found one, asks others by now, or waits for
    /// nobody any more.
    private static func goOn(
        _ row: inout RequestRow, _ call: Call, _ transaction: Writing
    ) throws {
        let (mentee, programme) = (row.request.mentee, row.request.programme)
        let asksAnew = try RequestStore.waiting(of: mentee, in: programme, transaction) != nil
        row.endedBecause = try ending(of: mentee, in: programme, transaction)
        switch row.endedBecause {
        case .staff, .enrolmentEnded: row.request.takeBackAcceptance(then: .withdrawn)
        case .menteeAlreadyPaired: row.request.takeBackAcceptance(then: .superseded)
        case nil: row.request.takeBackAcceptance(then: asksAnew ? .superseded : .waiting)
        }
        try RequestService.turns(call)
            .askNext(&row.request, now: call.context.now, transaction)
    }

    /// As what a request of theirs would have ended meanwhile, if it had waited.
    private static func ending(
        of mentee: ID<Person>, in programme: ID<Programme>, _ transaction: Writing
    ) throws -> RequestEnding? {
        let isOver = try ProgrammeStore.find(programme, transaction)?.state.isOver ?? true
        if isOver { return .staff }
        let enrolment = try EnrolmentStore.current(of: mentee, in: programme, transaction)
        let isActive = try PersonStore.find(mentee, transaction)?.state == .active
        if !isActive || enrolment?.state.isOver ?? true { return .enrolmentEnded }
        let hasAll = try RelationshipPlaces.hasAllMentors(mentee, in: programme, transaction)
        return hasAll ? .menteeAlreadyPaired : nil
    }

    // MARK: Proposals

    /// By either side for its own yes; by staff once it has made a pair.
    static func undo(
        _ id: ID<Proposal>, _ call: inout Call, _ transaction: Writing
    ) throws -> (row: ProposalRow, viewer: ProposalService.Viewer) {
        let (current, viewer) = try ProposalService.see(id, call.actor, transaction)
        var row = current
        switch row.proposal.state {
        case .sent:
            guard case .side(let side) = viewer else { throw Failure.nothingToUndo }
            guard try row.proposal.takeBack(side, now: call.context.now) else {
                return (row, viewer)
            }
        case .accepted:
            try endPair(of: row, &call, transaction)
            row.proposal.undo()
        default:
            guard row.proposal.isTakenBack else { throw Failure.nothingToUndo }
            return (row, viewer)
        }
        row = try ProposalService.save(row, call.context, transaction)
        try record(row, viewer, &call.context, transaction)
        return (row, viewer)
    }

    private static func endPair(
        of row: ProposalRow, _ call: inout Call, _ transaction: Writing
    ) throws {
        let proposal = row.proposal
        guard proposal.circle == nil else { throw Failure.circleStands }
        guard proposal.lead == nil else { throw Failure.coMentorHasJoined }
        guard let relationship = row.relationship.flatMap({ ID<Relationship>($0) }),
            let pair = proposal.pair, let since = proposal.agreedAt
        else { throw Failure.nothingToUndo }
        try end(relationship, of: pair, since: since, &call, transaction)
    }

    private static func record(
        _ row: ProposalRow, _ viewer: ProposalService.Viewer, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        var data = [JSON.Member("mentor_id", .string(row.proposal.mentor.text))]
        if let mentee = row.proposal.mentee {
            data.append(JSON.Member("mentee_id", .string(mentee.text)))
        }
        if let lead = row.proposal.lead {
            data.append(JSON.Member("lead_id", .string(lead.text)))
        }
        if case .side(let side) = viewer {
            data.append(JSON.Member("side", .string(side.rawValue)))
        }
        try Ledger.record(
            "proposal.acceptance_undone", row.proposal.id.text, programme: row.proposal.programme,
            data: data, &context, transaction)
    }

    // MARK: What had come of it

    private static func end(
        _ id: ID<Relationship>, of pair: PairOfPeople, since: Instant, _ call: inout Call,
        _ transaction: Writing
    ) throws {
        guard let row = try RelationshipStore.find(id, transaction),
            row.relationship.has(pair.mentor), row.relationship.has(pair.mentee),
            row.relationship.state.name != .closed
        else { throw Failure.nothingToUndo }
        let policy = try RequestPolicyStore.find(row.relationship.programme, transaction).policy
        let hasBegun = try UndoStore.hasBegun(
            id, between: pair, since: since, now: call.context.now, transaction)
        try AcceptanceUndo(since: since, hours: policy.undoHours, hasBegun: hasBegun)
            .check(now: call.context.now)
        if row.relationship.people(on: .mentee).count > 1 {
            try takeOut(pair.mentee, of: row.relationship, &call.context, transaction)
        } else {
            let meetings = MeetingService(
                sealer: call.deployment.sealer, zones: call.deployment.zones.catalogue)
            try ClosureService.closeAsMistake(row, meetings, &call.context, transaction)
        }
        try reopenRematches(
            id, of: pair, in: row.relationship.programme, &call.context, transaction)
    }

    /// The group goes on, and whoever joined it by mistake has not left it: they may come back.
    private static func takeOut(
        _ mentee: ID<Person>, of group: Relationship, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        try RelationshipStore.remove(mentee, from: group.id, now: context.now, transaction)
        try MeetingAttendees.leave(mentee, group.id, &context, transaction)
        try Ledger.record(
            "relationship.member_left", group.id.text, programme: group.programme,
            data: [
                JSON.Member("mentee_id", .string(mentee.text)),
                JSON.Member("code", .string(ClosureReason.acceptedByMistake.rawValue)),
            ], &context, transaction)
    }

    /// What they had asked for before the pair they ask for still, unless the programme is over
    /// and nobody is matched there any more.
    private static func reopenRematches(
        _ id: ID<Relationship>, of pair: PairOfPeople, in programme: ID<Programme>,
        _ context: inout Context, _ transaction: Writing
    ) throws {
        let isOver = try ProgrammeStore.find(programme, transaction)?.state.isOver ?? true
        for rematch in try UndoStore.rematches(fulfilledBy: id, of: pair, transaction) {
            try UndoStore.reopen(rematch, now: context.now, transaction)
            try Ledger.record(
                "rematch.reopened", rematch.text,
                data: [JSON.Member("relationship_id", .string(id.text))], &context, transaction)
        }
        if isOver { try RematchService.close(programme, &context, transaction) }
    }
}

extension Failure {
    static let nothingToUndo = Failure(
        .conflict, "nothing_to_undo",
        "There is no yes of yours here that could be taken back.")

    static let circleStands = Failure(
        .conflict, "circle_stands",
        "The circle has begun, with everybody's yes. Leave it instead; it closes around you.")

    static let coMentorHasJoined = Failure(
        .conflict, "has_joined_group",
        "You guide the group by now, together with others. Leave it instead; it goes on.")
}
