// The mentors of a run as one mentee would be shown them, best first and each with the reasons, and
// those who are ruled out with theirs. Never chooses: places are not counted here.

package struct Ranking: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        package let mentor: String
        package let explanation: Explanation
    }

    package struct RuledOut: Sendable, Equatable {
        package let mentor: String
        package let reasons: [Forbidden]
    }

    package let mentee: String
    package let entries: [Entry]
    package let ruledOut: [RuledOut]
}

extension Compatibility {
    /// Of equal scores the seed decides, then the id: never the order of arrival.
    package func ranking(of mentee: Int, limit: Int, seed: UInt64) -> Ranking {
        var scored: [(mentor: Int, score: Int, draw: UInt64)] = []
        var ruledOut: [Ranking.RuledOut] = []
        for mentor in mentors.indices {
            let reasons = forbidden(mentee: mentee, mentor: mentor)
            if reasons.isEmpty {
                let draw = MatchRun.draw(mentors[mentor].id, seed)
                scored.append((mentor, score(mentee: mentee, mentor: mentor) ?? 0, draw))
            } else {
                ruledOut.append(.init(mentor: mentors[mentor].id, reasons: reasons))
            }
        }
        scored.sort { one, other in
            if one.score != other.score { return one.score > other.score }
            if one.draw != other.draw { return one.draw < other.draw }
            return MatchRun.isBefore(mentors[one.mentor].id, mentors[other.mentor].id)
        }
        return Ranking(
            mentee: mentees[mentee].id,
            entries: scored.prefix(limit).map {
                .init(
                    mentor: mentors[$0.mentor].id,
                    explanation: explanation(mentee: mentee, mentor: $0.mentor))
            },
            ruledOut: ruledOut.sorted { MatchRun.isBefore($0.mentor, $1.mentor) })
    }
}
