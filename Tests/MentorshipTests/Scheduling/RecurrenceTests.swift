// Recurrence against figures computed elsewhere, the corners of the format, and rules refused.

import Mentorship
import Testing

@Suite struct RecurrenceTests {
    /// Occurrences as "YYYYMMDDTHHMMSSZ", "!" behind those that were moved out of a gap.
    private static func texts(
        _ rule: String, from start: String, in zoneName: String, excluding: [String] = [],
        limit: Int
    ) throws -> [String] {
        let recurrence = Recurrence(
            try RecurrenceRule(rule), from: try #require(WallTime(basic: start)),
            in: zone(zoneName), excluding: Set(excluding.compactMap { WallTime(basic: $0) }))
        return recurrence.occurrences(limit: limit).map {
            WallTime(milliseconds: $0.moment.milliseconds).basic + ($0.isShifted ? "Z!" : "Z")
        }
    }

    /// The table's blocks: a head without indentation, then the rule, then moments.
    private static var figures: [(head: [String], rule: String, moments: [String])] {
        var blocks: [(head: [String], rule: String, moments: [String])] = []
        for line in RecurrenceFigures.table.split(separator: "\n") {
            let fields = line.split(separator: " ").map(String.init)
            if line.first != " " {
                blocks.append((fields, "", []))
            } else if blocks[blocks.count - 1].rule.isEmpty {
                blocks[blocks.count - 1].rule = fields[0]
            } else {
                blocks[blocks.count - 1].moments += fields
            }
        }
        return blocks
    }

    @Test func `rules mean what another expander makes of them`() throws {
        #expect(Self.figures.count > 60)
        for (head, rule, moments) in Self.figures {
            // Some end by themselves, or were followed for sixty years only.
            let found = try Self.texts(
                rule, from: head[0], in: head[1], excluding: [head[2]],
                limit: max(1, moments.count))
            #expect(Array(found.prefix(moments.count)) == moments, "\(rule) from \(head[0])")
        }
    }

