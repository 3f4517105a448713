// What a small run of any shape could come to, by trying everything: the best there is, with two
// together, with somebody served, and with them left as they are.

@testable import Mentorship

struct ShapeOracle {
    struct Value: Comparable {
        var served: Int
        var score: Int
        var byCoverage: Bool

        static func < (left: Value, right: Value) -> Bool {
            left.byCoverage && left.served != right.served
                ? left.served < right.served : left.score < right.score
        }
    }

    private(set) var best: Value?
    private(set) var withPair: [NamedPair: Value] = [:]
    /// By person and how many partners they have.
    private(set) var withPartners: [String: [Int: Value]] = [:]

    private let inputs: MatchRun.Inputs
    private let objective: MatchRun.Objective
    private let admitted: NamedPair?
    private var scores: [[Int?]] = []
    private var isApart: [[Bool]] = []
    private let purposes: [Set<Int>]

    /// `admitted`: two of whom no rule is held against them.
    init(
        _ inputs: MatchRun.Inputs, _ objective: MatchRun.Objective, admitting admitted: NamedPair?
    ) {
        self.inputs = inputs
        self.objective = objective
        self.admitted = admitted
        purposes = SharedPurposes(inputs.mentees, inputs.policy).numbers.map(Set.init)
        let all = Compatibility(
            policy: inputs.policy, mentees: inputs.mentees, mentors: inputs.mentors,
            vetoes: inputs.vetoes)
        scores = inputs.mentees.indices.map { mentee in
            inputs.mentors.indices.map { mentor in
                isAllowed(all, mentee, mentor)
                    ? all.score(mentee: mentee, mentor: mentor) ?? 0 : nil
            }
        }
        isApart = inputs.mentees.map { one in
            inputs.mentees.map { other in
                one.id != other.id
                    && !Set(one.conflictKeys).isDisjoint(with: other.conflictKeys)
            }
        }
        switch inputs.shape {
        case .pairs: visitSeveral(0, [], 0)
        case .groups: visitGroups(0, [Int](repeating: -1, count: inputs.mentees.count))
        case .peers: visitPeers(0, [Int](repeating: -1, count: inputs.mentees.count), 0)
        case .circles: visitCircles(0, [Int](repeating: -1, count: inputs.mentees.count))
        }
    }

    private func isAllowed(_ all: Compatibility, _ mentee: Int, _ mentor: Int) -> Bool {
        let pair = NamedPair(mentee: inputs.mentees[mentee].id, mentor: inputs.mentors[mentor].id)
        if pair == admitted || inputs.shape == .peers && pair.reversed == admitted { return true }
        return all.forbidden(mentee: mentee, mentor: mentor).isEmpty
    }

    private mutating func note(_ partners: [[Int]], _ served: Int, _ score: Int) {
        let value = Value(
            served: served, score: score, byCoverage: objective == .coverageThenQuality)
        best = best.map { max($0, value) } ?? value
        for (mentee, mentors) in partners.enumerated() {
            let id = inputs.mentees[mentee].id
            let known = withPartners[id]?[mentors.count]
            withPartners[id, default: [:]][mentors.count] = known.map { max($0, value) } ?? value
            for mentor in mentors {
                let pair = NamedPair(mentee: id, mentor: inputs.mentors[mentor].id)
                withPair[pair] = withPair[pair].map { max($0, value) } ?? value
            }
        }
    }

    // MARK: Shapes

    private mutating func visitSeveral(_ mentee: Int, _ chosen: [[Int]], _ score: Int) {
        guard mentee < inputs.mentees.count else {
            let isRight = inputs.mentors.indices.allSatisfy { mentor in
                chosen.count { $0.contains(mentor) } <= inputs.mentors[mentor].capacity
            }
            if isRight { note(chosen, chosen.count { !$0.isEmpty }, score) }
            return
        }
        for subset in 0..<(1 << inputs.mentors.count) {
            let mentors = inputs.mentors.indices.filter { subset >> $0 & 1 == 1 }
            let found = mentors.compactMap { scores[mentee][$0] }
            guard found.count == mentors.count, found.count <= inputs.mentees[mentee].capacity
            else { continue }
            visitSeveral(mentee + 1, chosen + [mentors], score + found.reduce(0, +))
        }
    }

    private mutating func visitGroups(_ mentee: Int, _ partners: [Int]) {
        guard mentee < partners.count else {
            var score = 0
            for (mentor, other) in inputs.mentors.enumerated() {
                let group = partners.indices.filter { partners[$0] == mentor }
                guard !group.isEmpty else { continue }
                let isRight =
                    group.count <= other.capacity
                    && group.count + other.standing >= inputs.sizes?.lowerBound ?? 0
                    && !group.contains { one in group.contains { isApart[one][$0] } }
                guard isRight else { return }
                let shared = Set(group.flatMap { purposes[$0] }).map { purpose in
                    group.count { purposes[$0].contains(purpose) }
                }
                score += inputs.policy.cohesion.worth * (shared.max() ?? 0)
                score += group.reduce(0) { $0 + (scores[$1][mentor] ?? 0) }
            }
            let served = partners.count { $0 >= 0 }
            return note(partners.map { $0 < 0 ? [] : [$0] }, served, score)
        }
        var next = partners
        visitGroups(mentee + 1, next)
        for mentor in inputs.mentors.indices where scores[mentee][mentor] != nil {
            next[mentee] = mentor
            visitGroups(mentee + 1, next)
        }
    }

    private mutating func visitPeers(_ peer: Int, _ partners: [Int], _ score: Int) {
        guard peer < partners.count else {
            return note(
                partners.map { $0 < 0 ? [] : [$0] }, partners.count { $0 >= 0 } / 2, score)
        }
        visitPeers(peer + 1, partners, score)
        guard partners[peer] < 0 else { return }
        for other in 0..<peer where partners[other] < 0 {
            guard let there = scores[peer][other], let back = scores[other][peer] else { continue }
            var next = partners
            (next[peer], next[other]) = (other, peer)
            visitPeers(peer + 1, next, score + (there + back) / 2)
        }
    }

    private mutating func visitCircles(_ peer: Int, _ guides: [Int]) {
        guard peer < guides.count else {
            guard guides.indices.allSatisfy({ guides[$0] < 0 || isRing(from: $0, guides) }) else {
                return
            }
            let score = guides.indices.reduce(0) {
                $0 + (guides[$1] < 0 ? 0 : scores[$1][guides[$1]] ?? 0)
            }
            return note(guides.map { $0 < 0 ? [] : [$0] }, guides.count { $0 >= 0 }, score)
        }
        visitCircles(peer + 1, guides)
        for guide in guides.indices where guide != peer && !guides.contains(guide) {
            guard scores[peer][guide] != nil else { continue }
            var next = guides
            next[peer] = guide
            visitCircles(peer + 1, next)
        }
    }

    private func isRing(from start: Int, _ guides: [Int]) -> Bool {
        var ring = [start]
        while let last = ring.last, guides[last] != start {
            guard guides[last] >= 0, ring.count <= guides.count else { return false }
            ring.append(guides[last])
        }
        return inputs.sizes?.contains(ring.count) ?? false
            && !ring.contains { one in ring.contains { isApart[one][$0] } }
    }
}
