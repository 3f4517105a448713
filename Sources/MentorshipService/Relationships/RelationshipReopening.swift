// Back to work after all: what was closing goes on, and everything that has to be true of a
// relationship that begins is looked at again for those who are in it, since they were free to
// begin others meanwhile. In the transaction of the move; who met before is not weighed anew.

import Mentorship
import SQLite

enum RelationshipReopening {
    static func check(
        _ relationship: Relationship, _ call: Call, _ transaction: Writing
    ) throws {
        try checkMembers(relationship, transaction)
        for mentor in relationship.people(on: .mentor) {
            try checkMentor(mentor, in: relationship.programme, transaction)
        }
        let reasons = try apart(relationship, call.matchingMoment, transaction)
        if !reasons.isEmpty {
            throw call.actor.isStaff ? Failure.pairForbidden(reasons) : .pairNotPossible
        }
    }

    /// Everybody still takes part.
    private static func checkMembers(
        _ relationship: Relationship, _ transaction: Writing
    ) throws {
        for member in relationship.members {
            let enrolment = try EnrolmentStore.current(
                of: member.person, in: relationship.programme, transaction)
            guard enrolment?.state == .approved,
                try !RelationshipPlaces.hasGone(member.person, transaction)
            else { throw Failure.notEnrolled(member.side.rawValue) }
        }
    }

    /// In one group at a time, and with a place for everybody.
    private static func checkMentor(
        _ mentor: ID<Person>, in programme: ID<Programme>, _ transaction: Writing
    ) throws {
        let frame = try RelationshipPlaces.frame(programme, transaction)
        if frame?.ofGroup != nil,
            try RelationshipPlaces.group(of: mentor, in: programme, transaction) != nil
        {
            throw Failure.mentorHasGroup
        }
        let places = try RelationshipPlaces.placesOfOne(mentor, in: programme, transaction)
        guard places.left >= 0 else { throw Failure.mentorAtCapacity(places.stated) }
    }

    /// What keeps two of them apart by now, for somebody's sake.
    private static func apart(
        _ relationship: Relationship, _ moment: MatchingMoment, _ transaction: Writing
    ) throws -> [Forbidden] {
        let (people, programme) = (relationship.members.map(\.person), relationship.programme)
        let rules = try PairRules(
            PolicyService.inForce(programme, transaction), among: people, in: programme, moment,
            transaction)
        var reasons: Set<Forbidden> = []
        for (place, person) in people.enumerated() {
            let others = Array(people[(place + 1)...])
            if try RelationshipPlaces.isKeptApart(
                person, from: others, in: programme, transaction)
            {
                reasons.insert(.doNotMatch)
            }
            let pairs = others.map { PairOfPeople(mentor: person, mentee: $0) }
            if pairs.contains(where: rules.hasConflict) { reasons.insert(.conflictOfInterest) }
            if pairs.contains(where: rules.isInOneLine) { reasons.insert(.sameReportingLine) }
        }
        return reasons.sorted()
    }
}
