// The moments that a rule of recurrence means from a start on a wall in a zone, one after the
// other, never more than are asked for. Where RFC 5545 leaves room this does as python-dateutil
// does: the start counts only if it fits the rule. Months without a day are left out, never
// clamped.

package struct Recurrence: Sendable {
    package struct Occurrence: Sendable, Equatable {
        package let moment: Instant
        /// Before shifting: what EXDATE and exceptions name it by.
        package let wall: WallTime
        /// The wall never showed it, so it is later by the gap.
        package let isShifted: Bool
    }

    package let rule: RecurrenceRule
    package let start: WallTime
    package let zone: Zone
    package let excluded: Set<WallTime>

    /// Calendars end with the year that has four digits.
    fileprivate static let lastDay = 2_932_896  // 9999-12-31

    package init(
        _ rule: RecurrenceRule, from start: WallTime, in zone: Zone,
        excluding excluded: Set<WallTime> = []
    ) {
        self.rule = rule
        self.start = start
        self.zone = zone
        self.excluded = excluded
    }

    /// The first occurrences that are not excluded, none of them after the horizon. Excluded ones
    /// count for COUNT.
    package func occurrences(
        limit: Int, until horizon: Instant = Instant(milliseconds: .max)
    ) -> [Occurrence] {
        var found: [Occurrence] = []
        var left = rule.count ?? .max
        let last = min(horizon, rule.until ?? horizon)
        let timeOfDay = start.milliseconds - Int64(start.dayNumber) * WallTime.millisecondsPerDay
        // No offset moves a wall by two days, so nothing later can be before the end.
        let lastDay = min(
            Self.lastDay, WallTime(milliseconds: last.milliseconds).dayNumber + 2)
        var periods = RecurrencePeriods(rule, from: start.date)
        var days: [Int] = []
        while found.count < limit, periods.nextDays(&days, through: lastDay) {
            for day in days where day >= start.dayNumber {
                let wall = WallTime(
                    milliseconds: Int64(day) * WallTime.millisecondsPerDay + timeOfDay)
                let (moment, isShifted) = zone.meetingMoment(of: wall)
                guard moment <= last, left > 0 else { return found }
                left -= 1
                if excluded.contains(wall) { continue }
                found.append(Occurrence(moment: moment, wall: wall, isShifted: isShifted))
                if found.count == limit { return found }
            }
        }
        return found
    }
}

/// The days of each period of a rule (a day, week, month or year), as day numbers.
private struct RecurrencePeriods {
    private let rule: RecurrenceRule
    private let months: Bits
    private let monthDays: Bits
    private let monthDaysFromEnd: Bits
    private let weekdays: Bits
    private let numbered: [RecurrenceRule.Day]
    private let hasWeekdays: Bool
    /// Of the period to come: its first day, and for months and years which one it is.
    private var day: Int
    private var year: Int
    private var month: Int

    /// Without a day of any kind, the start's own.
    init(_ rule: RecurrenceRule, from start: CivilDate) {
        self.rule = rule
        day = start.daysSince1970
        year = start.year
        month = start.month
        numbered = rule.days.filter { $0.ordinal != 0 }
        var weekdays = rule.days.filter { $0.ordinal == 0 }.map(\.weekday.rawValue)
        var monthDays = rule.monthDays
        var months = rule.months
        if rule.days.isEmpty, rule.monthDays.isEmpty {
            switch rule.frequency {
            case .daily: break
            case .weekly: weekdays = [start.weekday.rawValue]
            case .monthly: monthDays = [start.day]
            case .yearly:
                monthDays = [start.day]
                if months.isEmpty { months = [start.month] }
            }
        }
        hasWeekdays = !weekdays.isEmpty || !numbered.isEmpty
        self.weekdays = Bits(weekdays)
        self.monthDays = Bits(monthDays.filter { $0 > 0 })
        monthDaysFromEnd = Bits(monthDays.filter { $0 < 0 }.map { -$0 })
        self.months = Bits(months)
    }

