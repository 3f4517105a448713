// Further mentors for groups that are made: of those who have no group, each goes to one at most.
// Exact once the groups stand: the most places filled, then the greatest total. Changes no group,
// and asks nobody.

struct CoMentors {
    private let compatibility: Compatibility
    /// By mentor.
    private let members: [[Int]]
    private let apart: [Set<Int>]

    /// `apart`: mentors who must not be in one group.
    init(
        _ compatibility: Compatibility, members: [[Int]], apart: [(Int, Int)]
    ) throws(Assignment.Refusal) {
        self.compatibility = compatibility
        self.members = members
        self.apart = try Apart.sets(apart, count: compatibility.mentors.count)
    }

    /// By mentor: who else guides the group, the best first; none where it stood before, since
    /// nothing is known here of who is in it already. `each`: mentors of a group at most, its own
    /// included.
    func found(
        _ each: Int, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) -> [[Int]] {
        var found = [[Int]](repeating: [], count: members.count)
        guard each > 1 else { return found }
        let free = members.indices.filter {
            members[$0].isEmpty && compatibility.mentors[$0].standing == 0
        }
        let places = members.indices.map { mentor in
            members[mentor].isEmpty || compatibility.mentors[mentor].standing > 0 ? 0 : each - 1
        }
        var edges: [Assignment.Edge] = []
        for (number, other) in free.enumerated() {
            guard progress(number, free.count) else { throw .cancelled }
            for mentor in members.indices where places[mentor] > 0 {
                if let worth = worth(of: other, toGroupOf: mentor) {
                    edges.append(.init(number, mentor, worth))
                }
            }
        }
        let answer = try Assignment.solve(
            .init(mentees: free.count, capacities: places, edges: edges), .maxCardinality,
            progress: progress)
        for (number, mentor) in answer.partners.enumerated() where mentor >= 0 {
            found[Int(mentor)].append(free[number])
        }
        for mentor in found.indices { found[mentor] = ordered(found[mentor], mentor) }
        return found
    }

    /// The scores with all members together; nil where a rule forbids one of them, two mentors must
    /// be kept apart, or there are too few places.
    private func worth(of other: Int, toGroupOf mentor: Int) -> Int64? {
        guard compatibility.mentors[other].capacity >= members[mentor].count,
            !apart[other].contains(mentor)
        else { return nil }
        var sum: Int64 = 0
        for mentee in members[mentor] {
            guard compatibility.forbidden(mentee: mentee, mentor: other).isEmpty,
                let score = compatibility.score(mentee: mentee, mentor: other)
            else { return nil }
            sum += Int64(score)
        }
        return sum
    }

    /// Of two who must be kept apart the one who is worth less is left out.
    private func ordered(_ others: [Int], _ mentor: Int) -> [Int] {
        var kept: [Int] = []
        let byWorth = others.sorted { one, other in
            (worth(of: other, toGroupOf: mentor) ?? 0, one)
                < (worth(of: one, toGroupOf: mentor) ?? 0, other)
        }
        for other in byWorth where apart[other].isDisjoint(with: kept) { kept.append(other) }
        return kept
    }
}
