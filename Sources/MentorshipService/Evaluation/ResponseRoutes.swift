// /v1/assignments and /v1/surveys/{survey}/response: what waits for a person, and their own
// answers. There is no route by which anybody else reads them.

import HTTP
import JSON
import Mentorship

package enum ResponseRoutes {
    package static let all: [Route] = [
        .get("/v1/assignments", "listAssignments", .person, read: list),
        .get("/v1/surveys/{survey}/response", "getResponse", .person, read: read),
        .write(
            .put, "/v1/surveys/{survey}/response", "putResponse", .person, input: answers,
            write: put),
    ]

    // MARK: Reading

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        let page = try PageRequest(call)
        let rows = try ResponseService.waiting(for: call.context, page: page, snapshot)
        var writer = PageWriter(page)
        for row in rows where writer.admits(row.id.text) { row.write(into: &writer.json) }
        return writer.response(call)
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        return try ResponseService.own(
            call.id("survey", "survey"), call.actor, call.deployment.sealer, snapshot
        ).response()
    }

    // MARK: Writing

    private static func answers(_ call: Call) throws -> SubmittedAnswers {
        var input = try Input(call)
        let isComplete = input.flag("complete") ?? true
        var answers: Instrument.Answers = [:]
        if let given = input.member("answers"), let members = given.members {
            for member in members where member.value != .null {
                if let answer = Instrument.Answer(member.value) {
                    answers[member.name] = answer
                } else {
                    input.refuse(
                        "answers/" + JSONPointer.escaped(member.name), "not_an_answer",
                        "An answer is a number, a text, or null where it is skipped.")
                }
            }
        } else {
            input.refuse("answers", "not_an_object", "answers must be an object of item keys.")
        }
        try input.finish()
        return SubmittedAnswers(answers: answers, isComplete: isComplete)
    }

    private static func put(
        _ submitted: SubmittedAnswers, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let id: ID<Survey> = try call.id("survey", "survey")
        let own = try ResponseService.find(id, call.actor, call.deployment.sealer, transaction)
        try own.response?.checkDraft()
        if let draft = own.response { try Precondition.check(call, version: draft.version) }
        let saved = try ResponseService.save(
            submitted, own, call.deployment.sealer, &call.context, transaction)
        let location = "/v1/surveys/\(id)/response"
        return saved.response(status: own.response == nil ? 201 : 200, location: location)
    }
}

extension OpenAssignment {
    fileprivate func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id)
        json.member("survey_id", survey)
        json.member("programme_id", programme)
        json.member("instrument_id", instrument)
        json.member("title", title)
        json.member("phase", phase.rawValue)
        json.member("side", side.rawValue)
        json.member("state", isBegun ? "draft" : "open")
        json.member("closes_at", closesAt)
        json.member("assigned_at", assignedAt)
        json.endObject()
    }
}

/// A response as the person who gave it sees it; nobody else does.
struct ResponseResource: Resource {
    let survey: ID<Survey>
    let response: SurveyResponse

    var version: Int { response.version }
    var representation: String { "own" }

    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("survey_id", survey)
        json.member("assignment_id", response.assignment)
        json.member("complete", response.completedAt != nil)
        json.member("answers", response.answers.document)
        json.member("completed_at", response.completedAt)
        json.member("created_at", response.createdAt)
        json.member("updated_at", response.updatedAt)
        json.endObject()
    }
}
