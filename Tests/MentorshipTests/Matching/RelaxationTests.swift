import Testing

@testable import Mentorship

@Suite struct RelaxationTests {
    /// The best value with a mentee served and without, by solving again with a lock to each mentor
    /// in turn, and with nobody for them.
    private struct Choice {
        var served: Worth?
        var unserved: Worth

        init(_ mentee: String, _ inputs: MatchRun.Inputs, _ objective: MatchRun.Objective) throws {
            func best(_ inputs: MatchRun.Inputs) throws -> Worth? {
                guard
                    let run = try? MatchRun.settle(inputs, objective: objective, seed: 3)
                else { return nil }
                // One unit for all: pairs and total in the order of the objective.
                return objective == .quality
                    ? Worth(value: Int128(run.total) * 1000 + Int128(run.pairs), run)
                    : Worth(value: Int128(run.pairs) << 40 + Int128(run.total), run)
            }
            let compatibility = Compatibility(
                policy: inputs.policy, mentees: inputs.mentees, mentors: inputs.mentors,
                vetoes: inputs.vetoes)
            let position = try #require(inputs.mentees.firstIndex { $0.id == mentee })
            for (index, mentor) in inputs.mentors.enumerated()
            where compatibility.forbidden(mentee: position, mentor: index).isEmpty {
                var locked = inputs
                locked.locks.append(NamedPair(mentee: mentee, mentor: mentor.id))
                guard let worth = try best(locked) else { continue }
                if worth.value > served?.value ?? -1 { served = worth }
            }
            var without = inputs
            without.mentees.removeAll { $0.id == mentee }
            unserved = try #require(try best(without))
        }

        var certainty: Relaxation.Certainty {
            guard let served else { return .lock }
            return served.value > unserved.value
                ? .certain : served.value == unserved.value ? .tie : .lock
        }
    }

    private func drawn(_ seed: UInt64) -> MatchRun.Inputs {
        var dice = Dice(seed: seed)
        var inputs = dice.programme(mentees: 4 + dice.below(6), mentors: 1 + dice.below(5))
        if seed % 2 == 0 { inputs.policy.candidateLimit = 1 }
        inputs.policy.minimumScore = [0, 300_000, 600_000][dice.below(3)]
        inputs.policy.allowsSameOrganisation = dice.below(2) == 0
        inputs.vetoes.excluded = [.init(mentee: "e0", mentor: "o0")]
        return inputs
    }

    @Test(arguments: [MatchRun.Objective.quality, .coverageThenQuality])
    func `one more place serves somebody exactly when solving again says so`(
        objective: MatchRun.Objective
    ) throws {
        var seen: Set<Relaxation.Certainty> = []
        for seed in 1...40 as ClosedRange<UInt64> {
            let inputs = drawn(seed)
            var run = try MatchRun.settle(inputs, objective: objective, seed: 3, budget: 1)
            let before = (run.pairs, run.total)
            for mentee in inputs.mentees where run.mentor(of: run.mentee(mentee.id) ?? 0) == nil {
                let position = try #require(run.mentee(mentee.id))
                let found = try run.relaxations(of: position).compactMap { one in
                    if case .place(let mentor) = one.change { (mentor, one) } else { nil }
                }
                var best = Relaxation.Certainty.lock
                for (index, mentor) in inputs.mentors.enumerated() {
                    let choice = try Choice(mentee.id, inputs.changing(index, by: 1), objective)
                    guard let served = choice.served else { continue }
                    best = min(best, choice.certainty)
                    guard let one = found.first, one.0 == mentor.id else { continue }
                    #expect(one.1.certainty == choice.certainty, "\(seed) \(mentee.id) \(one)")
                    #expect(one.1.worth.pairs == served.pairs - before.0, "\(seed)")
                    #expect(one.1.worth.score == served.score - before.1, "\(seed)")
                }
                #expect(found.first?.1.certainty ?? .lock == best, "\(seed) \(mentee.id)")
                seen.insert(best)
            }
        }
        #expect(seen.contains(.certain) && seen.count > 1, "\(seen)")
    }

