import Testing

@testable import Mentorship

@Suite struct CompatibilityTests {
    private let policy = MatchingPolicy.standard

    private func judged(
        _ mentee: Candidate, _ mentor: Candidate, policy: MatchingPolicy = .standard,
        vetoes: Compatibility.Vetoes = .init()
    ) -> Compatibility.Judgement {
        Compatibility(policy: policy, mentees: [mentee], mentors: [mentor], vetoes: vetoes)
            .judge(mentee: 0, mentor: 0)
    }

    private func explained(
        _ mentee: Candidate, _ mentor: Candidate, policy: MatchingPolicy = .standard
    ) -> Explanation? {
        if case .candidate(let explanation) = judged(mentee, mentor, policy: policy) {
            explanation
        } else {
            nil
        }
    }

    @Test func `a score is the weighted mean of what is known, in millionths`() throws {
        let mentee = Candidate.with(
            "e", skills: [("go", 3), ("sql", 4), ("c", nil), ("rust", 2)],
            interests: ["chess", "Hiking", "jazz"], values: ["candour"], languages: ["en-GB"])
        let mentor = Candidate.with(
            "o", skills: [("Go", 4), ("SQL", 2), ("c", 1)],
            interests: ["hiking", "chess", "film", "tea"], values: ["Candour", "care"],
            languages: ["en", "de"])
        let explanation = try #require(explained(mentee, mentor))
        // needs (1 + 1/2 + 1 + 0) / 4, interests 2 of 3, values 1 of 3, languages 1, no wishes
        let shares = explanation.parts.map(\.value)
        #expect(shares == [625_000, 666_667, 333_333, nil, 1_000_000])
        // (400 × .625 + 150 × .666667 + 150 × .333333 + 100) / 800
        #expect(explanation.score == 625_000)
        #expect(
            explanation.parts.map(\.effectiveWeight) == [500_000, 187_500, 187_500, 0, 125_000])
    }

    @Test func `an explanation says in words what was found`() throws {
        let mentee = Candidate.with(
            "e", skills: [("go", 3), ("sql", 4), ("rust", 2)], interests: ["chess"],
            languages: ["fi"])
        let mentor = Candidate.with(
            "o", skills: [("Go", 4), ("SQL", 2)], interests: ["tea", "film"], languages: ["fi"])
        let words = try #require(explained(mentee, mentor)).parts.map(\.words)
        #expect(
            words == [
                "covers 1 of 3 skills: go (4 of 3); in part: sql (2 of 4); not: rust",
                "share no interests", "neither has said which values",
                "neither has said whom they would like", "share 1 of 1 languages: fi",
            ])
    }

    @Test func `a factor nobody could answer shares its weight among the others`() throws {
        let mentee = Candidate.with("e", skills: [("go", 2)], interests: ["a", "b", "c"])
        let mentor = Candidate.with("o", skills: [("go", 1)], interests: ["a", "b", "c"])
        // (400 × .5 + 150 × 1) / 550
        #expect(explained(mentee, mentor)?.score == 636_364)
    }

    @Test func `little evidence cannot make a perfect score`() throws {
        let blank = Candidate.with("e", languages: ["en"])
        let mentor = Candidate.with("o", skills: [("go", 5)], languages: ["en"])
        // 100 / 500: half of the policy's weight is the least that a score rests on.
        #expect(explained(blank, mentor)?.score == 200_000)
    }

    @Test func `missing data is treated as the policy says`() throws {
        let mentee = Candidate.with("e", skills: [("go", 1)], interests: ["a"])
        let mentor = Candidate.with("o", skills: [("go", 1)])
        func policy(_ missing: MatchingPolicy.Missing) -> MatchingPolicy {
            MatchingPolicy(
                version: 2,
                weightings: [
                    .init(.needs, weight: 500, missing: .neutral),
                    .init(.interests, weight: 500, missing: missing),
                ])
        }
        #expect(explained(mentee, mentor, policy: policy(.neutral))?.score == 1_000_000)
        #expect(explained(mentee, mentor, policy: policy(.penalise))?.score == 500_000)
        #expect(
            judged(mentee, mentor, policy: policy(.exclude)) == .forbidden([.missingData]))
    }

    @Test func `each rule rules out by its own name`() {
        let go = Candidate.with("o", skills: [("go", 3)], languages: ["en"])
        func mentee(
            _ person: String? = nil, languages: [String] = ["en"], skill: String = "go",
            organisation: String? = nil, conflict: [String] = []
        ) -> Candidate {
            Candidate(
                id: "e", person: person, skills: [.init(Term(stored: skill), level: 3)],
                languages: languages.map { Term(language: $0) }, organisation: organisation,
                conflictKeys: conflict)
        }
        #expect(judged(mentee("o"), go) == .forbidden([.samePerson]))
        #expect(judged(mentee(languages: ["fr"]), go) == .forbidden([.noCommonLanguage]))
        #expect(judged(mentee(skill: "rust"), go) == .forbidden([.nothingInCommon]))
        let boss = Candidate(
            id: "o", skills: go.skills, organisation: "charity", conflictKeys: ["line of o"])
        #expect(judged(mentee(conflict: ["line of o"]), boss) == .forbidden([.conflictOfInterest]))
        var strict = policy
        strict.allowsSameOrganisation = false
        #expect(
            judged(mentee(organisation: "charity"), boss, policy: strict)
                == .forbidden([.sameOrganisation]))
        strict.minimumScore = 1_000_000
        let partly = Candidate.with("o", skills: [("go", 1)])
        #expect(judged(mentee(), partly, policy: strict) == .forbidden([.belowMinimumScore]))
    }

    @Test func `vetoes and histories rule out by name, a veto whichever side it came from`() {
        let mentee = Candidate(
            id: "enrolment 1", person: "ann", skills: [.init(Term(stored: "go"))])
        let mentor = Candidate(id: "enrolment 2", person: "bo", skills: [.init(Term(stored: "go"))])
        let cases: [(Compatibility.Vetoes, [Forbidden])] = [
            (.init(doNotMatch: [.init(mentee: "ann", mentor: "bo")]), [.doNotMatch]),
            (.init(doNotMatch: [.init(mentee: "bo", mentor: "ann")]), [.doNotMatch]),
            (.init(alreadyPaired: [.init(mentee: "ann", mentor: "bo")]), [.alreadyPaired]),
            (.init(excluded: [.init(mentee: "enrolment 1", mentor: "enrolment 2")]), [.excluded]),
        ]
        for (vetoes, reasons) in cases {
            #expect(judged(mentee, mentor, vetoes: vetoes) == .forbidden(reasons))
        }
        let once = Compatibility.Vetoes(alreadyPaired: [.init(mentee: "bo", mentor: "ann")])
        guard case .candidate = judged(mentee, mentor, vetoes: once) else {
            Issue.record("the mentor of yesterday may be the mentee of today")
            return
        }
    }

    @Test func `the same term in another case or with other spaces is the same term`() {
        #expect(Term(stored: " Machine  LEARNING\t") == Term(stored: "machine learning"))
        #expect(Term(stored: "Caf\u{65}\u{301}") == Term(stored: "CAF\u{c9}"))
        #expect(Term(language: "pt-BR") == Term(language: "PT"))
        #expect(Term(language: "pt") != Term(language: "pl"))
    }

    @Test func `a skill named twice counts once, at its higher level`() throws {
        let mentee = Candidate.with("e", skills: [("go", 2), ("Go", 4)])
        let mentor = Candidate.with("o", skills: [("go", 1), ("GO", 2), ("go", nil)])
        let explanation = try #require(explained(mentee, mentor))
        #expect(explanation.parts[0].value == 500_000)
    }

    @Test func `the index finds exactly the pairs that judging every pair finds`() {
        for seed in 1...60 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            var inputs = dice.programme(mentees: 12, mentors: 10)
            inputs.policy.requiresCommonGround = dice.below(3) > 0
            inputs.policy.allowsSameOrganisation = dice.below(2) == 0
            inputs.policy.minimumScore = dice.below(2) * 300_000
            inputs.vetoes = .init(
                doNotMatch: [.init(mentee: "e1", mentor: "o1")],
                excluded: [.init(mentee: "e2", mentor: "o2")])
            let compatibility = Compatibility(
                policy: inputs.policy, mentees: inputs.mentees, mentors: inputs.mentors,
                vetoes: inputs.vetoes)
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

    @Test func `a policy out of range is told so, member by member`() {
        var odd = MatchingPolicy(
            version: 1,
            weightings: [
                .init(.needs, weight: 1001, missing: .neutral),
                .init(.needs, weight: -1, missing: .neutral),
            ])
        odd.minimumScore = -1
        let pointers = odd.problems().map(\.pointer)
        #expect(
            pointers == [
                "/factors/0/weight", "/factors/1/weight", "/factors/1/factor", "/minimum_score",
            ])
        #expect(policy.problems().isEmpty)
    }
}
