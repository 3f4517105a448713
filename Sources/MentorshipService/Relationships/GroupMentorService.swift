// Staff give a group that stands one more mentor, by the same rules as one who was asked: nobody is
// put beside a member they must not meet, or given more members than they have places for, those
// counted who were asked to join.

import Mentorship

enum GroupMentorService {
    /// Changes nothing for who guides the group already.
    static func add(
        _ person: ID<Person>, to id: ID<Relationship>, _ call: inout Call, _ transaction: Writing
    ) throws -> RelationshipRow {
        let row = try RelationshipService.find(id, for: .close, call.actor, transaction)
        let group = row.relationship
        if group.side(of: person) == .mentor { return row }
        guard let frame = try RelationshipPlaces.frame(group.programme, transaction),
            frame.ofGroup != nil
        else { throw Failure.groupNeeded }
        guard frame.state.takesPairs else { throw Failure.programmeNotRunning(frame.state) }
        try ProposalRoom.checkGates([person], in: group.programme, transaction)
        if let obstacle = try CoMentorRoom.obstacle(
            person, group, call.matchingMoment, transaction)
        {
            throw obstacle.failure
        }
        try checkAsked(group, joinedBy: person, call.context.now, transaction)
        try CoMentorRoom.join(person, by: nil, group, &call.context, transaction)
        guard let changed = try RelationshipStore.find(id, transaction) else {
            throw Failure.notFound("relationship")
        }
        return changed
    }

    /// Who was asked to join keeps the place they were asked for: a mentor with fewer would make
    /// their questions lapse. Staff take some back first, or raise the places.
    private static func checkAsked(
        _ group: Relationship, joinedBy person: ID<Person>, _ now: Instant,
        _ transaction: Writing
    ) throws {
        guard let lead = group.lead else { return }
        let programme = group.programme
        let asked = try group.people(on: .mentor).reduce(0) {
            try $0 + ProposalStore.asked(of: $1, in: programme, now: now, transaction)
        }
        let enrolment = try EnrolmentStore.current(of: lead, in: programme, transaction)
        let places = try RelationshipPlaces.placesLeft(
            of: lead, capacity: enrolment?.capacity ?? 0, in: programme, transaction)
        let members = group.people(on: .mentee).count
        let kept = min(asked, max(places, 0))
        let left = try RelationshipPlaces.placesOfOne(person, in: programme, transaction).left
        guard left >= members + kept else {
            throw Failure.tooFewPlaces(members, asked: kept)
        }
    }
}
