// The candidates of each mentee in a run, best first, cut where there are too many to hold at once
// and lengthened again where a cut could have cost something. Never decides who is chosen.

import HeapModule

struct CandidateRows {
    private struct Kept {
        var mentor: Int32
        var score: Int32
    }

    private let compatibility: Compatibility
    private let limit: Int
    private let seed: UInt64
    private var rows: [[Kept]]
    /// The mentees whose rows are cut, each with the least score kept: what was left out scores no
    /// more.
    private(set) var cut: [(mentee: Int, least: Int)] = []
    /// Where a row's order is that of the mentee's wishes and not of the scores alone.
    private let wishes: WishOrder?
    /// What each mentee's pairs are worth beyond their scores when places are given. Rows are kept
    /// by score; every question about worth is asked with this added.
    private let priorities: [Int]
    /// The locked mentor of each mentee, or −1.
    private(set) var locked: [Int]
    /// Mentors of a mentee whom a rule keeps from them, and who are candidates all the same.
    private var admitted: [Int: [Int]] = [:]

    /// `byPriority` is false where the worst served come first, whoever they are.
    init(
        _ compatibility: Compatibility, seed: UInt64, budget: Int, byWish: Bool = false,
        byPriority: Bool = true
    ) {
        self.compatibility = compatibility
        priorities = compatibility.priorities.map { byPriority ? $0 : 0 }
        wishes = byWish ? WishOrder(compatibility.mentees) : nil
        self.seed = seed
        let mentees = compatibility.mentees.count
        limit = max(compatibility.policy.candidateLimit, budget / max(mentees, 1))
        rows = [[Kept]](repeating: [], count: mentees)
        locked = [Int](repeating: -1, count: mentees)
    }

    /// The pairs fixed beforehand; each becomes the only candidate of its mentee.
    mutating func lock(
        _ pairs: [NamedPair], overruling rules: [Forbidden]
    ) throws(Assignment.Refusal) {
        let positions = LockPositions(compatibility, overruling: rules)
        for pair in pairs {
            let lock = try positions.allowed(pair)
            guard locked[lock.mentee] < 0 || locked[lock.mentee] == lock.mentor else {
                throw .infeasible("\(pair.mentee) is locked to two mentors.")
            }
            locked[lock.mentee] = lock.mentor
        }
    }

    mutating func admit(
        _ pairs: [NamedPair], overruling rules: [Forbidden]
    ) throws(Assignment.Refusal) {
        let positions = LockPositions(compatibility, overruling: rules)
        for pair in pairs {
            let one = try positions.allowed(pair)
            guard !compatibility.forbidden(mentee: one.mentee, mentor: one.mentor).isEmpty else {
                continue
            }
            admitted[one.mentee, default: []].append(one.mentor)
        }
    }

    /// Answers false, and holds no more, once there are more candidates than `most`.
    @discardableResult
    mutating func score(
        _ progress: MatchRun.Report, most: Int = .max
    ) throws(Assignment.Refusal) -> Bool {
        var tallies = Tallies(compatibility)
        var count = 0
        for mentee in rows.indices {
            try report(mentee, progress)
            if locked[mentee] >= 0 {
                let score = compatibility.score(mentee: mentee, mentor: locked[mentee]) ?? 0
                rows[mentee] = [Kept(mentor: Int32(locked[mentee]), score: Int32(score))]
                continue
            }
            score(mentee, limit: limit, { _, _, _ in true }, &tallies)
            count += rows[mentee].count
            if count > most { return false }
        }
        return true
    }

    /// Keeps the best so many of those wanted.
    private mutating func score(
        _ mentee: Int, limit: Int, _ isWanted: (_ mentee: Int, _ mentor: Int, _ score: Int) -> Bool,
        _ tallies: inout Tallies
    ) {
        let mentors = compatibility.mentors
        // Wishes decide between equals by the run's draw, which is the order of the mentors.
        let turn = wishes == nil ? turn(mentee) : 0
        var best = BestFew(limit: limit, mentors: mentors.count, turn)
        func offer(_ mentor: Int, _ score: Int) {
            guard isWanted(mentee, mentor, score + priorities[mentee]) else { return }
            let worth = wishes?.worth(mentors[mentor].person, by: mentee, score: score)
            best.offer(mentor, worth: worth ?? Int64(score), score: score)
        }
        let isCut = compatibility.forEachCandidate(
            of: mentee, atLeast: 0, few: limit, &tallies,
            isEnough: { best.isFull(of: $0) }, offer)
        for mentor in admitted[mentee] ?? [] {
            offer(mentor, compatibility.score(mentee: mentee, mentor: mentor) ?? 0)
        }
        rows[mentee] = best.inOrder().map { Kept(mentor: $0.mentor, score: $0.score) }
        if isCut || best.leftSomeoneOut, let least = rows[mentee].last {
            cut.append((mentee, Int(least.score)))
        }
    }

    /// Scores some of the cut rows again, each as long as `limit` makes of its length.
    mutating func rescore(
        _ mentees: [Int], limit: (Int) -> Int,
        _ isWanted: (_ mentee: Int, _ mentor: Int, _ score: Int) -> Bool,
        _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) {
        let again = Set(mentees)
        cut.removeAll { again.contains($0.mentee) }
        var tallies = Tallies(compatibility)
        for mentee in mentees {
            try report(mentee, progress)
            score(mentee, limit: limit(rows[mentee].count), isWanted, &tallies)
        }
    }

    /// Best first.
    func mentorsKept(of mentee: Int) -> [Int32] { rows[mentee].map(\.mentor) }

