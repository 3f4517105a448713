// Who must not be matched with each other for somebody's sake must not meet in one group or circle
// either, side by side or not: a do-not-match, a conflict of interest, a reporting line. What a
// programme asks of a pair alone, such as a language in common, is no matter of these.

enum KeptApart {
    /// Of everybody who shares a conflict key with somebody: each pair takes some hundred bytes.
    /// Two thousand people of one organisation are as many.
    static let pairsMost = 2_000_000

    /// Pairs of positions, each once, in order. `rule`: of reporting lines, where those are looked
    /// at.
    static func pairs(
        _ people: [Candidate], _ vetoes: Compatibility.Vetoes,
        _ rule: MatchingPolicy.ReportingLine = .allowed
    ) throws(Assignment.Refusal) -> [(Int, Int)] {
        var names = CompatibilityNames(people, people)
        names.add(.init(doNotMatch: vetoes.doNotMatch + vetoes.former), people, people)
        names.addLines(rule, people, people)
        var sharing: [String: [Int]] = [:]
        for (position, candidate) in people.enumerated() {
            for key in Set(candidate.conflictKeys) { sharing[key, default: []].append(position) }
        }
        let count = sharing.values.reduce(0) { $0 + $1.count * ($1.count - 1) / 2 }
        guard count <= pairsMost else {
            throw .tooLarge(
                "Of those who share a conflict key \(count) pairs would have to be kept apart, more "
                    + "than \(pairsMost). Split the programme.")
        }
        var others = names.found.map { found in
            Set(found.compactMap { $1.obstacles.isEmpty ? nil : Int($0) })
        }
        for all in sharing.values {
            for (index, one) in all.enumerated() { others[one].formUnion(all[(index + 1)...]) }
        }
        return others.enumerated().flatMap { one, others in
            others.filter { $0 > one }.sorted().map { (one, $0) }
        }
    }
}
