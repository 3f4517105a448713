// /v1/enrolments/{enrolment}/conflict-keys: what somebody must share with nobody they are matched
// with. Staff's who match in the programme; each look is audited, and no event tells of it.

import HTTP
import JSON
import Mentorship

package enum ConflictKeyRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/enrolments/{enrolment}/conflict-keys", "getConflictKeys", .staff(.matchingRead),
            read: read
        ).audited(),
        .write(
            .put, "/v1/enrolments/{enrolment}/conflict-keys", "putConflictKeys",
            .staff(.matchingRun), input: keys, write: replace),
    ]

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        return try ConflictKeyService.see(call, snapshot).row.response()
    }

    private static func keys(_ call: Call) throws -> [Term] {
        var input = try Input(call)
        if input.member("keys") ?? .null == .null { input.refuseMissing("keys") }
        let keys = input.parsedList("keys", countMax: ConflictKeys.countMax) { text throws(Flaw) in
            try Term(text)
        }
        let checked = input.checked("keys", keys, ConflictKeys.checked)
        try input.finish()
        return checked
    }

    private static func replace(
        _ keys: [Term], _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let (enrolment, before) = try ConflictKeyService.see(call, transaction)
        try Precondition.check(call, version: before.version, isRequired: before.isStored)
        return try ConflictKeyService.replace(
            before, of: enrolment, with: keys, &call, transaction
        ).response(status: before.isStored ? 200 : 201)
    }
}

extension ConflictKeysRow: Resource {
    package func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("enrolment_id", enrolment)
        json.array("keys", keys.map(\.text))
        json.member("updated_at", updatedAt)
        json.endObject()
    }
}
