// Several mentors for some, but first one for as many as can be. A problem with mentors who are not
// there turns "as many people as can be" into "as many pairs as can be". Solves nothing.

/// Each mentee may fill all places but one with nobody in particular: one mentor of their own for
/// each, who scores nothing. Then as many places as can be are filled exactly where as many people
/// as can be have somebody who is there, and the greatest total is that of those.
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
        var (edges, capacities) = (all.edges, all.capacities)
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

    /// Those who are there.
    func partners(_ found: [[Int32]]) -> [[Int32]] {
        found.map { $0.filter { $0 < mentorCount } }
    }
}
