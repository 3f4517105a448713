// What is done with journal entries: written, read and deleted, by their author and nobody else.
// Whoever is not the author is told that there is no such thing, administrators like strangers.

import Mentorship
import SQLite

enum JournalService {
    static func create(
        _ text: String, in id: ID<Relationship>, _ sealer: Sealer, _ context: inout Context,
        _ transaction: Writing
    ) throws -> JournalEntry {
        let author = try author(in: id, context.actor, transaction)
        let entry = try JournalEntry(
            id: context.newID(), author: author, relationship: id, writtenAt: context.now,
            text: text)
        try JournalStore.insert(entry, sealer, transaction)
        // No event: that somebody reflects is their own affair. The audit knows that they did.
        try Ledger.audit("journal_entry.created", entry.id.text, &context, transaction)
        return entry
    }

    static func list(
        in id: ID<Relationship>, after: String?, limit: Int, _ sealer: Sealer, _ actor: Actor,
        _ snapshot: Reading
    ) throws -> [JournalEntry] {
        let author = try author(in: id, actor, snapshot)
        return try JournalStore.list(
            of: author, in: id, after: after, limit: limit, sealer, snapshot)
    }

    static func find(
        _ id: ID<JournalEntry>, _ sealer: Sealer, _ actor: Actor, _ snapshot: Reading
    ) throws -> JournalEntry {
        guard let reader = actor.person,
            let entry = try JournalStore.find(id, of: reader, sealer, snapshot)
        else { throw Failure.notFound("journal entry") }
        try entry.checkRead(by: actor)
        return entry
    }

    static func delete(
        _ entry: JournalEntry, _ context: inout Context, _ transaction: Writing
    ) throws {
        try JournalStore.delete(entry.id, transaction)
        try Ledger.audit("journal_entry.deleted", entry.id.text, &context, transaction)
    }

    /// The member who writes; staff find no journal at all.
    private static func author(
        in id: ID<Relationship>, _ actor: Actor, _ snapshot: Reading
    ) throws -> ID<Person> {
        guard let person = actor.person else { throw Failure.notFound("journal") }
        _ = try RelationshipService.find(id, for: .writeJournal, actor, snapshot)
        return person
    }
}

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
            WHERE relationship_id = ?1 AND author_id = ?2 AND (?3 IS NULL OR id > ?3)
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

    private static func context(_ id: ID<JournalEntry>) -> String {
        "journal_entries/body/\(id)"
    }
}
