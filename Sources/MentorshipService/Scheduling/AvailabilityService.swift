// What is done with availabilities: read and replaced, by the person and by staff who keep
// schedules within their programmes.

import Mentorship

package enum AvailabilityService {
    /// What somebody stated, or the empty one that everybody starts with.
    package static func find(
        _ person: ID<Person>, _ actor: Actor, _ snapshot: Reading
    ) throws -> AvailabilityRow {
        try mustKeep(person, actor, snapshot)
        if let stored = try AvailabilityStore.find(person, snapshot) { return stored }
        return AvailabilityRow(
            person: person, version: 0,
            timeZone: try AvailabilityStore.zoneOfPerson(person, snapshot),
            availability: Availability(weekly: []), updatedAt: nil)
    }

    package static func replace(
        _ before: AvailabilityRow, with draft: AvailabilityDraft, _ context: inout Context,
        _ transaction: Writing
    ) throws -> AvailabilityRow {
        let row = AvailabilityRow(
            person: before.person, version: before.version + 1, timeZone: draft.timeZone,
            availability: draft.availability, updatedAt: context.now)
        try AvailabilityStore.put(row, context, transaction)
        try Ledger.record("availability.replaced", before.person.text, &context, transaction)
        return row
    }

    /// A card of the other half shows no calendar: for people it is their own or none at all.
    private static func mustKeep(
        _ person: ID<Person>, _ actor: Actor, _ snapshot: Reading
    ) throws {
        if actor.person == person { return }
        guard actor.isStaff else { throw Failure.notFound("person") }
        try PeopleService.mustSee(person, actor, snapshot)
    }
}
