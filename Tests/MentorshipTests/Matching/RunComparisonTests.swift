import Testing

@testable import Mentorship

@Suite struct RunComparisonTests {
    private func side(_ inputs: MatchRun.Inputs) throws -> RunComparison.Side {
        let run = try MatchRun.settle(inputs, objective: .quality, seed: 1)
        return RunComparison.Side(inputs, pairs: run.named)
    }

    @Test func `a run beside itself keeps every pair and moves nobody`() throws {
        var dice = Dice(seed: 2)
        let one = try side(dice.programme(mentees: 20, mentors: 8))
        let comparison = RunComparison(one, one)
        #expect(comparison.rows.count == 20)
        #expect(comparison.outcomes.keys.allSatisfy { $0 == .kept || $0 == .without })
        #expect(comparison.byFirst == comparison.bySecond)
        #expect(comparison.byFirst.better == 0 && comparison.byFirst.worse == 0)
        #expect(comparison.byFirst.same == 20)
    }

    @Test func `each policy's own run does best by that policy`() throws {
        for seed in 1...30 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            let first = dice.programme(mentees: 15, mentors: 8)
            var second = first
            second.policy.weightings = [
                .init(.interests, weight: 700, missing: .penalise),
                .init(.values, weight: 300, missing: .penalise),
            ]
            let comparison = RunComparison(try side(first), try side(second))
            #expect(comparison.byFirst.totalBefore >= comparison.byFirst.totalAfter)
            #expect(comparison.bySecond.totalAfter >= comparison.bySecond.totalBefore)
            #expect(comparison.outcomes.values.reduce(0, +) == 15)
        }
    }

    @Test func `who gains, who loses and who came is said by name`() throws {
        let go = [("go", 4 as Int?)]
        let before = MatchRun.Inputs(
            mentees: [.with("e1", skills: go), .with("e2", skills: go), .with("e3", skills: go)],
            mentors: [.with("o1", skills: go), .with("o2", skills: [("go", 2)])])
        var after = before
        after.mentees = [.with("e1", skills: go), .with("e2", skills: go), .with("e4", skills: go)]
        let comparison = RunComparison(
            .init(
                before,
                pairs: [
                    .init(mentee: "e1", mentor: "o1"), .init(mentee: "e3", mentor: "o2"),
                ]),
            .init(
                after,
                pairs: [
                    .init(mentee: "e1", mentor: "o2"), .init(mentee: "e2", mentor: "o1"),
                ]))
        #expect(comparison.rows.map(\.outcome) == [.changed, .gained, .lost, .without])
        #expect(comparison.rows.map(\.byFirst) == [-400_000, 800_000, nil, nil])
        #expect(comparison.rows[2].afterBySecond == nil)
        #expect(comparison.onlyInFirst == 1)
        #expect(comparison.onlyInSecond == 1)
        #expect(comparison.byFirst.better == 1)
        #expect(comparison.byFirst.worse == 1)
    }

    @Test func `of several mentors all count, and of equals what each gets`() throws {
        let go = [("go", 4 as Int?)]
        let inputs = MatchRun.Inputs(
            mentees: [.with("e", skills: go, capacity: 2)],
            mentors: [.with("o1", skills: go), .with("o2", skills: [("go", 2)])])
        let both = RunComparison.Side(
            inputs, pairs: ["o2", "o1"].map { .init(mentee: "e", mentor: $0) })
        let one = RunComparison.Side(inputs, pairs: [.init(mentee: "e", mentor: "o2")])
        let row = try #require(RunComparison(both, one).rows.first)
        #expect(row.before == ["o1", "o2"] && row.after == ["o2"])
        #expect(row.outcome == .changed && row.byFirst == -800_000)
        #expect(both.outcomes { _ in [] }.map(\.score) == [600_000])
        #expect(both.outcomes { _ in [] }.map(\.rank) == [1])
        #expect(RunComparison(both, both).rows.map(\.outcome) == [.kept])

        let people = ["a", "b", "c"].map { Candidate.with($0, skills: go) }
        let giving = [
            Candidate.with("a", skills: [("go", 2)]), .with("b", skills: go),
            .with("c", skills: go),
        ]
        var equals = MatchRun.Inputs(mentees: people, mentors: giving, shape: .peers)
        equals.vetoes.declined = [.init(mentee: "c", mentor: "b")]
        let pair = RunComparison.Side(equals, pairs: [.init(mentee: "a", mentor: "b")])
        // A gets all from B, B half from A; C and B have declined each other, so nobody is better.
        #expect(pair.outcomes { _ in [] }.map(\.score) == [800_000, 400_000, nil])
        #expect(pair.outcomes { _ in [] }.map(\.rank) == [1, 1, nil])
    }
}
