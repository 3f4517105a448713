// Who is asked, in the store: one row for each person and survey.

import Mentorship
import SQLite

/// An assignment as the person finds it among their own.
package struct OpenAssignment: Sendable {
    package let id: ID<SurveyAssignment>
    package let survey: ID<Survey>
    package let programme: ID<Programme>
    package let instrument: ID<Instrument>
    package let title: String
    package let phase: Survey.Phase
    package let side: Survey.Side
    package let closesAt: Instant?
    package let isBegun: Bool
    package let assignedAt: Instant
}

package enum AssignmentStore {
    package static func find(
        of person: ID<Person>, to survey: ID<Survey>, _ snapshot: Reading
    ) throws -> SurveyAssignment? {
        try snapshot.first(
            """
            SELECT id, side, created_at FROM survey_assignments
            WHERE survey_id = ?1 AND person_id = ?2
            """, survey, person
        ) { row in
            SurveyAssignment(
                id: try row.nextID(), survey: survey, person: person, side: try row.nextChoice(),
                createdAt: try row.nextInstant())
        }
    }

    /// Whether a survey with this instrument asks the person. The cross join keeps SQLite from
    /// starting with all surveys of the instrument.
    package static func isAssigned(
        _ person: ID<Person>, by instrument: ID<Instrument>, _ snapshot: Reading
    ) throws -> Bool {
        try snapshot.first(
            """
            SELECT 1 FROM survey_assignments a CROSS JOIN surveys s
            WHERE a.person_id = ?1 AND s.id = a.survey_id AND s.instrument_id = ?2 LIMIT 1
            """, person, instrument
        ) { row in try row.next() as Int } != nil
    }

    /// What waits for the person: open, and not submitted.
    package static func listOpen(
        of person: ID<Person>, now: Instant, page: PageRequest, _ snapshot: Reading
    ) throws -> [OpenAssignment] {
        try snapshot.query(
            """
            SELECT a.id, a.survey_id, s.programme_id, s.instrument_id, s.title, s.phase, a.side,
                s.closes_at, r.assignment_id IS NOT NULL, a.created_at
            FROM survey_assignments a
            JOIN surveys s ON s.id = a.survey_id
            LEFT JOIN survey_responses r ON r.assignment_id = a.id
            WHERE a.person_id = ?1 AND a.id > COALESCE(?2, '') AND s.closed_at IS NULL
              AND (s.closes_at IS NULL OR s.closes_at > ?3) AND r.completed_at IS NULL
            ORDER BY a.id LIMIT ?4
            """, person, page.after, now, page.fetch
        ) { row in
            OpenAssignment(
                id: try row.nextID(), survey: try row.nextID(), programme: try row.nextID(),
                instrument: try row.nextID(), title: try row.next(), phase: try row.nextChoice(),
                side: try row.nextChoice(), closesAt: try row.nextOptionalInstant(),
                isBegun: try row.next(), assignedAt: try row.nextInstant())
        }
    }

    // MARK: Asking

    /// Approved enrolments of people whom the survey does not ask yet.
    package static func candidates(
        for survey: Survey, _ snapshot: Reading
    ) throws -> [(person: ID<Person>, role: Enrolment.Role)] {
        try snapshot.query(
            """
            SELECT e.person_id, e.role FROM enrolments e
            WHERE e.programme_id = ?1 AND e.state = 'approved'
              AND NOT EXISTS (
                SELECT 1 FROM survey_assignments a
                WHERE a.survey_id = ?2 AND a.person_id = e.person_id)
            ORDER BY e.id
            """, survey.programme, survey.id
        ) { row in (try row.nextID(), try row.nextChoice()) }
    }

    package static func approvedRole(
        of person: ID<Person>, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Enrolment.Role? {
        try snapshot.first(
            """
            SELECT role FROM enrolments
            WHERE programme_id = ?1 AND person_id = ?2 AND state = 'approved'
            """, programme, person
        ) { row in try row.nextChoice() }
    }

    package static func insert(_ assignment: SurveyAssignment, _ transaction: Writing) throws {
        try transaction.execute(
            """
            INSERT INTO survey_assignments (id, survey_id, person_id, side, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5)
            """,
            assignment.id, assignment.survey, assignment.person, assignment.side.rawValue,
            assignment.createdAt)
    }
}
