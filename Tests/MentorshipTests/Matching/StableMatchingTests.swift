import Testing

@testable import Mentorship

@Suite struct StableMatchingTests {
    @Test func `each side gets its best stable matching, as trying everything shows`() throws {
        for seed in 1...1200 as ClosedRange<UInt64> {
            let problem = try drawn(seed: seed)
            let all = matchings(problem).filter { $0.blocking == 0 }.map(\.partners)
            #expect(!all.isEmpty)
            let forMentees = try StableMatching.solve(problem, favouring: .mentees)
            let forMentors = try StableMatching.solve(problem, favouring: .mentors)
            #expect(all.contains(forMentees.partners), "seed \(seed)")
            #expect(all.contains(forMentors.partners), "seed \(seed)")
            for other in all {
                for mentee in 0..<problem.menteeLists.count {
                    let rank = { rankOf($0, mentee, problem) }
                    #expect(rank(forMentees.partners) <= rank(other), "seed \(seed)")
                    #expect(rank(forMentors.partners) >= rank(other), "seed \(seed)")
                }
            }
        }
    }

    @Test func `the check counts the pairs that would leave any allowed matching`() throws {
        for seed in 1...300 as ClosedRange<UInt64> {
            let problem = try drawn(seed: seed)
            for (partners, blocking) in matchings(problem) {
                #expect(try problem.blockingPairs(of: partners) == blocking, "seed \(seed)")
            }
        }
    }

