// What is done with ranked preferences: read and replaced, by the person and by staff who match.
// Events and audit rows tell that somebody named people, never whom.

import Mentorship

package enum PreferenceService {
    package static func see(
        _ id: ID<Enrolment>, _ actor: Actor, _ snapshot: Reading
    ) throws -> PreferenceRow {
        let enrolment = try enrolment(id, snapshot)
        try PreferenceAccess.checkRead(
            of: enrolment.person, in: enrolment.programme, by: actor)
        return try PreferenceStore.find(id, snapshot)
    }

    /// The row as it is, for who may change it.
    package static func forWriter(
        _ id: ID<Enrolment>, _ actor: Actor, _ transaction: Writing
    ) throws -> (enrolment: Enrolment, row: PreferenceRow) {
        let enrolment = try enrolment(id, transaction)
        try PreferenceAccess.checkWrite(
            of: enrolment.person, in: enrolment.programme, by: actor)
        return (enrolment, try PreferenceStore.find(id, transaction))
    }

    private static func enrolment(
        _ id: ID<Enrolment>, _ snapshot: Reading
    ) throws -> Enrolment {
        guard let enrolment = try EnrolmentStore.find(id, snapshot) else {
            throw Failure.notFound("enrolment")
        }
        return enrolment
    }

    package static func replace(
        _ before: PreferenceRow, of enrolment: Enrolment, with ranked: [ID<Person>],
        _ context: inout Context, _ transaction: Writing
    ) throws -> PreferenceRow {
        if enrolment.state.isOver { throw Failure.enrolmentOver(enrolment.state) }
        let problems = RankedPreferences.problems(ranked, of: enrolment.person)
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        try checkPresent(ranked, besides: before.ranked, enrolment, transaction)
        let row = PreferenceRow(
            enrolment: enrolment.id, version: before.version + 1, ranked: ranked,
            updatedAt: context.now)
        try PreferenceStore.put(row, by: context.actor, transaction)
        try Ledger.record(
            "preferences.replaced", enrolment.id.text, programme: enrolment.programme, &context,
            transaction)
        return row
    }

    /// Whoever was named before may stay, also when they have left since: a list that was good is
    /// not to be refused for what others do. Who is not there, and who could not be matched, get
    /// one answer.
    private static func checkPresent(
        _ ranked: [ID<Person>], besides known: [ID<Person>], _ enrolment: Enrolment,
        _ transaction: Writing
    ) throws {
        var problems: [Failure.Field] = []
        for (index, person) in ranked.enumerated() where !known.contains(person) {
            let other = try EnrolmentStore.current(
                of: person, in: enrolment.programme, transaction)
            if let other, other.offer.role.meets(enrolment.offer.role) { continue }
            problems.append(
                .init(
                    "/ranked/\(index)", "not_available",
                    "There is nobody of this id in the programme whom they could be matched with."))
        }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
    }
}
