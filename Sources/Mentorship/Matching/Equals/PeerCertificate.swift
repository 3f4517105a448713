// The proof that no other pairing of peers has a greater total, and its checker, which shares no
// code with the search: a price for each peer and one for some odd sets. Never repairs one.

/// Edmonds's linear programme, every number doubled so that all are whole: if prices are at least
/// 0, if the prices of the two of each candidate pair and of the odd sets that hold both cover
/// twice what the pair is worth, and if all prices (a set's counted (size − 1) / 2 times, since it
/// cannot hold more pairs) add up to twice what the chosen pairs are worth, then no other choice is
/// worth more. A pair is worth its score × `scale` + `bonus` + the ranks of its two: a point of
/// score outweighs all pairs, a pair outweighs all ranks, and of equal totals of as many pairs the
/// one is greater that serves who has waited longer. Pinned pairs stand outside.
package struct PeerCertificate: Sendable, Equatable {
    package struct OddSet: Sendable, Equatable {
        /// Ascending.
        package let members: [Int]
        package let price: Int128

        package init(members: [Int], price: Int128) {
            self.members = members
            self.price = price
        }
    }

    package let scale: Int128
    package let bonus: Int128
    package let prices: [Int128]
    package let sets: [OddSet]
    /// Twice what the chosen pairs are worth, and what the prices add up to: equal.
    package let primal: Int128
    package let dual: Int128

    package init(
        scale: Int128, bonus: Int128, prices: [Int128], sets: [OddSet], primal: Int128,
        dual: Int128
    ) {
        self.scale = scale
        self.bonus = bonus
        self.prices = prices
        self.sets = sets
        self.primal = primal
        self.dual = dual
    }

    /// Throws `unproven` unless these partners are allowed and this certificate proves them
    /// optimal; answers what they amount to, pinned pairs included.
    @discardableResult
    package func check(
        _ partners: [Int32], of problem: PeerMatching.Problem
    ) throws(Assignment.Refusal) -> (pairs: Int, total: Int128) {
        guard prices.count == problem.peerCount, partners.count == problem.peerCount else {
            throw .unproven("The answer is for another problem.")
        }
        let (pairs, ranks) = (Int128(problem.peerCount / 2), problem.allRanks)
        guard bonus > ranks, scale > pairs * bonus + ranks else {
            throw .unproven("The certificate proves another objective.")
        }
        try checkSets(problem)
        try checkCover(problem)
        let worth = try worth(of: partners, problem)
        var sum: Int128 = 0
        for (peer, price) in prices.enumerated() where problem.pinned[peer] < 0 { sum += price }
        for set in sets { sum += set.price * Int128((set.members.count - 1) / 2) }
        guard sum == dual, 2 * worth.value == primal, primal == dual else {
            throw .unproven("The prices do not add up to the value of the pairs.")
        }
        return (worth.pairs, worth.total)
    }

    private func worth(_ edge: PeerMatching.Edge, _ problem: PeerMatching.Problem) -> Int128 {
        let ranks = Int128(problem.ranks[edge.one]) + Int128(problem.ranks[edge.other])
        return Int128(edge.score) * scale + bonus + ranks
    }

    private func checkSets(_ problem: PeerMatching.Problem) throws(Assignment.Refusal) {
        guard prices.allSatisfy({ $0 >= 0 }) else { throw .unproven("A price is negative.") }
        for set in sets {
            let members = set.members
            guard set.price >= 0, members.count % 2 == 1,
                zip(members, members.dropFirst()).allSatisfy({ $0 < $1 }),
                members.allSatisfy({ prices.indices.contains($0) })
            else { throw .unproven("A set has a price that it cannot have.") }
        }
    }

    private func checkCover(_ problem: PeerMatching.Problem) throws(Assignment.Refusal) {
        var setsOf = [[Int]](repeating: [], count: prices.count)
        for (index, set) in sets.enumerated() {
            for member in set.members { setsOf[member].append(index) }
        }
        for edge in problem.edges
        where problem.pinned[edge.one] < 0 && problem.pinned[edge.other] < 0 {
            var cover = prices[edge.one] + prices[edge.other]
            // Both lists ascend: what they share.
            var others = setsOf[edge.other][...]
            for index in setsOf[edge.one] {
                others = others.drop { $0 < index }
                if others.first == index { cover += sets[index].price }
            }
            guard cover >= 2 * worth(edge, problem) else {
                throw .unproven("A candidate pair is worth more than its prices.")
            }
        }
    }

    private func worth(
        of partners: [Int32], _ problem: PeerMatching.Problem
    ) throws(Assignment.Refusal) -> (pairs: Int, total: Int128, value: Int128) {
        var made: [Assignment.Pair: PeerMatching.Edge] = [:]
        for edge in problem.edges where Int(partners[edge.one]) == edge.other {
            made[.init(min(edge.one, edge.other), max(edge.one, edge.other))] = edge
        }
        var (pairs, total, value) = (0, 0 as Int128, 0 as Int128)
        for (peer, partner) in partners.enumerated() {
            let (other, pin) = (Int(partner), problem.pinned[peer])
            guard pin < 0 || pin == partner else { throw .unproven("A pin is not kept.") }
            guard other >= 0 else { continue }
            guard other < partners.count, Int(partners[other]) == peer else {
                throw .unproven("A peer is with someone who is with another.")
            }
            guard other > peer else { continue }
            guard let edge = made[.init(peer, other)] else {
                throw .unproven("A pair is not among the candidates.")
            }
            pairs += 1
            total += Int128(edge.score)
            if pin < 0 { value += worth(edge, problem) }
        }
        return (pairs, total, value)
    }
}
