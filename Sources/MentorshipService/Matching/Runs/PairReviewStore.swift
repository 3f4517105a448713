// Reviews of a run's pairs in the store; the words of a reason are sealed.

import Mentorship
import SQLite

package struct PairReviewRow: Sendable {
    package let run: ID<MatchRun>
    package var version: Int
    package let review: PairReview
    /// What was said with a refusal, sealed.
    package let words: [UInt8]?
    /// Of a pair that the run did not compute.
    package let score: Int?
    package let explanation: String?
    package let reviewedBy: String
    package let reviewedAt: Instant
}

package enum PairReviewStore {
    package static func find(
        _ run: ID<MatchRun>, _ mentee: ID<Person>, _ snapshot: Reading
    ) throws -> PairReviewRow? {
        try snapshot.first(
            """
            SELECT run_id, version, mentee_id, verdict, mentor_id, swapped_with_id, reason_code,
                reason, score, explanation, reviewed_by, reviewed_at
            FROM match_run_reviews WHERE run_id = ?1 AND mentee_id = ?2
            """, run, mentee, read: row)
    }

    /// By the mentee's id.
    package static func list(
        of run: ID<MatchRun>, page: PageRequest, _ snapshot: Reading
    ) throws -> [PairReviewRow] {
        try snapshot.query(
            """
            SELECT run_id, version, mentee_id, verdict, mentor_id, swapped_with_id, reason_code,
                reason, score, explanation, reviewed_by, reviewed_at
            FROM match_run_reviews
            WHERE run_id = ?1 AND mentee_id > ?2 ORDER BY mentee_id LIMIT ?3
            """, run, page.after ?? "", page.fetch, read: row)
    }

    package static func all(
        of run: ID<MatchRun>, _ snapshot: Reading
    ) throws -> [PairReviewRow] {
        try snapshot.query(
            """
            SELECT run_id, version, mentee_id, verdict, mentor_id, swapped_with_id, reason_code,
                reason, score, explanation, reviewed_by, reviewed_at
            FROM match_run_reviews WHERE run_id = ?1 ORDER BY mentee_id
            """, run, read: row)
    }

    private static func row(_ row: inout Row) throws -> PairReviewRow {
        let run: ID<MatchRun> = try row.nextID()
        let version: Int = try row.next()
        let mentee: ID<Person> = try row.nextID()
        let verdict: PairReview.Verdict = try row.nextChoice()
        let mentor: ID<Person> = try row.nextID()
        let other: ID<Person>? = try row.nextOptionalID()
        let reason = (try row.next() as String?).flatMap(PairReview.Reason.init(rawValue:))
        return PairReviewRow(
            run: run, version: version,
            review: PairReview(
                of: mentee, verdict, mentor: mentor, swappedWith: other, reason: reason),
            words: try row.next(), score: try row.next(), explanation: try row.next(),
            reviewedBy: try row.next(), reviewedAt: try row.nextInstant())
    }

    /// The mentee's pair as the run computed it, with what was said of it since.
    package static func pair(
        of mentee: ID<Person>, in run: ID<MatchRun>, _ snapshot: Reading
    ) throws -> ReviewedPair? {
        let mentor: ID<Person>? = try snapshot.first(
            "SELECT mentor_id FROM match_run_pairs WHERE mentee_id = ?1 AND run_id = ?2",
            mentee, run
        ) { row in try row.nextID() }
        return try mentor.map {
            ReviewedPair(
                computed: PairOfPeople(mentor: $0, mentee: mentee),
                review: try find(run, mentee, snapshot)?.review)
        }
    }

    // MARK: Writing

    package static func put(_ row: PairReviewRow, _ transaction: Writing) throws {
        let review = row.review
        try transaction.execute(
            """
            INSERT INTO match_run_reviews (run_id, version, mentee_id, verdict, mentor_id,
                swapped_with_id, reason_code, reason, score, explanation, reviewed_by,
                reviewed_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            ON CONFLICT (run_id, mentee_id) DO UPDATE SET version = excluded.version,
                verdict = excluded.verdict, mentor_id = excluded.mentor_id,
                swapped_with_id = excluded.swapped_with_id,
                reason_code = excluded.reason_code, reason = excluded.reason,
                score = excluded.score, explanation = excluded.explanation,
                reviewed_by = excluded.reviewed_by, reviewed_at = excluded.reviewed_at
            """,
            row.run, row.version, review.mentee, review.verdict.rawValue, review.mentor,
            review.swappedWith, review.reason?.rawValue, row.words, row.score, row.explanation,
            row.reviewedBy, row.reviewedAt)
    }

    package static func delete(
        _ run: ID<MatchRun>, _ mentee: ID<Person>, _ transaction: Writing
    ) throws {
        try transaction.execute(
            "DELETE FROM match_run_reviews WHERE run_id = ?1 AND mentee_id = ?2", run, mentee)
    }
}
