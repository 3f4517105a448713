// Who was asked to guide a group together with its mentor, in the store.

import Mentorship
import SQLite

enum CoMentorStore {
    /// Whose group each of a programme's mentors was asked to guide with them, and may still.
    static func asked(
        in programme: ID<Programme>, now: Instant, _ snapshot: Reading
    ) throws -> [ID<Person>: ID<Person>] {
        var found: [ID<Person>: ID<Person>] = [:]
        try snapshot.forEach(
            """
            SELECT mentor_id, lead_id FROM proposals
            WHERE programme_id = ?1 AND state = 'sent' AND lead_id IS NOT NULL AND deadline > ?2
            """, programme, now
        ) { row in found[try row.nextID()] = try row.nextID() }
        return found
    }

    /// Those that wait for an answer, or for the group of this mentor to begin.
    static func open(
        beside lead: ID<Person>, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [ProposalRow] {
        let ids: [ID<Proposal>] = try snapshot.query(
            """
            SELECT id FROM proposals
            WHERE lead_id = ?1 AND programme_id = ?2 AND state = 'sent' ORDER BY id
            """, lead, programme
        ) { row in try row.nextID() }
        return try ids.compactMap { try ProposalStore.find($0, snapshot) }
    }

    /// The one question that somebody has not answered, or whose group has not begun.
    static func open(
        of mentor: ID<Person>, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> ProposalRow? {
        let id: ID<Proposal>? = try snapshot.first(
            """
            SELECT id FROM proposals
            WHERE programme_id = ?1 AND mentor_id = ?2 AND state = 'sent'
              AND lead_id IS NOT NULL
            """, programme, mentor
        ) { row in try row.nextID() }
        return try id.flatMap { try ProposalStore.find($0, snapshot) }
    }

    /// Whether a mentor said no to guiding with this one.
    static func hasDeclined(
        _ mentor: ID<Person>, beside lead: ID<Person>, in programme: ID<Programme>,
        _ snapshot: Reading
    ) throws -> Bool {
        try snapshot.first(
            """
            SELECT 1 FROM proposals
            WHERE lead_id = ?1 AND programme_id = ?2 AND mentor_id = ?3 AND state = 'declined'
            """, lead, programme, mentor
        ) { row in try row.next() as Int } != nil
    }

    /// The group goes on with another lead, and so do the questions about it.
    static func handOver(
        from lead: ID<Person>, to next: ID<Person>, in programme: ID<Programme>, now: Instant,
        _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            UPDATE proposals SET lead_id = ?2, version = version + 1, updated_at = ?4
            WHERE lead_id = ?1 AND programme_id = ?3 AND state = 'sent' AND mentor_id <> ?2
            """, lead, next, programme, now)
    }
}
