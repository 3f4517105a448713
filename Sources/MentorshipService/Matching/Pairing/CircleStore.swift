// The parts of a circle's proposal in the store: one for each member.

import JSON
import Mentorship
import SQLite

enum CircleStore {
    /// Around the ring: whoever a part is of guides whom the next part is of.
    static func parts(
        _ circle: Int, of run: ID<MatchRun>, _ snapshot: Reading
    ) throws -> [ProposalRow] {
        let ids: [ID<Proposal>] = try snapshot.query(
            "SELECT id FROM proposals WHERE run_id = ?1 AND circle = ?2 ORDER BY id", run, circle
        ) { row in try row.nextID() }
        let all = try ids.compactMap { try ProposalStore.find($0, snapshot) }
        var ring = all.prefix(1).map { $0 }
        while ring.count < all.count,
            let next = all.first(where: { $0.proposal.mentor == ring.last?.proposal.mentee })
        {
            ring.append(next)
        }
        return ring
    }

    /// The part that a person has not answered, or others have not.
    static func openPart(
        of person: ID<Person>, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> ProposalRow? {
        let id: ID<Proposal>? = try snapshot.first(
            """
            SELECT id FROM proposals
            WHERE mentee_id = ?1 AND programme_id = ?2 AND state = 'sent' AND circle IS NOT NULL
            ORDER BY id LIMIT 1
            """, person, programme
        ) { row in try row.nextID() }
        return try id.flatMap { try ProposalStore.find($0, snapshot) }
    }

    /// Whether a run had a circle for a person that did not come about.
    static func wasAskedInVain(
        _ person: ID<Person>, in run: ID<MatchRun>, _ snapshot: Reading
    ) throws -> Bool {
        try snapshot.first(
            """
            SELECT 1 FROM proposals
            WHERE mentee_id = ?1 AND run_id = ?2 AND circle IS NOT NULL AND state <> 'accepted'
            ORDER BY id LIMIT 1
            """, person, run
        ) { row in try row.next() as Int } != nil
    }

    /// The circles that a run made, by position; in each everybody guides the next.
    static func made(
        by run: ID<MatchRun>, _ snapshot: Reading
    ) throws -> [(position: Int, members: [ID<Person>])] {
        try snapshot.query(
            """
            SELECT position, members FROM match_run_groups
            WHERE run_id = ?1 AND mentor_id IS NULL ORDER BY position
            """, run
        ) { row in
            let position: Int = try row.next()
            let text: String = try row.next()
            guard let members = try? JSON(parsing: text).elements else {
                throw StoredValueError(column: "members")
            }
            return (position, members.compactMap { $0.text.flatMap(ID<Person>.init) })
        }
    }
}
