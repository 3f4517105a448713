// Larger problems from a seed, drawn the same way by script-made references: the figures beside
// them come from scipy.optimize.linear_sum_assignment on the same instance, places expanded.

@testable import Mentorship

enum LargeProblem {
    /// Capacities 0...3 first, then for each mentee `candidates` draws of mentor and score, where a
    /// mentor drawn twice counts once. Dice is SplitMix64, so any language can draw the same.
    static func drawn(
        mentees: Int, mentors: Int, candidates: Int, levels: Int, seed: UInt64 = 2024
    ) throws -> Assignment.Problem {
        var dice = Dice(seed: seed)
        let capacities = (0..<mentors).map { _ in dice.below(4) }
        var edges: [Assignment.Edge] = []
        for mentee in 0..<mentees {
            var seen = Set<Int>()
            for _ in 0..<candidates {
                let mentor = dice.below(mentors)
                let score = dice.below(levels)
                if seen.insert(mentor).inserted {
                    edges.append(.init(mentee, mentor, Int64(score)))
                }
            }
        }
        return try Assignment.Problem(mentees: mentees, capacities: capacities, edges: edges)
    }

    struct Reference: Sendable {
        let mentees: Int
        let mentors: Int
        let candidates: Int
        let levels: Int
        let greatestTotal: Int
        let mostPairs: Int
        let totalOfMostPairs: Int
    }

    static let references: [Reference] = [
        .init(
            mentees: 200, mentors: 120, candidates: 8, levels: 2,
            greatestTotal: 173, mostPairs: 179, totalOfMostPairs: 173),
        .init(
            mentees: 300, mentors: 200, candidates: 10, levels: 6,
            greatestTotal: 1321, mostPairs: 295, totalOfMostPairs: 1320),
        .init(
            mentees: 400, mentors: 200, candidates: 20, levels: 101,
            greatestTotal: 28106, mostPairs: 295, totalOfMostPairs: 28106),
        .init(
            mentees: 300, mentors: 100, candidates: 12, levels: 1000001,
            greatestTotal: 144197500, mostPairs: 153, totalOfMostPairs: 144197500),
        .init(
            mentees: 250, mentors: 250, candidates: 250, levels: 11,
            greatestTotal: 2500, mostPairs: 250, totalOfMostPairs: 2500),
        .init(
            mentees: 150, mentors: 300, candidates: 6, levels: 1000,
            greatestTotal: 122571, mostPairs: 150, totalOfMostPairs: 122571),
    ]
}
