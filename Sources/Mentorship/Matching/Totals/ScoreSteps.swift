// Numbers in a few descending steps that hold about so many each, without putting them in order:
// for whoever wants the best of many and does not know yet how many must be looked at.

struct ScoreSteps {
    private static let width = 10
    /// How many scores lie in each 1024.
    private var counts: [Int]
    private let least: Int
    private var end: Int
    private var wanted = 0

    /// Scores up to a million; those below `least` are in no step.
    init(_ scores: UnsafeBufferPointer<Int32>, least: Int) {
        counts = [Int](repeating: 0, count: million >> Self.width + 1)
        self.least = least
        end = million + 1
        counts.withUnsafeMutableBufferPointer { counts in
            for score in scores where score >= least { counts[Int(score) >> Self.width] += 1 }
        }
    }

    /// The next step down that holds so many, or all the rest; each holds more than the one before.
    /// Nil when nobody is left.
    mutating func next(atLeast few: Int) -> Range<Int>? {
        var count = 0
        wanted = max(few, wanted &* 2)
        var place = (end - 1) >> Self.width
        let upper = end
        while place >= 0, end > least {
            count += counts[place]
            end = place << Self.width
            if count >= wanted { break }
            place -= 1
        }
        return count == 0 ? nil : max(end, least)..<upper
    }
}
