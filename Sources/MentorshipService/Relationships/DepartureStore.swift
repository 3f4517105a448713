// Who left a group or circle that goes on without them, in the store.

import Mentorship
import SQLite

enum DepartureStore {
    /// Mentees and the mentors whose group they left, or were taken out of, but for those who left
    /// and wait to come back.
    static func pairs(
        in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [PairOfPeople] {
        try snapshot.query(
            """
            SELECT m.person_id, d.person_id
            FROM relationships r
            CROSS JOIN relationship_departures d
              ON d.relationship_id = r.id AND d.role = 'mentee'
            CROSS JOIN relationship_members m
              ON m.relationship_id = r.id AND m.role = 'mentor'
            WHERE r.programme_id = ?1 AND NOT (d.removed_by = d.person_id AND EXISTS (
                SELECT 1 FROM rematches x
                WHERE x.relationship_id = d.relationship_id AND x.mentee_id = d.person_id
                  AND x.state = 'open' AND x.wants_former = 1))
            """, programme
        ) { row in PairOfPeople(mentor: try row.nextID(), mentee: try row.nextID()) }
    }

    /// Whether the mentee was in a group of the mentor's that they are not in any more.
    static func hasLeft(
        _ pair: PairOfPeople, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Bool {
        try snapshot.first(
            """
            SELECT 1
            FROM relationship_departures d
            CROSS JOIN relationship_members m
              ON m.relationship_id = d.relationship_id AND m.person_id = ?1 AND m.role = 'mentor'
            CROSS JOIN relationships r ON r.id = d.relationship_id AND r.programme_id = ?3
            WHERE d.person_id = ?2 AND d.role = 'mentee'
            """, pair.mentor, pair.mentee, programme
        ) { row in try row.next() as Int } != nil
    }

    /// Whether it was the mentee's own wish each time. What somebody else decided about them they
    /// do not undo themselves.
    static func wasOwnWish(
        _ pair: PairOfPeople, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Bool {
        try snapshot.first(
            """
            SELECT 1
            FROM relationship_departures d
            CROSS JOIN relationship_members m
              ON m.relationship_id = d.relationship_id AND m.person_id = ?1 AND m.role = 'mentor'
            CROSS JOIN relationships r ON r.id = d.relationship_id AND r.programme_id = ?3
            WHERE d.person_id = ?2 AND d.role = 'mentee' AND d.removed_by <> ?2
            """, pair.mentor, pair.mentee, programme
        ) { row in try row.next() as Int } == nil
    }

    /// Whether somebody who was in a relationship is not in it any more, while others may be.
    static func hasLeft(
        _ person: ID<Person>, _ id: ID<Relationship>, _ snapshot: Reading
    ) throws -> Bool {
        try snapshot.first(
            """
            SELECT 1 FROM relationship_departures
            WHERE relationship_id = ?1 AND person_id = ?2 AND role <> 'mentor'
            """, id, person
        ) { row in try row.next() as Int } != nil
    }

    /// They found each other again: what was left is left no more.
    static func lift(
        _ pair: PairOfPeople, in programme: ID<Programme>, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            DELETE FROM relationship_departures
            WHERE person_id = ?2 AND role = 'mentee' AND relationship_id IN (
                SELECT m.relationship_id
                FROM relationship_members m CROSS JOIN relationships r
                WHERE m.person_id = ?1 AND m.role = 'mentor' AND r.id = m.relationship_id
                  AND r.programme_id = ?3)
            """, pair.mentor, pair.mentee, programme)
    }

    /// Whoever left this group is in it again.
    static func lift(
        _ person: ID<Person>, from id: ID<Relationship>, _ transaction: Writing
    ) throws {
        try transaction.execute(
            "DELETE FROM relationship_departures WHERE relationship_id = ?1 AND person_id = ?2",
            id, person)
    }

    /// The last time counts.
    static func put(
        _ member: Relationship.Member, from id: ID<Relationship>, removedBy: String,
        now: Instant, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            INSERT INTO relationship_departures (relationship_id, person_id, role, removed_by,
                left_at)
            VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (relationship_id, person_id) DO UPDATE SET
                removed_by = excluded.removed_by, left_at = excluded.left_at
            """, id, member.person, member.side.rawValue, removedBy, now)
    }
}
