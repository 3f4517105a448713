// Meetings of a relationship, and all that the caller may see: booked, cancelled, attended.

import HTTP
import JSON
import Mentorship

package enum MeetingRoutes {
    package static let all: [Route] = [
        .get("/v1/meetings", "listMeetings", .staffOrPerson(.schedulingRead), read: list),
        .get(
            "/v1/relationships/{relationship}/meetings", "listRelationshipMeetings",
            .staffOrPerson(.schedulingRead), read: listOfRelationship),
        .write(
            .post, "/v1/relationships/{relationship}/meetings", "bookMeeting",
            .staffOrPerson(.schedulingWrite), input: draft, write: book),
        .get(
            "/v1/meetings/{meeting}", "getMeeting", .staffOrPerson(.schedulingRead), read: read),
        .write(
            .post, "/v1/meetings/{meeting}/cancellation", "cancelMeeting",
            .staffOrPerson(.schedulingWrite), input: reason, write: cancel),
        .write(
            .put, "/v1/meetings/{meeting}/attendance", "putAttendance",
            .staffOrPerson(.schedulingWrite), input: attendance, write: attend),
    ]

    // MARK: Reading

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        var parameters = try Parameters(call)
        var filter = filter(&parameters)
        filter.programme = parameters.id("programme_id")
        let person: ID<Person>? = parameters.id("person_id")
        let (page, after) = page(&parameters)
        try parameters.finish()
        if let own = call.actor.person {
            guard person == nil || person == own else {
                return try write([], page, call) { _ in true }
            }
            let rows = try MeetingLists.ofPerson(
                own, filter, after: after, limit: page.fetch, snapshot)
            return try write(rows, page, call) { _ in true }
        }
        filter.programmes = call.actor.programmes
        let rows =
            try person.map { person in
                try MeetingLists.ofPerson(
                    person, filter, after: after, limit: page.fetch, snapshot)
            } ?? MeetingLists.ofProgrammes(filter, after: after, limit: page.fetch, snapshot)
        return try write(rows, page, call) { _ in false }
    }

    private static func listOfRelationship(_ call: Call, _ snapshot: Reading) throws -> Response {
        var parameters = try Parameters(call)
        let filter = filter(&parameters)
        let (page, after) = page(&parameters)
        try parameters.finish()
        let row = try RelationshipService.find(
            call.id("relationship", "relationship"), for: .seeMeetings, call.actor, snapshot)
        let rows = try MeetingLists.ofRelationship(
            row.id, filter, after: after, limit: page.fetch, snapshot)
        let isMember = isMember(call.actor, row)
        return try write(rows, page, call) { _ in isMember }
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        let found = try service(call).find(call.id("meeting", "meeting"), call.actor, snapshot)
        return try document(found, call).response()
    }

    // MARK: Booking

    private static func draft(_ call: Call) throws -> MeetingDraft {
        var input = try Input(call)
        let start = input.requiredInstant("start")
        let minutes = input.requiredInteger("duration_minutes", SlotLimits.slotMinutes)
        let medium = input.requiredChoice("medium", Medium.self)
        let topic = input.free("topic", limit: MeetingService.topicCharactersMax)
        try input.finish()
        return MeetingDraft(
            start: try start.required(), minutes: minutes, medium: try medium.required(),
            topic: topic)
    }

    private static func book(
        _ draft: MeetingDraft, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let row = try service(call).book(
            draft, in: call.id("relationship", "relationship"), &call.context, transaction)
        return try MeetingDocument(
            row, isForMember: call.actor.person != nil, call.deployment.sealer
        ).created(at: "/v1/meetings/\(row.id)")
    }

    // MARK: What becomes of it

    private static func reason(_ call: Call) throws -> String? {
        guard !call.request.bytes.isEmpty else { return nil }
        var input = try Input(call)
        let reason = input.free("reason", limit: MeetingService.reasonCharactersMax)
        try input.finish()
        return reason
    }

    private static func cancel(
        _ reason: String?, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let found = try service(call).cancel(
            call.id("meeting", "meeting"), reason: reason, &call.context, transaction)
        return try document(found, call).response()
    }

    private enum State: String, CaseIterable {
        case attended, absent
    }

    private static func attendance(_ call: Call) throws -> [AttendanceDraft] {
        var input = try Input(call)
        let members = try input.objects("members", countMax: 30, read: statement)
        if members?.isEmpty ?? true {
            input.refuse("members", "required", "Say of at least one member whether they came.")
        }
        try input.finish()
        return members ?? []
    }

    private static func statement(_ member: inout Input) -> AttendanceDraft? {
        let person: ID<Person>? = member.requiredID("person_id")
        let state = member.requiredChoice("state", State.self)
        let late = member.integer("late_minutes", 0...SlotLimits.slotMinutes.upperBound)
        if state == .absent, late != nil {
            member.refuse("late_minutes", "not_attended", "Only those who came can be late.")
        }
        guard let person, let state else { return nil }
        return AttendanceDraft(
            person: person,
            presence: state == .absent ? .absent : .attended(lateMinutes: late ?? 0))
    }

    private static func attend(
        _ drafts: [AttendanceDraft], _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let found = try service(call).recordAttendance(
            drafts, of: call.id("meeting", "meeting"), &call.context, transaction)
        return try document(found, call).response()
    }

    // MARK: Pieces

    private static func service(_ call: Call) -> MeetingService {
        MeetingService(sealer: call.deployment.sealer, zones: call.deployment.zones.catalogue)
    }

    private static func filter(_ parameters: inout Parameters) -> MeetingFilter {
        MeetingFilter(from: parameters.instant("from"), to: parameters.instant("to"))
    }

    private static func page(
        _ parameters: inout Parameters
    ) -> (PageRequest, MeetingPosition) {
        let page = parameters.page()
        return (page, page.after.flatMap { MeetingPosition($0) } ?? .beginning)
    }

    private static func isMember(_ actor: Actor, _ row: RelationshipRow) -> Bool {
        RelationshipAccess.may(.seeAgenda, in: row.relationship, actor)
    }

    private static func document(
        _ found: (row: MeetingRow, relationship: RelationshipRow), _ call: Call
    ) throws -> MeetingDocument {
        try MeetingDocument(
            found.row, isForMember: isMember(call.actor, found.relationship),
            call.deployment.sealer)
    }

    private static func write(
        _ rows: [MeetingRow], _ page: PageRequest, _ call: Call,
        isForMember: (MeetingRow) -> Bool
    ) throws -> Response {
        var writer = PageWriter(page)
        for row in rows where writer.admits(MeetingPosition.text(row.meeting)) {
            try MeetingDocument(
                row, isForMember: isForMember(row), call.deployment.sealer
            ).write(into: &writer.json)
        }
        return writer.response(call)
    }
}
