// Who goes to whom so that the total score is as great as it can be: exact, with mentors'
// capacities, and proved in the same breath. Never scores a pair and never drops one: candidates
// come from outside.

/// The engine of the Matching room on plain numbers: mentees and mentors are positions in a list.
package enum Assignment {
    package enum Objective: String, Sendable, CaseIterable {
        /// The greatest total; among equal totals, the most pairs.
        case maxWeight = "max_weight"
        /// The most pairs; among those, the greatest total.
        case maxCardinality = "max_cardinality"
    }

    package enum Refusal: Error, Equatable, Sendable {
        /// The problem contradicts itself: a negative score, a pair listed twice, …
        case invalid(String)
        /// The pinned pairs cannot all be kept.
        case infeasible(String)
        /// The progress callback said stop.
        case cancelled
        /// The answer failed its own proof: a defect of ours, never shown as an answer.
        case unproven(String)
    }

    package struct Answer: Sendable, Equatable {
        /// The mentor of each mentee, or −1; see `mentor(of:)`.
        package let partners: [Int32]
        package let pairCount: Int
        /// The sum of the scores of all pairs, pinned ones included.
        package let total: Int128
        package let certificate: Certificate

        package func mentor(of mentee: Int) -> Int? {
            partners[mentee] < 0 ? nil : Int(partners[mentee])
        }
    }

    /// Called now and then with mentees done and mentees in all; answering false cancels.
    package typealias Progress = (_ done: Int, _ total: Int) -> Bool

    /// The same problem always gives the same answer; which of several optima depends on the order
    /// of the mentees and of each one's candidates, and on nothing else.
    package static func solve(
        _ problem: Problem, _ objective: Objective, progress: Progress = { _, _ in true }
    ) throws(Refusal) -> Answer {
        let valuation = Valuation(problem, objective)
        let found: (partners: [Int32], certificate: Certificate)
        if valuation.fitsWord {
            found = try search(problem, valuation, as: Int64.self, progress)
        } else {
            found = try search(problem, valuation, as: Int128.self, progress)
        }
        let measured = try found.certificate.check(found.partners, of: problem)
        return Answer(
            partners: found.partners, pairCount: measured.pairs, total: measured.total,
            certificate: found.certificate)
    }

    private static func search<Value: FixedWidthInteger & SignedInteger>(
        _ problem: Problem, _ valuation: Valuation, as type: Value.Type, _ progress: Progress
    ) throws(Refusal) -> (partners: [Int32], certificate: Certificate) {
        guard !problem.mentors.isEmpty else { return none(problem, valuation) }
        let found = problem.withRows { rows in
            var paths = AugmentingPaths(
                problem, rows: rows, scale: Value(valuation.scale), bonus: Value(valuation.bonus))
            let isDone = paths.run(progress)
            let answer = (paths.partners(), paths.menteePrices(), paths.mentorPrices())
            paths.free()
            return isDone ? answer : nil
        }
        guard let found else { throw .cancelled }
        let certificate = valuation.certificate(
            of: problem, menteePrices: found.1, mentorPrices: found.2, partners: found.0)
        return (found.0, certificate)
    }

    /// No candidates: no pairs, and prices of 0 prove it.
    private static func none(
        _ problem: Problem, _ valuation: Valuation
    ) -> (partners: [Int32], certificate: Certificate) {
        let partners = [Int32](repeating: -1, count: problem.menteeCount)
        let certificate = valuation.certificate(
            of: problem, menteePrices: [Int](repeating: 0, count: problem.menteeCount),
            mentorPrices: [Int](repeating: 0, count: problem.mentorCount), partners: partners)
        return (partners, certificate)
    }
}

/// How a score becomes the number that is maximised: score × scale + bonus, so that two aims in
/// order are one integer and nothing is rounded.
struct Valuation {
    let objective: Assignment.Objective
    let scale: Int128
    let bonus: Int128
    let greatest: Int128

    init(_ problem: Assignment.Problem, _ objective: Assignment.Objective) {
        self.objective = objective
        let pairs = Int128(min(problem.menteeCount, problem.places))
        let greatestScore = Int128(problem.scores.max() ?? 0)
        switch objective {
        case .maxWeight:
            // One point of score outweighs every pair there can be.
            scale = pairs + 1
            bonus = 1
        case .maxCardinality:
            // One pair outweighs every score there can be.
            scale = 1
            bonus = pairs * greatestScore + 1
        }
        greatest = greatestScore * scale + bonus
    }

    /// Whether sums of a few values stay inside 64 bits: prices and distances never exceed the
    /// greatest value by more than a small factor.
    var fitsWord: Bool { greatest < Int128(Int64.max) / 8 }

    func certificate<Value: FixedWidthInteger & SignedInteger>(
        of problem: Assignment.Problem, menteePrices: [Value], mentorPrices: [Value],
        partners: [Int32]
    ) -> Certificate {
        var (primal, dual): (Int128, Int128) = (0, 0)
        for (mentee, mentor) in partners.enumerated() where problem.pinned[mentee] < 0 {
            dual += Int128(menteePrices[mentee])
            if mentor >= 0, let score = problem.score(mentee, Int(mentor)) {
                primal += Int128(score) * scale + bonus
            }
        }
        for (mentor, places) in problem.openCapacities.enumerated() where mentorPrices[mentor] > 0 {
            dual += Int128(mentorPrices[mentor]) * Int128(places)
        }
        return Certificate(
            objective: objective, scale: scale, bonus: bonus,
            menteePrices: menteePrices.map { Int128($0) },
            mentorPrices: mentorPrices.map { Int128($0) }, primal: primal, dual: dual)
    }
}
