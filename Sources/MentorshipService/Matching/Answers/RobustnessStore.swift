// The measurements of robustness in the store: what was ordered, and what the job found.

import JSON
import Mentorship
import SQLite

struct RobustnessRow: Sendable {
    let run: ID<MatchRun>
    let job: ID<Job>
    let state: JobState
    let phase: String
    let done: Int
    let total: Int
    let problem: String?
    /// Thousandths.
    let spread: Int
    let trials: Int
    let seed: Int64
    /// Millionths.
    let share: Int?
    /// By the run's pairs in their order.
    let kept: [Kept]?
    let createdBy: String
    let createdAt: Instant
    let finishedAt: Instant?

    struct Kept: Sendable {
        let trials: Int
        /// Millionths; nil where two meet.
        let together: Int?
    }

    /// How many trials were made, once it is over.
    var trialsMade: Int? { kept == nil ? nil : done }

    var shaking: Robustness.Shaking {
        .init(spread: spread, trials: trials, seed: UInt64(bitPattern: seed))
    }
}

enum RobustnessStore {
    static func find(_ run: ID<MatchRun>, _ snapshot: Reading) throws -> RobustnessRow? {
        try snapshot.first(
            """
            SELECT r.match_run_id, r.job_id, j.state, j.phase, j.done, j.total, j.problem, r.spread,
                r.trials, r.seed, r.share, r.kept, r.created_by, r.created_at, r.finished_at
            FROM match_run_robustness r
            JOIN jobs j ON j.id = r.job_id
            WHERE r.match_run_id = ?1
            """, run
        ) { row in
            RobustnessRow(
                run: try row.nextID(), job: try row.nextID(), state: try row.nextChoice(),
                phase: try row.next(), done: try row.next(), total: try row.next(),
                problem: try row.next(), spread: try row.next(), trials: try row.next(),
                seed: try row.next(), share: try row.next(), kept: counts(try row.next()),
                createdBy: try row.next(), createdAt: try row.nextInstant(),
                finishedAt: try row.nextOptionalInstant())
        }
    }

    /// A number for a pair of two who meet; of a group or circle a list of two.
    private static func counts(_ column: String?) -> [RobustnessRow.Kept]? {
        guard let column, let json = try? JSON(parsing: column) else { return nil }
        return json.elements?.map { one in
            guard let both = one.elements, both.count == 2 else {
                return .init(trials: Int(one.int ?? 0), together: nil)
            }
            return .init(trials: Int(both[0].int ?? 0), together: both[1].int.map { Int($0) })
        }
    }

    // MARK: Writing

    static func insert(
        _ order: RobustnessOrder, seed: Int64, of run: ID<MatchRun>, job: ID<Job>,
        _ context: Context, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            INSERT INTO match_run_robustness (match_run_id, job_id, spread, trials, seed,
                created_by, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """, run, job, order.spread, order.trials, seed, context.actor.text, context.now)
    }

    static func finish(
        _ found: Robustness, of run: ID<MatchRun>, job: ID<Job>, now: Instant,
        _ transaction: Writing
    ) throws {
        let kept = JSON.array(
            found.kept.map { one in
                let trials = JSON.integer(Int64(one.trials))
                return one.together.map { .array([trials, .integer(Int64($0))]) } ?? trials
            })
        try transaction.execute(
            """
            UPDATE match_run_robustness SET share = ?3, kept = ?4, finished_at = ?5
            WHERE match_run_id = ?1 AND job_id = ?2
            """, run, job, found.share, kept.description, now)
    }

    static func remove(_ run: ID<MatchRun>, _ transaction: Writing) throws {
        try transaction.execute("DELETE FROM match_run_robustness WHERE match_run_id = ?1", run)
    }
}
