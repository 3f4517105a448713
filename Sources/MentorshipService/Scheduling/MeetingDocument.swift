// A meeting as JSON: times and attendance for all who may see it; what it is about, why it was
// called off and who came late for its members only.

import JSON
import Mentorship
import SQLite

struct MeetingDocument: Resource {
    private let row: MeetingRow
    private let isForMember: Bool
    private let topic: String?
    private let reason: String?

    init(_ row: MeetingRow, isForMember: Bool, _ sealer: Sealer) throws {
        self.row = row
        self.isForMember = isForMember
        topic =
            isForMember
            ? try sealer.openText(row.sealedTopic, context: MeetingRow.topicContext(row.id)) : nil
        reason =
            isForMember
            ? try sealer.openText(row.sealedReason, context: MeetingRow.reasonContext(row.id)) : nil
    }

    var version: Int { row.version }
    var representation: String { isForMember ? "pair" : "facts" }

    func write(into json: inout JSONWriter) {
        let meeting = row.meeting
        json.beginObject()
        json.member("id", meeting.id)
        json.member("relationship_id", meeting.relationship)
        json.member("programme_id", row.programme)
        json.member("state", meeting.status.text)
        json.member("start", meeting.interval.start)
        json.member("end", meeting.interval.end)
        json.member("duration_minutes", meeting.interval.minutes)
        json.member("time_zone", meeting.zone)
        json.member("start_local", meeting.localStart.text)
        json.member("medium", meeting.medium.rawValue)
        if isForMember { json.member("topic", topic) }
        json.array("members", meeting.people.map(\.text))
        json.array("attendance", meeting.attendance) { write($0, into: &$1) }
        json.array("disputed", meeting.disputed.map(\.text))
        writeCancellation(into: &json)
        json.member("created_by", row.createdBy)
        json.member("created_at", row.createdAt)
        json.member("updated_at", row.updatedAt)
        json.endObject()
    }

    private func write(_ statement: Attendance, into json: inout JSONWriter) {
        json.beginObject()
        json.member("person_id", statement.person)
        switch statement.presence {
        case .attended(let late):
            json.member("state", "attended")
            if isForMember { json.member("late_minutes", late) }
        case .absent:
            json.member("state", "absent")
        }
        json.member("recorded_by", statement.recordedBy)
        json.member("recorded_at", statement.at)
        json.endObject()
    }

    private func writeCancellation(into json: inout JSONWriter) {
        json.key("cancellation")
        guard case .cancelled(let cancellation) = row.meeting.status else { return json.null() }
        json.beginObject()
        json.member("cancelled_by", cancellation.by)
        json.member("cancelled_at", cancellation.at)
        json.member("is_late", cancellation.isLate)
        if isForMember { json.member("reason", reason) }
        json.endObject()
    }
}
