// Meetings: booking, moving, cancelling, attendance and the rule that nobody is in two places at once.

import Mentorship
import Testing

@Suite struct MeetingTests {
    private static let start = at("2026-06-03T13:00Z")

    private static func book(
        _ relationship: Relationship = Cast.relationship(), at start: Instant = start,
        minutes: Int = 60, medium: Medium = .video, policy: MeetingPolicy = .standard
    ) throws(Failure) -> Meeting {
        try Meeting.book(
            id: Cast.id(40), for: relationship, start: start, minutes: minutes,
            in: zone("Europe/London"), medium: medium, policy: policy, now: Cast.now)
    }

    @Test func `a booked meeting is confirmed, for all members, on the wall agreed`() throws {
        let meeting = try Self.book()
        #expect(meeting.status == .confirmed && meeting.takesTime)
        #expect(meeting.people == [Cast.mentor, Cast.mentee])
        #expect(meeting.interval == Interval(Self.start, at("2026-06-03T14:00Z")))
        #expect(meeting.localStart == wall("2026-06-03T14:00"))
        #expect(meeting.zone == "Europe/London")
    }

    @Test func `what cannot be booked is refused by name`() {
        var strict = MeetingPolicy.standard
        strict.media = [.inPerson]
        strict.noticeMinutes = 120
        for (start, minutes, policy, code) in [
            (Cast.now, 60, .standard, "too_soon"),
            (Cast.now.adding(seconds: -60), 60, .standard, "too_soon"),
            (Cast.now.adding(seconds: 30), 60, .standard, "not_a_minute"),
            (Self.start, 4, .standard, "out_of_range"),
            (Self.start, 721, .standard, "out_of_range"),
            (at("2027-07-01T08:00Z"), 60, .standard, "too_far_ahead"),
            (Self.start, 60, strict, "medium_not_allowed"),
        ] as [(Instant, Int, MeetingPolicy, String)] {
            let found = refusal { () throws(Failure) in
                _ = try Self.book(at: start, minutes: minutes, policy: policy)
            }
            #expect(found == code)
        }
        let soon = refusal { () throws(Failure) in
            _ = try Self.book(
                at: Cast.now.adding(seconds: 119 * 60), medium: .inPerson, policy: strict)
        }
        #expect(soon == "too_soon")
        let inTime = refusal { () throws(Failure) in
            _ = try Self.book(
                at: Cast.now.adding(seconds: 120 * 60), medium: .inPerson, policy: strict)
        }
        #expect(inTime == nil)
    }

    @Test func `a paused or closed relationship takes no meetings`() {
        for (state, isOpen) in [
            (Relationship.State.forming, true), (.active, true), (.paused, false),
            (.closing, true), (.closed(Cast.closure()), false),
        ] {
            let found = refusal { () throws(Failure) in _ = try Self.book(Cast.relationship(state))
            }
            #expect(found == (isOpen ? nil : "relationship_not_open"), "\(state.name)")
        }
    }

    @Test func `a cancellation is late under the notice, never refused before the start`() throws {
        for (now, isLate) in [
            ("2026-06-02T13:00Z", false), ("2026-06-02T13:01Z", true), ("2026-06-03T12:59Z", true),
        ] {
            var meeting = try Self.book()
            try meeting.cancel(by: "somebody", now: at(now))
            let expected = Meeting.Cancellation(by: "somebody", at: at(now), isLate: isLate)
            #expect(meeting.status == .cancelled(expected))
            #expect(!meeting.takesTime && meeting.sequence == 1)
            let again = refusal { () throws(Failure) in try meeting.cancel(by: "x", now: at(now)) }
            #expect(again == "meeting_cancelled")
        }
        var meeting = try Self.book()
        let started = refusal { () throws(Failure) in try meeting.cancel(by: "x", now: Self.start) }
        #expect(started == "meeting_started")
    }

    @Test func `a moved meeting keeps its identity and its sequence rises`() throws {
        var meeting = try Self.book()
        let before = meeting
        let wasLate = try meeting.move(
            to: at("2026-12-03T13:00Z"), minutes: 30, in: zone("America/New_York"), now: Cast.now)
        #expect(!wasLate)
        #expect(meeting.id == before.id && meeting.sequence == 1)
        #expect(meeting.interval.minutes == 30)
        #expect(meeting.localStart == wall("2026-12-03T08:00"))
        let refused = refusal { () throws(Failure) in
            _ = try meeting.move(
                to: at("2026-06-01T07:00Z"), minutes: 30, in: .utc, now: Cast.now)
        }
        #expect(refused == "too_soon")
        #expect(meeting.sequence == 1)
        var soon = before
        let isLate = try soon.move(
            to: at("2026-06-05T13:00Z"), minutes: 60, in: .utc, now: at("2026-06-03T12:00Z"))
        #expect(isLate)
    }

