// Who may see and change an enrolment: the person it is about, and staff who look after its
// programme. Nobody else may know of it.

package enum EnrolmentView: String, Sendable {
    case full
    case own
    case none
}

package enum EnrolmentAccess {
    package static func view(
        of person: ID<Person>, in programme: ID<Programme>, by actor: Actor
    ) -> EnrolmentView {
        if actor.isStaff {
            return actor.may(.programmesRead) && actor.mayEnter(programme) ? .full : .none
        }
        return actor.person == person && actor.may(.own) ? .own : .none
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
