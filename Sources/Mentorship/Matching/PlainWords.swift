// What speaks for a pair in words for the two people themselves: no figure, no level, no weight,
// and nothing that is missing. Says only what both have written down.

extension Explanation.Part {
    /// Nil when there is nothing that speaks for the pair here.
    package var plainWords: String? {
        switch finding {
        case .needs(let needs): Self.plain(needs)
        case .shared(let terms, _, _): terms.isEmpty ? nil : "you both \(verb) \(Self.list(terms))"
        case .unstated: nil
        }
    }

    private var verb: String {
        switch factor {
        case .values: "value"
        case .languages: "speak"
        default: "are interested in"
        }
    }

    private static func plain(_ needs: [Explanation.Need]) -> String? {
        let full = needs.filter { $0.covered == million }.map(\.skill)
        let part = needs.filter { $0.covered > 0 && $0.covered < million }.map(\.skill)
        if full.isEmpty && part.isEmpty { return nil }
        if full.isEmpty { return "the mentor can help in part with \(list(part))" }
        let rest = part.isEmpty ? "" : ", and in part with \(list(part))"
        return "the mentor can help with \(list(full))" + rest
    }

    /// "a", "a and b", "a, b and c".
    private static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}
