// The proof that an answer is optimal, and its checker, which shares no code with the search:
// prices that cover every candidate pair and add up to exactly what the pairs are worth. Never
// repairs one.

/// Linear programming duality: if every mentee's price and every mentor's price are at least 0, if
/// together they cover the value of each candidate pair, and if prices (a mentor's counted once for
/// each open place) add up to the value of the chosen pairs, then no other choice is worth more.
/// The value of a pair is its score × `scale` + `bonus`, which puts the objective's two aims in
/// order. Pinned pairs and their places stand outside.
package struct Certificate: Sendable, Equatable {
    package let objective: Assignment.Objective
    /// For the greatest total, a point of score is worth more than all pairs; for the most pairs,
    /// a pair is worth more than all scores.
    package let scale: Int128
    package let bonus: Int128
    package let menteePrices: [Int128]
    package let mentorPrices: [Int128]
    /// What the chosen pairs are worth, and what the prices add up to: equal.
    package let primal: Int128
    package let dual: Int128

    package var gap: Int128 { dual - primal }

    package init(
        objective: Assignment.Objective, scale: Int128, bonus: Int128, menteePrices: [Int128],
        mentorPrices: [Int128], primal: Int128, dual: Int128
    ) {
        self.objective = objective
        self.scale = scale
        self.bonus = bonus
        self.menteePrices = menteePrices
        self.mentorPrices = mentorPrices
        self.primal = primal
        self.dual = dual
    }

    /// Throws `unproven` unless these partners are allowed and this certificate proves them
    /// optimal; answers what they amount to, pinned pairs included.
    @discardableResult
    package func check(
        _ partners: [Int32], of problem: Assignment.Problem
    ) throws(Assignment.Refusal) -> (pairs: Int, total: Int128) {
        guard partners.count == problem.menteeCount, menteePrices.count == problem.menteeCount,
            mentorPrices.count == problem.mentorCount
        else { throw .unproven("The answer is for another problem.") }
        let open = try openPlaces(problem)
        try checkOrder(problem, open)
        let worth = try checkPairs(partners, problem, open)
        try checkPrices(problem)
        guard sumOfPrices(problem, open) == dual, worth.value == primal, primal == dual else {
            throw .unproven("The prices do not add up to the value of the pairs.")
        }
        return (worth.pairs, worth.total)
    }

    private func openPlaces(_ problem: Assignment.Problem) throws(Assignment.Refusal) -> [Int] {
        var open = problem.capacities
        for mentor in problem.pinned where mentor >= 0 {
            open[Int(mentor)] -= 1
            guard open[Int(mentor)] >= 0 else { throw .unproven("A capacity is exceeded.") }
        }
        return open
    }

    /// The two aims must be in the objective's order, or the proof would be of something else.
    private func checkOrder(
        _ problem: Assignment.Problem, _ open: [Int]
    ) throws(Assignment.Refusal) {
        let mentees = problem.menteeCount
        try checkOrder(
            pairs: min(mentees, open.reduce(0) { $0 + min($1, mentees) }),
            greatest: Int128(problem.scores.extremes?.greatest ?? 0))
    }

    func checkOrder(pairs: Int, greatest: Int128) throws(Assignment.Refusal) {
        let pairs = Int128(pairs)
        let isInOrder =
            switch objective {
            case .maxWeight: scale > pairs * bonus
            case .maxCardinality: bonus > pairs * greatest * scale
            }
        guard scale > 0, bonus > 0, isInOrder else {
            throw .unproven("The certificate proves another objective.")
        }
    }

    private func checkPairs(
        _ partners: [Int32], _ problem: Assignment.Problem, _ open: [Int]
    ) throws(Assignment.Refusal) -> (pairs: Int, total: Int128, value: Int128) {
        var pairs = 0
        var total: Int128 = 0
        var value: Int128 = 0
        var left = open
        for mentee in 0..<problem.menteeCount {
            let mentor = Int(partners[mentee])
            let pin = Int(problem.pinned[mentee])
            guard pin < 0 || pin == mentor else { throw .unproven("A pin is not kept.") }
            guard mentor >= 0 else { continue }
            guard mentor < left.count, let score = problem.score(mentee, mentor) else {
                throw .unproven("A pair is not among the candidates.")
            }
            pairs += 1
            total += Int128(score)
            if pin < 0 {
                value += Int128(score) * scale + bonus
                left[mentor] -= 1
                guard left[mentor] >= 0 else { throw .unproven("A capacity is exceeded.") }
            }
        }
        return (pairs, total, value)
    }

    private func checkPrices(_ problem: Assignment.Problem) throws(Assignment.Refusal) {
        guard menteePrices.allSatisfy({ $0 >= 0 }), mentorPrices.allSatisfy({ $0 >= 0 }) else {
            throw .unproven("A price is negative.")
        }
        for mentee in 0..<problem.menteeCount where problem.pinned[mentee] < 0 {
            let price = menteePrices[mentee] - bonus
            for index in problem.rowStarts[mentee]..<problem.rowStarts[mentee + 1] {
                let mentor = Int(problem.mentors[index])
                guard
                    price + mentorPrices[mentor]
                        >= Int128(problem.scores[index]) * scale
                else {
                    throw .unproven("A candidate pair is worth more than its prices.")
                }
            }
        }
    }

    private func sumOfPrices(_ problem: Assignment.Problem, _ open: [Int]) -> Int128 {
        var sum: Int128 = 0
        for mentee in 0..<problem.menteeCount where problem.pinned[mentee] < 0 {
            sum += menteePrices[mentee]
        }
        // A mentor with more places than mentees has room, hence price 0: the cap changes nothing
        // in a true proof and keeps a false one from overflowing.
        for (mentor, places) in open.enumerated() {
            sum += mentorPrices[mentor] * Int128(min(places, problem.menteeCount))
        }
        return sum
    }
}
