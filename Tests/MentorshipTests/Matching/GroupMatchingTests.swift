import Testing

@testable import Mentorship

@Suite struct GroupMatchingTests {
    @Test func `no grouping is worth more, as trying everything shows`() throws {
        for seed in 1...3_000 as ClosedRange<UInt64> {
            let small = SmallGroups.drawn(seed: seed)
            let answer = try GroupMatching.solve(try small.problem(), budget: 100_000)
            #expect(answer.gap == 0, "seed \(seed)")
            #expect(answer.total == Int128(small.best()), "seed \(seed): \(small.pairs)")
        }
    }

    @Test func `where nobody competes and somebody has no candidate the search ends`() throws {
        for people in [4, 40, 400] {
            let edges = (0..<people - 1).map { Assignment.Edge($0, $0 % 2, 9_123_456_789) }
            let pairs = try Assignment.Problem(
                mentees: people, capacities: [people, people], edges: edges)
            let answer = try GroupMatching.solve(.init(pairs, least: [1, 1]))
            #expect(answer.gap == 0)
            #expect(answer.total == Int128(people - 1) * 9_123_456_789)
        }
    }

    @Test func `a group is of its least size or is not there`() throws {
        let pairs = try Assignment.Problem(
            mentees: 3, capacities: [3, 3],
            edges: [.init(0, 0, 9), .init(1, 1, 9), .init(2, 1, 9), .init(0, 1, 1)])
        let answer = try GroupMatching.solve(.init(pairs, least: [2, 2]))
        #expect(answer.partners == [1, 1, 1])
        #expect(answer.total == 19)
    }

    @Test func `what members share can be worth more than their scores`() throws {
        let pairs = try Assignment.Problem(
            mentees: 2, capacities: [2, 2],
            edges: [.init(0, 0, 3), .init(0, 1, 2), .init(1, 0, 1), .init(1, 1, 2)])
        func solve(_ cohesion: Int64) throws -> GroupMatching.Answer {
            try GroupMatching.solve(
                .init(pairs, least: [2, 2], purposes: [[4, 7], [7]], cohesion: cohesion))
        }
        let answer = try solve(5)
        #expect(answer.total == 14)
        #expect(answer.purposes.compactMap(\.self) == [7])
        #expect(try solve(0).total == 4)
    }

    @Test func `a pinned member is in that group or the question is refused`() throws {
        var held = 0
        for seed in 1...1_000 as ClosedRange<UInt64> {
            let small = SmallGroups.drawn(seed: seed)
            guard let pin = small.pairs.edges.first, small.pairs.capacities[pin.mentor] > 0 else {
                continue
            }
            let problem = try small.problem(pinning: pin)
            guard let best = small.best(pinning: pin) else {
                #expect(throws: Assignment.Refusal.self, "seed \(seed)") {
                    try GroupMatching.solve(problem, budget: 100_000)
                }
                continue
            }
            held += 1
            let answer = try GroupMatching.solve(problem, budget: 100_000)
            #expect(answer.partners[pin.mentee] == Int32(pin.mentor), "seed \(seed)")
            #expect(answer.total == Int128(best), "seed \(seed): \(small.pairs)")
            #expect(answer.gap == 0)
        }
        #expect(held > 250)
    }

    @Test func `without budget the gap says what may be missing, and never too little`() throws {
        for seed in 1...200 as ClosedRange<UInt64> {
            let small = SmallGroups.drawn(seed: seed)
            let answer = try GroupMatching.solve(try small.problem(), budget: 1)
            #expect(answer.total <= Int128(small.best()))
            #expect(answer.bound >= Int128(small.best()))
        }
    }

    @Test func `of equally good ways to fill the same groups who waited longer comes first`()
        throws
    {
        var (decided, moved) = (0, 0)
        for seed in 1...1_500 as ClosedRange<UInt64> {
            var small = SmallGroups.drawn(seed: seed)
            small.apart = []
            var dice = Dice(seed: seed)
            let ranks = (0..<small.pairs.mentees).map { _ in dice.below(4) }
            let plain = try GroupMatching.solve(try small.problem(), budget: 100_000)
            let answer = try GroupMatching.solve(
                try small.problem(), budget: 100_000, ranks: ranks)
            #expect(answer.total == plain.total, "seed \(seed)")
            let served = Self.served(answer.partners, ranks)
            let ways = small.ways(as: answer).map { Self.served($0, ranks) }
            #expect(
                ways.allSatisfy { !served.lexicographicallyPrecedes($0) },
                "seed \(seed): \(small.pairs) \(ranks)")
            decided += ways.contains { $0 != served } ? 1 : 0
            moved += plain.partners != answer.partners ? 1 : 0
        }
        #expect(decided > 20 && moved > 10, "\(decided) \(moved)")
    }

    @Test func `where some must be kept apart who waited longer still comes first nearly always`()
        throws
    {
        var (decided, first, all) = (0, 0, 0)
        for seed in 1...3_000 as ClosedRange<UInt64> {
            let small = SmallGroups.drawn(seed: seed)
            guard !small.apart.isEmpty else { continue }
            var dice = Dice(seed: seed)
            let ranks = (0..<small.pairs.mentees).map { _ in dice.below(4) }
            let problem = try small.problem()
            let plain = try GroupMatching.solve(problem, budget: 100_000)
            let answer = try GroupMatching.solve(problem, budget: 100_000, ranks: ranks)
            #expect(answer.total == plain.total && answer.gap == 0, "seed \(seed)")
            let served = Self.served(answer.partners, ranks)
            #expect(
                !served.lexicographicallyPrecedes(Self.served(plain.partners, ranks)),
                "seed \(seed): \(small.pairs) \(ranks)")
            let ways = small.ways(as: answer).filter { (try? problem.measure($0)) != nil }
                .map { Self.served($0, ranks) }
            all += 1
            first += ways.allSatisfy { !served.lexicographicallyPrecedes($0) } ? 1 : 0
            decided += ways.contains { $0 != served } ? 1 : 0
        }
        #expect(decided > 10 && first * 100 >= all * 99, "\(decided): \(first) of \(all)")
    }

    /// The ranks of those who are served, greatest first.
    private static func served(_ partners: [Int32], _ ranks: [Int]) -> [Int] {
        partners.indices.filter { partners[$0] >= 0 && ranks[$0] > 0 }.map { ranks[$0] }
            .sorted(by: >)
    }

    @Test func `groups that cannot be are refused`() throws {
        let open = try Assignment.Problem(mentees: 1, capacities: [1], edges: [.init(0, 0, .max)])
        for least in [[], [-1], [1]] {
            #expect(throws: Assignment.Refusal.self) {
                try GroupMatching.Problem(open, least: least)
            }
        }
    }
}

