// Availabilities in the store: one row for each person who stated theirs.

import JSON
import Mentorship
import SQLite

package struct AvailabilityRow: Sendable {
    package let person: ID<Person>
    /// Zero until it is stated.
    package let version: Int
    /// Nil when nothing was stated and the profile names no zone either.
    package let timeZone: String?
    package let availability: Availability
    package let updatedAt: Instant?

    package var isStored: Bool { version > 0 }
}

package enum AvailabilityStore {
    package static func find(
        _ person: ID<Person>, _ snapshot: Reading
    ) throws -> AvailabilityRow? {
        try snapshot.first(
            """
            SELECT person_id, version, time_zone, weekly, exceptions, updated_at
            FROM availabilities WHERE person_id = ?1
            """, person
        ) { row in
            AvailabilityRow(
                person: try row.nextID(), version: try row.next(), timeZone: try row.next(),
                availability: try AvailabilityDocument.availability(
                    weekly: try row.next(), exceptions: try row.next()),
                updatedAt: try row.nextInstant())
        }
    }

    package static func zoneOfPerson(
        _ person: ID<Person>, _ snapshot: Reading
    ) throws -> String? {
        try snapshot.first("SELECT time_zone FROM people WHERE id = ?1", person) { row in
            try row.next() as String?
        } ?? nil
    }

    package static func put(
        _ row: AvailabilityRow, _ context: Context, _ transaction: Writing
    ) throws {
        var weekly = JSONWriter()
        AvailabilityDocument.write(weekly: row.availability.weekly, into: &weekly)
        var exceptions = JSONWriter()
        AvailabilityDocument.write(exceptions: row.availability.exceptions, into: &exceptions)
        try transaction.execute(
            """
            INSERT INTO availabilities (person_id, version, time_zone, weekly, exceptions,
                updated_by, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (person_id) DO UPDATE SET version = excluded.version,
                time_zone = excluded.time_zone, weekly = excluded.weekly,
                exceptions = excluded.exceptions, updated_by = excluded.updated_by,
                updated_at = excluded.updated_at
            """,
            row.person, row.version, row.timeZone,
            String(decoding: weekly.bytes, as: UTF8.self),
            String(decoding: exceptions.bytes, as: UTF8.self), context.actor.text, context.now)
    }
}
