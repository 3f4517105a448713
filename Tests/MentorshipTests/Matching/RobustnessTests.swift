import Testing

@testable import Mentorship

@Suite struct RobustnessTests {
    private func measured(
        _ inputs: MatchRun.Inputs, _ shaking: Robustness.Shaking
    ) throws -> Robustness {
        let run = try MatchRun.settle(inputs, objective: .quality, seed: 1)
        return try Robustness.measure(
            run.named, in: inputs, objective: .quality, seed: 1, shaking)
    }

    @Test func `the same seed shakes the same way, and nothing shaken keeps every pair`() throws {
        var dice = Dice(seed: 9)
        let inputs = dice.programme(mentees: 25, mentors: 10)
        let one = try measured(inputs, .init(trials: 20, seed: 7))
        #expect(try measured(inputs, .init(trials: 20, seed: 7)) == one)
        let still = try measured(inputs, .init(spread: 0, trials: 3, seed: 7))
        #expect(still.share == million)
        #expect(still.kept.allSatisfy { $0.trials == 3 })
        let wild = try measured(inputs, .init(spread: 900, trials: 20, seed: 7))
        #expect(wild.share < one.share)
    }

    @Test func `a share is the pairs that each trial's own run keeps`() throws {
        var dice = Dice(seed: 4)
        let inputs = dice.programme(mentees: 20, mentors: 8)
        let shaking = Robustness.Shaking(spread: 300, trials: 10, seed: 3)
        let found = try measured(inputs, shaking)
        var counts: [NamedPair: Int] = [:]
        for trial in 0..<10 {
            var shaken = inputs
            shaken.policy = inputs.policy.shaken(shaking, trial: trial)
            for pair in try MatchRun.solve(shaken, objective: .quality, seed: 1).pairs {
                counts[.init(mentee: pair.mentee, mentor: pair.mentor), default: 0] += 1
            }
        }
        for kept in found.kept { #expect(kept.trials == counts[kept.pair] ?? 0) }
    }

    @Test func `weights move within the spread, and keep their proportions when it is nothing`() {
        let policy = MatchingPolicy.standard
        let still = policy.shaken(.init(spread: 0, trials: 1, seed: 1), trial: 0)
        #expect(still.weightings.map(\.weight) == [1000, 375, 375, 500, 250])
        var seen: Set<[Int]> = []
        for trial in 0..<200 {
            let shaken = policy.shaken(.init(trials: 200, seed: 1), trial: trial)
            #expect(shaken.problems().isEmpty)
            seen.insert(shaken.weightings.map(\.weight))
            for (weighting, plain) in zip(shaken.weightings, policy.weightings) {
                let middle = plain.weight * 909 / 400
                #expect(abs(weighting.weight - middle) <= middle / 10 + 1)
                #expect(weighting.missing == plain.missing)
            }
        }
        #expect(seen.count == 200)
    }

    @Test func `it stops when told to`() throws {
        var dice = Dice(seed: 4)
        let inputs = dice.programme(mentees: 10, mentors: 8)
        #expect(throws: Assignment.Refusal.cancelled) {
            try Robustness.measure(
                [], in: inputs, objective: .quality, seed: 1, .init(seed: 1),
                progress: { $0 < 5 })
        }
    }
}
