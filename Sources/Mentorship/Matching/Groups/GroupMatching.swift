// Groups around one mentor each: no members or at least so many, and at most so many; what counts
// is each pair and what members have in common with their group's purpose. Exact as long as the
// budget lasts, else the best found with the gap to what nothing exceeds. Never splits a group.

package enum GroupMatching {
    package struct Problem: Sendable {
        /// Capacities are the greatest sizes; who is pinned has no other candidate.
        let pairs: Assignment.Problem
        /// The least size of each mentor's group, unless there is none.
        let least: [Int]
        /// What each mentee is after, by number.
        let purposes: [[Int]]
        /// What a member adds who is after the purpose that the group has.
        let cohesion: Int64
        /// The mentees with whom each one must not be in a group.
        let apart: [Set<Int>]

        package init(
            _ pairs: Assignment.Problem, least: [Int], purposes: [[Int]] = [], cohesion: Int64 = 0,
            apart: [(Int, Int)] = []
        ) throws(Assignment.Refusal) {
            guard least.count == pairs.mentorCount, least.allSatisfy({ $0 >= 0 }) else {
                throw .invalid("Not every mentor has a least size.")
            }
            guard purposes.isEmpty || purposes.count == pairs.menteeCount, cohesion >= 0 else {
                throw .invalid("Not every mentee has purposes.")
            }
            try Self.checkWidth(pairs, cohesion)
            self.pairs = try Self.holding(pairs)
            self.least = least
            self.purposes =
                purposes.isEmpty
                ? [[Int]](repeating: [], count: pairs.menteeCount) : purposes
            self.cohesion = cohesion
            self.apart = try Apart.sets(apart, count: pairs.menteeCount)
        }

        /// Sums of everything that all people could have must stay well within 64 bits.
        private static func checkWidth(
            _ pairs: Assignment.Problem, _ cohesion: Int64
        ) throws(Assignment.Refusal) {
            let greatest = (pairs.scores.max() ?? 0).addingReportingOverflow(cohesion)
            let all = greatest.partialValue.multipliedReportingOverflow(
                by: Int64(pairs.menteeCount + 2))
            guard !greatest.overflow, !all.overflow, all.partialValue < 1 << 56 else {
                throw .invalid("Scores are too great for groups.")
            }
        }

        /// Who is pinned has no other candidate.
        private static func holding(
            _ pairs: Assignment.Problem
        ) throws(Assignment.Refusal) -> Assignment.Problem {
            let pins = pairs.pinned.enumerated().filter { $1 >= 0 }
            guard !pins.isEmpty else { return pairs }
            let edges = pairs.edges.filter { edge in
                pairs.pinned[edge.mentee] < 0 || Int(pairs.pinned[edge.mentee]) == edge.mentor
            }
            return try Assignment.Problem(
                mentees: pairs.menteeCount, capacities: pairs.capacities, edges: edges,
                pins: pins.map { .init($0.offset, Int($0.element)) })
        }
    }

    package struct Answer: Sendable, Equatable {
        /// The mentor of each mentee, or −1.
        package let partners: [Int32]
        /// What holds each mentor's group together; nil without one.
        package let purposes: [Int?]
        package let total: Int128
        /// No grouping has more: equal to the total when the search came to its end.
        package let bound: Int128
        package var gap: Int128 { bound - total }
    }

    /// Branch and bound over which mentors have a group and what each is for. `budget`: parts
    /// looked at, at most. `ranks`: of mentees, greater for who has waited longer; of equally good
    /// ways to fill the groups that were found, those come first.
    package static func solve(
        _ problem: Problem, budget: Int = 2_000, ranks: [Int] = [],
        progress: Assignment.Progress = { _, _ in true }
    ) throws(Assignment.Refusal) -> Answer {
        var search = try GroupSearch(problem, budget: budget, ranks: ranks)
        var parts = PartProgress()
        let answer = try search.run { done, total in parts.note(done, total, progress) }
        guard let found = answer else {
            throw .infeasible(
                "No groups were found that are large enough and hold all pinned pairs.")
        }
        let (total, purposes) = try problem.measure(found.partners)
        guard total == found.value, found.bound >= total else {
            throw .unproven("The answer is not worth what is claimed.")
        }
        return Answer(
            partners: found.partners, purposes: purposes, total: total, bound: found.bound)
    }
}

extension GroupMatching.Problem {
    /// What these groups are worth; throws when one is not allowed.
    package func measure(
        _ partners: [Int32]
    ) throws(Assignment.Refusal) -> (total: Int128, purposes: [Int?]) {
        let made = try PairsMade(partners, of: pairs)
        var total = made.total
        var found = [Int?](repeating: nil, count: pairs.mentorCount)
        for (mentor, group) in groups(partners).enumerated() where !group.isEmpty {
            guard group.count >= least[mentor] else { throw .unproven("A group is too small.") }
            guard Apart.clash(in: group, apart) == nil else {
                throw .unproven("Two are in a group who must be kept apart.")
            }
            let common = common(group)
            found[mentor] = common?.purpose
            total += Int128(cohesion) * Int128(common?.count ?? 0)
        }
        return (total, found)
    }

    func groups(_ partners: [Int32]) -> [[Int]] {
        var groups = [[Int]](repeating: [], count: pairs.mentorCount)
        for (mentee, mentor) in partners.enumerated() where mentor >= 0 {
            groups[Int(mentor)].append(mentee)
        }
        return groups
    }

    /// What most members are after; of several the one with the least number.
    func common(_ group: [Int]) -> (purpose: Int, count: Int)? {
        var counts: [Int: Int] = [:]
        for mentee in group {
            for purpose in Set(purposes[mentee]) { counts[purpose, default: 0] += 1 }
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { ($0.key, $0.value) }
    }
}

/// Who must not meet in one group or circle.
enum Apart {
    static func sets(
        _ pairs: [(Int, Int)], count: Int
    ) throws(Assignment.Refusal) -> [Set<Int>] {
        var sets = [Set<Int>](repeating: [], count: count)
        for (one, other) in pairs {
            guard one != other, sets.indices.contains(one), sets.indices.contains(other) else {
                throw .invalid("Somebody is kept apart from nobody.")
            }
            sets[one].insert(other)
            sets[other].insert(one)
        }
        return sets
    }

    static func clash(in group: [Int], _ apart: [Set<Int>]) -> (Int, Int)? {
        for (index, one) in group.enumerated() where !apart[one].isEmpty {
            if let other = group[(index + 1)...].first(where: { apart[one].contains($0) }) {
                return (one, other)
            }
        }
        return nil
    }
}
