// What is done with people: found, made, changed, and seen only by those who may.

import Mentorship

package enum PeopleService {
    /// Throws 404 unless the actor may see that the person exists.
    package static func mustSee(
        _ person: ID<Person>, _ actor: Actor, _ snapshot: Reading
    ) throws {
        guard let sight = try PersonStore.sight(person, snapshot),
            maySee(person, sight, actor)
        else { throw Failure.notFound("person") }
    }

    private static func maySee(
        _ person: ID<Person>, _ sight: PersonSight, _ actor: Actor
    ) -> Bool {
        guard actor.isStaff else { return actor.person == person }
        guard let limit = actor.programmes else { return true }
        return sight.createdBy == actor.text || !limit.isDisjoint(with: sight.programmes)
    }
}
