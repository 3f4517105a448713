import Testing

@testable import Mentorship

@Suite struct CircleRunTests {
    private func inputs(_ seed: UInt64) -> MatchRun.Inputs {
        var dice = Dice(seed: seed)
        let wanting = (0..<dice.below(8)).map { dice.candidate("p\($0)") }
        let giving = wanting.map { mine in
            let other = dice.candidate(mine.id)
            return Candidate(
                id: mine.id, skills: other.skills, interests: other.interests,
                values: other.values, languages: mine.languages,
                conflictKeys: mine.conflictKeys)
        }
        return .init(
            mentees: wanting, mentors: giving, shape: .circles, sizes: 3...(3 + dice.below(3)))
    }

    /// By trying everything: people in circles and their total, whichever comes first.
    private func best(
        _ inputs: MatchRun.Inputs, _ objective: MatchRun.Objective
    ) -> (people: Int, total: Int) {
        let all = Compatibility(
            policy: inputs.policy, mentees: inputs.mentees, mentors: inputs.mentors)
        let count = inputs.mentees.count
        var guides = [Int](repeating: -1, count: count)
        var found = (0, 0)
        func isAllowed(from start: Int) -> Bool {
            var ring = [start]
            while let last = ring.last, guides[last] != start { ring.append(guides[last]) }
            let keys = ring.flatMap { Array(Set(inputs.mentees[$0].conflictKeys)) }
            return inputs.sizes?.contains(ring.count) ?? false && Set(keys).count == keys.count
        }
        func visit(_ peer: Int, _ taken: Set<Int>, _ people: Int, _ total: Int) {
            guard peer < count else {
                let isRight = guides.indices.allSatisfy {
                    guides[$0] == $0 || isAllowed(from: $0)
                }
                let value = objective == .quality ? (total, people) : (people, total)
                if isRight, value > found { found = value }
                return
            }
            for guide in 0..<count where !taken.contains(guide) {
                guides[peer] = guide
                if guide == peer {
                    visit(peer + 1, taken.union([guide]), people, total)
                } else if all.forbidden(mentee: peer, mentor: guide).isEmpty {
                    let score = all.score(mentee: peer, mentor: guide) ?? 0
                    visit(peer + 1, taken.union([guide]), people + 1, total + score)
                }
            }
        }
        visit(0, [], 0, 0)
        return objective == .quality ? (found.1, found.0) : found
    }

    @Test(arguments: [MatchRun.Objective.quality, .coverageThenQuality])
    func `no circles are better, as trying everything shows`(
        _ objective: MatchRun.Objective
    ) throws {
        var circles = 0
        for seed in 1...200 as ClosedRange<UInt64> {
            let inputs = inputs(seed)
            let result = try MatchRun.solve(inputs, objective: objective, seed: seed)
            let best = best(inputs, objective)
            #expect(result.summary.totalScore == best.total, "seed \(seed)")
            if objective == .coverageThenQuality {
                #expect(result.summary.matched == best.people, "seed \(seed)")
            }
            #expect(result.groups.reduce(0) { $0 + $1.score } == result.summary.totalScore)
            for circle in result.groups {
                #expect(inputs.sizes?.contains(circle.members.count) == true)
                for (place, guide) in circle.members.enumerated() {
                    let next = circle.members[(place + 1) % circle.members.count]
                    #expect(
                        result.pairs.contains { $0.mentor == guide && $0.mentee == next },
                        "seed \(seed)")
                }
            }
            circles += result.groups.count
        }
        #expect(circles > 40)
    }

    @Test func `the same people and wishes give the same circles each time`() throws {
        var dice = Dice(seed: 3)
        let people = (0..<24).map { number in
            var one = Candidate.with("p\(number)", languages: ["en"])
            var others = (0..<24).filter { $0 != number }
            one.rankings = (0..<5).map { _ in "p\(others.remove(at: dice.below(others.count)))" }
            return one
        }
        var inputs = MatchRun.Inputs(
            mentees: people, mentors: people, shape: .circles, sizes: 3...4)
        inputs.policy.weightings = [
            .init(.languages, weight: 500), .init(.preference, weight: 500),
        ]
        let first = try MatchRun.solve(inputs, objective: .quality, seed: 7)
        #expect(first.groups.count > 3)
        for _ in 0..<6 {
            // A table of hashes has another order in each place of memory.
            var again = inputs
            again.mentees.reverse()
            again.mentors.reverse()
            #expect(try MatchRun.solve(again, objective: .quality, seed: 7) == first)
        }
    }

    @Test func `who could guide somebody is told in the same order each time`() {
        var mentee = Candidate.with("e", interests: ["tea"], languages: ["en"])
        mentee.rankings = (0..<12).map { "o\($0 * 5 % 12)" }
        let mentors = (0..<40).map { Candidate.with("o\($0)", languages: ["en"]) }
        for needsGround in [true, false] {
            var policy = MatchingPolicy.standard
            policy.requiresCommonGround = needsGround
            func order() -> [Int] {
                let people = Compatibility(policy: policy, mentees: [mentee], mentors: mentors)
                var tallies = Tallies(people)
                var found: [Int] = []
                people.forEachCandidate(of: 0, &tallies) { mentor, _ in found.append(mentor) }
                return found
            }
            let first = order()
            #expect(Set(first).isSuperset(of: 0..<12))
            for _ in 0..<8 { #expect(order() == first) }
        }
    }

    @Test func `who is in no circle learns why`() throws {
        func person(_ id: String, wants: String, offers: String) -> (Candidate, Candidate) {
            (.with(id, skills: [(wants, nil)]), .with(id, skills: [(offers, nil)]))
        }
        let people = [
            person("a", wants: "go", offers: "sql"), person("b", wants: "sql", offers: "css"),
            person("c", wants: "css", offers: "go"), person("d", wants: "go", offers: "sql"),
            person("e", wants: "welding", offers: "go"),
        ]
        let inputs = MatchRun.Inputs(
            mentees: people.map(\.0), mentors: people.map(\.1), shape: .circles, sizes: 3...3)
        let result = try MatchRun.solve(inputs, objective: .coverageThenQuality, seed: 1)
        #expect(result.groups.count == 1 && result.groups[0].members.count == 3)
        #expect(result.summary.unmatchedByReason == ["no_circle": 1, "no_candidate": 1])
        #expect(result.isAmongEquals)
    }
}
