// Long work in the store: claimed by a worker, its progress written as it goes.

import JSON
import Mentorship
import SQLite

package enum Job: Identified {
    package static var idPrefix: String { "job" }
}

package enum JobState: String, Sendable, CaseIterable {
    case queued, running, succeeded, failed, cancelled

    package var isOver: Bool { self == .succeeded || self == .failed || self == .cancelled }
}

package struct JobRow: Sendable {
    package let id: ID<Job>
    package let version: Int
    package let kind: String
    package let state: JobState
    package let subject: String?
    package let programme: ID<Programme>?
    package let input: String
    package let phase: String
    package let done: Int
    package let total: Int
    package let result: String?
    package let problem: String?
    package let createdBy: String
    package let createdAt: Instant
    package let startedAt: Instant?
    package let finishedAt: Instant?
}

package enum JobStore {
    package static func insert(
        _ id: ID<Job>, kind: String, subject: String?, programme: ID<Programme>?, input: JSON,
        _ context: Context, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            INSERT INTO jobs (id, kind, subject, programme_id, input, created_by, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """,
            id, kind, subject, programme, input.description, context.actor.text, context.now)
    }

    package static func find(_ id: ID<Job>, _ snapshot: Reading) throws -> JobRow? {
        try snapshot.first(
            """
            SELECT id, version, kind, state, subject, programme_id, input, phase, done, total,
                result, problem, created_by, created_at, started_at, finished_at
            FROM jobs WHERE id = ?1
            """, id, read: row)
    }

    /// Along the index of what leaves the fewest: who asked for it, else the state, else the kind.
    package static func list(
        createdBy: String?, state: JobState?, kind: String?, after: String?, limit: Int,
        _ snapshot: Reading
    ) throws -> [JobRow] {
        let after = after ?? ""
        let ids =
            if let createdBy {
                try ids(createdBy: createdBy, state, kind, after, limit, snapshot)
            } else if let state {
                try ids(state, kind, after, limit, snapshot)
            } else {
                try ids(kind, after, limit, snapshot)
            }
        return try ids.compactMap { try find($0, snapshot) }
    }

    private static func ids(
        createdBy: String, _ state: JobState?, _ kind: String?, _ after: String, _ limit: Int,
        _ snapshot: Reading
    ) throws -> [ID<Job>] {
        try snapshot.query(
            """
            SELECT id FROM jobs
            WHERE created_by = ?1 AND (?2 IS NULL OR state = ?2) AND (?3 IS NULL OR kind = ?3)
              AND id > ?4
            ORDER BY id LIMIT ?5
            """, createdBy, state?.rawValue, kind, after, limit
        ) { row in try row.nextID() }
    }

    private static func ids(
        _ state: JobState, _ kind: String?, _ after: String, _ limit: Int, _ snapshot: Reading
    ) throws -> [ID<Job>] {
        try snapshot.query(
            """
            SELECT id FROM jobs WHERE state = ?1 AND (?2 IS NULL OR kind = ?2) AND id > ?3
            ORDER BY id LIMIT ?4
            """, state.rawValue, kind, after, limit
        ) { row in try row.nextID() }
    }

    private static func ids(
        _ kind: String?, _ after: String, _ limit: Int, _ snapshot: Reading
    ) throws -> [ID<Job>] {
        guard let kind else {
            return try snapshot.query(
                "SELECT id FROM jobs WHERE id > ?1 ORDER BY id LIMIT ?2", after, limit
            ) { row in try row.nextID() }
        }
        return try snapshot.query(
            "SELECT id FROM jobs WHERE kind = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
            kind, after, limit
        ) { row in try row.nextID() }
    }

    /// The oldest that waits, now running; or one that runs already and was interrupted.
    package static func claim(
        interrupted: Bool, notOf kind: String? = nil, now: Instant, _ transaction: Writing
    ) throws -> JobRow? {
        let state: JobState = interrupted ? .running : .queued
        let found = try transaction.first(
            """
            SELECT id FROM jobs WHERE state = ?1 AND (?2 IS NULL OR kind <> ?2)
            ORDER BY id LIMIT 1
            """, state.rawValue, kind
        ) { row in try row.nextID(Job.self) }
        guard let found else { return nil }
        try transaction.execute(
            """
            UPDATE jobs SET state = 'running', started_at = COALESCE(started_at, ?2),
                version = version + 1
            WHERE id = ?1
            """, found, now)
        return try find(found, transaction)
    }

    /// False when the job does not run any more.
    @discardableResult
    package static func progress(
        _ id: ID<Job>, phase: String, done: Int, total: Int, _ transaction: Writing
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE jobs SET phase = ?2, done = ?3, total = ?4, version = version + 1
            WHERE id = ?1 AND state = 'running'
            """, id, phase, done, total) > 0
    }

    /// Ends a job that is not over yet; false when it was (a cancellation came first).
    @discardableResult
    package static func finish(
        _ id: ID<Job>, _ state: JobState, result: String?, problem: String?, now: Instant,
        _ transaction: Writing
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE jobs SET state = ?2, result = ?3, problem = ?4, finished_at = ?5,
                phase = ?2, version = version + 1
            WHERE id = ?1 AND state IN ('queued', 'running')
            """, id, state.rawValue, result, problem, now) > 0
    }

    private static func row(_ row: inout Row) throws -> JobRow {
        JobRow(
            id: try row.nextID(), version: try row.next(), kind: try row.next(),
            state: try row.nextChoice(), subject: try row.next(),
            programme: try row.nextOptionalID(), input: try row.next(), phase: try row.next(),
            done: try row.next(), total: try row.next(), result: try row.next(),
            problem: try row.next(), createdBy: try row.next(), createdAt: try row.nextInstant(),
            startedAt: try row.nextOptionalInstant(), finishedAt: try row.nextOptionalInstant())
    }
}
