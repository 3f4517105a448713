// Numbers in a few descending steps that hold about so many each, without putting them in order:
// for whoever wants the best of many and does not know yet how many must be looked at.

struct ScoreSteps {
    private static let width = 10
    /// How many scores lie in each 1024, those at odd positions by themselves: to count neighbours
    /// in one place, each would wait for the other.
    private var counts: [SIMD2<Int32>]
    private let least: Int
    private var end: Int
    private var wanted = 0
    private static let block = 16

    /// Scores up to a million; those below `least` are in no step.
    init(_ scores: UnsafeBufferPointer<Int32>, least: Int) {
        counts = [SIMD2<Int32>](repeating: .zero, count: million >> Self.width + 1)
        self.least = least
        end = million + 1
        counts.withUnsafeMutableBytes { bytes in
            let counts = bytes.assumingMemoryBound(to: Int32.self)
            for (position, score) in scores.enumerated() where score >= least {
                counts[(Int(score) >> Self.width) << 1 | position & 1] &+= 1
            }
        }
    }

    /// The next step down, or all the rest. The first holds so many, the second a quarter of it,
    /// and each one after twice as many as the one before. Nil when nobody is left.
    mutating func next(atLeast few: Int) -> Range<Int>? {
        var count = 0
        let isFirst = end > million
        if !isFirst { wanted = max(few / 4, wanted &* 2, 1) }
        var place = (end - 1) >> Self.width
        let upper = end
        while place >= 0, end > least {
            count += Int(counts[place].wrappedSum())
            end = place << Self.width
            if count >= (isFirst ? few : wanted) { break }
            place -= 1
        }
        return count == 0 ? nil : max(end, least)..<upper
    }

    /// The positions of those in a step. Whole blocks are compared with its end, since most hold
    /// none.
    @inline(__always)
    static func forEach(
        in step: Range<Int>, of scores: UnsafeBufferPointer<Int32>,
        _ body: (_ position: Int) -> Void
    ) {
        let least = Int32(truncatingIfNeeded: step.lowerBound)
        var start = 0
        while start < scores.count {
            let end = min(start + block, scores.count)
            var greatest = Int32.min
            for position in start..<end { greatest = max(greatest, scores[position]) }
            if greatest >= least {
                for position in start..<end where step.contains(Int(scores[position])) {
                    body(position)
                }
            }
            start = end
        }
    }
}
