// A time zone: what its wall clocks show at any moment, and at which moments they show a given
// time. All rules of civil time come to this file; it never reads a file and knows no abbreviation.

package struct Zone: Sendable, Equatable {
    /// The IANA name it was asked for by.
    package let name: String
    /// When each stretch of constant offset begins, ascending, the first before all time.
    private let starts: [Int64]
    private let offsets: [Int64]
    /// From `starts.last` on, everything repeats every 400 years (146,097 days, whole weeks).
    private let repeats: Bool

    private static let cycle: Int64 = 146_097 * 86_400_000
    private static let beforeAllTime = Int64.min >> 3
    private static let afterAllTime = Int64.max >> 3

    /// A run of moments during which clocks run evenly.
    package struct Stretch: Sendable, Equatable {
        package let start: Instant
        package let end: Instant
        /// Milliseconds to add to a moment to get what the wall shows.
        package let offset: Int64
    }

    package init(name: String, _ file: TZif) {
        self.name = name
        var table = OffsetTable(first: file.firstOffset, notBefore: Self.beforeAllTime)
        for change in file.transitions {
            table.append(second: change.second, offset: change.offset)
        }
        repeats = file.rule.map { table.append($0, after: file.transitions.last?.second) } ?? false
        starts = table.starts
        offsets = table.offsets
    }

    package static let utc = Zone(name: "UTC", offsetSeconds: 0)

    private init(name: String, offsetSeconds: Int) {
        self.name = name
        starts = [Self.beforeAllTime]
        offsets = [Int64(offsetSeconds) * 1000]
        repeats = false
    }
}

// MARK: Moment to wall

extension Zone {
    /// Seconds east of Greenwich.
    package func offset(at moment: Instant) -> Int {
        Int(stretch(at: moment).offset / 1000)
    }

    package func wall(at moment: Instant) -> WallTime {
        WallTime(milliseconds: Self.bounded(moment) + stretch(at: moment).offset)
    }

    package func stretch(at moment: Instant) -> Stretch {
        var time = Self.bounded(moment)
        var shift: Int64 = 0
        if repeats, let last = starts.last, time >= last {
            shift = ((time - last) / Self.cycle + 1) * Self.cycle
            time -= shift
        }
        let index = index(at: time)
        let end = index + 1 < starts.count ? starts[index + 1] + shift : Self.afterAllTime
        return Stretch(
            start: Instant(milliseconds: starts[index] + shift),
            end: Instant(milliseconds: end), offset: offsets[index])
    }

    /// The stretches that meet the range, in order, clipped to it.
    package func stretches(from start: Instant, to end: Instant) -> [Stretch] {
        var found: [Stretch] = []
        var cursor = Instant(milliseconds: Self.bounded(start))
        let end = Instant(milliseconds: Self.bounded(end))
        while cursor < end {
            let whole = stretch(at: cursor)
            let stop = min(whole.end, end)
            found.append(Stretch(start: cursor, end: stop, offset: whole.offset))
            if whole.end.milliseconds >= Self.afterAllTime { break }
            cursor = stop
        }
        return found
    }

    /// Far outside any calendar, but where sums still fit.
    private static func bounded(_ moment: Instant) -> Int64 {
        min(max(moment.milliseconds, beforeAllTime), afterAllTime)
    }

    /// The last start that is not after the time.
    private func index(at time: Int64) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= time { low = middle } else { high = middle }
        }
        return low
    }
}

// MARK: Wall to moments

extension Zone {
    /// At which moments the wall shows a time.
    package enum Moments: Sendable, Equatable {
        case unique(Instant)
        /// Clocks were put back over it: it is shown twice.
        case ambiguous(first: Instant, second: Instant)
        /// Clocks were put forward over it: never shown. `later` is what the offset before the
        /// gap makes of it, so later on the wall by `gapSeconds` (RFC 5545 §3.3.5).
        case gap(later: Instant, gapSeconds: Int)
    }

