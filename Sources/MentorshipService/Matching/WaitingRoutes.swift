// Who waits, and for what: a programme's for its staff, one's own for oneself.

import HTTP
import JSON
import Mentorship

package enum WaitingRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/programmes/{programme}/waiting", "listWaiting", .staff(.matchingRead),
            slowRead: list),
        .get("/v1/me/waiting", "listOwnWaiting", .person, read: own),
    ]

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        var parameters = try Parameters(call)
        let role = parameters.choice("role", Side.self)
        let status = parameters.choice("status", Waiting.Status.self)
        let page = parameters.page()
        try parameters.finish()
        let programme = try ProgrammeService.forStaff(
            call.id("programme", "programme"), call.actor, snapshot)
        var writer = PageWriter(page)
        guard let frame = try WaitingProgramme(programme.id, snapshot) else {
            return writer.response(call)
        }
        let service = WaitingService(now: call.context.now, snapshot: snapshot)
        try Candidates.take(
            page.fetch, after: page.after ?? "",
            from: { after, count in
                try WaitingStore.enrolments(
                    in: programme.id, after: after, limit: count, snapshot
                ).map(\.id.text)
            },
            { text in
                guard let id = ID<Enrolment>(text),
                    let enrolment = try EnrolmentStore.find(id, snapshot),
                    role.map({ enrolment.offer.role.has($0) }) ?? true,
                    let found = try service.find(WaitingEnrolment(enrolment), frame),
                    status ?? found.waiting.status == found.waiting.status
                else { return false }
                if writer.admits(text) { found.write(into: &writer.json) }
                return true
            })
        return writer.response(call)
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

extension Enrolment.Role {
    fileprivate func has(_ side: Side) -> Bool {
        switch side {
        case .mentor: isMentor
        case .mentee: isMentee
        case .peer: false
        }
    }
}

extension WaitingEnrolment {
    fileprivate init(_ enrolment: Enrolment) {
        self.init(
            id: enrolment.id, programme: enrolment.programme, person: enrolment.person,
            role: enrolment.offer.role, since: enrolment.decision?.at ?? enrolment.createdAt)
    }
}

extension WaitingPerson {
    fileprivate func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("enrolment_id", enrolment.id)
        json.member("programme_id", enrolment.programme)
        json.member("person_id", enrolment.person)
        json.member("role", enrolment.role.rawValue)
        json.member("since", enrolment.since)
        json.member("status", waiting.status.rawValue)
        json.member("next_step", waiting.step.rawValue)
        json.member("words", waiting.words(mentors))
        json.member("mentors_wanted", mentors?.wanted)
        json.member("mentors_found", mentors?.found)
        json.member("until", waiting.until)
        json.member("subject_id", waiting.subject)
        json.member("reason", waiting.reason)
        json.member("after_relationship_id", rematch)
        json.endObject()
    }
}
