// The problem as flat arrays: each mentee's candidates in a row, mentors with capacities, pairs
// that are pinned. A forbidden pair is not listed. Checks what it is given and refuses
// contradictions.

extension Assignment {
    package struct Edge: Sendable, Equatable {
        package let mentee: Int
        package let mentor: Int
        package let score: Int64

        package init(_ mentee: Int, _ mentor: Int, _ score: Int64) {
            self.mentee = mentee
            self.mentor = mentor
            self.score = score
        }
    }

    package struct Pair: Sendable, Hashable {
        package let mentee: Int
        package let mentor: Int

        package init(_ mentee: Int, _ mentor: Int) {
            self.mentee = mentee
            self.mentor = mentor
        }
    }

    package struct Problem: Sendable {
        package let capacities: [Int]
        /// Row i is `rowStarts[i]..<rowStarts[i + 1]` of `mentors` and `scores`, best first.
        package let rowStarts: [Int]
        package private(set) var mentors: [Int32]
        package private(set) var scores: ScoreList
        /// The pinned mentor of each mentee, or −1.
        package let pinned: [Int32]

        package var menteeCount: Int { rowStarts.count - 1 }
        package var mentorCount: Int { capacities.count }

        /// Places in all, none counted beyond one for each mentee.
        package var places: Int {
            capacities.reduce(0) { $0 + min($1, menteeCount) }
        }

        /// What is left of each capacity when the pinned pairs have taken theirs.
        var openCapacities: [Int] {
            var open = capacities
            for mentor in pinned where mentor >= 0 { open[Int(mentor)] -= 1 }
            return open
        }

        /// The score of a candidate pair; nil when the pair is not one.
        package func score(_ mentee: Int, _ mentor: Int) -> Int64? {
            for index in rowStarts[mentee]..<rowStarts[mentee + 1]
            where Int(mentors[index]) == mentor {
                return scores[index]
            }
            return nil
        }
    }
}

extension Assignment.Problem {
    /// From rows that are already laid out, as the scoring of a whole programme leaves them.
    package init(
        capacities: [Int], rowStarts: [Int], mentors: [Int32], scores: [Int64],
        pins: [Assignment.Pair] = []
    ) throws(Assignment.Refusal) {
        self = try Self(
            capacities: capacities, rowStarts: rowStarts, mentors: mentors,
            scores: ScoreList(scores), pins: pins)
    }

    package init(
        capacities: [Int], rowStarts: [Int], mentors: consuming [Int32],
        scores: consuming ScoreList, pins: [Assignment.Pair] = []
    ) throws(Assignment.Refusal) {
        guard rowStarts.first == 0, rowStarts.last == mentors.count,
            mentors.count == scores.count, mentors.count < Int(Int32.max),
            zip(rowStarts, rowStarts.dropFirst()).allSatisfy({ $0 <= $1 })
        else { throw .invalid("The rows do not fit the candidates.") }
        self.capacities = capacities
        self.rowStarts = rowStarts
        self.mentors = mentors
        self.scores = scores
        pinned = try Self.pinned(pins, mentees: rowStarts.count - 1, mentors: capacities.count)
        try checkNumbers()
        try checkRows()
        try checkPins()
        self.scores.sort(rowStarts, with: &self.mentors)
    }

    /// From candidates in any order; a forbidden pair is left out whether or not it is listed.
    package init(
        mentees: Int, capacities: [Int], edges: [Assignment.Edge],
        forbidden: [Assignment.Pair] = [], pins: [Assignment.Pair] = []
    ) throws(Assignment.Refusal) {
        let barred = Set(forbidden)
        var rowStarts = [Int](repeating: 0, count: mentees + 1)
        for edge in edges {
            guard edge.mentee >= 0, edge.mentee < mentees else {
                throw .invalid("A pair names a mentee that is not there.")
            }
            rowStarts[edge.mentee + 1] += 1
        }
        for index in 0..<mentees { rowStarts[index + 1] += rowStarts[index] }
        var next = rowStarts
        var order = [Int32](repeating: 0, count: edges.count)
        for (index, edge) in edges.enumerated() {
            order[next[edge.mentee]] = Int32(truncatingIfNeeded: index)
            next[edge.mentee] += 1
        }
        let all = try Self(
            capacities: capacities, rowStarts: rowStarts,
            mentors: order.map { Int32(truncatingIfNeeded: edges[Int($0)].mentor) },
            scores: order.map { edges[Int($0)].score }, pins: barred.isEmpty ? pins : [])
        self = barred.isEmpty ? all : try all.leavingOut(barred, pins: pins)
    }

