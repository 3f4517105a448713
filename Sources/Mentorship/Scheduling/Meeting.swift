// A meeting of a relationship: when it is, as agreed on a wall in a zone, how people meet, and what
// became of it. A value; how it may change is said in MeetingChanges.swift. That nobody is in two
// places at once is checked on what the store knows is taken.

package enum Medium: String, Sendable, CaseIterable {
    case inPerson = "in_person"
    case video
    case phone
    case chat
}

/// What one member, or staff, says of somebody's presence. Statements that differ are all kept.
package struct Attendance: Sendable, Equatable {
    package enum Presence: Sendable, Equatable {
        case attended(lateMinutes: Int)
        case absent
    }

    package let person: ID<Person>
    package let presence: Presence
    /// The actor's text.
    package let recordedBy: String
    package let at: Instant

    package init(_ person: ID<Person>, _ presence: Presence, recordedBy: String, at: Instant) {
        self.person = person
        self.presence = presence
        self.recordedBy = recordedBy
        self.at = at
    }
}

package struct Meeting: Sendable, Equatable, Identified {
    package static var idPrefix: String { "meeting" }

    package struct Cancellation: Sendable, Equatable {
        /// The actor's text.
        package let by: String
        package let at: Instant
        /// Under the notice that the programme asks for.
        package let isLate: Bool

        package init(by: String, at: Instant, isLate: Bool) {
            self.by = by
            self.at = at
            self.isLate = isLate
        }
    }

    package enum Status: Sendable, Equatable {
        case confirmed
        case held
        case noShow
        case cancelled(Cancellation)

        package var text: String {
            switch self {
            case .confirmed: "confirmed"
            case .held: "held"
            case .noShow: "no_show"
            case .cancelled: "cancelled"
            }
        }
    }

    package let id: ID<Meeting>
    package let relationship: ID<Relationship>
    /// Those expected.
    package let people: [ID<Person>]
    package internal(set) var interval: Interval
    /// The wall on which it was agreed; if that place's rules change, this stands and `interval`
    /// follows.
    package internal(set) var zone: String
    package internal(set) var localStart: WallTime
    package internal(set) var medium: Medium
    package internal(set) var status: Status
    package internal(set) var attendance: [Attendance]
    /// Rises with every move, as calendars expect (RFC 5545 §3.8.7.4).
    package internal(set) var sequence: Int

    package init(
        id: ID<Meeting>, relationship: ID<Relationship>, people: [ID<Person>],
        interval: Interval, zone: String, localStart: WallTime, medium: Medium,
        status: Status = .confirmed, attendance: [Attendance] = [], sequence: Int = 0
    ) {
        self.id = id
        self.relationship = relationship
        self.people = people
        self.interval = interval
        self.zone = zone
        self.localStart = localStart
        self.medium = medium
        self.status = status
        self.attendance = attendance
        self.sequence = sequence
    }

    /// Whether it keeps others out of its time.
    package var takesTime: Bool {
        if case .cancelled = status { false } else { true }
    }
}

/// What a programme asks of its meetings.
package struct MeetingPolicy: Sendable, Equatable {
    package var minutes: ClosedRange<Int>
    package var media: Set<Medium>
    /// Between booking and start.
    package var noticeMinutes: Int
    package var horizonDays: Int
    /// A cancellation or move with less than this is marked late; it is never refused.
    package var cancelNoticeMinutes: Int
    package var buffers: Buffers

    package init(
        minutes: ClosedRange<Int> = SlotLimits.slotMinutes,
        media: Set<Medium> = Set(Medium.allCases), noticeMinutes: Int = 0, horizonDays: Int = 366,
        cancelNoticeMinutes: Int = 24 * 60, buffers: Buffers = .none
    ) {
        self.minutes = minutes
        self.media = media
        self.noticeMinutes = noticeMinutes
        self.horizonDays = horizonDays
        self.cancelNoticeMinutes = cancelNoticeMinutes
        self.buffers = buffers
    }

    package static let standard = MeetingPolicy()

    /// The earliest start that may still be booked.
    package func earliestStart(now: Instant) -> Instant {
        now.adding(seconds: Int64(noticeMinutes) * 60)
    }

    /// The latest start that may already be booked.
    package func latestStart(now: Instant) -> Instant {
        now.adding(seconds: Int64(horizonDays) * 86_400)
    }

    func isLate(_ now: Instant, before start: Instant) -> Bool {
        now.adding(seconds: Int64(cancelNoticeMinutes) * 60) > start
    }
}
