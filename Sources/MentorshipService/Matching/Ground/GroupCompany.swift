// Who guides the group that a mentor has together with them, as rules look at them: whoever joins
// it must be allowed to meet them as well.

import Mentorship
import SQLite

enum GroupCompany {
    /// None where the mentor has no group that takes members, or guides it alone.
    static func candidates(
        with mentor: ID<Person>, in programme: ID<Programme>, _ maker: CandidateMaker,
        _ snapshot: Reading
    ) throws -> [Candidate] {
        try people(with: mentor, in: programme, snapshot).compactMap { other in
            try CandidateStore.profile(of: other, in: programme, snapshot).map {
                try maker.candidate(other, $0, mentorWith: 1).rulesAlone
            }
        }
    }

    static func people(
        with mentor: ID<Person>, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [ID<Person>] {
        try snapshot.query(
            """
            SELECT o.person_id
            FROM relationship_members m CROSS JOIN relationships r
              CROSS JOIN relationship_members o
            WHERE m.person_id = ?1 AND m.role = 'mentor' AND r.id = m.relationship_id
              AND r.programme_id = ?2 AND r.state NOT IN ('closing', 'closed')
              AND o.relationship_id = r.id AND o.role = 'mentor' AND o.person_id <> ?1
            """, mentor, programme
        ) { row in try row.nextID() }.sorted()
    }
}