    /// Looks at the candidates that were left out: adds those worth more than the prices of the
    /// two. Once there are none, the prices cover all candidates, so that the optimum over the kept
    /// ones is the optimum over all (column generation). A pair that is worth just the prices may
    /// still let somebody in who has waited longer. Answers whether there were any.
    mutating func addWhatCouldImprove(
        on certificate: Certificate, _ waiting: WaitingProof, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> Bool {
        func surplus(_ mentee: Int, _ score: Int) -> Int128 {
            Int128(score) * certificate.scale + certificate.bonus
                - certificate.menteePrices[mentee]
        }
        return try add(
            progress, mayGain: { surplus($0, $1) >= 0 },
            gain: { mentee, mentor, score in
                waiting.exceeds(mentee, mentor, Int64(score), certificate)
                    ? surplus(mentee, score) - certificate.mentorPrices[mentor] + 1 : 0
            })
    }

    /// Adds the best of those left out whose gain by some measure is more than nothing. A measure
    /// is told what a pair is worth, which is its score and the mentee's priority; it
    /// must find none in those that are kept already, and more in a higher score than in a lower.
    /// `mayGain` says whether a pair of so much could gain at all with any mentor: it spares
    /// scoring the row again.
    mutating func add(
        _ progress: MatchRun.Report,
        mayGain: (_ mentee: Int, _ score: Int) -> Bool = { _, _ in true },
        gain: (_ mentee: Int, _ mentor: Int, _ score: Int) -> Int128
    ) throws(Assignment.Refusal) -> Bool {
        var tallies = Tallies(compatibility)
        var found = false
        for (mentee, least) in cut where mayGain(mentee, least + priorities[mentee]) {
            try report(mentee, progress)
            var best = BestFew(limit: limit, mentors: compatibility.mentors.count, turn(mentee))
            let priority = priorities[mentee]
            let floor = leastGaining(below: least) { mayGain(mentee, $0 + priority) }
            _ = compatibility.forEachCandidate(
                of: mentee, atLeast: floor, few: .max, &tallies,
                mayMatter: { gain(mentee, $0, $1 + priority) > 0 },
                { mentor, score in
                    let gain = gain(mentee, mentor, score + priority)
                    if gain > 0 { best.offer(mentor, worth: Int64(clamping: gain), score: score) }
                })
            for candidate in best.inOrder() {
                rows[mentee].append(Kept(mentor: candidate.mentor, score: candidate.score))
                found = true
            }
        }
        return found
    }

    /// The least score that may gain, given that `known` may and that more never gains less.
    private func leastGaining(below known: Int, _ mayGain: (_ score: Int) -> Bool) -> Int {
        var (low, high) = (0, known)
        while low < high {
            let middle = (low + high) / 2
            if mayGain(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    func problem() throws(Assignment.Refusal) -> Assignment.Problem {
        var starts = [0]
        var mentors: [Int32] = []
        var scores: [Int64] = []
        for (row, priority) in zip(rows, priorities) {
            for kept in row {
                mentors.append(kept.mentor)
                scores.append(Int64(kept.score) + Int64(priority))
            }
            starts.append(mentors.count)
        }
        let pins = locked.enumerated().filter { $0.element >= 0 }
        return try Assignment.Problem(
            capacities: compatibility.mentors.map(\.capacity), rowStarts: starts,
            mentors: mentors, scores: scores,
            pins: pins.map { Assignment.Pair($0.offset, $0.element) })
    }

    private func report(
        _ mentee: Int, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) {
        guard mentee & 63 == 0 else { return }
        guard progress(.init(phase: .scoring, done: mentee, total: rows.count)) else {
            throw .cancelled
        }
    }

    /// Where this mentee's walk around equal mentors begins: a cut among equals would otherwise
    /// leave the same mentors to everyone.
    private func turn(_ mentee: Int) -> Int {
        let mentors = compatibility.mentors.count
        guard mentors > 0 else { return 0 }
        return Int(MatchRun.draw(compatibility.mentees[mentee].id, seed) % UInt64(mentors))
    }
}

/// The best few of a row, the same whatever order they are offered in.
private struct BestFew {
    struct Ranked: Comparable {
        let worth: Int64
        let score: Int32
        let tie: Int32
        let mentor: Int32

        /// Mentors are distinct, so no two are equal.
        static func < (left: Ranked, right: Ranked) -> Bool {
            left.worth != right.worth ? left.worth < right.worth : left.tie > right.tie
        }
    }

    private let limit: Int
    private let mentors: Int
    private let turn: Int
    private var heap = Heap<Ranked>()
    private(set) var leftSomeoneOut = false

    init(limit: Int, mentors: Int, _ turn: Int) {
        self.limit = limit
        self.mentors = mentors
        self.turn = turn
    }

    mutating func offer(_ mentor: Int, worth: Int64, score: Int) {
        let tie = mentor >= turn ? mentor - turn : mentor - turn + mentors
        let ranked = Ranked(
            worth: worth, score: Int32(score), tie: Int32(tie), mentor: Int32(mentor))
        if heap.count < limit {
            heap.insert(ranked)
        } else {
            leftSomeoneOut = true
            if let least = heap.min, least < ranked { heap.replaceMin(with: ranked) }
        }
    }

    /// Whether nobody who scores less than this has a place among them, where worth is the score.
    func isFull(of score: Int) -> Bool {
        heap.count >= limit && heap.min.map { $0.worth >= Int64(score) } ?? true
    }

    func inOrder() -> [Ranked] { heap.unordered.sorted(by: >) }
}