    @Test(arguments: [MatchRun.Objective.quality, .coverageThenQuality])
    func `a rule lifted for one pair does what solving again with that pair does`(
        objective: MatchRun.Objective
    ) throws {
        var seen: [Forbidden: Int] = [:]
        for seed in 1...80 as ClosedRange<UInt64> {
            let inputs = drawn(seed)
            var run = try MatchRun.settle(inputs, objective: objective, seed: 3, budget: 1)
            let before = (run.pairs, run.total)
            for mentee in inputs.mentees where run.mentor(of: run.mentee(mentee.id) ?? 0) == nil {
                let position = try #require(run.mentee(mentee.id))
                for one in try run.relaxations(of: position) {
                    guard case .exception(let mentor, let rule) = one.change else { continue }
                    // Every rule that yields to a lock can be lifted by one.
                    guard rule.yieldsToLock || rule == .excluded else { continue }
                    seen[rule, default: 0] += 1
                    var lifted = inputs
                    if rule == .excluded { lifted.vetoes.excluded = [] }
                    lifted.locks = [.init(mentee: mentee.id, mentor: mentor)]
                    let other = try MatchRun.settle(lifted, objective: objective, seed: 3)
                    #expect(one.worth.pairs == other.pairs - before.0, "\(seed) \(one)")
                    #expect(one.worth.score == other.total - before.1, "\(seed) \(one)")
                    let gain =
                        objective == .quality
                        ? (other.total - before.1, other.pairs - before.0)
                        : (other.pairs - before.0, other.total - before.1)
                    let certainty: Relaxation.Certainty =
                        gain > (0, 0) ? .certain : gain == (0, 0) ? .tie : .lock
                    #expect(one.certainty == certainty, "\(seed) \(one)")
                }
            }
        }
        #expect(seen[.belowMinimumScore] ?? 0 > 10, "\(seen)")
        #expect(seen[.nothingInCommon] ?? 0 > 10, "\(seen)")
    }

    @Test(arguments: [MatchRun.Objective.quality, .coverageThenQuality])
    func `a lock loses as little as the best lock that solving again finds`(
        objective: MatchRun.Objective
    ) throws {
        var locks = 0
        for seed in 1...40 as ClosedRange<UInt64> {
            let inputs = drawn(seed)
            var run = try MatchRun.settle(inputs, objective: objective, seed: 3, budget: 1)
            let before = (run.pairs, run.total)
            for mentee in inputs.mentees where run.mentor(of: run.mentee(mentee.id) ?? 0) == nil {
                let position = try #require(run.mentee(mentee.id))
                let found = try run.relaxations(of: position).filter {
                    if case .lock = $0.change { true } else { false }
                }
                let served = try Choice(mentee.id, inputs, objective).served
                #expect(found.first?.worth.pairs == served.map { $0.pairs - before.0 }, "\(seed)")
                #expect(found.first?.worth.score == served.map { $0.score - before.1 }, "\(seed)")
                locks += found.count
            }
        }
        #expect(locks > 20)
    }

    @Test func `the minimum comes down as far as it must and no further`() throws {
        var found = 0
        for seed in 1...30 as ClosedRange<UInt64> {
            var inputs = drawn(seed)
            inputs.policy.minimumScore = 600_000
            let objective = MatchRun.Objective.allCases[Int(seed % 2)]
            let run = try MatchRun.settle(inputs, objective: objective, seed: 3)
            guard
                let mentee = inputs.mentees.first(where: {
                    run.mentor(of: run.mentee($0.id) ?? 0) == nil
                })
            else { continue }
            let finding = try MinimumRelaxation.find(
                mentee.id, in: inputs, objective: objective, seed: 3, tries: 1000)
            for level in levels(inputs) {
                var lower = inputs
                lower.policy.minimumScore = level
                let certainty = try Choice(mentee.id, lower, objective).certainty
                if case .found(let one) = finding, case .minimum(let reached) = one.change {
                    if level > reached { #expect(certainty != .certain, "\(seed) \(level)") }
                    if level == reached { #expect(certainty == one.certainty, "\(seed)") }
                    if level == reached { found += 1 }
                } else {
                    #expect(finding == .noMinimumHelps, "\(seed) \(finding)")
                    #expect(certainty != .certain, "\(seed) \(level)")
                }
            }
        }
        #expect(found > 5)
    }

    private func levels(_ inputs: MatchRun.Inputs) -> [Int] {
        let compatibility = Compatibility(
            policy: inputs.policy, mentees: inputs.mentees, mentors: inputs.mentors)
        var levels: Set<Int> = []
        for mentee in inputs.mentees.indices {
            for mentor in inputs.mentors.indices {
                guard let score = compatibility.score(mentee: mentee, mentor: mentor) else {
                    continue
                }
                if score < inputs.policy.minimumScore { levels.insert(score) }
            }
        }
        return levels.sorted(by: >)
    }

    @Test func `a place at the mentor they would have had is what serves who was outscored`()
        throws
    {
        let go = [("go", 3 as Int?)]
        let inputs = MatchRun.Inputs(
            mentees: [.with("e1", skills: go), .with("e2", skills: go + [("rust", 4)])],
            mentors: [.with("o", skills: go)])
        var run = try MatchRun.settle(inputs, objective: .quality, seed: 0)
        let mentee = try #require(run.mentee("e2"))
        let found = try run.relaxations(of: mentee)
        #expect(found.first?.change == .place(mentor: "o"))
        #expect(found.first?.certainty == .certain)
        #expect(found.first?.moves == 1)
        #expect(try run.relaxations(of: try #require(run.mentee("e1"))).isEmpty)
    }
}

extension Worth {
    fileprivate init(value: Int128, _ run: SettledRun) {
        self.init(pairs: run.pairs, score: run.total, value: value)
    }
}
