// Who is expected at the meetings of a group that are booked already, when somebody joins or
// leaves: those still to come are of whoever is in it by then. Nobody is put in two places at once.

import JSON
import Mentorship

enum MeetingAttendees {
    /// Who has something else at the time is not expected there, which is an event too.
    static func join(
        _ person: ID<Person>, _ relationship: ID<Relationship>, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        for row in try MeetingStore.ahead(of: relationship, now: context.now, transaction) {
            let interval = row.meeting.interval
            guard try MeetingStore.busy(of: person, during: interval, transaction).isEmpty else {
                try record("meeting.member_busy", person, row, &context, transaction)
                continue
            }
            try MeetingStore.add(person, to: row.meeting, now: context.now, transaction)
            try record("meeting.member_joined", person, row, &context, transaction)
        }
    }

    static func leave(
        _ person: ID<Person>, _ relationship: ID<Relationship>, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        for row in try MeetingStore.ahead(of: relationship, now: context.now, transaction)
        where row.meeting.people.contains(person) {
            try MeetingStore.remove(person, from: row.id, now: context.now, transaction)
            try record("meeting.member_left", person, row, &context, transaction)
        }
    }

    private static func record(
        _ type: String, _ person: ID<Person>, _ row: MeetingRow, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        try Ledger.record(
            type, row.id.text, programme: row.programme,
            data: [
                JSON.Member("relationship_id", .string(row.meeting.relationship.text)),
                JSON.Member("person_id", .string(person.text)),
            ], &context, transaction)
    }
}
