import Testing

@testable import Mentorship

/// Fair and stable runs have no prices: what is said about them is held against trying everything.
@Suite struct OneEachAgainTests {
    /// Where who is put first matters; three mentors, so that all are among those tried.
    private struct Drawn {
        let inputs: MatchRun.Inputs
        let objective: MatchRun.Objective
        let side: StableMatching.Side
        let seed: UInt64
        let best: OneEachOracle
        let run: RunAgain

        init(_ objective: MatchRun.Objective, _ seed: UInt64) throws {
            var dice = Dice(seed: seed)
            let (many, few) = (2 + dice.below(4), 1 + dice.below(3))
            // Few levels of scores make ties.
            let most = 1 + dice.below(4)
            var inputs = MatchRun.Inputs(
                mentees: (0..<many).map { dice.candidate("e\($0)", skills: most) },
                mentors: (0..<few).map {
                    dice.candidate("o\($0)", skills: 2 * most, capacity: dice.below(3))
                })
            for index in inputs.mentees.indices {
                inputs.mentees[index].waitingSince = dice.below(2) == 0 ? nil : Int64(dice.below(3))
                if dice.below(3) == 0 { inputs.mentees[index].rankings = ["o\(dice.below(few))"] }
            }
            for index in inputs.mentors.indices where dice.below(3) == 0 {
                inputs.mentors[index].rankings = ["e\(dice.below(many))"]
            }
            inputs.policy.minimumScore = [0, 0, 300_000, 500_000][dice.below(4)]
            inputs.policy.allowsSameOrganisation = dice.below(2) == 0
            if seed % 3 == 0 { inputs.policy.candidateLimit = 1 }
            inputs.vetoes.excluded = [.init(mentee: "e0", mentor: "o0")]
            self.inputs = inputs
            self.objective = objective
            self.seed = seed
            side = dice.below(2) == 0 ? .mentees : .mentors
            best = OneEachOracle(inputs, objective, favouring: side, seed: seed)
            let result = try MatchRun.solve(
                inputs, objective: objective, favouring: side, seed: seed)
            run = RunAgain(
                inputs, objective, favouring: side, seed: seed,
                outcome: RunOutcome(result, of: inputs))
            #expect(run.outcome.order(of: run.outcome.value) == best.best, "seed \(seed)")
        }

        func oracle(_ inputs: MatchRun.Inputs, admitting pair: NamedPair? = nil) -> OneEachOracle {
            OneEachOracle(inputs, objective, favouring: side, seed: seed, admitting: pair)
        }

        func place(_ more: Int, at mentor: Int) -> MatchRun.Inputs {
            var changed = inputs
            changed.mentors[mentor].capacity += more
            return changed
        }
    }

    /// What a change does for somebody, by trying everything; nil where it is of no use.
    private struct Truth {
        let certainty: Relaxation.Certainty
        let value: [Int]

        func isBefore(_ other: Truth) -> Bool {
            certainty != other.certainty
                ? certainty < other.certainty : other.value.lexicographicallyPrecedes(value)
        }

        /// For a change that others could profit by as well.
        init?(_ oracle: OneEachOracle, _ drawn: Drawn, serves person: String) {
            if drawn.objective == .stable {
                guard oracle.answer[person] != nil else { return nil }
                self.init(.certain, oracle.best)
                return
            }
            guard let served = oracle.served[person] else { return nil }
            let unserved = oracle.unserved[person] ?? []
            guard !served.lexicographicallyPrecedes(unserved) else { return nil }
            self.init(served == unserved ? .tie : .certain, served)
        }

        init(_ certainty: Relaxation.Certainty, _ value: [Int]) {
            self.certainty = certainty
            self.value = value
        }

        /// For two, whom a rule keeps apart where it is lifted; nil where they cannot be together.
        init?(_ drawn: Drawn, _ pair: NamedPair, isRuled: Bool) {
            if drawn.objective == .stable {
                if isRuled {
                    let free = drawn.oracle(drawn.inputs, admitting: pair)
                    if free.answer[pair.mentee] != nil {
                        #expect(free.answer[pair.mentee] == pair.mentor)
                        self.init(.certain, free.best)
                        return
                    }
                }
                var locked = drawn.inputs
                locked.locks = [pair]
                let oracle = drawn.oracle(locked)
                guard oracle.answer[pair.mentee] != nil else { return nil }
                self.init(.lock, oracle.best)
                return
            }
            let oracle = drawn.oracle(drawn.inputs, admitting: pair)
            guard let value = oracle.withPair[pair] else { return nil }
            let before = drawn.best.best
            self.init(
                before.lexicographicallyPrecedes(value)
                    ? .certain : value == before ? .tie : .lock, value)
        }
    }

