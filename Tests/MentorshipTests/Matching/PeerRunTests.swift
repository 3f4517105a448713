import Testing

@testable import Mentorship

@Suite struct PeerRunTests {
    private func inputs(_ seed: UInt64, people: Int) -> MatchRun.Inputs {
        var dice = Dice(seed: seed)
        let wanting = (0..<people).map { dice.candidate("p\($0)") }
        let giving = wanting.map { dice.candidate($0.id) }
        return .init(mentees: wanting, mentors: giving, shape: .peers)
    }

    /// By trying everything: the most pairs or the greatest total, whichever comes first.
    private func best(
        _ inputs: MatchRun.Inputs, _ objective: MatchRun.Objective
    ) -> (pairs: Int, total: Int) {
        let all = Compatibility(
            policy: inputs.policy, mentees: inputs.mentees, mentors: inputs.mentors)
        func score(_ one: Int, _ other: Int) -> Int? {
            guard all.forbidden(mentee: one, mentor: other).isEmpty,
                all.forbidden(mentee: other, mentor: one).isEmpty,
                let there = all.score(mentee: one, mentor: other),
                let back = all.score(mentee: other, mentor: one)
            else { return nil }
            return (there + back) / 2
        }
        var found = (0, 0)
        func visit(_ left: [Int], _ pairs: Int, _ total: Int) {
            let worth = objective == .quality ? (total, pairs) : (pairs, total)
            if worth > found { found = worth }
            guard let first = left.first else { return }
            let rest = Array(left.dropFirst())
            visit(rest, pairs, total)
            for other in rest {
                guard let score = score(first, other) else { continue }
                visit(rest.filter { $0 != other }, pairs + 1, total + score)
            }
        }
        visit(Array(inputs.mentees.indices), 0, 0)
        return objective == .quality ? (found.1, found.0) : found
    }

    @Test(arguments: [MatchRun.Objective.quality, .coverageThenQuality])
    func `no pairs of equals are better, as trying everything shows`(
        _ objective: MatchRun.Objective
    ) throws {
        for seed in 1...120 as ClosedRange<UInt64> {
            let inputs = inputs(seed, people: Int(seed % 8))
            let result = try MatchRun.solve(inputs, objective: objective, seed: seed)
            let best = best(inputs, objective)
            #expect(result.pairs.count == best.pairs, "seed \(seed)")
            #expect(result.summary.totalScore == best.total, "seed \(seed)")
            #expect(result.summary.matched == 2 * best.pairs)
            let named = result.pairs.flatMap { [$0.mentee, $0.mentor] }
            #expect(
                (named + result.unmatched.map(\.mentee)).sorted()
                    == inputs.mentees.map(\.id).sorted())
        }
    }

    @Test func `what both would get from each other is told of each pair`() throws {
        let ada = Candidate.with("ada", skills: [("go", nil)])
        let bo = Candidate.with("bo", skills: [("sql", nil)])
        let giving = [
            Candidate.with("ada", skills: [("sql", nil)]), .with("bo", skills: [("go", nil)]),
        ]
        let result = try MatchRun.solve(
            .init(mentees: [ada, bo], mentors: giving, shape: .peers), objective: .quality, seed: 1)
        let pair = try #require(result.pairs.first)
        #expect((pair.mentee, pair.mentor) == ("ada", "bo"))
        let back = try #require(pair.back)
        #expect(pair.score == (pair.explanation.score + back.score) / 2)
        let words = back.parts.compactMap { $0.plainWords(of: PairWords.equals.exchanged) }
        #expect(words.contains("the one can help with sql"))
    }

    @Test func `a lock is kept, and a veto holds in both directions`() throws {
        var inputs = inputs(5, people: 6)
        inputs.mentees = inputs.mentees.map { .with($0.id, interests: ["tea"]) }
        inputs.mentors = inputs.mentees
        inputs.locks = [.init(mentee: "p3", mentor: "p1")]
        inputs.vetoes.declined = ["p2", "p4", "p5"].map { .init(mentee: "p0", mentor: $0) }
        let result = try MatchRun.solve(inputs, objective: .coverageThenQuality, seed: 9)
        let kept = result.pairs.filter(\.isLocked)
        #expect(kept.map(\.mentee) == ["p1"] && kept.map(\.mentor) == ["p3"])
        // All who were left have declined them.
        let alone = try #require(result.unmatched.first { $0.mentee == "p0" })
        #expect(alone.reason.code == "all_candidates_full")
        inputs.locks = [.init(mentee: "p2", mentor: "p0")]
        #expect(throws: Assignment.Refusal.self) {
            try MatchRun.solve(inputs, objective: .quality, seed: 9)
        }
        inputs.locks = []
        #expect(throws: Assignment.Refusal.self) {
            try MatchRun.solve(inputs, objective: .fair, seed: 9)
        }
    }

    @Test func `a lock that is named twice, either way round, is one lock`() throws {
        let people = ["a", "b", "c"].map { Candidate.with($0, interests: ["own \($0)"]) }
        var inputs = MatchRun.Inputs(mentees: people, mentors: people, shape: .peers)
        inputs.locks = [("a", "b"), ("b", "a"), ("a", "b")].map {
            .init(mentee: $0, mentor: $1)
        }
        let result = try MatchRun.solve(inputs, objective: .quality, seed: 1)
        #expect(result.pairs.map(\.mentee) == ["a"] && result.pairs.map(\.mentor) == ["b"])
        #expect(result.pairs.map(\.isLocked) == [true])
        inputs.locks.append(.init(mentee: "c", mentor: "a"))
        #expect(throws: Assignment.Refusal.infeasible("A peer is pinned twice.")) {
            try MatchRun.solve(inputs, objective: .quality, seed: 1)
        }
    }

    @Test func `more candidates than can be held are refused while they are read`() throws {
        let people = (0..<9).map { Candidate.with("p\($0)", interests: ["tea"]) }
        let inputs = MatchRun.Inputs(mentees: people, mentors: people, shape: .peers)
        #expect(PeerRun.pairsMost > 2_000 * 1_999)
        func made(_ most: Int) throws -> Int? {
            do {
                return try PeerRun(inputs, .quality, seed: 1, most: most) { _ in true }
                    .result { _ in true }.pairs.count
            } catch Assignment.Refusal.tooLarge {
                return nil
            }
        }
        #expect(try made(72) == 4)
        #expect(try made(71) == nil)
    }

    @Test func `the order in which people come does not change the pairs`() throws {
        for seed in 1...10 as ClosedRange<UInt64> {
            let inputs = inputs(seed, people: 15)
            var turned = inputs
            turned.mentees.reverse()
            let one = try MatchRun.solve(inputs, objective: .quality, seed: 4)
            #expect(one == (try MatchRun.solve(turned, objective: .quality, seed: 4)))
        }
    }
}
