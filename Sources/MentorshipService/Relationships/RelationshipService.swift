// What is done with relationships: read, moved from stage to stage; each by those who are in it or
// look after its programme. How they begin and end has files of its own.

import JSON
import Mentorship

package enum RelationshipService {
    // MARK: Seeing

    /// The relationship, or 404 when the actor may not know of it, 403 when the act is not theirs.
    package static func find(
        _ id: ID<Relationship>, for act: RelationshipAccess.Act = .see, _ actor: Actor,
        _ snapshot: Reading
    ) throws -> RelationshipRow {
        guard let row = try RelationshipStore.find(id, snapshot) else {
            throw Failure.notFound("relationship")
        }
        try RelationshipAccess.check(act, in: row.relationship, by: actor)
        return row
    }

    /// A person lists their own, whatever they filter by; staff those of their programmes.
    package static func list(
        _ filter: RelationshipFilter, after: String?, limit: Int, _ actor: Actor,
        _ snapshot: Reading
    ) throws -> [RelationshipRow] {
        var filter = filter
        if let own = actor.person {
            guard filter.person == nil || filter.person == own else { return [] }
            filter.person = own
        } else {
            filter.programmes = actor.programmes
        }
        return try RelationshipStore.list(filter, after: after, limit: limit, snapshot)
    }

    // MARK: Changing

    /// A pair that staff put together, without a proposal.
    package static func create(
        _ opening: RelationshipOpening, overruling: Overruling?, _ call: inout Call,
        _ transaction: Writing
    ) throws -> RelationshipRow {
        guard RelationshipAccess.mayOpen(in: opening.programme, call.actor) else {
            throw Failure.notFound("programme")
        }
        let moment = call.matchingMoment
        let rules = try OpeningRules.check(opening, overruling, moment, transaction)
        let row = try open(opening, moment, &call.context, transaction)
        try OpeningRules.checkCompany(of: row, joinedBy: opening.mentee, moment, transaction)
        try OpeningRules.note(rules, overruling, row, &call.context, transaction)
        return row
    }

    /// To a stage of the programme's model. What that means for the state follows from the stage:
    /// an active one begins or resumes the work, an ending one begins the closing.
    package static func moveStage(
        _ id: ID<Relationship>, to stage: String, reason: String, _ call: inout Call,
        _ transaction: Writing
    ) throws -> (number: Int, move: StageMoveRow) {
        let context = call.context
        let row = try find(id, for: .moveStage, context.actor, transaction)
        var relationship = row.relationship
        let note = try MoveNote(by: context.actor.text, at: context.now, reason: reason)
        let moves = try relationship.moves(
            to: stage, of: StageModel.named(row.stageModel), on: context.now.day, note)
        let isReopened = !row.relationship.takesMembers && relationship.takesMembers
        if isReopened { try RelationshipReopening.check(relationship, call, transaction) }
        try RelationshipStore.update(relationship, now: context.now, transaction)
        var last = (number: 0, move: moves[0])
        for move in moves {
            last = (try StageMoveStore.append(move, to: id, transaction), move)
        }
        try record("relationship.stage_moved", relationship, &call.context, transaction)
        if isReopened {
            try goOn(row.id, &call, transaction)
        } else if row.relationship.takesMembers, !relationship.takesMembers {
            try endQuestions(about: relationship, &call, transaction)
        }
        return last
    }

    /// Nobody is asked to guide a group that ends, nor waits for it; unless others are asked to
    /// join the next group of its lead.
    private static func endQuestions(
        about relationship: Relationship, _ call: inout Call, _ transaction: Writing
    ) throws {
        guard let lead = relationship.lead else { return }
        try CoMentorRoom.endWithoutGroup(
            of: lead, in: relationship.programme, &call.context, transaction)
    }

    /// Who has said yes to the lead's next group guides this one, which goes on.
    private static func goOn(
        _ id: ID<Relationship>, _ call: inout Call, _ transaction: Writing
    ) throws {
        guard let row = try RelationshipStore.find(id, transaction),
            try RelationshipPlaces.frame(row.relationship.programme, transaction)?.ofGroup != nil
        else { return }
        let group = try CoMentorRoom.begin(row, call.matchingMoment, &call.context, transaction)
            .relationship
        // Who was asked meanwhile was asked for another group, which there will not be.
        for mentor in group.people(on: .mentor) {
            try PairSettlement.passOnIfFull(
                mentor, in: group.programme, &call.context, transaction)
        }
    }

    static func record(
        _ type: String, _ relationship: Relationship, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        try Ledger.record(
            type, relationship.id.text, programme: relationship.programme,
            data: [
                JSON.Member("state", .string(relationship.state.name.rawValue)),
                JSON.Member("stage", relationship.stage.map { .string($0) } ?? .null),
            ], &context, transaction)
    }
}

extension Relationship {
    /// The rule's own steps that lead to a stage, one line of history for each.
    fileprivate mutating func moves(
        to key: String, of stages: StageModel, on day: CivilDate, _ note: MoveNote
    ) throws(Failure) -> [StageMoveRow] {
        if stages.stage(key)?.step == .end {
            return [StageMoveRow(try beginClosing(stages: stages, note))]
        }
        var moves: [StageMove] = []
        switch state {
        case .forming where stages.stage(key)?.isActive ?? false:
            moves.append(try activate(on: day, stages: stages, note))
        case .paused where stages.stage(key)?.isActive ?? false:
            moves.append(try resume(note))
        case .closing, .closed:
            return [StageMoveRow(try reopen(to: key, stages: stages, note))]
        case .forming, .active, .paused: break
        }
        if moves.isEmpty || stage != key { moves.append(try move(to: key, stages: stages, note)) }
        return moves.map { StageMoveRow($0) }
    }
}

extension Instant {
    /// The day it is in UTC, where no zone is at hand.
    var day: CivilDate {
        CivilDate(daysSince1970: Int(milliseconds.flooredQuotient(by: 86_400_000)))
    }
}
