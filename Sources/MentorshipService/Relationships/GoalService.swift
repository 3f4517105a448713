// What is done with goals: set, agreed to, reworded, worked on, settled; by the members alone.
// Staff see that there are goals and how they stand, as far as the access rule shows them.

import JSON
import Mentorship
import SQLite

/// What a member does with a goal's state: says yes to it, or says what came of it.
package enum GoalStateChange: String, Sendable, CaseIterable {
    case agreed, achieved, partly, abandoned
    case notAchieved = "not_achieved"
}

package struct GoalDraft: Sendable {
    package let owner: ID<Person>?
    package let wording: GoalWording
}

package struct GoalService {
    let sealer: Sealer

    // MARK: Seeing

    func find(
        _ id: ID<Goal>, _ actor: Actor, _ snapshot: Reading
    ) throws -> (GoalRow, RelationshipAccess.GoalSight) {
        let (row, relationship) = try load(id, snapshot)
        let sight = RelationshipAccess.goalSight(in: relationship, by: actor)
        guard sight > .none else { throw Failure.notFound("goal") }
        return (row, sight)
    }

    func list(
        of id: ID<Relationship>, after: String?, limit: Int, _ actor: Actor, _ snapshot: Reading
    ) throws -> ([GoalRow], RelationshipAccess.GoalSight) {
        let row = try RelationshipService.find(id, for: .listGoals, actor, snapshot)
        let sight = RelationshipAccess.goalSight(in: row.relationship, by: actor)
        let goals = try GoalStore.list(of: id, after: after, limit: limit, sealer, snapshot)
        return (goals, sight)
    }

    /// The history; notes only for members, whatever else a role may see.
    func progress(
        of id: ID<Goal>, after: Int, limit: Int, _ actor: Actor, _ snapshot: Reading
    ) throws -> ([GoalProgressRow], showsNotes: Bool) {
        let (_, relationship) = try load(id, snapshot)
        guard RelationshipAccess.goalSight(in: relationship, by: actor) > .none else {
            throw Failure.notFound("goal")
        }
        let rows = try GoalStore.progress(
            of: id, after: after, limit: limit, sealer, snapshot)
        return (rows, RelationshipAccess.sight(of: relationship, by: actor) == .pair)
    }

    // MARK: Changing

    func create(
        _ draft: GoalDraft, in id: ID<Relationship>, _ context: inout Context,
        _ transaction: Writing
    ) throws -> GoalRow {
        let row = try RelationshipService.find(id, for: .writeGoal, context.actor, transaction)
        let author = try member(context.actor)
        let owner = draft.owner ?? row.relationship.goalOwner(for: author)
        let goal = try Goal.draft(
            id: context.newID(), in: row.relationship, owner: owner, by: author,
            wording: draft.wording, now: context.now)
        try GoalStore.insert(goal, sealer, now: context.now, transaction)
        try record("goal.created", goal, row.relationship, &context, transaction)
        return GoalRow(version: 1, goal: goal, updatedAt: context.now)
    }

    func revise(
        _ row: GoalRow, to wording: GoalWording, _ context: inout Context, _ transaction: Writing
    ) throws -> GoalRow {
        try change(row.goal.id, "goal.changed", &context, transaction) { goal, person, _ in
            try goal.revise(wording, by: person)
        }
    }

    func setState(
        _ id: ID<Goal>, _ state: GoalStateChange, _ context: inout Context, _ transaction: Writing
    ) throws -> GoalRow {
        try change(id, "goal.state_changed", &context, transaction) { goal, person, _ in
            guard let outcome = GoalOutcome(rawValue: state.rawValue) else {
                return try goal.agree(by: person)
            }
            if person == goal.owner {
                try goal.settle(outcome, by: person)
            } else {
                try goal.propose(outcome, by: person)
            }
        }
    }

    func record(
        percent: Int, note: String?, of id: ID<Goal>, _ context: inout Context,
        _ transaction: Writing
    ) throws -> GoalProgressRow {
        var progress: GoalProgress?
        _ = try change(id, "goal.progressed", &context, transaction) { goal, person, now in
            progress = try goal.record(percent: percent, by: person, now: now)
        }
        return try GoalStore.append(
            progress.required(), note: note, to: id, sealer, transaction)
    }

    /// The goal changed by a rule, when the actor is a member and the relationship still lives.
    private func change(
        _ id: ID<Goal>, _ event: String, _ context: inout Context, _ transaction: Writing,
        _ rule: (inout Goal, ID<Person>, Instant) throws -> Void
    ) throws -> GoalRow {
        let (row, relationship) = try load(id, transaction)
        guard RelationshipAccess.may(.writeGoal, in: relationship, context.actor) else {
            throw Failure.notFound("goal")
        }
        guard relationship.state.name != .closed else { throw Failure.goalOfClosed }
        var goal = row.goal
        try rule(&goal, member(context.actor), context.now)
        guard goal != row.goal else { return row }
        try GoalStore.update(goal, sealer, now: context.now, transaction)
        try record(event, goal, relationship, &context, transaction)
        return GoalRow(version: row.version + 1, goal: goal, updatedAt: context.now)
    }

    private func load(
        _ id: ID<Goal>, _ snapshot: Reading
    ) throws -> (GoalRow, Relationship) {
        guard let row = try GoalStore.find(id, sealer, snapshot),
            let relationship = try RelationshipStore.find(row.goal.relationship, snapshot)
        else { throw Failure.notFound("goal") }
        return (row, relationship.relationship)
    }

    private func member(_ actor: Actor) throws(Failure) -> ID<Person> {
        guard let person = actor.person else { throw .notFound("goal") }
        return person
    }

    private func record(
        _ type: String, _ goal: Goal, _ relationship: Relationship, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        try Ledger.record(
            type, goal.id.text, programme: relationship.programme,
            data: [
                JSON.Member("relationship_id", .string(relationship.id.text)),
                JSON.Member("state", .string(goal.state.text)),
                JSON.Member("percent", .integer(Int64(goal.percent))),
            ], &context, transaction)
    }
}

extension Relationship {
    /// Whose goal it is when nobody says: the author's own, or that of the only one who owns goals.
    fileprivate func goalOwner(for author: ID<Person>) -> ID<Person> {
        if side(of: author)?.ownsGoals ?? false { return author }
        return members.first { $0.side.ownsGoals }?.person ?? author
    }
}
