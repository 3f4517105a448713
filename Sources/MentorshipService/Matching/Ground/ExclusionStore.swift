// Pairs that must not be, in the store; the reasons are sealed.

import Mentorship
import SQLite

package enum Exclusion: Identified {
    package static var idPrefix: String { "exclusion" }
}

package struct ExclusionRow: Sendable {
    package let id: ID<Exclusion>
    package let programme: ID<Programme>
    package let run: ID<MatchRun>?
    package let pair: PairOfPeople
    package let sealedReason: [UInt8]?
    package let createdBy: String
    package let createdAt: Instant
}

package enum ExclusionStore {
    package static func find(_ id: ID<Exclusion>, _ snapshot: Reading) throws -> ExclusionRow? {
        try snapshot.first(
            """
            SELECT id, programme_id, run_id, mentor_id, mentee_id, reason, created_by, created_at
            FROM exclusions WHERE id = ?1
            """, id, read: row)
    }

    /// The one that keeps the two apart in the programme, whichever of them mentors.
    package static func standing(
        between pair: PairOfPeople, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> ID<Exclusion>? {
        try snapshot.first(
            """
            SELECT id FROM exclusions
            WHERE mentor_id IN (?2, ?3) AND mentee_id IN (?2, ?3)
              AND programme_id = ?1 AND run_id IS NULL
            """, programme, pair.mentor, pair.mentee
        ) { row in try row.nextID() }
    }

    /// Those of the programme, not those of a single run.
    package static func list(
        in programme: ID<Programme>, page: PageRequest, _ snapshot: Reading
    ) throws -> [ExclusionRow] {
        try snapshot.query(
            """
            SELECT id, programme_id, run_id, mentor_id, mentee_id, reason, created_by, created_at
            FROM exclusions
            WHERE programme_id = ?1 AND run_id IS NULL AND id > COALESCE(?2, '')
            ORDER BY id LIMIT ?3
            """, programme, page.after, page.fetch, read: row)
    }

    /// Those of one run alone.
    package static func leftOut(
        of run: ID<MatchRun>, _ snapshot: Reading
    ) throws -> [ExclusionRow] {
        try snapshot.query(
            """
            SELECT id, programme_id, run_id, mentor_id, mentee_id, reason, created_by, created_at
            FROM exclusions WHERE run_id = ?1 ORDER BY id
            """, run, read: row)
    }

    package static func isLeftOut(
        _ pair: PairOfPeople, of run: ID<MatchRun>, _ snapshot: Reading
    ) throws -> Bool {
        try snapshot.first(
            """
            SELECT 1 FROM exclusions WHERE mentor_id = ?1 AND mentee_id = ?2 AND run_id = ?3
            """, pair.mentor, pair.mentee, run
        ) { row in try row.next() as Int } != nil
    }

    private static func row(_ row: inout Row) throws -> ExclusionRow {
        ExclusionRow(
            id: try row.nextID(), programme: try row.nextID(), run: try row.nextOptionalID(),
            pair: PairOfPeople(mentor: try row.nextID(), mentee: try row.nextID()),
            sealedReason: try row.next(), createdBy: try row.next(),
            createdAt: try row.nextInstant())
    }

    package static func insert(_ exclusion: ExclusionRow, _ transaction: Writing) throws {
        try transaction.execute(
            """
            INSERT INTO exclusions (id, programme_id, run_id, mentor_id, mentee_id, reason,
                created_by, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """,
            exclusion.id, exclusion.programme, exclusion.run, exclusion.pair.mentor,
            exclusion.pair.mentee, exclusion.sealedReason, exclusion.createdBy,
            exclusion.createdAt)
    }

    package static func delete(_ id: ID<Exclusion>, _ transaction: Writing) throws {
        try transaction.execute("DELETE FROM exclusions WHERE id = ?1", id)
    }
}
