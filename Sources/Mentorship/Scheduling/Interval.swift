// Half-open spans of time, [start, end): touching is not overlapping. `Intervals` is a set of
// moments made of them, kept sorted and joined, with the algebra that availability needs; each
// operation is one pass. Never counts in minutes or days.

package struct Interval: Hashable, Sendable {
    package let start: Instant
    package let end: Instant

    package init(_ start: Instant, _ end: Instant) {
        self.start = start
        self.end = end
    }

    /// Also true of one that ends before it starts.
    package var isEmpty: Bool { end <= start }

    package var milliseconds: Int64 { isEmpty ? 0 : end.milliseconds - start.milliseconds }

    package var minutes: Int { Int(milliseconds / WallTime.millisecondsPerMinute) }

    package func overlaps(_ other: Interval) -> Bool {
        start < other.end && other.start < end && !isEmpty && !other.isEmpty
    }

    package func contains(_ moment: Instant) -> Bool {
        start <= moment && moment < end
    }

    package func contains(_ other: Interval) -> Bool {
        start <= other.start && other.end <= end
    }

    package func widened(before: Int64, after: Int64) -> Interval {
        let (from, early) = start.milliseconds.subtractingReportingOverflow(before)
        let (to, late) = end.milliseconds.addingReportingOverflow(after)
        return Interval(
            Instant(milliseconds: early ? .min : from), Instant(milliseconds: late ? .max : to))
    }
}

package struct Intervals: Sendable, Equatable {
    /// Ascending, not empty, neither overlapping nor touching.
    package private(set) var spans: [Interval]

    package init() {
        spans = []
    }

    /// Any spans in any order; empty ones vanish.
    package init(_ unordered: [Interval]) {
        let ordered =
            Self.isAscending(unordered)
            ? unordered : unordered.sorted { $0.start < $1.start }
        spans = []
        spans.reserveCapacity(ordered.count)
        for span in ordered where !span.isEmpty { join(span) }
    }

    package var isEmpty: Bool { spans.isEmpty }

    package var milliseconds: Int64 { spans.reduce(0) { $0 + $1.milliseconds } }

    package func contains(_ moment: Instant) -> Bool {
        span(holding: moment) != nil
    }

    /// Whether the whole of a span lies in the set.
    package func contains(_ whole: Interval) -> Bool {
        span(holding: whole.start).map { whole.end <= $0.end } ?? false
    }

    /// The joined span that a moment lies in.
    package func span(holding moment: Instant) -> Interval? {
        var low = 0
        var high = spans.count
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].end <= moment { low = middle + 1 } else { high = middle }
        }
        return low < spans.count && spans[low].start <= moment ? spans[low] : nil
    }

    /// Adds a span that starts no earlier than the last one; the cheap way to build a set.
    mutating func join(_ span: Interval) {
        if let last = spans.last, span.start <= last.end {
            if span.end > last.end { spans[spans.count - 1] = Interval(last.start, span.end) }
        } else {
            spans.append(span)
        }
    }

    private static func isAscending(_ list: [Interval]) -> Bool {
        var previous = Int64.min
        for span in list {
            if span.start.milliseconds < previous { return false }
            previous = span.start.milliseconds
        }
        return true
    }
}

// MARK: Algebra

extension Intervals {
    package func union(_ other: Intervals) -> Intervals {
        Intervals(spans + other.spans)
    }

    package func intersection(_ other: Intervals) -> Intervals {
        var result = Intervals()
        result.spans.reserveCapacity(max(spans.count, other.spans.count))
        var left = 0
        var right = 0
        while left < spans.count, right < other.spans.count {
            let mine = spans[left]
            let theirs = other.spans[right]
            let common = Interval(max(mine.start, theirs.start), min(mine.end, theirs.end))
            if !common.isEmpty { result.spans.append(common) }
            if mine.end < theirs.end { left += 1 } else { right += 1 }
        }
        return result
    }

    package func subtracting(_ other: Intervals) -> Intervals {
        subtracting(ascending: other.spans)
    }

    /// The same for any spans, without making a set of them first when their starts ascend.
    package func subtracting(_ list: [Interval]) -> Intervals {
        if list.isEmpty { return self }
        return Self.isAscending(list)
            ? subtracting(ascending: list) : subtracting(Intervals(list))
    }

    /// Spans may overlap and be empty, as long as their starts ascend.
    private func subtracting(ascending holes: [Interval]) -> Intervals {
        var result = Intervals()
        result.spans.reserveCapacity(spans.count + holes.count)
        var first = 0
        for whole in spans {
            var start = whole.start
            while first < holes.count, holes[first].end <= start { first += 1 }
            var next = first
            while next < holes.count, holes[next].start < whole.end {
                let hole = holes[next]
                next += 1
                guard hole.end > start, !hole.isEmpty else { continue }
                if start < hole.start { result.spans.append(Interval(start, hole.start)) }
                start = hole.end
            }
            if start < whole.end { result.spans.append(Interval(start, whole.end)) }
        }
        return result
    }

    package func clipped(to range: Interval) -> Intervals {
        intersection(Intervals([range]))
    }
}
