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

    // MARK: Runs

    /// The programme's runs that were not let go, failed or cancelled, latest first, up to one that
    /// asked about everybody: what came before it says nothing any more.
    static func latestRuns(
        in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [MatchRunRow] {
        let ids: [ID<MatchRun>] = try snapshot.query(
            "SELECT id FROM match_runs WHERE programme_id = ?1 ORDER BY id DESC LIMIT 200",
            programme
        ) { row in try row.nextID() }
        var runs: [MatchRunRow] = []
        for id in ids {
            guard let run = try MatchRunStore.find(id, snapshot), run.state != .discarded,
                run.state != .failed
            else { continue }
            runs.append(run)
            if run.scope == nil { break }
        }
        return runs
    }

    static func reasonWithout(
        _ mentee: ID<Person>, in run: ID<MatchRun>, _ snapshot: Reading
    ) throws -> String? {
        try snapshot.first(
            "SELECT reason FROM match_run_unmatched WHERE mentee_id = ?1 AND run_id = ?2",
            mentee, run
        ) { row in try row.next() }
    }

    /// The mentee's last request in the programme.
    static func lastRequest(
        of mentee: ID<Person>, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> (state: MentorshipRequest.State, endedAt: Instant)? {
        try snapshot.first(
            """
            SELECT state, updated_at FROM mentorship_requests
            WHERE mentee_id = ?1 AND programme_id = ?2 ORDER BY id DESC LIMIT 1
            """, mentee, programme
        ) { row in (try row.nextChoice(), try row.nextInstant()) }
    }
}
