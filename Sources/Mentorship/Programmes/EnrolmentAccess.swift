// Who may see and change an enrolment: the person it is about, and staff who look after its
// programme. Line managers learn that somebody takes part, not what they wrote; analysts see
// aggregates and no row at all.

package enum EnrolmentView: String, Sendable {
    case full
    case own
    /// Who takes part as what, and how far they have come.
    case facts
    case none
}

package enum EnrolmentAccess {
    package static func view(
        of person: ID<Person>, in programme: ID<Programme>, by actor: Actor
    ) -> EnrolmentView {
        if actor.isStaff { return staffView(in: programme, by: actor) }
        return actor.person == person && actor.may(.own) ? .own : .none
    }

    /// Of every enrolment in the programme.
    package static func staffView(
        in programme: ID<Programme>, by actor: Actor
    ) -> EnrolmentView {
        guard actor.isStaff, actor.may(.programmesRead), actor.mayEnter(programme) else {
            return .none
        }
        switch actor.role {
        case .analyst: return .none
        case .lineManager: return .facts
        default: return .full
        }
    }

    /// The programme itself is no secret to whoever may not know who takes part in it.
    package static func checkList(
        _ programme: ID<Programme>, by actor: Actor
    ) throws(Failure) -> EnrolmentView {
        let view = staffView(in: programme, by: actor)
        guard view != .none else { throw .forbidden("see who takes part") }
        return view
    }

    /// Changes that the person may make as well as staff.
    package static func checkWrite(
        of person: ID<Person>, in programme: ID<Programme>, by actor: Actor
    ) throws(Failure) {
        if actor.person == person, actor.may(.own) { return }
        try checkDecide(programme, by: actor)
    }

    /// Approving and rejecting is for staff alone.
    package static func checkDecide(
        _ programme: ID<Programme>, by actor: Actor
    ) throws(Failure) {
        guard actor.isStaff, actor.mayEnter(programme) else { throw .notFound("enrolment") }
        guard actor.may(.programmesWrite) else { throw .forbidden("change this enrolment") }
    }
}

extension Enrolment {
    /// As the view shows it: facts leave out what somebody wrote.
    package func seen(as view: EnrolmentView) -> Enrolment {
        guard view == .facts else { return self }
        var facts = self
        facts.offer = Offer(
            role: offer.role, capacity: offer.capacity, mentorsWanted: offer.mentorsWanted)
        facts.acknowledgement = acknowledgement.map {
            Acknowledgement(version: $0.version, at: $0.at, by: $0.by, reason: nil)
        }
        facts.decision = decision.map { Decision(by: $0.by, at: $0.at, reason: nil) }
        return facts
    }
}
