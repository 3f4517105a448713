// A run when its pairs are chosen: who took part, which candidates were looked at, the answer and
// its proof. What people ask about a run is answered from here. Never changes what was chosen.

package struct SettledRun {
    package let compatibility: Compatibility
    private var rows: CandidateRows
    private(set) var problem: Assignment.Problem
    let answer: Assignment.Answer
    package let objective: MatchRun.Objective
    let seed: UInt64
    private let menteeByID: [String: Int]
    private let mentorByID: [String: Int]

    init(
        compatibility: Compatibility, rows: CandidateRows, problem: Assignment.Problem,
        answer: Assignment.Answer, objective: MatchRun.Objective, seed: UInt64
    ) {
        self.compatibility = compatibility
        self.rows = rows
        self.problem = problem
        self.answer = answer
        self.objective = objective
        self.seed = seed
        menteeByID = Self.positions(compatibility.mentees)
        mentorByID = Self.positions(compatibility.mentors)
    }

    private static func positions(_ people: [Candidate]) -> [String: Int] {
        Dictionary(
            people.indices.map { (people[$0].id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func result(_ progress: MatchRun.Report) throws(Assignment.Refusal) -> MatchResult {
        try MatchReport(compatibility, problem, answer, locked: rows.locked)
            .result(objective, seed: seed, progress)
    }

    package func mentee(_ id: String) -> Int? { menteeByID[id] }

    package func mentor(_ id: String) -> Int? { mentorByID[id] }

    package func mentor(of mentee: Int) -> Int? { answer.mentor(of: mentee) }

    func isLocked(_ mentee: Int) -> Bool { rows.locked[mentee] >= 0 }

    /// Of a pair that was chosen.
    func score(_ mentee: Int, _ mentor: Int) -> Int {
        Int(problem.score(mentee, mentor) ?? 0)
    }

    package var pairs: Int { answer.pairCount }

    /// Millionths, of all pairs together.
    package var total: Int { Int(answer.total) }
}

// MARK: Chains of moves

extension SettledRun {
    var chains: PlaceChains { PlaceChains(problem, answer, answer.certificate) }

    /// The cheapest ways into each mentor. Candidates that were left out join as long as one of
    /// them would make a way cheaper, so that the answer is of all of them.
    mutating func inward(
        _ waiting: PlaceChains.Waiting = .all, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> PlaceChains.Costs {
        while true {
            let chains = chains
            let found = chains.inward(waiting)
            let isWider = try rows.add(progress) { mentee, mentor, score in
                chains.shortens(mentee, mentor, Int64(score), found, waiting)
            }
            if !isWider { return found }
            problem = try rows.problem()
        }
    }

    /// The cheapest ways out of each mentor.
    mutating func outward(
        _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> PlaceChains.Costs {
        while true {
            let chains = chains
            let found = chains.outward()
            let isWider = try rows.add(progress) { mentee, mentor, score in
                chains.shortensOut(mentee, mentor, Int64(score), found)
            }
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
            pairs: other.pairs - pairs, score: other.total - total, answer.certificate)
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
    var emptyTallies: Tallies { Tallies(mentors: mentors.count) }
}
