import Testing

@testable import Mentorship

@Suite struct BottleneckTests {
    @Test func `the worst pair is as good as the best of all choices allows`() throws {
        for seed in 1...1200 as ClosedRange<UInt64> {
            let small = SmallProblem.drawn(seed: seed)
            let answer = try Bottleneck.solve(try small.problem())
            let best = small.bestWorst()
            #expect(answer.pairCount == best.pairs, "seed \(seed): \(small)")
            #expect(answer.worst == best.worst, "seed \(seed): \(small)")
        }
    }

    @Test func `more pairs come before a better worst one`() throws {
        let problem = try Assignment.Problem(
            mentees: 2, capacities: [1, 1],
            edges: [.init(0, 0, 9), .init(0, 1, 2), .init(1, 0, 3)])
        let answer = try Bottleneck.solve(problem)
        #expect(answer.partners == [1, 0])
        #expect(answer.worst == 2)
        #expect(answer.total == 5)
        #expect(answer.most.primal == 2)
        #expect(answer.above?.primal == 1)
    }

    /// Long chains of moves, which the small problems have no room for.
    @Test func `what larger problems reach is what the engine for totals says can be`() throws {
        for seed in 1...60 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            let (mentees, mentors) = (90, 70)
            let capacities = (0..<mentors).map { _ in dice.below(3) }
            var edges: [Assignment.Edge] = []
            for mentee in 0..<mentees {
                for mentor in 0..<mentors where dice.below(25) == 0 {
                    edges.append(.init(mentee, mentor, Int64(dice.below(6))))
                }
            }
            func most(from least: Int64) throws -> Int {
                let problem = try Assignment.Problem(
                    mentees: mentees, capacities: capacities,
                    edges: edges.filter { $0.score >= least })
                return try Assignment.solve(problem, .maxCardinality).pairCount
            }
            let answer = try Bottleneck.solve(
                try Assignment.Problem(mentees: mentees, capacities: capacities, edges: edges))
            let worst = try #require(answer.worst)
            #expect(answer.pairCount == (try most(from: 0)))
            #expect(answer.pairCount == (try most(from: worst)))
            #expect(answer.pairCount > (try most(from: worst + 1)))
        }
    }

    @Test func `a search is let go when the callback says so`() throws {
        let problem = try Assignment.Problem(
            mentees: 2, capacities: [1, 1],
            edges: [.init(0, 0, 9), .init(0, 1, 2), .init(1, 0, 3)])
        #expect(throws: Assignment.Refusal.cancelled) {
            try Bottleneck.solve(problem) { _, _ in false }
        }
    }

    @Test func `no pairs have no worst one`() throws {
        let problem = try Assignment.Problem(mentees: 2, capacities: [0], edges: [.init(0, 0, 1)])
        let answer = try Bottleneck.solve(problem)
        #expect(answer.worst == nil)
        #expect(answer.threshold == nil)
        #expect(answer.above == nil)
    }
}

extension SmallProblem {
    /// The most pairs, and the best worst score among all ways to have them.
    func bestWorst() -> (pairs: Int, worst: Int64?) {
        var left = capacities
        var found: (pairs: Int, worst: Int64) = (-1, -1)
        func visit(_ mentee: Int, _ pairs: Int, _ worst: Int64) {
            guard mentee < mentees else {
                if (pairs, worst) > found { found = (pairs, worst) }
                return
            }
            let pin = pins.first { $0.mentee == mentee }
            if pin == nil { visit(mentee + 1, pairs, worst) }
            for edge in edges where edge.mentee == mentee && left[edge.mentor] > 0 {
                if let pin, pin.mentor != edge.mentor { continue }
                left[edge.mentor] -= 1
                visit(mentee + 1, pairs + 1, min(worst, edge.score))
                left[edge.mentor] += 1
            }
        }
        visit(0, 0, .max)
        return (found.pairs, found.pairs == 0 ? nil : found.worst)
    }
}
