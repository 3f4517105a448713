// A question about rings of peers in plain names and decimals, as the engine on its own takes it.
// Reads no text format.

package struct RingQuestion: Sendable {
    package struct Answer: Sendable, Equatable {
        /// Each from the peer who is named first in the question; everyone is followed by who
        /// gives to them.
        package let rings: [[String]]
        package let unmatched: [String]
        /// A decimal as JSON writes it.
        package let total: String
        /// Scores are in units of 10^−`places`.
        package let places: Int
        /// A peer in a ring is worth so much beside the score.
        package let bonus: Int64
        package let value: Int128
        package let bound: Int128
    }

    package var peers: [String]
    /// `pair.one` would get from `pair.other`.
    package var scores: [PeerQuestion.Score] = []
    /// Neither gives to the other.
    package var forbidden: [PeerQuestion.Pair] = []
    /// In no ring together.
    package var apart: [PeerQuestion.Pair] = []
    package var shortest = 3
    package var longest = Int.max
    /// Assignments solved at most.
    package var budget = 2_000

    package init(peers: [String]) { self.peers = peers }

    package func answer(
        progress: Assignment.Progress = { _, _ in true }
    ) throws(Assignment.Refusal) -> Answer {
        let positions = try NamePositions(peers)
        func pair(_ pair: PeerQuestion.Pair) throws(Assignment.Refusal) -> Assignment.Pair {
            .init(
                try positions.position(of: pair.one, as: "a peer"),
                try positions.position(of: pair.other, as: "a peer"))
        }
        let unit = DecimalUnit(of: scores.lazy.map(\.value))
        var arcs: [Assignment.Edge] = []
        for score in scores {
            let ends = try pair(score.pair)
            arcs.append(.init(ends.mentee, ends.mentor, try unit.digits(score.value)))
        }
        var barred: [Assignment.Pair] = []
        for two in forbidden {
            let ends = try pair(two)
            barred += [ends, .init(ends.mentor, ends.mentee)]
        }
        let problem = try RingMatching.Problem(
            peers: peers.count, arcs: arcs, forbidden: barred, shortest: shortest,
            longest: longest,
            apart: try apart.map { (two) throws(Assignment.Refusal) in
                let ends = try pair(two)
                return (ends.mentee, ends.mentor)
            })
        let found = try RingMatching.solve(problem, budget: budget, progress: progress)
        let rings = try RingMatching.Problem.rings(found.givers)
        return Answer(
            rings: rings.map { $0.map { peers[$0] } },
            unmatched: peers.indices.filter { found.givers[$0] < 0 }.map { peers[$0] },
            total: ExactDecimal.text(found.total, places: unit.places), places: unit.places,
            bonus: problem.bonus, value: found.value, bound: found.bound)
    }
}
