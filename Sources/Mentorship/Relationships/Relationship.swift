// A mentoring relationship: who is in it and on which side, in which programme, in which state and
// stage. A value; how it may change is said in Lifecycle.swift, who may see it in
// RelationshipAccess.

package enum Side: String, Sendable, CaseIterable {
    case mentor
    case mentee
    /// Neither guides the other; each may own goals.
    case peer

    /// Peers own goals as mentees do.
    package var ownsGoals: Bool { self != .mentor }
}

package struct Relationship: Sendable, Equatable, Identified {
    package static var idPrefix: String { "relationship" }

    package struct Member: Sendable, Hashable {
        package let person: ID<Person>
        package let side: Side
        /// Whom they guide, in a circle.
        package let guides: ID<Person>?
        /// Of several mentors the one with the least leads the group.
        package let leadOrder: Int?

        package init(
            _ person: ID<Person>, _ side: Side, guides: ID<Person>? = nil, leadOrder: Int? = nil
        ) {
            self.person = person
            self.side = side
            self.guides = guides
            self.leadOrder = leadOrder
        }
    }

    package enum State: Sendable, Equatable {
        case forming
        case active
        case paused
        case closing
        case closed(Closure)

        /// The state's name, without what it carries.
        package enum Name: String, Sendable, CaseIterable {
            case forming, active, paused, closing, closed
        }

        package var name: Name {
            switch self {
            case .forming: .forming
            case .active: .active
            case .paused: .paused
            case .closing: .closing
            case .closed: .closed
            }
        }
    }

    package let id: ID<Relationship>
    package let programme: ID<Programme>
    /// The slug of the model of mentoring, such as "one_to_one".
    package let model: String
    package let members: [Member]
    package var state: State
    /// A key of the programme's stage model; nil where that has none for the state.
    package var stage: String?
    package let openedAt: Instant
    package var startedOn: CivilDate?
    package var plannedEndOn: CivilDate?
    /// The one that these people had before, when they were matched again.
    package var previous: ID<Relationship>?

    package init(
        id: ID<Relationship>, programme: ID<Programme>, model: String, members: [Member],
        state: State, stage: String?, openedAt: Instant, startedOn: CivilDate? = nil,
        plannedEndOn: CivilDate? = nil, previous: ID<Relationship>? = nil
    ) {
        self.id = id
        self.programme = programme
        self.model = model
        self.members = members
        self.state = state
        self.stage = stage
        self.openedAt = openedAt
        self.startedOn = startedOn
        self.plannedEndOn = plannedEndOn
        self.previous = previous
    }

    package func side(of person: ID<Person>) -> Side? {
        members.first { $0.person == person }?.side
    }

    package func has(_ person: ID<Person>) -> Bool { side(of: person) != nil }

    /// Whether the two are in it, and it is not closed.
    package func joins(_ one: ID<Person>, _ other: ID<Person>) -> Bool {
        state.name != .closed && has(one) && has(other)
    }

    package func people(on side: Side) -> [ID<Person>] {
        members.filter { $0.side == side }.map(\.person)
    }

    /// Whether new meetings may be booked: while paused or closed, none.
    package var takesMeetings: Bool {
        switch state {
        case .forming, .active, .closing: true
        case .paused, .closed: false
        }
    }
}

// MARK: Opening

extension Relationship {
    /// A person on two sides of one relationship, or alone in it, is a mistake of the caller.
    package static func open(
        id: ID<Relationship>, programme: ID<Programme>, model: String, members: [Member],
        stages: StageModel, plannedEndOn: CivilDate? = nil, previous: ID<Relationship>? = nil,
        now: Instant
    ) throws(Failure) -> Relationship {
        guard Set(members.map(\.person)).count == members.count else {
            throw .invalid(
                "/members", "person_twice", "A person can be in a relationship only once.")
        }
        let sides = Set(members.map(\.side))
        guard members.count >= 2, sides == [.peer] || sides == [.mentor, .mentee] else {
            throw .invalid(
                "/members", "sides_missing",
                "Name at least one mentor and one mentee, or two peers or more.")
        }
        return Relationship(
            id: id, programme: programme, model: model, members: members, state: .forming,
            stage: stages.stage(at: .prepare)?.key, openedAt: now, plannedEndOn: plannedEndOn,
            previous: previous)
    }
}
