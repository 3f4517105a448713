// Strict lists of wishes from what is known: whom someone ranked, in their order; then everyone
// else by score; among equals who has waited longer, then by the run's draw, since people stand in
// that order. Never leaves a candidate out.

struct Wishes {
    private struct Wish {
        let other: Int
        let rank: Int
        let score: Int64

        /// Nobody is on a list twice, so no two are equal.
        func isBefore(_ wish: Wish) -> Bool {
            if rank != wish.rank { return rank < wish.rank }
            return score != wish.score ? score > wish.score : other < wish.other
        }
    }

    private let problem: Assignment.Problem
    private let compatibility: Compatibility

    init(_ problem: Assignment.Problem, _ compatibility: Compatibility) {
        self.problem = problem
        self.compatibility = compatibility
    }

    /// Told of each mentee, then of each mentor whose list is made.
    func lists(
        _ progress: Assignment.Progress = { _, _ in true }
    ) throws(Assignment.Refusal) -> StableMatching.Problem {
        let (mentees, mentors) = (compatibility.mentees, compatibility.mentors)
        var ofMentees = [[Wish]](repeating: [], count: mentees.count)
        var ofMentors = [[Wish]](repeating: [], count: mentors.count)
        let (menteeWishes, mentorWishes) = (WishOrder(mentees), WishOrder(mentors))
        var pins: [Assignment.Pair] = []
        for mentee in mentees.indices {
            try report(mentee, progress)
            for index in problem.rowStarts[mentee]..<problem.rowStarts[mentee + 1] {
                let (mentor, score) = (Int(problem.mentors[index]), problem.scores[index])
                ofMentees[mentee].append(
                    Wish(
                        other: mentor,
                        rank: menteeWishes.rank(mentors[mentor].person, by: mentee),
                        score: score))
                ofMentors[mentor].append(
                    Wish(
                        other: mentee,
                        rank: mentorWishes.rank(mentees[mentee].person, by: mentor),
                        score: score))
            }
            if problem.pinned[mentee] >= 0 {
                pins.append(.init(mentee, Int(problem.pinned[mentee])))
            }
        }
        return try StableMatching.Problem(
            menteeLists: strict(ofMentees, progress), mentorLists: strict(ofMentors, progress),
            capacities: problem.capacities, pins: pins)
    }

    private func strict(
        _ lists: [[Wish]], _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) -> WishLists {
        var strict = WishLists(lists: lists.count, wishes: problem.mentors.count)
        for (owner, wishes) in lists.enumerated() {
            try report(owner, progress)
            for wish in wishes.sorted(by: { $0.isBefore($1) }) { strict.add(wish.other) }
            strict.endList()
        }
        return strict
    }

    /// Some tens of thousands of wishes apart.
    private func report(
        _ owner: Int, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        let done = min(owner, problem.menteeCount)
        guard owner & 31 != 0 || progress(done, problem.menteeCount) else { throw .cancelled }
    }
}
