import Testing

@testable import Mentorship

@Suite struct RobustnessTests {
    private func measured(
        _ inputs: MatchRun.Inputs, _ shaking: Robustness.Shaking
    ) throws -> Robustness {
        let run = try MatchRun.settle(inputs, objective: .quality, seed: 1)
        return try Robustness.measure(
            .init(pairs: run.named), in: inputs, objective: .quality, seed: 1, shaking)
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
                .init(pairs: []), in: inputs, objective: .quality, seed: 1, .init(seed: 1),
                progress: { $0 < 5 })
        }
    }

    // MARK: Other shapes

    private func drawn(_ shape: MatchRun.Shape, _ seed: UInt64) -> MatchRun.Inputs {
        var dice = Dice(seed: seed)
        let count = (shape == .circles ? 5 : 8) + dice.below(4)
        let wanting = (0..<count).map {
            dice.candidate("p\($0)", capacity: shape == .pairs ? 1 + dice.below(3) : 1)
        }
        switch shape {
        case .peers, .circles:
            let giving = wanting.map { dice.candidate($0.id, skills: 6) }
            return .init(
                mentees: wanting, mentors: giving, shape: shape,
                sizes: shape == .circles ? 3...5 : nil)
        case .groups, .pairs:
            let mentors = (0..<4).map {
                dice.candidate("o\($0)", skills: 6, capacity: 2 + dice.below(3))
            }
            return .init(
                mentees: wanting, mentors: mentors, shape: shape,
                sizes: shape == .groups ? 2...4 : nil)
        }
    }

    private func made(_ result: MatchResult) -> Robustness.Made {
        .init(
            pairs: result.pairs.map { .init(mentee: $0.mentee, mentor: $0.mentor) },
            groups: result.groups.map(\.members))
    }

    @Test(arguments: MatchRun.Shape.allCases)
    func `of each shape pairs and company are counted as each trial's own run has them`(
        _ shape: MatchRun.Shape
    ) throws {
        let shaking = Robustness.Shaking(spread: 400, trials: 12, seed: 5)
        var (isMoved, isApart) = (false, false)
        for seed in 1...8 as ClosedRange<UInt64> {
            let inputs = drawn(shape, seed)
            #expect(!inputs.isForOneEach(.quality) || shape == .pairs)
            let made = made(try MatchRun.solve(inputs, objective: .quality, seed: seed))
            let found = try Robustness.measure(
                made, in: inputs, objective: .quality, seed: seed, shaking)
            #expect(found.trials == 12)
            var counts: [NamedPair: Int] = [:]
            var together: [String: Int] = [:]
            for trial in 0..<12 {
                var shaken = inputs
                shaken.policy = inputs.policy.shaken(shaking, trial: trial)
                let other = try MatchRun.solve(shaken, objective: .quality, seed: seed)
                for pair in self.made(other).pairs { counts[pair, default: 0] += 1 }
                for group in made.groups {
                    for one in group {
                        together[one, default: 0] += group.count { two in
                            two != one
                                && other.groups.contains {
                                    $0.members.contains(one) && $0.members.contains(two)
                                }
                        }
                    }
                }
            }
            for kept in found.kept {
                #expect(kept.trials == counts[kept.pair] ?? 0, "seed \(seed)")
                isMoved = isMoved || kept.trials < 12
                let group = made.groups.first { $0.contains(kept.pair.mentee) } ?? []
                guard group.count > 1 else {
                    #expect(kept.together == nil)
                    continue
                }
                let all = 12 * (group.count - 1)
                let company = share(of: together[kept.pair.mentee] ?? 0, in: all)
                #expect(kept.together == company, "seed \(seed)")
                isApart = isApart || company < million
            }
        }
        #expect(isMoved)
        #expect(isApart == (shape == .groups || shape == .circles))
    }

    @Test func `long searches are not made more often than the limit allows, and that is told`()
        throws
    {
        let inputs = drawn(.groups, 3)
        let made = made(try MatchRun.solve(inputs, objective: .quality, seed: 1))
        func measured(_ searches: Double) throws -> Robustness {
            try Robustness.measure(
                made, in: inputs, objective: .quality, seed: 1, .init(trials: 20, seed: 1),
                searchesMost: searches)
        }
        let whole = try measured(5)
        #expect(whole.trials == 20)
        let few = try measured(0.00001)
        #expect(1..<20 ~= few.trials, "\(few.trials)")
        #expect(few.kept.allSatisfy { $0.trials <= few.trials })
    }
}
