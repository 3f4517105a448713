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
    private let links: RingLinks
    /// Arcs that the search for a good answer to begin with looks at.
    private let steps: Int

    /// `steps`: nothing to begin with unless there are some.
    init(_ problem: RingMatching.Problem, _ links: RingLinks? = nil, steps: Int = 0) {
        self.problem = problem
        self.links = links ?? RingLinks(problem)
        self.steps = steps
    }

    var start: Choices { Choices() }

    func first(_ progress: Assignment.Progress) throws(Assignment.Refusal) -> [Int32] {
        let nobody = [Int32](repeating: -1, count: problem.peerCount)
        guard steps > 0, let whole = try relaxed(start, progress) else { return nobody }
        let repaired = try repaired(whole.partners)
        guard try value(repaired) < whole.bound else { return repaired }
        var chains = RingChains(problem, links, repaired, steps: steps)
        let useful = (0..<problem.peerCount).count {
            !links.out($0).isEmpty && !links.into($0).isEmpty
        }
        try chains.run(
            spare: RingGround.spare(useful, problem.shortest, min(problem.longest, useful)),
            bound: whole.bound
        ) { progress(0, 1) }
        return chains.givers
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
        var isNear = [Bool](repeating: false, count: givers.count)
        for other in rings where other[0] != ring[0] && other.count <= problem.longest - ring.count
        {
            for peer in other { isNear[peer] = true }
        }
        return best(ring, givers) { _, other in isNear[other] }
    }

    /// Two peers of one ring who could exchange their givers: it becomes two, both long enough.
    private func bestCut(_ ring: [Int], _ givers: [Int32]) -> (one: Int, other: Int)? {
        var places = [Int](repeating: -1, count: givers.count)
        for (place, peer) in ring.enumerated() { places[peer] = place }
        return best(ring, givers) { one, other in
            let size = abs(places[one] - places[other])
            return places[other] >= 0 && size >= problem.shortest
                && ring.count - size >= problem.shortest
        }
    }

    /// Along the arcs, which are fewer than all pairs of peers.
    private func best(
        _ peers: [Int], _ givers: [Int32], _ isAllowed: (Int, Int) -> Bool
    ) -> (one: Int, other: Int)? {
        var takers = [Int](repeating: -1, count: givers.count)
        for (peer, giver) in givers.enumerated() where giver >= 0 { takers[Int(giver)] = peer }
        func got(_ peer: Int) -> Int64 { links.worth(peer, Int(givers[peer])) ?? 0 }
        var found: (one: Int, other: Int)?
        var most = Int64.min
        for one in peers {
            for index in links.out(one) {
                let other = takers[Int(links.heads[index])]
                guard other >= 0, other != one, isAllowed(one, other),
                    let back = links.worth(other, Int(givers[one]))
                else { continue }
                let gain = links.worths[index] + back - got(one) - got(other)
                if gain > most { (found, most) = ((one, other), gain) }
            }
        }
        return found
    }
}
