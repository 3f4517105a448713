// /v1/programmes: what is run, for whom and in which state. People see what they take part in and
// what they could take part in.

import HTTP
import JSON
import Mentorship

package enum ProgrammeRoutes {
    package static let all: [Route] = [
        .get("/v1/programmes", "listProgrammes", .staffOrPerson(.programmesRead), read: list),
        .write(
            .post, "/v1/programmes", "createProgramme", .staff(.programmesWrite),
            input: plan, write: create),
        .get(
            "/v1/programmes/{programme}", "getProgramme", .staffOrPerson(.programmesRead),
            read: read),
        .write(
            .patch, "/v1/programmes/{programme}", "changeProgramme", .staff(.programmesWrite),
            input: MergePatch.input, write: patch),
        .write(
            .put, "/v1/programmes/{programme}/state", "setProgrammeState",
            .staff(.programmesWrite), input: move, write: setState),
        .write(
            .put, "/v1/programmes/by-external-id/{external_id}", "putProgrammeByExternalId",
            .staff(.programmesWrite), input: plan, write: put),
    ]

    // MARK: Reading

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        var parameters = try Parameters(call)
        let filter = ProgrammeFilter(
            state: parameters.choice("state"), model: parameters.text("model", max: 60))
        let page = parameters.page()
        try parameters.finish()
        let view: ProgrammeView = call.actor.person == nil ? .full : .card
        let programmes =
            try call.actor.person.map {
                try ProgrammeStore.list(for: $0, filter, page: page, snapshot)
            }
            ?? ProgrammeStore.listForStaff(
                filter, limit: call.actor.programmes, page: page, snapshot)
        var writer = PageWriter(page)
        for programme in programmes where writer.admits(programme.id.text) {
            ProgrammeResource(programme, view).write(into: &writer.json)
        }
        return writer.response(call)
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        let seen = try ProgrammeService.see(
            call.id("programme", "programme"), call.actor, snapshot)
        return ProgrammeResource(seen.programme, seen.view).response()
    }

    // MARK: Writing

    private static func plan(_ call: Call) throws -> Programme.Plan {
        try ProgrammeDocument.plan(Input.json(of: call))
    }

    private static func create(
        _ plan: Programme.Plan, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let programme = try ProgrammeService.create(plan, &call.context, transaction)
        return ProgrammeResource(programme, .full).created(at: "/v1/programmes/\(programme.id)")
    }

    private static func patch(
        _ patch: JSON, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let current = try ProgrammeService.forStaff(
            call.id("programme", "programme"), call.actor, transaction)
        try Precondition.check(call, version: current.version)
        let plan = try ProgrammeDocument.plan(current.plan.document.patched(by: patch))
        let changed = try ProgrammeService.change(current, to: plan, &call.context, transaction)
        return ProgrammeResource(changed, .full).response()
    }

    private static func move(
        _ call: Call
    ) throws -> (state: Programme.State, reason: String?) {
        var input = try Input(call)
        let state = input.requiredChoice("state", Programme.State.self)
        let reason = input.parsed("reason") { text throws(Flaw) in
            try PlainText.free(text, limit: ProgrammeLimits.reason)
        }
        try input.finish()
        return (try state.required(), reason)
    }

    private static func setState(
        _ move: (state: Programme.State, reason: String?), _ call: inout Call,
        _ transaction: Writing
    ) throws -> Response {
        let programme = try ProgrammeService.move(
            call.id("programme", "programme"), to: move.state, reason: move.reason,
            &call.context, transaction)
        return ProgrammeResource(programme, .full).response()
    }

    private static func put(
        _ plan: Programme.Plan, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let externalID: String
        do {
            externalID = try PlainText.line(
                call.capture("external_id"), limit: ProgrammeLimits.externalID)
        } catch {
            throw Failure.invalid([error.field(at: "/external_id")])
        }
        let (programme, isNew) = try ProgrammeService.put(
            plan, externalID: externalID, &call.context, transaction)
        return ProgrammeResource(programme, .full).response(
            status: isNew ? 201 : 200, location: "/v1/programmes/\(programme.id)")
    }
}

/// A merge patch (RFC 7396) as it comes: what it makes of the document is known in the transaction.
enum MergePatch {
    static func input(_ call: Call) throws -> JSON {
        let patch = try Input.json(of: call)
        guard patch.members != nil else {
            throw Failure.invalid("/", "not_an_object", "Send a JSON object (RFC 7396).")
        }
        return patch
    }
}

/// A programme as one viewer sees it.
struct ProgrammeResource: Resource {
    let programme: Programme
    let view: ProgrammeView

    init(_ programme: Programme, _ view: ProgrammeView) {
        self.programme = programme
        self.view = view
    }

    var version: Int { programme.version }
    var representation: String { view.rawValue }

    func write(into json: inout JSONWriter) {
        let plan = programme.plan
        json.beginObject()
        json.member("id", programme.id)
        json.member("name", plan.name)
        json.member("purpose", plan.purpose)
        json.member("model", plan.model)
        json.member("stage_model", plan.stageModel)
        json.member("state", programme.state.rawValue)
        json.member("starts_on", plan.startsOn)
        json.member("ends_on", plan.endsOn)
        json.member("group_least", plan.groupLeast)
        json.member("group_most", plan.groupMost)
        json.member("requires_acknowledgement", plan.requiresAcknowledgement)
        json.member("acknowledgement", plan.acknowledgement)
        json.member("acknowledgement_version", programme.acknowledgementVersion)
        if view == .full { writeStaffMembers(into: &json) }
        json.endObject()
    }

    private func writeStaffMembers(into json: inout JSONWriter) {
        json.member("default_capacity", programme.plan.defaultCapacity)
        json.member("external_id", programme.plan.externalID)
        json.member("state_reason", programme.stateReason)
        json.member("state_changed_at", programme.stateChangedAt)
        json.member("created_by", programme.createdBy)
        json.member("created_at", programme.createdAt)
        json.member("updated_at", programme.updatedAt)
    }
}
