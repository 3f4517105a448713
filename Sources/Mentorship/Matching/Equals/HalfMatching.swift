// The start of `PeerMatching`: the best way to pair peers when each may be half with one and half
// with another. It leaves pairs, and odd circles of which one peer goes without for now.

/// Each peer stands once on either side of an assignment problem. Its solution is a set of circles
/// and chains; with every link counted half, the value is the best there is, and the prices of a
/// peer's two copies together are prices that prove it. Circles and chains of an even number of
/// peers, and chains of any, come apart into pairs without loss.
struct HalfMatching {
    var partners: [Int32]
    /// Twice the price of each peer: over a pair they add up to at least twice what it is worth,
    /// and to exactly that where it is made.
    let prices: [Int128]
    let scale: Int128
    let bonus: Int128
    /// Those of odd circles who have nobody: one each.
    var left: [Int] = []
}

extension HalfMatching {
    init(
        _ problem: PeerMatching.Problem, progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        let count = problem.peerCount
        var edges: [Assignment.Edge] = []
        for edge in problem.edges where problem.pinned[edge.one] < 0 {
            guard problem.pinned[edge.other] < 0 else { continue }
            edges.append(.init(edge.one, edge.other, edge.score))
            edges.append(.init(edge.other, edge.one, edge.score))
        }
        let doubled = try Assignment.Problem(
            mentees: count, capacities: [Int](repeating: 1, count: count), edges: edges)
        let answer = try Assignment.solve(doubled, .maxWeight, progress: progress)
        let proof = answer.certificate
        self.init(
            partners: [Int32](repeating: -1, count: count),
            prices: zip(proof.menteePrices, proof.mentorPrices).map { $0 + $1 },
            scale: proof.scale, bonus: proof.bonus)
        takeApart(answer.partners.map(Int.init))
    }

    private mutating func takeApart(_ next: [Int]) {
        var isSeen = [Bool](repeating: false, count: next.count)
        var hasFormer = [Bool](repeating: false, count: next.count)
        for peer in next where peer >= 0 { hasFormer[peer] = true }
        // Chains from where they begin; what is then unseen are circles.
        for start in next.indices where !hasFormer[start] {
            pairUp(line(from: start, next, &isSeen))
        }
        for start in next.indices where !isSeen[start] {
            let circle = line(from: start, next, &isSeen)
            if circle.count > 1, circle.count % 2 == 1 { left.append(circle[circle.count - 1]) }
            pairUp(circle)
        }
    }

    private func line(from start: Int, _ next: [Int], _ isSeen: inout [Bool]) -> [Int] {
        var line: [Int] = []
        var peer = start
        while peer >= 0, !isSeen[peer] {
            isSeen[peer] = true
            line.append(peer)
            peer = next[peer]
        }
        return line
    }

    private mutating func pairUp(_ line: [Int]) {
        for index in stride(from: 0, to: line.count - 1, by: 2) {
            partners[line[index]] = Int32(line[index + 1])
            partners[line[index + 1]] = Int32(line[index])
        }
    }
}
