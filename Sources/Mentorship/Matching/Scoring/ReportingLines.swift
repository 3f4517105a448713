// Who is above whom, from each one's own manager. What comes from other systems may go round in a
// circle: a line ends where it meets itself.

package struct ReportingLines: Sendable, Equatable {
    /// Levels above somebody that count; no organisation has so many.
    package static let depth = 20

    package var managers: [ID<Person>: ID<Person>] = [:]

    package init() {}

    /// The managers of a person up the line, the nearest first.
    package func above(_ person: ID<Person>) -> [ID<Person>] {
        var line: [ID<Person>] = []
        var last = person
        while line.count < Self.depth, let manager = managers[last], manager != person,
            !line.contains(manager)
        {
            line.append(manager)
            last = manager
        }
        return line
    }
}

extension ReportingLines {
    /// Those above a person whom a rule forbids them to be matched with.
    package func minded(
        _ person: ID<Person>, by rule: MatchingPolicy.ReportingLine
    ) -> [ID<Person>] {
        switch rule {
        case .allowed: []
        case .notManager: Array(above(person).prefix(1))
        case .notLine, .notTeam: above(person)
        }
    }

    /// Whether a rule forbids the two to be matched, whichever of them mentors.
    package func keepsApart(
        _ one: ID<Person>, _ other: ID<Person>, by rule: MatchingPolicy.ReportingLine
    ) -> Bool {
        guard one != other else { return false }
        if minded(one, by: rule).contains(other) || minded(other, by: rule).contains(one) {
            return true
        }
        return rule == .notTeam && managers[one] != nil && managers[one] == managers[other]
    }
}
