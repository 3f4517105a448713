// /v1/programmes/{programme}/request-policy: whether mentees choose for themselves, and within
// which limits. Whoever sees the programme sees it; its staff state it.

import HTTP
import JSON
import Mentorship

package enum RequestPolicyRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/programmes/{programme}/request-policy", "getRequestPolicy",
            .staffOrPerson(.programmesRead), read: read),
        .write(
            .put, "/v1/programmes/{programme}/request-policy", "putRequestPolicy",
            .staff(.programmesWrite), input: policy, write: replace),
    ]

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        let (programme, _) = try ProgrammeService.see(
            call.id("programme", "programme"), call.actor, snapshot)
        return try RequestPolicyStore.find(programme.id, snapshot).response()
    }

    /// What is not said is as it is for everybody who says nothing.
    private static func policy(_ call: Call) throws -> RequestPolicy {
        var input = try Input(call)
        var policy = RequestPolicy.standard
        policy.isOpen = input.flag("open") ?? policy.isOpen
        policy.choicesMax =
            input.integer("choices_max", RequestPolicyLimits.choices) ?? policy.choicesMax
        policy.answerDays =
            input.integer("answer_working_days", RequestPolicyLimits.answerDays)
            ?? policy.answerDays
        policy.waitingPerMentorMax =
            input.integer("waiting_per_mentor_max", RequestPolicyLimits.waitingPerMentor)
            ?? policy.waitingPerMentorMax
        policy.undoHours =
            input.integer("undo_hours", RequestPolicyLimits.undoHours) ?? policy.undoHours
        try input.finish()
        return policy
    }

    private static func replace(
        _ policy: RequestPolicy, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let programme = try ProgrammeService.forStaff(
            call.id("programme", "programme"), call.actor, transaction)
        let before = try RequestPolicyStore.find(programme.id, transaction)
        try Precondition.check(call, version: before.version, isRequired: before.isStored)
        let row = RequestPolicyRow(
            programme: programme.id, version: before.version + 1, policy: policy,
            updatedAt: call.context.now)
        try RequestPolicyStore.put(row, call.context, transaction)
        try Ledger.record(
            "request_policy.replaced", programme.id.text, programme: programme.id,
            &call.context, transaction)
        return row.response(status: before.isStored ? 200 : 201)
    }
}

extension RequestPolicyRow: Resource {
    package func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("programme_id", programme)
        json.member("open", policy.isOpen)
        json.member("choices_max", policy.choicesMax)
        json.member("answer_working_days", policy.answerDays)
        json.member("waiting_per_mentor_max", policy.waitingPerMentorMax)
        json.member("undo_hours", policy.undoHours)
        json.member("updated_at", updatedAt)
        json.endObject()
    }
}
