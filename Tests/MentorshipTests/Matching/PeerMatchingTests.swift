import Testing

@testable import Mentorship

@Suite struct PeerMatchingTests {
    @Test func `the total is the greatest there is, as trying everything shows`() throws {
        for seed in 1...4000 as ClosedRange<UInt64> {
            let small = SmallPeers.drawn(seed: seed)
            let answer = try PeerMatching.solve(try small.problem())
            let best = small.best()
            #expect(answer.total == Int128(best.total), "seed \(seed): \(small)")
            #expect(answer.pairCount == best.pairs, "seed \(seed): \(small)")
        }
    }

    @Test func `blossoms in blossoms are proved at sizes nobody can try out`() throws {
        for (peers, degree, levels) in [
            (60, 3, 3), (61, 4, 2), (200, 3, 1000), (301, 5, 4), (300, 2, 9), (45, 44, 7),
        ] {
            for seed in 1...12 as ClosedRange<UInt64> {
                var dice = Dice(seed: seed)
                let problem = try dice.peers(peers, degree: degree, levels: levels)
                let answer = try PeerMatching.solve(problem)
                #expect(answer.certificate.primal == answer.certificate.dual)
            }
        }
    }

    @Test func `without its start the search comes to the same, one peer after another`() throws {
        for seed in 1...1500 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            let problem = try dice.peers(
                3 + dice.below(28), degree: 1 + dice.below(4),
                levels: [1, 2, 3, 9, 500][dice.below(5)])
            let count = problem.peerCount
            let scale = Int128(count + 1)
            let dearest = 2 * (Int128(problem.edges.map(\.score).max() ?? 0) * scale + 1)
            var search = BlossomSearch(
                problem,
                HalfMatching(
                    partners: [Int32](repeating: -1, count: count),
                    prices: [Int128](repeating: dearest, count: count), scale: scale, bonus: 1))
            for peer in (0..<count).shuffled(using: &dice) { search.serve(peer) }
            let made = try search.certificate().check(search.partners, of: problem)
            let answer = try PeerMatching.solve(problem)
            #expect(made.total == answer.total && made.pairs == answer.pairCount, "seed \(seed)")
        }
    }

    @Test func `triangles leave one out, and a bridge between two of them none`() throws {
        let triangles: [PeerMatching.Edge] = [
            .init(0, 1, 5), .init(1, 2, 5), .init(0, 2, 5),
            .init(3, 4, 5), .init(4, 5, 5), .init(3, 5, 5),
        ]
        let apart = try PeerMatching.solve(.init(peers: 6, edges: triangles))
        #expect(apart.pairCount == 2)
        #expect(apart.certificate.sets.count == 2)
        let joined = try PeerMatching.solve(
            .init(peers: 6, edges: triangles + [.init(2, 3, 1)]))
        #expect(joined.total == 11)
        #expect(joined.partners[2] == 3)
    }

    @Test func `weight is what counts, not the number of pairs`() throws {
        let line: [PeerMatching.Edge] = [.init(0, 1, 1), .init(1, 2, 9), .init(2, 3, 1)]
        let answer = try PeerMatching.solve(.init(peers: 4, edges: line))
        #expect(answer.partners == [-1, 2, 1, -1])
        let nothing = try PeerMatching.solve(.init(peers: 2, edges: [.init(1, 0, 0)]))
        #expect(nothing.partners == [1, 0])
        #expect(try PeerMatching.solve(.init(peers: 0, edges: [])).partners == [])
    }

    @Test func `pins are kept and forbidden pairs are not made, whichever is named first`() throws {
        let edges: [PeerMatching.Edge] = [.init(0, 1, 1), .init(1, 2, 9), .init(2, 3, 8)]
        let pinned = try PeerMatching.solve(.init(peers: 4, edges: edges, pins: [(1, 0)]))
        #expect(pinned.partners == [1, 0, 3, 2])
        #expect(pinned.total == 9)
        let apart = try PeerMatching.solve(.init(peers: 4, edges: edges, forbidden: [(2, 1)]))
        #expect(apart.total == 9)
    }

    @Test func `contradictions are refused`() {
        func refusal(
            _ edges: [PeerMatching.Edge], forbidden: [(Int, Int)] = [], pins: [(Int, Int)] = []
        ) -> String {
            do throws(Assignment.Refusal) {
                _ = try PeerMatching.Problem(
                    peers: 3, edges: edges, forbidden: forbidden, pins: pins)
                return ""
            } catch .infeasible {
                return "infeasible"
            } catch {
                return "invalid"
            }
        }
        let fine: [PeerMatching.Edge] = [.init(0, 1, 1), .init(1, 2, 1)]
        #expect(refusal(fine + [.init(1, 0, 1)]) == "invalid")
        #expect(refusal([.init(0, 0, 1)]) == "invalid")
        #expect(refusal([.init(0, 3, 1)]) == "invalid")
        #expect(refusal([.init(0, 1, -1)]) == "invalid")
        #expect(refusal(fine, pins: [(0, 3)]) == "invalid")
        #expect(refusal(fine, pins: [(0, 2)]) == "infeasible")
        #expect(refusal(fine, pins: [(0, 1), (1, 2)]) == "infeasible")
        #expect(refusal(fine, forbidden: [(1, 0)], pins: [(0, 1)]) == "infeasible")
    }

    @Test func `scores near the end of sixty-four bits are added exactly`() throws {
        let huge = Int64.max
        let edges: [PeerMatching.Edge] = [
            .init(0, 1, huge), .init(1, 2, huge - 1), .init(2, 0, huge), .init(2, 3, huge - 2),
        ]
        let answer = try PeerMatching.solve(.init(peers: 4, edges: edges))
        #expect(answer.total == 2 * Int128(huge) - 2)
    }

    @Test func `a certificate with one number changed proves nothing`() throws {
        var dice = Dice(seed: 3)
        let problem = try dice.peers(41, degree: 4, levels: 3)
        let answer = try PeerMatching.solve(problem)
        let proof = answer.certificate
        func refused(_ prices: [Int128], _ sets: [PeerCertificate.OddSet]) {
            let changed = PeerCertificate(
                scale: proof.scale, bonus: proof.bonus, prices: prices, sets: sets,
                primal: proof.primal, dual: proof.dual)
            #expect(throws: Assignment.Refusal.self) {
                try changed.check(answer.partners, of: problem)
            }
        }
        #expect(!proof.sets.isEmpty)
        for peer in proof.prices.indices {
            var prices = proof.prices
            prices[peer] += 2
            refused(prices, proof.sets)
        }
        for index in proof.sets.indices {
            var sets = proof.sets
            sets[index] = .init(members: sets[index].members, price: sets[index].price + 2)
            refused(proof.prices, sets)
            sets[index] = .init(
                members: Array(proof.sets[index].members.dropLast()),
                price: proof.sets[index].price)
            refused(proof.prices, sets)
        }
        var partners = answer.partners
        partners[try #require(partners.firstIndex { $0 >= 0 })] = -1
        #expect(throws: Assignment.Refusal.self) { try proof.check(partners, of: problem) }
    }
}

