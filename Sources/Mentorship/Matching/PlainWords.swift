// What speaks for a pair in words for the two people themselves: no figure, no level, no weight,
// and nothing that is missing. Says only what both have written down.

extension Explanation.Part {
    /// Nil when there is nothing that speaks for the pair here.
    package var plainWords: String? {
        if case .needs(let needs) = finding { return Self.plain(needs) }
        guard case .shared(let terms, _, _) = finding, !terms.isEmpty else { return nil }
        return "\(opening) \(Self.list(terms))"
    }

    private var opening: String {
        switch factor {
        case .interests: "you are both interested in"
        case .values: "you both value"
        case .languages: "you both speak"
        default: "you both name"
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
