// /v1/enrolments/{enrolment}/conflict-keys: what somebody must share with nobody they are matched
// with. Staff's who match in the programme; each look is audited, and no event tells of it.

import HTTP
import JSON
import Mentorship
import SQLite

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

    private static func enrolment(_ call: Call, _ snapshot: Reading) throws -> Enrolment {
        guard
            let found = try EnrolmentStore.find(call.id("enrolment", "enrolment"), snapshot),
            call.actor.mayEnter(found.programme)
        else { throw Failure.notFound("enrolment") }
        return found
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        return try ConflictKeyStore.find(
            enrolment(call, snapshot).id, call.deployment.sealer, snapshot
        ).response()
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

    /// Also takes back what people were asked who turn out to be kept apart.
    private static func replace(
        _ keys: [Term], _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let enrolment = try enrolment(call, transaction)
        let sealer = call.deployment.sealer
        let before = try ConflictKeyStore.find(enrolment.id, sealer, transaction)
        try Precondition.check(call, version: before.version, isRequired: before.isStored)
        if enrolment.state.isOver { throw Failure.enrolmentOver(enrolment.state) }
        let row = ConflictKeysRow(
            enrolment: enrolment.id, version: before.version + 1, keys: keys,
            updatedAt: call.context.now)
        try ConflictKeyStore.put(row, by: call.actor, sealer, transaction)
        try settle(enrolment, keys, &call, transaction)
        try Ledger.audit(
            "conflict_keys.replaced", enrolment.id.text, programme: enrolment.programme,
            &call.context, transaction)
        return row.response(status: before.isStored ? 200 : 201)
    }

    private static func settle(
        _ enrolment: Enrolment, _ keys: [Term], _ call: inout Call, _ transaction: Writing
    ) throws {
        let mine = Set(keys)
        let all = try ConflictKeyStore.all(
            in: enrolment.programme, call.deployment.sealer, transaction)
        for person in all.keys.sorted()
        where person != enrolment.person && !mine.isDisjoint(with: all[person] ?? []) {
            let pair = PairOfPeople(mentor: person, mentee: enrolment.person)
            for way in [pair, pair.reversed] {
                try PairSettlement.keepApart(
                    way, in: enrolment.programme, &call.context, transaction)
            }
        }
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
