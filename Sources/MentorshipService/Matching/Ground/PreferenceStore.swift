// Ranked preferences in the store: one row for each enrolment whose person named somebody.

import JSON
import Mentorship
import SQLite

package struct PreferenceRow: Sendable, Equatable {
    package let enrolment: ID<Enrolment>
    /// Zero until somebody was named.
    package var version: Int
    /// Best first.
    package var ranked: [ID<Person>]
    package var updatedAt: Instant?

    package var isStored: Bool { version > 0 }
}

package enum PreferenceStore {
    package static func find(
        _ enrolment: ID<Enrolment>, _ snapshot: Reading
    ) throws -> PreferenceRow {
        try snapshot.first(
            """
            SELECT version, ranked, updated_at FROM preferences WHERE enrolment_id = ?1
            """, enrolment
        ) { row in
            PreferenceRow(
                enrolment: enrolment, version: try row.next(),
                ranked: people(column: try row.next()).compactMap { ID($0) },
                updatedAt: try row.nextInstant())
        } ?? PreferenceRow(enrolment: enrolment, version: 0, ranked: [])
    }

    /// Ids of people, best first, of a column as `put` fills it.
    static func people(column: String) -> [String] {
        (try? JSON(parsing: column))?.elements?.compactMap(\.text) ?? []
    }

    package static func put(
        _ row: PreferenceRow, by actor: Actor, _ transaction: Writing
    ) throws {
        let ranked = JSON.array(row.ranked.map { .string($0.text) })
        try transaction.execute(
            """
            INSERT INTO preferences (enrolment_id, version, ranked, updated_by, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (enrolment_id) DO UPDATE SET version = excluded.version,
                ranked = excluded.ranked, updated_by = excluded.updated_by,
                updated_at = excluded.updated_at
            """, row.enrolment, row.version, ranked.description, actor.text, row.updatedAt)
    }
}
