// Instruments in the store: written once, never changed. Editions of one key are numbered.

import JSON
import Mentorship
import SQLite

/// An edition of an instrument with what is said about it.
package struct InstrumentRow: Sendable {
    package let id: ID<Instrument>
    package let key: String
    package let version: Int
    package let title: String
    package let licence: String?
    package let source: String?
    package let instrument: Instrument
    package let createdBy: String
    package let createdAt: Instant
}

package enum InstrumentStore {
    package static func insert(
        _ draft: InstrumentDraft, _ context: inout Context, _ transaction: Writing
    ) throws -> InstrumentRow {
        let last = try transaction.first(
            "SELECT COALESCE(MAX(version), 0) FROM instruments WHERE key = ?1", draft.key
        ) { row in try row.next() as Int }
        let row = InstrumentRow(
            id: context.newID(), key: draft.key, version: (last ?? 0) + 1, title: draft.title,
            licence: draft.licence, source: draft.source, instrument: draft.instrument,
            createdBy: context.actor.text, createdAt: context.now)
        try transaction.execute(
            """
            INSERT INTO instruments (id, key, version, title, licence, source, items, subscales,
                created_by, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """,
            row.id, row.key, row.version, row.title, row.licence, row.source,
            row.instrument.itemsColumn, row.instrument.subscalesColumn, row.createdBy,
            row.createdAt)
        return row
    }

    package static func find(
        _ id: ID<Instrument>, _ snapshot: Reading
    ) throws -> InstrumentRow? {
        try snapshot.first(
            """
            SELECT id, key, version, title, licence, source, items, subscales, created_by,
                created_at
            FROM instruments WHERE id = ?1
            """, id, read: instrument)
    }

    package static func list(
        key: String?, page: PageRequest, _ snapshot: Reading
    ) throws -> [InstrumentRow] {
        try snapshot.query(
            """
            SELECT id, key, version, title, licence, source, items, subscales, created_by,
                created_at
            FROM instruments
            WHERE id > COALESCE(?1, '') AND (?2 IS NULL OR key = ?2)
            ORDER BY id LIMIT ?3
            """, page.after, key, page.fetch, read: instrument)
    }

    private static func instrument(_ row: inout Row) throws -> InstrumentRow {
        let id: ID<Instrument> = try row.nextID()
        let key: String = try row.next()
        let version: Int = try row.next()
        let title: String = try row.next()
        let licence: String? = try row.next()
        let source: String? = try row.next()
        let instrument = try InstrumentDocument.stored(
            items: try row.next(), subscales: try row.next())
        return InstrumentRow(
            id: id, key: key, version: version, title: title, licence: licence, source: source,
            instrument: instrument, createdBy: try row.next(), createdAt: try row.nextInstant())
    }
}

extension InstrumentRow: Resource {
    package func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id)
        json.member("key", key)
        json.member("version", version)
        json.member("title", title)
        json.member("licence", licence)
        json.member("source", source)
        json.member("items", raw: instrument.itemsColumn)
        json.member("subscales", raw: instrument.subscalesColumn)
        json.member("created_by", createdBy)
        json.member("created_at", createdAt)
        json.endObject()
    }
}
