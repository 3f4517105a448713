// Who may see and do what in a relationship, its goals and its meetings, as pure rules. Staff see
// the facts needed to run a programme; what is said belongs to the pair. A person's token never
// sees more than a member does, whatever else that person is.

package enum RelationshipAccess {
    /// What a reader is shown of a relationship, in rising order.
    package enum Sight: Int, Sendable, Comparable, CaseIterable {
        /// Not even that it exists.
        case none
        /// Who, when, which stage and state.
        case facts
        /// All that the members share.
        case pair

        package static func < (left: Sight, right: Sight) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    package enum GoalSight: Int, Sendable, Comparable, CaseIterable {
        case none
        /// That there is one, and how it stands.
        case status
        case title
        case full

        package static func < (left: GoalSight, right: GoalSight) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    package enum Act: String, Sendable, CaseIterable {
        case see
        case moveStage
        case pause
        case close
        case listGoals
        case writeGoal
        case writeJournal
        case seeMeetings
        case seeAgenda
        case book
        case cancelMeeting
        case recordAttendance
    }

    package static func sight(of relationship: Relationship, by actor: Actor) -> Sight {
        if isMember(actor, of: relationship) { return .pair }
        return knows(actor, relationship) ? .facts : .none
    }

    package static func goalSight(in relationship: Relationship, by actor: Actor) -> GoalSight {
        if isMember(actor, of: relationship) { return .full }
        guard may(actor, .relationshipsRead, relationship) else { return .none }
        switch actor.role {
        case .integration: return .status
        case .safeguardingLead: return .full
        default: return .title
        }
    }

    package static func may(
        _ act: Act, in relationship: Relationship, _ actor: Actor
    ) -> Bool {
        if isMember(actor, of: relationship) { return true }
        switch act {
        case .see: return knows(actor, relationship)
        case .moveStage, .pause, .close: return may(actor, .relationshipsWrite, relationship)
        case .listGoals: return goalSight(in: relationship, by: actor) > .none
        case .seeMeetings: return may(actor, .schedulingRead, relationship)
        case .book, .cancelMeeting, .recordAttendance:
            return may(actor, .schedulingWrite, relationship)
        case .writeGoal, .writeJournal, .seeAgenda: return false
        }
    }

    /// Hidden is not found; known but not allowed is forbidden.
    package static func check(
        _ act: Act, in relationship: Relationship, by actor: Actor
    ) throws(Failure) {
        if may(act, in: relationship, actor) { return }
        guard knows(actor, relationship) else { throw .notFound("relationship") }
        throw .forbidden(words(for: act))
    }

    /// Opening one by hand, without a proposal.
    package static func mayOpen(in programme: ID<Programme>, _ actor: Actor) -> Bool {
        actor.mayEnter(programme) && actor.may(.relationshipsWrite)
    }

    /// Why it ended is for staff and for the side that asked; the other members and systems learn
    /// that it did. What was planned is no secret, nor that too few are left or that a yes was a
    /// mistake.
    package static func maySeeReason(
        of closure: Closure, in relationship: Relationship, _ actor: Actor
    ) -> Bool {
        let isOpen =
            closure.reason.isPlanned || closure.reason == .tooFew
            || closure.reason == .acceptedByMistake
        if isOpen || closure.askedBy == .both {
            return sight(of: relationship, by: actor) > .none
        }
        guard let person = actor.person else {
            return actor.role != .integration && may(actor, .relationshipsRead, relationship)
        }
        guard isMember(actor, of: relationship), let side = relationship.side(of: person) else {
            return false
        }
        return closure.askedBy == Closure.Asker(side) && side != .peer
    }

    private static func isMember(_ actor: Actor, of relationship: Relationship) -> Bool {
        guard let person = actor.person, actor.may(.own) else { return false }
        return relationship.has(person)
    }

    private static func may(
        _ actor: Actor, _ scope: Scope, _ relationship: Relationship
    ) -> Bool {
        actor.may(scope) && actor.mayEnter(relationship.programme)
    }

    private static func knows(_ actor: Actor, _ relationship: Relationship) -> Bool {
        isMember(actor, of: relationship) || may(actor, .relationshipsRead, relationship)
            || may(actor, .schedulingRead, relationship)
    }

    private static func words(for act: Act) -> String {
        switch act {
        case .see: "see this relationship"
        case .moveStage: "move this relationship to another stage"
        case .pause: "pause this relationship"
        case .close: "close this relationship"
        case .listGoals: "see the goals of this relationship"
        case .writeGoal: "write goals here; they belong to the members"
        case .writeJournal: "write in a member's journal"
        case .seeMeetings: "see the meetings of this relationship"
        case .seeAgenda: "see what the members share"
        case .book: "book a meeting for this relationship"
        case .cancelMeeting: "cancel this meeting"
        case .recordAttendance: "record attendance at this meeting"
        }
    }
}