/// Peers before they are laid out, and the slowest way to pair them.
struct SmallPeers: CustomStringConvertible {
    var peers: Int
    var edges: [PeerMatching.Edge]
    var forbidden: [(Int, Int)] = []
    var pins: [(Int, Int)] = []
    var ranks: [Int] = []

    func problem() throws -> PeerMatching.Problem {
        try .init(
            peers: peers, edges: edges, forbidden: forbidden, pins: pins,
            ranks: ranks.isEmpty ? nil : ranks)
    }

    var description: String {
        let pairs = edges.map { "\($0.one)-\($0.other):\($0.score)" }
        return "\(peers) peers, \(pairs), forbidden \(forbidden), pins \(pins)"
    }

    static func drawn(seed: UInt64) -> SmallPeers {
        var dice = Dice(seed: seed)
        var drawn = SmallPeers(peers: dice.below(9), edges: [])
        let levels = [1, 2, 3, 5, 40][dice.below(5)]
        let density = 1 + dice.below(4)
        for one in 0..<drawn.peers {
            for other in 0..<one where dice.below(4) < density {
                let score = Int64(dice.below(levels))
                let isTurned = dice.below(2) == 0
                drawn.edges.append(
                    .init(isTurned ? other : one, isTurned ? one : other, score))
            }
        }
        if let edge = drawn.edges.randomElement(using: &dice), dice.below(4) == 0 {
            drawn.pins = [(edge.other, edge.one)]
        } else if let edge = drawn.edges.randomElement(using: &dice), dice.below(3) == 0 {
            drawn.forbidden = [(edge.other, edge.one)]
        }
        return drawn
    }

    /// Peers are taken in turn: each goes without or with one of those after.
    func best() -> (total: Int, pairs: Int) {
        var found = (total: -1, pairs: -1)
        func isNamed(_ pairs: [(Int, Int)], _ edge: PeerMatching.Edge) -> Bool {
            pairs.contains { $0 == (edge.one, edge.other) || $0 == (edge.other, edge.one) }
        }
        let open = edges.filter { !isNamed(forbidden, $0) }
        let kept = edges.filter { isNamed(pins, $0) }
        func visit(_ peer: Int, _ taken: Int, _ total: Int, _ pairs: Int) {
            guard peer < peers else {
                if (total, pairs) > found { found = (total, pairs) }
                return
            }
            visit(peer + 1, taken, total, pairs)
            guard taken >> peer & 1 == 0 else { return }
            for edge in open where edge.one == peer || edge.other == peer {
                let other = edge.one + edge.other - peer
                guard other > peer, taken >> other & 1 == 0 else { continue }
                visit(
                    peer + 1, taken | 1 << peer | 1 << other, total + Int(edge.score), pairs + 1)
            }
        }
        let both = kept.reduce(0) { $0 | 1 << $1.one | 1 << $1.other }
        visit(0, both, kept.reduce(0) { $0 + Int($1.score) }, kept.count)
        return found
    }
}

extension Dice {
    mutating func peers(
        _ count: Int, degree: Int, levels: Int
    ) throws -> PeerMatching.Problem {
        var edges: [PeerMatching.Edge] = []
        var seen = Set<Assignment.Pair>()
        for one in 0..<count {
            for _ in 0..<degree {
                let other = below(count)
                guard other != one else { continue }
                let pair = Assignment.Pair(min(one, other), max(one, other))
                if seen.insert(pair).inserted {
                    edges.append(.init(one, other, Int64(below(levels))))
                }
            }
        }
        return try PeerMatching.Problem(peers: count, edges: edges)
    }
}
