// /v1/programmes/{programme}/matching-policies: what makes a good pair in a programme, version by
// version, and templates to begin from. For staff alone.

import HTTP
import JSON
import Mentorship

package enum PolicyRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/matching-policy-templates", "listMatchingPolicyTemplates",
            .staff(.matchingRead), read: templates),
        .get(
            "/v1/programmes/{programme}/matching-policies", "listMatchingPolicies",
            .staff(.matchingRead), read: list),
        .write(
            .post, "/v1/programmes/{programme}/matching-policies", "createMatchingPolicy",
            .staff(.matchingRun), input: draft, write: create),
        .get(
            "/v1/matching-policies/{policy}", "getMatchingPolicy", .staff(.matchingRead),
            read: read),
    ]

    /// Characters of a note, in scalars.
    static let noteMax = 500

    private static func templates(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        var json = JSONWriter()
        json.beginObject()
        json.array("items", PolicyTemplate.all) { template, json in
            template.write(into: &json)
        }
        json.member("next_cursor", JSON.null)
        json.endObject()
        return .json(json.bytes)
    }

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        let page = try PageRequest(call)
        let programme = try ProgrammeService.forStaff(
            call.id("programme", "programme"), call.actor, snapshot)
        let rows = try PolicyStore.list(in: programme.id, page: page, snapshot)
        return page.response(call, rows) { $0.id.text }
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        return try PolicyService.see(
            call.id("policy", "matching policy"), call.actor, snapshot
        ).response()
    }

    private static func draft(_ call: Call) throws -> PolicyDraft {
        var input = try Input(call)
        let note = input.line("note", limit: noteMax)
        let policy = try PolicyDocument.read(&input, version: 0)
        try input.finish()
        return PolicyDraft(policy: policy, note: note)
    }

    private static func create(
        _ draft: PolicyDraft, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let row = try PolicyService.create(
            draft, in: call.id("programme", "programme"), &call, transaction)
        return row.created(at: "/v1/matching-policies/\(row.id)")
    }
}

extension PolicyRow: Resource {
    /// A version is made once and never changed.
    package var version: Int { 1 }

    package func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id)
        json.member("programme_id", programme)
        json.member("number", number)
        json.member("note", note)
        PolicyDocument.write(policy, into: &json)
        let warnings = policy.warnings(in: ModelRegistry.model(model))
        json.array("warnings", warnings) { PolicyDocument.write($0, into: &$1) }
        json.member("created_by", createdBy)
        json.member("created_at", createdAt)
        json.endObject()
    }
}

extension PolicyTemplate {
    fileprivate func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("model", model)
        json.member("summary", summary)
        json.object("policy") { PolicyDocument.write(policy, into: &$0) }
        json.array("citations", citations) { citation, json in
            json.beginObject()
            json.member("claim", citation.claim)
            json.member("source", citation.source)
            json.endObject()
        }
        json.endObject()
    }
}
