// One person's part in one programme: as mentor, mentee or both, with how many places, and how far
// it has come. Holds no decision of its own; see EnrolmentDecisions.

package struct Enrolment: Sendable, Identified, Equatable {
    package static var idPrefix: String { "enrolment" }

    package enum Role: String, Sendable, CaseIterable {
        case mentor, mentee, both

        package var isMentor: Bool { self != .mentee }
        package var isMentee: Bool { self != .mentor }
    }

    package enum State: String, Sendable, CaseIterable {
        case draft, submitted, screening, waitlisted, approved, paused, exited, rejected, withdrawn

        package var isOver: Bool { self == .exited || self == .rejected || self == .withdrawn }

        /// Nobody has decided yet.
        package var isWaiting: Bool {
            self == .draft || self == .submitted || self == .screening || self == .waitlisted
        }
    }

    /// What the person writes, or staff for them.
    package struct Offer: Sendable, Equatable {
        package var role: Role
        /// Nil for a mentor: the programme's usual number. Mentees have none.
        package var capacity: Int?
        /// Nil for a mentee: one. Mentors have none.
        package var mentorsWanted: Int?
        package var motivation: String?
        /// Nil: as in the person's profile.
        package var skillsOffered: [Skill]?
        package var skillsWanted: [Skill]?
        /// Where the person is: an office, a campus, a town.
        package var site: String?
        /// How far they have come, on the programme's own scale.
        package var seniority: Int?
        package var experienceYears: Int?
        package var facts = StatedFacts()

        package init(
            role: Role, capacity: Int? = nil, mentorsWanted: Int? = nil, motivation: String? = nil,
            skillsOffered: [Skill]? = nil, skillsWanted: [Skill]? = nil
        ) {
            self.role = role
            self.capacity = capacity
            self.mentorsWanted = mentorsWanted
            self.motivation = motivation
            self.skillsOffered = skillsOffered
            self.skillsWanted = skillsWanted
        }
    }

    /// That the programme's text was read and agreed to, or that staff know it was.
    package struct Acknowledgement: Sendable, Equatable {
        package let version: Int
        package let at: Instant
        package let by: String
        /// How staff know, where it was not the person.
        package let reason: String?

        package init(version: Int, at: Instant, by: String, reason: String?) {
            self.version = version
            self.at = at
            self.by = by
            self.reason = reason
        }
    }

    package struct Decision: Sendable, Equatable {
        package let by: String
        package let at: Instant
        package let reason: String?

        package init(by: String, at: Instant, reason: String?) {
            self.by = by
            self.at = at
            self.reason = reason
        }
    }

    package let id: ID<Enrolment>
    package let programme: ID<Programme>
    package let person: ID<Person>
    package var version = 1
    package var state: State = .submitted
    package var offer: Offer
    package var acknowledgement: Acknowledgement?
    package var decision: Decision?
    package let createdBy: String
    package let createdAt: Instant
    package var updatedAt: Instant

    /// Places for mentees; 0 for whoever does not mentor.
    package var capacity: Int { offer.role.isMentor ? offer.capacity ?? 0 : 0 }

    /// How many mentors this person would have at once.
    package var mentorsWanted: Int { offer.mentorsWanted ?? 1 }

    package init(
        id: ID<Enrolment>, programme: ID<Programme>, person: ID<Person>, offer: Offer,
        createdBy: String, createdAt: Instant, updatedAt: Instant
    ) {
        self.id = id
        self.programme = programme
        self.person = person
        self.offer = offer
        self.createdBy = createdBy
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    package init(
        _ offer: Offer, of person: ID<Person>, in programme: Programme, _ context: inout Context
    ) {
        self.init(
            id: context.newID(), programme: programme.id, person: person,
            offer: offer.settled(in: programme), createdBy: context.actor.text,
            createdAt: context.now, updatedAt: context.now)
    }
}

extension Enrolment.Offer {
    /// With the number of places that holds: asked for, else the programme's, none for a mentee.
    package func settled(in programme: Programme) -> Enrolment.Offer {
        var offer = self
        offer.capacity = role.isMentor ? capacity ?? programme.plan.defaultCapacity : nil
        offer.mentorsWanted = role.isMentee ? mentorsWanted ?? 1 : nil
        return offer
    }
}

package enum EnrolmentLimits {
    /// Scalars in a motivation: a page.
    package static let motivation = 4_000
    /// Scalars in the reason of a decision.
    package static let reason = 1_000
    /// Scalars in the name of a site: what stands on a sign.
    package static let site = 100
    /// Room for grades, bands and per cent.
    package static let seniority = 0...100
    /// More than a working life has.
    package static let experienceYears = 0...80
    /// None is a mentor who takes nobody for now.
    package static let capacity = 0...ProgrammeLimits.capacity
    package static let mentorsWanted = 1...5
}
