import Testing

@testable import Mentorship

/// Every way to give mentees places, looked at one by one.
private struct EveryWay {
    let scores: [[Int?]]
    let worth: [Int]
    let capacities: [Int]

    struct Best: Equatable {
        var served = -1
        var value = -1
        var ways = 0
        var partners: [Int] = []
    }

    /// `fullest`: as many served as can be before all else.
    func best(fullest: Bool) -> Best {
        var best = Best()
        var partners: [Int] = []
        var left = capacities
        func look(_ served: Int, _ value: Int) {
            let mentee = partners.count
            guard mentee < scores.count else {
                let key = (fullest ? served : 0, value)
                let known = (fullest ? best.served : 0, best.value)
                if key > known || best.ways == 0 {
                    best = Best(served: served, value: value, ways: 1, partners: partners)
                } else if key == known {
                    best.ways += 1
                }
                return
            }
            partners.append(-1)
            look(served, value)
            partners.removeLast()
            for (mentor, score) in scores[mentee].enumerated() {
                guard let score, left[mentor] > 0 else { continue }
                left[mentor] -= 1
                partners.append(mentor)
                look(served + 1, value + score + worth[mentee])
                partners.removeLast()
                left[mentor] += 1
            }
        }
        look(0, 0)
        return best
    }
}

@Suite struct PriorityTests {
    private static let first = MatchingPolicy.Weighting(
        .priority, weight: 150,
        shape: .init(name: "faith", values: [Term(stored: "FAITH 1"), Term(stored: "other")]))

    private func policy(minimum: Int = 0) -> MatchingPolicy {
        var policy = MatchingPolicy.standard
        policy.minimumScore = minimum
        policy.requiresCommonGround = false
        policy.basis = "positive action, section 158"
        policy.weightings.append(Self.first)
        return policy
    }

    private func inputs(
        _ dice: inout Dice, mentees: Int, mentors: Int, places: Int
    ) -> MatchRun.Inputs {
        var learners = (0..<mentees).map { dice.candidate("e\($0)") }
        for index in learners.indices {
            learners[index].characteristics = ["faith": dice.words(1, of: 2, "faith")]
        }
        let others = (0..<mentors).map {
            dice.candidate("o\($0)", skills: 6, capacity: dice.below(places + 1))
        }
        return .init(
            policy: policy(minimum: dice.below(3) * 100_000), mentees: learners, mentors: others)
    }

    private func withoutPriority(_ inputs: MatchRun.Inputs) -> MatchRun.Inputs {
        var plain = inputs
        plain.policy.weightings.removeLast()
        return plain
    }

    private func ways(_ inputs: MatchRun.Inputs, worth: [Int]) -> EveryWay {
        let people = Compatibility(
            policy: inputs.policy, mentees: inputs.mentees, mentors: inputs.mentors,
            vetoes: inputs.vetoes)
        let scores = people.mentees.indices.map { mentee in
            people.mentors.indices.map { mentor -> Int? in
                people.forbidden(mentee: mentee, mentor: mentor).isEmpty
                    ? people.score(mentee: mentee, mentor: mentor) : nil
            }
        }
        return EveryWay(
            scores: scores, worth: worth, capacities: inputs.mentors.map(\.capacity))
    }

    private func isFirst(_ mentee: Candidate) -> Bool {
        mentee.characteristics["faith"]?.contains { $0.key == "faith 1" } ?? false
    }

