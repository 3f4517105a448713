// /v1/relationships/{relationship}/rematch: after the end, another try; asked by a mentee, an
// equal, or staff for them, with a code and without blame.

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
            query: { _ = try mentee($0) }, write: withdraw),
    ]

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        let mentee = try mentee(call)
        return try RematchService.see(
            after: call.id("relationship", "relationship"), of: mentee, call.actor, snapshot
        ).response()
    }

    /// Whom staff mean, where several were in it.
    private static func mentee(_ call: Call) throws -> ID<Person>? {
        var parameters = try Parameters(call)
        let mentee = parameters.id("mentee_id", Person.self)
        try parameters.finish()
        return mentee
    }

    private static func draft(_ call: Call) throws -> RematchDraft {
        guard !call.request.bytes.isEmpty else {
            return RematchDraft(reason: .notSaid, wantsFormer: false, mentee: nil)
        }
        var input = try Input(call)
        let reason = input.choice("code", Rematch.Reason.self)
        let wantsFormer = input.flag("former_mentor_welcome")
        let mentee: ID<Person>? = input.id("mentee_id")
        try input.finish()
        return RematchDraft(
            reason: reason ?? .notSaid, wantsFormer: wantsFormer ?? false, mentee: mentee)
    }

    private static func ask(
        _ draft: RematchDraft, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let id: ID<Relationship> = try call.id("relationship", "relationship")
        let row = try RematchService.ask(draft, after: id, &call.context, transaction)
        let place = "/v1/relationships/\(id)/rematch"
        return row.created(
            at: draft.mentee == nil ? place : place + "?mentee_id=\(row.rematch.mentee)")
    }

    private static func withdraw(_ call: inout Call, _ transaction: Writing) throws -> Response {
        try RematchService.withdraw(
            after: call.id("relationship", "relationship"), of: mentee(call), &call, transaction)
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
