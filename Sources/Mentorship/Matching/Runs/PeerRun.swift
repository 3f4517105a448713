// A run among equals: everybody gets and gives, so that two may meet only if each could be the
// other's mentor, and their pair is worth what both would get from it. The best pairs are of a
// general graph, and proved. Names one of the two the mentor only where a name is needed.

extension MatchRun {
    /// How many meet in what a run makes.
    package enum Shape: String, Sendable, CaseIterable {
        /// A mentee with a mentor, a mentor with as many mentees as there are places.
        case pairs
        /// Two equals; everybody is in one pair at most.
        case peers
        /// A mentor with several mentees who meet together.
        case groups
        /// Several equals in a ring: each guides the next, and the last guides the first.
        case circles
    }
}

struct PeerRun {
    /// Candidates of everybody together, at most, each pair counted both ways: of some eighty bytes
    /// each they are held at once, which is near half a gigabyte. All pairs of 2,200 people.
    static let pairsMost = 5_000_000

    private let people: Compatibility
    private let objective: MatchRun.Objective
    private let seed: UInt64
    /// The partners whom each peer could have, by position, and what the pair scores.
    private var partners: [[(peer: Int, score: Int)]]
    private var edges: [PeerMatching.Edge] = []
    private var pins: [(Int, Int)] = []

    init(
        _ inputs: MatchRun.Inputs, _ objective: MatchRun.Objective, seed: UInt64,
        most: Int = pairsMost, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) {
        people = try .amongEquals(inputs, objective, seed: seed)
        self.objective = objective
        self.seed = seed
        partners = [[(peer: Int, score: Int)]](repeating: [], count: people.mentees.count)
        try score(most, progress)
        try lock(inputs.locks, overruling: inputs.overruled)
    }

    // MARK: Who could meet

    private mutating func score(
        _ most: Int, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) {
        let count = partners.count
        var tallies = Tallies(people)
        var rows = [[(peer: Int32, score: Int32)]](repeating: [], count: count)
        var columns = rows
        var held = 0
        for peer in 0..<count {
            if peer & 255 == 0, !progress(.init(phase: .scoring, done: peer, total: count)) {
                throw .cancelled
            }
            people.forEachCandidate(of: peer, &tallies) { other, score in
                rows[peer].append((Int32(other), Int32(score)))
                columns[other].append((Int32(peer), Int32(score)))
            }
            held += rows[peer].count
            guard held <= most else { throw Self.tooMany }
        }
        for peer in 0..<count {
            // Both lists by the other's position: what is in both is possible both ways.
            var giving = columns[peer][...]
            for getting in rows[peer].sorted(by: { $0.peer < $1.peer }) {
                giving = giving.drop { $0.peer < getting.peer }
                guard let back = giving.first, back.peer == getting.peer else { continue }
                let (other, score) = (Int(back.peer), Int(getting.score + back.score) / 2)
                partners[peer].append((other, score))
                if peer < other { edges.append(edge(peer, other, score)) }
            }
        }
    }

    private static var tooMany: Assignment.Refusal {
        .tooLarge(
            "Equals are paired among \(pairsMost) candidates of all together at most. Ask for a "
                + "minimum score, or split the programme.")
    }

    private mutating func lock(
        _ locks: [NamedPair], overruling rules: [Forbidden]
    ) throws(Assignment.Refusal) {
        let positions = Dictionary(
            people.mentees.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { $1 })
        for pair in locks {
            guard let one = positions[pair.mentee], let other = positions[pair.mentor] else {
                throw .infeasible(
                    "The locked pair \(pair.mentee), \(pair.mentor) does not take part.")
            }
            if pins.contains(where: { $0 == (one, other) || $0 == (other, one) }) { continue }
            let reasons = obstacles(one, other)
            let barriers = reasons + people.forbidden(mentee: other, mentor: one)
            let reason = barriers.first { !$0.yieldsToLock && !rules.contains($0) }
            if let reason {
                throw .infeasible(
                    "The locked pair \(pair.mentee), \(pair.mentor) is forbidden: "
                        + "\(reason.rawValue).")
            }
            if !reasons.isEmpty {
                let score = explanations(one, other).score
                edges.append(edge(one, other, score))
            }
            pins.append((one, other))
        }
    }

