// What is done with proposals: made, answered by the two, taken back; and when both have said yes,
// the relationship in the same transaction. Nothing is ever accepted for a person.

import JSON
import Mentorship
import SQLite

package enum ProposalLimits {
    /// Two weeks to answer, unless staff say otherwise.
    package static let daysDefault = 14
    package static let days = 1...90
    /// Scalars in a message with a refusal.
    package static let message = 2_000
}

package enum ProposalService {
    /// How somebody stands to a proposal.
    package enum Viewer: Sendable, Equatable {
        case staff
        case side(ProposalSide)
    }

    package static func see(
        _ id: ID<Proposal>, _ actor: Actor, _ snapshot: Reading
    ) throws -> (row: ProposalRow, viewer: Viewer) {
        guard let row = try ProposalStore.find(id, snapshot) else {
            throw Failure.notFound("proposal")
        }
        if actor.mayEnter(row.proposal.programme) { return (row, .staff) }
        guard let side = actor.person.flatMap(row.proposal.side) else {
            throw Failure.notFound("proposal")
        }
        return (row, .side(side))
    }

    // MARK: Making

    /// A pair that staff have in mind. A mentor may be asked about more mentees than there are
    /// places: the first to be confirmed have them.
    package static func create(
        _ pair: PairOfPeople, in id: ID<Programme>, days: Int, _ deployment: Deployment,
        _ context: inout Context, _ transaction: Writing
    ) throws -> ProposalRow {
        let programme = try ProgrammeService.forStaff(id, context.actor, transaction)
        guard programme.state.takesPairs else {
            throw Failure.programmeNotRunning(programme.state)
        }
        let moment = MatchingMoment(deployment, now: context.now)
        let question = try PairQuestion(pair, in: id, moment, transaction)
        guard let question else {
            throw Failure.invalid(
                "/mentee_id", "not_enrolled", "Both must take part in the programme.")
        }
        guard question.ruledOutBy.isEmpty else {
            throw Failure.pairForbidden(question.ruledOutBy, of: question.two)
        }
        let back = try back(pair, in: programme, moment, transaction)
        try expireOverdue(in: id, &context, transaction)
        let row = ProposalRow(
            pair, in: id, run: nil, score: question.explanation.score(with: back),
            explanation: question.explanation.document(
                back: back, score: question.explanation.score(with: back), of: question.two),
            deadline: context.now.adding(seconds: Int64(days) * 86_400), &context)
        try ProposalRoom.check(pair, in: id, transaction)
        try send(row, &context, transaction)
        return row
    }

    /// Among equals: what the other would get.
    private static func back(
        _ pair: PairOfPeople, in programme: Programme, _ moment: MatchingMoment,
        _ transaction: Writing
    ) throws -> Explanation? {
        guard ModelRegistry.isAmongEquals(programme.plan.model),
            let question = try PairQuestion(
                pair.reversed, in: programme.id, moment, transaction)
        else { return nil }
        guard question.ruledOutBy.isEmpty else {
            throw Failure.pairForbidden(question.ruledOutBy, of: question.two)
        }
        return question.explanation
    }

    static func send(
        _ row: ProposalRow, _ context: inout Context, _ transaction: Writing
    ) throws {
        guard try ProposalStore.insert(row, transaction) else { throw Failure.alreadyProposed }
        try record("proposal.sent", row, [], &context, transaction)
    }

    // MARK: Answering

    package static func accept(
        _ id: ID<Proposal>, _ call: inout Call, _ transaction: Writing
    ) throws -> (row: ProposalRow, viewer: Viewer) {
        let (current, side) = try concerned(id, call.actor, transaction)
        if let ending = current.endedBecause, ending.state == .superseded {
            throw Failure.proposalSuperseded(ending)
        }
        var row = current
        let isConfirmed = try row.proposal.accept(side, now: call.context.now)
        if row == current, !row.proposal.waitsForGroup { return (row, .side(side)) }
        if row != current {
            row = try save(row, call.context, transaction)
            try record(
                "proposal.accepted", row, [JSON.Member("side", .string(side.rawValue))],
                &call.context, transaction)
        }
        return (try begin(row, isConfirmed, &call, transaction), .side(side))
    }

    /// What a yes leads to at once: a relationship, a circle, or one more mentor of a group.
    private static func begin(
        _ row: ProposalRow, _ isConfirmed: Bool, _ call: inout Call, _ transaction: Writing
    ) throws -> ProposalRow {
        var row = row
        let moment = call.matchingMoment
        if isConfirmed, let pair = row.proposal.pair {
            row.relationship = try ProposalRoom.confirm(
                pair, by: row, moment, &call.context, transaction)
        }
        if try CircleRoom.confirm(row, moment, &call.context, transaction)
            || CoMentorRoom.confirm(row, moment, &call.context, transaction)
        {
            row = try ProposalStore.find(row.proposal.id, transaction) ?? row
        }
        return row
    }

    package static func decline(
        _ id: ID<Proposal>, _ reason: DeclineReason, message: String?, _ call: inout Call,
        _ transaction: Writing
    ) throws -> (row: ProposalRow, viewer: Viewer) {
        let (current, side) = try concerned(id, call.actor, transaction)
        var row = current
        try row.proposal.decline(side, reason: reason, now: call.context.now)
        if row == current { return (row, .side(side)) }
        row.declineMessage = try call.deployment.sealer.seal(
            text: message, context: messageContext(id))
        row = try save(row, call.context, transaction)
        try record(
            "proposal.declined", row,
            [
                JSON.Member("side", .string(side.rawValue)),
                JSON.Member("code", .string(reason.rawValue)),
            ], &call.context, transaction)
        try CircleRoom.endOthers(row, because: .circleNotFormed, &call.context, transaction)
        try CoMentorRoom.endWithoutGroup(row, &call.context, transaction)
        return (row, .side(side))
    }

    package static func withdraw(
        _ id: ID<Proposal>, _ context: inout Context, _ transaction: Writing
    ) throws -> ProposalRow {
        let (current, viewer) = try see(id, context.actor, transaction)
        guard viewer == .staff else { throw Failure.notFound("proposal") }
        if current.proposal.state == .withdrawn { return current }
        var row = current
        try row.proposal.withdraw()
        row.endedBecause = .staff
        row = try save(row, context, transaction)
        try record("proposal.withdrawn", row, [], &context, transaction)
        try CircleRoom.endOthers(row, because: .staff, &context, transaction)
        try CoMentorRoom.endWithoutGroup(row, &context, transaction)
        return row
    }

    private static func concerned(
        _ id: ID<Proposal>, _ actor: Actor, _ transaction: Writing
    ) throws -> (ProposalRow, ProposalSide) {
        let (row, viewer) = try see(id, actor, transaction)
        guard case .side(let side) = viewer else { throw Failure.notFound("proposal") }
        return (row, side)
    }

    // MARK: Ending

    /// Those that wait for an answer.
    static func end(
        _ whose: ProposalStore.Whose, in programme: ID<Programme>,
        because ending: ProposalEnding, _ context: inout Context, _ transaction: Writing
    ) throws {
        let ids = try ProposalStore.open(of: whose, in: programme, transaction)
        for id in ids {
            guard let row = try ProposalStore.find(id, transaction) else { continue }
            if row.proposal.circle == nil {
                try end(row, because: ending, &context, transaction)
            } else {
                try CircleRoom.end(
                    row, without: whose.people, because: ending, &context, transaction)
            }
        }
    }

    /// Nothing where another ending has led to this one since the row was read.
    static func end(
        _ row: ProposalRow, because ending: ProposalEnding, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        guard var row = try ProposalStore.find(row.proposal.id, transaction),
            row.proposal.state.isOpen
        else { return }
        if ending.state == .superseded {
            _ = row.proposal.supersede()
        } else {
            try row.proposal.withdraw()
        }
        row.endedBecause = ending
        row = try save(row, context, transaction)
        let code = JSON.Member("code", .string(ending.rawValue))
        try record(
            "proposal.\(ending.state.rawValue)", row, row.proposal.circle == nil ? [] : [code],
            &context, transaction)
        try CoMentorRoom.endWithoutGroup(row, &context, transaction)
    }

    /// By the clock; nothing happens before the deadline.
    static func expire(
        _ id: ID<Proposal>, _ context: inout Context, _ transaction: Writing
    ) throws {
        guard var row = try ProposalStore.find(id, transaction),
            row.proposal.expire(now: context.now)
        else { return }
        row = try save(row, context, transaction)
        try record("proposal.expired", row, [], &context, transaction)
    }

    /// All of a programme whose time is over, so that the two may be asked again before the clock
    /// has come to them.
    static func expireOverdue(
        in programme: ID<Programme>, _ context: inout Context, _ transaction: Writing
    ) throws {
        for id in try ProposalStore.overdue(in: programme, context.now, transaction) {
            try expire(id, &context, transaction)
        }
    }

    // MARK: Saving

    static func messageContext(_ id: ID<Proposal>) -> String { "proposals/decline_message/\(id)" }

    static func save(
        _ row: ProposalRow, _ context: Context, _ transaction: Writing
    ) throws -> ProposalRow {
        var row = row
        row.updatedAt = context.now
        try ProposalStore.update(row, transaction)
        row.version += 1
        return row
    }

    private static func record(
        _ event: String, _ row: ProposalRow, _ more: [JSON.Member], _ context: inout Context,
        _ transaction: Writing
    ) throws {
        let proposal = row.proposal
        try Ledger.record(
            event, proposal.id.text, programme: proposal.programme,
            data: [
                JSON.Member("mentor_id", .string(proposal.mentor.text)),
                proposal.lead.map { JSON.Member("lead_id", .string($0.text)) }
                    ?? JSON.Member("mentee_id", proposal.mentee.map { .string($0.text) } ?? .null),
            ] + more, &context, transaction)
    }
}
