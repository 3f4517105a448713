// Somebody leaves a group or a circle, and the others go on: at once, without a reason, and without
// anybody's consent. What was said there stays with the others. A circle closes around the gap, or
// ends for all when too few are left; a group is led by the next of its mentors.

import JSON
import Mentorship

struct DepartureService {
    let meetings: MeetingService

    func remove(
        _ person: ID<Person>, from id: ID<Relationship>, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        let relationship = try RelationshipService.find(
            id, for: .close, context.actor, transaction
        ).relationship
        if let actor = context.actor.person, actor != person {
            throw Failure.forbidden("take somebody else out of a relationship")
        }
        guard let member = relationship.members.first(where: { $0.person == person }) else {
            throw Failure.notFound("member")
        }
        try relationship.checkLeaving(person)
        try leave(member, relationship, &context, transaction)
        let name = relationship.isCircle ? "member_id" : "\(member.side.rawValue)_id"
        try Ledger.record(
            "relationship.member_left", id.text, programme: relationship.programme,
            data: [JSON.Member(name, .string(person.text))], &context, transaction)
        if relationship.isCircle {
            try goOn(without: person, relationship, &context, transaction)
        } else if let next = relationship.lead(after: person) {
            try handOver(from: person, to: next, relationship, &context, transaction)
        }
        if member.side == .mentor { try noteTooFew(relationship, &context, transaction) }
    }

    /// The group goes on, but staff hear that it needs another mentor.
    private func noteTooFew(
        _ before: Relationship, _ context: inout Context, _ transaction: Writing
    ) throws {
        let needed = try RelationshipPlaces.frame(before.programme, transaction)?.mentorsLeast ?? 1
        let left = before.people(on: .mentor).count - 1
        guard left < needed, !before.isCircle else { return }
        try Ledger.record(
            "relationship.lacks_mentors", before.id.text, programme: before.programme,
            data: [
                JSON.Member("mentors", .integer(Int64(left))),
                JSON.Member("mentors_least", .integer(Int64(needed))),
            ], &context, transaction)
    }

    /// Meetings still to come are the others' alone.
    private func leave(
        _ member: Relationship.Member, _ relationship: Relationship,
        _ context: inout Context, _ transaction: Writing
    ) throws {
        let (id, now) = (relationship.id, context.now)
        try RelationshipStore.remove(member.person, from: id, now: now, transaction)
        try DepartureStore.put(
            member, from: id, removedBy: context.actor.text, now: now, transaction)
        try MeetingAttendees.leave(member.person, id, &context, transaction)
    }

    /// Mentees who were asked to join the one who has left are asked no more: another run brings
    /// them to the group. Mentors who were asked to guide it are asked still.
    private func handOver(
        from person: ID<Person>, to next: ID<Person>, _ group: Relationship,
        _ context: inout Context, _ transaction: Writing
    ) throws {
        let programme = group.programme
        try CoMentorStore.handOver(
            from: person, to: next, in: programme, now: context.now, transaction)
        try ProposalService.end(
            .mentor(person), in: programme, because: .mentorLeft, &context, transaction)
        try Ledger.record(
            "relationship.lead_changed", group.id.text, programme: programme,
            data: [JSON.Member("lead_id", .string(next.text))], &context, transaction)
    }

    private func goOn(
        without person: ID<Person>, _ circle: Relationship, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        let rest = circle.circle(without: person)
        for member in rest {
            try RelationshipStore.setGuided(by: member, in: circle.id, transaction)
        }
        let sizes = try RelationshipPlaces.frame(circle.programme, transaction)?.groupSizes.sizes
        guard rest.count < Circle.least(sizes),
            let row = try RelationshipStore.find(circle.id, transaction)
        else { return }
        try ClosureService.closeForTooFew(row, meetings, &context, transaction)
    }
}
