// Who is served first where places are short, by what people described of themselves and opened for
// matching. What it adds is the same for every pair of a person: it decides who gets a place and
// leaves each person's own order of mentors as it is. Never excludes anybody, and is no part of a
// pair's score, so that a minimum score asks no more of anyone than without it.

extension MatchingPolicy {
    private var priorities: [Weighting] {
        weightings.filter { $0.factor == .priority && $0.weight > 0 }
    }

    /// Thousandths that all priorities together can add.
    package var priorityWeight: Int { priorities.reduce(0) { $0 + $1.weight } }

    /// Millionths that every pair of this mentee is worth more when it is decided who has a place.
    /// Nothing for who did not describe themselves so, or did not open it.
    package func priority(of mentee: Candidate) -> Int {
        guard basis?.isEmpty == false else { return 0 }
        return priorities.reduce(0) { sum, weighting in
            let own = mentee.characteristics[weighting.shape.name ?? ""] ?? []
            return own.contains(where: weighting.shape.values.contains)
                ? sum + weighting.weight * 1000 : sum
        }
    }

    /// What people described that the policy looks at: to compare two, or to serve some first.
    package var describedNames: [String] {
        var names = characteristicNames
        for name in priorities.compactMap(\.shape.name) where !names.contains(name) {
            names.append(name)
        }
        return names
    }

    /// The same with other words in place of those that its priorities are for: a run keeps no
    /// words of people, so the policy that it keeps must speak of them by the same stand-ins.
    package func replacingValues(_ other: (_ name: String, [Term]) -> [Term]) -> MatchingPolicy {
        var policy = self
        for index in weightings.indices where weightings[index].factor == .priority {
            let shape = weightings[index].shape
            policy.weightings[index].shape.values = other(shape.name ?? "", shape.values)
        }
        return policy
    }
}

extension MatchingPolicy {
    /// As readers of a run's inputs may see it: for how many words, not by which stand-ins.
    package var masked: MatchingPolicy {
        replacingValues { _, values in values.map { _ in Term(stored: "masked") } }
    }
}

extension MatchingPolicy.Weighting {
    /// Whether it looks at what somebody described of themselves.
    var readsDescribed: Bool { weight > 0 && (factor == .characteristic || factor == .priority) }
}

extension Pseudonyms {
    /// The words of a policy's priorities under the same stand-ins as people's. In an order that
    /// does not tell which is which.
    package mutating func replace(_ policy: MatchingPolicy) -> MatchingPolicy {
        var pseudonyms = self
        defer { self = pseudonyms }
        return policy.replacingValues { name, values in
            let replaced = pseudonyms.replace([name: values])[name] ?? []
            return Set(replaced).sorted()
        }
    }
}

extension MatchRun.Inputs {
    /// Millionths that these pairs are worth beyond their scores; of equals half from each.
    func priority(of pairs: [NamedPair]) -> Int {
        guard policy.priorityWeight > 0 else { return 0 }
        let ofMentees = Dictionary(
            mentees.map { ($0.id, policy.priority(of: $0)) },
            uniquingKeysWith: { first, _ in first })
        return pairs.reduce(0) { sum, pair in
            let own = ofMentees[pair.mentee] ?? 0
            return sum + (shape == .peers ? (own + (ofMentees[pair.mentor] ?? 0)) / 2 : own)
        }
    }
}

extension Compatibility {
    /// Who comes first, then who has waited longer, as ranks: the greater is served first among
    /// answers that are equally good.
    var firstThenWaiting: [Int] {
        let waiting = mentees.waitingRanks
        let both = zip(priorities, waiting).map { Turn(priority: $0, waiting: $1) }
        let known = Set(both).subtracting([Turn(priority: 0, waiting: 0)]).sorted()
        let ranks = Dictionary(uniqueKeysWithValues: zip(known, 1...))
        return both.map { ranks[$0] ?? 0 }
    }

    private struct Turn: Hashable, Comparable {
        let priority: Int
        let waiting: Int

        static func < (left: Turn, right: Turn) -> Bool {
            (left.priority, left.waiting) < (right.priority, right.waiting)
        }
    }
}
