// Versions of matching policies in the store: written once, never changed.

import JSON
import Mentorship
import SQLite

package enum PolicyVersion: Identified {
    package static var idPrefix: String { "matching_policy" }
}

package struct PolicyRow: Sendable {
    package let id: ID<PolicyVersion>
    package let programme: ID<Programme>
    package let policy: MatchingPolicy
    package let note: String?
    package let createdBy: String
    package let createdAt: Instant
    /// Of the programme, as in the registry of models.
    package let model: String

    /// 1, 2, 3 … in each programme.
    package var number: Int { policy.version }
}

package enum PolicyStore {
    package static func find(
        _ id: ID<PolicyVersion>, _ snapshot: Reading
    ) throws -> PolicyRow? {
        try snapshot.first(
            """
            SELECT id, programme_id, number, document, note, created_by, created_at,
                (SELECT p.model FROM programmes p WHERE p.id = programme_id)
            FROM matching_policies WHERE id = ?1
            """, id, read: row)
    }

    /// The one in force.
    package static func newest(
        in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> PolicyRow? {
        try snapshot.first(
            """
            SELECT id, programme_id, number, document, note, created_by, created_at,
                (SELECT p.model FROM programmes p WHERE p.id = programme_id)
            FROM matching_policies WHERE programme_id = ?1
            ORDER BY number DESC LIMIT 1
            """, programme, read: row)
    }

    package static func list(
        in programme: ID<Programme>, page: PageRequest, _ snapshot: Reading
    ) throws -> [PolicyRow] {
        try snapshot.query(
            """
            SELECT id, programme_id, number, document, note, created_by, created_at,
                (SELECT p.model FROM programmes p WHERE p.id = programme_id)
            FROM matching_policies
            WHERE programme_id = ?1 AND id > COALESCE(?2, '')
            ORDER BY id LIMIT ?3
            """, programme, page.after, page.fetch, read: row)
    }

    private static func row(_ row: inout Row) throws -> PolicyRow {
        let (id, programme): (ID<PolicyVersion>, ID<Programme>) = (
            try row.nextID(), try row.nextID()
        )
        let number: Int = try row.next()
        let document: String = try row.next()
        return PolicyRow(
            id: id, programme: programme,
            policy: try PolicyDocument.policy(try JSON(parsing: document), version: number),
            note: try row.next(), createdBy: try row.next(), createdAt: try row.nextInstant(),
            model: try row.next())
    }

    package static func insert(_ version: PolicyRow, _ transaction: Writing) throws {
        try transaction.execute(
            """
            INSERT INTO matching_policies (id, programme_id, number, document, note, created_by,
                created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """,
            version.id, version.programme, version.number, PolicyDocument.text(version.policy),
            version.note, version.createdBy, version.createdAt)
    }
}
