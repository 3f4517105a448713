// /v1/enrolments/{enrolment}/preferences: whom somebody would like in a programme, best first.
// Theirs to see and change, and staff's who match in the programme.

import HTTP
import JSON
import Mentorship

package enum PreferenceRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/enrolments/{enrolment}/preferences", "getPreferences",
            .staffOrPerson(.matchingRead), read: read),
        .write(
            .put, "/v1/enrolments/{enrolment}/preferences", "putPreferences",
            .staffOrPerson(.matchingRun), input: ranked, write: replace),
    ]

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        return try PreferenceService.see(
            call.id("enrolment", "enrolment"), call.actor, snapshot
        ).response()
    }

    private static func ranked(_ call: Call) throws -> [ID<Person>] {
        var input = try Input(call)
        let texts = input.texts("ranked", countMax: RankedPreferences.countMax, lengthMax: 60)
        if texts == nil { input.refuseMissing("ranked") }
        var ranked: [ID<Person>] = []
        for (index, text) in (texts ?? []).enumerated() {
            if let id = ID<Person>(text) {
                ranked.append(id)
            } else {
                input.refuse("ranked/\(index)", "not_an_id", "Each must be the id of a person.")
            }
        }
        try input.finish()
        return ranked
    }

    private static func replace(
        _ ranked: [ID<Person>], _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let (enrolment, before) = try PreferenceService.forWriter(
            call.id("enrolment", "enrolment"), call.actor, transaction)
        try Precondition.check(call, version: before.version, isRequired: before.isStored)
        return try PreferenceService.replace(
            before, of: enrolment, with: ranked, &call.context, transaction
        ).response(status: before.isStored ? 200 : 201)
    }
}

extension PreferenceRow: Resource {
    package func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("enrolment_id", enrolment)
        json.array("ranked", ranked.map(\.text))
        json.member("updated_at", updatedAt)
        json.endObject()
    }
}
