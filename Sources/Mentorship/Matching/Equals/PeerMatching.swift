// Who pairs with whom among equals so that the total score is as great as it can be: maximum-weight
// matching in a general graph, exact, and proved in the same breath.

package enum PeerMatching {
    package struct Edge: Sendable, Equatable {
        package let one: Int
        package let other: Int
        package let score: Int64

        package init(_ one: Int, _ other: Int, _ score: Int64) {
            self.one = one
            self.other = other
            self.score = score
        }
    }

    package struct Answer: Sendable, Equatable {
        /// The partner of each peer, or −1.
        package let partners: [Int32]
        package let pairCount: Int
        /// The sum of the scores of all pairs, pinned ones included.
        package let total: Int128
        package let certificate: PeerCertificate
    }

    /// The greatest total; among equal totals, the most pairs. First as if a peer could be half
    /// with one and half with another, which is an assignment problem; what is then left are odd
    /// circles, and from one peer of each a search through blossoms (Edmonds, Journal of Research
    /// of the National Bureau of Standards 69B, 1965) puts it right.
    /// Of equally good pairings, one that serves those first who have waited longer: the sets of
    /// peers whom the best pairings serve are bases of a matroid (Bouchet, Mathematical Programming
    /// 38, 1987), in which the greatest sum of ranks is the set that is first in the list's order.
    package static func solve(
        _ problem: Problem, progress: Assignment.Progress = { _, _ in true }
    ) throws(Assignment.Refusal) -> Answer {
        let half = try HalfMatching(problem, progress: progress)
        var search = BlossomSearch(problem, half)
        for (done, peer) in half.left.enumerated() {
            if done & 15 == 0, !progress(done, half.left.count) { throw .cancelled }
            search.serve(peer)
        }
        try search.lookAtWaiting(progress)
        var partners = search.partners
        for (peer, pin) in problem.pinned.enumerated() where pin >= 0 { partners[peer] = pin }
        let certificate = search.certificate()
        let made = try certificate.check(partners, of: problem)
        return Answer(
            partners: partners, pairCount: made.pairs, total: made.total,
            certificate: certificate)
    }
}

// MARK: Problem

extension PeerMatching {
    package struct Problem: Sendable {
        package let peerCount: Int
        package let edges: [Edge]
        /// The pinned partner of each peer, or −1: both are out of the game.
        package let pinned: [Int32]
        /// Who has waited longer has a greater one.
        package let ranks: [Int]
        /// The edges of peer i, pinned peers left out, are
        /// `incident[starts[i]..<starts[i + 1]]`.
        let starts: [Int]
        let incident: [Int32]

        package init(
            peers: Int, edges: [Edge], forbidden: [(Int, Int)] = [], pins: [(Int, Int)] = [],
            ranks: [Int]? = nil
        ) throws(Assignment.Refusal) {
            let ranks = ranks ?? [Int](repeating: 0, count: peers)
            guard ranks.count == peers, ranks.allSatisfy({ $0 >= 0 }) else {
                throw .invalid("Not every peer has a rank.")
            }
            self.ranks = ranks
            let allowed = try Self.allowed(peers, edges, forbidden)
            let pinned = try Self.pinned(peers, allowed, pins)
            var starts = [Int](repeating: 0, count: peers + 1)
            let open = allowed.indices.filter {
                pinned[allowed[$0].one] < 0 && pinned[allowed[$0].other] < 0
            }
            for index in open {
                starts[allowed[index].one + 1] += 1
                starts[allowed[index].other + 1] += 1
            }
            for peer in 0..<peers { starts[peer + 1] += starts[peer] }
            var next = starts
            var incident = [Int32](repeating: 0, count: 2 * open.count)
            for index in open {
                for peer in [allowed[index].one, allowed[index].other] {
                    incident[next[peer]] = Int32(index)
                    next[peer] += 1
                }
            }
            peerCount = peers
            self.edges = allowed
            self.pinned = pinned
            self.starts = starts
            self.incident = incident
        }

        /// No pairing amounts to more.
        var allRanks: Int128 { ranks.reduce(0) { $0 + Int128($1) } }

        private static func key(_ one: Int, _ other: Int) -> Assignment.Pair {
            .init(min(one, other), max(one, other))
        }

        private static func allowed(
            _ peers: Int, _ edges: [Edge], _ forbidden: [(Int, Int)]
        ) throws(Assignment.Refusal) -> [Edge] {
            var barred: Set<Assignment.Pair> = []
            for pair in forbidden { barred.insert(key(pair.0, pair.1)) }
            var seen: Set<Assignment.Pair> = []
            var allowed: [Edge] = []
            for edge in edges {
                guard 0..<peers ~= edge.one, 0..<peers ~= edge.other else {
                    throw .invalid("A pair names a peer who is not there.")
                }
                guard edge.one != edge.other else { throw .invalid("A peer is paired with self.") }
                guard edge.score >= 0 else { throw .invalid("A score is negative.") }
                guard seen.insert(key(edge.one, edge.other)).inserted else {
                    throw .invalid("A pair is listed twice.")
                }
                if !barred.contains(key(edge.one, edge.other)) { allowed.append(edge) }
            }
            guard peers < Int(Int32.max) / 2, edges.count < Int(Int32.max) / 2 else {
                throw .invalid("There are more peers than the engine can number.")
            }
            return allowed
        }

        private static func pinned(
            _ peers: Int, _ edges: [Edge], _ pins: [(Int, Int)]
        ) throws(Assignment.Refusal) -> [Int32] {
            var pinned = [Int32](repeating: -1, count: peers)
            guard !pins.isEmpty else { return pinned }
            let candidates = Set(edges.map { key($0.one, $0.other) })
            for (one, other) in pins {
                guard 0..<peers ~= one, 0..<peers ~= other else {
                    throw .invalid("A pin names a peer who is not there.")
                }
                guard candidates.contains(key(one, other)) else {
                    throw .infeasible("A pinned pair is not among the candidates.")
                }
                guard pinned[one] < 0, pinned[other] < 0 else {
                    throw .infeasible("A peer is pinned twice.")
                }
                (pinned[one], pinned[other]) = (Int32(other), Int32(one))
            }
            return pinned
        }
    }
}
