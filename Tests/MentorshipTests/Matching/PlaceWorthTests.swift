import Testing

@testable import Mentorship

@Suite struct PlaceWorthTests {
    private func outcome(
        _ inputs: MatchRun.Inputs, _ objective: MatchRun.Objective
    ) throws -> (pairs: Int, total: Int) {
        let run = try MatchRun.settle(inputs, objective: objective, seed: 5)
        return (run.pairs, run.total)
    }

    /// Programmes of every kind: short of places, with room, cut to a few candidates or whole.
    private func drawn(_ seed: UInt64) -> MatchRun.Inputs {
        var dice = Dice(seed: seed)
        var inputs = dice.programme(mentees: 3 + dice.below(12), mentors: 1 + dice.below(9))
        if seed % 2 == 0 { inputs.policy.candidateLimit = 1 + dice.below(3) }
        return inputs
    }

    @Test(arguments: [MatchRun.Objective.quality, .coverageThenQuality])
    func `a place more or fewer is worth what solving again finds`(
        objective: MatchRun.Objective
    ) throws {
        var gains = 0
        for seed in 1...120 as ClosedRange<UInt64> {
            let inputs = drawn(seed)
            var run = try MatchRun.settle(inputs, objective: objective, seed: 5, budget: 1)
            let before = (pairs: run.pairs, total: run.total)
            for place in try run.places() {
                let index = try #require(inputs.mentors.firstIndex { $0.id == place.mentor })
                let more = try outcome(inputs.changing(index, by: 1), objective)
                #expect(place.gain.pairs == more.pairs - before.pairs, "\(seed) \(place)")
                #expect(place.gain.score == more.total - before.total, "\(seed) \(place)")
                #expect(place.bound >= place.gain.value, "\(seed)")
                #expect((place.serves != nil) == (place.gain.pairs == 1), "\(seed)")
                if place.gain.value > 0 { gains += 1 }
                guard inputs.mentors[index].capacity > 0 else {
                    #expect(place.loss == nil)
                    continue
                }
                let fewer = try outcome(inputs.changing(index, by: -1), objective)
                #expect(place.loss?.pairs == before.pairs - fewer.pairs, "\(seed) \(place)")
                #expect(place.loss?.score == before.total - fewer.total, "\(seed) \(place)")
            }
        }
        #expect(gains > 100)
    }

    @Test func `locked pairs keep their places, and what is left is worth what it is`() throws {
        for seed in 1...60 as ClosedRange<UInt64> {
            var inputs = drawn(seed)
            let plain = try MatchRun.solve(inputs, objective: .quality, seed: 5)
            inputs.locks = plain.pairs.prefix(2).map {
                NamedPair(mentee: $0.mentee, mentor: $0.mentor)
            }
            var run = try MatchRun.settle(inputs, objective: .quality, seed: 5, budget: 1)
            let total = run.total
            for place in try run.places() {
                let index = try #require(inputs.mentors.firstIndex { $0.id == place.mentor })
                let more = try outcome(inputs.changing(index, by: 1), .quality)
                #expect(place.gain.score == more.total - total, "\(seed) \(place)")
                let held = inputs.locks.count { $0.mentor == place.mentor }
                #expect((place.loss == nil) == (inputs.mentors[index].capacity == held))
            }
        }
    }

    /// The same answer proved by the highest prices there are instead of the lowest.
    private func dearest(_ run: SettledRun) throws -> Certificate {
        let chains = try run.chains()
        let outward = chains.outward()
        let proof = chains.certificate
        var mentees = proof.menteePrices
        var mentors = proof.mentorPrices
        for mentor in mentors.indices where outward.cost[mentor] != .max {
            mentors[mentor] += outward.cost[mentor]
        }
        for (mentee, mentor) in run.partners.enumerated()
        where mentor >= 0 && run.problem.pinned[mentee] < 0 {
            mentees[mentee] -= outward.cost[Int(mentor)]
        }
        for mentee in mentees.indices {
            for index in run.problem.rowStarts[mentee]..<run.problem.rowStarts[mentee + 1] {
                let mentor = Int(run.problem.mentors[index])
                guard outward.cost[mentor] == .max else { continue }
                let worth = chains.value(run.problem.scores[index]) - mentees[mentee]
                mentors[mentor] = max(mentors[mentor], worth)
            }
        }
        let certificate = Certificate(
            objective: proof.objective, scale: proof.scale, bonus: proof.bonus,
            menteePrices: mentees, mentorPrices: mentors, primal: proof.primal,
            dual: proof.dual)
        try certificate.check(run.partners, of: run.problem)
        return certificate
    }

    @Test func `prices that promise more than a place is worth do not change what it is worth`()
        throws
    {
        var overpriced = 0
        for seed in 1...120 as ClosedRange<UInt64> {
            let run = try MatchRun.settle(drawn(seed), objective: .quality, seed: 5)
            let dear = PlaceChains(run.problem, run.partners, try dearest(run))
            let plain = try run.chains()
            let (cheap, found) = (plain.inward(), dear.inward())
            let (outward, foundOut) = (plain.outward(), dear.outward())
            for mentor in run.compatibility.mentors.indices {
                let gain = dear.gain(mentor, found)
                #expect(gain == plain.gain(mentor, cheap), "\(seed)")
                #expect(dear.loss(mentor, foundOut) == plain.loss(mentor, outward), "\(seed)")
                if gain.value < dear.certificate.mentorPrices[mentor] { overpriced += 1 }
            }
        }
        #expect(overpriced > 50)
    }

    @Test func `the place most wanted comes first, with whom it would serve`() throws {
        let go = [("go", 3 as Int?)]
        let rust = [("rust", 3 as Int?)]
        let inputs = MatchRun.Inputs(
            mentees: [
                .with("e1", skills: go), .with("e2", skills: go),
                .with("e3", skills: go + [("rust", 5)]),
            ],
            mentors: [.with("o1", skills: go), .with("o2", skills: rust), .with("o3")])
        var run = try MatchRun.settle(inputs, objective: .coverageThenQuality, seed: 1)
        let places = try run.places()
        #expect(places.map(\.mentor) == ["o1", "o2", "o3"])
        #expect(places[0].gain.pairs == 1)
        #expect(places[0].moves == 1)
        #expect(places[0].serves.map { ["e1", "e2"].contains($0) } == true)
        #expect(places[1].gain == .nothing)
        #expect(places[1].serves == nil)
        #expect(places[2].used == 0)
        #expect(places[2].loss?.value == 0)
    }
}

extension MatchRun.Inputs {
    func changing(_ mentor: Int, by places: Int) -> MatchRun.Inputs {
        var changed = self
        changed.mentors[mentor] = mentors[mentor].with(
            capacity: mentors[mentor].capacity + places)
        return changed
    }
}

extension Candidate {
    func with(capacity: Int) -> Candidate {
        Candidate(
            id: id, person: person, skills: skills, interests: interests, values: values,
            languages: languages, capacity: capacity, organisation: organisation,
            conflictKeys: conflictKeys)
    }
}
