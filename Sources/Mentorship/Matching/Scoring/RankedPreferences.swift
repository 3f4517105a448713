// Whom somebody would like in a programme, best first: what such a list may hold, and who may see
// and change it. Whether a wish comes true is the matching's to say.

package enum RankedPreferences {
    /// People in a list. Who names more wants anybody, and each is a wish that a run weighs.
    package static let countMax = 20

    /// What is wrong with a list: nobody ranks themselves, or anyone twice.
    package static func problems(
        _ ranked: [ID<Person>], of person: ID<Person>
    ) -> [Failure.Field] {
        var seen: Set<ID<Person>> = []
        return ranked.enumerated().compactMap { index, other in
            let at = "/ranked/\(index)"
            if other == person {
                return .init(at, "same_person", "Nobody is matched with themselves.")
            }
            return seen.insert(other).inserted
                ? nil : .init(at, "duplicate", "Name each person once.")
        }
    }
}

/// Wishes are of the person, and of staff who match in the programme: to nobody else there are any.
package enum PreferenceAccess {
    package static func checkRead(
        of person: ID<Person>, in programme: ID<Programme>, by actor: Actor
    ) throws(Failure) {
        try check(person, programme, actor, .matchingRead)
    }

    package static func checkWrite(
        of person: ID<Person>, in programme: ID<Programme>, by actor: Actor
    ) throws(Failure) {
        try check(person, programme, actor, .matchingRun)
    }

    private static func check(
        _ person: ID<Person>, _ programme: ID<Programme>, _ actor: Actor, _ scope: Scope
    ) throws(Failure) {
        if actor.person == person, actor.may(.own) { return }
        guard actor.isStaff, actor.may(scope), actor.mayEnter(programme) else {
            throw .notFound("enrolment")
        }
    }
}

extension Enrolment.Role {
    /// Whether somebody in this role can be matched with somebody in the other.
    package func meets(_ other: Enrolment.Role) -> Bool {
        isMentor && other.isMentee || isMentee && other.isMentor
    }
}
