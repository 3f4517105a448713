// What a run answers: the pairs with their reasons, those without a pair with theirs, the figures a
// coordinator asks first, and the proof. Names candidates by id only.

package struct MatchResult: Sendable, Equatable {
    package struct Pair: Sendable, Equatable {
        package let mentee: String
        package let mentor: String
        /// Millionths.
        package let score: Int
        package let isLocked: Bool
        package let explanation: Explanation
        /// Among equals: the same with the two exchanged.
        package var back: Explanation? = nil
    }

    /// A group around a mentor, or a circle.
    package struct Group: Sendable, Equatable {
        /// Nil in a circle.
        package let mentor: String?
        /// In a circle each guides the next, and the last guides the first.
        package let members: [String]
        /// Those whom the group had before the run, or who were asked.
        package let standing: Int
        /// What most of the new members are after.
        package let purpose: String?
        /// How many of them are.
        package let sharing: Int
        /// Millionths, of all its pairs together.
        package let score: Int
        /// Who else could guide it, the best first.
        package var coMentors: [String] = []
    }

    /// Who got fewer mentors than the run was to find for them, mostly none of one.
    package struct Unmatched: Sendable, Equatable {
        package let mentee: String
        package let reason: UnmatchedReason
        package var found = 0
        package var wanted = 1
    }

    package struct Summary: Sendable, Equatable {
        package let mentees: Int
        package let mentors: Int
        package let matched: Int
        package let unmatched: Int
        /// How many have a mentor, and fewer than the run was to find for them.
        package var withFewer = 0
        /// Nil when nobody was matched; millionths.
        package let minimumScore: Int?
        package let medianScore: Int?
        package let maximumScore: Int?
        package let totalScore: Int
        /// Millionths of the mentees who have a mentor.
        package let coverage: Int
        package let places: Int
        package let placesUsed: Int
        /// How many went without for each reason, by code.
        package let unmatchedByReason: [String: Int]
    }

    package let engineVersion: String
    package let policyVersion: Int
    package let objective: MatchRun.Objective
    package let seed: UInt64
    /// By mentee's id, byte for byte.
    package let pairs: [Pair]
    /// Who has nobody.
    package let unmatched: [Unmatched]
    /// Who has somebody, and fewer than were wanted.
    package var withFewer: [Unmatched] = []
    package let summary: Summary
    /// Its prices are in the order of `mentees` and `mentors`.
    package let proof: MatchProof
    package let certifiedMentees: [String]
    package let certifiedMentors: [String]
    /// By the mentor's id, or by that of the member named first; empty where two meet.
    package var groups: [Group] = []
    /// In groups and circles: what the proof counts for somebody who is served, beside the score.
    var servedUnit: Int128 = 0

    package var isAmongEquals: Bool { two != .mentoring }

    /// What the two of its pairs are called.
    package var two: PairWords {
        switch proof {
        case .peers: .equals
        case .bounded(.circles, _, _): .circle
        default: .mentoring
        }
    }
}

/// What binds: the one thing that would have to change for this mentee to be matched.
package enum UnmatchedReason: Sendable, Equatable {
    /// Nobody mentors in this run.
    case noMentors
    /// Every mentor is ruled out, most of them by `reason`.
    case noCandidate(reason: Forbidden, counts: [Forbidden: Int], mentors: Int)
    /// Every place went to someone who scores at least as high there. `nearest` is where this
    /// mentee scores best.
    case outscored(candidates: Int, nearest: String, score: Int)
    /// Every suitable mentor is full, though not always with someone who scores higher there:
    /// all pairs together are better off this way.
    case allCandidatesFull(candidates: Int, nearest: String, score: Int)
    /// A suitable mentor has places, but too few mentees for the least size of a group. `nearest`
    /// is the best of those.
    case groupTooSmall(candidates: Int, nearest: String, score: Int)
    /// Others could guide them and be guided by them, but no circle of an allowed size has a place.
    case noCircle(candidates: Int, nearest: String, score: Int)
    /// They have a mentor, and this objective or shape gives one each. `nearest` is the best of
    /// the others.
    case oneEach(candidates: Int, nearest: String, score: Int)

    package var code: String {
        switch self {
        case .noMentors: "no_mentors"
        case .noCandidate, .oneEach: "no_candidate"
        case .outscored: "outscored"
        case .allCandidatesFull: "all_candidates_full"
        case .groupTooSmall: "group_too_small"
        case .noCircle: "no_circle"
        }
    }

    /// `amongEquals`: nobody there is a mentor.
    package func words(amongEquals: Bool) -> String {
        guard amongEquals else { return words }
        switch self {
        case .groupTooSmall, .noCircle, .oneEach:
            return words
        case .noMentors:
            return "Nobody else takes part in this run."
        case .noCandidate(let reason, let counts, let others):
            return "None of \(others) others is possible; for \(counts[reason] ?? 0) of them "
                + "the reason is that the other \(reason.words)."
        case .outscored(let candidates, let nearest, _),
            .allCandidatesFull(let candidates, let nearest, _):
            return "All who would suit (\(candidates)) are with somebody else, and the pairs as a "
                + "whole would lose by a change; with \(nearest) they would score best."
        }
    }

    package var words: String { words(beside: false) }

    /// `beside`: of the mentors whom the mentee has not been given.
    fileprivate func words(beside: Bool) -> String {
        let other = beside ? "other " : ""
        return switch self {
        case .noMentors:
            "Nobody \(beside ? "else " : "")mentors in this run."
        case .noCandidate(let reason, let counts, let mentors):
            "None of \(mentors) \(other)mentors is possible; for \(counts[reason] ?? 0) of them "
                + "the reason is that the mentor \(reason.words)."
        case .outscored(let candidates, let nearest, _):
            "All \(Self.suitable(candidates, other)) full with mentees who score at least as "
                + "high there; with \(nearest) they would score best."
        case .allCandidatesFull(let candidates, let nearest, _):
            "All \(Self.suitable(candidates, other)) full, and the pairs as a whole would lose by "
                + "a change; with \(nearest) they would score best."
        case .groupTooSmall(_, let nearest, _):
            "A group around \(nearest) would have too few members; with more who want the same, or "
                + "with smaller groups, there would be one."
        case .noCircle(let candidates, let nearest, _):
            "\(candidates) others could guide them, but no circle of an allowed size was found "
                + "that has a place for them; \(nearest) would suit best."
        case .oneEach(let candidates, let nearest, _):
            "A run of this kind gives one mentor each. Of \(candidates) others who would suit, "
                + "\(nearest) scores best; another run can go on from here."
        }
    }

    private static func suitable(_ count: Int, _ other: String) -> String {
        count == 1 ? "\(other)suitable mentors (1) are" : "\(count) \(other)suitable mentors are"
    }
}

extension MatchResult.Unmatched {
    package func words(amongEquals: Bool) -> String {
        guard found > 0 else { return reason.words(amongEquals: amongEquals) }
        return "\(found) of \(wanted) mentors found. " + reason.words(beside: true)
    }
}
