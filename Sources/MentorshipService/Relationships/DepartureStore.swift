// Who left a group or circle that goes on without them, in the store.

import Mentorship
import SQLite

enum DepartureStore {
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
