// One mentee's candidates, the best first: for people who choose for themselves. The same
// scores, rules and reasons as in a run; nothing is assigned.

extension Compatibility {
    package struct Ranked: Sendable {
        /// The candidate's person.
        package let mentor: String
        package let explanation: Explanation
    }

    /// Everybody who may be matched with the first mentee. Of equal scores the mentor with the
    /// smaller load comes first, then whom a draw by both names puts first.
    package func ranking(load: (Candidate) -> Int) -> [Ranked] {
        guard let mentee = mentees.first else { return [] }
        let seed = MatchRun.draw(mentee.id, 0)
        var found: [(mentor: Int, score: Int, load: Int, draw: UInt64)] = []
        var tallies = Tallies(self)
        forEachCandidate(of: 0, &tallies) { mentor, score in
            let candidate = mentors[mentor]
            found.append(
                (mentor, score, load(candidate), MatchRun.draw(candidate.id, seed)))
        }
        found.sort { ($1.score, $0.load, $0.draw) < ($0.score, $1.load, $1.draw) }
        return found.prefix(Self.rankedMax).map {
            Ranked(
                mentor: mentors[$0.mentor].person,
                explanation: explanation(mentee: 0, mentor: $0.mentor))
        }
    }

    /// Nobody reads further, and each costs its reasons.
    private static var rankedMax: Int { 200 }
}