    private static func kind(_ change: Relaxation.Change) -> String {
        switch change {
        case .place: "place"
        case .exception(_, let rule): rule.rawValue
        case .minimum: "minimum"
        case .least, .most: "size"
        case .lock: "lock"
        }
    }

    private func expectExactly(
        _ truth: Truth?, _ one: Relaxation?, _ drawn: Drawn, _ person: String, _ what: String
    ) {
        let place = "\(drawn.objective) seed \(drawn.seed) \(person) \(what)"
        // Of a tie the run's own answer decides whether it is offered.
        if let truth, truth.certainty == .certain || what != "place" {
            #expect(one != nil, "\(place)")
        }
        guard let one else { return }
        guard let truth else {
            Issue.record("\(place): \(one)")
            return
        }
        #expect(one.certainty == truth.certainty, "\(place)")
        if truth.certainty != .tie || what != "place" {
            #expect(one.order == truth.value, "\(place)")
            #expect(one.worth.pairs == truth.value[0] - drawn.best.best[0], "\(place)")
        }
    }

    static let objectives = [MatchRun.Objective.fair, .stable]

    @Test(arguments: objectives)
    func `what is offered serves who was left, and nothing better of its kind is missed`(
        _ objective: MatchRun.Objective
    ) throws {
        var seen: [String: Int] = [:]
        for seed in 1...UInt64(RunSizes.oneEach) {
            let drawn = try Drawn(objective, seed)
            let all = try drawn.run.compatibility()
            for mentee in drawn.inputs.mentees {
                let answer = try drawn.run.relaxations(of: mentee.id)
                guard drawn.run.outcome.partners[mentee.id] == nil else {
                    #expect(answer.found.isEmpty)
                    continue
                }
                for (one, next) in zip(answer.found, answer.found.dropFirst()) {
                    #expect(!next.isBetter(than: one))
                }
                var found: [String: Relaxation] = [:]
                for one in answer.found {
                    #expect(found.updateValue(one, forKey: Self.kind(one.change)) == nil)
                    seen[Self.kind(one.change), default: 0] += 1
                    seen["\(one.certainty)", default: 0] += 1
                }
                var best: [String: Truth] = [:]
                func note(_ truth: Truth?, _ kind: String) {
                    guard let truth else { return }
                    best[kind] = best[kind].map { truth.isBefore($0) ? truth : $0 } ?? truth
                }
                let position = try #require(all.mentees.firstIndex { $0.id == mentee.id })
                for (index, mentor) in drawn.inputs.mentors.enumerated() {
                    let other = try #require(all.mentors.firstIndex { $0.id == mentor.id })
                    let rules = all.forbidden(mentee: position, mentor: other)
                    let pair = NamedPair(mentee: mentee.id, mentor: mentor.id)
                    if rules.isEmpty {
                        let wider = drawn.oracle(drawn.place(1, at: index))
                        note(Truth(wider, drawn, serves: mentee.id), "place")
                        note(Truth(drawn, pair, isRuled: false), "lock")
                    }
                    if rules.count == 1, rules[0].mayBeLifted {
                        note(Truth(drawn, pair, isRuled: true), rules[0].rawValue)
                    }
                }
                for kind in Set(best.keys).union(found.keys) where kind != "minimum" {
                    expectExactly(best[kind], found[kind], drawn, mentee.id, kind)
                }
                try checkMinimum(answer, drawn, all, position)
            }
        }
        for kind in ["place", "minimum", "lock", "no_common_language", "certain"] {
            #expect(seen[kind] ?? 0 > 5, "\(seen)")
        }
    }

    /// The highest of the minima that let in a mentor of theirs, and serve them.
    private func checkMinimum(
        _ answer: RunAgain.Relaxations, _ drawn: Drawn, _ all: Compatibility, _ position: Int
    ) throws {
        let person = all.mentees[position].id
        guard drawn.inputs.policy.minimumScore > 0 else {
            #expect(answer.minimum == .noMinimum)
            return
        }
        let levels = Set(
            all.mentors.indices.compactMap { mentor in
                all.forbidden(mentee: position, mentor: mentor) == [.belowMinimumScore]
                    ? all.score(mentee: position, mentor: mentor) : nil
            })
        for level in levels.sorted(by: >) {
            var lower = drawn.inputs
            lower.policy.minimumScore = level
            let truth = Truth(drawn.oracle(lower), drawn, serves: person)
            if case .found(let one) = answer.minimum, case .minimum(level) = one.change {
                #expect(one.certainty == truth?.certainty, "seed \(drawn.seed) \(person)")
                return
            }
            #expect(truth?.certainty != .certain, "seed \(drawn.seed) \(person) \(level)")
        }
        #expect(answer.minimum == .searchedEnough)
    }

