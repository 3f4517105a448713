// What a choice of partners amounts to, once it is clear that it is allowed: only candidates, no
// capacity exceeded, every pin kept. Shared by the checkers of proofs; knows nothing of how the
// choice was made.

package struct PairsMade: Sendable, Equatable {
    /// Pinned pairs included, as in `total`.
    package let count: Int
    package let total: Int128
    /// The scores of all pairs, ascending.
    package let scores: [Int64]
    /// Those of the pairs that are not pinned, in the order of the mentees.
    let chosenScores: [Int64]
    /// What the pins leave of each capacity.
    let openPlaces: [Int]

    /// Throws `unproven` when the choice is not allowed.
    package init(
        _ partners: [Int32], of problem: Assignment.Problem
    ) throws(Assignment.Refusal) {
        guard partners.count == problem.menteeCount else {
            throw .unproven("The answer is for another problem.")
        }
        var open = problem.capacities
        var left = problem.capacities
        var (all, chosen): ([Int64], [Int64]) = ([], [])
        for (mentee, partner) in partners.enumerated() {
            let (mentor, pin) = (Int(partner), Int(problem.pinned[mentee]))
            guard pin < 0 || pin == mentor else { throw .unproven("A pin is not kept.") }
            guard mentor >= 0 else { continue }
            guard mentor < left.count, let score = problem.score(mentee, mentor) else {
                throw .unproven("A pair is not among the candidates.")
            }
            left[mentor] -= 1
            guard left[mentor] >= 0 else { throw .unproven("A capacity is exceeded.") }
            all.append(score)
            if pin < 0 { chosen.append(score) } else { open[mentor] -= 1 }
        }
        count = all.count
        total = all.reduce(0) { $0 + Int128($1) }
        scores = all.sorted()
        chosenScores = chosen
        openPlaces = open
    }
}
