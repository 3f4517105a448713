// The candidates of a question as rows of positions and whole scores: for problems too large to
// name every pair. Checks nothing but its own shape; the problem made of it checks the rest.

package struct MatchRows: Sendable {
    private var starts = [0]
    private var mentors: [Int32] = []
    private var scores: [Int32] = []

    package init() {}

    /// With room for so many candidates.
    package init(candidates: Int) {
        mentors.reserveCapacity(candidates)
        scores.reserveCapacity(candidates)
    }

    package var menteeCount: Int { starts.count - 1 }

    package mutating func add(_ mentor: Int32, _ score: Int32) {
        mentors.append(mentor)
        scores.append(score)
    }

    /// Ends the row of one mentee.
    package mutating func endRow() { starts.append(mentors.count) }

    /// Each row best first, in the place it has: a problem made of rows in any other order needs a
    /// copy of them.
    package mutating func sort() { RowOrder.sort(starts, &mentors, &scores) }

    func problem(
        _ capacities: [Int], _ forbidden: [Assignment.Pair], _ pins: [Assignment.Pair]
    ) throws(Assignment.Refusal) -> Assignment.Problem {
        let all = try Assignment.Problem(
            capacities: capacities, rowStarts: starts, mentors: mentors, scores: ScoreList(scores),
            pins: forbidden.isEmpty ? pins : [])
        return forbidden.isEmpty ? all : try all.leavingOut(Set(forbidden), pins: pins)
    }
}
