import Testing

@testable import Mentorship

@Suite struct RunAgainTests {
    private func drawn(_ shape: MatchRun.Shape, _ seed: UInt64) -> MatchRun.Inputs {
        var dice = Dice(seed: seed)
        let isAmongEquals = shape == .peers || shape == .circles
        let count = shape == .pairs ? 3 : isAmongEquals ? 5 + dice.below(2) : 5
        let wanting = (0..<count).map {
            dice.candidate("p\($0)", capacity: shape == .pairs ? 1 + dice.below(2) : 1)
        }
        let giving: [Candidate] =
            isAmongEquals
            ? wanting.map { mine in
                let other = dice.candidate(mine.id, skills: 6)
                return Candidate(
                    id: mine.id, skills: other.skills, interests: other.interests,
                    values: other.values, languages: mine.languages,
                    conflictKeys: mine.conflictKeys)
            }
            : (0..<3).map {
                var mentor = dice.candidate("o\($0)", skills: 6, capacity: 1 + dice.below(2))
                if shape == .groups { mentor.capacity += 1 }
                return mentor
            }
        var inputs = MatchRun.Inputs(mentees: wanting, mentors: giving, shape: shape)
        switch shape {
        case .groups:
            let least = 2 + dice.below(2)
            inputs.sizes = least...(least + 1)
        case .circles:
            let least = 3 + dice.below(2)
            inputs.sizes = least...(least + dice.below(2))
        case .pairs, .peers: break
        }
        if shape == .pairs { inputs.mentees[0].capacity = 2 }
        inputs.policy.minimumScore = [0, 0, 300_000, 500_000][dice.below(4)]
        inputs.policy.allowsSameOrganisation = dice.below(2) == 0
        inputs.policy.cohesion = .init(worth: [0, 150_000][dice.below(2)], purpose: .needs)
        return inputs
    }

    private func again(
        _ inputs: MatchRun.Inputs, _ objective: MatchRun.Objective, _ seed: UInt64
    ) throws -> RunAgain {
        let result = try MatchRun.solve(inputs, objective: objective, seed: seed)
        return RunAgain(
            inputs, objective, seed: seed, outcome: RunOutcome(result, of: inputs))
    }

    private func isDifference(
        _ worth: Worth, _ after: ShapeOracle.Value, _ before: ShapeOracle.Value
    ) -> Bool {
        let value = before < after ? worth.value > 0 : after < before ? worth.value < 0 : true
        return worth.score == after.score - before.score && value
    }

    static let questions = MatchRun.Shape.allCases.flatMap { shape in
        [MatchRun.Objective.quality, .coverageThenQuality].map { (shape, $0) }
    }

    @Test(arguments: questions)
    func `putting two together costs what the best answer with the two has less`(
        _ shape: MatchRun.Shape, _ objective: MatchRun.Objective
    ) throws {
        var (costs, possible, impossible) = (0, 0, 0)
        for seed in 1...30 as ClosedRange<UInt64> {
            let inputs = drawn(shape, seed)
            guard !inputs.isForOneEach(objective) else { continue }
            let oracle = ShapeOracle(inputs, objective, admitting: nil)
            let best = try #require(oracle.best)
            let run = try again(inputs, objective, seed)
            var dice = Dice(seed: seed)
            for mentee in inputs.mentees {
                let mentor = inputs.mentors[dice.below(inputs.mentors.count)]
                guard mentor.id != mentee.id else { continue }
                let pair = try #require(try run.pair(mentee: mentee.id, mentor: mentor.id))
                let named = NamedPair(mentee: mentee.id, mentor: mentor.id)
                let yields = pair.forbidden.allSatisfy(\.yieldsToLock)
                let truth =
                    pair.forbidden.isEmpty
                    ? oracle
                    : ShapeOracle(inputs, objective, admitting: yields ? named : nil)
                switch pair.forced {
                case .impossible:
                    #expect(truth.withPair[named] == nil, "seed \(seed) \(named)")
                    impossible += 1
                case .possible(let difference, let changes):
                    let value = try #require(truth.withPair[named], "seed \(seed) \(named)")
                    #expect(isDifference(difference, value, best), "seed \(seed) \(named)")
                    #expect(pair.atMost == nil)
                    #expect(pair.isChosen == changes.isEmpty)
                    possible += 1
                    if difference.value < 0 { costs += 1 }
                }
            }
        }
        #expect(costs > 5 && possible > costs && impossible > 5, "\(costs) \(possible)")
    }

