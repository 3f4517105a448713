// The groups and circles that a run made: who is in them, what most of the members are after, and
// how they score. Changed by no review.

import JSON
import Mentorship
import SQLite

enum MatchGroupStore {
    static func list(
        of run: ID<MatchRun>, page: PageRequest, into writer: inout PageWriter,
        _ snapshot: Reading
    ) throws {
        try snapshot.forEach(
            """
            SELECT position, mentor_id, members, standing, purpose, sharing, score, co_mentors
            FROM match_run_groups
            WHERE run_id = ?1 AND position > ?2 ORDER BY position LIMIT ?3
            """, run, page.after.flatMap { Int($0) } ?? -1, page.fetch
        ) { row in
            let position: Int = try row.next()
            guard writer.admits("\(position)") else { return }
            writer.json.beginObject()
            writer.json.member("mentor_id", try row.next() as String?)
            writer.json.member("member_ids", raw: try row.next() as String)
            writer.json.member("standing", try row.next() as Int)
            writer.json.member("purpose", try row.next() as String?)
            writer.json.member("sharing", try row.next() as Int)
            writer.json.member("score", Score.share(try row.next() as Int))
            writer.json.member("co_mentor_ids", raw: try row.next() as String)
            writer.json.endObject()
        }
    }

    /// What a mentor's group in a run is for.
    static func purpose(
        of mentor: ID<Person>, in run: ID<MatchRun>, _ snapshot: Reading
    ) throws -> String? {
        try snapshot.first(
            "SELECT purpose FROM match_run_groups WHERE mentor_id = ?1 AND run_id = ?2", mentor,
            run
        ) { row in try row.next() as String? } ?? nil
    }

    static func insert(
        _ groups: [MatchResult.Group], of run: ID<MatchRun>, _ transaction: Writing
    ) throws {
        for (position, group) in groups.enumerated() {
            try transaction.execute(
                """
                INSERT INTO match_run_groups (run_id, position, mentor_id, members, standing,
                    purpose, sharing, score, co_mentors)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                """,
                run, position, group.mentor, list(group.members), group.standing, group.purpose,
                group.sharing, group.score, list(group.coMentors))
        }
    }

    private static func list(_ ids: [String]) -> String {
        JSON.array(ids.map { .string($0) }).description
    }
}
