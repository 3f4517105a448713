// What is done with rematches: asked by a mentee or an equal, or for them, taken back, and
// fulfilled by the next relationship, which then names the one before. Nobody else is told. Who
// left a group or a circle that goes on asks like those whose relationship has ended.

import JSON
import Mentorship

package struct RematchDraft: Sendable {
    package let reason: Rematch.Reason
    package let wantsFormer: Bool
    /// For whom staff ask.
    package let mentee: ID<Person>?
}

package enum RematchService {
    package static func see(
        after id: ID<Relationship>, of mentee: ID<Person>?, _ actor: Actor, _ snapshot: Reading
    ) throws -> RematchRow {
        let (relationship, asker) = try find(id, of: mentee, actor, snapshot)
        guard mayKnow(relationship, actor),
            let row = try RematchStore.find(
                after: id, of: asker(), snapshot)
        else { throw Failure.notFound("rematch") }
        return row
    }

    /// The relationship, and for whom another is asked, once that is to be known. Who left it reads
    /// nothing of it but their own wish.
    private static func find(
        _ id: ID<Relationship>, for act: RelationshipAccess.Act = .see, of mentee: ID<Person>?,
        _ actor: Actor, _ snapshot: Reading
    ) throws -> (relationship: Relationship, asker: () throws(Failure) -> ID<Person>) {
        let named = actor.person ?? mentee
        let leaver = try named.flatMap {
            try DepartureStore.hasLeft($0, id, snapshot) ? $0 : nil
        }
        let isOwn = leaver != nil && leaver == actor.person && actor.may(.own)
        guard
            let row = try isOwn
                ? RelationshipStore.find(id, snapshot)
                : RelationshipService.find(id, for: act, actor, snapshot)
        else { throw Failure.notFound("relationship") }
        let relationship = row.relationship
        return (
            relationship,
            { () throws(Failure) in
                try relationship.asker(named: mentee, by: actor.person, leaver: leaver)
            }
        )
    }

    /// Who may ask, and staff; to the former mentor there is none, nor to one who asked another's.
    private static func mayKnow(_ relationship: Relationship, _ actor: Actor) -> Bool {
        guard let person = actor.person else { return actor.isStaff }
        return relationship.side(of: person) != .mentor
    }

    package static func ask(
        _ draft: RematchDraft, after id: ID<Relationship>, _ context: inout Context,
        _ transaction: Writing
    ) throws -> RematchRow {
        let (relationship, mentee) = try changeable(
            id, of: draft.mentee, context.actor, transaction)
        try relationship.checkEnded(for: mentee)
        let programme = relationship.programme
        let enrolment = try EnrolmentStore.current(of: mentee, in: programme, transaction)
        guard enrolment?.state == .approved, enrolment?.offer.role.isMentee ?? false else {
            throw Failure.notEnrolled("mentee")
        }
        guard try !RelationshipPlaces.hasAllMentors(mentee, in: programme, transaction) else {
            throw Failure.menteeAlreadyPaired
        }
        let row = RematchRow(
            rematch: Rematch(
                id: context.newID(), programme: programme, previous: id, mentee: mentee,
                reason: draft.reason, wantsFormer: draft.wantsFormer, createdAt: context.now),
            version: 1, askedBy: context.actor.text, updatedAt: context.now)
        guard try RematchStore.put(row, transaction) else { throw Failure.rematchAsked }
        try record("rematch.asked", row, &context, transaction)
        return row
    }

    package static func withdraw(
        after id: ID<Relationship>, of mentee: ID<Person>?, _ call: inout Call,
        _ transaction: Writing
    ) throws {
        _ = try changeable(id, of: mentee, call.actor, transaction)
        let row = try see(after: id, of: mentee, call.actor, transaction)
        try Precondition.check(call, version: row.version)
        guard row.rematch.state == .open else { throw Failure.rematchFulfilled }
        try RematchStore.remove(row.rematch.id, transaction)
        try record("rematch.withdrawn", row, &call.context, transaction)
    }

    /// The programme is over: nobody waits for another pair there any more.
    static func close(
        _ programme: ID<Programme>, _ context: inout Context, _ transaction: Writing
    ) throws {
        for row in try RematchStore.open(in: programme, transaction) {
            try RematchStore.remove(row.rematch.id, transaction)
            try record("rematch.withdrawn", row, &context, transaction)
        }
    }

    private static func changeable(
        _ id: ID<Relationship>, of mentee: ID<Person>?, _ actor: Actor, _ transaction: Writing
    ) throws -> (relationship: Relationship, mentee: ID<Person>) {
        let (relationship, asker) = try find(id, for: .close, of: mentee, actor, transaction)
        guard mayKnow(relationship, actor) else {
            throw Failure.forbidden("ask for another pair in the mentee's place")
        }
        return (relationship, try asker())
    }

    /// What these people asked for who find each other now.
    static func waiting(
        of people: [ID<Person>], in programme: ID<Programme>, _ transaction: Writing
    ) throws -> [RematchRow] {
        try people.compactMap { try RematchStore.open(of: $0, in: programme, transaction) }
    }

    static func fulfil(
        _ rows: [RematchRow], with next: ID<Relationship>, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        for row in rows {
            // Who came back to the same has no other that would go on from it.
            guard row.rematch.previous != next else {
                try RematchStore.remove(row.rematch.id, transaction)
                try record("rematch.withdrawn", row, &context, transaction)
                continue
            }
            try RematchStore.fulfil(row.rematch.id, with: next, now: context.now, transaction)
            try record("rematch.fulfilled", row, &context, transaction)
        }
    }

    /// The relationship that the next one goes on from: one alone, or none is named.
    static func previous(_ rows: [RematchRow]) -> ID<Relationship>? {
        let all = Set(rows.map(\.rematch.previous))
        return all.count == 1 ? all.first : nil
    }

    private static func record(
        _ event: String, _ row: RematchRow, _ context: inout Context, _ transaction: Writing
    ) throws {
        let rematch = row.rematch
        try Ledger.record(
            event, rematch.id.text, programme: rematch.programme,
            data: [
                JSON.Member("relationship_id", .string(rematch.previous.text)),
                JSON.Member("mentee_id", .string(rematch.mentee.text)),
            ], &context, transaction)
    }
}
