// People in the store.

import Mentorship
import SQLite

/// What decides who may see a person: where they take part, and who brought them in.
package struct PersonSight: Sendable {
    package let createdBy: String
    package let programmes: Set<ID<Programme>>
}

package enum PersonStore {
    package static func sight(
        _ person: ID<Person>, _ snapshot: Reading
    ) throws -> PersonSight? {
        let createdBy: String? = try snapshot.first(
            "SELECT created_by FROM people WHERE id = ?1", person
        ) { row in try row.next() }
        guard let createdBy else { return nil }
        let programmes = try snapshot.query(
            "SELECT programme_id FROM enrolments WHERE person_id = ?1", person
        ) { row in try row.nextID(Programme.self) }
        return PersonSight(createdBy: createdBy, programmes: Set(programmes))
    }
}
