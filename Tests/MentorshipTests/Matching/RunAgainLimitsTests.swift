import Testing

@testable import Mentorship

/// What solving again must not propose: sizes that no programme has.
@Suite struct RunAgainLimitsTests {
    private func again(
        _ inputs: MatchRun.Inputs
    ) throws -> RunAgain {
        let result = try MatchRun.solve(inputs, objective: .quality, seed: 1)
        return RunAgain(inputs, .quality, seed: 1, outcome: RunOutcome(result, of: inputs))
    }

    @Test func `a group of one is proposed to nobody`() throws {
        let go = [("go", 3 as Int?)]
        func sizes(_ mentees: Int, least: Int) throws -> [Relaxation.Change] {
            let inputs = MatchRun.Inputs(
                mentees: (0..<mentees).map { .with("e\($0)", skills: go) },
                mentors: [.with("o", skills: go, capacity: 4)], shape: .groups, sizes: least...4)
            return try again(inputs).relaxations(of: "e0").found.map(\.change)
        }
        #expect(try sizes(1, least: 2).isEmpty)
        #expect(try sizes(2, least: 3) == [.least(2)])
    }

    /// Each could be guided by the next alone, and the last by the first.
    private func ring(_ count: Int, most: Int) -> MatchRun.Inputs {
        func person(_ number: Int, _ skill: Int) -> Candidate {
            .with("p\(number)", skills: [("skill \(skill % count)", 3)])
        }
        return MatchRun.Inputs(
            mentees: (0..<count).map { person($0, $0 + 1) },
            mentors: (0..<count).map { person($0, $0) }, shape: .circles, sizes: 3...most)
    }

    @Test func `a circle of more than any programme allows is proposed to nobody`() throws {
        let most = GroupSizes.sizesAllowed.upperBound
        func greatest(_ count: Int, most: Int) throws -> [Relaxation.Change] {
            try again(ring(count, most: most)).relaxations(of: "p0").found.map(\.change).filter {
                if case .most = $0 { true } else { false }
            }
        }
        #expect(try greatest(most + 1, most: most).isEmpty)
        #expect(try greatest(most, most: most - 1) == [.most(most)])
    }
}
