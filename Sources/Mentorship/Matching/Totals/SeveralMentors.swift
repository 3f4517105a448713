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
        /// Added to the worth of each of the mentee's pairs: who has waited longer has a greater
        /// one.
        package let ranks: [Int]
        package let primal: Int128
        package let dual: Int128
    }

    /// `wanted`: how many mentors each mentee would have; the problem has no pins. Of equally good
    /// choices, one that gives places first to those of a greater rank: how many places each has in
    /// the best choices are bases of an integral polymatroid (Murota, Discrete Convex Analysis,
    /// 2003), in which the greatest sum of ranks is first in the list's order.
    package static func solve(
        _ problem: Assignment.Problem, wanted: [Int], ranks: [Int]? = nil,
        _ objective: Assignment.Objective, progress: Assignment.Progress = { _, _ in true }
    ) throws(Assignment.Refusal) -> Answer {
        let ranks = ranks ?? [Int](repeating: 0, count: problem.menteeCount)
        guard ranks.count == problem.menteeCount, ranks.allSatisfy({ $0 >= 0 }) else {
            throw .invalid("Not every mentee has a rank.")
        }
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
        try search.lookAtWaiting(ranks, progress)
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
        private(set) var scale: Int128
        private(set) var bonus: Int128

        init(_ problem: Assignment.Problem, _ objective: Assignment.Objective) {
            let pairs = Int128(problem.scores.count)
            switch objective {
            case .maxWeight: (scale, bonus) = (pairs + 1, 1)
            case .maxCardinality:
                (scale, bonus) = (1, pairs * Int128(problem.scores.max() ?? 0) + 1)
            }
        }

        func value(_ score: Int64) -> Int128 { Int128(score) * scale + bonus }

        mutating func multiply(by factor: Int128) {
            scale *= factor
            bonus *= factor
        }
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
            mentorPrices.count == problem.mentorCount, wanted.count == problem.menteeCount,
            ranks.count == problem.menteeCount
        else { throw .unproven("The answer is for another problem.") }
        guard menteePrices.allSatisfy({ $0 >= 0 }), mentorPrices.allSatisfy({ $0 >= 0 }),
            ranks.allSatisfy({ $0 >= 0 })
        else { throw .unproven("A price is negative.") }
        try checkOrder(problem, wanted)
        let made = try worth(of: partners, problem, wanted)
        guard made.value == primal, bound(problem, wanted) == dual, primal == dual else {
            throw .unproven("The prices do not add up to the value of the pairs.")
        }
        return (made.pairs, made.total)
    }

    /// A point of score and a pair outweigh each other as the objective says, and all ranks.
    private func checkOrder(
        _ problem: Assignment.Problem, _ wanted: [Int]
    ) throws(Assignment.Refusal) {
        let all = problem.allRanks(ranks, wanted: wanted)
        let pairs = Int128(problem.scores.count)
        let greatest = Int128(problem.scores.max() ?? 0)
        let isInOrder =
            switch objective {
            case .maxWeight: scale > pairs * bonus + all
            case .maxCardinality: bonus > pairs * greatest * scale + all
            }
        guard scale > all, bonus > all, isInOrder else {
            throw .unproven("The certificate proves another objective.")
        }
    }

    private func worth(
        of partners: [[Int32]], _ problem: Assignment.Problem, _ wanted: [Int]
    ) throws(Assignment.Refusal) -> (pairs: Int, total: Int128, value: Int128) {
        var left = problem.capacities
        var (pairs, total, waited) = (0, 0 as Int128, 0 as Int128)
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
                waited += Int128(ranks[mentee])
            }
        }
        return (pairs, total, total * scale + Int128(pairs) * bonus + waited)
    }

    private func bound(_ problem: Assignment.Problem, _ wanted: [Int]) -> Int128 {
        var sum: Int128 = 0
        for mentee in 0..<problem.menteeCount {
            let row = problem.rowStarts[mentee]..<problem.rowStarts[mentee + 1]
            sum += menteePrices[mentee] * Int128(min(wanted[mentee], row.count))
            for index in row {
                let value =
                    Int128(problem.scores[index]) * scale + bonus + Int128(ranks[mentee])
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

extension Assignment.Problem {
    /// What no choice amounts to more than, in ranks.
    func allRanks(_ ranks: [Int], wanted: [Int]) -> Int128 {
        (0..<menteeCount).reduce(0) { sum, mentee in
            let places = min(wanted[mentee], rowStarts[mentee + 1] - rowStarts[mentee])
            return sum + Int128(ranks[mentee]) * Int128(places)
        }
    }
}
