// The organisation's days off in the store: one row, a list of dates.

import JSON
import Mentorship
import SQLite

package struct HolidaysRow: Sendable, Equatable {
    /// Zero until somebody stated them.
    package var version: Int
    /// In their order, each once.
    package var days: [CivilDate]
    package var updatedAt: Instant?

    package var isStored: Bool { version > 0 }

    package static let none = HolidaysRow(version: 0, days: [], updatedAt: nil)
}

package enum HolidayStore {
    package static func find(_ snapshot: Reading) throws -> HolidaysRow {
        try snapshot.first(
            "SELECT version, days, updated_at FROM organisation_holidays WHERE id = 1"
        ) { row in
            HolidaysRow(
                version: try row.next(), days: days(try row.next()),
                updatedAt: try row.nextInstant())
        } ?? .none
    }

    /// By which deadlines are counted.
    package static func workingDays(_ snapshot: Reading) throws -> WorkingDays {
        WorkingDays(holidays: Set(try find(snapshot).days))
    }

    package static func put(
        _ row: HolidaysRow, _ context: Context, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            INSERT INTO organisation_holidays (id, version, days, updated_by, updated_at)
            VALUES (1, ?1, ?2, ?3, ?4)
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, days = excluded.days,
                updated_by = excluded.updated_by, updated_at = excluded.updated_at
            """,
            row.version, JSON.array(row.days.map { .string($0.text) }).description,
            context.actor.text, context.now)
    }

    private static func days(_ column: String) -> [CivilDate] {
        let days = (try? JSON(parsing: column))?.elements ?? []
        return days.compactMap { $0.text.flatMap { CivilDate($0) } }
    }
}
