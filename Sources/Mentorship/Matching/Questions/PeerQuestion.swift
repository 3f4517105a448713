// A question about peers in plain names and decimals, as the engine on its own takes it: names
// become positions, and the answer goes back the same way. Reads no text format.

package struct PeerQuestion: Sendable {
    package struct Pair: Sendable, Equatable {
        package let one: String
        package let other: String

        package init(_ one: String, _ other: String) {
            self.one = one
            self.other = other
        }
    }

    package struct Score: Sendable, Equatable {
        package let pair: Pair
        package let value: ExactDecimal

        package init(_ pair: Pair, _ value: ExactDecimal) {
            self.pair = pair
            self.value = value
        }
    }

    package struct Answer: Sendable, Equatable {
        /// In the question's order of peers, the one named there first before the other.
        package let pairs: [Pair]
        package let unmatched: [String]
        /// A decimal as JSON writes it.
        package let total: String
        /// Prices in the question's order of peers.
        package let certificate: PeerCertificate
        /// Scores are in units of 10^−`places`.
        package let places: Int
    }

    package var peers: [String]
    package var scores: [Score] = []
    package var forbidden: [Pair] = []
    package var pins: [Pair] = []

    package init(peers: [String]) { self.peers = peers }

    package func answer(
        progress: Assignment.Progress = { _, _ in true }
    ) throws(Assignment.Refusal) -> Answer {
        let positions = try NamePositions(peers)
        func position(_ name: String) throws(Assignment.Refusal) -> Int {
            try positions.position(of: name, as: "a peer")
        }
        func pairs(_ pairs: [Pair]) throws(Assignment.Refusal) -> [(Int, Int)] {
            var found: [(Int, Int)] = []
            for pair in pairs { found.append((try position(pair.one), try position(pair.other))) }
            return found
        }
        let unit = DecimalUnit(of: scores.lazy.map(\.value))
        var edges: [PeerMatching.Edge] = []
        for score in scores {
            edges.append(
                .init(
                    try position(score.pair.one), try position(score.pair.other),
                    try unit.digits(score.value)))
        }
        let found = try PeerMatching.solve(
            .init(
                peers: peers.count, edges: edges, forbidden: try pairs(forbidden),
                pins: try pairs(pins)), progress: progress)
        return answer(found, unit.places)
    }

    private func answer(_ found: PeerMatching.Answer, _ places: Int) -> Answer {
        var pairs: [Pair] = []
        var unmatched: [String] = []
        for (peer, partner) in found.partners.enumerated() {
            if partner < 0 {
                unmatched.append(peers[peer])
            } else if Int(partner) > peer {
                pairs.append(Pair(peers[peer], peers[Int(partner)]))
            }
        }
        return Answer(
            pairs: pairs, unmatched: unmatched,
            total: ExactDecimal.text(found.total, places: places),
            certificate: found.certificate, places: places)
    }
}