    @Test func `attendance waits for the start, and decides held or no-show`() throws {
        let present = Attendance.Presence.attended(lateMinutes: 0)
        for (mentor, mentee, status) in [
            (present, present, Meeting.Status.held), (present, .absent, .noShow),
            (.absent, .absent, .noShow), (present, nil, .confirmed), (nil, .absent, .noShow),
            (.attended(lateMinutes: 15), present, .held),
        ] as [(Attendance.Presence?, Attendance.Presence?, Meeting.Status)] {
            var meeting = try Self.book()
            for (person, presence) in [(Cast.mentor, mentor), (Cast.mentee, mentee)] {
                guard let presence else { continue }
                let early = refusal { () throws(Failure) in
                    try meeting.record(
                        presence, of: person, by: "m", now: Self.start.adding(seconds: -1))
                }
                #expect(early == "meeting_not_started")
                try meeting.record(presence, of: person, by: "m", now: Self.start)
            }
            #expect(meeting.status == status)
        }
    }

    @Test func `statements that differ are both kept, and the last of each one counts`() throws {
        var meeting = try Self.book()
        let present = Attendance.Presence.attended(lateMinutes: 5)
        try meeting.record(present, of: Cast.mentor, by: "mentor", now: Self.start)
        try meeting.record(present, of: Cast.mentee, by: "mentor", now: Self.start)
        try meeting.record(.absent, of: Cast.mentor, by: "mentee", now: Self.start)
        #expect(meeting.status == .held && meeting.attendance.count == 3)
        #expect(meeting.disputed == [Cast.mentor])
        try meeting.record(.absent, of: Cast.mentor, by: "mentor", now: Self.start)
        #expect(meeting.status == .noShow && meeting.attendance.count == 3)
        #expect(meeting.disputed.isEmpty)
    }

    @Test func `attendance is of those expected, late within the meeting, never after a cancel`()
        throws
    {
        var meeting = try Self.book()
        func code(_ presence: Attendance.Presence, _ person: ID<Person>) -> String? {
            refusal { () throws(Failure) in
                try meeting.record(presence, of: person, by: "m", now: Self.start)
            }
        }
        #expect(code(.absent, Cast.stranger) == "not_expected")
        #expect(code(.attended(lateMinutes: 61), Cast.mentor) == "out_of_range")
        #expect(code(.attended(lateMinutes: -1), Cast.mentor) == "out_of_range")
        try meeting.cancel(by: "x", now: Cast.now)
        #expect(code(.absent, Cast.mentor) == "meeting_cancelled")
    }

    @Test func `a group's meeting is held when two were there, a no-show when two cannot`() throws {
        let people: [ID<Person>] = (50..<54).map { Cast.id($0) }
        let group = Cast.relationship(
            members: people.enumerated().map { .init($1, $0 == 0 ? .mentor : .mentee) })
        var meeting = try Self.book(group)
        for (index, presence, status) in [
            (1, Attendance.Presence.absent, Meeting.Status.confirmed), (2, .absent, .confirmed),
            (0, .attended(lateMinutes: 0), .confirmed), (3, .absent, .noShow),
            (3, .attended(lateMinutes: 0), .held),
        ] {
            try meeting.record(presence, of: people[index], by: "lead", now: Self.start)
            #expect(meeting.status == status)
        }
    }

    @Test func `nobody is in two places at once, and touching is not overlapping`() {
        let wanted = Interval(at("2026-06-03T10:30Z"), at("2026-06-03T11:00Z"))
        let before = Busy(Interval(at("2026-06-03T10:00Z"), at("2026-06-03T10:30Z")))
        let across = Busy(Interval(at("2026-06-03T10:59Z"), at("2026-06-03T11:30Z")))
        func code(_ taken: [Busy], _ buffers: Buffers = .none) -> String? {
            refusal { () throws(Failure) in
                try Meeting.checkFree(wanted, of: taken, buffers: buffers)
            }
        }
        #expect(code([]) == nil)
        #expect(code([before]) == nil)
        #expect(code([before, across]) == "slot_taken")
        #expect(code([before], Buffers(beforeMinutes: 5, afterMinutes: 0)) == "slot_taken")
        do throws(Failure) {
            try Meeting.checkFree(wanted, of: [across]) { [Self.start] }
            Issue.record("accepted")
        } catch {
            #expect(error.kind == .conflict)
            #expect(error.facts == ["next_free": ["2026-06-03T13:00:00Z"]])
        }
    }

    @Test func `when a zone's rules change, the agreed wall time stands`() throws {
        let meeting = try Self.book()
        #expect(meeting.adjustedStart(in: zone("Europe/London")) == nil)
        // As if London gave up summer time.
        #expect(meeting.adjustedStart(in: .utc) == at("2026-06-03T14:00Z"))
    }
}

@Suite struct WorkingDaysTests {
    @Test func `weekends and holidays do not count`() {
        let days = WorkingDays(holidays: [day("2026-06-08")])
        // 2026-06-04 is a Thursday.
        for (count, date) in [
            (0, "2026-06-04"), (1, "2026-06-05"), (2, "2026-06-09"), (5, "2026-06-12"),
            (6, "2026-06-15"),
        ] {
            #expect(days.date(count, after: day("2026-06-04")) == day(date))
        }
    }

    @Test func `a deadline ends with the day on the person's wall`() {
        let days = WorkingDays()
        // Still Thursday evening in New York, Friday already in Auckland.
        let moment = at("2026-06-05T02:00Z")
        #expect(
            days.deadline(1, after: moment, in: zone("America/New_York"))
                == at("2026-06-06T04:00Z"))
        #expect(
            days.deadline(1, after: moment, in: zone("Pacific/Auckland"))
                == at("2026-06-08T12:00Z"))
    }
}
