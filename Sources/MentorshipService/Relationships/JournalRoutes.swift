// Journal entries: reflections that somebody writes for themselves within a relationship. To all
// but the author there are none, whatever their role.

import HTTP
import JSON
import Mentorship
import SQLite

package enum JournalRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/relationships/{relationship}/journal-entries", "listJournalEntries",
            .authenticated, read: list),
        .write(
            .post, "/v1/relationships/{relationship}/journal-entries", "createJournalEntry",
            .person, input: text, write: create),
        .get("/v1/journal-entries/{entry}", "getJournalEntry", .authenticated, read: read),
        .write(
            .delete, "/v1/journal-entries/{entry}", "deleteJournalEntry", .authenticated,
            write: delete),
    ]

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        let page = try PageRequest(call)
        let entries = try JournalService.list(
            in: call.id("relationship", "relationship"), after: page.after, limit: page.fetch,
            call.deployment.sealer, call.actor, snapshot)
        return page.response(call, entries.map { JournalDocument(entry: $0) }) { $0.entry.id.text }
    }

    private static func text(_ call: Call) throws -> String {
        var input = try Input(call)
        let text = input.requiredText("text", max: JournalEntry.textLimit)
        try input.finish()
        return text
    }

    private static func create(
        _ text: String, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let entry = try JournalService.create(
            text, in: call.id("relationship", "relationship"), call.deployment.sealer,
            &call.context, transaction)
        return JournalDocument(entry: entry).created(at: "/v1/journal-entries/\(entry.id)")
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        let entry = try JournalService.find(
            call.id("entry", "journal entry"), call.deployment.sealer, call.actor, snapshot)
        return JournalDocument(entry: entry).response()
    }

    private static func delete(_ call: inout Call, _ transaction: Writing) throws -> Response {
        let entry = try JournalService.find(
            call.id("entry", "journal entry"), call.deployment.sealer, call.actor, transaction)
        try Precondition.check(call, version: JournalDocument.version)
        try JournalService.delete(entry, &call.context, transaction)
        return .noContent
    }
}

struct JournalDocument: Resource {
    /// An entry is written once and then deleted at most.
    static let version = 1

    let entry: JournalEntry
    var version: Int { Self.version }

    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", entry.id)
        json.member("relationship_id", entry.relationship)
        json.member("text", entry.text)
        json.member("written_at", entry.writtenAt)
        json.endObject()
    }
}
