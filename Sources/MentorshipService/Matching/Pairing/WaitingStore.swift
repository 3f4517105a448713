// Who has no partner yet, and what the store knows of why.

import Mentorship
import SQLite

struct WaitingEnrolment {
    let id: ID<Enrolment>
    let programme: ID<Programme>
    let person: ID<Person>
    let role: Enrolment.Role
    let since: Instant
}

enum WaitingStore {
    /// Enrolments that somebody still has to decide on, or that were approved, from a position on;
    /// who has left altogether waits for nothing.
    static func enrolments(
        in programme: ID<Programme>, after: String, limit: Int, _ snapshot: Reading
    ) throws -> [WaitingEnrolment] {
        try snapshot.query(
            """
            SELECT e.id, e.programme_id, e.person_id, e.role,
                COALESCE(e.decided_at, e.created_at)
            FROM enrolments e CROSS JOIN people p
            WHERE e.programme_id = ?1 AND e.id > ?2
              AND e.state IN ('submitted', 'screening', 'waitlisted', 'approved')
              AND p.id = e.person_id AND p.state <> 'left'
            ORDER BY e.id LIMIT ?3
            """, programme, after, limit, read: enrolment)
    }

    static func enrolments(
        of person: ID<Person>, _ snapshot: Reading
    ) throws -> [WaitingEnrolment] {
        try snapshot.query(
            """
            SELECT id, programme_id, person_id, role, COALESCE(decided_at, created_at)
            FROM enrolments
            WHERE person_id = ?1
              AND state IN ('submitted', 'screening', 'waitlisted', 'approved')
            ORDER BY id
            """, person, read: enrolment)
    }

    private static func enrolment(_ row: inout Row) throws -> WaitingEnrolment {
        WaitingEnrolment(
            id: try row.nextID(), programme: try row.nextID(), person: try row.nextID(),
            role: try row.nextChoice(), since: try row.nextInstant())
    }

    static func isPaused(_ person: ID<Person>, _ snapshot: Reading) throws -> Bool {
        try snapshot.first(
            "SELECT 1 FROM people WHERE id = ?1 AND state = 'paused'", person
        ) { row in try row.next() as Int } != nil
    }

    // MARK: What was before

    static func reasonWithout(
        _ mentee: ID<Person>, in run: ID<MatchRun>, _ snapshot: Reading
    ) throws -> String? {
        try snapshot.first(
            "SELECT reason FROM match_run_unmatched WHERE mentee_id = ?1 AND run_id = ?2",
            mentee, run
        ) { row in try row.next() }
    }

    /// Whether a run had a mentee for a mentor, or of two equals this one stands first.
    static func hasMentee(
        _ mentor: ID<Person>, in run: ID<MatchRun>, _ snapshot: Reading
    ) throws -> Bool {
        try snapshot.first(
            "SELECT 1 FROM match_run_pairs WHERE mentor_id = ?1 AND run_id = ?2", mentor, run
        ) { row in try row.next() as Int } != nil
    }

    /// When the last relationship in a programme ended that somebody had on a side, or with equals.
    static func lastEnd(
        of enrolment: Enrolment, asMentee: Bool, _ snapshot: Reading
    ) throws -> Instant? {
        try snapshot.first(
            """
            SELECT MAX(ended_at) FROM (
                SELECT c.closed_at AS ended_at
                FROM relationship_members m CROSS JOIN relationships r
                  CROSS JOIN relationship_closures c
                WHERE m.person_id = ?1 AND m.role <> ?3 AND r.id = m.relationship_id
                  AND r.programme_id = ?2 AND c.relationship_id = r.id
                UNION ALL
                SELECT d.left_at AS ended_at
                FROM relationship_departures d CROSS JOIN relationships r
                WHERE d.person_id = ?1 AND d.role <> ?3 AND r.id = d.relationship_id
                  AND r.programme_id = ?2) AS ends
            """, enrolment.person, enrolment.programme,
            asMentee ? Side.mentor.rawValue : Side.mentee.rawValue
        ) { row in try row.nextOptionalInstant() } ?? nil
    }

    /// The mentee's last request in the programme.
    static func lastRequest(
        of mentee: ID<Person>, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> (id: String, state: MentorshipRequest.State, endedAt: Instant)? {
        try snapshot.first(
            """
            SELECT id, state, updated_at FROM mentorship_requests
            WHERE mentee_id = ?1 AND programme_id = ?2 ORDER BY id DESC LIMIT 1
            """, mentee, programme
        ) { row in (try row.next(), try row.nextChoice(), try row.nextInstant()) }
    }
}
