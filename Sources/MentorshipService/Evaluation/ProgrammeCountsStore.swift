// What a programme's report counts, from the tables of all rooms. Counts only: no row leaves here,
// and nothing is hidden yet. A pair that was only a yes by mistake was no pair.

import Mentorship
import SQLite

package enum ProgrammeCountsStore {
    package static func counts(
        of programme: ID<Programme>, _ snapshot: Reading
    ) throws -> ProgrammeCounts {
        var counts = ProgrammeCounts()
        let enrolments = try enrolments(programme, snapshot)
        counts.mentors = byState(enrolments) { $0.isMentor }
        counts.mentees = byState(enrolments) { $0.isMentee }
        counts.matchedMentees = try matchedMentees(programme, snapshot)
        counts.proposals = try proposals(programme, snapshot)
        counts.relationships = try relationships(programme, snapshot)
        counts.closures = try closures(programme, snapshot)
        counts.meetings = try meetings(programme, snapshot)
        counts.attendance = try attendance(programme, snapshot)
        counts.goals = try goals(programme, snapshot)
        counts.progress = try progress(programme, snapshot)
        counts.surveys = try surveys(programme, snapshot)
        return counts
    }

    /// Every key of the room in its order, with 0 where there is none.
    private static func ordered(
        _ keys: [String], _ found: [(key: String, count: Int)]
    ) -> [ProgrammeCounts.Counted] {
        keys.map { key in
            ProgrammeCounts.Counted(
                key, found.reduce(0) { $0 + ($1.key == key ? $1.count : 0) })
        }
    }

    private static func counted(_ row: inout Row) throws -> (key: String, count: Int) {
        (try row.next(), try row.next())
    }

    // MARK: Taking part

    private typealias Enrolled = (role: Enrolment.Role, state: String, count: Int)

    private static func enrolments(
        _ programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [Enrolled] {
        try snapshot.query(
            """
            SELECT role, state, COUNT(*) FROM enrolments
            WHERE programme_id = ?1 GROUP BY role, state
            """, programme
        ) { row in (try row.nextChoice(), try row.next(), try row.next()) }
    }

    private static func byState(
        _ enrolments: [Enrolled], _ isOfSide: (Enrolment.Role) -> Bool
    ) -> [ProgrammeCounts.Counted] {
        ordered(
            Enrolment.State.allCases.map(\.rawValue),
            enrolments.filter { isOfSide($0.role) }.map { ($0.state, $0.count) })
    }

    private static func matchedMentees(
        _ programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Int {
        try snapshot.first(
            """
            SELECT COUNT(*) FROM enrolments e
            WHERE e.programme_id = ?1 AND e.state = 'approved' AND e.role IN ('mentee', 'both')
              AND EXISTS (
                SELECT 1 FROM relationship_members m CROSS JOIN relationships r
                WHERE m.person_id = e.person_id AND m.role <> 'mentor'
                  AND r.id = m.relationship_id AND r.programme_id = e.programme_id
                  AND r.state <> 'closed')
            """, programme
        ) { row in try row.next() } ?? 0
    }

    private static func proposals(
        _ programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [ProgrammeCounts.Counted] {
        let found = try snapshot.query(
            """
            SELECT state, COUNT(*) FROM proposals
            WHERE programme_id = ?1 AND mentee_id IS NOT NULL GROUP BY state
            """, programme, read: counted)
        return ordered(Proposal.State.allCases.map(\.rawValue), found)
    }

    // MARK: Pairs

    private static func relationships(
        _ programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [ProgrammeCounts.Counted] {
        let found = try snapshot.query(
            """
            SELECT r.state, COUNT(*)
            FROM relationships r
            WHERE r.programme_id = ?1 AND NOT EXISTS (
                SELECT 1 FROM relationship_closures c
                WHERE c.relationship_id = r.id AND c.reason = 'accepted_by_mistake')
            GROUP BY r.state
            """, programme, read: counted)
        return ordered(Relationship.State.Name.allCases.map(\.rawValue), found)
    }

    private static func closures(
        _ programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [ProgrammeCounts.Counted] {
        let found = try snapshot.query(
            """
            SELECT c.reason, COUNT(*)
            FROM relationships r
            JOIN relationship_closures c ON c.relationship_id = r.id
            WHERE r.programme_id = ?1 AND c.reason <> 'accepted_by_mistake'
            GROUP BY c.reason
            """, programme, read: counted)
        let reasons = ClosureReason.allCases.filter { $0 != .acceptedByMistake }
        return ordered(reasons.map(\.rawValue), found)
    }

    // MARK: Meetings

    private static func meetings(
        _ programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [ProgrammeCounts.Counted] {
        let found = try snapshot.query(
            """
            SELECT m.state, COUNT(*)
            FROM relationships r
            JOIN meetings m ON m.relationship_id = r.id
            WHERE r.programme_id = ?1 GROUP BY m.state
            """, programme, read: counted)
        return ordered(["confirmed", "held", "no_show", "cancelled"], found)
    }

    private static func attendance(
        _ programme: ID<Programme>, _ snapshot: Reading
    ) throws -> ProgrammeCounts.Attendance {
        // A place at a meeting may have several statements; each place counts once.
        try snapshot.first(
            """
            SELECT COALESCE(SUM(yes > 0 AND no = 0), 0), COALESCE(SUM(yes = 0 AND no > 0), 0),
                COALESCE(SUM(yes > 0 AND no > 0), 0)
            FROM (
                SELECT SUM(a.state = 'attended') AS yes, SUM(a.state = 'absent') AS no
                FROM relationships r
                JOIN meetings m ON m.relationship_id = r.id
                JOIN meeting_attendance a ON a.meeting_id = m.id
                WHERE r.programme_id = ?1 AND m.state <> 'cancelled'
                GROUP BY a.meeting_id, a.person_id) places
            """, programme
        ) { row in
            ProgrammeCounts.Attendance(
                attended: try row.next(), absent: try row.next(), disputed: try row.next())
        } ?? ProgrammeCounts.Attendance(attended: 0, absent: 0, disputed: 0)
    }

    // MARK: Goals

    private static func goals(
        _ programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [ProgrammeCounts.Counted] {
        let found = try snapshot.query(
            """
            SELECT g.state, COUNT(*)
            FROM relationships r
            JOIN goals g ON g.relationship_id = r.id
            WHERE r.programme_id = ?1 GROUP BY g.state
            """, programme, read: counted)
        return ordered(
            ["draft", "agreed", "active"] + GoalOutcome.allCases.map(\.rawValue), found)
    }

    private static func progress(
        _ programme: ID<Programme>, _ snapshot: Reading
    ) throws -> ProgrammeCounts.Progress {
        try snapshot.first(
            """
            SELECT COUNT(DISTINCT r.id), COUNT(*), AVG(g.percent)
            FROM relationships r
            JOIN goals g ON g.relationship_id = r.id
            WHERE r.programme_id = ?1 AND g.state NOT IN ('draft', 'abandoned')
            """, programme
        ) { row in
            ProgrammeCounts.Progress(
                relationships: try row.next(), goals: try row.next(), meanPercent: try row.next())
        } ?? ProgrammeCounts.Progress(relationships: 0, goals: 0, meanPercent: nil)
    }

    // MARK: Surveys

    private static func surveys(
        _ programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [ProgrammeCounts.Answered] {
        var all: [ProgrammeCounts.Answered] = []
        for survey in try SurveyStore.all(in: programme, snapshot) {
            let sides = try ResponseStore.counts(in: survey.id, snapshot)
            all.append(
                ProgrammeCounts.Answered(
                    survey: survey, assigned: sides.reduce(0) { $0 + $1.assigned },
                    completed: sides.reduce(0) { $0 + $1.completed }))
        }
        return all
    }
}