    @Test func `the check refuses pairs who do not list each other, and places there are not`()
        throws
    {
        let problem = try StableMatching.Problem(
            menteeLists: [[0], [0, 1], [1]], mentorLists: [[0, 1], [1]], capacities: [1, 1])
        #expect(try problem.blockingPairs(of: [0, 1, -1]) == 0)
        let refused: [[Int32]] = [[1, 0, -1], [0, 0, -1], [-1, 0, 1], [0, 1, 2], [0, 1]]
        for partners in refused {
            #expect {
                _ = try problem.blockingPairs(of: partners)
            } throws: {
                if case .unproven = $0 as? Assignment.Refusal { true } else { false }
            }
        }
    }

    @Test func `the sides get different matchings where their wishes cross`() throws {
        let problem = try StableMatching.Problem(
            menteeLists: [[0, 1], [1, 0]], mentorLists: [[1, 0], [0, 1]], capacities: [1, 1])
        #expect(try StableMatching.solve(problem, favouring: .mentees).partners == [0, 1])
        #expect(try StableMatching.solve(problem, favouring: .mentors).partners == [1, 0])
    }

    @Test func `a pinned pair leaves with its place before the rest is judged`() throws {
        let problem = try StableMatching.Problem(
            menteeLists: [[0, 1], [0]], mentorLists: [[1, 0], [0]], capacities: [1, 1],
            pins: [.init(0, 0)])
        #expect(try StableMatching.solve(problem, favouring: .mentees).partners == [0, -1])
    }

    @Test func `a forbidden pair is no pair, and pinning it is refused`() throws {
        let problem = try StableMatching.Problem(
            menteeLists: [[0, 1]], mentorLists: [[0], [0]], capacities: [1, 1],
            forbidden: [.init(0, 0)])
        #expect(try StableMatching.solve(problem, favouring: .mentees).partners == [1])
        #expect(throws: Assignment.Refusal.infeasible("A pinned pair is not acceptable.")) {
            try StableMatching.Problem(
                menteeLists: [[0, 1]], mentorLists: [[0], [0]], capacities: [1, 1],
                forbidden: [.init(0, 0)], pins: [.init(0, 0)])
        }
    }

    @Test func `a list with a stranger or a repetition is refused`() {
        for list in [[2], [-1], [0, 0]] {
            #expect {
                _ = try StableMatching.Problem(
                    menteeLists: [list], mentorLists: [[0], [0]], capacities: [1, 1])
            } throws: {
                if case .invalid = $0 as? Assignment.Refusal { true } else { false }
            }
        }
    }

    @Test func `a larger programme has no blocking pair on either side`() throws {
        var dice = Dice(seed: 5)
        let (mentees, mentors) = (400, 120)
        let menteeLists = (0..<mentees).map { _ in
            Array(Array(0..<mentors).shuffled(using: &dice).prefix(20))
        }
        let mentorLists = (0..<mentors).map { _ in Array(0..<mentees).shuffled(using: &dice) }
        let problem = try StableMatching.Problem(
            menteeLists: menteeLists, mentorLists: mentorLists,
            capacities: (0..<mentors).map { _ in dice.below(5) })
        for side in [StableMatching.Side.mentees, .mentors] {
            #expect(try StableMatching.solve(problem, favouring: side).blockingPairs == 0)
        }
    }

    private func drawn(seed: UInt64) throws -> StableMatching.Problem {
        var dice = Dice(seed: seed)
        let (mentees, mentors) = (dice.below(5), dice.below(5))
        func list(_ others: Int) -> [Int] {
            Array((0..<others).shuffled(using: &dice).prefix(dice.below(others + 1)))
        }
        return try StableMatching.Problem(
            menteeLists: (0..<mentees).map { _ in list(mentors) },
            mentorLists: (0..<mentors).map { _ in list(mentees) },
            capacities: (0..<mentors).map { _ in dice.below(3) },
            forbidden: mentees > 0 && mentors > 0 && dice.below(3) == 0
                ? [.init(dice.below(mentees), dice.below(mentors))] : [])
    }

    private func rankOf(
        _ partners: [Int32], _ mentee: Int, _ problem: StableMatching.Problem
    ) -> Int {
        let list = Array(problem.menteeLists[mentee])
        return list.firstIndex(of: partners[mentee]) ?? list.count
    }

    private func isAcceptable(
        _ mentee: Int, _ mentor: Int, _ problem: StableMatching.Problem
    ) -> Bool {
        problem.menteeLists[mentee].contains(Int32(mentor))
            && problem.mentorLists[mentor].contains(Int32(mentee))
            && !problem.forbidden.contains(.init(mentee, mentor))
    }

    /// By the definition.
    private func blocks(
        _ mentee: Int, _ mentor: Int, _ partners: [Int32], _ problem: StableMatching.Problem
    ) -> Bool {
        let holders = partners.indices.filter { Int(partners[$0]) == mentor }
        guard isAcceptable(mentee, mentor, problem), Int(partners[mentee]) != mentor,
            let wish = Array(problem.menteeLists[mentee]).firstIndex(of: Int32(mentor)),
            wish < rankOf(partners, mentee, problem)
        else { return false }
        let list = Array(problem.mentorLists[mentor])
        func rank(_ mentee: Int) -> Int { list.firstIndex(of: Int32(mentee)) ?? list.count }
        return holders.count < problem.capacities[mentor]
            || holders.contains { rank($0) > rank(mentee) }
    }

    /// Every matching that is allowed, with how many pairs would leave it.
    private func matchings(
        _ problem: StableMatching.Problem
    ) -> [(partners: [Int32], blocking: Int)] {
        var found: [(partners: [Int32], blocking: Int)] = []
        var partners = [Int32](repeating: -1, count: problem.menteeLists.count)
        func visit(_ mentee: Int) {
            guard mentee < partners.count else {
                let blocking = partners.indices.reduce(0) { sum, mentee in
                    sum
                        + problem.capacities.indices.count {
                            blocks(mentee, $0, partners, problem)
                        }
                }
                found.append((partners, blocking))
                return
            }
            partners[mentee] = -1
            visit(mentee + 1)
            for mentor in problem.capacities.indices
            where isAcceptable(mentee, mentor, problem) {
                let taken = partners[..<mentee].filter { Int($0) == mentor }.count
                guard taken < problem.capacities[mentor] else { continue }
                partners[mentee] = Int32(mentor)
                visit(mentee + 1)
            }
            partners[mentee] = -1
        }
        visit(0)
        return found
    }
}
