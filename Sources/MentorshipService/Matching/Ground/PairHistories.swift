// Who has been a pair before in a programme, read once for a run or a question. Never what came of
// it.

import Mentorship
import SQLite

/// Who was whose mentee before, in one programme, equals each the other's; a pair that was only a
/// mistake was none.
struct PairHistories {
    /// By mentee, by mentor.
    var counts: [ID<Person>: [String: Int]] = [:]
    /// Of several mentors of a group who led it.
    var latest: [ID<Person>: String] = [:]

    init() {}

    init(_ programme: ID<Programme>, _ snapshot: Reading) throws {
        try snapshot.forEach(
            """
            SELECT e.person_id, o.person_id, e.role = 'peer' AND EXISTS (
                    SELECT 1 FROM relationship_members t
                    WHERE t.relationship_id = r.id
                      AND t.person_id NOT IN (e.person_id, o.person_id))
            FROM relationships r
            JOIN relationship_members e ON e.relationship_id = r.id AND e.role <> 'mentor'
            JOIN relationship_members o ON o.relationship_id = r.id
                AND o.role = CASE e.role WHEN 'mentee' THEN 'mentor' ELSE 'peer' END
                AND o.person_id <> e.person_id
            WHERE r.programme_id = ?1 AND r.state = 'closed' AND NOT EXISTS (
                SELECT 1 FROM relationship_closures c
                WHERE c.relationship_id = r.id AND c.reason = 'accepted_by_mistake')
            ORDER BY r.id, o.lead_order DESC
            """, programme
        ) { row in
            let mentee: ID<Person> = try row.nextID()
            let mentor: ID<Person> = try row.nextID()
            counts[mentee, default: [:]][mentor.text, default: 0] += 1
            // In a circle all have met, and each was guided by one who is not on record.
            let isInCircle: Bool = try row.next()
            if !isInCircle { latest[mentee] = mentor.text }
        }
    }
}
