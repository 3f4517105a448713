// What speaks for a pair in words for the two people themselves: no figure, no level, no weight,
// and nothing that is missing. Says only what both have written down.

extension Explanation.Part {
    /// Nil when there is nothing that speaks for the pair here.
    package var plainWords: String? { plainWords(of: .mentoring) }

    package func plainWords(of two: PairWords) -> String? {
        guard factor.isForBoth else { return nil }
        switch finding {
        case .needs(let needs): return Self.plain(needs, two.giver)
        case .shared(let terms, _, _):
            return terms.isEmpty ? nil : "\(opening) \(Self.list(terms))"
        case .words(let words):
            return words.isEmpty ? nil : "you both write about \(Self.list(words))"
        case .minutes(let minutes): return minutes == 0 ? nil : "you can meet at the same hours"
        case .sites(_, _, let isSame): return isSame ? "you are at the same site" : nil
        case .pairsBefore(let count): return count == 0 ? nil : "you have worked together before"
        case .wasLatest(let was): return was ? "you worked together last time" : nil
        case .described, .numbers, .wishes, .pairsNow, .comesFirst, .unstated: return nil
        }
    }

    private var opening: String {
        switch factor {
        case .interests: "you are both interested in"
        case .values: "you both value"
        case .languages: "you both speak"
        case .goals: "you both want"
        case .challenges: "you both know the challenge of"
        case .groups: "you both belong to"
        case .media: "you can both meet by"
        default: "you both name"
        }
    }

    private static func plain(_ needs: [Explanation.Need], _ helper: String) -> String? {
        let full = needs.filter { $0.covered == million }.map(\.skill)
        let part = needs.filter { $0.covered > 0 && $0.covered < million }.map(\.skill)
        if full.isEmpty && part.isEmpty { return nil }
        if full.isEmpty { return "\(helper) can help in part with \(list(part))" }
        let rest = part.isEmpty ? "" : ", and in part with \(list(part))"
        return "\(helper) can help with \(list(full))" + rest
    }

    /// "a", "a and b", "a, b and c".
    private static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}
