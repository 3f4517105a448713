// The scores of a question as one table, a row for each mentee and a column for each mentor: for
// problems where nearly every pair is a candidate, so that none has to be named.

package struct MatchTable: Sendable {
    /// Row by row; negative where the pair is no candidate.
    private var scores: ScoreList
    package let places: Int

    package init(_ scores: [ExactDecimal?]) throws(Assignment.Refusal) {
        let places = scores.reduce(0) { max($0, $1?.places ?? 0) }
        var digits: [Int64] = []
        digits.reserveCapacity(scores.count)
        for score in scores {
            guard let scaled = score.map({ $0.scaled(to: places) }) ?? -1 else {
                throw .invalid("A score has too many digits.")
            }
            digits.append(scaled)
        }
        self.scores = ScoreList(digits)
        self.places = places
    }

    package init(whole: [Int32]) {
        scores = ScoreList(whole)
        places = 0
    }

    /// The scores when all are small; empty when one is not.
    var cells: [Int32] { scores.narrow }
    var isNarrow: Bool { scores.wide.isEmpty }

    @inline(__always)
    func withRow(_ row: Int, of width: Int, _ body: (UnsafePointer<Int32>) -> Void) {
        scores.narrow.withUnsafeBufferPointer { cells in
            if let first = cells.baseAddress { body(first + row * width) }
        }
    }

    /// The same scores with some pairs no candidates.
    func barring(
        _ forbidden: [Assignment.Pair], mentees: Int, mentors: Int
    ) throws(Assignment.Refusal) -> Self {
        guard scores.count == mentees * mentors else {
            throw .invalid("The table has not a row for each mentee and a column for each mentor.")
        }
        var table = self
        for pair in forbidden { table.scores.remove(at: pair.mentee * mentors + pair.mentor) }
        return table
    }

    /// Laid out as rows of candidates.
    func problem(
        mentees: Int, capacities: [Int], pins: [Assignment.Pair] = []
    ) throws(Assignment.Refusal) -> Assignment.Problem {
        var rowStarts = [0]
        var mentors: [Int32] = []
        var digits: [Int64] = []
        let count = scores.count { $0 >= 0 }
        mentors.reserveCapacity(count)
        digits.reserveCapacity(count)
        for mentee in 0..<mentees {
            for mentor in capacities.indices {
                let score = scores[mentee * capacities.count + mentor]
                guard score >= 0 else { continue }
                mentors.append(Int32(truncatingIfNeeded: mentor))
                digits.append(score)
            }
            rowStarts.append(mentors.count)
        }
        return try Assignment.Problem(
            capacities: capacities, rowStarts: rowStarts, mentors: mentors, scores: digits,
            pins: pins)
    }
}
