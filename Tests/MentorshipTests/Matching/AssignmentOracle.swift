// Small problems drawn from a seed, and the slowest possible way to solve them: try everything.

@testable import Mentorship

/// A problem before it is laid out, so that a test can turn and twist it.
struct SmallProblem: CustomStringConvertible {
    var mentees: Int
    var capacities: [Int]
    var edges: [Assignment.Edge]
    var pins: [Assignment.Pair] = []

    func problem() throws -> Assignment.Problem {
        try Assignment.Problem(
            mentees: mentees, capacities: capacities, edges: edges, pins: pins)
    }

    var description: String {
        let pairs = edges.map { "\($0.mentee)-\($0.mentor):\($0.score)" }
        return "\(mentees) mentees, capacities \(capacities), \(pairs), pins \(pins)"
    }
}

extension Dice {
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

extension SmallProblem {
    /// Every kind of awkwardness at once: ties, zero scores, no places, nobody to choose from,
    /// more mentors than mentees, and pins that can be kept.
    static func drawn(seed: UInt64) -> SmallProblem {
        var dice = Dice(seed: seed)
        let mentees = dice.below(6)
        let mentors = dice.below(6)
        let levels = [1, 2, 3, 5, 100, 1_000_001][dice.below(6)]
        let density = [1, 2, 3, 4][dice.below(4)]
        let capacities = (0..<mentors).map { _ in dice.below(4) }
        var edges: [Assignment.Edge] = []
        for mentee in 0..<mentees {
            for mentor in 0..<mentors where dice.below(4) < density {
                edges.append(.init(mentee, mentor, Int64(dice.below(levels))))
            }
        }
        var drawn = SmallProblem(mentees: mentees, capacities: capacities, edges: edges)
        if dice.below(3) == 0, !edges.isEmpty {
            let edge = edges[dice.below(edges.count)]
            if capacities[edge.mentor] > 0 { drawn.pins = [.init(edge.mentee, edge.mentor)] }
        }
        return drawn
    }

    /// Too large for brute force: mentors whom everybody would score alike but for a quarter.
    static func favouringFew(levels: Int, seed: UInt64) throws -> Assignment.Problem {
        var dice = Dice(seed: seed)
        let (mentees, mentors) = (10 + dice.below(30), 5 + dice.below(20))
        let capacities = (0..<mentors).map { _ in dice.below(4) }
        let favour = (0..<mentors).map { _ in 3 * dice.below(levels) }
        var edges: [Assignment.Edge] = []
        for mentee in 0..<mentees {
            let reach = 1 + dice.below(mentors)
            for mentor in 0..<mentors where dice.below(mentors) < 5 && mentor < reach {
                let score = (favour[mentor] + dice.below(levels)) / 4
                edges.append(.init(mentee, mentor, Int64(score)))
            }
        }
        return try Assignment.Problem(mentees: mentees, capacities: capacities, edges: edges)
    }

    /// The best value of any allowed choice: pairs and total, in the order the objective asks.
    func best(_ objective: Assignment.Objective) -> (pairs: Int, total: Int) {
        var left = capacities
        var found = (pairs: -1, total: -1)
        func isBetter(_ pairs: Int, _ total: Int) -> Bool {
            switch objective {
            case .maxWeight: (total, pairs) > (found.total, found.pairs)
            case .maxCardinality: (pairs, total) > (found.pairs, found.total)
            }
        }
        func visit(_ mentee: Int, _ pairs: Int, _ total: Int) {
            guard mentee < mentees else {
                if isBetter(pairs, total) { found = (pairs, total) }
                return
            }
            let pin = pins.first { $0.mentee == mentee }
            if pin == nil { visit(mentee + 1, pairs, total) }
            for edge in edges where edge.mentee == mentee && left[edge.mentor] > 0 {
                if let pin, pin.mentor != edge.mentor { continue }
                left[edge.mentor] -= 1
                visit(mentee + 1, pairs + 1, total + Int(edge.score))
                left[edge.mentor] += 1
            }
        }
        visit(0, 0, 0)
        return found
    }
}
