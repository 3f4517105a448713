import Testing

@testable import Mentorship

@Suite struct RingMatchingTests {
    @Test func `no rings have more peers or a greater total, as trying everything shows`() throws {
        for seed in 1...1_500 as ClosedRange<UInt64> {
            let small = SmallRings.drawn(seed: seed)
            let answer = try RingMatching.solve(try small.problem(), budget: 100_000)
            let best = small.best()
            guard seed <= 600 else { continue }
            for steps in [0, 20_000] {
                var search = RingSearch(try small.problem(), steps: steps)
                #expect(try search.best(100_000) { _, _ in true }.value == answer.value)
            }
            #expect(answer.gap == 0, "seed \(seed)")
            if small.countsPeers {
                #expect(
                    answer.givers.count { $0 >= 0 } == best.peers, "seed \(seed): \(small.arcs)")
            }
            #expect(answer.total == Int128(best.total), "seed \(seed): \(small.arcs)")
        }
    }

    @Test func `both searches agree beyond what can be tried out`() throws {
        var (lessThanAll, agreed) = (0, 0)
        for seed in 1...60 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            let small = SmallRings.drawn(seed: seed, peers: 7 + dice.below(3))
            let problem = try small.problem()
            let answer = try RingMatching.solve(problem, budget: 100_000)
            var search = RingSearch(problem)
            let other = try search.best(500) { _, _ in true }
            #expect(answer.gap == 0, "seed \(seed)")
            #expect(
                other.value <= answer.value && answer.value <= other.bound, "seed \(seed)")
            agreed += other.value == other.bound ? 1 : 0
            #expect(try RingMatching.solve(problem, budget: 100_000) == answer, "seed \(seed)")
            lessThanAll += answer.givers.count { $0 >= 0 } < small.peers ? 1 : 0
        }
        #expect(lessThanAll > 10 && agreed > 40)
    }

    @Test func `without budget the gap is never too small`() throws {
        for seed in 1...300 as ClosedRange<UInt64> {
            let small = SmallRings.drawn(seed: seed)
            let problem = try small.problem()
            let whole = try RingMatching.solve(problem, budget: 100_000)
            let cut = try RingMatching.solve(problem, budget: 1)
            #expect(cut.value <= whole.value && whole.value <= cut.bound, "seed \(seed)")
        }
    }

    @Test func `two who would give to each other join a circle, unless pairs are allowed`() throws {
        let arcs: [Assignment.Edge] = [
            .init(0, 1, 9), .init(1, 0, 9), .init(2, 3, 9), .init(3, 2, 9), .init(0, 2, 1),
            .init(3, 1, 1),
        ]
        let circle = try RingMatching.solve(.init(peers: 4, arcs: arcs))
        #expect(circle.givers == [2, 0, 3, 1])
        #expect(circle.total == 20)
        let pairs = try RingMatching.solve(.init(peers: 4, arcs: arcs, shortest: 2))
        #expect(pairs.total == 36)
        let apart = try RingMatching.solve(
            .init(peers: 4, arcs: arcs, forbidden: [.init(0, 2)], shortest: 3))
        #expect(apart.givers == [-1, -1, -1, -1])
    }

    @Test func `rings that cannot be are refused`() {
        let refused: [(arcs: [Assignment.Edge], shortest: Int)] = [
            ([.init(0, 0, 1)], 3), ([.init(0, 2, 1)], 3), ([.init(0, 1, -1)], 3),
            ([.init(0, 1, 1), .init(0, 1, 1)], 3), ([], 1), ([.init(0, 1, .max)], 3),
        ]
        for (arcs, shortest) in refused {
            #expect(throws: Assignment.Refusal.self) {
                try RingMatching.Problem(peers: 2, arcs: arcs, shortest: shortest)
            }
        }
    }

    @Test func `a long chain in which no ring closes has prices that are numbers still`() throws {
        for longest in [3, 400] {
            let chain = (0..<399).map { Assignment.Edge($0, $0 + 1, 1_000_000_000) }
            let problem = try RingMatching.Problem(
                peers: 400, arcs: chain, shortest: 3, longest: longest)
            let answer = try RingMatching.solve(problem, budget: 10)
            #expect(answer.givers.allSatisfy { $0 < 0 } && answer.gap == 0)
            // Nor do they keep a ring from being found beside it.
            let ring = chain + [.init(399, 397, 1)]
            let other = try RingMatching.solve(
                .init(peers: 400, arcs: ring, shortest: 3, longest: longest), budget: 10)
            #expect(other.givers.count { $0 >= 0 } == 3 && other.gap == 0)
        }
    }

    @Test func `prices thrown far off stay numbers, and bound all the same`() throws {
        for seed in 1...60 as ClosedRange<UInt64> {
            let small = SmallRings.drawn(seed: seed, peers: 5)
            let problem = try small.problem()
            let ground = try RingGround(problem) { _, _ in true }
            #expect(ground.parts(0.5) == ground.scale / 2)
            let best = try RingMatching.solve(problem, budget: 100_000).value
            var dice = Dice(seed: seed)
            let off = [Double.nan, .infinity, -.infinity, 1e300, -1e300, 0, 1, 1e9]
            let prices = (0..<5).map { _ in ground.parts(off[dice.below(off.count)]) }
            var rings = RingBound(ground, RingArcs(ground, .init(), enough: 0))
            let bound = try rings.value(prices, steps: 1_000_000) { true }
            #expect(bound.total >= best * Int128(ground.scale), "seed \(seed)")
        }
    }

    @Test func `what is not a ring is not measured`() throws {
        let problem = try RingMatching.Problem(
            peers: 3, arcs: [.init(0, 1, 1), .init(1, 2, 1), .init(2, 0, 1), .init(1, 0, 1)])
        #expect(try problem.measure([1, 2, 0]).total == 3)
        for givers in [[1, 0, -1], [1, 2, -1], [2, 0, 1], [1, 2, 1], [1, 2]] as [[Int32]] {
            #expect(throws: Assignment.Refusal.self) { try problem.measure(givers) }
        }
    }
}

