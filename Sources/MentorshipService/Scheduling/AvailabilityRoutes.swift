// /v1/people/{person}/availability: when somebody can be met. Theirs to see and change, and staff's
// who keep schedules; never the other half's of a pair, who sees common slots only.

import HTTP
import JSON
import Mentorship

package enum AvailabilityRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/people/{person}/availability", "getAvailability",
            .staffOrPerson(.schedulingWrite), read: read),
        .write(
            .put, "/v1/people/{person}/availability", "putAvailability",
            .staffOrPerson(.schedulingWrite), input: draft, write: replace),
    ]

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        return try AvailabilityService.find(call.id("person", "person"), call.actor, snapshot)
            .response()
    }

    private static func draft(_ call: Call) throws -> AvailabilityDraft {
        var input = try Input(call)
        return try AvailabilityDraft(&input, call.deployment.zones.catalogue)
    }

    private static func replace(
        _ draft: AvailabilityDraft, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let person: ID<Person> = try call.id("person", "person")
        let before = try AvailabilityService.find(person, call.actor, transaction)
        try Precondition.check(call, version: before.version, isRequired: before.isStored)
        return try AvailabilityService.replace(before, with: draft, &call.context, transaction)
            .response(status: before.isStored ? 200 : 201)
    }
}
