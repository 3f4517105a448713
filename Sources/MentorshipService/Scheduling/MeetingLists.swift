// Lists of meetings in the store, in the order in which they happen.

import Mentorship
import SQLite

/// Where a page of meetings goes on: start and id of the last one before it.
struct MeetingPosition {
    let start: Int64
    let id: String

    static let beginning = MeetingPosition(start: .min, id: "")

    init(start: Int64, id: String) {
        self.start = start
        self.id = id
    }

    init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let start = Int64(parts[0]) else { return nil }
        self.init(start: start, id: String(parts[1]))
    }

    static func text(_ meeting: Meeting) -> String {
        "\(meeting.interval.start.milliseconds) \(meeting.id)"
    }
}

struct MeetingFilter {
    var from: Instant?
    var to: Instant?
    var programme: ID<Programme>?
    var programmes: Actor.ProgrammeLimit = nil
}

enum MeetingLists {
    static func ofRelationship(
        _ id: ID<Relationship>, _ filter: MeetingFilter, after: MeetingPosition, limit: Int,
        _ snapshot: Reading
    ) throws -> [MeetingRow] {
        try snapshot.query(
            """
            SELECT m.id, m.version, m.relationship_id, r.programme_id, m.state, m.starts_at,
                m.ends_at, m.time_zone, m.local_start, m.sequence, m.medium, m.topic,
                m.cancelled_by, m.cancelled_at, m.cancellation_reason, m.is_late_cancellation,
                m.created_by, m.created_at, m.updated_at
            FROM meetings m JOIN relationships r ON r.id = m.relationship_id
            WHERE m.relationship_id = ?1 AND (m.starts_at, m.id) > (?2, ?3)
              AND (?4 IS NULL OR m.ends_at > ?4) AND (?5 IS NULL OR m.starts_at < ?5)
            ORDER BY m.starts_at, m.id LIMIT ?6
            """, id, after.start, after.id, filter.from, filter.to, limit,
            read: MeetingColumns.init
        ).map { try $0.row(snapshot) }
    }

    static func ofPerson(
        _ person: ID<Person>, _ filter: MeetingFilter, after: MeetingPosition, limit: Int,
        _ snapshot: Reading
    ) throws -> [MeetingRow] {
        try snapshot.query(
            """
            SELECT m.id, m.version, m.relationship_id, r.programme_id, m.state, m.starts_at,
                m.ends_at, m.time_zone, m.local_start, m.sequence, m.medium, m.topic,
                m.cancelled_by, m.cancelled_at, m.cancellation_reason, m.is_late_cancellation,
                m.created_by, m.created_at, m.updated_at
            FROM meeting_members own
            JOIN meetings m ON m.id = own.meeting_id
            JOIN relationships r ON r.id = m.relationship_id
            WHERE own.person_id = ?1 AND (own.starts_at, own.meeting_id) > (?2, ?3)
              AND (?4 IS NULL OR own.ends_at > ?4) AND (?5 IS NULL OR own.starts_at < ?5)
              AND (?6 IS NULL OR r.programme_id = ?6)
              AND (?7 IS NULL OR ?7 LIKE '%' || r.programme_id || '%')
            ORDER BY own.starts_at, own.meeting_id LIMIT ?8
            """, person, after.start, after.id, filter.from, filter.to, filter.programme,
            filter.programmes.map { Programmes.text($0) }, limit, read: MeetingColumns.init
        ).map { try $0.row(snapshot) }
    }

    static func ofProgrammes(
        _ filter: MeetingFilter, after: MeetingPosition, limit: Int, _ snapshot: Reading
    ) throws -> [MeetingRow] {
        try snapshot.query(
            """
            SELECT m.id, m.version, m.relationship_id, r.programme_id, m.state, m.starts_at,
                m.ends_at, m.time_zone, m.local_start, m.sequence, m.medium, m.topic,
                m.cancelled_by, m.cancelled_at, m.cancellation_reason, m.is_late_cancellation,
                m.created_by, m.created_at, m.updated_at
            FROM meetings m JOIN relationships r ON r.id = m.relationship_id
            WHERE (m.starts_at, m.id) > (?1, ?2)
              AND (?3 IS NULL OR m.ends_at > ?3) AND (?4 IS NULL OR m.starts_at < ?4)
              AND (?5 IS NULL OR r.programme_id = ?5)
              AND (?6 IS NULL OR ?6 LIKE '%' || r.programme_id || '%')
            ORDER BY m.starts_at, m.id LIMIT ?7
            """, after.start, after.id, filter.from, filter.to, filter.programme,
            filter.programmes.map { Programmes.text($0) }, limit, read: MeetingColumns.init
        ).map { try $0.row(snapshot) }
    }
}
