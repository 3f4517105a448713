// Rematches in the store: one at most for each member of a relationship that has
// ended.

import Mentorship
import SQLite

package struct RematchRow: Sendable, Equatable {
    package var rematch: Rematch
    package var version: Int
    /// The relationship that began with it.
    package var next: ID<Relationship>?
    package let askedBy: String
    package var updatedAt: Instant
}

package enum RematchStore {
    package static func find(
        after relationship: ID<Relationship>, of mentee: ID<Person>, _ snapshot: Reading
    ) throws -> RematchRow? {
        try snapshot.first(
            """
            SELECT id, programme_id, relationship_id, mentee_id, reason, wants_former, created_at,
                state, version, next_relationship_id, asked_by, updated_at
            FROM rematches WHERE relationship_id = ?1 AND mentee_id = ?2
            """, relationship, mentee, read: row)
    }

    /// The one that waits for a mentor.
    package static func open(
        of mentee: ID<Person>, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> RematchRow? {
        try snapshot.first(
            """
            SELECT id, programme_id, relationship_id, mentee_id, reason, wants_former, created_at,
                state, version, next_relationship_id, asked_by, updated_at
            FROM rematches WHERE mentee_id = ?1 AND programme_id = ?2 AND state = 'open'
            """, mentee, programme, read: row)
    }

    /// All of a programme that wait.
    package static func open(
        in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [RematchRow] {
        try snapshot.query(
            """
            SELECT id, programme_id, relationship_id, mentee_id, reason, wants_former, created_at,
                state, version, next_relationship_id, asked_by, updated_at
            FROM rematches WHERE programme_id = ?1 AND state = 'open'
            """, programme, read: row)
    }

    /// Former pairs that are not to be made again while those who asked wait: with the mentor, or
    /// with the other equals.
    package static func formerPairs(
        in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [PairOfPeople] {
        try snapshot.query(
            """
            SELECT m.person_id, x.mentee_id
            FROM rematches x
            JOIN relationship_members m
              ON m.relationship_id = x.relationship_id AND m.role <> 'mentee'
                AND m.person_id <> x.mentee_id
            WHERE x.programme_id = ?1 AND x.state = 'open' AND x.wants_former = 0
            """, programme
        ) { row in PairOfPeople(mentor: try row.nextID(), mentee: try row.nextID()) }
    }

    /// Whether the mentee waits for somebody else than this mentor.
    package static func keepsApart(
        _ pair: PairOfPeople, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Bool {
        try snapshot.first(
            """
            SELECT 1
            FROM rematches x
            JOIN relationship_members m
              ON m.relationship_id = x.relationship_id AND m.person_id = ?1
                AND m.role <> 'mentee'
            WHERE x.mentee_id = ?2 AND x.programme_id = ?3 AND x.state = 'open'
              AND x.wants_former = 0
            """, pair.mentor, pair.mentee, programme
        ) { row in try row.next() as Int } != nil
    }

    private static func row(_ row: inout Row) throws -> RematchRow {
        let rematch = Rematch(
            id: try row.nextID(), programme: try row.nextID(), previous: try row.nextID(),
            mentee: try row.nextID(), reason: try row.nextChoice(),
            wantsFormer: try row.next(), createdAt: try row.nextInstant(),
            state: try row.nextChoice())
        return RematchRow(
            rematch: rematch, version: try row.next(), next: try row.nextOptionalID(),
            askedBy: try row.next(), updatedAt: try row.nextInstant())
    }

    // MARK: Writing

    /// Anew where one was taken back before. False when one stands.
    package static func put(_ row: RematchRow, _ transaction: Writing) throws -> Bool {
        let rematch = row.rematch
        return try transaction.execute(
            """
            INSERT INTO rematches (id, version, programme_id, relationship_id, mentee_id, reason,
                wants_former, asked_by, created_at, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            ON CONFLICT DO NOTHING
            """,
            rematch.id, row.version, rematch.programme, rematch.previous, rematch.mentee,
            rematch.reason.rawValue, rematch.wantsFormer, row.askedBy, rematch.createdAt,
            row.updatedAt) == 1
    }

    package static func remove(_ id: ID<Rematch>, _ transaction: Writing) throws {
        try transaction.execute("DELETE FROM rematches WHERE id = ?1", id)
    }

    package static func fulfil(
        _ id: ID<Rematch>, with next: ID<Relationship>, now: Instant, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            UPDATE rematches SET version = version + 1, state = 'fulfilled',
                next_relationship_id = ?2, updated_at = ?3
            WHERE id = ?1
            """, id, next, now)
    }
}
