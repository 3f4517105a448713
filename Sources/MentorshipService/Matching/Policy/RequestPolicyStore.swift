// What programmes allow to mentees who choose for themselves, in the store.

import Mentorship
import SQLite

package struct RequestPolicyRow: Sendable, Equatable {
    package let programme: ID<Programme>
    /// Zero until somebody stated one.
    package var version: Int
    package var policy: RequestPolicy
    package var updatedAt: Instant?

    package var isStored: Bool { version > 0 }
}

package enum RequestPolicyStore {
    /// What was stated, or what holds where nothing was.
    package static func find(
        _ programme: ID<Programme>, _ snapshot: Reading
    ) throws -> RequestPolicyRow {
        try snapshot.first(
            """
            SELECT version, is_open, choices_max, answer_days, waiting_per_mentor_max,
                undo_hours, updated_at
            FROM request_policies WHERE programme_id = ?1
            """, programme
        ) { row in
            RequestPolicyRow(
                programme: programme, version: try row.next(),
                policy: RequestPolicy(
                    isOpen: try row.next(), choicesMax: try row.next(),
                    answerDays: try row.next(), waitingPerMentorMax: try row.next(),
                    undoHours: try row.next()),
                updatedAt: try row.nextInstant())
        } ?? RequestPolicyRow(programme: programme, version: 0, policy: .standard)
    }

    package static func put(
        _ row: RequestPolicyRow, _ context: Context, _ transaction: Writing
    ) throws {
        let policy = row.policy
        try transaction.execute(
            """
            INSERT INTO request_policies (programme_id, version, is_open, choices_max,
                answer_days, waiting_per_mentor_max, updated_by, updated_at, undo_hours)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT (programme_id) DO UPDATE SET version = excluded.version,
                is_open = excluded.is_open, choices_max = excluded.choices_max,
                answer_days = excluded.answer_days,
                waiting_per_mentor_max = excluded.waiting_per_mentor_max,
                undo_hours = excluded.undo_hours,
                updated_by = excluded.updated_by, updated_at = excluded.updated_at
            """,
            row.programme, row.version, policy.isOpen, policy.choicesMax, policy.answerDays,
            policy.waitingPerMentorMax, context.actor.text, context.now, policy.undoHours)
    }
}
