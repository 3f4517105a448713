// Match runs in the store. While a run is pending its job is the one that knows how far it is, so
// the state and the progress are read from there.

import JSON
import Mentorship
import SQLite

package enum MatchRunState: String, Sendable, CaseIterable {
    case queued, running, done, published, discarded, failed
}

package struct MatchRunRow: Sendable {
    package let id: ID<MatchRun>
    /// Moves with the run and with its job.
    package let version: Int
    package let programme: ID<Programme>
    package let state: MatchRunState
    package let objective: MatchRun.Objective
    package let stableFor: StableMatching.Side?
    package let seed: Int64
    package let minimumScore: Int?
    package let locks: [NamedPair]
    package let engineVersion: String
    /// Nil under the standard policy.
    package let policy: ID<PolicyVersion>?
    package let policyVersion: Int
    package let inputsHash: String?
    package let leftOut: String?
    package let summary: String?
    package let job: ID<Job>
    package let phase: String
    package let done: Int
    package let total: Int
    package let problem: String?
    package let createdBy: String
    package let createdAt: Instant
    package let finishedAt: Instant?
    package let publishedBy: String?
    package let publishedAt: Instant?
    package let previous: ID<MatchRun>?
    /// Nil: everybody who takes part.
    package let scope: MatchScope?
}

package enum MatchRunStore {
    package static func find(_ id: ID<MatchRun>, _ snapshot: Reading) throws -> MatchRunRow? {
        try snapshot.first(
            """
            SELECT r.id, r.version + j.version, r.programme_id,
                CASE
                    WHEN r.state <> 'pending' THEN r.state
                    WHEN j.state = 'cancelled' THEN 'discarded'
                    WHEN j.state = 'succeeded' THEN 'done'
                    ELSE j.state
                END,
                r.objective, r.stable_for, r.seed, r.minimum_score, r.locks, r.engine_version,
                r.policy_id, r.policy_version, r.inputs_hash, r.left_out, r.summary, r.job_id,
                j.phase, j.done, j.total, j.problem, r.created_by, r.created_at, r.finished_at,
                r.published_by, r.published_at, r.previous_run_id, r.scope
            FROM match_runs r
            JOIN jobs j ON j.id = r.job_id
            WHERE r.id = ?1
            """, id, read: row)
    }

    package static func list(
        in programme: ID<Programme>, page: PageRequest, _ snapshot: Reading
    ) throws -> [MatchRunRow] {
        try snapshot.query(
            """
            SELECT r.id, r.version + j.version, r.programme_id,
                CASE
                    WHEN r.state <> 'pending' THEN r.state
                    WHEN j.state = 'cancelled' THEN 'discarded'
                    WHEN j.state = 'succeeded' THEN 'done'
                    ELSE j.state
                END,
                r.objective, r.stable_for, r.seed, r.minimum_score, r.locks, r.engine_version,
                r.policy_id, r.policy_version, r.inputs_hash, r.left_out, r.summary, r.job_id,
                j.phase, j.done, j.total, j.problem, r.created_by, r.created_at, r.finished_at,
                r.published_by, r.published_at, r.previous_run_id, r.scope
            FROM match_runs r
            JOIN jobs j ON j.id = r.job_id
            WHERE r.programme_id = ?1 AND r.id > COALESCE(?2, '')
            ORDER BY r.id LIMIT ?3
            """, programme, page.after, page.fetch, read: row)
    }

    private static func row(_ row: inout Row) throws -> MatchRunRow {
        MatchRunRow(
            id: try row.nextID(), version: try row.next(), programme: try row.nextID(),
            state: try row.nextChoice(), objective: try row.nextChoice(),
            stableFor: (try row.next() as String?).flatMap(StableMatching.Side.init),
            seed: try row.next(), minimumScore: try row.next(), locks: locks(try row.next()),
            engineVersion: try row.next(), policy: try row.nextOptionalID(),
            policyVersion: try row.next(),
            inputsHash: try row.next(), leftOut: try row.next(), summary: try row.next(),
            job: try row.nextID(), phase: try row.next(), done: try row.next(),
            total: try row.next(), problem: try row.next(), createdBy: try row.next(),
            createdAt: try row.nextInstant(), finishedAt: try row.nextOptionalInstant(),
            publishedBy: try row.next(), publishedAt: try row.nextOptionalInstant(),
            previous: try row.nextOptionalID(),
            scope: (try row.next() as String?).flatMap(MatchScopeDocument.scope))
    }

    /// [["mentor", "mentee"], …]
    private static func locks(_ column: String) -> [NamedPair] {
        let pairs = (try? JSON(parsing: column))?.elements ?? []
        return pairs.compactMap { pair in
            guard let ids = pair.elements, ids.count == 2, let mentor = ids[0].text,
                let mentee = ids[1].text
            else { return nil }
            return NamedPair(mentee: mentee, mentor: mentor)
        }
    }

    // MARK: Writing

    package static func insert(
        _ id: ID<MatchRun>, _ order: MatchRunOrder, in programme: ID<Programme>,
        under policy: PolicyRow?, seed: Int64, job: ID<Job>, _ context: Context,
        _ transaction: Writing
    ) throws {
        let locks = JSON.array(
            order.locks.map { .array([.string($0.mentor.text), .string($0.mentee.text)]) })
        try transaction.execute(
            """
            INSERT INTO match_runs (id, programme_id, objective, stable_for, seed, minimum_score,
                locks, engine_version, policy_id, policy_version, job_id, created_by, created_at,
                previous_run_id, scope)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
            """,
            id, programme, order.objective.rawValue, order.stableFor?.rawValue, seed,
            order.minimumScore, locks.description, MatchRun.engineVersion, policy?.id,
            policy?.number ?? MatchingPolicy.standard.version, job, context.actor.text, context.now,
            order.previous, order.scope?.json.description)
    }

    package static func inputs(_ id: ID<MatchRun>, _ snapshot: Reading) throws -> String? {
        try snapshot.first("SELECT inputs FROM match_runs WHERE id = ?1", id) { row in
            try row.next() as String?
        } ?? nil
    }

    /// Once: a run that is begun again goes on from what it saw the first time.
    package static func keep(
        inputs: String, hash: String, leftOut: String, of id: ID<MatchRun>,
        _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            UPDATE match_runs SET version = version + 1, inputs = ?2, inputs_hash = ?3,
                left_out = ?4
            WHERE id = ?1 AND inputs IS NULL AND state = 'pending'
            """, id, inputs, hash, leftOut)
    }

    /// False when the run was discarded meanwhile.
    package static func finish(
        _ id: ID<MatchRun>, summary: String, now: Instant, _ transaction: Writing
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE match_runs SET version = version + 1, state = 'done', summary = ?2,
                finished_at = ?3
            WHERE id = ?1 AND state = 'pending'
            """, id, summary, now) == 1
    }

    package static func discard(_ id: ID<MatchRun>, _ transaction: Writing) throws {
        try transaction.execute(
            "UPDATE match_runs SET version = version + 1, state = 'discarded' WHERE id = ?1", id)
    }

    package static func publish(
        _ id: ID<MatchRun>, _ context: Context, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            UPDATE match_runs SET version = version + 1, state = 'published', published_by = ?2,
                published_at = ?3
            WHERE id = ?1
            """, id, context.actor.text, context.now)
    }
}
