import Testing

@testable import Mentorship

@Suite struct RingChainsTests {
    private func chained(
        _ problem: RingMatching.Problem, from givers: [Int32]? = nil, steps: Int
    ) throws -> RingChains {
        var chains = RingChains(
            problem, RingLinks(problem),
            givers ?? [Int32](repeating: -1, count: problem.peerCount), steps: steps)
        try chains.run(spare: 0, bound: .max) { true }
        return chains
    }

    @Test func `chains of moves come near to the best, and to nothing that is not allowed`()
        throws
    {
        var (reached, all) = (0, 0)
        for seed in 1...3_000 as ClosedRange<UInt64> {
            let small = SmallRings.drawn(seed: seed)
            let problem = try small.problem()
            let chains = try chained(problem, steps: 3_000)
            let value = try problem.measure(chains.givers).value
            #expect(value == Int128(chains.rings.value), "seed \(seed): \(small.arcs)")
            let best = small.best()
            let most = Int128(best.total) + Int128(problem.bonus) * Int128(best.peers)
            #expect(value <= most, "seed \(seed)")
            all += 1
            reached += value == most ? 1 : 0
        }
        #expect(reached * 100 >= all * 99, "\(reached) of \(all)")
    }

    @Test func `chains of moves never lose what was there`() throws {
        for seed in 1...500 as ClosedRange<UInt64> {
            let small = SmallRings.drawn(seed: seed, peers: 9)
            let problem = try small.problem()
            let start = try RingMatching.solve(problem, budget: 1)
            let chains = try chained(problem, from: start.givers, steps: 5_000)
            #expect(try problem.measure(chains.givers).value >= start.value, "seed \(seed)")
            let again = try chained(problem, from: start.givers, steps: 5_000)
            #expect(again.givers == chains.givers, "seed \(seed)")
        }
    }

    /// Everybody could get from `each` others, and no two meet in a ring of whom one in so many is
    /// kept apart.
    private func large(
        _ count: Int, each: Int, _ sizes: ClosedRange<Int>, apartOneIn rare: Int = 0
    ) throws -> RingMatching.Problem {
        var dice = Dice(seed: 5)
        var arcs: [Assignment.Edge] = []
        var apart: [(Int, Int)] = []
        for peer in 0..<count {
            var others: Set<Int> = []
            while others.count < each { others.insert(dice.below(count)) }
            for other in others.sorted() where other != peer {
                arcs.append(.init(peer, other, Int64(dice.below(21))))
            }
            for other in 0..<peer where rare > 0 && dice.below(rare) == 0 {
                apart.append((peer, other))
            }
        }
        return try .init(
            peers: count, arcs: arcs, shortest: sizes.lowerBound, longest: sizes.upperBound,
            apart: apart)
    }

    @Test(arguments: [3...3, 3...4, 4...6, 3...120])
    func `of many people all are in rings whom sizes allow`(_ sizes: ClosedRange<Int>) throws {
        let problem = try large(121, each: 24, sizes)
        let chains = try chained(problem, steps: 6_000_000)
        _ = try problem.measure(chains.givers)
        #expect(chains.givers.count { $0 < 0 } <= (sizes.upperBound == 3 ? 1 : 0))
    }

    @Test func `long rings hold none who must be kept apart, and leave few alone`() throws {
        let problem = try large(60, each: 30, 3...60, apartOneIn: 30)
        let answer = try RingMatching.solve(problem, budget: 3)
        #expect(answer.givers.count { $0 < 0 } == 0)
    }

    @Test func `a search for chains ends when it is told to`() throws {
        let problem = try large(121, each: 24, 3...3)
        var asked = 0
        var chains = RingChains(
            problem, RingLinks(problem), [Int32](repeating: -1, count: 121), steps: .max)
        #expect(throws: Assignment.Refusal.self) {
            try chains.run(spare: 0, bound: .max) {
                asked += 1
                return asked < 3
            }
        }
        #expect(asked == 3)
    }
}
