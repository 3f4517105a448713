// A line of managers is told from the nearest to the top, and a circle of them ends.

import Mentorship
import Testing

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

    @Test(arguments: Forbidden.allCases)
    func `an exception lifts a wish or a matter of degree, never a fact or a power`(
        _ reason: Forbidden
    ) {
        let fixed: Set<Forbidden> = [
            .samePerson, .alreadyPaired, .conflictOfInterest, .lineManager, .sameReportingLine,
            .gateNotMet,
        ]
        #expect(reason.mayBeLifted != fixed.contains(reason))
    }

    @Test func `a card's reasons tell no more than the card`() {
        let open = MentorCard(isListed: true, shows: Set(MentorCard.Member.allCases))
        let told = Factor.allCases.filter { open.admits(reasonsOf: $0) }
        #expect(told == [.needs, .interests, .languages])
    }
}
