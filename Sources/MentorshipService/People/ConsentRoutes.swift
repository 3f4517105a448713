// /v1/people/{person}/consents: what somebody agreed to, purpose by purpose, and what they took
// back. By the person, or by staff for them.

import HTTP
import JSON
import Mentorship

package enum ConsentRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/people/{person}/consents", "listConsents", .staffOrPerson(.peopleRead),
            read: list),
        .write(
            .post, "/v1/people/{person}/consents", "giveConsent", .staffOrPerson(.peopleWrite),
            input: draft, write: give),
        .get(
            "/v1/people/{person}/consents/{consent}", "getConsent", .staffOrPerson(.peopleRead),
            read: read),
        .write(
            .put, "/v1/people/{person}/consents/{consent}/withdrawal", "withdrawConsent",
            .staffOrPerson(.peopleWrite), write: withdraw),
    ]

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        let page = try PageRequest(call)
        let consents = try ConsentService.list(
            of: call.id("person", "person"), page: page, call.actor, snapshot)
        return page.response(call, consents) { $0.id.text }
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        return try ConsentService.see(
            call.id("consent", "consent"), of: call.id("person", "person"), call.actor, snapshot
        ).response()
    }

    private static func draft(_ call: Call) throws -> ConsentDraft {
        var input = try Input(call)
        let purpose = input.requiredChoice("purpose", Consent.Purpose.self)
        let version = input.requiredLine("text_version", limit: Consent.textVersionMax)
        let giver = input.requiredChoice("given_by", Consent.Giver.self)
        try input.finish()
        return ConsentDraft(
            purpose: try purpose.required(), textVersion: version, givenBy: try giver.required())
    }

    private static func give(
        _ draft: ConsentDraft, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let consent = try ConsentService.give(
            draft, for: call.id("person", "person"), &call.context, transaction)
        return consent.created(at: "/v1/people/\(consent.person)/consents/\(consent.id)")
    }

    private static func withdraw(_ call: inout Call, _ transaction: Writing) throws -> Response {
        try ConsentService.withdraw(
            call.id("consent", "consent"), of: call.id("person", "person"), &call.context,
            transaction
        ).response()
    }
}

extension Consent: Resource {
    package var version: Int { stands ? 1 : 2 }

    package func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id)
        json.member("person_id", person)
        json.member("purpose", purpose.rawValue)
        json.member("text_version", textVersion)
        json.member("given_by", givenBy.rawValue)
        json.member("given_at", givenAt)
        json.member("recorded_by", recordedBy)
        json.member("withdrawn_at", withdrawal?.at)
        json.member("withdrawn_by", withdrawal?.by)
        json.endObject()
    }
}
