// A question about groups around mentors in plain names and decimals, as the engine on its own
// takes it. Reads no text format.

package struct GroupQuestion: Sendable {
    package struct Group: Sendable, Equatable {
        package let mentor: String
        /// In the question's order.
        package let mentees: [String]
        /// What most of them are after; nil where they have none in common.
        package let purpose: String?
    }

    package struct Answer: Sendable, Equatable {
        /// In the question's order of mentors.
        package let groups: [Group]
        package let unmatched: [String]
        /// Decimals as JSON writes them; what no grouping exceeds, and how far that is from here.
        package let total: String
        package let bound: String
        package let gap: String
    }

    /// Its capacities are the greatest sizes; its objective is not read.
    package var pairs: MatchQuestion
    /// The least size of each mentor's group, in the order of the mentors.
    package var least: [Int]
    /// What mentees are after, by name.
    package var purposes: [(id: String, list: [String])] = []
    /// What a member adds who is after what the group is for.
    package var cohesion: ExactDecimal?
    /// Parts of all groupings looked at, at most.
    package var budget = 2_000

    package init(_ pairs: MatchQuestion, least: [Int]) {
        self.pairs = pairs
        self.least = least
    }

    package func answer(
        progress: Assignment.Progress = { _, _ in true }
    ) throws(Assignment.Refusal) -> Answer {
        let names = try MatchNames(mentees: pairs.mentees, mentors: pairs.mentors.map(\.id))
        let (problem, places) = try pairs.problem(names, pins: pairs.pins)
        let unit = max(places, cohesion?.places ?? 0)
        guard let cohesion = cohesion.map({ $0.scaled(to: unit) }) ?? 0 else {
            throw .invalid("The cohesion has too many digits.")
        }
        let (numbers, purposeNames) = try numbered(names)
        let found = try GroupMatching.solve(
            .init(
                try problem.scaled(by: unit - places), least: least, purposes: numbers,
                cohesion: cohesion),
            budget: budget, progress: progress)
        return answer(found, purposeNames, places: unit)
    }

    /// Purposes by number, in the order in which they are first named.
    private func numbered(
        _ names: MatchNames
    ) throws(Assignment.Refusal) -> ([[Int]], names: [String]) {
        var of = [[Int]](repeating: [], count: pairs.mentees.count)
        var numbers: [[UInt8]: Int] = [:]
        var purposeNames: [String] = []
        for (id, list) in purposes {
            let mentee = try names.mentee(id)
            for purpose in list {
                let bytes = Array(purpose.utf8)
                if numbers[bytes] == nil {
                    numbers[bytes] = purposeNames.count
                    purposeNames.append(purpose)
                }
                if let number = numbers[bytes] { of[mentee].append(number) }
            }
        }
        return (of, purposeNames)
    }

    private func answer(
        _ found: GroupMatching.Answer, _ purposeNames: [String], places: Int
    ) -> Answer {
        var members = [[String]](repeating: [], count: pairs.mentors.count)
        var unmatched: [String] = []
        for (mentee, mentor) in zip(pairs.mentees, found.partners) {
            if mentor >= 0 { members[Int(mentor)].append(mentee) } else { unmatched.append(mentee) }
        }
        let groups = pairs.mentors.indices.filter { !members[$0].isEmpty }.map { mentor in
            Group(
                mentor: pairs.mentors[mentor].id, mentees: members[mentor],
                purpose: found.purposes[mentor].map { purposeNames[$0] })
        }
        return Answer(
            groups: groups, unmatched: unmatched,
            total: ExactDecimal.text(found.total, places: places),
            bound: ExactDecimal.text(found.bound, places: places),
            gap: ExactDecimal.text(found.gap, places: places))
    }
}

extension Assignment.Problem {
    /// Scores in units that have so many places more; pins stay.
    fileprivate func scaled(by places: Int) throws(Assignment.Refusal) -> Self {
        guard places > 0 else { return self }
        var factor: Int64 = 1
        for _ in 0..<places { factor *= 10 }
        var edges: [Assignment.Edge] = []
        for edge in self.edges {
            let (score, overflow) = edge.score.multipliedReportingOverflow(by: factor)
            guard !overflow else { throw .invalid("A score has too many digits.") }
            edges.append(.init(edge.mentee, edge.mentor, score))
        }
        let pins = pinned.indices.filter { pinned[$0] >= 0 }
        return try Self(
            mentees: menteeCount, capacities: capacities, edges: edges,
            pins: pins.map { .init($0, Int(pinned[$0])) })
    }
}
