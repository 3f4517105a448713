// What the store knows of the room that people have: their enrolment in a programme, and how many
// relationships they are in already.

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

    /// The places of an approved enrolment that includes the side; nil when there is none.
    package static func capacity(
        of person: ID<Person>, as side: Side, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Int? {
        try snapshot.first(
            """
            SELECT capacity FROM enrolments
            WHERE programme_id = ?1 AND person_id = ?2 AND role IN (?3, 'both')
              AND state = 'approved'
            """, programme, person, side.rawValue
        ) { row in try row.next() }
    }

    /// How many relationships of the programme a person is in, on a side, that are not closed.
    package static func openCount(
        of person: ID<Person>, as side: Side, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Int {
        try snapshot.first(
            """
            SELECT COUNT(*)
            FROM relationship_members m
            JOIN relationships r ON r.id = m.relationship_id
            WHERE m.person_id = ?1 AND m.role = ?2 AND r.programme_id = ?3 AND r.state <> 'closed'
            """, person, side.rawValue, programme
        ) { row in try row.next() } ?? 0
    }
}
