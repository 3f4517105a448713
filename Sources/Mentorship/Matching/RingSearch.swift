// The search behind `RingMatching`: the most promising part first, each part's bound an exact
// assignment. Decides nothing else.

import HeapModule

struct RingSearch {
    private struct Part: Comparable {
        let bound: Int128
        let number: Int
        let barred: Set<Assignment.Pair>
        let givers: [Int32]

        static func < (left: Part, right: Part) -> Bool {
            left.bound != right.bound ? left.bound < right.bound : left.number > right.number
        }

        static func == (left: Part, right: Part) -> Bool { left.number == right.number }
    }

    private let problem: RingMatching.Problem
    private let scores: [Assignment.Pair: Int64]
    private(set) var best: [Int32]
    private(set) var bestValue: Int128 = 0
    private(set) var bound: Int128 = 0
    private var solved = 0

    init(_ problem: RingMatching.Problem) {
        self.problem = problem
        scores = Dictionary(
            problem.arcs.map { (.init($0.mentee, $0.mentor), $0.score) },
            uniquingKeysWith: { first, _ in first })
        best = [Int32](repeating: -1, count: problem.peerCount)
    }

    mutating func run(
        _ budget: Int, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        var parts = Heap<Part>()
        var seen: Set<Set<Assignment.Pair>> = [[]]
        parts.insert(try part([]))
        while let part = parts.popMax() {
            bound = max(part.bound, bestValue)
            guard part.bound > bestValue, solved < budget else { return }
            guard progress(solved, budget) else { throw .cancelled }
            let short = try RingMatching.Problem.rings(part.givers)
                .filter { $0.count < problem.shortest }
            guard let ring = short.first else { continue }
            for peer in ring {
                var barred = part.barred
                barred.insert(.init(peer, Int(part.givers[peer])))
                guard seen.insert(barred).inserted else { continue }
                let part = try self.part(barred)
                if part.bound > bestValue { parts.insert(part) }
            }
        }
        bound = bestValue
    }

    private mutating func part(
        _ barred: Set<Assignment.Pair>
    ) throws(Assignment.Refusal) -> Part {
        solved += 1
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
        try keepIfBetter(givers)
        return Part(bound: answer.total, number: solved, barred: barred, givers: givers)
    }

    // MARK: Repair

    /// Rings that are too short are joined to others where arcs allow it, else dissolved.
    private mutating func keepIfBetter(_ givers: [Int32]) throws(Assignment.Refusal) {
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
        let value = try problem.measure(kept).value
        if value > bestValue { (best, bestValue) = (kept, value) }
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
