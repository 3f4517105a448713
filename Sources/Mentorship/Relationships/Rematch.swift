// A mentee's second try, without blame: after a relationship has ended, or they left a group or a
// circle that goes on, they are to be matched again, with others unless they wish for the same. Why
// is a code that accuses nobody.

package struct Rematch: Sendable, Equatable, Identified {
    package static var idPrefix: String { "rematch" }

    package enum State: String, Sendable, CaseIterable {
        case open
        /// The next relationship has begun.
        case fulfilled
    }

    package enum Reason: String, Sendable, CaseIterable {
        case goalsChanged = "goals_changed"
        case time
        case moved
        case mentorLeft = "mentor_left"
        case completed
        /// Other interests, another way of working: nobody's fault.
        case fit
        case notSaid = "not_said"
    }

    package let id: ID<Rematch>
    package let programme: ID<Programme>
    /// The one that has ended, or that they left.
    package let previous: ID<Relationship>
    package let mentee: ID<Person>
    package let reason: Reason
    /// Whether the former mentor may be the next one too.
    package let wantsFormer: Bool
    package var state: State
    package let createdAt: Instant

    package init(
        id: ID<Rematch>, programme: ID<Programme>, previous: ID<Relationship>,
        mentee: ID<Person>, reason: Reason, wantsFormer: Bool, createdAt: Instant,
        state: State = .open
    ) {
        self.id = id
        self.programme = programme
        self.previous = previous
        self.mentee = mentee
        self.reason = reason
        self.wantsFormer = wantsFormer
        self.createdAt = createdAt
        self.state = state
    }
}

extension Relationship {
    /// Those who may ask for another: mentees and equals.
    private var askers: [ID<Person>] { members.filter { $0.side != .mentor }.map(\.person) }

    /// For whom a rematch is asked or read: members for themselves, staff for whom they name where
    /// there are several. A mentor asks for nobody. `leaver`: who of the two left it.
    package func asker(
        named: ID<Person>?, by actor: ID<Person>?, leaver: ID<Person>? = nil
    ) throws(Failure) -> ID<Person> {
        let askers = askers + (leaver.map { [$0] } ?? [])
        if let actor {
            guard askers.contains(actor), named ?? actor == actor else {
                throw .forbidden("ask for another pair in somebody else's place")
            }
            return actor
        }
        if let named {
            guard askers.contains(named) else { throw .notFound("member") }
            return named
        }
        guard self.askers.count == 1, let only = self.askers.first else {
            throw .invalid(
                "/mentee_id", "required_of_staff", "Several were in it; say which of them by id.")
        }
        return only
    }

    /// Ended for this person: as a whole, or because they are not in it any more.
    package func checkEnded(for person: ID<Person>) throws(Failure) {
        if case .closed = state { return }
        if has(person) { throw .relationshipNotClosed }
    }
}

extension Failure {
    static let relationshipNotClosed = Failure(
        .conflict, "relationship_not_closed",
        "The relationship goes on. Close it first; whoever asks for another is blamed for nothing.")
}
