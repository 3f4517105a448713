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
        /// These sides have not said what the factor needs.
        case unstated([Candidate.Side])
    }

    package struct Part: Sendable, Equatable {
        package let factor: Factor
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
}

extension Explanation.Part {
    package var words: String {
        switch finding {
        case .needs(let needs): Self.words(needs)
        case .shared(let terms, let mentee, let mentor): sharedWords(terms, mentee, mentor)
        case .unstated(let sides) where factor == .preference || sides.count == 2:
            "neither has said \(subject)"
        case .unstated(let sides):
            "the \(sides.first?.rawValue ?? "other") has not said \(subject)"
        }
    }

    private var subject: String {
        switch factor {
        case .needs: "which skills"
        case .interests: "which interests"
        case .values: "which values"
        case .preference: "whom they would like"
        case .languages: "which languages"
        }
    }

    private func sharedWords(_ terms: [String], _ mentee: Int, _ mentor: Int) -> String {
        let noun =
            switch factor {
            case .values: "values"
            case .languages: "languages"
            default: "interests"
            }
        if terms.isEmpty { return "share no \(noun)" }
        let few = min(mentee, mentor)
        return "share \(terms.count) of \(few) \(noun): \(terms.joined(separator: ", "))"
    }

    private static func words(_ needs: [Explanation.Need]) -> String {
        let full = needs.filter { $0.covered == million }
        let part = needs.filter { $0.covered > 0 && $0.covered < million }
        let none = needs.filter { $0.covered == 0 }
        var text = "covers \(full.count) of \(needs.count) \(needs.count == 1 ? "skill" : "skills")"
        if !full.isEmpty { text += ": " + full.map(levels).joined(separator: ", ") }
        if !part.isEmpty { text += "; in part: " + part.map(levels).joined(separator: ", ") }
        if !none.isEmpty { text += "; not: " + none.map(\.skill).joined(separator: ", ") }
        return text
    }

    /// "go (4 of 3)": level offered of level wanted.
    private static func levels(_ need: Explanation.Need) -> String {
        guard let wanted = need.wanted, let offered = need.offered else { return need.skill }
        return "\(need.skill) (\(offered) of \(wanted))"
    }
}
