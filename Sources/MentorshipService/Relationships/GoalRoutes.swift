// /v1/relationships/{relationship}/goals and /v1/goals: what a pair works towards.

import HTTP
import JSON
import Mentorship

package enum GoalRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/relationships/{relationship}/goals", "listGoals",
            .staffOrPerson(.relationshipsRead), read: list),
        .write(
            .post, "/v1/relationships/{relationship}/goals", "createGoal", .person, input: draft,
            write: create),
        .get("/v1/goals/{goal}", "getGoal", .staffOrPerson(.relationshipsRead), read: read),
        .write(
            .patch, "/v1/goals/{goal}", "changeGoal", .person, input: patchDocument, write: patch),
        .get(
            "/v1/goals/{goal}/progress", "listGoalProgress", .staffOrPerson(.relationshipsRead),
            read: progress),
        .write(
            .post, "/v1/goals/{goal}/progress", "recordGoalProgress", .person, input: step,
            write: record),
        .write(
            .put, "/v1/goals/{goal}/state", "setGoalState", .person, input: state,
            write: setState),
    ]

    // MARK: Reading

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        let page = try PageRequest(call)
        let (goals, sight) = try service(call).list(
            of: call.id("relationship", "relationship"), after: page.after, limit: page.fetch,
            call.actor, snapshot)
        var writer = PageWriter(page)
        for goal in goals where writer.admits(goal.goal.id.text) {
            GoalDocument(goal, sight).write(into: &writer.json)
        }
        return writer.response(call)
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        let (goal, sight) = try service(call).find(call.id("goal", "goal"), call.actor, snapshot)
        return GoalDocument(goal, sight).response()
    }

    private static func progress(_ call: Call, _ snapshot: Reading) throws -> Response {
        let page = try PageRequest(call)
        let (rows, showsNotes) = try service(call).progress(
            of: call.id("goal", "goal"), after: page.after.flatMap { Int($0) } ?? 0,
            limit: page.fetch, call.actor, snapshot)
        var writer = PageWriter(page)
        for row in rows where writer.admits("\(row.number)") {
            row.write(into: &writer.json, showsNote: showsNotes)
        }
        return writer.response(call)
    }

    // MARK: Writing

    private static func draft(_ call: Call) throws -> GoalDraft {
        var input = try Input(call)
        let owner: ID<Person>? = input.id("owner_id")
        let wording = GoalDocument.wording(&input)
        try input.finish()
        return GoalDraft(owner: owner, wording: try wording.required())
    }

    private static func create(
        _ draft: GoalDraft, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let row = try service(call).create(
            draft, in: call.id("relationship", "relationship"), &call.context, transaction)
        return GoalDocument(row, .full).created(at: "/v1/goals/\(row.goal.id)")
    }

    private static func patchDocument(_ call: Call) throws -> JSON {
        let patch = try Input.json(of: call)
        guard patch.members != nil else {
            throw Failure.invalid("/", "not_an_object", "Send a JSON object (RFC 7396).")
        }
        return patch
    }

    private static func patch(
        _ patch: JSON, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let (row, _) = try service(call).find(call.id("goal", "goal"), call.actor, transaction)
        try Precondition.check(call, version: row.version)
        var input = try Input(
            object: GoalDocument.writable(row.goal.wording).patched(by: patch))
        let wording = GoalDocument.wording(&input)
        try input.finish()
        let changed = try service(call).revise(
            row, to: wording.required(), &call.context, transaction)
        return GoalDocument(changed, .full).response()
    }

    private static func step(_ call: Call) throws -> (percent: Int, note: String?) {
        var input = try Input(call)
        let percent = input.requiredInteger("percent", 0...100)
        let note = input.free("note", limit: GoalWording.Limits.details)
        try input.finish()
        return (percent, note)
    }

    private static func record(
        _ step: (percent: Int, note: String?), _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let row = try service(call).record(
            percent: step.percent, note: step.note, of: call.id("goal", "goal"), &call.context,
            transaction)
        var json = JSONWriter()
        row.write(into: &json, showsNote: true)
        return .json(json.bytes, status: 201)
    }

    private static func state(_ call: Call) throws -> GoalStateChange {
        var input = try Input(call)
        let state = input.requiredChoice("state", GoalStateChange.self)
        try input.finish()
        return try state.required()
    }

    private static func setState(
        _ state: GoalStateChange, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let row = try service(call).setState(
            call.id("goal", "goal"), state, &call.context, transaction)
        return GoalDocument(row, .full).response()
    }

    private static func service(_ call: Call) -> GoalService {
        GoalService(sealer: call.deployment.sealer)
    }
}
