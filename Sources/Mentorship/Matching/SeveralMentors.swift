// Mentees who want several mentors at once: the greatest total when each mentee has a number of
// places too, and nobody has the same mentor twice. Exact, and proved in the same breath.

package enum SeveralMentors {
    package struct Answer: Sendable, Equatable {
        /// The mentors of each mentee, ascending.
        package let partners: [[Int32]]
        package let pairCount: Int
        package let total: Int128
        package let certificate: Proof
    }

    /// Duality with a limit on each pair: for any prices of at least 0, no choice is worth more
    /// than all prices, a person's counted once for each place, plus what every candidate pair is
    /// worth beyond the prices of its two. Where that bound is reached, the choice is the best.
    package struct Proof: Sendable, Equatable {
        package let objective: Assignment.Objective
        package let scale: Int128
        package let bonus: Int128
        package let menteePrices: [Int128]
        package let mentorPrices: [Int128]
        package let primal: Int128
        package let dual: Int128
    }

    /// `wanted`: how many mentors each mentee would have; the problem has no pins.
    package static func solve(
        _ problem: Assignment.Problem, wanted: [Int], _ objective: Assignment.Objective,
        progress: Assignment.Progress = { _, _ in true }
    ) throws(Assignment.Refusal) -> Answer {
        guard wanted.count == problem.menteeCount, wanted.allSatisfy({ $0 >= 0 }) else {
            throw .invalid("Not every mentee has a number of mentors wanted.")
        }
        guard problem.pinned.allSatisfy({ $0 < 0 }) else {
            throw .invalid("Take what is pinned out first, with its places.")
        }
        var search = SeveralSearch(problem, wanted, Worth(problem, objective))
        for mentee in 0..<problem.menteeCount {
            guard mentee & 63 != 0 || progress(mentee, problem.menteeCount) else {
                throw .cancelled
            }
            let degree = problem.rowStarts[mentee + 1] - problem.rowStarts[mentee]
            for _ in 0..<min(wanted[mentee], degree) { search.serve(mentee) }
        }
        let partners = search.partners()
        let proof = search.proof(objective)
        let made = try proof.check(partners, of: problem, wanted: wanted)
        return Answer(
            partners: partners, pairCount: made.pairs, total: made.total, certificate: proof)
    }
}

extension SeveralMentors {
    /// A pair is worth its score × scale + bonus, so that two aims in order are one integer.
    struct Worth {
        let scale: Int128
        let bonus: Int128

        init(_ problem: Assignment.Problem, _ objective: Assignment.Objective) {
            let pairs = Int128(problem.scores.count)
            switch objective {
            case .maxWeight: (scale, bonus) = (pairs + 1, 1)
            case .maxCardinality:
                (scale, bonus) = (1, pairs * Int128(problem.scores.max() ?? 0) + 1)
            }
        }

        func value(_ score: Int64) -> Int128 { Int128(score) * scale + bonus }
    }
}

// MARK: Proof

extension SeveralMentors.Proof {
    /// Throws `unproven` unless these partners are allowed and this proves them optimal.
    @discardableResult
    package func check(
        _ partners: [[Int32]], of problem: Assignment.Problem, wanted: [Int]
    ) throws(Assignment.Refusal) -> (pairs: Int, total: Int128) {
        guard partners.count == problem.menteeCount, menteePrices.count == problem.menteeCount,
            mentorPrices.count == problem.mentorCount, wanted.count == problem.menteeCount
        else { throw .unproven("The answer is for another problem.") }
        guard menteePrices.allSatisfy({ $0 >= 0 }), mentorPrices.allSatisfy({ $0 >= 0 }) else {
            throw .unproven("A price is negative.")
        }
        try checkOrder(problem)
        let made = try worth(of: partners, problem, wanted)
        guard made.value == primal, bound(problem, wanted) == dual, primal == dual else {
            throw .unproven("The prices do not add up to the value of the pairs.")
        }
        return (made.pairs, made.total)
    }

    private func checkOrder(_ problem: Assignment.Problem) throws(Assignment.Refusal) {
        let pairs = Int128(problem.scores.count)
        let greatest = Int128(problem.scores.max() ?? 0)
        let isInOrder =
            switch objective {
            case .maxWeight: scale > pairs * bonus
            case .maxCardinality: bonus > pairs * greatest * scale
            }
        guard scale > 0, bonus > 0, isInOrder else {
            throw .unproven("The certificate proves another objective.")
        }
    }

    private func worth(
        of partners: [[Int32]], _ problem: Assignment.Problem, _ wanted: [Int]
    ) throws(Assignment.Refusal) -> (pairs: Int, total: Int128, value: Int128) {
        var left = problem.capacities
        var (pairs, total) = (0, 0 as Int128)
        for (mentee, list) in partners.enumerated() {
            guard list.count <= wanted[mentee], zip(list, list.dropFirst()).allSatisfy({ $0 < $1 })
            else { throw .unproven("A mentee has too many mentors, or one twice.") }
            for mentor in list {
                guard left.indices.contains(Int(mentor)),
                    let score = problem.score(mentee, Int(mentor))
                else { throw .unproven("A pair is not among the candidates.") }
                left[Int(mentor)] -= 1
                guard left[Int(mentor)] >= 0 else { throw .unproven("A capacity is exceeded.") }
                pairs += 1
                total += Int128(score)
            }
        }
        return (pairs, total, total * scale + Int128(pairs) * bonus)
    }

    private func bound(_ problem: Assignment.Problem, _ wanted: [Int]) -> Int128 {
        var sum: Int128 = 0
        for mentee in 0..<problem.menteeCount {
            let row = problem.rowStarts[mentee]..<problem.rowStarts[mentee + 1]
            sum += menteePrices[mentee] * Int128(min(wanted[mentee], row.count))
            for index in row {
                let value = Int128(problem.scores[index]) * scale + bonus
                let prices = menteePrices[mentee] + mentorPrices[Int(problem.mentors[index])]
                sum += max(0, value - prices)
            }
        }
        for (mentor, capacity) in problem.capacities.enumerated() {
            sum += mentorPrices[mentor] * Int128(min(capacity, problem.menteeCount))
        }
        return sum
    }
}
