// Days on which people are expected to answer: Monday to Friday in their own zone, less the
// organisation's holidays. Deadlines are counted in these.

package struct WorkingDays: Sendable, Equatable {
    package let holidays: Set<CivilDate>

    /// Longer than any list of holidays; past it, days count as working so that a deadline exists.
    private static let searchLimit = 3660

    package init(holidays: Set<CivilDate> = []) {
        self.holidays = holidays
    }

    package func isWorking(_ date: CivilDate) -> Bool {
        date.weekday <= .friday && !holidays.contains(date)
    }

    /// The working day a number of them after a date, which itself does not count.
    package func date(_ count: Int, after date: CivilDate) -> CivilDate {
        var day = date
        var left = count
        var searched = 0
        while left > 0 {
            day = day.adding(days: 1)
            searched += 1
            if isWorking(day) || searched > Self.searchLimit { left -= 1 }
        }
        return day
    }

    /// The end of that day on the person's wall: the first moment that is too late.
    package func deadline(_ count: Int, after moment: Instant, in zone: Zone) -> Instant {
        let last = date(count, after: zone.wall(at: moment).date)
        let end = WallTime(last.adding(days: 1))
        return zone.meetingMoment(of: end).moment
    }
}
