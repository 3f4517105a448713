// Meetings, whose time they take and who was there, in the store. Topics and reasons are handed on
// sealed as they are kept: only a document for a member opens them.

import Mentorship
import SQLite

package struct MeetingRow: Sendable {
    package let version: Int
    package var meeting: Meeting
    package let programme: ID<Programme>
    package let sealedTopic: [UInt8]?
    package var sealedReason: [UInt8]?
    package let createdBy: String
    package let createdAt: Instant
    package let updatedAt: Instant

    package var id: ID<Meeting> { meeting.id }

    static func topicContext(_ id: ID<Meeting>) -> String { "meetings/topic/\(id)" }
    static func reasonContext(_ id: ID<Meeting>) -> String { "meetings/cancellation_reason/\(id)" }
}

package enum MeetingStore {
    package static func find(
        _ id: ID<Meeting>, _ snapshot: Reading
    ) throws -> MeetingRow? {
        let columns = try snapshot.first(
            """
            SELECT m.id, m.version, m.relationship_id, m.programme_id, m.state, m.starts_at,
                m.ends_at, m.time_zone, m.local_start, m.sequence, m.medium, m.topic,
                m.cancelled_by, m.cancelled_at, m.cancellation_reason, m.is_late_cancellation,
                m.created_by, m.created_at, m.updated_at
            FROM meetings m
            WHERE m.id = ?1
            """, id, read: MeetingColumns.init)
        return try columns.map { try $0.row(snapshot) }
    }

    // MARK: What takes time

    /// The taken time of a person that meets a range, ascending.
    package static func busy(
        of person: ID<Person>, during range: Interval, _ snapshot: Reading
    ) throws -> [Busy] {
        // No meeting is longer than the limit, so that the index is read from there on only.
        let reach = Int64(SlotLimits.slotMinutes.upperBound) * 60
        return try snapshot.query(
            """
            SELECT starts_at, ends_at FROM meeting_members
            WHERE person_id = ?1 AND starts_at > ?2 AND starts_at < ?3 AND ends_at > ?4
              AND takes_time = 1
            ORDER BY starts_at
            """, person, range.start.adding(seconds: -reach), range.end, range.start
        ) { row in Busy(Interval(try row.nextInstant(), try row.nextInstant())) }
    }

    /// Those of a relationship that are still to come.
    package static func ahead(
        of relationship: ID<Relationship>, now: Instant, _ snapshot: Reading
    ) throws -> [MeetingRow] {
        try snapshot.query(
            """
            SELECT m.id, m.version, m.relationship_id, m.programme_id, m.state, m.starts_at,
                m.ends_at, m.time_zone, m.local_start, m.sequence, m.medium, m.topic,
                m.cancelled_by, m.cancelled_at, m.cancellation_reason, m.is_late_cancellation,
                m.created_by, m.created_at, m.updated_at
            FROM meetings m
            WHERE m.relationship_id = ?1 AND m.starts_at > ?2 AND m.state = 'confirmed'
            ORDER BY m.starts_at
            """, relationship, now, read: MeetingColumns.init
        ).map { try $0.row(snapshot) }
    }

    // MARK: Writing

    package static func insert(_ row: MeetingRow, _ transaction: Writing) throws {
        let meeting = row.meeting
        try transaction.execute(
            """
            INSERT INTO meetings (id, relationship_id, programme_id, starts_at, ends_at, time_zone,
                local_start, medium, topic, created_by, created_at, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            """,
            meeting.id, meeting.relationship, row.programme, meeting.interval.start,
            meeting.interval.end, meeting.zone, meeting.localStart.text, meeting.medium.rawValue,
            row.sealedTopic, row.createdBy, row.createdAt, row.updatedAt)
        for person in meeting.people {
            try transaction.execute(
                """
                INSERT INTO meeting_members (meeting_id, person_id, starts_at, ends_at)
                VALUES (?1, ?2, ?3, ?4)
                """, meeting.id, person, meeting.interval.start, meeting.interval.end)
        }
    }

    /// Somebody who joined before it.
    package static func add(
        _ person: ID<Person>, to meeting: Meeting, now: Instant, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            INSERT INTO meeting_members (meeting_id, person_id, starts_at, ends_at)
            VALUES (?1, ?2, ?3, ?4)
            """, meeting.id, person, meeting.interval.start, meeting.interval.end)
        try transaction.execute(
            "UPDATE meetings SET version = version + 1, updated_at = ?2 WHERE id = ?1",
            meeting.id, now)
    }

    /// Somebody who left before it: the others still meet.
    package static func remove(
        _ person: ID<Person>, from id: ID<Meeting>, now: Instant, _ transaction: Writing
    ) throws {
        try transaction.execute(
            "DELETE FROM meeting_members WHERE meeting_id = ?1 AND person_id = ?2", id, person)
        try transaction.execute(
            "UPDATE meetings SET version = version + 1, updated_at = ?2 WHERE id = ?1", id, now)
    }

    package static func updateStatus(
        _ row: MeetingRow, now: Instant, _ transaction: Writing
    ) throws {
        let meeting = row.meeting
        var cancellation: Meeting.Cancellation?
        if case .cancelled(let given) = meeting.status { cancellation = given }
        try transaction.execute(
            """
            UPDATE meetings SET state = ?2, sequence = ?3, cancelled_by = ?4, cancelled_at = ?5,
                is_late_cancellation = ?6, cancellation_reason = ?7, updated_at = ?8,
                version = version + 1
            WHERE id = ?1
            """,
            meeting.id, meeting.status.text, meeting.sequence, cancellation?.by,
            cancellation?.at, cancellation?.isLate, row.sealedReason, now)
        guard !meeting.takesTime else { return }
        try transaction.execute(
            "UPDATE meeting_members SET takes_time = 0 WHERE meeting_id = ?1", meeting.id)
    }

    package static func put(
        _ statement: Attendance, of meeting: ID<Meeting>, _ transaction: Writing
    ) throws {
        var late: Int?
        if case .attended(let minutes) = statement.presence { late = minutes }
        try transaction.execute(
            """
            INSERT INTO meeting_attendance (meeting_id, person_id, recorded_by, state,
                late_minutes, recorded_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (meeting_id, person_id, recorded_by) DO UPDATE SET
                state = excluded.state, late_minutes = excluded.late_minutes,
                recorded_at = excluded.recorded_at
            """,
            meeting, statement.person, statement.recordedBy, late == nil ? "absent" : "attended",
            late, statement.at)
    }
}

// MARK: Rows

/// A meeting's own columns, before its people are looked up.
struct MeetingColumns {
    let id: ID<Meeting>
    let version: Int
    let relationship: ID<Relationship>
    let programme: ID<Programme>
    let status: Meeting.Status
    let interval: Interval
    let zone: String
    let localStart: WallTime
    let sequence: Int
    let medium: Medium
    let topic: [UInt8]?
    let reason: [UInt8]?
    let createdBy: String
    let createdAt: Instant
    let updatedAt: Instant

    init(_ row: inout Row) throws {
        id = try row.nextID()
        version = try row.next()
        relationship = try row.nextID()
        programme = try row.nextID()
        let state: String = try row.next()
        interval = Interval(try row.nextInstant(), try row.nextInstant())
        zone = try row.next()
        let wall: String = try row.next()
        guard let localStart = WallTime(wall) else { throw StoredValueError(column: "local_start") }
        self.localStart = localStart
        sequence = try row.next()
        medium = try row.nextChoice()
        topic = try row.next()
        let by: String? = try row.next()
        let at = try row.nextOptionalInstant()
        reason = try row.next()
        let isLate: Bool? = try row.next()
        switch (state, by, at) {
        case ("confirmed", _, _): status = .confirmed
        case ("held", _, _): status = .held
        case ("no_show", _, _): status = .noShow
        case ("cancelled", let by?, let at?):
            status = .cancelled(Meeting.Cancellation(by: by, at: at, isLate: isLate ?? false))
        default: throw StoredValueError(column: "state")
        }
        createdBy = try row.next()
        createdAt = try row.nextInstant()
        updatedAt = try row.nextInstant()
    }

    func row(_ snapshot: Reading) throws -> MeetingRow {
        let people: [ID<Person>] = try snapshot.query(
            "SELECT person_id FROM meeting_members WHERE meeting_id = ?1 ORDER BY person_id", id
        ) { row in try row.nextID() }
        let attendance = try snapshot.query(
            """
            SELECT person_id, recorded_by, state, late_minutes, recorded_at
            FROM meeting_attendance WHERE meeting_id = ?1 ORDER BY person_id, recorded_by
            """, id
        ) { row in
            let person: ID<Person> = try row.nextID()
            let by: String = try row.next()
            let isPresent = try row.next() == "attended"
            let late: Int? = try row.next()
            return Attendance(
                person, isPresent ? .attended(lateMinutes: late ?? 0) : .absent, recordedBy: by,
                at: try row.nextInstant())
        }
        return MeetingRow(
            version: version,
            meeting: Meeting(
                id: id, relationship: relationship, people: people, interval: interval,
                zone: zone, localStart: localStart, medium: medium, status: status,
                attendance: attendance, sequence: sequence),
            programme: programme, sealedTopic: topic, sealedReason: reason, createdBy: createdBy,
            createdAt: createdAt, updatedAt: updatedAt)
    }
}
