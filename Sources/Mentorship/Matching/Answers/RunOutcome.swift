// What a run of any shape comes to, so that it can be held against the same run with something
// changed: who has whom, and what that is worth by its objective. Chooses nothing.

package struct RunOutcome: Sendable, Equatable {
    /// What an answer is worth, taken apart.
    struct Value: Sendable, Equatable {
        /// Who comes first where as many as can be are to be served: people, of equals pairs.
        var served: Int
        var pairs: Int
        /// Millionths, with what priority adds; of groups with what their members have in common.
        var score: Int
        /// Of a fair run, where who is worst off comes first: what each pair scores, ascending.
        var scores: [Int] = []
    }

    /// What somebody more who is served outweighs in a `Worth`: more than all scores of any run.
    static let servedWorth: Int128 = 1_000_000_000_000_000

    let objective: MatchRun.Objective
    /// Whom each has, by id: of two equals each the other, in a circle who guides them.
    let partners: [String: [String]]
    let value: Value
    /// No answer is worth more; the value itself where that is proved.
    private(set) var most: Value
    /// Whether it is known that nothing is better.
    private(set) var isProved: Bool

    /// `sharing`: how many members of groups are after what their group is for.
    package init(
        _ pairs: [(pair: NamedPair, score: Int)], sharing: Int, of inputs: MatchRun.Inputs,
        _ objective: MatchRun.Objective, isProved: Bool
    ) {
        var partners: [String: [String]] = [:]
        for (pair, _) in pairs {
            partners[pair.mentee, default: []].append(pair.mentor)
            if inputs.shape == .peers { partners[pair.mentor, default: []].append(pair.mentee) }
        }
        self.objective = objective
        self.partners = partners.mapValues { $0.sorted(by: MatchRun.isBefore) }
        let isOfPeople = inputs.shape != .peers
        let priority = objective == .fair ? 0 : inputs.priority(of: pairs.map(\.pair))
        value = Value(
            served: isOfPeople ? partners.count : pairs.count, pairs: pairs.count,
            score: pairs.reduce(sharing * inputs.policy.cohesion.worth + priority) {
                $0 + $1.score
            },
            scores: objective == .fair ? pairs.map(\.score).sorted() : [])
        most = value
        self.isProved = isProved
    }

    init(_ result: MatchResult, of inputs: MatchRun.Inputs) {
        self.init(
            result.pairs.map { (NamedPair(mentee: $0.mentee, mentor: $0.mentor), $0.score) },
            sharing: result.groups.reduce(0) { $0 + $1.sharing }, of: inputs, result.objective,
            isProved: true)
        guard case .bounded(_, let worth, let bound) = result.proof, bound > worth else { return }
        isProved = false
        let unit = result.servedUnit
        most.score = Int(clamping: unit > 0 ? bound % unit : bound)
        if unit > 0 {
            most.served = Int(clamping: bound / unit)
            most.pairs = most.served
        }
    }

    /// Where everybody looked for one mentor.
    init(_ run: SettledRun, of inputs: MatchRun.Inputs) {
        let pairs = run.partners.indices.compactMap { mentee in
            run.mentor(of: mentee).map { mentor in
                (
                    pair: NamedPair(
                        mentee: run.compatibility.mentees[mentee].id,
                        mentor: run.compatibility.mentors[mentor].id),
                    score: run.score(mentee, mentor)
                )
            }
        }
        self.init(pairs, sharing: 0, of: inputs, run.objective, isProved: true)
    }

    // MARK: Beside another

    private func rank(_ value: Value) -> Int128 {
        let first = objective == .coverageThenQuality ? Int128(value.served) : 0
        return first * Self.servedWorth + Int128(value.score)
    }

    /// What is compared of two answers place by place, where no number is: of a fair run the pairs
    /// and each of their scores from the worst; of a stable one, which has nothing to make great,
    /// the pairs and all their scores together.
    func order(of value: Value) -> [Int] {
        switch objective {
        case .quality, .coverageThenQuality: []
        case .fair: [value.pairs] + value.scores
        case .stable: [value.pairs, value.score]
        }
    }

    func isLess(_ one: Value, than other: Value) -> Bool {
        switch objective {
        case .quality, .coverageThenQuality: rank(one) < rank(other)
        case .fair, .stable: order(of: one).lexicographicallyPrecedes(order(of: other))
        }
    }

    /// What a value is more than that of this run.
    func worth(of other: Value) -> Worth {
        Worth(
            pairs: other.pairs - value.pairs, score: other.score - value.score,
            value: rank(other) - rank(value))
    }

    /// Whether nothing that can be had here is as good as what was found there.
    func isExceeded(by other: RunOutcome) -> Bool {
        (isProved || most != value) && isLess(most, than: other.value)
    }

    /// People with somebody else there than here, by id; who has several has a change for each.
    func changes(to other: RunOutcome) -> [MentorChange] {
        Set(partners.keys).union(other.partners.keys).sorted(by: MatchRun.isBefore).flatMap { id in
            let (before, after) = (partners[id] ?? [], other.partners[id] ?? [])
            let gone = before.filter { !after.contains($0) }
            let come = after.filter { !before.contains($0) }
            return (0..<max(gone.count, come.count)).map { index in
                MentorChange(
                    mentee: id, before: index < gone.count ? gone[index] : nil,
                    after: index < come.count ? come[index] : nil)
            }
        }
    }
}
