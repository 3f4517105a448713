// Interval algebra against sets of single minutes.

import Mentorship
import Testing

@Suite struct IntervalTests {
    private static func minute(_ minute: Int) -> Instant {
        Instant(milliseconds: Int64(minute) * 60_000)
    }

    private static func span(_ from: Int, _ to: Int) -> Interval {
        Interval(minute(from), minute(to))
    }

    private static func random(_ dice: inout Dice) -> [Interval] {
        (0..<Int.random(in: 0...8, using: &dice)).map { _ in
            let start = Int.random(in: 0..<60, using: &dice)
            return span(start, start + Int.random(in: -2...12, using: &dice))
        }
    }

    private static func minutes(_ spans: [Interval]) -> Set<Int> {
        spans.reduce(into: []) { set, span in
            let start = Int(span.start.milliseconds / 60_000)
            set.formUnion(start..<max(start, Int(span.end.milliseconds / 60_000)))
        }
    }

    @Test func `touching is not overlapping`() {
        #expect(!Self.span(0, 10).overlaps(Self.span(10, 20)))
        #expect(Self.span(0, 11).overlaps(Self.span(10, 20)))
        #expect(!Self.span(5, 5).overlaps(Self.span(0, 10)))
        #expect(!Self.span(0, 10).contains(Self.minute(10)))
    }

    @Test func `overlapping and touching spans join, empty ones vanish`() {
        let joined = Intervals([
            Self.span(20, 30), Self.span(0, 10), Self.span(10, 15), Self.span(40, 40),
            Self.span(22, 25),
        ])
        #expect(joined.spans == [Self.span(0, 15), Self.span(20, 30)])
        #expect(joined.milliseconds == 25 * 60_000)
    }

    @Test func `the algebra is that of sets of minutes`() {
        for seed in UInt64(1)...400 {
            var dice = Dice(seed: seed)
            let (left, right) = (Self.random(&dice), Self.random(&dice))
            let (a, b) = (Intervals(left), Intervals(right))
            let (these, those) = (Self.minutes(left), Self.minutes(right))
            #expect(Self.minutes(a.spans) == these, "seed \(seed)")
            #expect(Self.minutes(a.union(b).spans) == these.union(those), "seed \(seed)")
            let common = a.intersection(b)
            #expect(Self.minutes(common.spans) == these.intersection(those), "seed \(seed)")
            let rest = a.subtracting(b)
            #expect(Self.minutes(rest.spans) == these.subtracting(those), "seed \(seed)")
            for result in [a.union(b), common, rest] {
                #expect(result == Intervals(result.spans.reversed()), "normal form, seed \(seed)")
            }
            for minute in 0..<75 {
                #expect(a.contains(Self.minute(minute)) == these.contains(minute), "seed \(seed)")
            }
        }
    }

    @Test func `a whole span lies in a set only within one joined span`() {
        let set = Intervals([Self.span(0, 10), Self.span(10, 20), Self.span(21, 30)])
        #expect(set.contains(Self.span(5, 20)))
        #expect(!set.contains(Self.span(5, 21)))
        #expect(!set.contains(Self.span(20, 21)))
    }
}