    /// The next period's days, none perhaps; false when it begins after the last day asked for.
    mutating func nextDays(_ days: inout [Int], through last: Int) -> Bool {
        days.removeAll(keepingCapacity: true)
        let first: Int
        let length: Int
        switch rule.frequency {
        case .daily:
            (first, length) = (day, 1)
            day += rule.interval
        case .weekly:
            // The first week begins with the start itself (dateutil; it matters to BYSETPOS).
            first = day
            let gone = (Weekday.index(ofDay: day) - rule.weekStart.rawValue + 8) % 7
            length = 7 - gone
            day += 7 * rule.interval - gone
        case .monthly:
            guard year <= 9999 else { return false }
            first = Self.dayNumber(year, month)
            length = CivilDate.days(inMonth: month, of: year)
            let next = month - 1 + rule.interval
            year += next / 12
            month = next % 12 + 1
        case .yearly:
            guard year <= 9999 else { return false }
            first = Self.dayNumber(year, 1)
            length = CivilDate.isLeap(year) ? 366 : 365
            year += rule.interval
        }
        guard first <= last else { return false }
        // The whole period, also beyond the end: BYSETPOS counts from its last day.
        collect(first, min(length, Recurrence.lastDay - first + 1), into: &days)
        if !rule.positions.isEmpty { keepPositions(of: &days) }
        return true
    }

    /// Month by month, so that a month that cannot match is passed over as a whole.
    private func collect(_ first: Int, _ length: Int, into days: inout [Int]) {
        var day = first
        while day < first + length {
            let date = CivilDate(daysSince1970: day)
            let monthLength = CivilDate.days(inMonth: date.month, of: date.year)
            let stop = min(first + length, day + monthLength - date.day + 1)
            if months.isEmpty || months.contains(date.month) {
                let monthStart = day - date.day + 1
                for candidate in day..<stop
                where matches(candidate, monthStart, monthLength, date.year) {
                    days.append(candidate)
                }
            }
            day = stop
        }
    }

    private func matches(_ day: Int, _ monthStart: Int, _ monthLength: Int, _ year: Int) -> Bool {
        let dayOfMonth = day - monthStart + 1
        if !(monthDays.isEmpty && monthDaysFromEnd.isEmpty), !monthDays.contains(dayOfMonth),
            !monthDaysFromEnd.contains(monthLength - dayOfMonth + 1)
        {
            return false
        }
        if !hasWeekdays { return true }
        let weekday = Weekday.index(ofDay: day) + 1
        if weekdays.contains(weekday) { return true }
        guard numbered.contains(where: { $0.weekday.rawValue == weekday }) else { return false }
        // The nth of its month, or of its year in a yearly rule that names no months.
        let isOfYear = rule.frequency == .yearly && rule.months.isEmpty
        let start = isOfYear ? Self.dayNumber(year, 1) : monthStart
        let length = isOfYear ? (CivilDate.isLeap(year) ? 366 : 365) : monthLength
        let fromStart = (day - start) / 7 + 1
        let fromEnd = (start + length - 1 - day) / 7 + 1
        return numbered.contains { numbered in
            numbered.weekday.rawValue == weekday
                && (numbered.ordinal == fromStart || numbered.ordinal == -fromEnd)
        }
    }

    private func keepPositions(of days: inout [Int]) {
        let all = days
        let chosen = rule.positions.compactMap { position -> Int? in
            let index = position > 0 ? position - 1 : all.count + position
            return all.indices.contains(index) ? all[index] : nil
        }
        days = Set(chosen).sorted()
    }

    private static func dayNumber(_ year: Int, _ month: Int) -> Int {
        CivilDate(year: year, month: month, day: 1)?.daysSince1970 ?? .max
    }
}

/// A few small numbers, 0...63.
private struct Bits {
    let mask: UInt64

    init(_ members: [Int]) {
        mask = members.reduce(0) { $0 | 1 << UInt64($1) }
    }

    var isEmpty: Bool { mask == 0 }

    func contains(_ member: Int) -> Bool { mask >> UInt64(member) & 1 == 1 }
}
