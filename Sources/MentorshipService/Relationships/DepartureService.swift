// A mentee leaves a group, and the others go on: at once, without a reason, and without the
// mentor's consent. What was said there stays with the group.

import JSON
import Mentorship

package enum DepartureService {
    package static func remove(
        _ person: ID<Person>, from id: ID<Relationship>, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        let relationship = try RelationshipService.find(
            id, for: .close, context.actor, transaction
        ).relationship
        if let actor = context.actor.person, actor != person {
            throw Failure.forbidden("take somebody else out of a relationship")
        }
        guard relationship.has(person) else { throw Failure.notFound("member") }
        try relationship.checkLeaving(person)
        try leave(person, relationship, now: context.now, transaction)
        try Ledger.record(
            "relationship.member_left", id.text, programme: relationship.programme,
            data: [JSON.Member("mentee_id", .string(person.text))], &context, transaction)
    }

    /// Meetings still to come are the others' alone.
    private static func leave(
        _ person: ID<Person>, _ relationship: Relationship, now: Instant,
        _ transaction: Writing
    ) throws {
        try RelationshipStore.remove(person, from: relationship.id, now: now, transaction)
        for row in try MeetingStore.ahead(of: relationship.id, now: now, transaction) {
            try MeetingStore.remove(person, from: row.id, now: now, transaction)
        }
    }
}
