// What the two of a pair are called in words about them, by the shape in which they meet: nobody is
// a mentor among equals.

package struct PairWords: Sendable, Equatable {
    /// Who gets, in this look at the two.
    package let getter: String
    /// Who gives.
    package let giver: String

    package static let mentoring = PairWords(getter: "the mentee", giver: "the mentor")
    package static let equals = PairWords(getter: "the one", giver: "the other")
    package static let circle = PairWords(getter: "the one guided", giver: "the guide")

    /// Of the same two, looked at the other way round.
    package var exchanged: PairWords { PairWords(getter: giver, giver: getter) }

    package subscript(side: Candidate.Side) -> String { side == .mentor ? giver : getter }

    /// At the beginning of a sentence.
    package func beginning(_ side: Candidate.Side) -> String { "T" + self[side].dropFirst() }
}

extension MatchRun.Shape {
    package var pairWords: PairWords {
        switch self {
        case .pairs, .groups: .mentoring
        case .peers: .equals
        case .circles: .circle
        }
    }
}
