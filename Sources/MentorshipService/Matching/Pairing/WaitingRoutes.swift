// Who waits, and for what: a programme's for its staff, one's own for oneself.

import HTTP
import JSON
import Mentorship

package enum WaitingRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/programmes/{programme}/waiting", "listWaiting", .staff(.matchingRead),
            slowRead: list),
        // A mentor who waits is looked for in what many runs keep of those they asked about.
        .get("/v1/me/waiting", "listOwnWaiting", .person, slowRead: own),
    ]

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        var (role, status): (Side?, Waiting.Status?) = (nil, nil)
        let list = try SheetList<WaitingRow>(call) { parameters in
            role = parameters.choice("role", Side.self)
            status = parameters.choice("status", Waiting.Status.self)
        }
        let programme = try ProgrammeService.forStaff(
            call.id("programme", "programme"), call.actor, snapshot)
        let question = WaitingQuestion(
            programme: programme.id, role: role, status: status, now: call.context.now,
            withNames: call.actor.may(.peopleRead))
        return try list.response(named: "\(programme.id)-waiting", snapshot, load: question.rows)
    }

    private static func own(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        guard let person = call.actor.person else { throw Failure.notFound("person") }
        let service = WaitingService(now: call.context.now, snapshot: snapshot)
        var json = JSONWriter()
        json.beginObject()
        try json.array("items") { json in
            for enrolment in try WaitingStore.enrolments(of: person, snapshot) {
                guard let frame = try WaitingProgramme(enrolment.programme, snapshot),
                    let found = try service.find(enrolment, frame)
                else { continue }
                found.write(into: &json)
            }
        }
        json.endObject()
        return .json(json.bytes)
    }
}

extension WaitingPerson {
    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("enrolment_id", enrolment.id)
        json.member("programme_id", enrolment.programme)
        json.member("person_id", enrolment.person)
        json.member("role", enrolment.role.rawValue)
        json.member("since", enrolment.since)
        json.member("status", waiting.status.rawValue)
        json.member("next_step", waiting.step.rawValue)
        json.member("words", words)
        json.member("mentors_wanted", mentors?.wanted)
        json.member("mentors_found", mentors?.found)
        json.member("until", waiting.until)
        json.member("subject_id", waiting.subject)
        json.member("reason", waiting.reason)
        json.member("after_relationship_id", rematch)
        json.endObject()
    }
}
