// The history of a relationship in the store: every state and stage it was in. Only ever added to.

import JSON
import Mentorship
import SQLite

package struct StageMoveRow: Sendable {
    package let fromState: String?
    package let fromStage: String?
    package let toState: String
    package let toStage: String?
    package let reason: String
    package let movedBy: String
    package let movedAt: Instant
}

extension StageMoveRow {
    package init(_ move: StageMove) {
        self.init(
            fromState: move.fromState.rawValue, fromStage: move.fromStage,
            toState: move.toState.rawValue, toStage: move.toStage, reason: move.reason,
            movedBy: move.by, movedAt: move.at)
    }

    /// Who closed it is not for a side that may not know why.
    package func write(number: Int, hidesCloser: Bool, into json: inout JSONWriter) {
        let isHidden = hidesCloser && toState == Relationship.State.Name.closed.rawValue
        json.beginObject()
        json.member("number", number)
        json.member("from_state", fromState)
        json.member("from_stage", fromStage)
        json.member("state", toState)
        json.member("stage", toStage)
        json.member("reason", reason)
        json.member("moved_by", isHidden ? nil : movedBy)
        json.member("moved_at", movedAt)
        json.endObject()
    }
}

package enum StageMoveStore {
    /// The number of the new line: 1, 2, 3 in each relationship.
    @discardableResult
    package static func append(
        _ move: StageMoveRow, to relationship: ID<Relationship>, _ transaction: Writing
    ) throws -> Int {
        try transaction.first(
            """
            INSERT INTO relationship_stage_moves (relationship_id, number, from_state, from_stage,
                to_state, to_stage, reason, moved_by, moved_at)
            SELECT ?1, COALESCE(MAX(number), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
            FROM relationship_stage_moves WHERE relationship_id = ?1
            RETURNING number
            """,
            relationship, move.fromState, move.fromStage, move.toState, move.toStage,
            move.reason, move.movedBy, move.movedAt
        ) { row in try row.next() } ?? 0
    }

    package static func list(
        of relationship: ID<Relationship>, after: Int, limit: Int, _ snapshot: Reading
    ) throws -> [(number: Int, move: StageMoveRow)] {
        try snapshot.query(
            """
            SELECT number, from_state, from_stage, to_state, to_stage, reason, moved_by, moved_at
            FROM relationship_stage_moves
            WHERE relationship_id = ?1 AND number > ?2
            ORDER BY number LIMIT ?3
            """, relationship, after, limit
        ) { row in
            let number: Int = try row.next()
            let move = StageMoveRow(
                fromState: try row.next(), fromStage: try row.next(), toState: try row.next(),
                toStage: try row.next(), reason: try row.next(), movedBy: try row.next(),
                movedAt: try row.nextInstant())
            return (number, move)
        }
    }
}
