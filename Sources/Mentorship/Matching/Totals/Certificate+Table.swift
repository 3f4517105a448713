// The same proof for a table of scores: every cell against the prices of its row and column, most
// of them many at a time. Shares no code with the search.

extension Certificate {
    /// Throws `unproven` unless these partners are allowed and this certificate proves them optimal
    /// among all pairs of the table; answers what they amount to.
    func check(
        _ partners: [Int32], of table: MatchTable, capacities: [Int]
    ) throws(Assignment.Refusal) -> (pairs: Int, total: Int128) {
        guard partners.count == menteePrices.count, mentorPrices.count == capacities.count,
            table.cells.count == partners.count * capacities.count
        else { throw .unproven("The answer is for another problem.") }
        let mentees = partners.count
        let places = capacities.reduce(0) { $0 + min($1, mentees) }
        try checkOrder(pairs: min(mentees, places), greatest: Self.greatest(table.cells))
        let worth = try checkPairs(partners, table, capacities)
        try checkPrices(table)
        var sum = menteePrices.reduce(0, +)
        for (price, places) in zip(mentorPrices, capacities) {
            sum += price * Int128(min(places, mentees))
        }
        let value = worth.total * scale + Int128(worth.pairs) * bonus
        guard sum == dual, value == primal, primal == dual else {
            throw .unproven("The prices do not add up to the value of the pairs.")
        }
        return worth
    }

    private static func greatest(_ cells: [Int32]) -> Int128 {
        var greatest: Int32 = 0
        for cell in cells { greatest = max(greatest, cell) }
        return Int128(greatest)
    }

    private func checkPairs(
        _ partners: [Int32], _ table: MatchTable, _ capacities: [Int]
    ) throws(Assignment.Refusal) -> (pairs: Int, total: Int128) {
        var left = capacities
        var (pairs, total): (Int, Int128) = (0, 0)
        for (mentee, partner) in partners.enumerated() where partner >= 0 {
            let mentor = Int(partner)
            guard mentor < left.count, left[mentor] > 0 else {
                throw .unproven("A capacity is exceeded.")
            }
            left[mentor] -= 1
            let score = table.cells[mentee * capacities.count + mentor]
            guard score >= 0 else { throw .unproven("A pair is not among the candidates.") }
            pairs += 1
            total += Int128(score)
        }
        return (pairs, total)
    }

    private func checkPrices(_ table: MatchTable) throws(Assignment.Refusal) {
        guard menteePrices.allSatisfy({ $0 >= 0 }), mentorPrices.allSatisfy({ $0 >= 0 }) else {
            throw .unproven("A price is negative.")
        }
        // In whole points, both rounded down: what two such prices cover, the true ones cover.
        let mentors = mentorPrices.count
        let limit: Int128 = 1 << 29
        let points = mentorPrices.map { Int32(truncatingIfNeeded: min($0 / scale, limit)) }
        for (mentee, price) in menteePrices.enumerated() {
            let least = (price - bonus) / scale - (price < bonus ? 1 : 0)
            let floor = Int32(truncatingIfNeeded: max(-limit, min(least, limit)))
            var isCovered = least > -limit
            if isCovered {
                table.withRow(mentee, of: mentors) { row in
                    var excess = Int32.min
                    for mentor in 0..<mentors {
                        excess = max(excess, row[mentor] &- points[mentor])
                    }
                    isCovered = excess <= floor
                }
            }
            if isCovered { continue }
            for mentor in 0..<mentors {
                let score = Int128(table.cells[mentee * mentors + mentor])
                guard score < 0 || price - bonus + mentorPrices[mentor] >= score * scale else {
                    throw .unproven("A candidate pair is worth more than its prices.")
                }
            }
        }
    }
}
