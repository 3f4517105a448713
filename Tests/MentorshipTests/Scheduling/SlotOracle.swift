// The slow and obvious way to find slots: look at every minute. And the random cases it judges.

import Mentorship

/// One person's schedule as data, read anew for each minute.
struct OraclePerson {
    let person: Participant

    /// Whether each minute of a range is available and not taken.
    func freeMinutes(of range: Interval, buffers: Buffers) -> [Bool] {
        let start = range.start.milliseconds / 60_000
        var today = Int.min
        var (own, evening): ([DayWindow], [DayWindow]) = ([], [])
        return (0..<Int64(range.minutes)).map { offset in
            let moment = Instant(milliseconds: (start + offset) * 60_000)
            let local = start + offset + Int64(person.zone.offset(at: moment) / 60)
            let day = Int(local.flooredQuotient(by: 1440))
            if day != today {
                today = day
                own = windows(on: day)
                evening = windows(on: day - 1)
            }
            let minute = Int(local) - day * 1440
            let isAvailable =
                own.contains { $0.from <= minute && minute < $0.to }
                || evening.contains { minute + 1440 < $0.to }
            return isAvailable && !isTaken(moment, buffers)
        }
    }

    private func windows(on day: Int) -> [DayWindow] {
        let found = person.availability.exceptions.last { $0.date.daysSince1970 == day }
        if let found { return found.windows }
        let weekday = ((day + 3) % 7 + 7) % 7 + 1
        return person.availability.weekly.filter { $0.day.rawValue == weekday }.map(\.window)
    }

    private func isTaken(_ moment: Instant, _ buffers: Buffers) -> Bool {
        person.timeOff.contains { $0.contains(moment) }
            || person.busy.contains { busy in
                let before: Int
                let after: Int
                switch buffers.mode {
                case .max:
                    before = max(busy.bufferBeforeMinutes, buffers.afterMinutes)
                    after = max(busy.bufferAfterMinutes, buffers.beforeMinutes)
                case .sum:
                    before = busy.bufferBeforeMinutes + buffers.afterMinutes
                    after = busy.bufferAfterMinutes + buffers.beforeMinutes
                }
                let from = busy.interval.start.milliseconds - Int64(before) * 60_000
                let to = busy.interval.end.milliseconds + Int64(after) * 60_000
                return from <= moment.milliseconds && moment.milliseconds < to
            }
    }
}

enum SlotOracle {
    static func starts(_ query: SlotQuery, _ people: [Participant]) -> [Instant] {
        let length = query.range.minutes
        var free = [Bool](repeating: true, count: length)
        for person in people {
            let own = OraclePerson(person: person)
                .freeMinutes(of: query.range, buffers: query.buffers)
            for index in 0..<length where !own[index] { free[index] = false }
        }
        return candidates(query).filter { minute in
            minute + query.slotMinutes <= length
                && (minute..<(minute + query.slotMinutes)).allSatisfy { free[$0] }
        }.map { query.range.start.adding(seconds: Int64($0) * 60) }
    }

    /// Minutes of the range at which a slot may start.
    private static func candidates(_ query: SlotQuery) -> [Int] {
        (0..<query.range.minutes).filter { minute in
            let moment = query.range.start.adding(seconds: Int64(minute) * 60)
            if let earliest = query.notBefore, moment < earliest { return false }
            if let latest = query.notAfter, moment > latest { return false }
            switch query.grid {
            case .from(let anchor):
                let gone = moment.milliseconds - anchor.milliseconds
                return gone >= 0 && gone % (Int64(query.stepMinutes) * 60_000) == 0
            case .midnight(let zone):
                return zone.wall(at: moment).secondOfDay % (query.stepMinutes * 60) == 0
            }
        }
    }
}

/// A random question, near a change of clocks more often than not.
struct SlotCase {
    let query: SlotQuery
    let people: [Participant]

    static let zones = [
        "Europe/London", "Europe/Dublin", "Europe/Berlin", "Europe/Moscow", "America/New_York",
        "America/St_Johns", "America/Sao_Paulo", "America/Santiago", "America/Caracas",
        "America/Havana", "America/Los_Angeles", "America/Argentina/San_Luis", "Africa/Cairo",
        "Africa/Casablanca", "Africa/Windhoek", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Tehran",
        "Asia/Gaza", "Asia/Pyongyang", "Asia/Amman", "Asia/Tokyo", "Australia/Lord_Howe",
        "Australia/Sydney", "Australia/Eucla", "Pacific/Apia", "Pacific/Kiritimati",
        "Pacific/Chatham", "Pacific/Auckland", "Pacific/Kwajalein", "Pacific/Easter",
        "Atlantic/Azores", "Antarctica/Troll", "UTC",
    ]

