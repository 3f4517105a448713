// Lists of meetings in the store, in the order in which they happen. Whatever a list is of, some
// index holds it in that order, and a page reads no more of it than it shows.

import Mentorship
import SQLite

/// Where a page of meetings goes on: start and id of the last one before it.
struct MeetingPosition: Comparable {
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

    static func < (left: MeetingPosition, right: MeetingPosition) -> Bool {
        (left.start, left.id) < (right.start, right.id)
    }
}

struct MeetingFilter {
    var from: Instant?
    var to: Instant?
    var programme: ID<Programme>?
    var programmes: Actor.ProgrammeLimit = nil

    /// Nil when it is all of them.
    fileprivate var reach: [ID<Programme>]? {
        guard let programme else { return programmes?.sorted() }
        return programmes?.contains(programme) ?? true ? [programme] : []
    }
}

/// The part of an index that a page may be read from. No meeting is longer than the limit, so that
/// what ends after `from` begins at most so much before it.
private struct MeetingRange {
    let after: MeetingPosition
    let endsAfter: Int64
    let startsBefore: Int64

    init(_ filter: MeetingFilter, after: MeetingPosition) {
        let reach = Int64(SlotLimits.slotMinutes.upperBound) * 60
        let earliest = filter.from.map { from in
            MeetingPosition(start: from.adding(seconds: -reach).milliseconds, id: "")
        }
        self.after = max(after, earliest ?? .beginning)
        endsAfter = filter.from?.milliseconds ?? .min
        startsBefore = filter.to?.milliseconds ?? .max
    }
}

enum MeetingLists {
    static func ofRelationship(
        _ id: ID<Relationship>, _ filter: MeetingFilter, after: MeetingPosition, limit: Int,
        _ snapshot: Reading
    ) throws -> [MeetingRow] {
        let range = MeetingRange(filter, after: after)
        return try snapshot.query(
            """
            SELECT m.id, m.version, m.relationship_id, m.programme_id, m.state, m.starts_at,
                m.ends_at, m.time_zone, m.local_start, m.sequence, m.medium, m.topic,
                m.cancelled_by, m.cancelled_at, m.cancellation_reason, m.is_late_cancellation,
                m.created_by, m.created_at, m.updated_at
            FROM meetings m
            WHERE m.relationship_id = ?1 AND (m.starts_at, m.id) > (?2, ?3)
              AND m.starts_at < ?4 AND m.ends_at > ?5
            ORDER BY m.starts_at, m.id LIMIT ?6
            """, id, range.after.start, range.after.id, range.startsBefore, range.endsAfter, limit,
            read: MeetingColumns.init
        ).map { try $0.row(snapshot) }
    }

    static func ofPerson(
        _ person: ID<Person>, _ filter: MeetingFilter, after: MeetingPosition, limit: Int,
        _ snapshot: Reading
    ) throws -> [MeetingRow] {
        let range = MeetingRange(filter, after: after)
        return try snapshot.query(
            """
            SELECT m.id, m.version, m.relationship_id, m.programme_id, m.state, m.starts_at,
                m.ends_at, m.time_zone, m.local_start, m.sequence, m.medium, m.topic,
                m.cancelled_by, m.cancelled_at, m.cancellation_reason, m.is_late_cancellation,
                m.created_by, m.created_at, m.updated_at
            FROM meeting_members own
            JOIN meetings m ON m.id = own.meeting_id
            WHERE own.person_id = ?1 AND (own.starts_at, own.meeting_id) > (?2, ?3)
              AND own.starts_at < ?4 AND own.ends_at > ?5
              AND (?6 IS NULL OR m.programme_id = ?6)
              AND (?7 IS NULL OR ?7 LIKE '%' || m.programme_id || '%')
            ORDER BY own.starts_at, own.meeting_id LIMIT ?8
            """, person, range.after.start, range.after.id, range.startsBefore, range.endsAfter,
            filter.programme, filter.programmes.map { Programmes.text($0) }, limit,
            read: MeetingColumns.init
        ).map { try $0.row(snapshot) }
    }

    static func ofProgrammes(
        _ filter: MeetingFilter, after: MeetingPosition, limit: Int, _ snapshot: Reading
    ) throws -> [MeetingRow] {
        let range = MeetingRange(filter, after: after)
        guard let programmes = filter.reach else { return try all(range, limit, snapshot) }
        let positions = Candidates.merged(
            try programmes.map { try ofProgramme($0, range, limit, snapshot) }, limit: limit)
        return try positions.compactMap { position in
            try ID(position.id).flatMap { try MeetingStore.find($0, snapshot) }
        }
    }

    private static func ofProgramme(
        _ programme: ID<Programme>, _ range: MeetingRange, _ limit: Int, _ snapshot: Reading
    ) throws -> [MeetingPosition] {
        try snapshot.query(
            """
            SELECT starts_at, id FROM meetings
            WHERE programme_id = ?1 AND (starts_at, id) > (?2, ?3)
              AND starts_at < ?4 AND ends_at > ?5
            ORDER BY starts_at, id LIMIT ?6
            """, programme, range.after.start, range.after.id, range.startsBefore,
            range.endsAfter, limit
        ) { row in MeetingPosition(start: try row.next(), id: try row.next()) }
    }

    private static func all(
        _ range: MeetingRange, _ limit: Int, _ snapshot: Reading
    ) throws -> [MeetingRow] {
        try snapshot.query(
            """
            SELECT m.id, m.version, m.relationship_id, m.programme_id, m.state, m.starts_at,
                m.ends_at, m.time_zone, m.local_start, m.sequence, m.medium, m.topic,
                m.cancelled_by, m.cancelled_at, m.cancellation_reason, m.is_late_cancellation,
                m.created_by, m.created_at, m.updated_at
            FROM meetings m
            WHERE (m.starts_at, m.id) > (?1, ?2) AND m.starts_at < ?3 AND m.ends_at > ?4
            ORDER BY m.starts_at, m.id LIMIT ?5
            """, range.after.start, range.after.id, range.startsBefore, range.endsAfter, limit,
            read: MeetingColumns.init
        ).map { try $0.row(snapshot) }
    }
}
