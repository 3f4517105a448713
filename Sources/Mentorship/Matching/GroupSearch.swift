// The search behind `GroupMatching`: the most promising part first, each part's bound an exact
// assignment. Decides nothing else.

struct GroupSearch: BranchAndBound {
    enum Choice {
        case open
        case closed
        case running(purpose: Int?)
    }

    struct Choices {
        /// By mentor.
        var groups: [Choice]
        /// Who is not with whom, of those who must be kept apart from another member.
        var barred: Set<Assignment.Pair> = []
    }

    let problem: GroupMatching.Problem
    let pairs: Assignment.Problem
    /// Outweighs everything else: a place that must be filled.
    private let must: Int64

    init(_ problem: GroupMatching.Problem) {
        self.problem = problem
        pairs = problem.pairs
        let greatest = (pairs.scores.max() ?? 0) + problem.cohesion
        must = greatest * Int64(pairs.menteeCount) + 1
    }

    /// Groups that cannot be filled are closed from the start.
    var start: Choices {
        var candidates = [Int](repeating: 0, count: pairs.mentorCount)
        for mentor in pairs.mentors { candidates[Int(mentor)] += 1 }
        return Choices(
            groups: pairs.capacities.indices.map { mentor in
                problem.least[mentor] > min(candidates[mentor], pairs.capacities[mentor])
                    ? .closed : .open
            })
    }

    func value(_ partners: [Int32]) throws(Assignment.Refusal) -> Int128 {
        try problem.measure(partners).total
    }

    // MARK: Parts

    func division(of branch: Branch<Choices>) -> [Choices] {
        let groups = problem.groups(branch.partners)
        if let mentor = firstBroken(branch.choices.groups, groups) {
            return choices(for: mentor).map { choice in
                var choices = branch.choices
                choices.groups[mentor] = choice
                return choices
            }
        }
        for (mentor, group) in groups.enumerated() {
            guard let clash = Apart.clash(in: group, problem.apart) else { continue }
            return [clash.0, clash.1].map { mentee in
                var choices = branch.choices
                choices.barred.insert(.init(mentee, mentor))
                return choices
            }
        }
        return []
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
    private func firstBroken(_ choices: [Choice], _ groups: [[Int]]) -> Int? {
        groups.indices.first { mentor in
            guard case .open = choices[mentor], !groups[mentor].isEmpty else { return false }
            let supposed = groups[mentor].count { !problem.purposes[$0].isEmpty }
            let common = problem.common(groups[mentor])?.count ?? 0
            return groups[mentor].count < problem.least[mentor]
                || problem.cohesion > 0 && common < supposed
        }
    }

    // MARK: Bounds

    /// Nil when the groups that must run cannot all be filled.
    func relaxed(
        _ choices: Choices, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) -> (partners: [Int32], bound: Int128)? {
        let answer = try Assignment.solve(
            try assignment(choices), .maxWeight, progress: progress)
        let count = Int32(pairs.mentorCount)
        let needed = choices.groups.indices.reduce(0) { sum, mentor in
            sum + self.needed(mentor, choices.groups[mentor])
        }
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
        _ choices: Choices
    ) throws(Assignment.Refusal) -> Assignment.Problem {
        let count = pairs.mentorCount
        var capacities = [Int](repeating: 0, count: 2 * count)
        for (mentor, choice) in choices.groups.enumerated() {
            if case .closed = choice { continue }
            capacities[count + mentor] = needed(mentor, choice)
            capacities[mentor] = pairs.capacities[mentor] - capacities[count + mentor]
        }
        var edges: [Assignment.Edge] = []
        for mentee in 0..<pairs.menteeCount {
            for index in pairs.rowStarts[mentee]..<pairs.rowStarts[mentee + 1] {
                let mentor = Int(pairs.mentors[index])
                let isDrawn: Bool
                switch choices.groups[mentor] {
                case .closed: continue
                case .open: isDrawn = !problem.purposes[mentee].isEmpty
                case .running(let purpose):
                    isDrawn = purpose.map { problem.purposes[mentee].contains($0) } ?? false
                }
                if !choices.barred.isEmpty, choices.barred.contains(.init(mentee, mentor)) {
                    continue
                }
                let score = pairs.scores[index] + (isDrawn ? problem.cohesion : 0)
                edges.append(.init(mentee, mentor, score))
                if capacities[count + mentor] > 0 {
                    edges.append(.init(mentee, count + mentor, score + must))
                }
            }
        }
        return try Assignment.Problem(
            mentees: pairs.menteeCount, capacities: capacities, edges: edges)
    }
}
