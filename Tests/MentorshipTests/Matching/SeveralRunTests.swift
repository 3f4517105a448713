import Testing

@testable import Mentorship

@Suite struct SeveralRunTests {
    private func inputs(_ seed: UInt64) -> MatchRun.Inputs {
        var dice = Dice(seed: seed)
        let mentees = (0..<4).map { dice.candidate("e\($0)", capacity: 1 + dice.below(3)) }
        let mentors = (0..<4).map { dice.candidate("o\($0)", skills: 6, capacity: dice.below(4)) }
        return .init(mentees: mentees, mentors: mentors)
    }

    /// Every mentor has places for some of the mentees; each choice of sets is tried. The first is
    /// how many pairs there are for quality, and how many people have somebody for coverage.
    private func best(
        _ inputs: MatchRun.Inputs, _ objective: MatchRun.Objective
    ) -> (count: Int, total: Int) {
        let all = Compatibility(
            policy: inputs.policy, mentees: inputs.mentees, mentors: inputs.mentors)
        var left = inputs.mentees.map(\.capacity)
        var found = (0, 0)
        func visit(_ mentor: Int, _ mentee: Int, _ places: Int, _ pairs: Int, _ total: Int) {
            guard mentor < inputs.mentors.count else {
                let served = left.indices.count { left[$0] < inputs.mentees[$0].capacity }
                let worth = objective == .quality ? (total, pairs) : (served, total)
                if worth > found { found = worth }
                return
            }
            guard mentee < left.count else {
                let next = mentor + 1
                visit(
                    next, 0, next < inputs.mentors.count ? inputs.mentors[next].capacity : 0, pairs,
                    total)
                return
            }
            visit(mentor, mentee + 1, places, pairs, total)
            guard places > 0, left[mentee] > 0,
                all.forbidden(mentee: mentee, mentor: mentor).isEmpty,
                let score = all.score(mentee: mentee, mentor: mentor)
            else { return }
            left[mentee] -= 1
            visit(mentor, mentee + 1, places - 1, pairs + 1, total + score)
            left[mentee] += 1
        }
        visit(0, 0, inputs.mentors[0].capacity, 0, 0)
        return objective == .quality ? (found.1, found.0) : found
    }

    @Test(arguments: [MatchRun.Objective.quality, .coverageThenQuality])
    func `no choice of several mentors is better, as trying everything shows`(
        _ objective: MatchRun.Objective
    ) throws {
        for seed in 1...60 as ClosedRange<UInt64> {
            let inputs = inputs(seed)
            let result = try MatchRun.solve(inputs, objective: objective, seed: seed)
            let best = best(inputs, objective)
            let count =
                objective == .quality ? result.summary.placesUsed : result.summary.matched
            #expect(count == best.count, "seed \(seed)")
            #expect(result.summary.totalScore == best.total, "seed \(seed)")
            #expect(Set(result.pairs.map { [$0.mentee, $0.mentor] }).count == result.pairs.count)
            let served = Set(result.pairs.map(\.mentee))
            #expect(result.summary.matched == served.count)
            #expect(served.isDisjoint(with: result.unmatched.map(\.mentee)))
            #expect(isTold(result, of: inputs), "seed \(seed)")
        }
    }

    /// Whether exactly those who got fewer than they want are named, with how many.
    private func isTold(_ result: MatchResult, of inputs: MatchRun.Inputs) -> Bool {
        let short = inputs.mentees.filter { mentee in
            result.pairs.count { $0.mentee == mentee.id } < mentee.capacity
        }
        let told = result.unmatched + result.withFewer
        return Set(told.map(\.mentee)) == Set(short.map(\.id))
            && told.allSatisfy { one in
                let wanted = inputs.mentees.first { $0.id == one.mentee }?.capacity
                return one.wanted == wanted && !one.words(amongEquals: false).isEmpty
                    && one.found == result.pairs.count { $0.mentee == one.mentee }
            } && result.summary.withFewer == result.withFewer.count
            && result.withFewer.allSatisfy { $0.found > 0 }
    }

