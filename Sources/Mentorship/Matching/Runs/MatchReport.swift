// From the engine's numbers back to people: pairs with their explanations, reasons for everyone
// left, figures. Never changes what the engine chose.

struct MatchReport {
    private let compatibility: Compatibility
    private let problem: Assignment.Problem
    /// The mentors of each mentee.
    private let partners: [[Int32]]
    private let proof: MatchProof
    private let locked: Set<Assignment.Pair>
    /// Mentors who have places and no group, since it would be too small.
    private let withoutGroup: Set<Int>
    /// The lowest score that holds a place with each mentor; nil where nobody does.
    private let lowestHeld: [Int64?]

    init(
        _ compatibility: Compatibility, _ problem: Assignment.Problem, _ partners: [[Int32]],
        _ proof: MatchProof, locked: Set<Assignment.Pair>, withoutGroup: Set<Int> = []
    ) {
        self.compatibility = compatibility
        self.problem = problem
        self.partners = partners
        self.proof = proof
        self.locked = locked
        self.withoutGroup = withoutGroup
        var lowest = [Int64?](repeating: nil, count: problem.mentorCount)
        for (mentee, mentors) in partners.enumerated() {
            for mentor in mentors {
                let score = problem.score(mentee, Int(mentor)) ?? 0
                lowest[Int(mentor)] = min(lowest[Int(mentor)] ?? .max, score)
            }
        }
        lowestHeld = lowest
    }

    func result(
        _ objective: MatchRun.Objective, seed: UInt64, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> MatchResult {
        var pairs: [MatchResult.Pair] = []
        var short: [MatchResult.Unmatched] = []
        var tallies = Tallies(compatibility)
        for (done, mentee) in byID(compatibility.mentees).enumerated() {
            if done & 255 == 0,
                !progress(.init(phase: .explaining, done: done, total: problem.menteeCount))
            {
                throw .cancelled
            }
            pairs += partners[mentee].map { pair(mentee, Int($0)) }
                .sorted { MatchRun.isBefore($0.mentor, $1.mentor) }
            let wanted = compatibility.mentees[mentee].capacity
            if partners[mentee].count < max(wanted, 1) {
                short.append(
                    .init(
                        mentee: compatibility.mentees[mentee].id,
                        reason: reason(mentee, &tallies), found: partners[mentee].count,
                        wanted: max(wanted, 1)))
            }
        }
        let unmatched = short.filter { $0.found == 0 }
        let withFewer = short.filter { $0.found > 0 }
        return MatchResult(
            engineVersion: MatchRun.engineVersion, policyVersion: compatibility.policy.version,
            objective: objective, seed: seed, pairs: pairs, unmatched: unmatched,
            withFewer: withFewer, summary: summary(pairs, unmatched, withFewer.count),
            proof: proof,
            certifiedMentees: compatibility.mentees.map(\.id),
            certifiedMentors: compatibility.mentors.map(\.id))
    }

    private func byID(_ people: [Candidate]) -> [Int] {
        people.indices.sorted { MatchRun.isBefore(people[$0].id, people[$1].id) }
    }

    private func pair(_ mentee: Int, _ mentor: Int) -> MatchResult.Pair {
        let explanation = compatibility.explanation(mentee: mentee, mentor: mentor)
        return .init(
            mentee: compatibility.mentees[mentee].id, mentor: compatibility.mentors[mentor].id,
            score: explanation.score, isLocked: locked.contains(.init(mentee, mentor)),
            explanation: explanation)
    }

    private func reason(_ mentee: Int, _ tallies: inout Tallies) -> UnmatchedReason {
        let own = partners[mentee]
        guard problem.mentorCount > own.count else { return .noMentors }
        let row = (problem.rowStarts[mentee]..<problem.rowStarts[mentee + 1]).filter {
            !own.contains(problem.mentors[$0])
        }
        guard let best = row.first else { return noCandidate(mentee, &tallies) }
        if let small = row.first(where: { withoutGroup.contains(Int(problem.mentors[$0])) }) {
            return .groupTooSmall(
                candidates: row.count,
                nearest: compatibility.mentors[Int(problem.mentors[small])].id,
                score: score(mentee, problem.mentors[small]))
        }
        let nearest = compatibility.mentors[Int(problem.mentors[best])].id
        let score = score(mentee, problem.mentors[best])
        guard own.isEmpty || givesSeveral else {
            return .oneEach(candidates: row.count, nearest: nearest, score: score)
        }
        let isOutscored = row.allSatisfy { index in
            lowestHeld[Int(problem.mentors[index])].map { $0 >= problem.scores[index] } ?? false
        }
        return isOutscored
            ? .outscored(candidates: row.count, nearest: nearest, score: score)
            : .allCandidatesFull(candidates: row.count, nearest: nearest, score: score)
    }

    /// Of the pair itself: what priority adds decides about places, and is nobody's score.
    private func score(_ mentee: Int, _ mentor: Int32) -> Int {
        compatibility.score(mentee: mentee, mentor: Int(mentor)) ?? 0
    }

    private var givesSeveral: Bool {
        if case .several = proof { true } else { false }
    }

    /// The reason that rules out most; of several, the one that can least be helped.
    private func noCandidate(_ mentee: Int, _ tallies: inout Tallies) -> UnmatchedReason {
        var counts = compatibility.obstacleCounts(of: mentee, &tallies)
        // A lock can overrule what would count against somebody.
        for mentor in partners[mentee] {
            for reason in compatibility.forbidden(mentee: mentee, mentor: Int(mentor)) {
                counts[reason] = counts[reason].flatMap { $0 > 1 ? $0 - 1 : nil }
            }
        }
        var top = Forbidden.samePerson
        for reason in Forbidden.allCases where counts[reason] ?? 0 > counts[top] ?? 0 {
            top = reason
        }
        return .noCandidate(
            reason: top, counts: counts, mentors: problem.mentorCount - partners[mentee].count)
    }

    private func summary(
        _ pairs: [MatchResult.Pair], _ unmatched: [MatchResult.Unmatched], _ withFewer: Int
    ) -> MatchResult.Summary {
        let places = problem.capacities.reduce(0) { sum, capacity in
            let (total, overflow) = sum.addingReportingOverflow(capacity)
            return overflow ? .max : total
        }
        var summary = MatchResult.Summary(
            scores: pairs.map(\.score), unmatched: unmatched, mentees: problem.menteeCount,
            mentors: problem.mentorCount, matched: problem.menteeCount - unmatched.count,
            places: places, placesUsed: pairs.count)
        summary.withFewer = withFewer
        return summary
    }
}

extension MatchResult.Summary {
    /// `scores`: of all pairs. `matched`: who has somebody.
    init(
        scores: [Int], unmatched: [MatchResult.Unmatched], mentees: Int, mentors: Int,
        matched: Int, places: Int, placesUsed: Int
    ) {
        let scores = scores.sorted()
        let middle = scores.count / 2
        let median =
            scores.isEmpty
            ? nil
            : scores.count % 2 == 1
                ? scores[middle] : (scores[middle - 1] + scores[middle] + 1) / 2
        var byReason: [String: Int] = [:]
        for person in unmatched { byReason[person.reason.code, default: 0] += 1 }
        self.init(
            mentees: mentees, mentors: mentors, matched: matched, unmatched: unmatched.count,
            minimumScore: scores.first, medianScore: median, maximumScore: scores.last,
            totalScore: scores.reduce(0, +), coverage: share(of: matched, in: mentees),
            places: places, placesUsed: placesUsed, unmatchedByReason: byReason)
    }
}
