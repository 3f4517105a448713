// /v1/relationships: those one is in, those of the programmes one looks after; the stages they went
// through, and how they ended.

import HTTP
import JSON
import Mentorship

package enum RelationshipRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/relationships", "listRelationships", .staffOrPerson(.relationshipsRead),
            read: list),
        .write(
            .post, "/v1/programmes/{programme}/relationships", "createRelationship",
            .staff(.relationshipsWrite), input: opening, write: create),
        .get(
            "/v1/relationships/{relationship}", "getRelationship",
            .staffOrPerson(.relationshipsRead), read: read),
        .get(
            "/v1/relationships/{relationship}/group", "getGroupStanding",
            .staffOrPerson(.relationshipsRead), read: group),
        .write(
            .put, "/v1/relationships/{relationship}/members/{person}", "addGroupMentor",
            .staff(.relationshipsWrite), write: addMentor),
        .write(
            .delete, "/v1/relationships/{relationship}/members/{person}",
            "removeRelationshipMember", .staffOrPerson(.relationshipsWrite), write: remove),
        .get(
            "/v1/relationships/{relationship}/stage-moves", "listStageMoves",
            .staffOrPerson(.relationshipsRead), read: stageMoves),
        .write(
            .post, "/v1/relationships/{relationship}/stage-moves", "createStageMove",
            .staffOrPerson(.relationshipsWrite), input: stageMove, write: moveStage),
        .get(
            "/v1/relationships/{relationship}/closure", "getClosure",
            .staffOrPerson(.relationshipsRead), read: closure),
        .write(
            .post, "/v1/relationships/{relationship}/closure", "closeRelationship",
            .staffOrPerson(.relationshipsWrite), input: ending, write: close),
    ]

    // MARK: Reading

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        var parameters = try Parameters(call)
        let filter = RelationshipFilter(
            state: parameters.choice("state"), programme: parameters.id("programme_id"),
            person: parameters.id("person_id"))
        let page = parameters.page()
        try parameters.finish()
        var writer = PageWriter(page)
        let rows = try RelationshipService.list(
            filter, after: page.after, limit: page.fetch, call.actor, snapshot)
        for row in rows where writer.admits(row.id.text) {
            RelationshipDocument(row, for: call.actor).write(into: &writer.json)
        }
        return writer.response(call)
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        let id: ID<Relationship> = try call.id("relationship", "relationship")
        let row = try RelationshipService.find(id, call.actor, snapshot)
        return RelationshipDocument(row, for: call.actor).response()
    }

    private static func group(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        return try GroupStandingService.see(
            call.id("relationship", "relationship"), call.context, snapshot
        ).response(forStaff: call.actor.isStaff)
    }

    private static func stageMoves(_ call: Call, _ snapshot: Reading) throws -> Response {
        let page = try PageRequest(call)
        let id: ID<Relationship> = try call.id("relationship", "relationship")
        let row = try RelationshipService.find(id, call.actor, snapshot)
        var writer = PageWriter(page)
        let after = page.after.flatMap { Int($0) } ?? 0
        for (number, move) in try StageMoveStore.list(
            of: id, after: after, limit: page.fetch, snapshot)
        where writer.admits("\(number)") {
            move.write(
                number: number, hidesCloser: !row.showsReason(to: call.actor), into: &writer.json)
        }
        return writer.response(call)
    }

    private static func closure(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        let id: ID<Relationship> = try call.id("relationship", "relationship")
        let row = try ClosureService.find(id, call.deployment.sealer, call.actor, snapshot)
        return ClosureDocument(row, for: call.actor).response()
    }

    // MARK: Opening by hand

    private static func opening(_ call: Call) throws -> OpeningDraft {
        var input = try Input(call)
        let mentor: ID<Person>? = input.requiredID("mentor_id")
        let mentee: ID<Person>? = input.requiredID("mentee_id")
        let plannedEnd = input.date("planned_end_on")
        let contact = input.line("support_contact", limit: 200)
        let overruling = try input.object("overruling", read: overruling)
        try input.finish()
        return OpeningDraft(
            opening: RelationshipOpening(
                programme: try call.id("programme", "programme"), mentor: try mentor.required(),
                mentee: try mentee.required(), plannedEnd: plannedEnd, supportContact: contact),
            overruling: overruling)
    }

    private static func overruling(_ input: inout Input) throws(Failure) -> Overruling? {
        let reason: Overruling.Reason? = input.requiredChoice("reason")
        let names = input.texts(
            "rules", countMax: Overruling.Rule.allCases.count, lengthMax: 40)
        if names == nil { input.refuseMissing("rules") }
        var rules: [Overruling.Rule] = []
        for (index, name) in (names ?? []).enumerated() {
            if let rule = Overruling.Rule(rawValue: name) {
                rules.append(rule)
            } else {
                let all = Overruling.Rule.allCases.map(\.rawValue).joined(separator: ", ")
                input.refuse("rules/\(index)", "not_a_choice", "Only these yield: \(all).")
            }
        }
        return reason.map { Overruling(rules, because: $0) }
    }

    private static func create(
        _ draft: OpeningDraft, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let row = try RelationshipService.create(
            draft.opening, overruling: draft.overruling, &call, transaction)
        return RelationshipDocument(row, for: call.actor)
            .created(at: "/v1/relationships/\(row.id)")
    }

    // MARK: One more mentor

    private static func addMentor(_ call: inout Call, _ transaction: Writing) throws -> Response {
        let row = try GroupMentorService.add(
            call.id("person", "person"), to: call.id("relationship", "relationship"), &call,
            transaction)
        return RelationshipDocument(row, for: call.actor).response()
    }

    // MARK: Leaving a group or circle

    private static func meetings(_ call: Call) -> MeetingService {
        MeetingService(
            sealer: call.deployment.sealer, zones: call.deployment.zones.catalogue)
    }

    private static func remove(_ call: inout Call, _ transaction: Writing) throws -> Response {
        try DepartureService(meetings: meetings(call)).remove(
            call.id("person", "member"), from: call.id("relationship", "relationship"),
            &call.context, transaction)
        return .noContent
    }

    // MARK: Stages

    private static func stageMove(_ call: Call) throws -> (stage: String, reason: String) {
        var input = try Input(call)
        let stage = input.requiredText("stage", max: 60)
        let reason = input.requiredText("reason", max: MoveNote.reasonLimit)
        try input.finish()
        return (stage, reason)
    }

    private static func moveStage(
        _ input: (stage: String, reason: String), _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let (number, move) = try RelationshipService.moveStage(
            call.id("relationship", "relationship"), to: input.stage, reason: input.reason,
            &call, transaction)
        var json = JSONWriter()
        move.write(number: number, hidesCloser: false, into: &json)
        return .json(json.bytes, status: 201)
    }

    // MARK: The end

    private static func ending(_ call: Call) throws -> ClosureDraft {
        guard !call.request.bytes.isEmpty else {
            return ClosureDraft(reason: .noFault, askedBy: nil, message: nil)
        }
        var input = try Input(call)
        let reason = input.choice("reason", ClosureReason.self)
        if reason == .acceptedByMistake {
            input.refuse("reason", "not_a_choice", "Take the yes back, where it was said.")
        }
        let side = input.choice("side", Closure.Asker.self)
        let message = input.free("message", limit: ClosureLimits.messageCharactersMax)
        try input.finish()
        return ClosureDraft(reason: reason ?? .noFault, askedBy: side, message: message)
    }

    private static func close(
        _ draft: ClosureDraft, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let id: ID<Relationship> = try call.id("relationship", "relationship")
        let row = try ClosureService.close(
            id, draft, meetings(call), &call.context, transaction)
        return ClosureDocument(row, for: call.actor)
            .created(at: "/v1/relationships/\(id)/closure")
    }
}

private struct OpeningDraft: Sendable {
    let opening: RelationshipOpening
    let overruling: Overruling?
}

enum ClosureLimits {
    /// A letter of some two pages.
    static let messageCharactersMax = 4000
}
