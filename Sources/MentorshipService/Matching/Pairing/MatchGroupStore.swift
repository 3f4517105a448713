// The groups and circles that a run made, as they are kept: changed by no review.

import JSON
import Mentorship
import SQLite

enum MatchGroupStore {
    /// What a mentor's group in a run is for.
    static func purpose(
        of mentor: ID<Person>, in run: ID<MatchRun>, _ snapshot: Reading
    ) throws -> String? {
        try snapshot.first(
            "SELECT purpose FROM match_run_groups WHERE mentor_id = ?1 AND run_id = ?2", mentor,
            run
        ) { row in try row.next() as String? } ?? nil
    }

    static func members(of run: ID<MatchRun>, _ snapshot: Reading) throws -> [[String]] {
        try snapshot.query(
            "SELECT members FROM match_run_groups WHERE run_id = ?1 ORDER BY position", run
        ) { row in ids(try row.next()) }
    }

    /// The first few.
    static func groups(
        of run: ID<MatchRun>, limit: Int, _ snapshot: Reading
    ) throws -> [Made] {
        try snapshot.query(
            """
            SELECT mentor_id, members, standing, purpose, co_mentors FROM match_run_groups
            WHERE run_id = ?1 ORDER BY position LIMIT ?2
            """, run, limit
        ) { row in
            Made(
                mentor: try row.next(), members: ids(try row.next()), standing: try row.next(),
                purpose: try row.next(), coMentors: ids(try row.next()))
        }
    }

    /// How many members of a run's groups are after what their group is for.
    static func sharing(in run: ID<MatchRun>, _ snapshot: Reading) throws -> Int {
        try snapshot.first(
            "SELECT COALESCE(SUM(sharing), 0) FROM match_run_groups WHERE run_id = ?1", run
        ) { row in try row.next() } ?? 0
    }

    /// Of a column that is a JSON list of ids.
    static func ids(_ column: String) -> [String] {
        ((try? JSON(parsing: column))?.elements ?? []).compactMap(\.text)
    }

    /// Who else could guide the groups of a run, by who leads them.
    static func coMentors(
        of run: ID<MatchRun>, _ snapshot: Reading
    ) throws -> [(lead: ID<Person>, others: [ID<Person>])] {
        try snapshot.query(
            """
            SELECT mentor_id, co_mentors FROM match_run_groups
            WHERE run_id = ?1 AND co_mentors <> '[]' ORDER BY position
            """, run
        ) { row in
            let lead: ID<Person> = try row.nextID()
            let text: String = try row.next()
            guard let others = try? JSON(parsing: text).elements else {
                throw StoredValueError(column: "co_mentors")
            }
            return (lead, others.compactMap { $0.text.flatMap(ID<Person>.init) })
        }
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
