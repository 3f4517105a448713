// Staff give a group that stands one more mentor, by the same rules as one who was asked: nobody is
// put beside a member they must not meet, or given more members than they have places for.

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
        try CoMentorRoom.join(person, by: nil, group, &call.context, transaction)
        guard let changed = try RelationshipStore.find(id, transaction) else {
            throw Failure.notFound("relationship")
        }
        return changed
    }
}
