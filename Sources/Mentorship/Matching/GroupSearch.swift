// The search behind `GroupMatching`: the most promising part first, each part's bound an exact
// assignment. Decides nothing else.

import HeapModule

struct GroupSearch {
    private enum Choice {
        case open
        case closed
        case running(purpose: Int?)
    }

    private struct Part: Comparable {
        let bound: Int128
        let number: Int
        let choices: [Choice]
        let partners: [Int32]

        static func < (left: Part, right: Part) -> Bool {
            left.bound != right.bound ? left.bound < right.bound : left.number > right.number
        }

        static func == (left: Part, right: Part) -> Bool { left.number == right.number }
    }

    private let problem: GroupMatching.Problem
    private let pairs: Assignment.Problem
    /// Outweighs everything else: a place that must be filled.
    private let must: Int64
    private(set) var best: [Int32]
    private(set) var bestTotal: Int128 = 0
    private(set) var bound: Int128 = 0
    private var solved = 0

    init(_ problem: GroupMatching.Problem) {
        self.problem = problem
        pairs = problem.pairs
        let greatest = (pairs.scores.max() ?? 0) + problem.cohesion
        must = greatest * Int64(pairs.menteeCount) + 1
        best = [Int32](repeating: -1, count: pairs.menteeCount)
    }

    mutating func run(
        _ budget: Int, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        var candidates = [Int](repeating: 0, count: pairs.mentorCount)
        for mentor in pairs.mentors { candidates[Int(mentor)] += 1 }
        let start = pairs.capacities.indices.map { mentor in
            problem.least[mentor] > min(candidates[mentor], pairs.capacities[mentor])
                ? Choice.closed : .open
        }
        var parts = Heap<Part>()
        if let part = try part(start) { parts.insert(part) }
        while let part = parts.popMax() {
            bound = max(part.bound, bestTotal)
            guard part.bound > bestTotal, solved < budget else { return }
            guard progress(solved, budget) else { throw .cancelled }
            guard let mentor = firstBroken(part) else { continue }
            for choice in choices(for: mentor) {
                var choices = part.choices
                choices[mentor] = choice
                if let part = try self.part(choices), part.bound > bestTotal {
                    parts.insert(part)
                }
            }
        }
        bound = bestTotal
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
    private func firstBroken(_ part: Part) -> Int? {
        let groups = problem.groups(part.partners)
        return groups.indices.first { mentor in
            guard case .open = part.choices[mentor], !groups[mentor].isEmpty else { return false }
            let supposed = groups[mentor].count { !problem.purposes[$0].isEmpty }
            let common = problem.common(groups[mentor])?.count ?? 0
            return groups[mentor].count < problem.least[mentor]
                || problem.cohesion > 0 && common < supposed
        }
    }

    // MARK: Bounds

    /// Nil when the groups that must run cannot all be filled.
    private mutating func part(_ choices: [Choice]) throws(Assignment.Refusal) -> Part? {
        solved += 1
        let relaxed = try relaxed(choices)
        let answer = try Assignment.solve(relaxed, .maxWeight)
        let count = pairs.mentorCount
        let needed = choices.indices.reduce(0) { $0 + self.needed($1, choices[$1]) }
        guard answer.partners.count(where: { $0 >= Int32(count) }) == needed else { return nil }
        let partners = answer.partners.map { $0 >= Int32(count) ? $0 - Int32(count) : $0 }
        keepIfBetter(partners)
        return Part(
            bound: answer.total - Int128(must) * Int128(needed), number: solved,
            choices: choices, partners: partners)
    }

    private func needed(_ mentor: Int, _ choice: Choice) -> Int {
        if case .running = choice { return problem.least[mentor] }
        return 0
    }

    /// Mentors stand twice: with the places that may be filled, and with those that must be.
    private func relaxed(_ choices: [Choice]) throws(Assignment.Refusal) -> Assignment.Problem {
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

    /// The repair: groups that are too small are dissolved, and what is left is a grouping.
    private mutating func keepIfBetter(_ partners: [Int32]) {
        var kept = partners
        for (mentor, group) in problem.groups(partners).enumerated()
        where group.count < problem.least[mentor] {
            for mentee in group { kept[mentee] = -1 }
        }
        guard let measured = try? problem.measure(kept), measured.total > bestTotal else { return }
        best = kept
        bestTotal = measured.total
    }
}
