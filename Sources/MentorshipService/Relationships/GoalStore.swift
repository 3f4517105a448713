// Goals and their progress in the store. What a goal says beyond its title, and every note, is
// sealed: staff who read the file see that there is a goal, never what was said about it.

import Mentorship
import SQLite

package struct GoalRow: Sendable {
    package let version: Int
    package var goal: Goal
    package let updatedAt: Instant
}

/// One line of a goal's history.
package struct GoalProgressRow: Sendable {
    package let number: Int
    package let percent: Int
    package let note: String?
    package let recordedBy: ID<Person>
    package let recordedAt: Instant
}

package enum GoalStore {
    package static func find(
        _ id: ID<Goal>, _ sealer: Sealer, _ snapshot: Reading
    ) throws -> GoalRow? {
        try snapshot.first(
            """
            SELECT id, version, relationship_id, owner_id, suggested_by, title, details, category,
                weight, target_on, state, percent, agreed_by, proposed_outcome, created_at,
                updated_at
            FROM goals WHERE id = ?1
            """, id
        ) { row in try goal(&row, sealer) }
    }

    package static func list(
        of relationship: ID<Relationship>, after: String?, limit: Int, _ sealer: Sealer,
        _ snapshot: Reading
    ) throws -> [GoalRow] {
        try snapshot.query(
            """
            SELECT id, version, relationship_id, owner_id, suggested_by, title, details, category,
                weight, target_on, state, percent, agreed_by, proposed_outcome, created_at,
                updated_at
            FROM goals WHERE relationship_id = ?1 AND id > COALESCE(?2, '')
            ORDER BY id LIMIT ?3
            """, relationship, after, limit
        ) { row in try goal(&row, sealer) }
    }

    package static func insert(
        _ goal: Goal, _ sealer: Sealer, now: Instant, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            INSERT INTO goals (id, relationship_id, owner_id, suggested_by, title, details,
                category, weight, target_on, state, percent, agreed_by, proposed_outcome,
                created_at, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
            """,
            goal.id, goal.relationship, goal.owner, goal.suggestedBy, goal.wording.title,
            try sealer.seal(text: goal.wording.details, context: detailsContext(goal.id)),
            goal.wording.category.rawValue, goal.wording.weight, goal.wording.targetOn,
            goal.state.text, goal.percent, text(goal.agreedBy), goal.proposedOutcome?.rawValue,
            goal.createdAt, now)
    }

    package static func update(
        _ goal: Goal, _ sealer: Sealer, now: Instant, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            UPDATE goals SET title = ?2, details = ?3, category = ?4, weight = ?5, target_on = ?6,
                state = ?7, percent = ?8, agreed_by = ?9, proposed_outcome = ?10,
                updated_at = ?11, version = version + 1
            WHERE id = ?1
            """,
            goal.id, goal.wording.title,
            try sealer.seal(text: goal.wording.details, context: detailsContext(goal.id)),
            goal.wording.category.rawValue, goal.wording.weight, goal.wording.targetOn,
            goal.state.text, goal.percent, text(goal.agreedBy), goal.proposedOutcome?.rawValue,
            now)
    }

    // MARK: Progress

    package static func append(
        _ progress: GoalProgress, note: String?, to goal: ID<Goal>, _ sealer: Sealer,
        _ transaction: Writing
    ) throws -> GoalProgressRow {
        let last = try transaction.first(
            "SELECT COALESCE(MAX(number), 0) FROM goal_progress WHERE goal_id = ?1", goal
        ) { row in try row.next() as Int }
        let number = (last ?? 0) + 1
        try transaction.execute(
            """
            INSERT INTO goal_progress (goal_id, number, percent, note, recorded_by, recorded_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """,
            goal, number, progress.percent,
            try sealer.seal(text: note, context: noteContext(goal, number)), progress.by,
            progress.at)
        return GoalProgressRow(
            number: number, percent: progress.percent, note: note, recordedBy: progress.by,
            recordedAt: progress.at)
    }

    package static func progress(
        of goal: ID<Goal>, after: Int, limit: Int, _ sealer: Sealer, _ snapshot: Reading
    ) throws -> [GoalProgressRow] {
        try snapshot.query(
            """
            SELECT number, percent, note, recorded_by, recorded_at
            FROM goal_progress WHERE goal_id = ?1 AND number > ?2 ORDER BY number LIMIT ?3
            """, goal, after, limit
        ) { row in
            let number: Int = try row.next()
            let percent: Int = try row.next()
            let note = try sealer.openText(row.next(), context: noteContext(goal, number))
            return GoalProgressRow(
                number: number, percent: percent, note: note, recordedBy: try row.nextID(),
                recordedAt: try row.nextInstant())
        }
    }

    // MARK: Columns

    private static func goal(_ row: inout Row, _ sealer: Sealer) throws -> GoalRow {
        let id: ID<Goal> = try row.nextID()
        let version: Int = try row.next()
        let relationship: ID<Relationship> = try row.nextID()
        let owner: ID<Person> = try row.nextID()
        let suggestedBy: ID<Person>? = try row.nextOptionalID()
        let title: String = try row.next()
        let details = try sealer.openText(row.next(), context: detailsContext(id))
        let wording = try GoalWording(
            title: title, details: details, category: try row.nextChoice(),
            weight: try row.next(), targetOn: try row.nextOptionalDate())
        let state: String = try row.next()
        guard let state = Goal.State(text: state) else { throw StoredValueError(column: "state") }
        let percent: Int = try row.next()
        let agreedBy: String = try row.next()
        let outcome: String? = try row.next()
        let goal = Goal(
            id: id, relationship: relationship, owner: owner, suggestedBy: suggestedBy,
            wording: wording, state: state,
            agreedBy: Set(agreedBy.split(separator: " ").compactMap { ID<Person>(String($0)) }),
            percent: percent, proposedOutcome: outcome.flatMap { GoalOutcome(rawValue: $0) },
            createdAt: try row.nextInstant())
        return GoalRow(version: version, goal: goal, updatedAt: try row.nextInstant())
    }

    private static func text(_ people: Set<ID<Person>>) -> String {
        people.sorted().map(\.text).joined(separator: " ")
    }

    private static func detailsContext(_ id: ID<Goal>) -> String { "goals/details/\(id)" }

    private static func noteContext(_ id: ID<Goal>, _ number: Int) -> String {
        "goal_progress/note/\(id)/\(number)"
    }
}
