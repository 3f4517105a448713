// When a person can be met: windows of each week on their own wall clock, and dates on which other
// windows hold. An instant is available when the wall reads a date and time inside a window,
// nothing else; so clock changes need no rule of their own. Knows no meetings.

/// A part of a day, from the midnight of the date it belongs to; it may end on the next date.
package struct DayWindow: Hashable, Sendable {
    /// Minutes after midnight: 0...1439.
    package let from: Int
    /// Minutes after the same midnight, beyond 1440 on the next date; after `from`, at most a day.
    package let to: Int

    private static let day = 1440

    /// As people write it: a `to` at or before `from` is on the next date, 24:00 is the day's end.
    package init?(from: Int, to: Int) {
        guard (0..<Self.day).contains(from), (0...Self.day).contains(to) else { return nil }
        self.from = from
        self.to = to <= from ? to + Self.day : to
    }

    /// "HH:MM" both; nil when either is anything else.
    package init?(from: String, to: String) {
        guard let start = Self.minutes(from), let end = Self.minutes(to) else { return nil }
        self.init(from: start, to: end)
    }

    package var fromText: String { Self.text(from) }

    /// "24:00" for the day's end, the next date's time beyond it.
    package var toText: String { Self.text(to > Self.day ? to - Self.day : to) }

    private static func text(_ minutes: Int) -> String {
        "\(two(minutes / 60)):\(two(minutes % 60))"
    }

    private static func minutes(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), let hour = twoDigits(bytes, 0),
            let minute = twoDigits(bytes, 3), minute < 60, hour < 24 || (hour == 24 && minute == 0)
        else { return nil }
        return hour * 60 + minute
    }
}

package struct WeeklyWindow: Hashable, Sendable {
    package let day: Weekday
    package let window: DayWindow

    package init(_ day: Weekday, _ window: DayWindow) {
        self.day = day
        self.window = window
    }
}

/// Replaces the windows that start on a date; none at all closes it. What began the evening before
/// goes on.
package struct DateException: Hashable, Sendable {
    package let date: CivilDate
    package let windows: [DayWindow]

    package init(_ date: CivilDate, _ windows: [DayWindow]) {
        self.date = date
        self.windows = windows
    }
}

package struct Availability: Sendable, Equatable {
    package let weekly: [WeeklyWindow]
    package let exceptions: [DateException]
    /// All spans in one list, in milliseconds, those of a day joined and in order: which of them
    /// each weekday has from Monday on, and which each excepted day number, ascending.
    private let spans: [Span]
    private let week: [Range<Int>]
    private let overrides: [Override]

    /// What one schedule may hold: enough for any week that a person can keep in mind, small
    /// enough that a year of ten people is laid out within a request.
    package enum Limits {
        package static let windowsPerDay = 10
        package static let exceptions = 1000
    }

    private struct Span: Sendable, Equatable {
        let from: Int64
        let to: Int64
    }

    private struct Override: Sendable, Equatable {
        let day: Int
        let spans: Range<Int>
    }

    /// Of two exceptions for one date the later in the list holds.
    package init(weekly: [WeeklyWindow], exceptions: [DateException] = []) {
        self.weekly = weekly
        self.exceptions = exceptions
        var spans: [Span] = []
        func add(_ windows: [DayWindow]) -> Range<Int> {
            let start = spans.count
            spans += Self.joined(windows)
            return start..<spans.count
        }
        week = Weekday.allCases.map { day in add(weekly.filter { $0.day == day }.map(\.window)) }
        var byDay: [Int: [DayWindow]] = [:]
        for exception in exceptions { byDay[exception.date.daysSince1970] = exception.windows }
        overrides = byDay.keys.sorted().map { Override(day: $0, spans: add(byDay[$0] ?? [])) }
        self.spans = spans
    }

    /// Refuses what a caller may not store: too much, or two exceptions for one date.
    package func validated() throws(Failure) -> Availability {
        for day in Weekday.allCases where count(on: day) > Limits.windowsPerDay {
            throw Failure.invalid(
                "/weekly", "too_many_windows",
                "A day may have at most \(Limits.windowsPerDay) windows; \(day.code) has more.")
        }
        guard exceptions.count <= Limits.exceptions else {
            throw Failure.invalid(
                "/exceptions", "too_many_exceptions",
                "There may be at most \(Limits.exceptions) exceptions.")
        }
        var seen: Set<CivilDate> = []
        for (index, exception) in exceptions.enumerated() {
            guard seen.insert(exception.date).inserted else {
                throw Failure.invalid(
                    "/exceptions/\(index)/date", "duplicate_date",
                    "\(exception.date.text) has an exception already; put its windows together.")
            }
            guard exception.windows.count <= Limits.windowsPerDay else {
                throw Failure.invalid(
                    "/exceptions/\(index)/windows", "too_many_windows",
                    "A date may have at most \(Limits.windowsPerDay) windows.")
            }
        }
        return self
    }

    /// The same week without its exceptions, to tell a closed date from one never open.
    package var withoutExceptions: Availability { Availability(weekly: weekly) }

    private func count(on day: Weekday) -> Int {
        weekly.reduce(0) { $0 + ($1.day == day ? 1 : 0) }
    }

    private static func joined(_ windows: [DayWindow]) -> [Span] {
        var spans: [Span] = []
        for window in windows.sorted(by: { $0.from < $1.from }) {
            let from = Int64(window.from) * WallTime.millisecondsPerMinute
            let to = Int64(window.to) * WallTime.millisecondsPerMinute
            if let last = spans.last, from <= last.to {
                spans[spans.count - 1] = Span(from: last.from, to: max(last.to, to))
            } else {
                spans.append(Span(from: from, to: to))
            }
        }
        return spans
    }
}

// MARK: On the time line

extension Availability {
    /// The available moments of a range. For each stretch of constant offset a window is its wall
    /// times less the offset, clipped to the stretch: a window inside a gap vanishes, one over a
    /// repeated hour holds both passes, a date left out has none.
    package func moments(in zone: Zone, during range: Interval) -> Intervals {
        var open = Intervals()
        for stretch in zone.stretches(from: range.start, to: range.end) {
            append(stretch, to: &open)
        }
        return open
    }

    /// Spans come in ascending order of their start, in each stretch and from one to the next.
    private func append(_ stretch: Zone.Stretch, to open: inout Intervals) {
        let first = stretch.start.milliseconds + stretch.offset
        let last = stretch.end.milliseconds + stretch.offset
        // The evening before may reach into the first date.
        var day = WallTime(milliseconds: first).dayNumber - 1
        var midnight = Int64(day) * WallTime.millisecondsPerDay
        var weekday = Weekday.index(ofDay: day)
        var next = overrides.partitioningIndex { $0.day >= day }
        while midnight < last {
            var own = week[weekday]
            if next < overrides.count, overrides[next].day == day {
                own = overrides[next].spans
                next += 1
            }
            for index in own {
                let from = max(midnight + spans[index].from, first)
                let to = min(midnight + spans[index].to, last)
                guard from < to else { continue }
                let start = Instant(milliseconds: from - stretch.offset)
                open.join(Interval(start, Instant(milliseconds: to - stretch.offset)))
            }
            day += 1
            midnight += WallTime.millisecondsPerDay
            weekday = weekday == 6 ? 0 : weekday + 1
        }
    }
}

extension Array {
    /// The first index from which on all elements satisfy a predicate that, once true, stays true.
    fileprivate func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
