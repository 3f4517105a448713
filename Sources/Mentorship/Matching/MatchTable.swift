// The scores of a question as one table, a row for each mentee and a column for each mentor: for
// problems where nearly every pair is a candidate, so that none has to be named.

package struct MatchTable: Sendable {
    /// Row by row; negative where the pair is no candidate.
    private let digits: [Int64]
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
        self.digits = digits
        self.places = places
    }

    package init(whole: [Int32]) {
        digits = whole.map { Int64($0) }
        places = 0
    }

    func problem(
        mentees: Int, capacities: [Int], forbidden: [Assignment.Pair], pins: [Assignment.Pair]
    ) throws(Assignment.Refusal) -> Assignment.Problem {
        guard digits.count == mentees * capacities.count else {
            throw .invalid("The table has not a row for each mentee and a column for each mentor.")
        }
        var digits = digits
        for pair in forbidden { digits[pair.mentee * capacities.count + pair.mentor] = -1 }
        var rowStarts = [0]
        var mentors: [Int32] = []
        var scores: [Int64] = []
        let count = digits.count { $0 >= 0 }
        mentors.reserveCapacity(count)
        scores.reserveCapacity(count)
        for mentee in 0..<mentees {
            for mentor in capacities.indices {
                let score = digits[mentee * capacities.count + mentor]
                guard score >= 0 else { continue }
                mentors.append(Int32(truncatingIfNeeded: mentor))
                scores.append(score)
            }
            rowStarts.append(mentors.count)
        }
        return try Assignment.Problem(
            capacities: capacities, rowStarts: rowStarts, mentors: mentors, scores: scores,
            pins: pins)
    }
}
