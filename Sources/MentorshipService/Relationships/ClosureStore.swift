// How relationships ended, in the store: the reason as a code, the words for the pair sealed.

import JSON
import Mentorship
import SQLite

enum ClosureStore {
    static func insert(
        _ row: ClosureRow, _ sealer: Sealer, _ transaction: Writing
    ) throws {
        let id = row.relationship.id
        try transaction.execute(
            """
            INSERT INTO relationship_closures (relationship_id, reason, asked_by, closed_on,
                message, closed_by, closed_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """,
            id, row.closure.reason.rawValue, row.closure.askedBy.rawValue, row.closure.on,
            try sealer.seal(text: row.message, context: context(id)), row.closedBy, row.closure.at)
    }

    static func words(
        _ id: ID<Relationship>, _ sealer: Sealer, _ snapshot: Reading
    ) throws -> (message: String?, closedBy: String)? {
        let found = try snapshot.first(
            "SELECT message, closed_by FROM relationship_closures WHERE relationship_id = ?1", id
        ) { row in (try row.next() as [UInt8]?, try row.next() as String) }
        return try found.map { sealed, closedBy in
            (try sealer.openText(sealed, context: context(id)), closedBy)
        }
    }

    private static func context(_ id: ID<Relationship>) -> String {
        "relationship_closures/message/\(id)"
    }
}
