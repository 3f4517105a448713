// How a relationship ends: at once, by either side or by staff, with a coded reason that blames
// nobody unless it is chosen. Meetings still to come are cancelled; the history stays.

import JSON
import Mentorship
import SQLite

package struct ClosureDraft: Sendable {
    package let reason: ClosureReason
    package let askedBy: Closure.Asker?
    package let message: String?
}

/// What is read of a closure; the message only by members.
package struct ClosureRow: Sendable {
    package let relationship: Relationship
    package let closure: Closure
    package let message: String?
    package let closedBy: String
}

package enum ClosureService {
    package static func close(
        _ id: ID<Relationship>, _ draft: ClosureDraft, _ meetings: MeetingService,
        _ context: inout Context, _ transaction: Writing
    ) throws -> ClosureRow {
        let row = try RelationshipService.find(id, for: .close, context.actor, transaction)
        try row.relationship.checkClosing(by: context.actor)
        let asker = try asker(draft.askedBy, context.actor, row.relationship)
        return try close(row, draft, askedBy: asker, meetings, &context, transaction)
    }

    /// What is left of a circle ends for those who are left; that somebody went is known to them.
    static func closeForTooFew(
        _ row: RelationshipRow, _ meetings: MeetingService, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        let draft = ClosureDraft(reason: .tooFew, askedBy: nil, message: nil)
        _ = try close(
            row, draft, askedBy: context.actor.isStaff ? .staff : .peer, meetings, &context,
            transaction)
    }

    /// Somebody took back the yes that it had come of.
    static func closeAsMistake(
        _ row: RelationshipRow, _ meetings: MeetingService, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        let side = context.actor.person.flatMap { row.relationship.side(of: $0) }
        let draft = ClosureDraft(reason: .acceptedByMistake, askedBy: nil, message: nil)
        _ = try close(
            row, draft, askedBy: side.map { Closure.Asker($0) } ?? .staff, meetings, &context,
            transaction)
    }

    private static func close(
        _ row: RelationshipRow, _ draft: ClosureDraft, askedBy asker: Closure.Asker,
        _ meetings: MeetingService, _ context: inout Context, _ transaction: Writing
    ) throws -> ClosureRow {
        var relationship = row.relationship
        let closure = Closure(
            reason: draft.reason, askedBy: asker, on: context.now.day, at: context.now)
        let stages = try StageModel.named(row.stageModel)
        let move = try relationship.close(closure, stages: stages, by: context.actor.text)
        let closed = ClosureRow(
            relationship: relationship, closure: closure, message: draft.message,
            closedBy: context.actor.text)
        try RelationshipStore.update(relationship, now: context.now, transaction)
        try StageMoveStore.append(StageMoveRow(move).withoutReason, to: row.id, transaction)
        try ClosureStore.insert(closed, meetings.sealer, transaction)
        try meetings.cancelAhead(of: row.id, &context, transaction)
        if let lead = relationship.lead {
            try CoMentorRoom.endWithoutGroup(
                of: lead, in: relationship.programme, &context, transaction)
        }
        try RelationshipService.record("relationship.closed", relationship, &context, transaction)
        return closed
    }

    package static func find(
        _ id: ID<Relationship>, _ sealer: Sealer, _ actor: Actor, _ snapshot: Reading
    ) throws -> ClosureRow {
        let row = try RelationshipService.find(id, actor, snapshot)
        guard case .closed(let closure) = row.relationship.state,
            let words = try ClosureStore.words(id, sealer, snapshot)
        else { throw Failure.notFound("closure") }
        return ClosureRow(
            relationship: row.relationship, closure: closure, message: words.message,
            closedBy: words.closedBy)
    }

    /// A member speaks for their own side, or for both; staff say who asked, else it was they.
    private static func asker(
        _ given: Closure.Asker?, _ actor: Actor, _ relationship: Relationship
    ) throws(Failure) -> Closure.Asker {
        guard let side = actor.person.flatMap({ relationship.side(of: $0) }) else {
            return given ?? .staff
        }
        let own = Closure.Asker(side)
        guard let given, given != own else { return own }
        guard given == .both else {
            throw .invalid("/side", "not_your_side", "Say \(own.rawValue), or both.")
        }
        return .both
    }
}

extension StageMoveRow {
    /// The history is for both sides; why one of them ended it is not.
    fileprivate var withoutReason: StageMoveRow {
        StageMoveRow(
            fromState: fromState, fromStage: fromStage, toState: toState, toStage: toStage,
            reason: "closed", movedBy: movedBy, movedAt: movedAt)
    }
}
