import Testing

@testable import Mentorship

@Suite struct MatchRunTests {
    @Test(arguments: MatchRun.Objective.allCases)
    func `the order in which people come does not change a byte of the result`(
        objective: MatchRun.Objective
    ) throws {
        for seed in 1...25 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            let inputs = dice.programme(mentees: 30, mentors: 15)
            var turned = inputs
            turned.mentees.shuffle(using: &dice)
            turned.mentors.shuffle(using: &dice)
            let one = try MatchRun.solve(inputs, objective: objective, seed: seed)
            let other = try MatchRun.solve(turned, objective: objective, seed: seed)
            #expect(one == other)
        }
    }

    @Test func `another seed may choose among equals but reaches the same total`() throws {
        var dice = Dice(seed: 11)
        let inputs = dice.programme(mentees: 40, mentors: 20)
        let results = try (0..<5).map {
            try MatchRun.solve(inputs, objective: .quality, seed: UInt64($0))
        }
        #expect(Set(results.map(\.summary.totalScore)).count == 1)
    }

    @Test func `coverage first serves at least as many, quality first scores at least as much`()
        throws
    {
        for seed in 1...40 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            let inputs = dice.programme(mentees: 25, mentors: 8)
            let quality = try MatchRun.solve(inputs, objective: .quality, seed: 1).summary
            let coverage = try MatchRun.solve(
                inputs, objective: .coverageThenQuality, seed: 1
            ).summary
            #expect(coverage.matched >= quality.matched)
            #expect(quality.totalScore >= coverage.totalScore)
        }
    }

    @Test func `the fair run serves as many, and nobody's worst is worse`() throws {
        for seed in 1...40 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            let inputs = dice.programme(mentees: 25, mentors: 8)
            let fair = try MatchRun.solve(inputs, objective: .fair, seed: 1)
            let coverage = try MatchRun.solve(inputs, objective: .coverageThenQuality, seed: 1)
            #expect(fair.summary.matched == coverage.summary.matched)
            #expect(
                fair.summary.minimumScore ?? 0 >= coverage.summary.minimumScore ?? 0,
                "seed \(seed)")
        }
    }

    @Test func `a stable run follows rankings, then scores, and favours whom it is told to`()
        throws
    {
        var (ann, ben) = (Candidate.with("ann"), Candidate.with("ben"))
        var (kim, lou) = (Candidate.with("kim"), Candidate.with("lou"))
        ann.rankings = ["kim", "lou"]
        ben.rankings = ["lou", "kim"]
        kim.rankings = ["ben", "ann"]
        lou.rankings = ["ann", "ben"]
        func mentors(_ side: StableMatching.Side) throws -> [String] {
            let result = try MatchRun.solve(
                .init(mentees: [ann, ben], mentors: [kim, lou]), objective: .stable,
                favouring: side, seed: 4)
            #expect(result.proof == .stable(side, blockingPairs: 0))
            return result.pairs.map(\.mentor)
        }
        #expect(try mentors(.mentees) == ["kim", "lou"])
        #expect(try mentors(.mentors) == ["lou", "kim"])
        // Whoever is ranked comes before whoever scores more.
        let skilled = [("go", 3 as Int?)]
        var keen = Candidate.with("keen", skills: skilled)
        keen.rankings = ["odd"]
        let result = try MatchRun.solve(
            .init(
                mentees: [keen],
                mentors: [.with("apt", skills: skilled), .with("odd", skills: [("go", 1)])]),
            objective: .stable, seed: 4)
        #expect(result.pairs.map(\.mentor) == ["odd"])
    }

    @Test func `no two of a stable run score more with each other than with whom they have`()
        throws
    {
        for seed in 1...40 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            let inputs = dice.programme(mentees: 20, mentors: 7)
            let result = try MatchRun.solve(
                inputs, objective: .stable, favouring: dice.below(2) == 0 ? .mentees : .mentors,
                seed: seed)
            let compatibility = Compatibility(
                policy: inputs.policy, mentees: inputs.mentees, mentors: inputs.mentors,
                vetoes: inputs.vetoes)
            var held = [[Int]](repeating: [], count: inputs.mentors.count)
            var own = [Int](repeating: -1, count: inputs.mentees.count)
            for pair in result.pairs {
                let mentor = try #require(inputs.mentors.firstIndex { $0.id == pair.mentor })
                let mentee = try #require(inputs.mentees.firstIndex { $0.id == pair.mentee })
                held[mentor].append(pair.score)
                own[mentee] = pair.score
            }
            for mentee in inputs.mentees.indices {
                for (mentor, place) in inputs.mentors.enumerated() {
                    guard let score = compatibility.score(mentee: mentee, mentor: mentor),
                        compatibility.forbidden(mentee: mentee, mentor: mentor).isEmpty
                    else { continue }
                    let isWanted =
                        held[mentor].count < place.capacity
                        || held[mentor].contains { $0 < score }
                    #expect(!(score > own[mentee] && isWanted), "seed \(seed)")
                }
            }
        }
    }

    @Test func `everyone is either in a pair or told why not`() throws {
        for seed in 1...40 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            let inputs = dice.programme(mentees: 25, mentors: 8)
            let result = try MatchRun.solve(inputs, objective: .coverageThenQuality, seed: seed)
            let named = (result.pairs.map(\.mentee) + result.unmatched.map(\.mentee)).sorted()
            #expect(named == inputs.mentees.map(\.id).sorted())
            let summary = result.summary
            #expect(summary.matched + summary.unmatched == 25)
            #expect(summary.unmatchedByReason.values.reduce(0, +) == summary.unmatched)
            var held: [String: Int] = [:]
            for pair in result.pairs {
                held[pair.mentor, default: 0] += 1
                #expect(pair.score == pair.explanation.score)
            }
            for mentor in inputs.mentors {
                #expect(held[mentor.id, default: 0] <= mentor.capacity)
            }
        }
    }

    @Test func `candidates beyond the limit are missed by nobody`() throws {
        for seed in 1...6 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            var inputs = dice.programme(mentees: 40, mentors: 30)
            for objective in MatchRun.Objective.allCases {
                inputs.policy.candidateLimit = 50
                let whole = try MatchRun.solve(inputs, objective: objective, seed: 1)
                inputs.policy.candidateLimit = 2
                let cut = try MatchRun.solve(inputs, objective: objective, seed: 1, budget: 1)
                #expect(cut.summary.totalScore == whole.summary.totalScore, "seed \(seed)")
                #expect(cut.summary.matched == whole.summary.matched, "seed \(seed)")
            }
        }
    }

    @Test func `a stable run is the same from cut lists as from whole ones`() throws {
        for seed in 1...60 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            // Too few places, about enough, and room to spare.
            var inputs = dice.richProgramme(mentees: 30, mentors: [8, 18, 30][Int(seed % 3)])
            for side in StableMatching.Side.allCases {
                inputs.policy.candidateLimit = 100
                let whole = try MatchRun.solve(
                    inputs, objective: .stable, favouring: side, seed: seed)
                inputs.policy.candidateLimit = 1 + dice.below(3)
                let cut = try MatchRun.solve(
                    inputs, objective: .stable, favouring: side, seed: seed, budget: 1)
                #expect(cut.pairs == whole.pairs, "seed \(seed), \(side)")
                #expect(cut.proof == whole.proof)
            }
        }
    }

    @Test func `a locked pair is kept and said to be locked`() throws {
        let inputs = MatchRun.Inputs(
            mentees: [.with("e1", skills: [("go", 3)]), .with("e2", skills: [("go", 3)])],
            mentors: [.with("o1", skills: [("go", 3)]), .with("o2", skills: [("rust", 3)])],
            locks: [.init(mentee: "e1", mentor: "o2")])
        let result = try MatchRun.solve(inputs, objective: .quality, seed: 0)
        #expect(result.pairs.map(\.mentor) == ["o2", "o1"])
        #expect(result.pairs.map(\.isLocked) == [true, false])
        #expect(result.pairs[0].score == 0)
    }

    @Test func `a lock that cannot be kept is refused with its reason`() {
        let mentees = [Candidate.with("e1", skills: [("go", 3)], languages: ["fr"])]
        let mentors = [Candidate.with("o1", skills: [("go", 3)], languages: ["de"], capacity: 0)]
        func run(_ locks: [NamedPair], policy: MatchingPolicy = .standard) throws {
            _ = try MatchRun.solve(
                .init(policy: policy, mentees: mentees, mentors: mentors, locks: locks),
                objective: .quality, seed: 0)
        }
        var lenient = MatchingPolicy.standard
        lenient.requiresCommonLanguage = false
        #expect(
            throws: Assignment.Refusal.infeasible(
                "The locked pair e1, o1 is forbidden: no_common_language.")
        ) {
            try run([.init(mentee: "e1", mentor: "o1")])
        }
        #expect(throws: Assignment.Refusal.infeasible("A mentor is pinned beyond capacity.")) {
            try run([.init(mentee: "e1", mentor: "o1")], policy: lenient)
        }
        #expect(
            throws: Assignment.Refusal.infeasible("The locked pair e1, o9 does not take part.")
        ) {
            try run([.init(mentee: "e1", mentor: "o9")])
        }
    }

    @Test func `each way of going without has its own reason`() throws {
        let go = [("go", 4 as Int?)]
        func reasons(_ mentees: [Candidate], _ mentors: [Candidate]) throws -> [UnmatchedReason] {
            try MatchRun.solve(
                .init(mentees: mentees, mentors: mentors), objective: .quality, seed: 0
            ).unmatched.map(\.reason)
        }
        #expect(try reasons([.with("e", skills: go)], []) == [.noMentors])
        #expect(
            try reasons(
                [.with("e", skills: go, languages: ["fr"])],
                [
                    .with("o1", skills: go, languages: ["de"]),
                    .with("o2", skills: [("rust", 1)], languages: ["de"]),
                ]) == [
                    .noCandidate(
                        reason: .noCommonLanguage,
                        counts: [.noCommonLanguage: 2, .nothingInCommon: 1], mentors: 2)
                ])
        #expect(
            try reasons(
                [.with("e1", skills: go), .with("e2", skills: go + [("rust", 4)])],
                [.with("o", skills: go)])
                == [.outscored(candidates: 1, nearest: "o", score: 400_000)])
        #expect(
            try reasons([.with("e", skills: go)], [.with("o", skills: go, capacity: 0)])
                == [.allCandidatesFull(candidates: 1, nearest: "o", score: 800_000)])
    }

    @Test func `someone who said nothing can still be matched, after those who did`() throws {
        let inputs = MatchRun.Inputs(
            mentees: [.with("blank"), .with("keen", skills: [("go", 1)])],
            mentors: [.with("o", skills: [("go", 1)])])
        let result = try MatchRun.solve(inputs, objective: .quality, seed: 0)
        #expect(result.pairs.map(\.mentee) == ["keen"])
        let alone = MatchRun.Inputs(mentees: [.with("blank")], mentors: inputs.mentors)
        #expect(try MatchRun.solve(alone, objective: .quality, seed: 0).pairs.count == 1)
    }

    @Test func `the figures of a run add up`() throws {
        let inputs = MatchRun.Inputs(
            mentees: ["e1", "e2", "e3"].map { .with($0, skills: [("go", 4)]) },
            mentors: [
                .with("o1", skills: [("go", 4)]), .with("o2", skills: [("go", 2)], capacity: 1),
            ])
        let summary = try MatchRun.solve(inputs, objective: .quality, seed: 0).summary
        #expect(summary.minimumScore == 400_000)
        #expect(summary.maximumScore == 800_000)
        #expect(summary.medianScore == 600_000)
        #expect(summary.coverage == 666_667)
        #expect(summary.places == 2)
        #expect(summary.placesUsed == 2)
    }

    @Test func `a run says how far it is, and stops when told to`() throws {
        var dice = Dice(seed: 3)
        let inputs = dice.programme(mentees: 300, mentors: 60)
        var phases: [MatchRun.Progress.Phase] = []
        _ = try MatchRun.solve(inputs, objective: .quality, seed: 0) { progress in
            if phases.last != progress.phase { phases.append(progress.phase) }
            return true
        }
        #expect(phases == [.indexing, .scoring, .solving, .explaining])
        for phase in phases {
            #expect(throws: Assignment.Refusal.cancelled) {
                try MatchRun.solve(inputs, objective: .quality, seed: 0) { $0.phase != phase }
            }
        }
    }

    @Test(arguments: MatchRun.Objective.allCases)
    func `wherever a run is told to stop, it stops there`(_ objective: MatchRun.Objective) throws {
        var dice = Dice(seed: 3)
        let inputs = dice.programme(mentees: 40, mentors: 8)
        var all = 0
        _ = try MatchRun.solve(inputs, objective: objective, seed: 0) { _ in
            all += 1
            return true
        }
        #expect(all > 5)
        for last in 1...all {
            var reports = 0
            #expect(throws: Assignment.Refusal.cancelled) {
                try MatchRun.solve(inputs, objective: objective, seed: 0) { _ in
                    reports += 1
                    return reports < last
                }
            }
            #expect(reports == last)
        }
    }

    @Test func `someone who is both mentor and mentee is never matched with themselves`() throws {
        let inputs = MatchRun.Inputs(
            mentees: [.with("ann", skills: [("go", 1)])],
            mentors: [.with("ann", skills: [("go", 5)])])
        let result = try MatchRun.solve(inputs, objective: .quality, seed: 0)
        #expect(result.pairs.isEmpty)
        #expect(
            result.unmatched.map(\.reason)
                == [.noCandidate(reason: .samePerson, counts: [.samePerson: 1], mentors: 1)])
    }
}
