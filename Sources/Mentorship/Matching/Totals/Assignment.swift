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
        /// More than an exact search is tried on.
        case tooLarge(String)
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

        init(_ found: Found, _ measured: (pairs: Int, total: Int128)) {
            (partners, certificate) = found
            (pairCount, total) = measured
        }

        package func mentor(of mentee: Int) -> Int? {
            partners[mentee] < 0 ? nil : Int(partners[mentee])
        }
    }

    /// Called now and then with mentees done and mentees in all; answering false cancels.
    package typealias Progress = (_ done: Int, _ total: Int) -> Bool

    /// What an answer's time goes to, for whoever holds the clock.
    package enum Stage: String, Sendable, CaseIterable {
        case layingOut = "layout"
        case searching = "search"
        case checking = "check"
        case answering = "answer"
    }

    /// The same problem always gives the same answer; which of several optima depends on the order
    /// of the mentees and of each one's candidates, and on nothing else.
    package static func solve(
        _ problem: Problem, _ objective: Objective, progress: Progress = { _, _ in true },
        entering: (Stage) -> Void = { _ in }
    ) throws(Refusal) -> Answer {
        entering(.searching)
        let found = try search(problem, objective, progress)
        entering(.checking)
        return Answer(found, try found.certificate.check(found.partners, of: problem))
    }

    /// The same for a table, of which few candidates are ever laid out.
    static func solve(
        _ table: MatchTable, mentees: Int, capacities: [Int], _ objective: Objective,
        progress: Progress, entering: (Stage) -> Void
    ) throws(Refusal) -> Answer {
        entering(.searching)
        guard capacities.allSatisfy({ $0 >= 0 }) else { throw .invalid("A capacity is negative.") }
        var search = TableSearch(table, mentees: mentees, capacities: capacities)
        let found = try search.solve(objective, progress)
        entering(.checking)
        let measured = try found.certificate.check(
            found.partners, of: table, capacities: capacities)
        return Answer(found, measured)
    }

    /// Partners and what is claimed to prove them, not yet checked.
    typealias Found = (partners: [Int32], certificate: Certificate)

    static func search(
        _ problem: Problem, _ objective: Objective, _ progress: Progress
    ) throws(Refusal) -> Found {
        let valuation = Valuation(problem, objective)
        if valuation.fits(Int32.self) {
            return try search(problem, valuation, as: Int32.self, progress)
        } else if valuation.fits(Int64.self) {
            return try search(problem, valuation, as: Int64.self, progress)
        }
        return try search(problem, valuation, as: Int128.self, progress)
    }

    private static func search<Value: FixedWidthInteger & SignedInteger>(
        _ problem: Problem, _ valuation: Valuation, as type: Value.Type, _ progress: Progress
    ) throws(Refusal) -> Found {
        guard !problem.mentors.isEmpty else { return none(problem, valuation) }
        let found =
            problem.scores.narrow.isEmpty
            ? search(problem, problem.scores.wide, valuation, as: type, progress)
            : search(problem, problem.scores.narrow, valuation, as: type, progress)
        guard let found else { throw .cancelled }
        let certificate = valuation.certificate(
            of: problem, menteePrices: found.menteePrices, mentorPrices: found.mentorPrices,
            partners: found.partners)
        return (found.partners, certificate)
    }

    private static func search<
        Value: FixedWidthInteger & SignedInteger, Score: FixedWidthInteger & SignedInteger
    >(
        _ problem: Problem, _ scores: [Score], _ valuation: Valuation, as type: Value.Type,
        _ progress: Progress
    ) -> AssignmentSearch<Value>? {
        AssignmentSearch(
            problem, scores, scale: Value(valuation.scale), bonus: Value(valuation.bonus),
            progress)
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
        self.init(
            objective, pairs: min(problem.menteeCount, problem.places),
            greatest: Int(problem.scores.extremes?.greatest ?? 0))
    }

    init(_ objective: Assignment.Objective, pairs: Int, greatest score: Int) {
        self.objective = objective
        let (pairs, greatestScore) = (Int128(pairs), Int128(score))
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

    /// Whether sums of a few values stay inside this width: prices and distances never exceed the
    /// greatest value by more than a small factor.
    func fits<Value: FixedWidthInteger>(_ type: Value.Type) -> Bool {
        greatest < Int128(Value.max) / 8
    }

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

    /// For an answer that matches every mentee, from prices in points: each pair's bonus is the
    /// mentee's.
    func certificate(
        whole total: Int128, menteePoints: [Int32], mentorPoints: [Int32], capacities: [Int]
    ) -> Certificate {
        let mentees = menteePoints.map { Int128($0) * scale + bonus }
        let mentors = mentorPoints.map { Int128($0) * scale }
        var dual = mentees.reduce(0, +)
        for (price, places) in zip(mentors, capacities) {
            dual += price * Int128(min(places, mentees.count))
        }
        return Certificate(
            objective: objective, scale: scale, bonus: bonus, menteePrices: mentees,
            mentorPrices: mentors, primal: total * scale + Int128(mentees.count) * bonus,
            dual: dual)
    }
}
