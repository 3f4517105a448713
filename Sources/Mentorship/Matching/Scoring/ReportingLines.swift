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
