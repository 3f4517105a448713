// Rings of peers: each gives to the next and gets from the one before. As many peers as can be
// stand in a ring, and of those ways the greatest total, or the greatest total alone; no ring is
// shorter or longer than asked, and none has two who must be kept apart. Exact while small, else
// the best found with the gap to what nothing can exceed.

package enum RingMatching {
    package struct Problem: Sendable {
        package let peerCount: Int
        /// The shortest ring allowed: 2 for pairs who give to each other, 3 for circles.
        let shortest: Int
        let longest: Int
        let arcs: [Assignment.Edge]
        /// What a peer in a ring is worth beside the score: more than all scores together, or
        /// nothing where the total alone counts.
        let bonus: Int64
        /// Whatever rings are worth is a multiple of it.
        let step: Int64
        /// The peers with whom each one must not be in a ring.
        let apart: [Set<Int>]

        /// `arcs`: who could give to whom, the giver second, as a mentee has a mentor.
        package init(
            peers: Int, arcs: [Assignment.Edge], forbidden: [Assignment.Pair] = [],
            shortest: Int = 3, longest: Int = .max, apart: [(Int, Int)] = [],
            countsPeers: Bool = true
        ) throws(Assignment.Refusal) {
            guard shortest >= 2 else { throw .invalid("A ring has two peers or more.") }
            guard longest >= shortest else { throw .invalid("No ring is of any length.") }
            guard arcs.allSatisfy({ $0.mentee != $0.mentor }) else {
                throw .invalid("A peer gives to self.")
            }
            // Refuses what is listed twice, negative or not there.
            _ = try Assignment.Problem(
                mentees: peers, capacities: [Int](repeating: 1, count: peers), edges: arcs)
            let barred = Set(forbidden)
            self.arcs = arcs.filter { !barred.contains(.init($0.mentee, $0.mentor)) }
            let greatest = self.arcs.map(\.score).max() ?? 0
            let all = greatest.multipliedReportingOverflow(by: Int64(peers + 1))
            guard !all.overflow, all.partialValue < .max / Int64(4 * peers + 4) else {
                throw .tooLarge("Scores are too great for rings.")
            }
            peerCount = peers
            self.shortest = shortest
            self.longest = longest
            self.apart = try Apart.sets(apart, count: peers)
            let step = max(self.arcs.reduce(0) { Self.commonDivisor($0, $1.score) }, 1)
            self.step = step
            bonus = countsPeers ? all.partialValue + step : 0
        }

        private static func commonDivisor(_ one: Int64, _ other: Int64) -> Int64 {
            var (one, other) = (one, other)
            while other != 0 { (one, other) = (other, one % other) }
            return one
        }
    }

    package struct Answer: Sendable, Equatable {
        /// Who gives to each peer, or −1.
        package let givers: [Int32]
        package let total: Int128
        /// Peers in rings × bonus + total, and what no other rings exceed: equal when the search
        /// came to its end.
        package let value: Int128
        package let bound: Int128
        package var gap: Int128 { bound - value }
    }

    /// An assignment in which everybody may stay alone has the best rings of any length. One that
    /// is too short or too long, or has two who must be kept apart, cannot be in an allowed answer
    /// whole: one of its arcs is missing there, and each is tried (branch and bound, the most
    /// promising first). `budget`: assignments solved at most.
    package static func solve(
        _ problem: Problem, budget: Int = 2_000,
        progress: Assignment.Progress = { _, _ in true }
    ) throws(Assignment.Refusal) -> Answer {
        var parts = PartProgress()
        let found = try search(problem, budget) { done, total in parts.note(done, total, progress) }
        return Answer(
            givers: found.partners, total: try problem.measure(found.partners).total,
            value: found.value, bound: found.bound)
    }

    private static func search(
        _ problem: Problem, _ budget: Int, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) -> BestFound {
        if problem.peerCount <= RingPacking.peersMost,
            min(problem.longest, problem.peerCount) <= RingPacking.longestMost
        {
            var search = try RingPacking(problem, budget: budget, progress)
            return try search.run(progress)
        }
        var search = RingSearch(problem, steps: RingChains.steps(problem, budget))
        return try search.best(budget, progress)
    }
}

extension RingMatching.Problem {
    /// What these rings are worth; throws when they are not rings of allowed arcs.
    package func measure(
        _ givers: [Int32]
    ) throws(Assignment.Refusal) -> (total: Int128, value: Int128) {
        guard givers.count == peerCount else {
            throw .unproven("The answer is for another problem.")
        }
        for ring in try Self.rings(givers) where !isAllowed(ring) {
            throw .unproven("A ring is too short or too long, or holds two who are kept apart.")
        }
        let inRings = givers.count { $0 >= 0 }
        let used = arcs.filter { Int(givers[$0.mentee]) == $0.mentor }
        guard used.count == inRings else { throw .unproven("An arc is not among the candidates.") }
        let total = used.reduce(0 as Int128) { $0 + Int128($1.score) }
        return (total, total + Int128(inRings) * Int128(bonus))
    }

    func isAllowed(_ ring: [Int]) -> Bool {
        ring.count >= shortest && ring.count <= longest && Apart.clash(in: ring, apart) == nil
    }

    /// Each ring from its peer of the least number, every one followed by who gives to them.
    static func rings(_ givers: [Int32]) throws(Assignment.Refusal) -> [[Int]] {
        var isSeen = [Bool](repeating: false, count: givers.count)
        var rings: [[Int]] = []
        for start in givers.indices where givers[start] >= 0 && !isSeen[start] {
            var ring: [Int] = []
            var peer = start
            while !isSeen[peer] {
                isSeen[peer] = true
                ring.append(peer)
                guard givers.indices.contains(Int(givers[peer])) else {
                    throw .unproven("A chain has an end.")
                }
                peer = Int(givers[peer])
            }
            guard peer == start else { throw .unproven("Two get from the same peer.") }
            rings.append(ring)
        }
        return rings
    }
}
