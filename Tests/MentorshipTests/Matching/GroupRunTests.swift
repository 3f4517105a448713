import Testing

@testable import Mentorship

@Suite struct GroupRunTests {
    private func inputs(_ seed: UInt64) -> MatchRun.Inputs {
        var dice = Dice(seed: seed)
        let least = 1 + dice.below(3)
        let sizes = least...(least + dice.below(3))
        let mentees = (0..<dice.below(7)).map { dice.candidate("e\($0)") }
        let mentors = (0..<dice.below(4)).map { number in
            var mentor = dice.candidate(
                "o\(number)", skills: 6, capacity: 1 + dice.below(sizes.upperBound))
            mentor.standing = dice.below(3)
            return mentor
        }
        var inputs = MatchRun.Inputs(
            mentees: mentees, mentors: mentors, shape: .groups, sizes: sizes)
        if mentees.count > 1, dice.below(2) == 0 {
            inputs.vetoes.doNotMatch = [NamedPair(mentee: "e1", mentor: "e0")]
        }
        inputs.policy.cohesion = .init(
            worth: [0, 100_000, 350_000][dice.below(3)],
            purpose: [nil, .needs, .interests, .goals][dice.below(4)])
        return inputs
    }

    @Test func `nobody is named to guide a group whose mentor is their manager`() throws {
        var inputs = MatchRun.Inputs(
            mentees: [.with("e", interests: ["tea"]), .with("f", interests: ["tea"])],
            mentors: ["x", "y"].map { .with($0, interests: ["tea"], capacity: 4) },
            shape: .groups, sizes: 2...4)
        inputs.policy.groupMentors = 2
        func others() throws -> [[String]] {
            try MatchRun.solve(inputs, objective: .quality, seed: 1).groups.map(\.coMentors)
        }
        #expect(try others().map(\.count) == [1])
        inputs.mentors[0].lines = ["y"]
        #expect(try others() == [[]])
        inputs.policy.reportingLine = .allowed
        #expect(try others().map(\.count) == [1])
    }

    @Test func `more candidate pairs than are looked among are refused while they are read`()
        throws
    {
        let inputs = MatchRun.Inputs(
            mentees: (0..<4).map { .with("e\($0)", interests: ["tea"]) },
            mentors: (0..<3).map { .with("o\($0)", interests: ["tea"], capacity: 4) },
            shape: .groups, sizes: 2...4)
        func made(_ most: Int) throws -> Int? {
            do {
                return try GroupRun(inputs, .quality, seed: 1, most: most) { _ in true }
                    .result(100) { _ in true }.pairs.count
            } catch Assignment.Refusal.tooLarge {
                return nil
            }
        }
        #expect(try made(12) == 4)
        #expect(try made(11) == nil)
    }

    private func purposes(_ mentee: Candidate, _ policy: MatchingPolicy) -> [String] {
        switch policy.cohesion.purpose {
        case .interests: mentee.interests.map(\.key)
        case .goals: mentee.goals.map(\.key)
        default: mentee.skills.map(\.term.key)
        }
    }

