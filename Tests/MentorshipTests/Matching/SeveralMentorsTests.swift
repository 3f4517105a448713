import Testing

@testable import Mentorship

@Suite struct SeveralMentorsTests {
    @Test(arguments: Assignment.Objective.allCases)
    func `with several mentors each, no choice is better, as trying everything shows`(
        objective: Assignment.Objective
    ) throws {
        for seed in 1...1500 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            var small = SmallProblem.drawn(seed: seed &* 31)
            small.pins = []
            small.edges = Array(small.edges.shuffled(using: &dice).prefix(12))
            let wanted = (0..<small.mentees).map { _ in dice.below(4) }
            let answer = try SeveralMentors.solve(
                try small.problem(), wanted: wanted, objective)
            let best = small.best(wanted: wanted, objective)
            #expect(answer.pairCount == best.pairs, "seed \(seed): \(small), \(wanted)")
            #expect(answer.total == Int128(best.total), "seed \(seed): \(small), \(wanted)")
        }
    }

    @Test func `before anybody has two, as many as can be have one, as trying everything shows`()
        throws
    {
        for seed in 1...3000 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            var small = SmallProblem.drawn(seed: seed &* 17)
            small.pins = []
            small.edges = Array(small.edges.shuffled(using: &dice).prefix(12))
            let wanted = (0..<small.mentees).map { _ in dice.below(4) }
            let isServed = (0..<small.mentees).map { _ in dice.below(4) == 0 }
            let first = try ServedFirst(
                try small.problem(), wanted: wanted, isServed: isServed)
            let answer = try SeveralMentors.solve(
                first.problem, wanted: first.wanted, .maxCardinality)
            let partners = first.partners(answer.partners)
            let served = partners.indices.count { !partners[$0].isEmpty && !isServed[$0] }
            let best = small.mostServed(wanted: wanted, isServed)
            let scores = partners.enumerated().flatMap { mentee, mentors in
                mentors.map { mentor in
                    small.edges.first { $0.mentee == mentee && $0.mentor == Int(mentor) }?.score
                }
            }
            let total = scores.reduce(0) { $0 + Int($1 ?? -1000) }
            #expect(
                (served, total, scores.count) == best, "seed \(seed): \(small), \(wanted)")
        }
    }

    @Test func `one mentor each is the problem it always was`() throws {
        for objective in Assignment.Objective.allCases {
            let problem = try LargeProblem.drawn(
                mentees: 200, mentors: 90, candidates: 9, levels: 30)
            let one = try Assignment.solve(problem, objective)
            let answer = try SeveralMentors.solve(
                problem, wanted: [Int](repeating: 1, count: 200), objective)
            #expect(answer.total == one.total)
            #expect(answer.pairCount == one.pairCount)
            let more = try SeveralMentors.solve(
                problem, wanted: (0..<200).map { $0 % 4 }, objective)
            #expect(more.certificate.primal == more.certificate.dual)
        }
    }

    @Test func `nobody has the same mentor twice`() throws {
        let problem = try Assignment.Problem(
            mentees: 1, capacities: [5, 1], edges: [.init(0, 0, 9), .init(0, 1, 1)])
        let answer = try SeveralMentors.solve(problem, wanted: [3], .maxWeight)
        #expect(answer.partners == [[0, 1]])
    }

    @Test func `pins and numbers that make no sense are refused`() throws {
        let problem = try Assignment.Problem(
            mentees: 1, capacities: [1], edges: [.init(0, 0, 9)], pins: [.init(0, 0)])
        let open = try Assignment.Problem(mentees: 1, capacities: [1], edges: [.init(0, 0, 9)])
        for (problem, wanted) in [(problem, [1]), (open, [-1]), (open, [])] {
            #expect(throws: Assignment.Refusal.self) {
                try SeveralMentors.solve(problem, wanted: wanted, .maxWeight)
            }
        }
    }

    @Test func `a worse choice is not proved`() throws {
        let problem = try Assignment.Problem(
            mentees: 2, capacities: [1, 1],
            edges: [.init(0, 0, 9), .init(0, 1, 5), .init(1, 0, 8), .init(1, 1, 1)])
        let answer = try SeveralMentors.solve(problem, wanted: [2, 2], .maxWeight)
        #expect(answer.total == 14)
        for partners in [[[0], [1]], [[], [0, 1]], [[0, 0], []], [[0, 1], [0]]] as [[[Int32]]] {
            #expect(throws: Assignment.Refusal.self) {
                try answer.certificate.check(partners, of: problem, wanted: [2, 2])
            }
        }
    }
}

extension SmallProblem {
    /// The best value of any allowed set of pairs.
    func best(
        wanted: [Int], _ objective: Assignment.Objective
    ) -> (pairs: Int, total: Int) {
        var (left, open) = (capacities, wanted)
        var found = (pairs: -1, total: -1)
        func visit(_ index: Int, _ pairs: Int, _ total: Int) {
            guard index < edges.count else {
                let isBetter =
                    objective == .maxWeight
                    ? (total, pairs) > (found.total, found.pairs)
                    : (pairs, total) > (found.pairs, found.total)
                if isBetter { found = (pairs, total) }
                return
            }
            visit(index + 1, pairs, total)
            let edge = edges[index]
            guard left[edge.mentor] > 0, open[edge.mentee] > 0 else { return }
            left[edge.mentor] -= 1
            open[edge.mentee] -= 1
            visit(index + 1, pairs + 1, total + Int(edge.score))
            left[edge.mentor] += 1
            open[edge.mentee] += 1
        }
        visit(0, 0, 0)
        return found
    }
}

extension SmallProblem {
    /// The most mentees with somebody who had nobody, then the greatest total, then the most pairs.
    func mostServed(wanted: [Int], _ isServed: [Bool]) -> (Int, Int, Int) {
        var (left, given) = (capacities, [Int](repeating: 0, count: mentees))
        var found = (-1, -1, -1)
        func visit(_ index: Int, _ total: Int) {
            guard index < edges.count else {
                let served = given.indices.count { given[$0] > 0 && !isServed[$0] }
                found = max(found, (served, total, given.reduce(0, +)), by: <)
                return
            }
            visit(index + 1, total)
            let edge = edges[index]
            guard left[edge.mentor] > 0, given[edge.mentee] < wanted[edge.mentee] else { return }
            left[edge.mentor] -= 1
            given[edge.mentee] += 1
            visit(index + 1, total + Int(edge.score))
            left[edge.mentor] += 1
            given[edge.mentee] -= 1
        }
        visit(0, 0)
        return found
    }
}

private func max<Value>(_ one: Value, _ other: Value, by isLess: (Value, Value) -> Bool) -> Value {
    isLess(one, other) ? other : one
}