struct SmallGroups {
    var pairs: SmallProblem
    var least: [Int]
    var purposes: [[Int]]
    var cohesion: Int64
    var apart: [(Int, Int)] = []

    func problem(pinning pin: Assignment.Edge? = nil) throws -> GroupMatching.Problem {
        var pairs = pairs
        if let pin { pairs.pins = [.init(pin.mentee, pin.mentor)] }
        return try .init(
            try pairs.problem(), least: least, purposes: purposes, cohesion: cohesion, apart: apart)
    }

    static func drawn(seed: UInt64) -> SmallGroups {
        var dice = Dice(seed: seed &* 77)
        var pairs = SmallProblem.drawn(seed: seed)
        pairs.pins = []
        var drawn = SmallGroups(
            pairs: pairs, least: pairs.capacities.map { _ in dice.below(4) },
            purposes: (0..<pairs.mentees).map { _ in
                (0..<dice.below(3)).map { _ in dice.below(3) }
            },
            cohesion: [0, 1, 3, 50][dice.below(4)])
        for one in 0..<pairs.mentees where dice.below(2) == 0 {
            for other in 0..<one where dice.below(4) == 0 { drawn.apart.append((one, other)) }
        }
        return drawn
    }

    func best() -> Int { best(pinning: nil) ?? 0 }

    /// All groupings with the same groups, for the same, that are worth the same.
    func ways(as answer: GroupMatching.Answer) -> [[Int32]] {
        var found: [[Int32]] = []
        var partners = [Int32](repeating: -1, count: pairs.mentees)
        let sizes = pairs.capacities.indices.map { mentor in
            answer.partners.count { $0 == Int32(mentor) }
        }
        func visit(_ mentee: Int, _ total: Int) {
            guard mentee < pairs.mentees else {
                let isAllowed = sizes.indices.allSatisfy { mentor in
                    let size = partners.count { $0 == Int32(mentor) }
                    return sizes[mentor] == 0
                        ? size == 0 : size >= least[mentor] && size <= pairs.capacities[mentor]
                }
                let isAsMany = partners.count { $0 >= 0 } == answer.partners.count { $0 >= 0 }
                if isAllowed, isAsMany, total == Int(answer.total) { found.append(partners) }
                return
            }
            visit(mentee + 1, total)
            for edge in pairs.edges where edge.mentee == mentee {
                let purpose = answer.purposes[edge.mentor]
                let isDrawn = purpose.map { purposes[mentee].contains($0) } ?? false
                partners[mentee] = Int32(edge.mentor)
                visit(mentee + 1, total + Int(edge.score) + (isDrawn ? Int(cohesion) : 0))
                partners[mentee] = -1
            }
        }
        visit(0, 0)
        return found
    }

    func best(pinning pin: Assignment.Edge?) -> Int? {
        var found: Int?
        var groups = [[Int]](repeating: [], count: pairs.capacities.count)
        func worth(_ group: [Int]) -> Int {
            Int(cohesion)
                * ((0..<3).map { purpose in
                    group.count { purposes[$0].contains(purpose) }
                }.max() ?? 0)
        }
        func visit(_ mentee: Int, _ total: Int) {
            guard mentee < pairs.mentees else {
                let isAllowed = groups.indices.allSatisfy {
                    groups[$0].isEmpty || groups[$0].count >= least[$0]
                }
                if isAllowed { found = max(found ?? 0, total + groups.map(worth).reduce(0, +)) }
                return
            }
            if mentee != pin?.mentee { visit(mentee + 1, total) }
            for edge in pairs.edges
            where edge.mentee == mentee && (mentee != pin?.mentee || edge == pin)
                && groups[edge.mentor].count < pairs.capacities[edge.mentor]
                && !apart.contains(where: { one, other in
                    [one, other].contains(mentee)
                        && groups[edge.mentor].contains(one == mentee ? other : one)
                })
            {
                groups[edge.mentor].append(mentee)
                visit(mentee + 1, total + Int(edge.score))
                groups[edge.mentor].removeLast()
            }
        }
        visit(0, 0)
        return found
    }
}