    func leavingOut(
        _ barred: Set<Assignment.Pair>, pins: [Assignment.Pair]
    ) throws(Assignment.Refusal) -> Self {
        var starts = [0]
        var kept: [Int] = []
        for mentee in 0..<menteeCount {
            for index in rowStarts[mentee]..<rowStarts[mentee + 1]
            where !barred.contains(Assignment.Pair(mentee, Int(mentors[index]))) {
                kept.append(index)
            }
            starts.append(kept.count)
        }
        return try Self(
            capacities: capacities, rowStarts: starts, mentors: kept.map { mentors[$0] },
            scores: kept.map { scores[$0] }, pins: pins)
    }
}

// MARK: Layout

extension Assignment.Problem {
    /// Places that could be filled: open ones, but no more than the mentor has candidates.
    var usefulPlaces: [Int] { zip(openCapacities, degrees).map { min($0, $1) } }

    /// The same and one more where it is open, so that a mentor whom nobody can fill is seen to
    /// have room.
    var searchedPlaces: [Int32] {
        zip(openCapacities, degrees).map { Int32(truncatingIfNeeded: min($0, $1 + 1)) }
    }

    private var degrees: [Int] {
        var degrees = [Int](repeating: 0, count: mentorCount)
        for mentor in mentors { degrees[Int(mentor)] += 1 }
        return degrees
    }
}

// MARK: Checks

extension Assignment.Problem {
    private static func pinned(
        _ pins: [Assignment.Pair], mentees: Int, mentors: Int
    ) throws(Assignment.Refusal) -> [Int32] {
        var pinned = [Int32](repeating: -1, count: mentees)
        for pin in pins {
            guard pin.mentee >= 0, pin.mentee < mentees, pin.mentor >= 0, pin.mentor < mentors
            else { throw .invalid("A pin names someone who is not there.") }
            guard pinned[pin.mentee] < 0 else {
                throw .infeasible("A mentee is pinned to two mentors.")
            }
            pinned[pin.mentee] = Int32(pin.mentor)
        }
        return pinned
    }

    private func checkNumbers() throws(Assignment.Refusal) {
        guard menteeCount < Int(Int32.max), mentorCount < Int(Int32.max) else {
            throw .invalid("There are more people than the engine can number.")
        }
        guard capacities.allSatisfy({ $0 >= 0 }) else { throw .invalid("A capacity is negative.") }
        guard scores.extremes?.least ?? 0 >= 0 else { throw .invalid("A score is negative.") }
    }

    private func checkRows() throws(Assignment.Refusal) {
        var seenBy = [Int32](repeating: -1, count: mentorCount)
        for mentee in 0..<menteeCount {
            for index in rowStarts[mentee]..<rowStarts[mentee + 1] {
                let mentor = Int(mentors[index])
                guard mentor >= 0, mentor < mentorCount else {
                    throw .invalid("A pair names a mentor who is not there.")
                }
                guard seenBy[mentor] != Int32(mentee) else {
                    throw .invalid("A pair is listed twice.")
                }
                seenBy[mentor] = Int32(mentee)
            }
        }
    }

    private func checkPins() throws(Assignment.Refusal) {
        for (mentee, mentor) in pinned.enumerated() where mentor >= 0 {
            guard score(mentee, Int(mentor)) != nil else {
                throw .infeasible("A pinned pair is not among the candidates.")
            }
        }
        guard openCapacities.allSatisfy({ $0 >= 0 }) else {
            throw .infeasible("A mentor is pinned beyond capacity.")
        }
    }
}
