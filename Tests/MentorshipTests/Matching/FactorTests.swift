import Testing

@testable import Mentorship

@Suite struct FactorTests {
    /// What one factor alone says of a pair; nil when it is left out.
    private func share(
        _ weighting: MatchingPolicy.Weighting, _ mentee: Candidate, _ mentor: Candidate
    ) throws -> Int? {
        try part(weighting, mentee, mentor).value
    }

    private func part(
        _ weighting: MatchingPolicy.Weighting, _ mentee: Candidate, _ mentor: Candidate
    ) throws -> Explanation.Part {
        let policy = MatchingPolicy(
            version: 1, weightings: [weighting], requiresCommonGround: false)
        let compatibility = Compatibility(policy: policy, mentees: [mentee], mentors: [mentor])
        return try #require(compatibility.explanation(mentee: 0, mentor: 0).parts.first)
    }

    private func person(_ id: String, _ change: (inout Candidate) -> Void = { _ in }) -> Candidate {
        var candidate = Candidate(id: id)
        change(&candidate)
        return candidate
    }

    @Test func `the index finds exactly what judging each pair finds, whatever a policy asks`() {
        for seed in 1...150 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            let inputs = dice.richProgramme(mentees: 10, mentors: 9)
            let compatibility = Compatibility(
                policy: inputs.policy, mentees: inputs.mentees, mentors: inputs.mentors)
            var tallies = Tallies(compatibility)
            for mentee in inputs.mentees.indices {
                var found: [Int: Int] = [:]
                compatibility.forEachCandidate(of: mentee, &tallies) { found[$0] = $1 }
                var expected: [Int: Int] = [:]
                var counts: [Forbidden: Int] = [:]
                for mentor in inputs.mentors.indices {
                    switch compatibility.judge(mentee: mentee, mentor: mentor) {
                    case .candidate(let explanation): expected[mentor] = explanation.score
                    case .forbidden(let reasons):
                        for reason in reasons { counts[reason, default: 0] += 1 }
                    }
                }
                #expect(found == expected, "seed \(seed)")
                #expect(compatibility.obstacleCounts(of: mentee, &tallies) == counts)
            }
        }
    }

    @Test func `nobody who scores enough is passed over for what they could score at most`() {
        for seed in 1...300 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            let inputs = dice.richProgramme(mentees: 6, mentors: 14)
            let compatibility = Compatibility(
                policy: inputs.policy, mentees: inputs.mentees, mentors: inputs.mentors)
            var tallies = Tallies(compatibility)
            for mentee in inputs.mentees.indices {
                var all: [Int: Int] = [:]
                compatibility.forEachCandidate(of: mentee, &tallies) { all[$0] = $1 }
                for floor in Set(all.values) {
                    var found: [Int: Int] = [:]
                    _ = compatibility.forEachCandidate(
                        of: mentee, atLeast: floor, few: 2, &tallies,
                        mayMatter: { _, most in most >= floor }, { found[$0] = $1 })
                    #expect(found == all.filter { $0.value >= floor }, "seed \(seed)")
                }
            }
        }
    }

    @Test func `the order in which people come changes nothing, whatever a policy asks`() throws {
        for seed in 1...25 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            let inputs = dice.richProgramme(mentees: 20, mentors: 12)
            var turned = inputs
            turned.mentees.shuffle(using: &dice)
            turned.mentors.shuffle(using: &dice)
            #expect(
                try MatchRun.solve(inputs, objective: .quality, seed: seed)
                    == MatchRun.solve(turned, objective: .quality, seed: seed))
        }
    }

    @Test(arguments: [
        (MatchingPolicy.Difference(), -9, 1_000_000), (.init(atLeast: 1), 1, 1_000_000),
        (.init(atLeast: 1), 0, 0), (.init(atLeast: 1, tolerance: 4), 0, 750_000),
        (.init(atLeast: 1, tolerance: 4), -3, 0), (.init(atMost: 2, tolerance: 3), 4, 333_333),
        (.init(atLeast: 0, atMost: 0, tolerance: 2), 1, 500_000),
        (.init(atLeast: 1, atMost: 3), 2, 1_000_000), (.init(atLeast: 1, atMost: 3), 4, 0),
    ])
    func `a difference is wanted at least, at most, between or any`(
        wanted: MatchingPolicy.Difference, apart: Int, expected: Int
    ) throws {
        let weighting = MatchingPolicy.Weighting(
            .measure, weight: 1, shape: .init(name: "seniority", difference: wanted))
        let found = try share(
            weighting, person("e") { $0.measures = ["seniority": 3] },
            person("o") { $0.measures = ["seniority": 3 + apart] })
        #expect(found == expected)
    }

    @Test func `what was not measured is a gap`() throws {
        let seniority = MatchingPolicy.Shape(name: "seniority")
        let stated = person("e") { $0.measures = ["seniority": 3] }
        #expect(
            try share(.init(.measure, weight: 1, shape: seniority), stated, person("o")) == nil)
        let strict = MatchingPolicy.Weighting(
            .measure, weight: 1, missing: .penalise, shape: seniority)
        #expect(try share(strict, stated, person("o")) == 0)
        #expect(
            try part(strict, stated, person("o")).words == "the mentor has not said seniority")
    }

    @Test func `hours in common count to the minute, up to what is enough`() throws {
        let hours = MatchingPolicy.Weighting(.hours, weight: 1, shape: .init(enough: 120))
        let mentee = person("e") { $0.hours = [600..<660, 2000..<2047] }
        let mentor = person("o") { $0.hours = [630..<700, 2010..<2300] }
        let part = try part(hours, mentee, mentor)
        #expect(part.value == 558_333)
        #expect(part.words == "can both meet 1 h 7 min a week")
        #expect(try share(hours, mentee, person("o")) == nil)
        #expect(try share(hours, mentee, person("o") { $0.hours = [0..<10_080] }) == 891_667)
    }

    @Test func `a choice is worth its place among the choices, the mean of the sides that chose`()
        throws
    {
        let wishes = MatchingPolicy.Weighting(.preference, weight: 1)
        let mentee = person("e") { $0.rankings = ["x", "o", "y", "z"] }
        #expect(try share(wishes, mentee, person("o")) == 750_000)
        #expect(try share(wishes, mentee, person("o") { $0.rankings = ["e"] }) == 875_000)
        let part = try part(wishes, mentee, person("o") { $0.rankings = ["q"] })
        #expect(part.value == 375_000)
        #expect(part.words == "the mentee's choice 2 of 4, the mentor named others")
        #expect(try share(wishes, person("e"), person("o")) == nil)
    }

    @Test func `history, continuity and load say who works with whom, and how much`() throws {
        let before = person("e") {
            $0.history = ["o": 1]
            $0.latest = "o"
        }
        let again = MatchingPolicy.Weighting(.history, weight: 1, shape: .init(enough: 2))
        #expect(try share(again, before, person("o")) == 500_000)
        #expect(try share(again, before, person("p")) == 0)
        #expect(try share(again, person("e"), person("p")) == nil)
        let anew = MatchingPolicy.Weighting(.history, weight: 1, shape: .init(wants: .different))
        #expect(try share(anew, before, person("o")) == 0)
        #expect(try share(.init(.continuity, weight: 1), before, person("o")) == 1_000_000)
        #expect(try share(.init(.continuity, weight: 1), before, person("p")) == 0)
        let busy = person("o") { $0.load = 1 }
        #expect(try share(.init(.load, weight: 1), before, busy) == 666_667)
    }

    @Test func `a site may be wanted the same or different`() throws {
        let leeds = person("e") { $0.site = "Leeds" }
        let same = MatchingPolicy.Weighting(.site, weight: 1)
        let different = MatchingPolicy.Weighting(.site, weight: 1, shape: .init(wants: .different))
        #expect(try share(same, leeds, person("o") { $0.site = "leeds" }) == 1_000_000)
        #expect(try share(different, leeds, person("o") { $0.site = "York" }) == 1_000_000)
        #expect(
            try part(different, leeds, person("o") { $0.site = "York" }).words
                == "at different sites: Leeds and York")
    }

    @Test func `what people described of themselves counts, and is not repeated`() throws {
        let faith = MatchingPolicy.Weighting(
            .characteristic, weight: 1, shape: .init(name: "faith"))
        let one = person("e") { $0.characteristics = ["faith": [Term(stored: "quaker")]] }
        let other = person("o") { $0.characteristics = ["faith": [Term(stored: "Quaker")]] }
        let part = try part(faith, one, other)
        #expect(part.value == 333_333)
        #expect(part.words == "share 1 of 1 in faith")
        #expect(try share(faith, one, person("o")) == nil)
    }

    @Test func `each hard rule rules out by its own name`() {
        func reasons(
            _ policy: MatchingPolicy, _ mentee: Candidate, _ mentor: Candidate
        ) -> [Forbidden] {
            Compatibility(policy: policy, mentees: [mentee], mentors: [mentor])
                .forbidden(mentee: 0, mentor: 0)
        }
        var policy = MatchingPolicy.standard
        policy.requiresCommonGround = false
        let lines = person("e") { $0.lines = ["boss", "head"] }
        #expect(reasons(policy, lines, person("boss")) == [.lineManager])
        #expect(reasons(policy, lines, person("head")) == [.sameReportingLine])
        #expect(reasons(policy, person("boss"), lines) == [.lineManager])
        policy.reportingLine = .notManager
        #expect(reasons(policy, lines, person("head")).isEmpty)
        policy.reportingLine = .notTeam
        let peer = person("o") { $0.lines = ["boss"] }
        #expect(reasons(policy, lines, peer) == [.sameReportingLine])
        policy.reportingLine = .allowed
        #expect(reasons(policy, lines, person("boss")).isEmpty)
        #expect(reasons(policy, person("e") { $0.gates = ["check"] }, peer) == [.gateNotMet])
        let video = person("e") { $0.media = [Term(stored: "video")] }
        let visits = person("o") { $0.media = [Term(stored: "in_person")] }
        #expect(reasons(policy, video, visits) == [.noCommonMedium])
        policy.minimumCommonMinutes = 60
        let early = person("e") { $0.hours = [0..<90] }
        #expect(reasons(policy, early, person("o") { $0.hours = [60..<200] }) == [.tooFewHours])
        #expect(reasons(policy, early, person("o")).isEmpty)
        policy.seniority = .init("grade", .init(atLeast: 2))
        let junior = person("e") { $0.measures = ["grade": 3] }
        #expect(
            reasons(policy, junior, person("o") { $0.measures = ["grade": 4] }) == [.seniorityRule])
    }

    @Test func `who is kept from one mentor of a group is kept from it, on every way`() {
        let rules: Set<Forbidden> = [
            .conflictOfInterest, .lineManager, .sameReportingLine, .sameOrganisation,
            .noCommonLanguage, .noCommonMedium, .seniorityRule,
        ]
        var kept = 0
        for seed in 1...60 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            var inputs = dice.richProgramme(mentees: 8, mentors: 9)
            let others = Array(inputs.mentors.suffix(4))
            inputs.mentors.removeLast(4)
            inputs.mentors[0].guidingWith = Array(others[..<1])
            inputs.mentors[2].guidingWith = Array(others[1...])
            let compatibility = Compatibility(
                policy: inputs.policy, mentees: inputs.mentees, mentors: inputs.mentors)
            let beside = Compatibility(
                policy: inputs.policy, mentees: inputs.mentees, mentors: others)
            var tallies = Tallies(compatibility)
            for mentee in inputs.mentees.indices {
                var counts: [Forbidden: Int] = [:]
                for mentor in inputs.mentors.indices {
                    let all = mentor == 0 ? 0..<1 : mentor == 2 ? 1..<4 : 0..<0
                    let isKept = all.contains {
                        !rules.isDisjoint(with: beside.forbidden(mentee: mentee, mentor: $0))
                    }
                    let reasons = compatibility.forbidden(mentee: mentee, mentor: mentor)
                    #expect(reasons.contains(.otherMentor) == isKept, "seed \(seed)")
                    for reason in reasons { counts[reason, default: 0] += 1 }
                    kept += isKept ? 1 : 0
                }
                var found: Set<Int> = []
                compatibility.forEachCandidate(of: mentee, &tallies) { mentor, _ in
                    found.insert(mentor)
                }
                #expect(
                    found
                        == Set(
                            inputs.mentors.indices.filter {
                                compatibility.forbidden(mentee: mentee, mentor: $0).isEmpty
                            }))
                #expect(compatibility.obstacleCounts(of: mentee, &tallies) == counts)
            }
        }
        #expect(kept > 50, "the dice made some")
    }
}
