// Several mentors of one group: who leads it, and what stands in the way of one more. Facts in, an
// obstacle out; asks nobody, and looks nothing up.

extension Relationship {
    /// Of the mentors the first; who comes after them takes over when they leave.
    package var lead: ID<Person>? {
        members.filter { $0.side == .mentor }.min {
            ($0.leadOrder ?? .max, $0.person) < ($1.leadOrder ?? .max, $1.person)
        }?.person
    }

    /// The mentors who do not lead.
    package var coMentors: [ID<Person>] { people(on: .mentor).filter { $0 != lead } }

    /// Who leads when this mentor goes who does so now; nil when somebody else leads, or nobody is
    /// left to.
    package func lead(after person: ID<Person>) -> ID<Person>? {
        person == lead ? coMentors.min { order(of: $0) < order(of: $1) } : nil
    }

    private func order(of person: ID<Person>) -> Int {
        members.first { $0.person == person }?.leadOrder ?? .max
    }

    /// Whether others guide the group when this mentor leaves.
    package func isCoGuided(by person: ID<Person>) -> Bool {
        side(of: person) == .mentor && people(on: .mentor).count > 1
    }
}

/// What is known of somebody who would guide a group together with its mentors.
package struct CoMentorFacts: Sendable, Equatable {
    /// With an approved enrolment as mentor.
    package var isApproved = false
    package var takesMembers = true
    /// In the group already, or leading or guiding another.
    package var hasGroup = false
    package var mentors = 1
    /// How many mentors the programme's policy has in a group.
    package var mentorsMost = 1
    package var members = 0
    package var placesLeft = 0
    /// What forbids them to meet one of the members, or another of the mentors.
    package var forbidden: [Forbidden] = []

    package init() {}

    /// The first that counts; nil when nothing is in the way.
    package var obstacle: CoMentorObstacle? {
        if !isApproved { return .notApproved }
        if !takesMembers { return .groupEnds }
        if mentors >= mentorsMost { return .enoughMentors(mentorsMost) }
        if hasGroup { return .hasGroup }
        if placesLeft < members { return .tooFewPlaces(members) }
        return forbidden.isEmpty ? nil : .forbidden(forbidden)
    }
}

package enum CoMentorObstacle: Sendable, Equatable {
    case notApproved
    case groupEnds
    case enoughMentors(Int)
    case hasGroup
    /// Each member takes one of their places.
    case tooFewPlaces(Int)
    case forbidden([Forbidden])
}