struct SmallRings {
    var peers: Int
    var arcs: [Assignment.Edge]
    var shortest: Int
    var longest = Int.max
    var apart: [(Int, Int)] = []
    var countsPeers = true

    func problem() throws -> RingMatching.Problem {
        try .init(
            peers: peers, arcs: arcs, shortest: shortest, longest: longest, apart: apart,
            countsPeers: countsPeers)
    }

    static func drawn(seed: UInt64, peers: Int? = nil) -> SmallRings {
        var dice = Dice(seed: seed)
        let drawnPeers = dice.below(7)
        var drawn = SmallRings(
            peers: peers ?? drawnPeers, arcs: [], shortest: 2 + dice.below(3))
        let levels = [1, 2, 5, 100][dice.below(4)]
        let density = 1 + dice.below(4)
        for one in 0..<drawn.peers {
            for other in 0..<drawn.peers where other != one && dice.below(4) < density {
                drawn.arcs.append(.init(one, other, Int64(dice.below(levels))))
            }
        }
        if dice.below(2) == 0 { drawn.longest = drawn.shortest + dice.below(3) }
        drawn.countsPeers = dice.below(3) > 0
        for one in 0..<drawn.peers {
            for other in 0..<one where dice.below(12) == 0 { drawn.apart.append((one, other)) }
        }
        return drawn
    }

    func best() -> (peers: Int, total: Int) {
        var scores = [[Int?]](repeating: [Int?](repeating: nil, count: peers), count: peers)
        for arc in arcs { scores[arc.mentee][arc.mentor] = Int(arc.score) }
        var givers = [Int](repeating: -1, count: peers)
        var found = (peers: 0, total: 0)
        func isAllowed() -> Bool {
            givers.indices.allSatisfy { start in
                guard givers[start] != start else { return true }
                var ring = [start]
                while givers[ring.last ?? start] != start {
                    ring.append(givers[ring.last ?? start])
                }
                return ring.count >= shortest && ring.count <= longest
                    && apart.allSatisfy { !ring.contains($0.0) || !ring.contains($0.1) }
            }
        }
        func visit(_ peer: Int, _ taken: Int, _ count: Int, _ total: Int) {
            guard peer < peers else {
                let isBetter = countsPeers ? (count, total) > found : total > found.total
                if isBetter, isAllowed() { found = (count, total) }
                return
            }
            for giver in 0..<peers where taken >> giver & 1 == 0 {
                guard let score = giver == peer ? 0 : scores[peer][giver] else { continue }
                givers[peer] = giver
                visit(
                    peer + 1, taken | 1 << giver, count + (giver == peer ? 0 : 1), total + score)
            }
        }
        visit(0, 0, 0, 0)
        return found
    }
}
