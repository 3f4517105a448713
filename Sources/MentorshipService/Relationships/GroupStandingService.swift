// How a group stands, for its members and for staff: read as it is at this moment, never kept.

import HTTP
import JSON
import Mentorship

enum GroupStandingService {
    /// Where two meet they are all there can be, and nobody joins a circle.
    static func see(
        _ id: ID<Relationship>, _ context: Context, _ snapshot: Reading
    ) throws -> GroupStanding {
        let relationship = try RelationshipService.find(id, context.actor, snapshot).relationship
        guard relationship.state.name != .closed,
            let mentor = relationship.people(on: .mentor).first,
            let sizes = try RelationshipPlaces.frame(relationship.programme, snapshot)?.ofGroup
        else {
            let count = relationship.members.count { $0.side != .mentor }
            let frame = try RelationshipPlaces.frame(relationship.programme, snapshot)
            let least = relationship.isCircle ? Circle.least(frame?.groupSizes.sizes) : count
            return GroupStanding(
                sizes: min(least, count)...count, members: count, asked: 0, isJoined: false)
        }
        return GroupStanding(
            sizes: sizes, members: relationship.people(on: .mentee).count,
            asked: try ProposalStore.asked(
                of: mentor, in: relationship.programme, now: context.now, snapshot))
    }
}

extension GroupStanding {
    var response: Response {
        var json = JSONWriter()
        json.beginObject()
        json.member("least", sizes.lowerBound)
        json.member("most", sizes.upperBound)
        json.member("members", members)
        json.member("asked", asked)
        json.member("status", status.rawValue)
        json.member("next_step", step == .none ? nil : step.rawValue)
        json.member("words", words)
        json.endObject()
        return .json(json.bytes)
    }
}
