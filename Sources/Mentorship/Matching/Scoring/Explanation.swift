// Why a pair scores what it scores: each factor's share, its weight, and what was found, as values
// and in plain words. Never markup; what a person wrote appears as they wrote it.

package struct Explanation: Sendable, Equatable {
    package struct Need: Sendable, Equatable {
        package let skill: String
        package let wanted: Int?
        /// Nil when the skill is not offered; the policy's level where none was stated.
        package let offered: Int?
        /// Millionths of this need that are covered.
        package let covered: Int
    }

    package enum Finding: Sendable, Equatable {
        case needs([Need])
        case shared([String], mentee: Int, mentor: Int)
        /// What somebody described of themselves is not repeated: only in how much they agree.
        case described(shared: Int, mentee: Int, mentor: Int)
        /// The words that weigh most in what both wrote.
        case words([String])
        case minutes(Int)
        case numbers(mentee: Int, mentor: Int)
        case sites(mentee: String, mentor: String, isSame: Bool)
        /// The place of each among the other's wishes, from 1; nil where they named others.
        case wishes(mentee: Wish, mentor: Wish)
        case pairsBefore(Int)
        case wasLatest(Bool)
        case pairsNow(Int)
        /// Whether the mentee is served first where places are short; outside the score.
        case comesFirst(Bool)
        /// These sides have not said what the factor needs.
        case unstated([Candidate.Side])
    }

    package enum Wish: Sendable, Equatable {
        case nobody
        case others
        case choice(Int, of: Int)
    }

    package struct Part: Sendable, Equatable {
        package let factor: Factor
        /// Which measure or characteristic.
        package let name: String?
        /// Millionths; nil when the factor was left out.
        package let value: Int?
        /// Thousandths, as the policy has it.
        package let weight: Int
        /// Millionths of the score's scale that this factor had once gaps were shared out.
        package let effectiveWeight: Int
        package let finding: Finding
    }

    /// Millionths.
    package let score: Int
    package let parts: [Part]

    /// Of a pair of equals: half of what both would get.
    package func score(with back: Explanation?) -> Int {
        back.map { (score + $0.score) / 2 } ?? score
    }
}

extension Factor {
    /// What one of the two may learn of the other from a pair's reasons. Whom somebody would like,
    /// how they described themselves and how many others they have are theirs to tell.
    package var isForBoth: Bool {
        switch self {
        case .preference, .characteristic, .load, .priority: false
        default: true
        }
    }
}
