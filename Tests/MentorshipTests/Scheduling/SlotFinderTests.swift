// Slots against the minute-by-minute oracle, and the vectors of published clock changes.

import Mentorship
import Testing

@Suite struct SlotFinderTests {
    @Test func `slots are those that a look at every minute finds`() throws {
        var found = 0
        for seed in UInt64(1)...400 {
            let random = SlotCase(seed: seed)
            let starts = try SlotFinder(random.query, random.people).starts()
            #expect(starts == SlotOracle.starts(random.query, random.people), "seed \(seed)")
            found += starts.count
        }
        // Cases without a slot prove little: most have some.
        #expect(found > 2000)
    }

    @Test func `a moment is explained away exactly when it is no slot`() throws {
        for seed in UInt64(1)...60 {
            let random = SlotCase(seed: seed)
            let finder = SlotFinder(random.query, random.people)
            let starts = Set(try finder.starts())
            for minute in stride(from: -60, to: random.query.range.minutes + 60, by: 5) {
                let start = random.query.range.start.adding(seconds: Int64(minute) * 60)
                let isFree = finder.explanation(of: start).isFree
                #expect(isFree == starts.contains(start), "seed \(seed) \(start.rfc3339)")
            }
        }
    }

    @Test func `the order of people and of what is taken changes nothing`() throws {
        for seed in UInt64(1)...100 {
            let random = SlotCase(seed: seed)
            let turned = random.people.reversed().map { person in
                Participant(
                    id: person.id, zone: person.zone,
                    availability: Availability(
                        weekly: person.availability.weekly.reversed(),
                        exceptions: person.availability.exceptions),
                    busy: person.busy.reversed(), timeOff: person.timeOff.reversed())
            }
            #expect(
                try SlotFinder(random.query, random.people).starts()
                    == SlotFinder(random.query, turned).starts(), "seed \(seed)")
        }
    }

    @Test func `another range changes no slot that lies in both`() throws {
        for seed in UInt64(1)...100 {
            let random = SlotCase(seed: seed)
            let query = random.query
            let later = Interval(
                query.range.start.adding(seconds: 5 * 3600),
                query.range.end.adding(seconds: 5 * 3600))
            let shifted = SlotQuery(
                range: later, slotMinutes: query.slotMinutes, stepMinutes: query.stepMinutes,
                grid: query.grid, buffers: query.buffers, notBefore: query.notBefore,
                notAfter: query.notAfter)
            let both = Interval(later.start, query.range.end)
            func inBoth(_ starts: [Instant]) -> [Instant] {
                starts.filter { both.contains(query.slot(at: $0)) }
            }
            #expect(
                inBoth(try SlotFinder(query, random.people).starts())
                    == inBoth(try SlotFinder(shifted, random.people).starts()), "seed \(seed)")
        }
    }

    // MARK: Vectors

    private static func person(
        _ zoneName: String, _ windows: [(String, String)], busy: [Busy] = []
    ) -> Participant {
        let week = Weekday.allCases.flatMap { day in
            windows.compactMap { DayWindow(from: $0.0, to: $0.1) }.map { WeeklyWindow(day, $0) }
        }
        return Participant(
            id: zoneName, zone: zone(zoneName), availability: Availability(weekly: week), busy: busy
        )
    }

    /// Starts on 2026-06-01 in UTC, as "HH:MM".
    private static func starts(
        _ people: [Participant], slot: Int, step: Int, from: String = "00:00",
        buffers: Buffers = .none, notBefore: String? = nil, onMidnight: Bool = true
    ) throws -> [String] {
        let start = at("2026-06-01T\(from)Z")
        let query = SlotQuery(
            range: Interval(start, at("2026-06-02T00:00Z")), slotMinutes: slot, stepMinutes: step,
            grid: onMidnight ? .midnight(in: .utc) : .from(start), buffers: buffers,
            notBefore: notBefore.map { at("2026-06-01T\($0)Z") })
        return try SlotFinder(query, people).starts().map {
            String($0.rfc3339.dropFirst(11).prefix(5))
        }
    }

    @Test func `steps count from midnight, or from where the range begins`() throws {
        let people = [Self.person("UTC", [("09:10", "11:00")])]
        #expect(try Self.starts(people, slot: 20, step: 30) == ["09:30", "10:00", "10:30"])
        #expect(
            try Self.starts(people, slot: 20, step: 30, from: "09:10", onMidnight: false)
                == ["09:10", "09:40", "10:10", "10:40"])
    }

    @Test func `the last slot ends with the window`() throws {
        let people = [Self.person("UTC", [("09:00", "10:00")])]
        #expect(try Self.starts(people, slot: 30, step: 15) == ["09:00", "09:15", "09:30"])
    }

    @Test func `notice takes away what starts too soon`() throws {
        let people = [Self.person("UTC", [("09:00", "11:00")])]
        #expect(
            try Self.starts(people, slot: 30, step: 30, notBefore: "09:50") == ["10:00", "10:30"])
    }

    @Test func `buffers of two neighbours are shared or added up, as asked`() throws {
        let taken = Busy(
            Interval(at("2026-06-01T10:00Z"), at("2026-06-01T10:30Z")), bufferAfterMinutes: 10)
        let people = [Self.person("UTC", [("10:00", "12:00")], busy: [taken])]
        for (mode, first) in [(Buffers.Mode.max, "10:45"), (.sum, "10:55")] {
            let buffers = Buffers(beforeMinutes: 15, afterMinutes: 0, mode: mode)
            #expect(try Self.starts(people, slot: 30, step: 5, buffers: buffers).first == first)
        }
    }

    @Test func `windows that overlap are one`() throws {
        let people = [Self.person("UTC", [("11:00", "12:00"), ("11:20", "12:40")])]
        #expect(try Self.starts(people, slot: 20, step: 20).count == 5)
    }

    @Test func `two places with other weeks of change drift by an hour in between`() throws {
        let people = [
            Self.person("Europe/Berlin", [("09:00", "18:00")]),
            Self.person("America/New_York", [("09:00", "18:00")]),
        ]
        // New York changes on 8 March, Berlin on 29 March 2026.
        for (date, hours) in [("2026-03-02", 3), ("2026-03-16", 4), ("2026-04-06", 3)] {
            let range = Interval(at("\(date)T00:00Z"), at("\(date)T23:00Z"))
            let query = SlotQuery(
                range: range, slotMinutes: 60, stepMinutes: 60, grid: .from(range.start))
            #expect(try SlotFinder(query, people).starts().count == hours, "\(date)")
        }
    }

    @Test func `too much asked at once is refused by name`() throws {
        let range = Interval(at("2026-01-01T00:00Z"), at("2026-03-05T00:00Z"))
        let query = SlotQuery(
            range: range, slotMinutes: 1, stepMinutes: 30, grid: .from(range.start))
        do throws(Failure) {
            _ = try query.validated(people: 11)
            Issue.record("accepted")
        } catch {
            let codes = error.fields.map(\.code)
            #expect(codes == ["range_too_long", "too_many_people", "out_of_range"])
        }
        let open = Self.person("UTC", [("00:00", "24:00")])
        #expect(throws: Failure.self) { try SlotFinder(query, [open]).starts(atMost: 100) }
        #expect(SlotFinder(query, [open]).firstStarts(3).count == 3)
    }

    @Test func `a refused moment names each person's reason, and others' only to themselves`() {
        let meeting = Busy(Interval(at("2026-06-01T10:00Z"), at("2026-06-01T11:00Z")))
        let away = Participant(
            id: "away", zone: .utc,
            availability: Availability(
                weekly: Weekday.allCases.compactMap { day in
                    DayWindow(from: "09:00", to: "17:00").map { WeeklyWindow(day, $0) }
                }, exceptions: [DateException(day("2026-06-01"), [])]))
        let people = [
            Self.person("UTC", [("09:00", "17:00")], busy: [meeting]),
            Self.person("America/New_York", [("09:00", "17:00")]), away,
        ]
        let query = SlotQuery(
            range: Interval(at("2026-06-01T00:00Z"), at("2026-06-02T00:00Z")), slotMinutes: 30,
            stepMinutes: 30, grid: .midnight(in: .utc),
            buffers: Buffers(beforeMinutes: 15, afterMinutes: 15),
            notBefore: at("2026-06-01T12:00Z"))
        let finder = SlotFinder(query, people)
        let early = finder.explanation(of: at("2026-06-01T10:00Z"))
        #expect(early.general == [.notice])
        #expect(early.people.map(\.id) == ["UTC", "America/New_York", "away"])
        #expect(early.people.map(\.reasons) == [[.busy], [.outsideHours], [.overrideClosed]])
        let late = finder.explanation(of: at("2026-06-01T11:10Z"))
        #expect(late.general == [.offGrid, .notice])
        #expect(late.people.first?.reasons == [.buffer])
        let told = early.told(to: "UTC").people.map(\.reasons)
        #expect(told == [[.busy], [.unavailable], [.unavailable]])
        #expect(early.told(to: nil).people.allSatisfy { $0.reasons == [.unavailable] })
    }
}
