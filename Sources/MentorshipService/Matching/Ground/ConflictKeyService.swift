// What is done with keys of conflicts of interest: seen and replaced by staff. No event tells of
// it, since events go to other systems.

import Mentorship

enum ConflictKeyService {
    static func see(
        _ call: Call, _ snapshot: Reading
    ) throws -> (enrolment: Enrolment, row: ConflictKeysRow) {
        guard
            let found = try EnrolmentStore.find(call.id("enrolment", "enrolment"), snapshot),
            call.actor.mayEnter(found.programme)
        else { throw Failure.notFound("enrolment") }
        return (found, try ConflictKeyStore.find(found.id, call.deployment.sealer, snapshot))
    }

    /// Also takes back what people were asked who turn out to be kept apart.
    static func replace(
        _ before: ConflictKeysRow, of enrolment: Enrolment, with keys: [Term], _ call: inout Call,
        _ transaction: Writing
    ) throws -> ConflictKeysRow {
        if try enrolment.state.isOver && !isInSomething(enrolment, transaction) {
            throw Failure.enrolmentOver(enrolment.state)
        }
        let sealer = call.deployment.sealer
        let row = ConflictKeysRow(
            enrolment: enrolment.id, version: before.version + 1, keys: keys,
            updatedAt: call.context.now)
        try ConflictKeyStore.put(row, by: call.actor, sealer, transaction)
        try keepApart(enrolment, keys, &call, transaction)
        try Ledger.audit(
            "conflict_keys.replaced", enrolment.id.text, programme: enrolment.programme,
            &call.context, transaction)
        return row
    }

    /// Whoever withdrew may still be in a pair, a group or a circle, which others may join.
    private static func isInSomething(
        _ enrolment: Enrolment, _ snapshot: Reading
    ) throws -> Bool {
        try Side.allCases.contains { side in
            try RelationshipPlaces.openCount(
                of: enrolment.person, as: side, in: enrolment.programme, snapshot) > 0
        }
    }

    private static func keepApart(
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
