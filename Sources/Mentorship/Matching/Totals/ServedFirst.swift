// Several mentors for some, but first one for as many as can be. A problem with mentors who are not
// there turns "as many people as can be" into "as many pairs as can be". Solves nothing.

/// Each mentee may fill all places but one with nobody in particular: one mentor of their own for
/// each, who scores nothing. Then as many places as can be are filled exactly where as many people
/// as can be have somebody who is there, and the greatest total is that of those. Who has somebody
/// has more than who has nobody, also where the pair scores nothing: of equal totals the one of
/// more pairs.
struct ServedFirst {
    let problem: Assignment.Problem
    /// No more than there are mentors who are there.
    let wanted: [Int]
    private let mentorCount: Int

    /// `isServed`: who has a mentor already, for whom every place is one more.
    init(
        _ all: Assignment.Problem, wanted: [Int], isServed: [Bool]
    ) throws(Assignment.Refusal) {
        let places = wanted.indices.map { mentee in
            min(wanted[mentee], all.rowStarts[mentee + 1] - all.rowStarts[mentee])
        }
        var (edges, capacities) = (try Self.weighed(all.edges, places), all.capacities)
        for (mentee, count) in places.enumerated() {
            for _ in 0..<max(count - (isServed[mentee] ? 0 : 1), 0) {
                edges.append(.init(mentee, capacities.count, 0))
                capacities.append(1)
            }
        }
        mentorCount = all.mentorCount
        self.wanted = places
        problem = try Assignment.Problem(
            mentees: all.menteeCount, capacities: capacities, edges: edges)
    }

    /// So that no number of pairs is worth one step of a score.
    private static func weighed(
        _ edges: [Assignment.Edge], _ places: [Int]
    ) throws(Assignment.Refusal) -> [Assignment.Edge] {
        let worth = Int64(places.reduce(1, +))
        let greatest = (edges.map(\.score).max() ?? 0).multipliedReportingOverflow(by: worth)
        guard !greatest.overflow, greatest.partialValue < .max / 2 else {
            throw .invalid("Scores are too great for several mentors.")
        }
        return edges.map { .init($0.mentee, $0.mentor, $0.score * worth + 1) }
    }

    /// Those who are there.
    func partners(_ found: [[Int32]]) -> [[Int32]] {
        found.map { $0.filter { $0 < mentorCount } }
    }
}
