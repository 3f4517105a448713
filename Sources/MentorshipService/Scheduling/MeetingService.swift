// What is done with meetings: booked, cancelled, attended. That nobody is in two places at once is
// checked in the transaction that books, on the one writer thread.

import JSON
import Mentorship
import SQLite

package struct MeetingDraft: Sendable {
    package let start: Instant
    package let minutes: Int
    package let medium: Medium
    package let topic: String?
}

package struct AttendanceDraft: Sendable {
    package let person: ID<Person>
    package let presence: Attendance.Presence
}

package struct MeetingService {
    let sealer: Sealer
    let zones: ZoneCatalogue

    /// A letter's subject and a few lines.
    static let topicCharactersMax = 1000
    static let reasonCharactersMax = 500

    // MARK: Seeing

    func find(
        _ id: ID<Meeting>, for act: RelationshipAccess.Act = .seeMeetings, _ actor: Actor,
        _ snapshot: Reading
    ) throws -> (row: MeetingRow, relationship: RelationshipRow) {
        guard let row = try MeetingStore.find(id, snapshot),
            let relationship = try RelationshipStore.find(row.meeting.relationship, snapshot),
            RelationshipAccess.may(.seeMeetings, in: relationship.relationship, actor)
        else { throw Failure.notFound("meeting") }
        try RelationshipAccess.check(act, in: relationship.relationship, by: actor)
        return (row, relationship)
    }

    // MARK: Booking

    func book(
        _ draft: MeetingDraft, in id: ID<Relationship>, _ context: inout Context,
        _ transaction: Writing
    ) throws -> MeetingRow {
        let relationship = try RelationshipService.find(
            id, for: .book, context.actor, transaction
        ).relationship
        let slots = SlotService(zones: zones)
        let people = relationship.organisersFirst
        let meeting = try Meeting.book(
            id: context.newID(), for: relationship, start: draft.start, minutes: draft.minutes,
            in: slots.anchor(of: people, transaction), medium: draft.medium, now: context.now)
        let taken = try people.flatMap { person in
            try MeetingStore.busy(of: person, during: meeting.interval, transaction)
        }
        let next =
            taken.isEmpty
            ? []
            : try slots.suggestions(
                after: draft.start, minutes: draft.minutes, for: people, now: context.now,
                transaction)
        try Meeting.checkFree(meeting.interval, of: taken, suggestions: { next })
        let topic = try sealer.seal(
            text: draft.topic, context: MeetingRow.topicContext(meeting.id))
        let row = MeetingRow(
            version: 1, meeting: meeting, programme: relationship.programme, sealedTopic: topic,
            sealedReason: nil, createdBy: context.actor.text, createdAt: context.now,
            updatedAt: context.now)
        try MeetingStore.insert(row, transaction)
        try record("meeting.booked", row, &context, transaction)
        return row
    }

    // MARK: Cancelling

    func cancel(
        _ id: ID<Meeting>, reason: String?, _ context: inout Context, _ transaction: Writing
    ) throws -> (row: MeetingRow, relationship: RelationshipRow) {
        let (row, relationship) = try find(id, for: .cancelMeeting, context.actor, transaction)
        return (try cancel(row, reason, &context, transaction), relationship)
    }

    /// What was still to come of a relationship that ended.
    func cancelAhead(
        of relationship: ID<Relationship>, _ context: inout Context, _ transaction: Writing
    ) throws {
        for row in try MeetingStore.ahead(of: relationship, now: context.now, transaction) {
            _ = try cancel(row, nil, &context, transaction)
        }
    }

    private func cancel(
        _ row: MeetingRow, _ reason: String?, _ context: inout Context, _ transaction: Writing
    ) throws -> MeetingRow {
        var row = row
        try row.meeting.cancel(by: context.actor.text, now: context.now)
        row.sealedReason = try sealer.seal(
            text: reason, context: MeetingRow.reasonContext(row.id))
        try MeetingStore.updateStatus(row, now: context.now, transaction)
        try record("meeting.cancelled", row, &context, transaction)
        return try stored(row.id, transaction)
    }

    // MARK: Attendance

    func recordAttendance(
        _ drafts: [AttendanceDraft], of id: ID<Meeting>, _ context: inout Context,
        _ transaction: Writing
    ) throws -> (row: MeetingRow, relationship: RelationshipRow) {
        var (row, relationship) = try find(id, for: .recordAttendance, context.actor, transaction)
        let actor = context.actor.text
        for (index, draft) in drafts.enumerated() {
            do {
                try row.meeting.record(
                    draft.presence, of: draft.person, by: actor, now: context.now)
            } catch {
                throw error.within("/members/\(index)")
            }
        }
        let own = row.meeting.attendance.filter { $0.recordedBy == actor }
        for statement in own { try MeetingStore.put(statement, of: id, transaction) }
        try MeetingStore.updateStatus(row, now: context.now, transaction)
        try record("meeting.attendance_recorded", row, &context, transaction)
        if row.meeting.status == .held {
            try begin(relationship, with: row.meeting, &context, transaction)
        }
        return (try stored(id, transaction), relationship)
    }

    /// The first meeting that was held begins the work.
    private func begin(
        _ row: RelationshipRow, with meeting: Meeting, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        guard row.relationship.state == .forming else { return }
        var relationship = row.relationship
        let move = try relationship.activate(
            on: meeting.localStart.date, stages: StageModel.named(row.stageModel),
            MoveNote(by: context.actor.text, at: context.now, reason: "first meeting held"))
        try RelationshipStore.update(relationship, now: context.now, transaction)
        try StageMoveStore.append(StageMoveRow(move), to: relationship.id, transaction)
        try RelationshipService.record(
            "relationship.stage_moved", relationship, &context, transaction)
    }

    // MARK: Pieces

    private func stored(_ id: ID<Meeting>, _ snapshot: Reading) throws -> MeetingRow {
        guard let row = try MeetingStore.find(id, snapshot) else {
            throw Failure.notFound("meeting")
        }
        return row
    }

    private func record(
        _ type: String, _ row: MeetingRow, _ context: inout Context, _ transaction: Writing
    ) throws {
        try Ledger.record(
            type, row.id.text, programme: row.programme,
            data: [
                JSON.Member("relationship_id", .string(row.meeting.relationship.text)),
                JSON.Member("state", .string(row.meeting.status.text)),
            ], &context, transaction)
    }
}

extension Failure {
    /// The same, with its pointers below a place in the body.
    fileprivate func within(_ place: String) -> Failure {
        var failure = self
        failure.fields = fields.map {
            Field(
                place + ($0.pointer == "/person" ? "/person_id" : $0.pointer), $0.code, $0.message)
        }
        return failure
    }
}
