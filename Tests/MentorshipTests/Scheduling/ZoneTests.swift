// Zones against figures computed elsewhere, the vectors of clock changes, and files that are damaged.

import Mentorship
import Testing

@Suite struct ZoneTests {
    /// A table's lines: zone, then items, continued on lines that start with a space.
    private static func rows(_ table: String) -> [(zone: String, items: [[Int]])] {
        var rows: [(zone: String, items: [[Int]])] = []
        for line in table.split(separator: "\n") {
            var fields = line.split(separator: " ")
            if line.first != " " { rows.append((String(fields.removeFirst()), [])) }
            rows[rows.count - 1].items += fields.map {
                $0.split(separator: ":").compactMap { Int($0) }
            }
        }
        return rows
    }

    @Test func `offsets are those that another reader of the same files finds`() throws {
        for (name, items) in Self.rows(ZoneFigures.offsets) {
            let zone = try ZoneFiles.catalogue.zone(named: name)
            for item in items {
                let moment = Instant(milliseconds: Int64(item[0]) * 1000)
                #expect(zone.offset(at: moment) == item[1], "\(name) at \(moment.rfc3339)")
            }
        }
    }

    @Test func `wall times have the moments that another reader finds`() throws {
        for (name, items) in Self.rows(ZoneFigures.walls) {
            let zone = try ZoneFiles.catalogue.zone(named: name)
            for item in items {
                let wall = WallTime(milliseconds: Int64(item[0]) * 1000)
                let first = Instant(milliseconds: Int64(item[0] - item[1]) * 1000)
                let second = Instant(milliseconds: Int64(item[0] - item[2]) * 1000)
                let expected: Zone.Moments =
                    item[1] == item[2]
                    ? .unique(first)
                    : item[1] > item[2]
                        ? .ambiguous(first: first, second: second)
                        : .gap(later: first, gapSeconds: item[2] - item[1])
                #expect(zone.moments(of: wall) == expected, "\(name) \(wall.text)")
            }
        }
    }

    @Test(arguments: [
        ("Europe/London", "2026-03-29T01:30", "2026-03-29T01:30Z"),
        ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:30Z"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45Z"),
    ])
    func `a time in a gap is later by the gap`(name: String, wall text: String, utc: String) {
        let moved = zone(name).meetingMoment(of: wall(text))
        #expect(moved.moment == at(utc))
        #expect(moved.isShifted)
    }

    @Test func `a time in a gap is shown an hour later`() {
        let london = zone("Europe/London")
        let moment = london.meetingMoment(of: wall("2026-03-29T01:30")).moment
        #expect(london.wall(at: moment).text == "2026-03-29T02:30")
    }

    @Test(arguments: [
        ("Europe/London", "2026-10-25T01:30", "2026-10-25T00:30Z", "2026-10-25T01:30Z"),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30Z", "2026-11-01T06:30Z"),
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45Z", "2026-04-04T15:15Z"),
    ])
    func `a time that comes twice has both moments and means the first`(
        name: String, wall text: String, first: String, second: String
    ) {
        #expect(
            zone(name).moments(of: wall(text)) == .ambiguous(first: at(first), second: at(second)))
        #expect(zone(name).meetingMoment(of: wall(text)).moment == at(first))
        #expect(!zone(name).meetingMoment(of: wall(text)).isShifted)
    }

    @Test(arguments: [
        ("Europe/London", "2026-03-23T14:00", "2026-03-23T14:00Z"),
        ("Europe/London", "2026-03-30T14:00", "2026-03-30T13:00Z"),
        ("Europe/London", "2026-10-19T14:00", "2026-10-19T13:00Z"),
        ("Europe/London", "2026-10-26T14:00", "2026-10-26T14:00Z"),
        ("America/New_York", "2026-03-07T13:00", "2026-03-07T18:00Z"),
        ("America/New_York", "2026-03-08T13:00", "2026-03-08T17:00Z"),
        ("Asia/Kathmandu", "2026-06-01T09:00", "2026-06-01T03:15Z"),
        ("Asia/Kolkata", "2026-06-01T09:00", "2026-06-01T03:30Z"),
        ("America/St_Johns", "2026-07-01T09:00", "2026-07-01T11:30Z"),
        ("Pacific/Kiritimati", "2026-01-01T09:00", "2025-12-31T19:00Z"),
    ])
    func `a wall time follows its place's clocks`(name: String, wall text: String, utc: String) {
        #expect(zone(name).moments(of: wall(text)) == .unique(at(utc)))
        #expect(zone(name).wall(at: at(utc)) == wall(text))
    }

    @Test(arguments: [
        ("Europe/London", "2026-03-29", 23 * 60), ("Europe/London", "2026-10-25", 25 * 60),
        ("Europe/London", "2026-06-01", 24 * 60),
        ("America/New_York", "2026-03-08", 23 * 60), ("America/New_York", "2026-11-01", 25 * 60),
        ("Australia/Lord_Howe", "2026-10-04", 23 * 60 + 30),
        ("Australia/Lord_Howe", "2026-04-05", 24 * 60 + 30),
        ("Africa/Cairo", "2026-04-24", 23 * 60),
    ])
    func `a day has the hours its clocks give it`(name: String, date: String, minutes: Int) {
        #expect(zone(name).day(day(date))?.minutes == minutes)
    }

    @Test func `a day without a midnight begins when its clocks do`() {
        let cairo = zone("Africa/Cairo")
        let start = cairo.day(day("2026-04-24"))?.start
        #expect(start == at("2026-04-23T22:00Z"))
        #expect(start.map { cairo.wall(at: $0).text } == "2026-04-24T01:00")
    }

    @Test func `a date that was left out has no day, and its neighbours touch`() {
        let apia = zone("Pacific/Apia")
        #expect(apia.day(day("2011-12-30")) == nil)
        #expect(apia.day(day("2011-12-29"))?.end == apia.day(day("2011-12-31"))?.start)
        #expect(
            apia.moments(of: wall("2011-12-30T12:00"))
                == .gap(later: at("2011-12-30T22:00Z"), gapSeconds: 86_400))
    }

    @Test func `stretches cover a range without a hole`() {
        let range = Interval(at("1990-01-01T00:00Z"), at("2600-01-01T00:00Z"))
        for name in ["Europe/London", "Pacific/Apia", "Asia/Tokyo", "America/New_York", "UTC"] {
            let zone = zone(name)
            var cursor = range.start
            for stretch in zone.stretches(from: range.start, to: range.end) {
                #expect(stretch.start == cursor)
                #expect(zone.offset(at: stretch.start) == Int(stretch.offset / 1000))
                cursor = stretch.end
            }
            #expect(cursor == range.end, "\(name)")
        }
    }

    @Test func `moments at the ends of time are bounded, not fatal`() {
        for milliseconds in [Int64.min, Int64.max, 0] {
            let moment = Instant(milliseconds: milliseconds)
            for name in ["Europe/London", "Asia/Tokyo", "UTC"] {
                _ = zone(name).wall(at: moment)
                _ = zone(name).stretches(from: moment, to: moment.adding(seconds: 100))
            }
        }
    }
}
