// What the store knows of a pair that somebody takes back: whether anything has begun, and which
// wishes for another pair it had fulfilled.

import Mentorship
import SQLite

enum UndoStore {
    /// A meeting that was not called off, or a line in one of their journals, or in that of another
    /// mentor of their group; of a group only what came after the yes.
    static func hasBegun(
        _ relationship: ID<Relationship>, between pair: PairOfPeople, since: Instant,
        now: Instant, _ snapshot: Reading
    ) throws -> Bool {
        let meeting: Int? = try snapshot.first(
            """
            SELECT 1 FROM meetings
            WHERE relationship_id = ?1 AND starts_at <= ?2 AND ends_at > ?3
              AND state IN ('confirmed', 'held')
            LIMIT 1
            """, relationship, now, since
        ) { row in try row.next() }
        if meeting != nil { return true }
        let entry: Int? = try snapshot.first(
            """
            SELECT 1 FROM journal_entries
            WHERE relationship_id = ?1 AND created_at >= ?4 AND (
                author_id IN (?2, ?3) OR author_id IN (
                    SELECT m.person_id FROM relationship_members m
                    WHERE m.relationship_id = ?1 AND m.role = 'mentor'))
            LIMIT 1
            """, relationship, pair.mentor, pair.mentee, since
        ) { row in try row.next() }
        return entry != nil
    }

    /// Of these two, who came to the relationship by asking for another pair.
    static func rematches(
        fulfilledBy relationship: ID<Relationship>, of pair: PairOfPeople, _ snapshot: Reading
    ) throws -> [ID<Rematch>] {
        try snapshot.query(
            """
            SELECT id FROM rematches
            WHERE next_relationship_id = ?1 AND mentee_id IN (?2, ?3)
            """, relationship, pair.mentor, pair.mentee
        ) { row in try row.nextID() }.sorted()
    }

    static func reopen(
        _ rematch: ID<Rematch>, now: Instant, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            UPDATE rematches SET state = 'open', next_relationship_id = NULL,
                version = version + 1, updated_at = ?2
            WHERE id = ?1
            """, rematch, now)
    }
}
