// What the store knows of the room for a new relationship: the programme it would be in, and how
// many relationships its people are in already.

import Mentorship
import SQLite

/// What of a programme a relationship needs to know when it begins.
package struct ProgrammeFrame: Sendable {
    package let state: Programme.State
    package let model: String
    package let stageModel: String
    package let endsOn: CivilDate?
}

package enum RelationshipPlaces {
    package static func frame(
        _ programme: ID<Programme>, _ snapshot: Reading
    ) throws -> ProgrammeFrame? {
        try snapshot.first(
            "SELECT state, model, stage_model, ends_on FROM programmes WHERE id = ?1", programme
        ) { row in
            ProgrammeFrame(
                state: try row.nextChoice(), model: try row.next(), stageModel: try row.next(),
                endsOn: try row.nextOptionalDate())
        }
    }

    /// How many relationships of the programme a person is in, on a side, that are not closed.
    /// The cross join keeps SQLite from starting with all relationships of the programme.
    package static func openCount(
        of person: ID<Person>, as side: Side, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Int {
        try snapshot.first(
            """
            SELECT COUNT(*)
            FROM relationship_members m CROSS JOIN relationships r
            WHERE m.person_id = ?1 AND m.role = ?2 AND r.id = m.relationship_id
              AND r.programme_id = ?3 AND r.state <> 'closed'
            """, person, side.rawValue, programme
        ) { row in try row.next() } ?? 0
    }
}
