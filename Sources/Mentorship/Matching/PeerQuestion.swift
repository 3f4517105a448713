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
        let positions = try positions()
        func position(_ name: String) throws(Assignment.Refusal) -> Int {
            guard let position = positions[Array(name.utf8)] else {
                throw .invalid("\(name) is not declared as a peer.")
            }
            return position
        }
        func pairs(_ pairs: [Pair]) throws(Assignment.Refusal) -> [(Int, Int)] {
            var found: [(Int, Int)] = []
            for pair in pairs { found.append((try position(pair.one), try position(pair.other))) }
            return found
        }
        let places = scores.map(\.value.places).max() ?? 0
        var edges: [PeerMatching.Edge] = []
        for score in scores {
            guard let digits = score.value.scaled(to: places) else {
                throw .invalid("A score has too many digits.")
            }
            edges.append(
                .init(try position(score.pair.one), try position(score.pair.other), digits))
        }
        let found = try PeerMatching.solve(
            .init(
                peers: peers.count, edges: edges, forbidden: try pairs(forbidden),
                pins: try pairs(pins)), progress: progress)
        return answer(found, places)
    }

    /// Names are compared byte for byte.
    private func positions() throws(Assignment.Refusal) -> [[UInt8]: Int] {
        var positions: [[UInt8]: Int] = [:]
        for (position, name) in peers.enumerated() {
            guard positions.updateValue(position, forKey: Array(name.utf8)) == nil else {
                throw .invalid("\(name) is declared twice.")
            }
        }
        return positions
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
