// When people can meet in a week, as bits: the minutes that two have in common are an AND and a
// count. Exact: a bit stands for the longest span that divides everybody's hours.

struct WeekHours: Sendable {
    /// Minutes that a bit stands for.
    private let unit: Int
    private let words: Int
    private let bits: [UInt64]
    private let isStated: [Bool]

    private static let week = PolicyLimits.minutesOfWeek

    init(_ mentees: [Candidate], _ mentors: [Candidate]) {
        let people = mentees + mentors
        var unit = Self.week
        for person in people {
            for span in person.hours.map(Self.clamped) where !span.isEmpty {
                unit = Self.divisor(Self.divisor(unit, span.lowerBound), span.upperBound)
            }
        }
        self.unit = unit
        words = (Self.week / unit + 63) / 64
        var bits = [UInt64](repeating: 0, count: words * people.count)
        var isStated = [Bool](repeating: false, count: people.count)
        for (index, person) in people.enumerated() {
            for span in person.hours.map(Self.clamped) where !span.isEmpty {
                isStated[index] = true
                for place in (span.lowerBound / unit)..<(span.upperBound / unit) {
                    bits[index * words + place / 64] |= 1 << UInt64(place % 64)
                }
            }
        }
        self.bits = bits
        self.isStated = isStated
    }

    func isStated(_ person: Int) -> Bool { isStated[person] }

    @inline(__always)
    func commonMinutes(_ one: Int, _ other: Int) -> Int {
        var count = 0
        for word in 0..<words {
            count += (bits[one * words + word] & bits[other * words + word]).nonzeroBitCount
        }
        return count * unit
    }

    private static func clamped(_ span: Range<Int>) -> Range<Int> { span.clamped(to: 0..<week) }

    private static func divisor(_ one: Int, _ other: Int) -> Int {
        var (large, small) = (one, other)
        while small != 0 { (large, small) = (small, large % small) }
        return large
    }
}

/// The windows of a week on somebody's wall clock as minutes of the week in UTC. A window across
/// the end of the week goes on at its beginning.
package enum WeekMinutes {
    package static func spans(_ windows: [WeeklyWindow], offsetSeconds: Int) -> [Range<Int>] {
        let week = PolicyLimits.minutesOfWeek
        var spans: [Range<Int>] = []
        for one in windows {
            let wall = (one.day.rawValue - 1) * 1440 + one.window.from
            let start = (wall - offsetSeconds / 60 + 2 * week) % week
            let end = start + one.window.to - one.window.from
            spans.append(start..<min(end, week))
            if end > week { spans.append(0..<(end - week)) }
        }
        return spans.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    }
}
