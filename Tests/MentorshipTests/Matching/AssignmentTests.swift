import Testing

@testable import Mentorship

@Suite struct AssignmentTests {
    @Test(arguments: Assignment.Objective.allCases)
    func `the answer is as good as the best of all choices`(
        objective: Assignment.Objective
    ) throws {
        for seed in 1...1500 as ClosedRange<UInt64> {
            let small = SmallProblem.drawn(seed: seed)
            let answer = try Assignment.solve(try small.problem(), objective)
            let best = small.best(objective)
            #expect(answer.pairCount == best.pairs, "seed \(seed): \(small)")
            #expect(answer.total == Int128(best.total), "seed \(seed): \(small)")
        }
    }

    /// There the search begins with bids, and some prices have to come down again.
    @Test(arguments: [5, 101])
    func `what is found is proved where all like the same few`(levels: Int) throws {
        for seed in 1...2000 as ClosedRange<UInt64> {
            let problem = try SmallProblem.favouringFew(levels: levels, seed: seed)
            for objective in Assignment.Objective.allCases {
                let answer = try Assignment.solve(problem, objective)
                #expect(answer.certificate.gap == 0)
            }
        }
    }

    @Test func `among equal totals more people are served`() throws {
        let problem = try Assignment.Problem(
            mentees: 2, capacities: [1, 1],
            edges: [.init(0, 0, 10), .init(0, 1, 5), .init(1, 0, 5)])
        let answer = try Assignment.solve(problem, .maxWeight)
        #expect(answer.total == 10)
        #expect(answer.pairCount == 2)
    }

    @Test func `more pairs come before a greater total only when asked`() throws {
        let problem = try Assignment.Problem(
            mentees: 2, capacities: [1, 1],
            edges: [.init(0, 0, 100), .init(0, 1, 1), .init(1, 0, 1)])
        #expect(try Assignment.solve(problem, .maxWeight).partners == [0, -1])
        #expect(try Assignment.solve(problem, .maxCardinality).partners == [1, 0])
    }

    @Test func `a score of nought is still a candidate`() throws {
        let problem = try Assignment.Problem(
            mentees: 1, capacities: [1], edges: [.init(0, 0, 0)])
        for objective in Assignment.Objective.allCases {
            #expect(try Assignment.solve(problem, objective).mentor(of: 0) == 0)
        }
    }

    @Test func `a mentor at capacity is never given another mentee`() throws {
        let problem = try Assignment.Problem(
            mentees: 4, capacities: [2, 0],
            edges: (0..<4).flatMap { [.init($0, 0, 7), .init($0, 1, 9)] })
        let answer = try Assignment.solve(problem, .maxCardinality)
        #expect(answer.partners.filter { $0 == 0 }.count == 2)
        #expect(answer.partners.filter { $0 == 1 }.isEmpty)
        #expect(answer.pairCount == 2)
    }

    @Test func `nobody at all is a problem with an answer`() throws {
        let problem = try Assignment.Problem(mentees: 0, capacities: [], edges: [])
        #expect(try Assignment.solve(problem, .maxWeight).partners.isEmpty)
        let lonely = try Assignment.Problem(mentees: 2, capacities: [3], edges: [])
        #expect(try Assignment.solve(lonely, .maxCardinality).partners == [-1, -1])
    }

    @Test func `a forbidden pair is not made however well it scores`() throws {
        let problem = try Assignment.Problem(
            mentees: 1, capacities: [1, 1], edges: [.init(0, 0, 1000), .init(0, 1, 1)],
            forbidden: [.init(0, 0)])
        #expect(try Assignment.solve(problem, .maxWeight).partners == [1])
    }

    @Test func `a pin is kept and takes its place first`() throws {
        let problem = try Assignment.Problem(
            mentees: 2, capacities: [1], edges: [.init(0, 0, 1), .init(1, 0, 1000)],
            pins: [.init(0, 0)])
        let answer = try Assignment.solve(problem, .maxWeight)
        #expect(answer.partners == [0, -1])
        #expect(answer.total == 1)
    }

