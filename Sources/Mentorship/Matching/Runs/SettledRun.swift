// A run when its pairs are chosen: who took part, which candidates were looked at, the answer and
// its proof. What people ask about a run is answered from here. Never changes what was chosen.

package struct SettledRun {
    package let compatibility: Compatibility
    private var rows: CandidateRows
    private(set) var problem: Assignment.Problem
    /// The mentor of each mentee, or −1.
    let partners: [Int32]
    /// The prices that prove the answer, where its objective is a total.
    let prices: Certificate?
    package let objective: MatchRun.Objective
    /// Whose wishes come first, where the objective is stable.
    let favouring: StableMatching.Side
    let seed: UInt64
    private let menteeByID: [String: Int]
    private let mentorByID: [String: Int]

    init(
        compatibility: Compatibility, rows: CandidateRows, problem: Assignment.Problem,
        partners: [Int32], prices: Certificate?, objective: MatchRun.Objective,
        favouring: StableMatching.Side, seed: UInt64
    ) {
        self.compatibility = compatibility
        self.rows = rows
        self.problem = problem
        self.partners = partners
        self.prices = prices
        self.objective = objective
        self.favouring = favouring
        self.seed = seed
        menteeByID = Self.positions(compatibility.mentees)
        mentorByID = Self.positions(compatibility.mentors)
    }

    private static func positions(_ people: [Candidate]) -> [String: Int] {
        Dictionary(
            people.indices.map { (people[$0].id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The locked mentor of each mentee, or −1.
    var locked: [Int] { rows.locked }

    package func mentee(_ id: String) -> Int? { menteeByID[id] }

    package func mentor(_ id: String) -> Int? { mentorByID[id] }

    package func mentor(of mentee: Int) -> Int? {
        partners[mentee] < 0 ? nil : Int(partners[mentee])
    }

    func isLocked(_ mentee: Int) -> Bool { locked[mentee] >= 0 }

    /// Of a pair that was chosen.
    func score(_ mentee: Int, _ mentor: Int) -> Int {
        compatibility.score(mentee: mentee, mentor: mentor) ?? 0
    }

    package var pairs: Int { partners.count { $0 >= 0 } }

    /// Millionths, of all pairs together, with what priority adds.
    package var total: Int {
        partners.indices.reduce(0) { sum, mentee in
            sum + (mentor(of: mentee).map { Int(problem.score(mentee, $0) ?? 0) } ?? 0)
        }
    }
}

// MARK: Chains of moves

extension SettledRun {
    func chains() throws(Assignment.Refusal) -> PlaceChains {
        guard let prices else { throw .invalid("Only a run for a total has prices.") }
        return PlaceChains(problem, partners, prices)
    }

    /// The cheapest ways into each mentor. Candidates that were left out join as long as one of
    /// them would make a way cheaper, so that the answer is of all of them.
    mutating func inward(
        _ waiting: PlaceChains.Waiting = .all, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> PlaceChains.Costs {
        while true {
            let chains = try chains()
            let found = chains.inward(waiting)
            let isWider = try rows.add(
                progress,
                mayGain: { chains.mayShorten($0, Int64($1), found, waiting) },
                gain: { chains.shortens($0, $1, Int64($2), found, waiting) })
            if !isWider { return found }
            problem = try rows.problem()
        }
    }

    /// The cheapest ways out of each mentor.
    mutating func outward(
        _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> PlaceChains.Costs {
        while true {
            let chains = try chains()
            let found = chains.outward()
            let least = chains.leastLoss(found)
            let isWider = try rows.add(
                progress,
                mayGain: { chains.mayShortenOut($0, Int64($1), found, least: least) },
                gain: { chains.shortensOut($0, $1, Int64($2), found) })
            if !isWider { return found }
            problem = try rows.problem()
        }
    }
}

// MARK: Beside another run

extension SettledRun {
    /// What the other answer has more than this one.
    func difference(to other: SettledRun) -> Worth {
        Worth(
            pairs: other.pairs - pairs, score: other.total - total, prices)
    }

    /// Mentees with another mentor there than here, or with one in only one of the two, by id.
    package func changes(to other: SettledRun) -> [MentorChange] {
        byID(compatibility.mentees).compactMap { mentee in
            let id = compatibility.mentees[mentee].id
            let before = mentor(of: mentee).map { compatibility.mentors[$0].id }
            let after = other.mentee(id).flatMap { other.mentor(of: $0) }
                .map { other.compatibility.mentors[$0].id }
            return before == after ? nil : MentorChange(mentee: id, before: before, after: after)
        }
    }

    func byID(_ people: [Candidate]) -> [Int] {
        people.indices.sorted { MatchRun.isBefore(people[$0].id, people[$1].id) }
    }

    func moves(to other: SettledRun) -> Int { changes(to: other).count }
}

/// Who would be with whom instead of with whom; nil for nobody.
package struct MentorChange: Sendable, Equatable {
    package let mentee: String
    package let before: String?
    package let after: String?
}

extension Compatibility {
    var emptyTallies: Tallies { Tallies(self) }
}