    @Test func `who has fewer than they want is told why, by every objective`() throws {
        let tea = ["tea"]
        let mentees = [
            Candidate.with("a", interests: tea, capacity: 3),
            .with("b", interests: tea, capacity: 1),
        ]
        func told(
            _ mentors: [Candidate], _ objective: MatchRun.Objective,
            locks: [NamedPair] = []
        ) throws -> [String] {
            try MatchRun.solve(
                .init(mentees: mentees, mentors: mentors, locks: locks), objective: objective,
                seed: 1
            ).withFewer.map { "\($0.mentee) \($0.reason.code): \($0.words(amongEquals: false))" }
        }
        let x = Candidate.with("x", interests: tea, capacity: 2)
        let y = Candidate.with("y", interests: tea)
        #expect(
            try told([x, y], .quality) == [
                "a no_mentors: 2 of 3 mentors found. Nobody else mentors in this run."
            ])
        let z = Candidate.with("z", interests: ["chess"], capacity: 2)
        #expect(
            try told([x, z], .coverageThenQuality) == [
                "a no_candidate: 1 of 3 mentors found. None of 1 other mentors is possible; for 1 "
                    + "of them the reason is that the mentor shares no skill, interest or value with "
                    + "them."
            ])
        // The lock is to somebody who shares nothing: that mentor is not counted as ruled out.
        let locked = try told([y, z], .quality, locks: [.init(mentee: "a", mentor: "z")])
        #expect(locked.first?.hasPrefix("a outscored: 1 of 3 mentors found. All other") ?? true)
        for objective in [MatchRun.Objective.fair, .stable] {
            let fair = try told([x, y], objective)
            #expect(fair.count == 1 && fair[0].hasPrefix("a no_candidate: 1 of 3"), "\(fair)")
            #expect(fair[0].contains("gives one mentor each"))
        }
    }

    @Test func `more pairs than can be held at once are refused before any is looked at`() throws {
        let count = 3_163
        let mentees = (0..<count).map { Candidate.with("e\($0)", interests: ["tea"], capacity: 2) }
        let mentors = (0..<count).map { Candidate.with("o\($0)", interests: ["tea"]) }
        #expect(count * count > SeveralRun.pairsMost)
        #expect(throws: Assignment.Refusal.self) {
            try MatchRun.solve(
                .init(mentees: mentees, mentors: mentors), objective: .quality, seed: 1)
        }
    }

    @Test func `a lock that is named twice takes one place, whatever somebody wants`() throws {
        let lock = NamedPair(mentee: "a", mentor: "x")
        for wanted in [1, 2] {
            let result = try MatchRun.solve(
                .init(
                    mentees: [.with("a", interests: ["tea"], capacity: wanted)],
                    mentors: [.with("x", interests: ["go"], capacity: 3)], locks: [lock, lock]),
                objective: .quality, seed: 1)
            #expect(result.pairs.map(\.mentor) == ["x"] && result.pairs.map(\.isLocked) == [true])
        }
    }

    @Test func `locks take their places first, and a mentee may have two`() throws {
        let mentors = ["x", "y", "z"].map { Candidate.with($0, interests: ["tea"]) }
        let mentees = [
            Candidate.with("a", interests: ["tea"], capacity: 3),
            .with("b", interests: ["tea"], capacity: 1),
        ]
        let locks = ["x", "y"].map { NamedPair(mentee: "a", mentor: $0) }
        let result = try MatchRun.solve(
            .init(mentees: mentees, mentors: mentors, locks: locks),
            objective: .coverageThenQuality, seed: 1)
        #expect(result.pairs.filter(\.isLocked).map(\.mentor) == ["x", "y"])
        #expect(result.pairs.count == 3)
        for (who, wanted) in [("b", 1), ("a", 1)] {
            let few = mentees.map { Candidate.with($0.id, interests: ["tea"], capacity: wanted) }
            let two = [NamedPair(mentee: who, mentor: "x"), .init(mentee: who, mentor: "y")]
            #expect(throws: Assignment.Refusal.self) {
                try MatchRun.solve(
                    .init(mentees: few, mentors: mentors, locks: two), objective: .quality, seed: 1)
            }
        }
        let fair = try MatchRun.solve(
            .init(mentees: mentees, mentors: mentors), objective: .fair, seed: 1)
        #expect(fair.pairs.count == 2)
    }
}