    @Test(arguments: [MatchRun.Objective.quality, .coverageThenQuality])
    func `places go as every way to give them says, scores and priority together`(
        objective: MatchRun.Objective
    ) throws {
        var changed = 0
        for seed in 1...700 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            let inputs = inputs(&dice, mentees: 1 + dice.below(5), mentors: 3, places: 2)
            let worth = inputs.mentees.map { isFirst($0) ? 150_000 : 0 }
            let best = ways(inputs, worth: worth)
                .best(fullest: objective == .coverageThenQuality)
            let result = try MatchRun.solve(inputs, objective: objective, seed: seed)
            let served = Set(result.pairs.map(\.mentee))
            let added = inputs.mentees.filter { served.contains($0.id) && isFirst($0) }.count
            #expect(result.summary.totalScore + added * 150_000 == best.value, "seed \(seed)")
            let plain = try MatchRun.solve(
                withoutPriority(inputs), objective: objective, seed: seed)
            if Set(plain.pairs.map(\.mentee)) != served { changed += 1 }
        }
        #expect(changed > 20, "places are short often enough to tell: \(changed)")
    }

    @Test(arguments: [MatchRun.Objective.quality, .coverageThenQuality])
    func `where all who come first are served without it, nobody's mentor changes`(
        objective: MatchRun.Objective
    ) throws {
        var compared = 0
        for seed in 1...700 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            let inputs = inputs(&dice, mentees: 1 + dice.below(5), mentors: 3, places: 4)
            let plain = withoutPriority(inputs)
            let best = ways(plain, worth: inputs.mentees.map { _ in 0 })
                .best(fullest: objective == .coverageThenQuality)
            let isServed = zip(inputs.mentees, best.partners).allSatisfy { $1 >= 0 || !isFirst($0) }
            guard best.ways == 1, isServed else { continue }
            compared += 1
            let before = try MatchRun.solve(plain, objective: objective, seed: seed)
            let after = try MatchRun.solve(inputs, objective: objective, seed: seed)
            func named(_ result: MatchResult) -> [[String]] {
                result.pairs.map { [$0.mentee, $0.mentor, "\($0.score)"] }
            }
            #expect(named(after) == named(before), "seed \(seed)")
        }
        #expect(compared > 300, "\(compared)")
    }

    @Test func `the worst served come first in a fair run, whoever they are`() throws {
        for seed in 1...300 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            let inputs = inputs(&dice, mentees: 1 + dice.below(6), mentors: 3, places: 2)
            func scores(_ inputs: MatchRun.Inputs) throws -> [Int] {
                try MatchRun.solve(inputs, objective: .fair, seed: seed).pairs.map(\.score).sorted()
            }
            #expect(try scores(inputs) == scores(withoutPriority(inputs)), "seed \(seed)")
        }
    }

    @Test(arguments: MatchRun.Objective.allCases)
    func `of two who are alike the one who comes first has the place, against all who wait`(
        objective: MatchRun.Objective
    ) throws {
        func mentee(_ id: String, _ word: String?, since: Int64) -> Candidate {
            var one = Candidate.with(id, skills: [("go", 3)])
            one.characteristics = word.map { ["faith": [Term(stored: $0)]] } ?? [:]
            one.waitingSince = since
            return one
        }
        let people = [
            mentee("ann", nil, since: 1), mentee("ben", "faith 2", since: 2),
            mentee("cy", "Faith 1", since: 3),
        ]
        let mentor = Candidate.with("kim", skills: [("go", 3)])
        for policy in [policy(), .standard] {
            let result = try MatchRun.solve(
                .init(policy: policy, mentees: people, mentors: [mentor]),
                objective: objective, seed: 2)
            #expect(
                result.pairs.map(\.mentee) == [policy == .standard ? "ann" : "cy"],
                "\(objective)")
        }
    }

    @Test func `equals and circles put the same people first`() throws {
        var people = ["ann", "ben", "cy", "dan", "eve"].map {
            Candidate.with($0, skills: [("go", 3)])
        }
        people[3].characteristics = ["faith": [Term(stored: "faith 1")]]
        people[4].characteristics = ["faith": [Term(stored: "faith 1")]]
        for seed in 1...20 as ClosedRange<UInt64> {
            for shape in [MatchRun.Shape.peers, .circles] {
                let result = try MatchRun.solve(
                    .init(
                        policy: policy(), mentees: people, mentors: people, shape: shape,
                        sizes: shape == .circles ? 3...3 : nil), objective: .quality, seed: seed)
                let served = Set(result.pairs.flatMap { [$0.mentee, $0.mentor] })
                #expect(served.isSuperset(of: ["dan", "eve"]), "\(shape) \(seed)")
                #expect(result.summary.maximumScore ?? 0 <= million)
            }
        }
    }

    @Test func `a minimum asks no more of anybody, and nobody is ruled out`() {
        for seed in 1...200 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            let inputs = inputs(&dice, mentees: 6, mentors: 6, places: 2)
            let none = inputs.mentees.map { _ in 0 }
            #expect(
                ways(inputs, worth: none).scores
                    == ways(withoutPriority(inputs), worth: none).scores)
        }
    }

    // MARK: The policy

    @Test func `it needs words, a name and a basis, and can exclude nobody`() {
        func pointers(_ change: (inout MatchingPolicy) -> Void) -> [String] {
            var policy = policy()
            change(&policy)
            return policy.problems().map(\.pointer)
        }
        #expect(pointers { _ in }.isEmpty)
        #expect(pointers { $0.basis = nil } == ["/basis"])
        #expect(pointers { $0.weightings[5].shape.values = [] } == ["/factors/5/values"])
        #expect(pointers { $0.weightings[5].shape.name = nil } == ["/factors/5/name"])
        #expect(
            pointers { $0.weightings[0].shape.values = [Term(stored: "a")] } == [
                "/factors/0/values"
            ])
        #expect(pointers { $0.weightings.removeFirst(5) } == ["/factors"], "it scores nothing")
        #expect(
            pointers {
                $0.weightings[5] = .init(
                    .priority, weight: 50, missing: .exclude, shape: Self.first.shape)
            } == ["/factors/5/missing"])
    }

    @Test func `too much of it is warned of, and so is one that waits for its basis`() {
        var policy = policy()
        #expect(policy.warnings().isEmpty)
        policy.weightings[5].weight = 450
        #expect(policy.warnings().map(\.code) == ["priority_drowns_needs"])
        policy.weightings[5].weight = 0
        policy.basis = nil
        #expect(policy.problems().isEmpty)
        #expect(policy.warnings().map(\.code) == ["basis_missing"])
        var mentee = Candidate.with("ann")
        mentee.characteristics = ["faith": [Term(stored: "faith 1")]]
        #expect(policy.priority(of: mentee) == 0)
        #expect(policy.describedNames.isEmpty)
    }

    @Test func `staff read that somebody comes first, and neither what for nor the word`() throws {
        var mentee = Candidate.with("ann", skills: [("go", 3)])
        mentee.characteristics = ["faith": [Term(stored: "faith 1")]]
        let other = Candidate.with("ben", skills: [("go", 3)])
        let people = Compatibility(
            policy: policy(), mentees: [mentee, other],
            mentors: [.with("kim", skills: [("go", 3)])])
        let parts = try [0, 1].map {
            try #require(people.explanation(mentee: $0, mentor: 0).parts.last)
        }
        #expect(parts.map(\.factor) == [.priority, .priority])
        #expect(parts.map(\.name) == [nil, nil])
        #expect(parts.map(\.value) == [million, 0])
        #expect(parts.map(\.effectiveWeight) == [0, 0])
        #expect(
            parts.map(\.words) == [
                "the mentee comes first where places are short",
                "no priority where places are short",
            ])
        #expect(parts.allSatisfy { $0.plainWords == nil })
        #expect(people.score(mentee: 0, mentor: 0) == people.score(mentee: 1, mentor: 0))
    }

    @Test func `the words of a policy become the stand-ins that people's words have become`() {
        var pseudonyms = Pseudonyms()
        let said = pseudonyms.replace(["faith": [Term(stored: "Other"), Term(stored: "mine")]])
        let kept = pseudonyms.replace(policy())
        #expect(said["faith"]?.map(\.text) == ["1", "2"])
        #expect(kept.weightings[5].shape.values.map(\.text) == ["1", "3"])
        #expect(kept.masked.weightings[5].shape.values.map(\.text) == ["masked", "masked"])
        #expect(kept.weightings.dropLast() == policy().weightings.dropLast())
    }
}
