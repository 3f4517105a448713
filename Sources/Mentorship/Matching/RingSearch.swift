// The search behind `RingMatching`: the most promising part first, each part's bound an exact
// assignment. Decides nothing else.

struct RingSearch: BranchAndBound {
    private let problem: RingMatching.Problem
    private let scores: [Assignment.Pair: Int64]
    /// What was barred together before.
    private var seen: Set<Set<Assignment.Pair>> = [[]]

    init(_ problem: RingMatching.Problem) {
        self.problem = problem
        scores = Dictionary(
            problem.arcs.map { (.init($0.mentee, $0.mentor), $0.score) },
            uniquingKeysWith: { first, _ in first })
    }

    var nobody: [Int32] { [Int32](repeating: -1, count: problem.peerCount) }
    var start: Set<Assignment.Pair> { [] }

    func value(_ givers: [Int32]) throws(Assignment.Refusal) -> Int128 {
        try problem.measure(givers).value
    }

    mutating func division(
        of branch: Branch<Set<Assignment.Pair>>
    ) throws(Assignment.Refusal) -> [Set<Assignment.Pair>] {
        let rings = try RingMatching.Problem.rings(branch.partners)
        guard let short = rings.first(where: { $0.count < problem.shortest }) else { return [] }
        var parts: [Set<Assignment.Pair>] = []
        for peer in short {
            let barred = branch.choices.union([.init(peer, Int(branch.partners[peer]))])
            if seen.insert(barred).inserted { parts.append(barred) }
        }
        return parts
    }

    func relaxed(
        _ barred: Set<Assignment.Pair>
    ) throws(Assignment.Refusal) -> (partners: [Int32], bound: Int128)? {
        var edges = problem.arcs.compactMap { arc in
            barred.contains(.init(arc.mentee, arc.mentor))
                ? nil : Assignment.Edge(arc.mentee, arc.mentor, arc.score + problem.bonus)
        }
        let count = problem.peerCount
        for peer in 0..<count { edges.append(.init(peer, peer, 0)) }
        // Everybody has a place, if only alone: the most pairs are all.
        let answer = try Assignment.solve(
            .init(mentees: count, capacities: [Int](repeating: 1, count: count), edges: edges),
            .maxCardinality)
        let givers = answer.partners.enumerated().map { Int($1) == $0 ? -1 : $1 }
        return (givers, answer.total)
    }

    // MARK: Repair

    /// Rings that are too short are joined to others where arcs allow it, else dissolved.
    func repaired(_ givers: [Int32]) throws(Assignment.Refusal) -> [Int32] {
        var kept = givers
        while let ring = try RingMatching.Problem.rings(kept)
            .first(where: { $0.count < problem.shortest })
        {
            if let (one, other) = bestJoint(ring, kept) {
                kept.swapAt(one, other)
            } else {
                for peer in ring { kept[peer] = -1 }
            }
        }
        return kept
    }

    /// A peer of the ring and one of another who could exchange their givers, at the least loss:
    /// two rings become one.
    private func bestJoint(_ ring: [Int], _ givers: [Int32]) -> (Int, Int)? {
        var found: (one: Int, other: Int)?
        var most = Int64.min
        for one in ring {
            for other in givers.indices where givers[other] >= 0 && !ring.contains(other) {
                guard let first = scores[.init(one, Int(givers[other]))],
                    let second = scores[.init(other, Int(givers[one]))]
                else { continue }
                let gain =
                    first + second - (scores[.init(one, Int(givers[one]))] ?? 0)
                    - (scores[.init(other, Int(givers[other]))] ?? 0)
                if gain > most { (found, most) = ((one, other), gain) }
            }
        }
        return found
    }
}
