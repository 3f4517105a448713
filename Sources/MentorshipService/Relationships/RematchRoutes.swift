// /v1/relationships/{relationship}/rematch: after the end, another try; asked by the mentee or by
// staff, with a code and without blame.

import HTTP
import JSON
import Mentorship

package enum RematchRoutes {
    private static let path = "/v1/relationships/{relationship}/rematch"

    package static let all: [Route] = [
        .get(path, "getRematch", .staffOrPerson(.relationshipsRead), read: read),
        .write(
            .post, path, "askRematch", .staffOrPerson(.relationshipsWrite), input: draft,
            write: ask),
        .write(
            .delete, path, "withdrawRematch", .staffOrPerson(.relationshipsWrite),
            write: withdraw),
    ]

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        return try RematchService.see(
            after: call.id("relationship", "relationship"), call.actor, snapshot
        ).response()
    }

    private static func draft(_ call: Call) throws -> RematchDraft {
        guard !call.request.bytes.isEmpty else {
            return RematchDraft(reason: .notSaid, wantsFormer: false)
        }
        var input = try Input(call)
        let reason = input.choice("code", Rematch.Reason.self)
        let wantsFormer = input.flag("former_mentor_welcome")
        try input.finish()
        return RematchDraft(reason: reason ?? .notSaid, wantsFormer: wantsFormer ?? false)
    }

    private static func ask(
        _ draft: RematchDraft, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let id: ID<Relationship> = try call.id("relationship", "relationship")
        return try RematchService.ask(draft, after: id, &call.context, transaction)
            .created(at: "/v1/relationships/\(id)/rematch")
    }

    private static func withdraw(_ call: inout Call, _ transaction: Writing) throws -> Response {
        try RematchService.withdraw(
            after: call.id("relationship", "relationship"), &call, transaction)
        return .noContent
    }
}

extension RematchRow: Resource {
    package func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", rematch.id)
        json.member("programme_id", rematch.programme)
        json.member("relationship_id", rematch.previous)
        json.member("mentee_id", rematch.mentee)
        json.member("state", rematch.state.rawValue)
        json.member("code", rematch.reason.rawValue)
        json.member("former_mentor_welcome", rematch.wantsFormer)
        json.member("next_relationship_id", next)
        json.member("asked_by", askedBy)
        json.member("created_at", rematch.createdAt)
        json.member("updated_at", updatedAt)
        json.endObject()
    }
}
