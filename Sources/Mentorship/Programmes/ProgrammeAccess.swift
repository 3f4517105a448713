// Who may see and change a programme: staff by scope and limit; people what they take part in, and
// what they could take part in. Row by row, on facts that the store looked up.

package enum ProgrammeView: String, Sendable {
    /// Staff within their limits.
    case full
    /// What somebody must know to decide whether to take part.
    case card
    case none
}

package enum ProgrammeAccess {
    package static func view(
        of programme: ID<Programme>, in state: Programme.State, isEnrolled: Bool, by actor: Actor
    ) -> ProgrammeView {
        if actor.isStaff {
            return actor.may(.programmesRead) && actor.mayEnter(programme) ? .full : .none
        }
        guard actor.person != nil, actor.may(.own) else { return .none }
        return isEnrolled || state == .open ? .card : .none
    }

    /// Not found comes first: a refusal must not tell that there is something.
    package static func checkWrite(
        _ programme: ID<Programme>, by actor: Actor
    ) throws(Failure) {
        guard actor.isStaff, actor.mayEnter(programme) else { throw .notFound("programme") }
        guard actor.may(.programmesWrite) else { throw .forbidden("change this programme") }
    }

    /// A credential for some programmes could not see the one it makes.
    package static func checkCreate(by actor: Actor) throws(Failure) {
        guard actor.isStaff, actor.may(.programmesWrite), actor.programmes == nil else {
            throw .forbidden("make programmes: your credential is limited to some of them")
        }
    }
}