    @Test(arguments: objectives)
    func `a place more or fewer is worth what the answer with it has more or less`(
        _ objective: MatchRun.Objective
    ) throws {
        var (gains, losses) = (0, 0)
        // In the last one a place that nobody has changes what is best for the mentors.
        for seed in (1...UInt64(RunSizes.oneEach)) + [1030] {
            let drawn = try Drawn(objective, seed)
            let before = drawn.best.best
            let places = try drawn.run.places()
            var orders: [[Int]] = []
            for place in places {
                let index = try #require(
                    drawn.inputs.mentors.firstIndex { $0.id == place.mentor })
                let wider = drawn.oracle(drawn.place(1, at: index))
                orders.append(wider.best)
                #expect(place.gain.pairs == wider.best[0] - before[0], "seed \(seed) \(place)")
                #expect(place.gain.score == sum(wider.best) - sum(before), "seed \(seed) \(place)")
                #expect(place.isBoundMet)
                if objective == .stable {
                    let moved = drawn.inputs.mentees.count {
                        wider.answer[$0.id] != drawn.best.answer[$0.id]
                    }
                    #expect(place.moves == moved, "seed \(seed)")
                    #expect(
                        place.serves.map { drawn.best.answer[$0] == nil && wider.answer[$0] != nil }
                            ?? (place.gain.pairs == 0), "seed \(seed)")
                }
                if place.gain.pairs > 0 { gains += 1 }
                guard drawn.inputs.mentors[index].capacity > 0 else {
                    #expect(place.loss == nil)
                    continue
                }
                let fewer = drawn.oracle(drawn.place(-1, at: index))
                #expect(place.loss?.pairs == before[0] - fewer.best[0], "seed \(seed) \(place)")
                #expect(place.loss?.score == sum(before) - sum(fewer.best), "seed \(seed)")
                if place.loss?.pairs ?? 0 > 0 { losses += 1 }
            }
            for (one, next) in zip(orders, orders.dropFirst()) {
                #expect(!one.lexicographicallyPrecedes(next), "seed \(seed)")
            }
        }
        #expect(gains > 10 && losses > 10, "\(gains) \(losses)")
    }

    /// All scores together: each follows the number of pairs, or they are one sum.
    private func sum(_ value: [Int]) -> Int { value.dropFirst().reduce(0, +) }

    @Test(arguments: objectives)
    func `putting two together makes what the best answer with the two is`(
        _ objective: MatchRun.Objective
    ) throws {
        var costs = 0
        for seed in 1...UInt64(RunSizes.oneEach) {
            let drawn = try Drawn(objective, seed)
            let settled = try MatchRun.settle(
                drawn.inputs, objective: objective, favouring: drawn.side, seed: seed)
            for mentee in drawn.inputs.mentees {
                for mentor in drawn.inputs.mentors {
                    let pair = try #require(
                        try settled.pair(
                            mentee: mentee.id, mentor: mentor.id, inputs: drawn.inputs))
                    guard case .possible(let difference, let changes) = pair.forced else {
                        #expect(
                            mentor.capacity == 0
                                || pair.forbidden.contains { !$0.yieldsToLock }, "seed \(seed)")
                        continue
                    }
                    #expect(pair.isChosen == changes.isEmpty)
                    guard !pair.isChosen else { continue }
                    var locked = drawn.inputs
                    locked.locks = [NamedPair(mentee: mentee.id, mentor: mentor.id)]
                    let value = drawn.oracle(locked).best
                    #expect(difference.pairs == value[0] - drawn.best.best[0], "seed \(seed)")
                    #expect(difference.score == sum(value) - sum(drawn.best.best), "seed \(seed)")
                    if difference.pairs < 0 { costs += 1 }
                }
            }
        }
        #expect(costs > 5, "\(costs)")
    }
}

/// How many small runs are drawn.
private enum RunSizes {
    static let oneEach = 120
}
