// What came out of a run: pairs from the greatest score down, and those left without, or with fewer
// mentors than they want, each with the reason as it was then.

import JSON
import Mentorship
import SQLite

struct MatchedPair: Sendable {
    let mentor: ID<Person>
    let mentee: ID<Person>
    let score: Int
    let isLocked: Bool
    let explanation: String

    var people: PairOfPeople { PairOfPeople(mentor: mentor, mentee: mentee) }
}

struct UnmatchedMentee: Sendable {
    let mentee: ID<Person>
    let reason: String
    let detail: String
}

enum MatchResultStore {
    // MARK: Reading

    /// As reviewed: what is to be published.
    static func pairs(_ run: ID<MatchRun>, _ snapshot: Reading) throws -> [MatchedPair] {
        try snapshot.query(
            """
            SELECT COALESCE(v.mentor_id, p.mentor_id), p.mentee_id, COALESCE(v.score, p.score),
                p.is_locked, COALESCE(v.explanation, p.explanation)
            FROM match_run_pairs p
            LEFT JOIN match_run_reviews v ON v.run_id = p.run_id AND v.mentee_id = p.mentee_id
            WHERE p.run_id = ?1 AND COALESCE(v.verdict, '') <> 'rejected' ORDER BY p.position
            """, run
        ) { row in
            MatchedPair(
                mentor: try row.nextID(), mentee: try row.nextID(), score: try row.next(),
                isLocked: try row.next(), explanation: try row.next())
        }
    }

    static func count(
        of mentee: ID<Person>, in run: ID<MatchRun>, _ snapshot: Reading
    ) throws -> Int {
        try snapshot.first(
            "SELECT COUNT(*) FROM match_run_pairs WHERE mentee_id = ?1 AND run_id = ?2", mentee,
            run
        ) { row in try row.next() } ?? 0
    }

    /// So many from a position on.
    static func pairs(
        _ run: ID<MatchRun>, from first: Int, limit: Int, _ snapshot: Reading
    ) throws -> [PairOfPeople] {
        try snapshot.query(
            """
            SELECT mentor_id, mentee_id FROM match_run_pairs
            WHERE run_id = ?1 AND position >= ?2 ORDER BY position LIMIT ?3
            """, run, first, limit
        ) { row in PairOfPeople(mentor: try row.nextID(), mentee: try row.nextID()) }
    }

    /// As the run made them, whatever was reviewed since.
    static func made(
        _ run: ID<MatchRun>, _ snapshot: Reading
    ) throws -> [(pair: NamedPair, score: Int)] {
        try snapshot.query(
            "SELECT mentee_id, mentor_id, score FROM match_run_pairs WHERE run_id = ?1", run
        ) { row in
            (NamedPair(mentee: try row.next(), mentor: try row.next()), try row.next())
        }
    }

    static func unmatched(
        _ mentee: ID<Person>, in run: ID<MatchRun>, _ snapshot: Reading
    ) throws -> UnmatchedMentee? {
        try snapshot.first(
            """
            SELECT mentee_id, reason, detail FROM match_run_unmatched
            WHERE mentee_id = ?1 AND run_id = ?2
            """, mentee, run
        ) { row in
            UnmatchedMentee(
                mentee: try row.nextID(), reason: try row.next(), detail: try row.next())
        }
    }

    /// The first few of those left without.
    static func unmatched(
        of run: ID<MatchRun>, limit: Int, _ snapshot: Reading
    ) throws -> [UnmatchedMentee] {
        try snapshot.query(
            """
            SELECT mentee_id, reason, detail FROM match_run_unmatched
            WHERE run_id = ?1 ORDER BY position LIMIT ?2
            """, run, limit
        ) { row in
            UnmatchedMentee(
                mentee: try row.nextID(), reason: try row.next(), detail: try row.next())
        }
    }

    /// For a page on which people are named.
    static func name(_ person: String, _ snapshot: Reading) throws -> String? {
        try snapshot.first("SELECT name FROM people WHERE id = ?1", person) { row in
            try row.next()
        }
    }

    // MARK: Writing

    /// What an interrupted attempt may have left.
    static func clear(_ run: ID<MatchRun>, _ transaction: Writing) throws {
        try transaction.execute("DELETE FROM match_run_pairs WHERE run_id = ?1", run)
        try transaction.execute("DELETE FROM match_run_unmatched WHERE run_id = ?1", run)
        try transaction.execute("DELETE FROM match_run_groups WHERE run_id = ?1", run)
    }

    static func insert(
        _ pairs: [MatchedPair], of run: ID<MatchRun>, from first: Int, _ transaction: Writing
    ) throws {
        for (index, pair) in pairs.enumerated() {
            try transaction.execute(
                """
                INSERT INTO match_run_pairs (run_id, position, mentor_id, mentee_id, score,
                    is_locked, explanation)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                """,
                run, first + index, pair.mentor, pair.mentee, pair.score, pair.isLocked,
                pair.explanation)
        }
    }

    static func insert(
        _ unmatched: [UnmatchedMentee], of run: ID<MatchRun>, from first: Int,
        _ transaction: Writing
    ) throws {
        for (index, person) in unmatched.enumerated() {
            try transaction.execute(
                """
                INSERT INTO match_run_unmatched (run_id, position, mentee_id, reason, detail)
                VALUES (?1, ?2, ?3, ?4, ?5)
                """, run, first + index, person.mentee, person.reason, person.detail)
        }
    }
}

/// Millionths inside, shares of one on the wire.
enum Score {
    static func share(_ millionths: Int) -> Double { Double(millionths) / Double(million) }

    static func share(_ millionths: Int?) -> Double? { millionths.map { share($0) } }

    static func millionths(_ share: Double) -> Int { Int((share * Double(million)).rounded()) }

    static func thousandths(_ share: Double) -> Int { Int((share * 1000).rounded()) }
}
