import Testing

@testable import Mentorship

@Suite struct PairInRunTests {
    private let go = [("go", 4 as Int?)]

    private func inputs() -> MatchRun.Inputs {
        MatchRun.Inputs(
            mentees: [
                .with("e1", skills: go), .with("e2", skills: [("go", 2)]),
                .with("e3", skills: go, languages: ["fr"]),
            ],
            mentors: [
                .with("o1", skills: [("go", 4)]), .with("o2", skills: [("go", 1)]),
                .with("o3", skills: go, languages: ["de"], capacity: 0),
            ])
    }

    @Test func `the two are told from who has the place, and by how much`() throws {
        let inputs = inputs()
        let run = try MatchRun.settle(inputs, objective: .quality, seed: 1)
        #expect(run.total == 800_000 + 400_000)
        let pair = try #require(try run.pair(mentee: "e2", mentor: "o1", inputs: inputs))
        #expect(!pair.isChosen)
        #expect(pair.forbidden.isEmpty)
        #expect(pair.explanation.score == 800_000)
        #expect(pair.holders.map(\.score) == [800_000])
        #expect(pair.givenMentor == "o2")
        #expect(pair.given?.score == 400_000)
        guard case .possible(let difference, let changes) = pair.forced else {
            Issue.record("\(pair.forced)")
            return
        }
        #expect(difference.score == -200_000)
        #expect(difference.pairs == 0)
        #expect(changes.contains(.init(mentee: "e2", before: "o2", after: "o1")))
    }

    @Test func `a chosen pair would change nothing, and a ruled out one cannot be forced`() throws {
        let inputs = inputs()
        let run = try MatchRun.settle(inputs, objective: .quality, seed: 1)
        let chosen = try #require(run.named.first)
        let kept = try #require(
            try run.pair(mentee: chosen.mentee, mentor: chosen.mentor, inputs: inputs))
        #expect(kept.isChosen)
        #expect(kept.forced == .possible(difference: .nothing, changes: []))
        let barred = try #require(try run.pair(mentee: "e3", mentor: "o3", inputs: inputs))
        #expect(barred.forbidden == [.noCommonLanguage])
        #expect(barred.forced == .impossible("The mentor speaks none of their languages."))
        let full = try #require(try run.pair(mentee: "e1", mentor: "o3", inputs: inputs))
        guard case .impossible = full.forced else {
            Issue.record("\(full.forced)")
            return
        }
        #expect(try run.pair(mentee: "e1", mentor: "nobody", inputs: inputs) == nil)
    }

    @Test func `forcing a pair costs what the run with that lock has less`() throws {
        for seed in 1...30 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            let inputs = dice.programme(mentees: 8, mentors: 5)
            let run = try MatchRun.settle(inputs, objective: .coverageThenQuality, seed: seed)
            for mentee in inputs.mentees {
                let mentor = inputs.mentors[dice.below(5)]
                let pair = try #require(
                    try run.pair(mentee: mentee.id, mentor: mentor.id, inputs: inputs))
                guard case .possible(let difference, let changes) = pair.forced else { continue }
                var locked = inputs
                locked.locks = [.init(mentee: mentee.id, mentor: mentor.id)]
                let other = try MatchRun.solve(locked, objective: .coverageThenQuality, seed: seed)
                #expect(difference.pairs == other.pairs.count - run.pairs)
                #expect(difference.score == other.summary.totalScore - run.total)
                #expect(changes.isEmpty == pair.isChosen)
            }
        }
    }
}
