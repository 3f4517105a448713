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
