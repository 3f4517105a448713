// How far down their wishes each mentee must be followed for a stable matching: not to the end, as
// a list cut after somebody's partner says as much as the whole. Never decides who is chosen.

/// Places of people on a candidate's ranking, and what a candidate is worth by wish: whoever is
/// ranked first, in that order, then the rest by score.
struct WishOrder {
    private let ranks: [[String: Int]]

    init(_ candidates: [Candidate]) {
        // Who is named twice keeps the better rank.
        ranks = candidates.map { candidate in
            Dictionary(
                candidate.rankings.enumerated().map { ($1, $0) },
                uniquingKeysWith: { first, _ in first })
        }
    }

    /// .max for whoever was not ranked.
    func rank(_ person: String, by candidate: Int) -> Int {
        ranks[candidate].isEmpty ? .max : ranks[candidate][person] ?? .max
    }

    func worth(_ person: String, by candidate: Int, score: Int) -> Int64 {
        let rank = rank(person, by: candidate)
        return rank == .max
            ? Int64(score) : Int64(ranks[candidate].count - rank) << 32 + Int64(score)
    }
}

/// What is known of a stable matching from the one that is best for the mentees, which cut lists
/// give as well: a mentor who has room there has it in all, and one who is full there never holds
/// anybody they like less (Roth, Econometrica 54, 1986).
struct WishBounds {
    /// The mentor of each mentee, or −1.
    let best: [Int32]
    let hasRoom: [Bool]
    /// Of each mentor, the worth of the one held whom they like least, and who that is.
    private let least: [(worth: Int64, mentee: Int)]
    private let mentorWishes: WishOrder
    private let mentees: [Candidate]

    init(
        _ problem: Assignment.Problem, _ compatibility: Compatibility, _ best: [Int32]
    ) {
        let wishes = WishOrder(compatibility.mentors)
        var left = problem.capacities
        var least = [(worth: Int64, mentee: Int)](
            repeating: (.max, -1), count: problem.mentorCount)
        for (mentee, partner) in best.enumerated() where partner >= 0 {
            let mentor = Int(partner)
            left[mentor] -= 1
            guard problem.pinned[mentee] < 0 else { continue }
            let worth = wishes.worth(
                compatibility.mentees[mentee].person, by: mentor,
                score: Int(problem.score(mentee, mentor) ?? 0))
            if worth < least[mentor].worth
                || worth == least[mentor].worth && mentee > least[mentor].mentee
            {
                least[mentor] = (worth, mentee)
            }
        }
        self.best = best
        self.least = least
        hasRoom = left.map { $0 > 0 }
        mentorWishes = wishes
        mentees = compatibility.mentees
    }

    /// Whether the pair can be in a stable matching, or stand against one.
    func concerns(_ mentee: Int, _ mentor: Int, score: Int) -> Bool {
        if hasRoom[mentor] { return true }
        let worth = mentorWishes.worth(mentees[mentee].person, by: mentor, score: score)
        let least = least[mentor]
        return worth > least.worth || worth == least.worth && mentee <= least.mentee
    }
}

extension CandidateRows {
    /// Follows those whose list ended too soon. For the mentees' best: who has nobody. For the
    /// mentors' best: who could still fall further, which nobody does beyond a mentor with room.
    /// Answers whether there were any.
    mutating func follow(
        _ bounds: WishBounds, favouring side: StableMatching.Side, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> Bool {
        let alone = cut.map(\.mentee).filter { bounds.best[$0] < 0 }
        if !alone.isEmpty {
            try rescore(alone, limit: { $0 * 8 }, { _, _, _ in true }, progress)
            return true
        }
        guard side == .mentors else { return false }
        let falling = cut.map(\.mentee).filter { !endsWithRoom($0, bounds) }
        try rescore(falling, limit: { _ in .max }, bounds.concerns, progress)
        return !falling.isEmpty
    }

    private func endsWithRoom(_ mentee: Int, _ bounds: WishBounds) -> Bool {
        let row = mentorsKept(of: mentee)
        guard let partner = row.firstIndex(of: bounds.best[mentee]) else { return false }
        return row[partner...].contains { bounds.hasRoom[Int($0)] }
    }
}
