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

    func lists() throws(Assignment.Refusal) -> StableMatching.Problem {
        let (mentees, mentors) = (compatibility.mentees, compatibility.mentors)
        var ofMentees = [[Wish]](repeating: [], count: mentees.count)
        var ofMentors = [[Wish]](repeating: [], count: mentors.count)
        let (menteeWishes, mentorWishes) = (WishOrder(mentees), WishOrder(mentors))
        var pins: [Assignment.Pair] = []
        for mentee in mentees.indices {
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
            menteeLists: ofMentees.map(Self.strict), mentorLists: ofMentors.map(Self.strict),
            capacities: problem.capacities, pins: pins)
    }

    private static func strict(_ wishes: [Wish]) -> [Int] {
        wishes.sorted { $0.isBefore($1) }.map(\.other)
    }
}
