// The search behind `GroupMatching`: the most promising part first, each part's bound an exact
// assignment. Decides nothing else.

struct GroupSearch: BranchAndBound {
    enum Choice {
        case open
        case closed
        case running(purpose: Int?)
    }

    private let problem: GroupMatching.Problem
    private let pairs: Assignment.Problem
    /// Outweighs everything else: a place that must be filled.
    private let must: Int64

    init(_ problem: GroupMatching.Problem) {
        self.problem = problem
        pairs = problem.pairs
        let greatest = (pairs.scores.max() ?? 0) + problem.cohesion
        must = greatest * Int64(pairs.menteeCount) + 1
    }

    var nobody: [Int32] { [Int32](repeating: -1, count: pairs.menteeCount) }

    /// Groups that cannot be filled are closed from the start.
    var start: [Choice] {
        var candidates = [Int](repeating: 0, count: pairs.mentorCount)
        for mentor in pairs.mentors { candidates[Int(mentor)] += 1 }
        return pairs.capacities.indices.map { mentor in
            problem.least[mentor] > min(candidates[mentor], pairs.capacities[mentor])
                ? .closed : .open
        }
    }

    func value(_ partners: [Int32]) throws(Assignment.Refusal) -> Int128 {
        try problem.measure(partners).total
    }

    func division(of branch: Branch<[Choice]>) -> [[Choice]] {
        guard let mentor = firstBroken(branch) else { return [] }
        return choices(for: mentor).map { choice in
            var choices = branch.choices
            choices[mentor] = choice
            return choices
        }
    }

    private func choices(for mentor: Int) -> [Choice] {
        var purposes: Set<Int> = []
        if problem.cohesion > 0 {
            for mentee in 0..<pairs.menteeCount where pairs.score(mentee, mentor) != nil {
                purposes.formUnion(problem.purposes[mentee])
            }
        }
        let running: [Choice] =
            purposes.isEmpty
            ? [.running(purpose: nil)] : purposes.sorted().map { .running(purpose: $0) }
        return [.closed] + running
    }

    /// A mentor whose group is too small, or not held together as much as the bound supposes.
    private func firstBroken(_ branch: Branch<[Choice]>) -> Int? {
        let groups = problem.groups(branch.partners)
        return groups.indices.first { mentor in
            guard case .open = branch.choices[mentor], !groups[mentor].isEmpty else { return false }
            let supposed = groups[mentor].count { !problem.purposes[$0].isEmpty }
            let common = problem.common(groups[mentor])?.count ?? 0
            return groups[mentor].count < problem.least[mentor]
                || problem.cohesion > 0 && common < supposed
        }
    }

    // MARK: Bounds

    /// Nil when the groups that must run cannot all be filled.
    func relaxed(
        _ choices: [Choice]
    ) throws(Assignment.Refusal) -> (partners: [Int32], bound: Int128)? {
        let answer = try Assignment.solve(try assignment(choices), .maxWeight)
        let count = Int32(pairs.mentorCount)
        let needed = choices.indices.reduce(0) { $0 + self.needed($1, choices[$1]) }
        guard answer.partners.count(where: { $0 >= count }) == needed else { return nil }
        let partners = answer.partners.map { $0 >= count ? $0 - count : $0 }
        return (partners, answer.total - Int128(must) * Int128(needed))
    }

    private func needed(_ mentor: Int, _ choice: Choice) -> Int {
        if case .running = choice { return problem.least[mentor] }
        return 0
    }

    /// Mentors stand twice: with the places that may be filled, and with those that must be.
    private func assignment(
        _ choices: [Choice]
    ) throws(Assignment.Refusal) -> Assignment.Problem {
        let count = pairs.mentorCount
        var capacities = [Int](repeating: 0, count: 2 * count)
        for (mentor, choice) in choices.enumerated() {
            if case .closed = choice { continue }
            capacities[count + mentor] = needed(mentor, choice)
            capacities[mentor] = pairs.capacities[mentor] - capacities[count + mentor]
        }
        var edges: [Assignment.Edge] = []
        for mentee in 0..<pairs.menteeCount {
            for index in pairs.rowStarts[mentee]..<pairs.rowStarts[mentee + 1] {
                let mentor = Int(pairs.mentors[index])
                let isDrawn: Bool
                switch choices[mentor] {
                case .closed: continue
                case .open: isDrawn = !problem.purposes[mentee].isEmpty
                case .running(let purpose):
                    isDrawn = purpose.map { problem.purposes[mentee].contains($0) } ?? false
                }
                let score = pairs.scores[index] + (isDrawn ? problem.cohesion : 0)
                edges.append(.init(mentee, mentor, score))
                edges.append(.init(mentee, count + mentor, score + must))
            }
        }
        return try Assignment.Problem(
            mentees: pairs.menteeCount, capacities: capacities, edges: edges)
    }

    /// Groups that are too small are dissolved.
    func repaired(_ partners: [Int32]) -> [Int32] {
        var kept = partners
        for (mentor, group) in problem.groups(partners).enumerated()
        where group.count < problem.least[mentor] {
            for mentee in group { kept[mentee] = -1 }
        }
        return kept
    }
}
