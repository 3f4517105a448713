import Testing

@testable import Mentorship

@Suite struct TableSearchTests {
    @Test(arguments: Assignment.Objective.allCases)
    func `a table gives what the best of all choices gives`(
        objective: Assignment.Objective
    ) throws {
        for seed in 1...1500 as ClosedRange<UInt64> {
            var small = SmallProblem.drawn(seed: seed)
            small.pins = []
            var cells = [Int32](repeating: -1, count: small.mentees * small.capacities.count)
            for edge in small.edges {
                cells[edge.mentee * small.capacities.count + edge.mentor] = Int32(edge.score)
            }
            let answer = try solve(cells, small.mentees, small.capacities, objective)
            let best = small.best(objective)
            #expect(answer.pairCount == best.pairs, "seed \(seed): \(small)")
            #expect(answer.total == Int128(best.total), "seed \(seed): \(small)")
        }
    }

    /// Too wide for all candidates to be laid out at first: what joins later must be enough.
    @Test(arguments: [
        Shape(), Shape(levels: 3), Shape(levels: 1), Shape(taste: 4), Shape(places: 1),
        Shape(places: 4, holes: 3), Shape(levels: 1_000_000), Shape(levels: 2, taste: 9, holes: 7),
        Shape(isTight: true), Shape(taste: 30, isTight: true),
        Shape(taste: 900, places: 1, isTight: true), Shape(levels: 4, holes: 40, isTight: true),
    ])
    func `a wide table gives what its candidates laid out give`(shape: Shape) throws {
        for seed in 1...12 as ClosedRange<UInt64> {
            let (cells, capacities) = shape.drawn(seed: seed)
            let laidOut = try MatchTable(whole: cells).problem(
                mentees: shape.mentees, capacities: capacities)
            for objective in Assignment.Objective.allCases {
                let one = try solve(cells, shape.mentees, capacities, objective)
                let other = try Assignment.solve(laidOut, objective)
                #expect(one.total == other.total && one.pairCount == other.pairCount)
                #expect(
                    try one.certificate.check(one.partners, of: laidOut).total == one.total)
            }
        }
    }

    /// A place for each mentee and no pair ruled out: the way for popular tables must manage that.
    @Test func `where all like the same mentors the whole table is solved at once`() throws {
        for (taste, places) in [(1, 1), (1, 3), (10, 1), (100, 1), (1000, 1)] {
            for seed in 1...8 as ClosedRange<UInt64> {
                let shape = Shape(taste: taste, places: places, isTight: true)
                let (cells, capacities) = shape.drawn(seed: seed)
                var search = try #require(
                    DenseSearch(
                        MatchTable(whole: cells), mentees: shape.mentees, capacities: capacities))
                let prices = try #require(try search.solve { _, _ in true })
                let dual = zip(prices.mentors, capacities).reduce(0) { $0 + Int($1.0) * $1.1 }
                #expect(search.total == Int128(prices.mentees.reduce(dual) { $0 + Int($1) }))
            }
        }
    }

    @Test func `somebody whom nobody may have is left to the other way`() throws {
        let cells: [Int32] = [5, 4, 3, 2, -1, -1, 9, 9, 1]
        var search = try #require(
            DenseSearch(MatchTable(whole: cells), mentees: 3, capacities: [1, 1, 1]))
        #expect(try search.solve { _, _ in true } == nil)
        let answer = try solve(cells, 3, [0, 1, 2], .maxWeight)
        #expect(answer.pairCount == 2 && answer.total == 12)
    }

    @Test func `a table is let go when the callback says so`() {
        let (cells, capacities) = Shape(taste: 900, places: 1, isTight: true).drawn(seed: 1)
        #expect(throws: Assignment.Refusal.cancelled) {
            try Assignment.solve(
                MatchTable(whole: cells), mentees: Shape().mentees, capacities: capacities,
                .maxWeight, progress: { _, _ in false }, entering: { _ in })
        }
    }

    @Test func `a proof by a price too low is refused`() throws {
        let (cells, capacities) = Shape().drawn(seed: 7)
        let table = MatchTable(whole: cells)
        let answer = try solve(cells, Shape().mentees, capacities, .maxWeight)
        let good = answer.certificate
        for mentee in good.menteePrices.indices where good.menteePrices[mentee] > 0 {
            var prices = good.menteePrices
            prices[mentee] -= 1
            let bad = good.with(menteePrices: prices, dual: good.dual - 1)
            #expect(throws: Assignment.Refusal.self) {
                try bad.check(answer.partners, of: table, capacities: capacities)
            }
        }
    }

    struct Shape: Sendable, CustomStringConvertible {
        var levels = 101
        /// Above 0 all like the same mentors, but for so much.
        var taste = 0
        var places = 2
        /// One cell in so many is no candidate.
        var holes = 0
        /// As many places as mentees.
        var isTight = false
        let mentees = 220
        let mentors = 180

        var description: String {
            "levels \(levels), taste \(taste), places \(places), \(holes), \(isTight)"
        }

        func drawn(seed: UInt64) -> (cells: [Int32], capacities: [Int]) {
            var dice = Dice(seed: seed)
            var capacities = (0..<mentors).map { _ in dice.below(places + 1) }
            while isTight, case let missing = mentees - capacities.reduce(0, +), missing != 0 {
                let mentor = dice.below(mentors)
                capacities[mentor] = max(capacities[mentor] + missing.signum(), 0)
            }
            var cells: [Int32] = []
            for _ in 0..<mentees {
                for mentor in 0..<mentors {
                    let liked = taste > 0 ? 10 * mentor + dice.below(taste) : dice.below(levels)
                    let isHole = holes > 0 && dice.below(holes) == 0
                    cells.append(isHole ? -1 : Int32(liked))
                }
            }
            return (cells, capacities)
        }
    }

    private func solve(
        _ cells: [Int32], _ mentees: Int, _ capacities: [Int], _ objective: Assignment.Objective
    ) throws -> Assignment.Answer {
        try Assignment.solve(
            MatchTable(whole: cells), mentees: mentees, capacities: capacities, objective,
            progress: { _, _ in true }, entering: { _ in })
    }
}
