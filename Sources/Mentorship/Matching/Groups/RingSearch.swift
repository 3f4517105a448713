// The search behind `RingMatching`: the most promising part first, each part's bound an exact
// assignment. Decides nothing else.

struct RingSearch: BranchAndBound {
    struct Choices {
        /// Arcs that no ring has.
        var barred: Set<Assignment.Pair> = []
        /// Who gives to some peers, whatever else.
        var givers: [Int: Int] = [:]
    }

    private let problem: RingMatching.Problem
    private let scores: [Assignment.Pair: Int64]

    init(_ problem: RingMatching.Problem) {
        self.problem = problem
        scores = Dictionary(
            problem.arcs.map { (.init($0.mentee, $0.mentor), $0.score) },
            uniquingKeysWith: { first, _ in first })
    }

    var start: Choices { Choices() }

    func first(_ progress: Assignment.Progress) -> [Int32] {
        [Int32](repeating: -1, count: problem.peerCount)
    }

    func value(_ givers: [Int32]) throws(Assignment.Refusal) -> Int128 {
        try problem.measure(givers).value
    }

    /// The parts share no answer: each lacks one arc of the ring, and has those before it.
    func division(
        of branch: Branch<Choices>
    ) throws(Assignment.Refusal) -> [Choices] {
        let rings = try RingMatching.Problem.rings(branch.partners)
        guard let broken = rings.first(where: { !problem.isAllowed($0) }) else { return [] }
        var parts: [Choices] = []
        var choices = branch.choices
        for peer in broken where choices.givers[peer] == nil {
            let giver = Int(branch.partners[peer])
            var part = choices
            part.barred.insert(.init(peer, giver))
            parts.append(part)
            choices.givers[peer] = giver
        }
        return parts
    }

    /// Nil when those who must give have nobody to get from.
    func relaxed(
        _ choices: Choices, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) -> (partners: [Int32], bound: Int128)? {
        let taken = Set(choices.givers.values)
        var edges = problem.arcs.compactMap { arc in
            let giver = choices.givers[arc.mentee]
            let isOpen = giver.map { $0 == arc.mentor } ?? !taken.contains(arc.mentor)
            return isOpen && !choices.barred.contains(.init(arc.mentee, arc.mentor))
                ? Assignment.Edge(arc.mentee, arc.mentor, arc.score + problem.bonus) : nil
        }
        let count = problem.peerCount
        for peer in 0..<count where choices.givers[peer] == nil && !taken.contains(peer) {
            edges.append(.init(peer, peer, 0))
        }
        let answer = try Assignment.solve(
            .init(mentees: count, capacities: [Int](repeating: 1, count: count), edges: edges),
            .maxCardinality, progress: progress)
        guard answer.pairCount == count else { return nil }
        let givers = answer.partners.enumerated().map { Int($1) == $0 ? -1 : $1 }
        return (givers, answer.total)
    }

    // MARK: Repair

    /// Rings that are too long are cut in two, then those too short are joined to others, where
    /// arcs allow it; what is not allowed then is dissolved.
    func repaired(_ givers: [Int32]) throws(Assignment.Refusal) -> [Int32] {
        var kept = givers
        while let ring = try RingMatching.Problem.rings(kept)
            .first(where: { $0.count > problem.longest })
        {
            change(&kept, bestCut(ring, kept), elseDissolving: ring)
        }
        while true {
            let rings = try RingMatching.Problem.rings(kept)
            guard let ring = rings.first(where: { $0.count < problem.shortest }) else { break }
            change(&kept, bestJoint(ring, rings, kept), elseDissolving: ring)
        }
        for ring in try RingMatching.Problem.rings(kept) where !problem.isAllowed(ring) {
            change(&kept, nil, elseDissolving: ring)
        }
        return kept
    }

    private func change(
        _ givers: inout [Int32], _ exchange: (one: Int, other: Int)?, elseDissolving ring: [Int]
    ) {
        if let (one, other) = exchange {
            givers.swapAt(one, other)
        } else {
            for peer in ring { givers[peer] = -1 }
        }
    }

    /// A peer of the ring and one of another who could exchange their givers, at the least loss:
    /// two rings become one.
    private func bestJoint(
        _ ring: [Int], _ rings: [[Int]], _ givers: [Int32]
    ) -> (one: Int, other: Int)? {
        let others = rings.filter { other in
            other[0] != ring[0] && other.count <= problem.longest - ring.count
        }
        return best(ring.flatMap { one in others.joined().map { (one, $0) } }, givers)
    }

    /// Two peers of one ring who could exchange their givers: it becomes two, both long enough.
    private func bestCut(_ ring: [Int], _ givers: [Int32]) -> (one: Int, other: Int)? {
        var found: [(Int, Int)] = []
        for first in ring.indices {
            for second in ring.indices where second >= first + problem.shortest {
                guard ring.count - (second - first) >= problem.shortest else { continue }
                found.append((ring[first], ring[second]))
            }
        }
        return best(found, givers)
    }

    private func best(_ exchanges: [(Int, Int)], _ givers: [Int32]) -> (one: Int, other: Int)? {
        var found: (one: Int, other: Int)?
        var most = Int64.min
        for (one, other) in exchanges {
            guard let first = scores[.init(one, Int(givers[other]))],
                let second = scores[.init(other, Int(givers[one]))]
            else { continue }
            let gain =
                first + second - (scores[.init(one, Int(givers[one]))] ?? 0)
                - (scores[.init(other, Int(givers[other]))] ?? 0)
            if gain > most { (found, most) = ((one, other), gain) }
        }
        return found
    }
}
