// How a circle begins: when everybody in it has said yes, with the same checks for each as for two
// who become a pair, in the transaction of the last yes.

import JSON
import Mentorship

struct CircleOpening {
    let programme: ID<Programme>
    /// Each guides the next, and the last the first.
    let people: [ID<Person>]
    /// What each of them accepted.
    let proposals: [ID<Proposal>]
}

extension RelationshipService {
    static func open(
        _ circle: CircleOpening, _ context: inout Context, _ transaction: Writing
    ) throws {
        guard let frame = try RelationshipPlaces.frame(circle.programme, transaction) else {
            throw Failure.notFound("programme")
        }
        guard frame.state.takesPairs else { throw Failure.programmeNotRunning(frame.state) }
        try check(circle, transaction)
        let rematches = try RematchService.waiting(
            of: circle.people, in: circle.programme, transaction)
        let row = try RelationshipRow(circle, frame, after: rematches, &context)
        try RelationshipStore.insert(row, proposals: circle.proposals, transaction)
        try RematchService.fulfil(rematches, with: row.id, &context, transaction)
        let members = circle.people.map { JSON.string($0.text) }
        try recordOpening(
            row, [JSON.Member("member_ids", .array(members))], &context, transaction)
        try PairSettlement.settle(
            circle.people, in: circle.programme, &context, transaction)
    }

    /// Everybody approved to give and to get, in nothing else yet, and free to meet all the others.
    private static func check(_ circle: CircleOpening, _ transaction: Writing) throws {
        let programme = circle.programme
        for (place, person) in circle.people.enumerated() {
            let next = circle.people[(place + 1) % circle.people.count]
            try RelationshipPlaces.check(
                PairOfPeople(mentor: person, mentee: next), in: programme, amongEquals: true,
                transaction)
            let others = circle.people.filter { $0 != person }
            if try RelationshipPlaces.isKeptApart(
                person, from: others, in: programme, transaction)
            {
                throw Failure.pairNotPossible
            }
        }
    }
}

extension RelationshipRow {
    /// It goes on from the one before where all of them were in the same and asked for another:
    /// who was not there learns nothing of it.
    fileprivate init(
        _ circle: CircleOpening, _ frame: ProgrammeFrame, after rematches: [RematchRow],
        _ context: inout Context
    ) throws {
        let relationship = try Relationship.open(
            id: context.newID(), programme: circle.programme, model: frame.model,
            members: Circle.members(circle.people),
            stages: try StageModel.named(frame.stageModel), plannedEndOn: frame.endsOn,
            previous: rematches.count == circle.people.count
                ? RematchService.previous(rematches) : nil, now: context.now)
        self.init(
            version: 1, relationship: relationship, stageModel: frame.stageModel, proposal: nil,
            supportContact: nil, createdBy: context.actor.text, updatedAt: context.now)
    }
}
