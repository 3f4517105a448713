// A circle among relationships: equals in a ring, each of whom guides the next, and the last the
// first. How it begins, and how the ring closes around somebody who leaves.

package enum Circle {
    /// Each guides the next of these.
    package static func members(_ people: [ID<Person>]) -> [Relationship.Member] {
        people.indices.map { place in
            Relationship.Member(people[place], .peer, guides: people[(place + 1) % people.count])
        }
    }

    /// Fewer than these do not go on: two who guide each other are a pair.
    package static func least(_ sizes: ClosedRange<Int>?) -> Int {
        max(GroupSizes.circleLeast, sizes?.lowerBound ?? GroupSizes.circleLeast)
    }
}

extension Relationship {
    package var isCircle: Bool { members.contains { $0.guides != nil } }

    /// Who guides the one who leaves guides from now on whom that one guided. A member who is left
    /// alone guides nobody.
    package func circle(without person: ID<Person>) -> [Member] {
        let guided = members.first { $0.person == person }?.guides
        return members.filter { $0.person != person }.map { member in
            guard member.guides == person else { return member }
            let next = guided == member.person ? nil : guided
            return Member(member.person, member.side, guides: next)
        }
    }
}