    @Test func `weekly at two in London keeps the wall time over the change`() throws {
        #expect(
            try Self.texts("FREQ=WEEKLY", from: "20260323T140000", in: "Europe/London", limit: 2)
                == ["20260323T140000Z", "20260330T130000Z"])
    }

    @Test func `a start that does not fit the rule is no occurrence`() throws {
        // 2026-06-03 is a Wednesday.
        #expect(
            try Self.texts(
                "FREQ=WEEKLY;BYDAY=MO;COUNT=2", from: "20260603T090000", in: "UTC", limit: 9)
                == ["20260608T090000Z", "20260615T090000Z"])
    }

    @Test func `months without the day are left out`() throws {
        #expect(
            try Self.texts("FREQ=MONTHLY;COUNT=4", from: "20260131T090000", in: "UTC", limit: 9)
                == [
                    "20260131T090000Z", "20260331T090000Z", "20260531T090000Z", "20260731T090000Z",
                ])
        #expect(
            try Self.texts("FREQ=YEARLY;COUNT=2", from: "20240229T090000", in: "UTC", limit: 9)
                == ["20240229T090000Z", "20280229T090000Z"])
    }

    @Test func `a gap moves an occurrence and flags it, an overlap takes the first pass`() throws {
        #expect(
            try Self.texts(
                "FREQ=DAILY;COUNT=3", from: "20260328T013000", in: "Europe/London", limit: 9)
                == ["20260328T013000Z", "20260329T013000Z!", "20260330T003000Z"])
        #expect(
            try Self.texts(
                "FREQ=DAILY;COUNT=3", from: "20261024T013000", in: "Europe/London", limit: 9)
                == ["20261024T003000Z", "20261025T003000Z", "20261026T013000Z"])
    }

    @Test func `an excluded start is named by its wall and still counts`() throws {
        #expect(
            try Self.texts(
                "FREQ=DAILY;COUNT=3", from: "20260328T013000", in: "Europe/London",
                excluding: ["20260329T013000"], limit: 9)
                == ["20260328T013000Z", "20260330T003000Z"])
    }

    @Test func `until is a moment and belongs to the rule`() throws {
        let rule = "FREQ=DAILY;UNTIL=20260603T080000Z"
        let found = try Self.texts(rule, from: "20260601T090000", in: "Europe/London", limit: 9)
        #expect(found.last == "20260603T080000Z")
        #expect(found.count == 3)
    }

    @Test func `an end within a period leaves its last position where it is`() throws {
        let rule = "FREQ=YEARLY;BYDAY=MO;BYSETPOS=-1;UNTIL=20270601T000000Z"
        #expect(
            try Self.texts(rule, from: "20250101T090000", in: "UTC", limit: 9)
                == ["20251229T090000Z", "20261228T090000Z"])
    }

    @Test func `numbered and plain weekdays of one rule add up`() throws {
        #expect(
            try Self.texts(
                "FREQ=MONTHLY;BYDAY=1FR,MO;COUNT=6", from: "20260601T090000", in: "UTC", limit: 9)
                == [1, 5, 8, 15, 22, 29].map { "202606\($0 < 10 ? "0" : "")\($0)T090000Z" })
    }

    @Test func `a rule without any day ends with the calendar`() throws {
        let rule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"
        #expect(try Self.texts(rule, from: "20260601T090000", in: "UTC", limit: 1) == [])
        let last = try Self.texts("FREQ=DAILY", from: "99991230T090000", in: "UTC", limit: 9)
        #expect(last == ["99991230T090000Z", "99991231T090000Z"])
    }

    @Test func `a horizon bounds what is looked at`() throws {
        let daily = Recurrence(
            try RecurrenceRule("FREQ=DAILY"), from: wall("2026-06-01T09:00"), in: .utc)
        #expect(daily.occurrences(limit: 99, until: at("2026-06-03T09:00Z")).count == 3)
        #expect(daily.occurrences(limit: 0).isEmpty)
        #expect(daily.occurrences(limit: 9, until: at("2026-06-01T08:59Z")).isEmpty)
        #expect(daily.occurrences(limit: 9, until: Instant(milliseconds: .min)).isEmpty)
    }

    @Test(arguments: [
        ("", "bad_rule"), ("FREQ", "bad_rule"), ("FREQ=", "bad_rule"), ("FREQ=DAILY;", "bad_rule"),
        ("INTERVAL=2", "bad_frequency"), ("FREQ=HOURLY", "bad_frequency"),
        ("FREQ=daily", "bad_frequency"), ("FREQ=DAILY;FREQ=DAILY", "part_twice"),
        ("FREQ=DAILY;BYHOUR=3", "unknown_part"), ("FREQ=DAILY;INTERVAL=0", "out_of_range"),
        ("FREQ=DAILY;COUNT=0", "out_of_range"), ("FREQ=DAILY;COUNT=99999999999", "out_of_range"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20260101T000000Z", "count_and_until"),
        ("FREQ=DAILY;UNTIL=20260101", "bad_until"), ("FREQ=DAILY;WKST=XX", "bad_week_start"),
        ("FREQ=WEEKLY;BYDAY=1MO", "bad_by_day"), ("FREQ=MONTHLY;BYDAY=54MO", "bad_part"),
        ("FREQ=MONTHLY;BYDAY=0MO", "bad_part"), ("FREQ=MONTHLY;BYDAY=MO,", "bad_part"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "bad_part"), ("FREQ=MONTHLY;BYMONTHDAY=0", "bad_part"),
        ("FREQ=YEARLY;BYMONTH=13", "bad_part"), ("FREQ=YEARLY;BYMONTH=-1", "bad_part"),
        ("FREQ=YEARLY;BYSETPOS=367", "bad_part"), ("FREQ=YEARLY;BYSETPOS=--1", "bad_part"),
    ])
    func `a rule that cannot be is refused`(text: String, code: String) {
        do throws(Flaw) {
            _ = try RecurrenceRule(text)
            Issue.record("accepted \(text)")
        } catch {
            #expect(error.code == code)
        }
    }

    @Test func `a rule is written in one order and read back the same`() throws {
        let text = "WKST=SU;BYSETPOS=-1;BYDAY=-1FR,MO;FREQ=MONTHLY;INTERVAL=2;COUNT=4"
        let rule = try RecurrenceRule(text)
        let fixed = "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR,MO;BYSETPOS=-1;WKST=SU;COUNT=4"
        #expect(rule.text == fixed)
        #expect(try RecurrenceRule(fixed) == rule)
        let until = "FREQ=DAILY;UNTIL=20261231T235959Z"
        #expect(try RecurrenceRule(until).text == until)
    }
}