    init(seed: UInt64) {
        var dice = Dice(seed: seed)
        let places = (0..<Int.random(in: 1...3, using: &dice)).map { _ in
            zone(Self.zones.randomElement(using: &dice) ?? "UTC")
        }
        let start = Self.start(in: places[0], &dice)
        let minutes = Int.random(in: 1...40, using: &dice) * 60 + 7
        let range = Interval(start, start.adding(seconds: Int64(minutes) * 60))
        people = places.enumerated().map { index, place in
            Self.person("p\(index)", place, range, &dice)
        }
        let buffers = Buffers(
            beforeMinutes: [0, 0, 10, 15].randomElement(using: &dice) ?? 0,
            afterMinutes: [0, 5, 30].randomElement(using: &dice) ?? 0,
            mode: Bool.random(using: &dice) ? .max : .sum)
        let anchor = places.randomElement(using: &dice) ?? .utc
        let hasNotice = Int.random(in: 0..<3, using: &dice) == 0
        let later = Int64.random(in: -60...600, using: &dice) * 60
        query = SlotQuery(
            range: range, slotMinutes: [15, 20, 30, 45, 60, 90].randomElement(using: &dice) ?? 30,
            stepMinutes: [5, 15, 20, 30, 50, 60].randomElement(using: &dice) ?? 30,
            grid: Bool.random(using: &dice) ? .from(start) : .midnight(in: anchor),
            buffers: buffers, notBefore: hasNotice ? start.adding(seconds: later) : nil,
            notAfter: hasNotice ? start.adding(seconds: later + 36_000) : nil)
    }

    private static func start(in zone: Zone, _ dice: inout Dice) -> Instant {
        let first = at("1990-01-01T00:00Z").milliseconds / 60_000
        let last = at("2040-12-28T00:00Z").milliseconds / 60_000
        let random = Instant(milliseconds: Int64.random(in: first..<last, using: &dice) * 60_000)
        let change = zone.stretch(at: random).end
        guard Int.random(in: 0..<4, using: &dice) > 0, change < at("2040-12-28T00:00Z") else {
            return random
        }
        let before = Int64.random(in: 0...1600, using: &dice) * 60
        let minute = (change.milliseconds / 60_000) * 60_000
        return Instant(milliseconds: minute).adding(seconds: -before)
    }

    private static func person(
        _ id: String, _ zone: Zone, _ range: Interval, _ dice: inout Dice
    ) -> Participant {
        let week = (0..<Int.random(in: 3...20, using: &dice)).compactMap { _ in
            window(&dice).map { WeeklyWindow(.allCases.randomElement(using: &dice) ?? .monday, $0) }
        }
        let firstDay = zone.wall(at: range.start).dayNumber
        let exceptions = (0..<Int.random(in: 0...2, using: &dice)).map { _ in
            let date = CivilDate(daysSince1970: firstDay + .random(in: -1...3, using: &dice))
            let count = Int.random(in: 0...3, using: &dice)
            return DateException(date, (0..<count).compactMap { _ in window(&dice) })
        }
        func spans() -> [Interval] {
            (0..<Int.random(in: 0...4, using: &dice)).map { _ in
                let from = Int64.random(in: -120...2400, using: &dice) * 60
                let length = Int64.random(in: 1...180, using: &dice) * 60
                let start = range.start.adding(seconds: from)
                return Interval(start, start.adding(seconds: length))
            }
        }
        let busy = spans().map {
            Busy($0, bufferBeforeMinutes: 5, bufferAfterMinutes: 10)
        }
        return Participant(
            id: id, zone: zone,
            availability: Availability(weekly: week, exceptions: exceptions), busy: busy,
            timeOff: Int.random(in: 0..<3, using: &dice) == 0 ? spans() : [])
    }

    /// Often long or past midnight, so that people have something in common.
    private static func window(_ dice: inout Dice) -> DayWindow? {
        let from = Int.random(in: 0..<144, using: &dice) * 10
        let to = Int.random(in: 0...144, using: &dice) * 10
        return DayWindow(from: from, to: to)
    }
}