    @Test(arguments: questions)
    func `each change that is offered serves the person, and gains what it says`(
        _ shape: MatchRun.Shape, _ objective: MatchRun.Objective
    ) throws {
        var seen: [String: Int] = [:]
        for seed in 1...15 as ClosedRange<UInt64> {
            let inputs = drawn(shape, seed)
            guard !inputs.isForOneEach(objective) else { continue }
            let run = try again(inputs, objective, seed)
            let best = try #require(ShapeOracle(inputs, objective, admitting: nil).best)
            for mentee in inputs.mentees {
                let before = run.outcome.partners[mentee.id]?.count ?? 0
                guard before < mentee.capacity else { continue }
                for one in try run.relaxations(of: mentee.id).found {
                    let (changed, pair) = Self.changed(inputs, one.change, mentee.id)
                    let truth = ShapeOracle(changed, objective, admitting: pair)
                    if case .lock = one.change {
                        let value = try #require(pair.flatMap { truth.withPair[$0] })
                        #expect(isDifference(one.worth, value, best), "seed \(seed) \(one)")
                        #expect(one.certainty != .certain)
                        seen["lock", default: 0] += 1
                        continue
                    }
                    let counts = try #require(truth.withPartners[mentee.id])
                    let served = try #require(counts.filter { $0.key > before }.values.max())
                    let unserved = counts.filter { $0.key <= before }.values.max()
                    let together = pair.flatMap { truth.withPair[$0] }
                    let value = together ?? served
                    #expect(isDifference(one.worth, value, best), "seed \(seed) \(one)")
                    let rest = pair == nil ? unserved : best
                    let certainty: Relaxation.Certainty =
                        rest.map { $0 < value } ?? true
                        ? .certain : rest.map { value < $0 } ?? false ? .lock : .tie
                    #expect(one.certainty == certainty, "seed \(seed) \(one) \(certainty)")
                    seen["\(one.certainty)", default: 0] += 1
                    seen[Self.kind(one.change), default: 0] += 1
                }
            }
        }
        #expect(seen["certain"] ?? 0 > 0, "\(seen)")
        #expect(seen["exception"] ?? 0 > 0, "\(seen)")
        if shape == .groups { #expect(seen["least"] ?? 0 > 0, "\(seen)") }
        if shape == .pairs || shape == .groups { #expect(seen["place"] ?? 0 > 0, "\(seen)") }
    }

    private static func kind(_ change: Relaxation.Change) -> String {
        switch change {
        case .place: "place"
        case .exception: "exception"
        case .minimum: "minimum"
        case .least: "least"
        case .most: "most"
        case .lock: "lock"
        }
    }

    /// The inputs with the change, and whom no rule is held against.
    private static func changed(
        _ inputs: MatchRun.Inputs, _ change: Relaxation.Change, _ person: String
    ) -> (MatchRun.Inputs, NamedPair?) {
        var changed = inputs
        switch change {
        case .place(let mentor):
            for index in inputs.mentors.indices where inputs.mentors[index].id == mentor {
                changed.mentors[index].capacity += 1
            }
        case .minimum(let score): changed.policy.minimumScore = score
        case .least(let size): changed.sizes = size...(inputs.sizes?.upperBound ?? size)
        case .most(let size): changed.sizes = (inputs.sizes?.lowerBound ?? size)...size
        case .exception(let mentor, _), .lock(let mentor):
            return (changed, NamedPair(mentee: person, mentor: mentor))
        }
        return (changed, nil)
    }

    @Test(arguments: questions.filter { $0.0 == .groups || $0.0 == .pairs })
    func `a place more or fewer is worth what the best answer with it has more or less`(
        _ shape: MatchRun.Shape, _ objective: MatchRun.Objective
    ) throws {
        var (gains, losses) = (0, 0)
        for seed in 1...25 as ClosedRange<UInt64> {
            let inputs = drawn(shape, seed)
            guard !inputs.isForOneEach(objective) else { continue }
            let best = try #require(ShapeOracle(inputs, objective, admitting: nil).best)
            let places = try again(inputs, objective, seed).places()
            #expect(places.map(\.mentor).sorted() == inputs.mentors.map(\.id).sorted())
            for place in places {
                func changed(_ more: Int) throws -> ShapeOracle.Value {
                    var inputs = inputs
                    for index in inputs.mentors.indices
                    where inputs.mentors[index].id == place.mentor {
                        inputs.mentors[index].capacity += more
                    }
                    return try #require(ShapeOracle(inputs, objective, admitting: nil).best)
                }
                let wider = try changed(1)
                #expect(isDifference(place.gain, wider, best), "seed \(seed) \(place)")
                #expect(place.isBoundMet && place.gain.value >= 0)
                let loss = try #require(place.loss)
                #expect(isDifference(loss, best, try changed(-1)), "seed \(seed) \(place)")
                if place.gain.value > 0 { gains += 1 }
                if loss.value > 0 { losses += 1 }
            }
        }
        #expect(gains > 5 && losses > 5, "\(gains) \(losses)")
    }

    @Test func `a search that is cut short says what the loss is at least`() throws {
        var dice = Dice(seed: 8)
        let mentees = (0..<40).map { dice.candidate("p\($0)") }
        let mentors = (0..<10).map { dice.candidate("o\($0)", skills: 6, capacity: 5) }
        var inputs = MatchRun.Inputs(
            mentees: mentees, mentors: mentors, shape: .groups, sizes: 3...5)
        inputs.policy.cohesion = .init(worth: 350_000, purpose: .interests)
        for objective in [MatchRun.Objective.quality, .coverageThenQuality] {
            let whole = RunOutcome(
                try MatchRun.solve(inputs, objective: objective, seed: 1), of: inputs)
            let short = RunOutcome(
                try MatchRun.solve(inputs, objective: objective, seed: 1, searching: 0),
                of: inputs)
            #expect(whole.isProved)
            #expect(short.worth(of: whole.value).value >= 0)
            // What nothing exceeds is no less than the best there is.
            #expect(whole.worth(of: short.most).value >= 0, "\(short.most) \(whole.value)")
        }
    }
}