    @Test func `pins that cannot all be kept are refused`() {
        func solve(_ pins: [Assignment.Pair], forbidden: [Assignment.Pair] = []) throws {
            _ = try Assignment.Problem(
                mentees: 2, capacities: [1, 1],
                edges: [.init(0, 0, 1), .init(1, 0, 1), .init(0, 1, 1)], forbidden: forbidden,
                pins: pins)
        }
        let refused: [([Assignment.Pair], [Assignment.Pair])] = [
            ([.init(0, 0), .init(1, 0)], []),  // over capacity
            ([.init(0, 0), .init(0, 1)], []),  // second for its mentee
            ([.init(1, 1)], []),  // no candidate
            ([.init(0, 0)], [.init(0, 0)]),  // forbidden
        ]
        for (pins, forbidden) in refused {
            #expect {
                try solve(pins, forbidden: forbidden)
            } throws: {
                if case .infeasible = $0 as? Assignment.Refusal { true } else { false }
            }
        }
    }

    @Test func `a problem that contradicts itself is refused`() {
        let refused: [(capacities: [Int], edges: [Assignment.Edge])] = [
            ([-1], []), ([1], [.init(0, 0, -1)]), ([1], [.init(0, 0, 1), .init(0, 0, 2)]),
            ([1], [.init(0, 1, 1)]), ([1], [.init(1, 0, 1)]), ([1], [.init(-1, 0, 1)]),
        ]
        for (capacities, edges) in refused {
            #expect {
                _ = try Assignment.Problem(mentees: 1, capacities: capacities, edges: edges)
            } throws: {
                if case .invalid = $0 as? Assignment.Refusal { true } else { false }
            }
        }
    }

    @Test func `scores near the end of sixty-four bits are added exactly`() throws {
        let huge = Int64.max
        let problem = try Assignment.Problem(
            mentees: 3, capacities: [2, 1],
            edges: [
                .init(0, 0, huge), .init(1, 0, huge - 1), .init(2, 0, huge - 1),
                .init(2, 1, huge - 3),
            ])
        for objective in Assignment.Objective.allCases {
            let answer = try Assignment.solve(problem, objective)
            #expect(answer.total == 3 * Int128(huge) - 4)
        }
    }

    @Test func `the order of the people does not change what is reached`() throws {
        for seed in 1...300 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            let small = SmallProblem.drawn(seed: seed &* 7919)
            let mentees = Array(0..<small.mentees).shuffled(using: &dice)
            let mentors = Array(0..<small.capacities.count).shuffled(using: &dice)
            var turned = small
            for (mentor, place) in mentors.enumerated() {
                turned.capacities[place] = small.capacities[mentor]
            }
            turned.edges = small.edges.map {
                .init(mentees[$0.mentee], mentors[$0.mentor], $0.score)
            }.shuffled(using: &dice)
            turned.pins = small.pins.map { .init(mentees[$0.mentee], mentors[$0.mentor]) }
            for objective in Assignment.Objective.allCases {
                let one = try Assignment.solve(try small.problem(), objective)
                let other = try Assignment.solve(try turned.problem(), objective)
                #expect(one.total == other.total && one.pairCount == other.pairCount)
            }
        }
    }

    @Test func `the same problem gives the same answer every time`() throws {
        let problem = try LargeProblem.drawn(mentees: 300, mentors: 150, candidates: 20, levels: 5)
        let first = try Assignment.solve(problem, .maxWeight)
        #expect(try Assignment.solve(problem, .maxWeight) == first)
    }

    @Test func `a callback that says stop is obeyed`() throws {
        let problem = try LargeProblem.drawn(mentees: 600, mentors: 300, candidates: 5, levels: 9)
        var calls: [Int] = []
        #expect(throws: Assignment.Refusal.cancelled) {
            try Assignment.solve(problem, .maxWeight) { done, total in
                #expect(done <= total)
                calls.append(done)
                return calls.count < 2
            }
        }
        #expect(calls.count == 2)
        #expect(calls == calls.sorted())
    }
}
