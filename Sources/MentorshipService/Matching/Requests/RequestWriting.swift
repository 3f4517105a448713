// How requests are written, and which of them the clock has something to do with.

import Mentorship
import SQLite

extension RequestStore {
    /// False when the mentee has one that waits.
    static func insert(_ row: RequestRow, _ transaction: Writing) throws -> Bool {
        let request = row.request
        let isNew =
            try transaction.execute(
                """
                INSERT INTO mentorship_requests (id, programme_id, mentee_id, state, created_at,
                    updated_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT DO NOTHING
                """,
                request.id, request.programme, request.mentee, request.state.rawValue,
                request.createdAt, row.updatedAt) == 1
        guard isNew else { return false }
        for (position, choice) in request.choices.enumerated() {
            try transaction.execute(
                """
                INSERT INTO mentorship_request_choices (request_id, position, mentor_id, state,
                    asked_at, deadline, nudge_at, passed_over_because, explanation)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                """,
                request.id, position, choice.mentor, choice.state.rawValue, choice.askedAt,
                choice.time?.deadline, choice.time?.nudge, choice.passedOver?.rawValue,
                row.explanations[position])
        }
        return true
    }

    /// One version on, with those choices that differ. What ends comes before what begins: one
    /// mentor is asked at a time.
    static func update(
        _ before: RequestRow, to row: RequestRow, _ transaction: Writing
    ) throws {
        let request = row.request
        try transaction.execute(
            """
            UPDATE mentorship_requests SET version = version + 1, state = ?2,
                is_between_turns = ?3, ended_because = ?4, relationship_id = ?5, updated_at = ?6
            WHERE id = ?1
            """,
            request.id, request.state.rawValue, request.isBetweenTurns,
            row.endedBecause?.rawValue, row.relationship, row.updatedAt)
        let changed = request.choices.indices.filter {
            request.choices[$0] != before.request.choices[$0]
        }
        let isAsked = { (position: Int) in request.choices[position].state == .asked }
        for position in changed.filter({ !isAsked($0) }) + changed.filter(isAsked) {
            try update(request.choices[position], at: position, of: request.id, transaction)
        }
    }

    private static func update(
        _ choice: MentorshipRequest.Choice, at position: Int, of id: ID<MentorshipRequest>,
        _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            UPDATE mentorship_request_choices SET state = ?3, asked_at = ?4, deadline = ?5,
                nudge_at = ?6, nudged_at = ?7, answered_at = ?8, decline_reason = ?9,
                passed_over_because = ?10
            WHERE request_id = ?1 AND position = ?2
            """,
            id, position, choice.state.rawValue, choice.askedAt, choice.time?.deadline,
            choice.time?.nudge, choice.nudgedAt, choice.answeredAt,
            choice.declineReason?.rawValue, choice.passedOver?.rawValue)
    }

    static func keep(
        message: [UInt8], of id: ID<MentorshipRequest>, position: Int, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            UPDATE mentorship_request_choices SET decline_message = ?3
            WHERE request_id = ?1 AND position = ?2
            """, id, position, message)
    }

    // MARK: For the clock

    static func overdue(_ now: Instant, _ snapshot: Reading) throws -> ID<MentorshipRequest>? {
        try snapshot.first(
            """
            SELECT request_id FROM mentorship_request_choices
            WHERE state = 'asked' AND deadline <= ?1 ORDER BY deadline LIMIT 1
            """, now
        ) { row in try row.nextID() }
    }

    static func toNudge(_ now: Instant, _ snapshot: Reading) throws -> ID<MentorshipRequest>? {
        try snapshot.first(
            """
            SELECT request_id FROM mentorship_request_choices
            WHERE state = 'asked' AND nudged_at IS NULL AND nudge_at <= ?1
            ORDER BY nudge_at LIMIT 1
            """, now
        ) { row in try row.nextID() }
    }

    static func betweenTurns(_ snapshot: Reading) throws -> ID<MentorshipRequest>? {
        try snapshot.first(
            "SELECT id FROM mentorship_requests WHERE is_between_turns = 1 ORDER BY id LIMIT 1"
        ) { row in try row.nextID() }
    }
}
