// The ring of a circle: how it begins and how it closes, over every size and every order of leaving.

import Mentorship
import Testing

@Suite struct CircleTests {
    private func people(_ count: Int) -> [ID<Person>] {
        (0..<count).map { Cast.id(UInt64(100 + $0)) }
    }

    private func circle(_ people: [ID<Person>]) -> Relationship {
        Cast.relationship(members: Circle.members(people))
    }

    /// Everybody reached by following who guides whom from the first.
    private func walk(_ members: [Relationship.Member]) -> [ID<Person>] {
        var seen: [ID<Person>] = []
        var at = members.first?.person
        while let person = at, !seen.contains(person) {
            seen.append(person)
            at = members.first { $0.person == person }?.guides
        }
        return seen
    }

    @Test(arguments: 3...8)
    func `whoever leaves, the rest are one ring in the same order`(size: Int) {
        let people = people(size)
        for leaver in people {
            let circle = circle(people)
            #expect(circle.isCircle && walk(circle.members) == people)
            let rest = circle.circle(without: leaver)
            let left = people.filter { $0 != leaver }
            #expect(walk(rest) == left)
            #expect(rest.allSatisfy { $0.guides.map(left.contains) ?? false })
        }
    }

    @Test func `one who is left alone guides nobody`() {
        let people = people(2)
        let rest = circle(people).circle(without: people[0])
        #expect(rest == [Relationship.Member(people[1], .peer)])
    }

    @Test func `a circle has three at least, or as many as its programme says`() {
        #expect(Circle.least(nil) == 3 && Circle.least(2...4) == 3 && Circle.least(5...6) == 5)
    }
}