    /// Of each of the two half of what puts them first, as half of what each would get.
    private func edge(_ one: Int, _ other: Int, _ score: Int) -> PeerMatching.Edge {
        let priority = (people.priorities[one] + people.priorities[other]) / 2
        return .init(one, other, Int64(score + priority))
    }

    private func obstacles(_ one: Int, _ other: Int) -> [Forbidden] {
        let there = people.forbidden(mentee: one, mentor: other)
        return there.isEmpty ? people.forbidden(mentee: other, mentor: one) : there
    }

    // MARK: The answer

    func result(_ progress: MatchRun.Report) throws(Assignment.Refusal) -> MatchResult {
        // A pair counts more than all scores together where the most pairs are wanted.
        let most = Int64(partners.count / 2) * (edges.map(\.score).max() ?? 0) + 1
        let worth = objective == .coverageThenQuality ? most : 0
        let answer = try PeerMatching.solve(
            .init(
                peers: partners.count,
                edges: edges.map { .init($0.one, $0.other, $0.score + worth) }, pins: pins,
                ranks: people.mentees.waitingRanks)
        ) { done, total in progress(.init(phase: .solving, done: done, total: total)) }
        var pairs: [MatchResult.Pair] = []
        var unmatched: [MatchResult.Unmatched] = []
        let order = partners.indices.sorted {
            MatchRun.isBefore(people.mentees[$0].id, people.mentees[$1].id)
        }
        for peer in order {
            let partner = Int(answer.partners[peer])
            guard partner >= 0 else {
                unmatched.append(.init(mentee: people.mentees[peer].id, reason: reason(peer)))
                continue
            }
            if MatchRun.isBefore(people.mentees[peer].id, people.mentees[partner].id) {
                pairs.append(pair(peer, partner))
            }
        }
        return MatchResult(
            engineVersion: MatchRun.engineVersion, policyVersion: people.policy.version,
            objective: objective, seed: seed, pairs: pairs, unmatched: unmatched,
            summary: .init(
                scores: pairs.map(\.score), unmatched: unmatched, mentees: partners.count,
                mentors: partners.count, matched: 2 * pairs.count, places: partners.count,
                placesUsed: 2 * pairs.count),
            proof: .peers(answer.certificate), certifiedMentees: people.mentees.map(\.id),
            certifiedMentors: [])
    }

    private func explanations(
        _ one: Int, _ other: Int
    ) -> (score: Int, there: Explanation, back: Explanation) {
        let there = people.explanation(mentee: one, mentor: other)
        let back = people.explanation(mentee: other, mentor: one)
        return (there.score(with: back), there, back)
    }

    private func pair(_ one: Int, _ other: Int) -> MatchResult.Pair {
        let found = explanations(one, other)
        return .init(
            mentee: people.mentees[one].id, mentor: people.mentees[other].id, score: found.score,
            isLocked: pins.contains { $0 == (one, other) || $0 == (other, one) },
            explanation: found.there, back: found.back)
    }

    private func reason(_ peer: Int) -> UnmatchedReason {
        let others = partners.count - 1
        guard others > 0 else { return .noMentors }
        guard let best = partners[peer].max(by: { ($0.score, $1.peer) < ($1.score, $0.peer) })
        else {
            var counts: [Forbidden: Int] = [:]
            for other in partners.indices where other != peer {
                if let first = obstacles(peer, other).first { counts[first, default: 0] += 1 }
            }
            let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
            return .noCandidate(
                reason: most?.key ?? .nothingInCommon, counts: counts, mentors: others)
        }
        return .allCandidatesFull(
            candidates: partners[peer].count, nearest: people.mentees[best.peer].id,
            score: best.score)
    }
}

extension NamedPair {
    var reversed: NamedPair { NamedPair(mentee: mentor, mentor: mentee) }
}
