// Windows on the wall against the clock changes they meet, and what a schedule may hold.

import Mentorship
import Testing

@Suite struct AvailabilityTests {
    private static func daily(_ from: String, _ to: String) -> [WeeklyWindow] {
        Weekday.allCases.compactMap { day in
            DayWindow(from: from, to: to).map { WeeklyWindow(day, $0) }
        }
    }

    /// The available spans as "from/to" in UTC.
    private static func spans(
        _ availability: Availability, _ name: String, _ from: String, _ to: String
    ) -> [String] {
        availability.moments(in: zone(name), during: Interval(at(from), at(to))).spans
            .map { "\($0.start.rfc3339)/\($0.end.rfc3339)" }
    }

    @Test func `a window inside a gap is empty, one around it is shorter`() {
        let inside = Availability(weekly: Self.daily("01:00", "02:00"))
        #expect(
            Self.spans(inside, "Europe/London", "2026-03-29T00:00Z", "2026-03-29T20:00Z") == [])
        let around = Availability(weekly: Self.daily("00:30", "02:30"))
        #expect(
            Self.spans(around, "Europe/London", "2026-03-29T00:00Z", "2026-03-29T20:00Z")
                == ["2026-03-29T00:30:00Z/2026-03-29T01:30:00Z"])
    }

    @Test func `a window in a repeated hour is available twice`() {
        let window = Availability(weekly: Self.daily("01:00", "02:00"))
        #expect(
            Self.spans(window, "Europe/London", "2026-10-25T00:00Z", "2026-10-25T20:00Z")
                == ["2026-10-25T00:00:00Z/2026-10-25T02:00:00Z"])
        // Half of the hour: two spans, not one.
        let half = Availability(weekly: Self.daily("01:00", "01:30"))
        #expect(
            Self.spans(half, "Europe/London", "2026-10-25T00:00Z", "2026-10-25T20:00Z") == [
                "2026-10-25T00:00:00Z/2026-10-25T00:30:00Z",
                "2026-10-25T01:00:00Z/2026-10-25T01:30:00Z",
            ])
    }

    @Test func `a date that was left out is never available`() {
        let apia = zone("Pacific/Apia")
        let all = Interval(at("2011-12-28T00:00Z"), at("2012-01-02T00:00Z"))
        let only = Availability(
            weekly: [], exceptions: [DateException(day("2011-12-30"), [window("00:00", "24:00")])])
        #expect(only.moments(in: apia, during: all).isEmpty)
        let always = Availability(weekly: Self.daily("00:00", "24:00"))
        #expect(always.moments(in: apia, during: all).spans == [all])
    }

    private func window(_ from: String, _ to: String) -> DayWindow {
        guard let window = DayWindow(from: from, to: to) else { fatalError("\(from) \(to)") }
        return window
    }

    @Test func `a night belongs to the date it starts on`() {
        let friday = Availability(weekly: [WeeklyWindow(.friday, window("22:00", "02:00"))])
        // 2026-06-05 is a Friday.
        #expect(
            Self.spans(friday, "UTC", "2026-06-01T00:00Z", "2026-06-08T00:00Z")
                == ["2026-06-05T22:00:00Z/2026-06-06T02:00:00Z"])
        // A range that begins in the tail still has it.
        #expect(
            Self.spans(friday, "UTC", "2026-06-06T01:00Z", "2026-06-08T00:00Z")
                == ["2026-06-06T01:00:00Z/2026-06-06T02:00:00Z"])
    }

    @Test func `an exception replaces its own date and leaves last night's tail`() {
        let nights = Self.daily("22:00", "02:00")
        let closed = Availability(
            weekly: nights, exceptions: [DateException(day("2026-06-06"), [])])
        #expect(
            Self.spans(closed, "UTC", "2026-06-05T12:00Z", "2026-06-07T12:00Z")
                == ["2026-06-05T22:00:00Z/2026-06-06T02:00:00Z"])
        let other = Availability(
            weekly: nights,
            exceptions: [DateException(day("2026-06-06"), [window("10:00", "11:00")])])
        #expect(
            Self.spans(other, "UTC", "2026-06-05T12:00Z", "2026-06-07T12:00Z") == [
                "2026-06-05T22:00:00Z/2026-06-06T02:00:00Z",
                "2026-06-06T10:00:00Z/2026-06-06T11:00:00Z",
            ])
    }

    @Test func `touching windows join over midnight and over a change of clocks`() {
        let always = Availability(
            weekly: Self.daily("00:00", "12:00") + Self.daily("12:00", "24:00"))
        for name in ["Europe/London", "Australia/Lord_Howe", "Africa/Cairo"] {
            #expect(
                Self.spans(always, name, "2026-01-01T00:00Z", "2027-01-01T00:00Z")
                    == ["2026-01-01T00:00:00Z/2027-01-01T00:00:00Z"], "\(name)")
        }
    }

    @Test(arguments: [
        ("09:00", "17:00", 540, 1020, "17:00"), ("22:00", "02:00", 1320, 1560, "02:00"),
        ("00:00", "24:00", 0, 1440, "24:00"), ("09:00", "00:00", 540, 1440, "24:00"),
        ("09:00", "09:00", 540, 1980, "09:00"), ("00:00", "00:00", 0, 1440, "24:00"),
    ])
    func `an end at or before the start is on the next date`(
        from: String, to: String, start: Int, end: Int, text: String
    ) {
        let window = DayWindow(from: from, to: to)
        #expect(window?.from == start)
        #expect(window?.to == end)
        #expect(window?.fromText == from)
        #expect(window?.toText == text)
    }

    @Test(arguments: [
        ("24:00", "02:00"), ("9:00", "10:00"), ("09:00", "24:01"), ("09:60", "10:00"),
        ("0900", "1000"), ("09:00:00", "10:00"), ("", ""), ("٠٩:٠٠", "10:00"),
    ])
    func `a time that is no time is refused`(from: String, to: String) {
        #expect(DayWindow(from: from, to: to) == nil)
    }

    @Test func `a schedule has its limits, and one exception a date`() {
        let window = window("09:00", "10:00")
        let full = Array(repeating: WeeklyWindow(.monday, window), count: 11)
        let twice = [DateException(day("2026-06-01"), []), DateException(day("2026-06-01"), [])]
        let many = (0...1000).map { DateException(day("2026-01-01").adding(days: $0), []) }
        let broad = [DateException(day("2026-06-01"), Array(repeating: window, count: 11))]
        for (availability, code) in [
            (Availability(weekly: full), "too_many_windows"),
            (Availability(weekly: [], exceptions: twice), "duplicate_date"),
            (Availability(weekly: [], exceptions: many), "too_many_exceptions"),
            (Availability(weekly: [], exceptions: broad), "too_many_windows"),
        ] {
            do throws(Failure) {
                _ = try availability.validated()
                Issue.record("accepted \(code)")
            } catch {
                #expect(error.fields.first?.code == code)
            }
        }
        #expect(throws: Never.self) { try Availability(weekly: full.dropLast()).validated() }
    }
}
