// A line of managers is told from the nearest to the top, and a circle of them ends.

import Testing

@testable import Mentorship

@Suite struct ReportingLinesTests {
    private static let people: [ID<Person>] = (0..<32).map { number in
        let digits = Array("0123456789abcdefghjkmnpqrstvwxyz")
        return ID("person_01h455vb4pex5vsknk084sn02" + String(digits[number]))!
    }

    /// Each reports to the one with that number.
    private func lines(_ managers: [Int: Int]) -> ReportingLines {
        var lines = ReportingLines()
        for (person, manager) in managers {
            lines.managers[Self.people[person]] = Self.people[manager]
        }
        return lines
    }

    private func above(_ person: Int, _ managers: [Int: Int]) -> [Int] {
        lines(managers).above(Self.people[person]).compactMap { Self.people.firstIndex(of: $0) }
    }

    @Test func `the nearest comes first`() {
        #expect(above(0, [0: 1, 1: 2, 2: 3, 4: 3]) == [1, 2, 3])
        #expect(above(4, [0: 1, 1: 2, 2: 3, 4: 3]) == [3])
        #expect(above(3, [0: 1, 1: 2, 2: 3, 4: 3]).isEmpty)
    }

    @Test func `a circle ends, and nobody is above themselves`() {
        #expect(above(0, [0: 1, 1: 2, 2: 0]) == [1, 2])
        #expect(above(0, [0: 1, 1: 2, 2: 1]) == [1, 2])
        #expect(above(0, [0: 0]).isEmpty)
    }

    @Test func `twenty levels count`() {
        let all = Dictionary(uniqueKeysWithValues: (0..<31).map { ($0, $0 + 1) })
        #expect(above(0, all) == Array(1...20))
    }

    @Test(arguments: MatchingPolicy.ReportingLine.allCases)
    func `who meets in a group is kept apart as a pair would be, whichever of them mentors`(
        _ rule: MatchingPolicy.ReportingLine
    ) throws {
        var dice = Dice(seed: 12)
        var policy = MatchingPolicy.standard
        policy.reportingLine = rule
        for _ in 0..<50 {
            let count = Int.random(in: 2...8, using: &dice)
            let managers = (0..<count).reduce(into: [Int: Int]()) { managers, person in
                if Bool.random(using: &dice) {
                    managers[person] = Int.random(in: 0..<count, using: &dice)
                }
            }
            let lines = lines(managers)
            let all = (0..<count).map { person in
                var one = Candidate(id: Self.people[person].text)
                one.lines = lines.above(Self.people[person]).map(\.text)
                return one
            }
            let pairs = Compatibility(policy: policy, mentees: all, mentors: all)
            let apart = Set(try KeptApart.pairs(all, .init(), rule).map { [$0.0, $0.1] })
            for one in 0..<count {
                for other in 0..<count where other > one {
                    let isForbidden = [(one, other), (other, one)].contains { mentee, mentor in
                        pairs.forbidden(mentee: mentee, mentor: mentor).contains {
                            $0 == .lineManager || $0 == .sameReportingLine
                        }
                    }
                    #expect(apart.contains([one, other]) == isForbidden)
                    let (left, right) = (Self.people[one], Self.people[other])
                    #expect(lines.keepsApart(left, right, by: rule) == isForbidden)
                    #expect(lines.keepsApart(right, left, by: rule) == isForbidden)
                    var ground = MatchingGround()
                    ground.inGroup = [Self.people[31]: [right]]
                    let found = ground.apartFromGroups([left], lines, by: rule)
                    let pair = PairOfPeople(mentor: Self.people[31], mentee: left)
                    #expect(found.contains(pair) == isForbidden)
                }
            }
        }
    }

    @Test(arguments: Forbidden.allCases)
    func `an exception lifts a wish or a matter of degree, never a fact or a power`(
        _ reason: Forbidden
    ) {
        let fixed: Set<Forbidden> = [
            .samePerson, .alreadyPaired, .conflictOfInterest, .lineManager, .sameReportingLine,
            .gateNotMet, .otherMentor,
        ]
        #expect(reason.mayBeLifted != fixed.contains(reason))
    }

    @Test func `a card's reasons tell no more than the card`() {
        let open = MentorCard(isListed: true, shows: Set(MentorCard.Member.allCases))
        let told = Factor.allCases.filter { open.admits(reasonsOf: $0) }
        #expect(told == [.needs, .interests, .languages])
    }
}