    /// By trying everything: people served and what groups are worth, whichever comes first.
    private func best(
        _ inputs: MatchRun.Inputs, _ objective: MatchRun.Objective
    ) -> (served: Int, worth: Int) {
        let all = Compatibility(
            policy: inputs.policy, mentees: inputs.mentees, mentors: inputs.mentors,
            vetoes: inputs.vetoes)
        var groups = [[Int]](repeating: [], count: inputs.mentors.count)
        var found = (0, 0)
        func worth(_ group: [Int]) -> Int {
            let wanted = group.map { Set(purposes(inputs.mentees[$0], inputs.policy)) }
            let most = Set(wanted.joined()).map { term in wanted.count { $0.contains(term) } }
            return inputs.policy.cohesion.worth * (most.max() ?? 0)
        }
        func meet(_ one: Int, _ other: Int) -> Bool {
            let (one, other) = (inputs.mentees[one], inputs.mentees[other])
            return !inputs.vetoes.doNotMatch.contains {
                Set([$0.mentee, $0.mentor]) == [one.id, other.id]
            } && Set(one.conflictKeys).isDisjoint(with: other.conflictKeys)
        }
        func visit(_ mentee: Int, _ served: Int, _ total: Int) {
            guard mentee < inputs.mentees.count else {
                for (mentor, group) in groups.enumerated() where !group.isEmpty {
                    let standing = inputs.mentors[mentor].standing
                    guard group.count + standing >= inputs.sizes?.lowerBound ?? 0 else { return }
                }
                let whole = total + groups.map(worth).reduce(0, +)
                let value = objective == .quality ? (whole, served) : (served, whole)
                if value > found { found = value }
                return
            }
            visit(mentee + 1, served, total)
            for mentor in groups.indices
            where groups[mentor].count < inputs.mentors[mentor].capacity
                && groups[mentor].allSatisfy({ meet($0, mentee) })
                && all.forbidden(mentee: mentee, mentor: mentor).isEmpty
            {
                groups[mentor].append(mentee)
                let score = all.score(mentee: mentee, mentor: mentor) ?? 0
                visit(mentee + 1, served + 1, total + score)
                groups[mentor].removeLast()
            }
        }
        visit(0, 0, 0)
        return objective == .quality ? (found.1, found.0) : found
    }

