// /v1/people/{person}/tokens: a frontend that has signed a person in gets a token for them. The
// token is shown once; it can do what the person can, and no more.

import HTTP
import JSON
import Mentorship

package enum PersonTokenRoutes {
    /// At most 12 hours, so that a lost phone is a small loss.
    package static let lifetimeMinutesMax = 12 * 60

    package static let all: [Route] = [
        .write(
            .post, "/v1/people/{person}/tokens", "mintPersonToken", .staff(.tokensMint),
            input: lifetime, write: mint
        ).secret(),
        .write(
            .delete, "/v1/people/{person}/tokens/{token}", "revokePersonToken",
            .staffOrPerson(.tokensMint), write: revoke),
        .get("/v1/me", "getMe", .authenticated, read: me),
    ]

    private static func lifetime(_ call: Call) throws -> Int {
        guard !call.request.bytes.isEmpty else { return 60 }
        var input = try Input(call)
        let minutes = input.integer("lifetime_minutes", 1...lifetimeMinutesMax)
        try input.finish()
        return minutes ?? 60
    }

    private static func mint(
        _ minutes: Int, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let person: ID<Person> = try call.id("person", "person")
        let id = call.context.newID(PersonToken.self)
        let (secret, expiresAt) = try PersonTokenService.mint(
            id, for: person, minutes: minutes, &call.context, transaction)
        var json = JSONWriter()
        json.beginObject()
        json.member("id", id)
        json.member("person_id", person)
        json.member("token", secret.text)
        json.member("expires_at", expiresAt)
        json.endObject()
        return .json(
            json.bytes, status: 201,
            headers: [.init("Location", "/v1/people/\(person)/tokens/\(id)")])
    }

    private static func revoke(_ call: inout Call, _ transaction: Writing) throws -> Response {
        try PersonTokenService.revoke(
            call.id("token", "token"), of: call.id("person", "person"), &call.context, transaction)
        return .noContent
    }

    private static func me(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        var json = JSONWriter()
        json.beginObject()
        let actor = call.actor
        json.member("role", actor.role?.rawValue)
        json.array("scopes", actor.scopes.sorted().map(\.rawValue))
        switch actor.identity {
        case .nobody: break
        case .credential(let id):
            json.member("credential_id", id)
            json.member("name", actor.name)
        case .person(let person, let token):
            json.member("person_id", person)
            json.member("token_id", token)
        }
        if let programmes = actor.programmes, actor.isStaff {
            json.array("programmes", programmes.sorted().map(\.text))
        }
        json.endObject()
        return .json(json.bytes)
    }
}
