// /v1/enrolments: who takes part in a programme, in which role, with how many places, and how far
// they have come.

import HTTP
import JSON
import Mentorship

package enum EnrolmentRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/programmes/{programme}/enrolments", "listEnrolments",
            .staffOrPerson(.programmesRead), read: list),
        .write(
            .post, "/v1/programmes/{programme}/enrolments", "createEnrolment",
            .staffOrPerson(.programmesWrite), input: application, write: create),
        .get(
            "/v1/enrolments/{enrolment}", "getEnrolment", .staffOrPerson(.programmesRead),
            read: read),
        .write(
            .patch, "/v1/enrolments/{enrolment}", "changeEnrolment",
            .staffOrPerson(.programmesWrite), input: MergePatch.input, write: patch),
        .write(
            .put, "/v1/enrolments/{enrolment}/acknowledgement", "acknowledgeProgramme",
            .staffOrPerson(.programmesWrite), input: acknowledgement, write: acknowledge),
        .write(
            .put, "/v1/enrolments/{enrolment}/approval", "approveEnrolment",
            .staff(.programmesWrite), write: approve),
        .write(
            .put, "/v1/enrolments/{enrolment}/rejection", "rejectEnrolment",
            .staff(.programmesWrite), input: rejection, write: reject),
        .write(
            .put, "/v1/enrolments/{enrolment}/withdrawal", "withdrawEnrolment",
            .staffOrPerson(.programmesWrite), input: withdrawal, write: withdraw),
    ]

    // MARK: Reading

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        var filter = EnrolmentFilter()
        let list = try SheetList<EnrolmentRow>(call) { parameters in
            filter.state = parameters.choice("state", Enrolment.State.self)
            filter.role = parameters.choice("role", Enrolment.Role.self)
            filter.person = parameters.id("person_id", Person.self)
        }
        let programme: ID<Programme> = try call.id("programme", "programme")
        let view = try narrow(&filter, in: programme, call.actor, snapshot)
        return try list.response(named: "\(programme)-enrolments", snapshot) {
            [filter] page, snapshot in
            try EnrolmentStore.list(in: programme, filter, page: page, snapshot)
                .map { EnrolmentRow(enrolment: $0.seen(as: view)) }
        }
    }

    /// How much of each the actor sees: people their own alone.
    private static func narrow(
        _ filter: inout EnrolmentFilter, in programme: ID<Programme>, _ actor: Actor,
        _ snapshot: Reading
    ) throws -> EnrolmentView {
        guard let own = actor.person else {
            _ = try ProgrammeService.forStaff(programme, actor, snapshot)
            return try EnrolmentAccess.checkList(programme, by: actor)
        }
        _ = try ProgrammeService.see(programme, actor, snapshot)
        guard filter.person ?? own == own else { throw Failure.notFound("person") }
        filter.person = own
        return .own
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        return try EnrolmentService.see(
            call.id("enrolment", "enrolment"), call.actor, snapshot
        ).response()
    }

    // MARK: Coming

    private static func application(
        _ call: Call
    ) throws -> (person: ID<Person>?, offer: Enrolment.Offer) {
        var input = try Input(call)
        let person = input.id("person_id", Person.self)
        let offer = try EnrolmentDocument.offer(&input)
        try input.finish()
        return (person, try offer.required())
    }

    private static func create(
        _ application: (person: ID<Person>?, offer: Enrolment.Offer), _ call: inout Call,
        _ transaction: Writing
    ) throws -> Response {
        let enrolment = try EnrolmentService.enrol(
            application.person, in: call.id("programme", "programme"), application.offer,
            &call.context, transaction)
        return enrolment.created(at: "/v1/enrolments/\(enrolment.id)")
    }

    private static func patch(
        _ patch: JSON, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let (current, programme) = try EnrolmentService.forWriter(
            call.id("enrolment", "enrolment"), call.actor, transaction)
        try Precondition.check(call, version: current.version)
        var input = try Input(object: current.offer.document.patched(by: patch))
        let offer = try EnrolmentDocument.offer(&input)
        try input.finish()
        return try EnrolmentService.change(
            current, in: programme, to: offer.required(), &call.context, transaction
        ).response()
    }

    // MARK: Deciding

    private static func acknowledgement(
        _ call: Call
    ) throws -> (seen: Int?, reason: String?) {
        guard !call.request.bytes.isEmpty else { return (nil, nil) }
        var input = try Input(call)
        let seen = input.integer("version", 1...Int(Int32.max))
        let reason = EnrolmentDocument.reason(&input)
        try input.finish()
        return (seen, reason)
    }

    private static func acknowledge(
        _ given: (seen: Int?, reason: String?), _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        try EnrolmentService.acknowledge(
            call.id("enrolment", "enrolment"), seen: given.seen, reason: given.reason,
            &call.context, transaction
        ).response()
    }

    private static func approve(_ call: inout Call, _ transaction: Writing) throws -> Response {
        try EnrolmentService.approve(
            call.id("enrolment", "enrolment"), &call.context, transaction
        ).response()
    }

    private static func rejection(_ call: Call) throws -> String {
        var input = try Input(call)
        let reason = EnrolmentDocument.requiredReason(&input)
        try input.finish()
        return try reason.required()
    }

    private static func reject(
        _ reason: String, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        try EnrolmentService.reject(
            call.id("enrolment", "enrolment"), reason: reason, &call.context, transaction
        ).response()
    }

    private static func withdrawal(_ call: Call) throws -> String? {
        guard !call.request.bytes.isEmpty else { return nil }
        var input = try Input(call)
        let reason = EnrolmentDocument.reason(&input)
        try input.finish()
        return reason
    }

    private static func withdraw(
        _ reason: String?, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        try EnrolmentService.withdraw(
            call.id("enrolment", "enrolment"), reason: reason, &call.context, transaction
        ).response()
    }
}

// MARK: How it looks

extension Enrolment: Resource {
    package func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id)
        json.member("programme_id", programme)
        json.member("person_id", person)
        json.member("role", offer.role.rawValue)
        json.member("state", state.rawValue)
        json.member("capacity", offer.capacity)
        json.member("mentors_wanted", offer.mentorsWanted)
        json.member("motivation", offer.motivation)
        json.member("skills_offered", raw: offer.skillsOffered.map { Person.skills($0) } ?? "null")
        json.member("skills_wanted", raw: offer.skillsWanted.map { Person.skills($0) } ?? "null")
        json.member("site", offer.site)
        json.member("seniority", offer.seniority)
        json.member("experience_years", offer.experienceYears)
        json.array("goals", offer.facts.goals.map(\.text))
        json.array("challenges", offer.facts.challenges.map(\.text))
        json.array("groups", offer.facts.groups.map(\.text))
        json.array("media", offer.facts.media.map(\.rawValue))
        json.member("organisation", offer.facts.organisation)
        json.member("acknowledged_version", acknowledgement?.version)
        json.member("acknowledged_at", acknowledgement?.at)
        json.member("acknowledged_by", acknowledgement?.by)
        json.member("acknowledgement_reason", acknowledgement?.reason)
        json.member("decided_by", decision?.by)
        json.member("decided_at", decision?.at)
        json.member("decision_reason", decision?.reason)
        json.member("created_by", createdBy)
        json.member("created_at", createdAt)
        json.member("updated_at", updatedAt)
        json.endObject()
    }
}