    @Test(arguments: [MatchRun.Objective.quality, .coverageThenQuality])
    func `no groups are better, as trying everything shows`(
        _ objective: MatchRun.Objective
    ) throws {
        var grouped = 0
        for seed in 1...300 as ClosedRange<UInt64> {
            let inputs = inputs(seed)
            let result = try MatchRun.solve(inputs, objective: objective, seed: seed)
            let best = best(inputs, objective)
            let worth = result.groups.reduce(0) {
                $0 + $1.score + inputs.policy.cohesion.worth * $1.sharing
            }
            #expect(worth == best.worth, "seed \(seed)")
            if objective == .coverageThenQuality {
                #expect(result.summary.matched == best.served, "seed \(seed)")
            }
            guard case .bounded(.groups, let value, let bound) = result.proof else {
                Issue.record("seed \(seed)")
                continue
            }
            #expect(value == bound, "seed \(seed)")
            let members = result.groups.flatMap(\.members)
            #expect(members.sorted() == result.pairs.map(\.mentee).sorted())
            #expect(
                (members + result.unmatched.map(\.mentee)).sorted()
                    == inputs.mentees.map(\.id).sorted())
            grouped += result.groups.count
        }
        #expect(grouped > 150)
    }

    @Test func `no choice of co-mentors fills more places, or the same for more`() throws {
        var named = 0
        for seed in 1...400 as ClosedRange<UInt64> {
            var inputs = inputs(seed)
            inputs.policy.groupMentors = 2
            var dice = Dice(seed: seed)
            inputs.mentors += (0..<3).map { dice.candidate("x\($0)", skills: 8, capacity: 4) }
            for index in inputs.mentors.indices { inputs.mentors[index].standing = 0 }
            let result = try MatchRun.solve(inputs, objective: .quality, seed: seed)
            let found = result.groups.flatMap { group in
                group.coMentors.map { Self.worth($0, of: group, inputs) }
            }
            #expect(found.allSatisfy { $0 != nil }, "seed \(seed)")
            let others = result.groups.flatMap(\.coMentors)
            let own = result.groups.compactMap(\.mentor)
            #expect(Set(others + own).count == others.count + own.count, "seed \(seed)")
            let best = Self.best(result.groups[...], without: Set(own), inputs)
            #expect(best == [found.count, found.compactMap(\.self).reduce(0, +)], "seed \(seed)")
            named += found.count
        }
        #expect(named > 30)
    }

    /// Nil when the mentor cannot guide this group too.
    private static func worth(
        _ mentor: String, of group: MatchResult.Group, _ inputs: MatchRun.Inputs
    ) -> Int? {
        let all = Compatibility(
            policy: inputs.policy, mentees: inputs.mentees, mentors: inputs.mentors,
            vetoes: inputs.vetoes)
        guard group.standing == 0,
            let other = inputs.mentors.firstIndex(where: { $0.id == mentor }),
            let own = inputs.mentors.first(where: { $0.id == group.mentor }),
            inputs.mentors[other].standing == 0,
            inputs.mentors[other].capacity >= group.members.count,
            Set(own.conflictKeys).isDisjoint(with: inputs.mentors[other].conflictKeys)
        else { return nil }
        var sum = 0
        for member in group.members {
            guard let mentee = inputs.mentees.firstIndex(where: { $0.id == member }),
                all.forbidden(mentee: mentee, mentor: other).isEmpty,
                let score = all.score(mentee: mentee, mentor: other)
            else { return nil }
            sum += score
        }
        return sum
    }

    /// By trying everything: places filled, then the total.
    private static func best(
        _ groups: ArraySlice<MatchResult.Group>, without taken: Set<String>,
        _ inputs: MatchRun.Inputs
    ) -> [Int] {
        guard let group = groups.first else { return [0, 0] }
        var most = best(groups.dropFirst(), without: taken, inputs)
        for mentor in inputs.mentors where !taken.contains(mentor.id) {
            guard let worth = worth(mentor.id, of: group, inputs) else { continue }
            let rest = best(groups.dropFirst(), without: taken.union([mentor.id]), inputs)
            let all = [rest[0] + 1, rest[1] + worth]
            if most.lexicographicallyPrecedes(all) { most = all }
        }
        return most
    }

    @Test func `a mentor whose group would be too small is named as the reason`() throws {
        let mentees = [
            Candidate.with("e0", skills: [("go", nil)]), .with("e1", skills: [("go", nil)]),
        ]
        let mentors = [Candidate.with("o", skills: [("go", nil)], capacity: 5)]
        let inputs = MatchRun.Inputs(
            mentees: mentees, mentors: mentors, shape: .groups, sizes: 3...5)
        let result = try MatchRun.solve(inputs, objective: .quality, seed: 1)
        #expect(result.pairs.isEmpty && result.groups.isEmpty)
        #expect(result.summary.unmatchedByReason == ["group_too_small": 2])
        #expect(result.unmatched[0].reason.words.contains("too few members"))
        var standing = inputs
        standing.mentors[0].standing = 1
        let joined = try MatchRun.solve(standing, objective: .quality, seed: 1)
        #expect(joined.groups.map(\.members) == [["e0", "e1"]])
        #expect(joined.groups[0].purpose == "go" && joined.groups[0].sharing == 2)
    }

    @Test func `a lock holds a place in its group, and groups follow from it`() throws {
        var dice = Dice(seed: 5)
        var inputs = MatchRun.Inputs(
            mentees: (0..<6).map { dice.candidate("e\($0)") }, mentors: [], shape: .groups,
            sizes: 3...4)
        inputs.mentees = inputs.mentees.map { mentee in
            .with(mentee.id, skills: [("go", nil)])
        }
        inputs.mentors = [
            .with("o0", skills: [("go", nil)], capacity: 4),
            .with("o1", skills: [("go", nil)], capacity: 4),
        ]
        inputs.locks = [NamedPair(mentee: "e3", mentor: "o1")]
        let result = try MatchRun.solve(inputs, objective: .coverageThenQuality, seed: 9)
        #expect(result.summary.matched == 6)
        let held = try #require(result.pairs.first { $0.mentee == "e3" })
        #expect(held.mentor == "o1" && held.isLocked)
    }

    @Test func `the same groups come of the same inputs in any order`() throws {
        for seed in 1...40 as ClosedRange<UInt64> {
            let inputs = inputs(seed)
            var turned = inputs
            turned.mentees.reverse()
            turned.mentors.reverse()
            #expect(
                try MatchRun.solve(inputs, objective: .quality, seed: seed)
                    == MatchRun.solve(turned, objective: .quality, seed: seed))
        }
    }

    @Test func `more pairs than can be searched are refused by name`() throws {
        let mentees = (0..<600).map { Candidate.with("e\($0)", skills: [("go", nil)]) }
        let mentors = (0..<400).map {
            Candidate.with("o\($0)", skills: [("go", nil)], capacity: 3)
        }
        #expect(throws: Assignment.Refusal.self) {
            try MatchRun.solve(
                .init(mentees: mentees, mentors: mentors, shape: .groups, sizes: 3...8),
                objective: .quality, seed: 1)
        }
    }
}