    package func moments(of wall: WallTime) -> Moments {
        // No offset exceeds a day (TZif refuses it), so the stretches within a day of the reading
        // as if it were UTC are all that can show it.
        let reach = WallTime.millisecondsPerDay + WallTime.millisecondsPerDay / 4
        let limit = Instant(milliseconds: wall.milliseconds + reach)
        var before = stretch(at: Instant(milliseconds: wall.milliseconds - reach))
        var shown: [Instant] = []
        var skipped: Moments?
        while true {
            let moment = Instant(milliseconds: wall.milliseconds - before.offset)
            if moment >= before.start, moment < before.end {
                if before.end > limit, shown.isEmpty { return .unique(moment) }
                shown.append(moment)
            }
            guard before.end <= limit else { break }
            let after = stretch(at: before.end)
            if moment >= before.end,
                wall.milliseconds - after.offset < before.end.milliseconds
            {
                skipped = .gap(
                    later: moment, gapSeconds: Int((after.offset - before.offset) / 1000))
            }
            before = after
        }
        if let first = shown.first, let last = shown.last {
            return first == last ? .unique(first) : .ambiguous(first: first, second: last)
        }
        return skipped
            ?? .unique(Instant(milliseconds: wall.milliseconds - before.offset))
    }

    /// When something that was agreed for a wall time happens: the first of two passes, and later
    /// by the gap where there is none. Never skipped.
    package func meetingMoment(of wall: WallTime) -> (moment: Instant, isShifted: Bool) {
        switch moments(of: wall) {
        case .unique(let moment): (moment, false)
        case .ambiguous(let first, _): (first, false)
        case .gap(let later, _): (later, true)
        }
    }

    /// From the first moment that shows the date to the first that shows a later one: 23 to 25
    /// hours on days of change. Nil when the date was left out (Apia, 30 December 2011).
    package func day(_ date: CivilDate) -> Interval? {
        let start = firstMoment(from: date)
        let end = firstMoment(from: date.adding(days: 1))
        return start < end ? Interval(start, end) : nil
    }

    /// The first moment at which the wall shows this date or a later one.
    private func firstMoment(from date: CivilDate) -> Instant {
        switch moments(of: WallTime(date)) {
        case .unique(let moment): moment
        case .ambiguous(let first, _): first
        // The gap ends where the stretch begins that the shifted reading falls into.
        case .gap(let later, _): stretch(at: later).start
        }
    }
}

// MARK: Building

/// Collects changes of offset, leaving out those that change only a name.
private struct OffsetTable {
    var starts: [Int64]
    var offsets: [Int64]

    /// Beyond this, milliseconds would overflow; some files begin at the Big Bang.
    private static let farthest: Int64 = 1 << 46

    init(first: Int, notBefore: Int64) {
        starts = [notBefore]
        offsets = [Int64(first) * 1000]
    }

    mutating func append(second: Int64, offset: Int) {
        let start = max(-Self.farthest, min(Self.farthest, second)) * 1000
        let offset = Int64(offset) * 1000
        if starts[starts.count - 1] == start {
            starts.removeLast()
            offsets.removeLast()
        }
        guard offsets.last != offset else { return }
        starts.append(start)
        offsets.append(offset)
    }

    /// Adds the changes of one whole cycle and a year; true when there are any, so that the table
    /// may be repeated from its last entry on.
    mutating func append(_ rule: PosixRule, after last: Int64?) -> Bool {
        // Without any transition the rule holds for all time (RFC 9636 §3.3).
        guard rule.summer != nil else {
            if last == nil { offsets[0] = Int64(rule.standard) * 1000 }
            return false
        }
        let year = last.map { CivilDate(daysSince1970: Int($0.flooredQuotient(by: 86_400))).year }
        let first = max(1, year ?? 1)
        let changes = (first...(first + 402)).flatMap { rule.changes(in: $0) }
            .filter { change in last.map { change.second > $0 } ?? true }
        let count = starts.count
        // The last one may be an end of summer whose next beginning lies beyond the years made.
        for change in changes.sorted(by: { $0.order < $1.order }).dropLast() {
            append(second: change.second, offset: change.offset)
        }
        return starts.count > count + 2
    }
}
