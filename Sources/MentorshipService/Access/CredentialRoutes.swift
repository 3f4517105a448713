// /v1/credentials: for administrators. A key is shown once, in the answer that makes it.

import HTTP
import JSON
import Mentorship

package enum CredentialRoutes {
    package static let all: [Route] = [
        .get("/v1/credentials", "listCredentials", .staff(.credentialsManage), read: list),
        .write(
            .post, "/v1/credentials", "createCredential", .staff(.credentialsManage),
            input: draft, write: create
        ).secret(),
        .get(
            "/v1/credentials/{credential}", "getCredential", .staff(.credentialsManage),
            read: read),
        .write(
            .delete, "/v1/credentials/{credential}", "revokeCredential",
            .staff(.credentialsManage), write: revoke),
        .write(
            .post, "/v1/credentials/{credential}/keys", "rotateCredential",
            .staff(.credentialsManage), input: overlap, write: rotate
        ).secret(),
    ]

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        let page = try PageRequest(call)
        let rows = try CredentialStore.list(after: page.after, limit: page.fetch, snapshot)
        return page.response(call, rows) { $0.id.text }
    }

    private static func draft(_ call: Call) throws -> CredentialDraft {
        var input = try Input(call)
        let name = input.requiredLine("name", limit: CredentialLimits.nameCharactersMax)
        let role = input.requiredChoice("role", Role.self)
        if role == .participant {
            input.refuse("role", "not_a_choice", "Participants get tokens, not credentials.")
        }
        let scopes = input.texts("scopes", countMax: Scope.allCases.count, lengthMax: 40)
        let programmes = input.texts("programmes", countMax: 100, lengthMax: 60)
        let days = input.integer("lifetime_days", 1...CredentialLimits.lifetimeDaysMax)
        let parsedScopes = scopes?.compactMap(Scope.init(rawValue:))
        if parsedScopes?.count != scopes?.count {
            let all = Scope.allCases.map(\.rawValue).joined(separator: ", ")
            input.refuse("scopes", "not_a_choice", "Scopes are: \(all).")
        }
        let ids = programmes?.compactMap { ID<Programme>($0) }
        if ids?.count != programmes?.count {
            input.refuse("programmes", "not_an_id", "programmes must be ids of programmes.")
        }
        try input.finish()
        return CredentialDraft(
            name: name, role: try role.required(), scopes: parsedScopes.map { Set($0) },
            programmes: ids.map { Set($0) }, lifetimeDays: days)
    }

    private static func create(
        _ draft: CredentialDraft, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let (row, secret) = try CredentialService.create(draft, &call.context, transaction)
        return shown(row, secret, status: 201)
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        return try CredentialService.find(call.id("credential", "credential"), snapshot).response()
    }

    private static func revoke(_ call: inout Call, _ transaction: Writing) throws -> Response {
        try CredentialService.revoke(
            call.id("credential", "credential"), &call.context, transaction)
        return .noContent
    }

    private static func overlap(_ call: Call) throws -> Int {
        guard !call.request.bytes.isEmpty else { return 0 }
        var input = try Input(call)
        let hours = input.integer(
            "overlap_hours", 0...CredentialLimits.rotationOverlapHoursMax)
        try input.finish()
        return hours ?? 0
    }

    private static func rotate(
        _ hours: Int, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let (row, secret) = try CredentialService.rotate(
            call.id("credential", "credential"), overlapHours: hours, &call.context, transaction)
        return shown(row, secret, status: 201)
    }

    private static func shown(_ row: CredentialRow, _ secret: Secret, status: Int) -> Response {
        var json = JSONWriter()
        json.beginObject()
        row.writeMembers(into: &json)
        json.member("key", secret.text)
        json.endObject()
        return .json(
            json.bytes, status: status,
            headers: [.init("Location", "/v1/credentials/\(row.id)")])
    }
}

extension CredentialRow: Resource {
    package func write(into json: inout JSONWriter) {
        json.beginObject()
        writeMembers(into: &json)
        json.endObject()
    }

    fileprivate func writeMembers(into json: inout JSONWriter) {
        json.member("id", id)
        json.member("name", name)
        json.member("role", role.rawValue)
        json.array("scopes", scopes.sorted().map(\.rawValue))
        json.key("programmes")
        if allProgrammes {
            json.null()
        } else {
            json.beginArray()
            for programme in programmes.sorted() { json.string(programme.text) }
            json.endArray()
        }
        json.member("created_by", createdBy)
        json.member("created_at", createdAt)
        json.member("expires_at", expiresAt)
        json.member("revoked_at", revokedAt)
    }
}
