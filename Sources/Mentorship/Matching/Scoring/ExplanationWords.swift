// The findings of an explanation in plain words. Never says what a finding is worth.

extension Explanation.Part {
    package var words: String { words(of: .mentoring) }

    package func words(of two: PairWords) -> String {
        switch finding {
        case .needs(let needs): Self.words(needs)
        case .shared(let terms, let mentee, let mentor): sharedWords(terms, mentee, mentor)
        case .described(let shared, let mentee, let mentor):
            "share \(shared) of \(min(mentee, mentor)) in \(name ?? "what they described")"
        case .words(let words): Self.words(ofTexts: words)
        case .minutes(let minutes): Self.words(minutes: minutes)
        case .numbers(let mentee, let mentor): numberWords(mentee, mentor, two)
        case .sites(let mentee, let mentor, let isSame):
            isSame ? "both at \(mentee)" : "at different sites: \(mentee) and \(mentor)"
        case .wishes(let mentee, let mentor):
            "\(Self.words(mentee, two.getter)), \(Self.words(mentor, two.giver))"
        case .pairsBefore(let count): Self.words(pairsBefore: count)
        case .wasLatest(let was): was ? "were a pair last time" : "were not a pair last time"
        case .pairsNow(let count): "\(two.giver) has \(count) \(count == 1 ? "pair" : "pairs") now"
        case .comesFirst(let isFirst):
            isFirst
                ? "\(two.getter) comes first where places are short"
                : "no priority where places are short"
        case .unstated(let sides) where sides.count == 2: "neither has said \(subject)"
        case .unstated(let sides):
            "\(two[sides.first ?? .mentor]) has not said \(subject)"
        }
    }

    private var subject: String {
        switch factor {
        case .needs: "which skills"
        case .interests: "which interests"
        case .values: "which values"
        case .goals: "which goals"
        case .challenges: "which challenges"
        case .groups: "which groups"
        case .text: "in a text what it is about"
        case .preference: "whom they would like"
        case .measure, .characteristic: name ?? factor.rawValue
        case .languages: "which languages"
        case .media: "how to meet"
        case .hours: "when they can meet"
        case .site: "where they are"
        case .history, .continuity: "with whom they were a pair before"
        case .load: "how many pairs they have"
        case .priority: "who comes first"
        }
    }

    private func sharedWords(_ terms: [String], _ mentee: Int, _ mentor: Int) -> String {
        let noun =
            switch factor {
            case .values: "values"
            case .goals: "goals"
            case .challenges: "challenges"
            case .groups: "groups"
            case .languages: "languages"
            case .media: "ways to meet"
            default: "interests"
            }
        if terms.isEmpty { return "share no \(noun)" }
        let few = min(mentee, mentor)
        return "share \(terms.count) of \(few) \(noun): \(terms.joined(separator: ", "))"
    }

    private func numberWords(_ mentee: Int, _ mentor: Int, _ two: PairWords) -> String {
        let apart = mentor - mentee
        let where_ = apart == 0 ? "the same" : "\(abs(apart)) \(apart > 0 ? "more" : "less")"
        return "\(name ?? "number"): \(two.giver) \(mentor), \(two.getter) \(mentee) (\(where_))"
    }

    // MARK: Needs

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

    // MARK: Amounts

    private static func words(ofTexts words: [String]) -> String {
        words.isEmpty
            ? "write about different things" : "both write about: \(words.joined(separator: ", "))"
    }

    private static func words(minutes: Int) -> String {
        if minutes == 0 { return "share no hour of the week" }
        let (hours, rest) = minutes.quotientAndRemainder(dividingBy: 60)
        let parts = [hours > 0 ? "\(hours) h" : nil, rest > 0 ? "\(rest) min" : nil]
        return "can both meet \(parts.compactMap { $0 }.joined(separator: " ")) a week"
    }

    private static func words(_ wish: Explanation.Wish, _ side: String) -> String {
        switch wish {
        case .nobody: "\(side) named nobody"
        case .others: "\(side) named others"
        case .choice(let place, let count): "\(side)'s choice \(place) of \(count)"
        }
    }

    private static func words(pairsBefore count: Int) -> String {
        switch count {
        case 0: "have not been a pair before"
        case 1: "have been a pair once before"
        default: "have been a pair \(count) times before"
        }
    }
}
