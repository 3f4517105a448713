// Journal entries in the store: sealed on the way in, opened on the way out for their author alone.

import Mentorship
import SQLite

/// Entries are looked up by their author too, so that no other's is ever unsealed.
enum JournalStore {
    static func insert(
        _ entry: JournalEntry, _ sealer: Sealer, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            INSERT INTO journal_entries (id, relationship_id, author_id, body, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5)
            """,
            entry.id, entry.relationship, entry.author,
            try sealer.seal(text: entry.text, context: context(entry.id)), entry.writtenAt)
    }

    static func find(
        _ id: ID<JournalEntry>, of author: ID<Person>, _ sealer: Sealer, _ snapshot: Reading
    ) throws -> JournalEntry? {
        try snapshot.first(
            """
            SELECT id, relationship_id, author_id, body, created_at
            FROM journal_entries WHERE id = ?1 AND author_id = ?2
            """, id, author
        ) { row in try entry(&row, sealer) }
    }

    static func list(
        of author: ID<Person>, in relationship: ID<Relationship>, after: String?, limit: Int,
        _ sealer: Sealer, _ snapshot: Reading
    ) throws -> [JournalEntry] {
        try snapshot.query(
            """
            SELECT id, relationship_id, author_id, body, created_at
            FROM journal_entries
            WHERE relationship_id = ?1 AND author_id = ?2 AND id > COALESCE(?3, '')
            ORDER BY id LIMIT ?4
            """, relationship, author, after, limit
        ) { row in try entry(&row, sealer) }
    }

    static func delete(_ id: ID<JournalEntry>, _ transaction: Writing) throws {
        try transaction.execute("DELETE FROM journal_entries WHERE id = ?1", id)
    }

    private static func entry(_ row: inout Row, _ sealer: Sealer) throws -> JournalEntry {
        let id: ID<JournalEntry> = try row.nextID()
        let relationship: ID<Relationship> = try row.nextID()
        let author: ID<Person> = try row.nextID()
        let text = try sealer.openText(row.next(), context: context(id))
        return try JournalEntry(
            id: id, author: author, relationship: relationship,
            writtenAt: try row.nextInstant(), text: text ?? "")
    }

    static func context(_ id: ID<JournalEntry>) -> String {
        "journal_entries/body/\(id)"
    }
}
