// A run in a programme of circles: everybody gives and gets, each guides the next in the ring and
// the last guides the first. Two who must not be matched are not in one circle. The bound that no
// other circles exceed is the proof.

struct CircleRun {
    /// Directed pairs at most: beyond, a part of the search takes too long for a run.
    static let pairsMost = 200_000

    private let people: Compatibility
    private let objective: MatchRun.Objective
    private let seed: UInt64
    private let sizes: ClosedRange<Int>
    /// Who could guide each, by position, with the score.
    private var guides: [[(peer: Int, score: Int)]]
    private let apart: [(Int, Int)]
    /// Who is guided by whom whatever else: only in what is asked about a run.
    private var locked: [Assignment.Pair] = []

    init(
        _ inputs: MatchRun.Inputs, _ objective: MatchRun.Objective, seed: UInt64,
        _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) {
        people = try .amongEquals(inputs, objective, seed: seed)
        guard let sizes = inputs.sizes, sizes.lowerBound >= 3 else {
            throw .invalid("Nothing says how large circles are.")
        }
        self.objective = objective
        self.seed = seed
        self.sizes = sizes
        apart = try KeptApart.pairs(people.mentees, inputs.vetoes, inputs.policy.reportingLine)
        guides = [[(peer: Int, score: Int)]](repeating: [], count: people.mentees.count)
        try score(progress)
        try lock(inputs.locks, overruling: inputs.overruled)
    }

    /// With more people a lock could not outweigh all that they could be worth.
    private static let lockedAmong = 1_000

    private mutating func lock(
        _ locks: [NamedPair], overruling rules: [Forbidden]
    ) throws(Assignment.Refusal) {
        guard locks.isEmpty || guides.count <= Self.lockedAmong else {
            throw .tooLarge(
                "What circles would lose by a change is told of \(Self.lockedAmong) people at most."
            )
        }
        let positions = LockPositions(people, overruling: rules)
        for lock in locks {
            let pair = try positions.allowed(lock)
            let score = people.score(mentee: pair.mentee, mentor: pair.mentor) ?? 0
            for peer in guides.indices { guides[peer].removeAll { $0.peer == pair.mentor } }
            guides[pair.mentee] = [(peer: pair.mentor, score: score)]
            locked.append(pair)
        }
    }

    private mutating func score(_ progress: MatchRun.Report) throws(Assignment.Refusal) {
        var tallies = Tallies(people)
        var count = 0
        for peer in guides.indices {
            if peer & 255 == 0, !progress(.init(phase: .scoring, done: peer, total: guides.count)) {
                throw .cancelled
            }
            var found: [(peer: Int, score: Int)] = []
            people.forEachCandidate(of: peer, &tallies) { found.append(($0, $1)) }
            guides[peer] = found.sorted { $0.peer < $1.peer }
            count += found.count
            guard count <= Self.pairsMost else {
                throw .tooLarge(
                    "Circles are looked for among \(Self.pairsMost) directed pairs at most. Ask "
                        + "for a minimum score, or split the programme.")
            }
        }
    }

    // MARK: The answer

    /// Where somebody is locked: what each person in a circle is worth beside the score, and what a
    /// lock is, each more than all that comes after it.
    private var worths: (person: Int64, lock: Int64) {
        guard !locked.isEmpty else { return (0, 0) }
        let count = Int64(guides.count)
        let most = Int64(
            (guides.joined().map(\.score).max() ?? 0) + (people.priorities.max() ?? 0))
        let person = objective == .coverageThenQuality ? most * count + 1 : 0
        return (person, count * (person + most) + 1)
    }

    func result(
        _ searching: Int, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> MatchResult {
        let (person, lock) = worths
        let arcs = guides.enumerated().flatMap { peer, row in
            row.map { guide in
                let isLocked = locked.contains(.init(peer, guide.peer))
                return Assignment.Edge(
                    peer, guide.peer,
                    Int64(guide.score + people.priorities[peer]) + person + (isLocked ? lock : 0))
            }
        }
        let problem = try RingMatching.Problem(
            peers: guides.count, arcs: arcs, shortest: sizes.lowerBound,
            longest: sizes.upperBound, apart: apart,
            countsPeers: objective == .coverageThenQuality && locked.isEmpty)
        let answer = try RingMatching.solve(
            problem, budget: Self.budget(pairs: arcs.count, searching)
        ) { done, total in progress(.init(phase: .solving, done: done, total: total)) }
        guard locked.allSatisfy({ Int(answer.givers[$0.mentee]) == $0.mentor }) else {
            throw .infeasible("No circles of an allowed size were found that keep every lock.")
        }
        let held = Int128(lock) * Int128(locked.count)
        var pairs: [MatchResult.Pair] = []
        var unmatched: [MatchResult.Unmatched] = []
        let order = guides.indices.sorted {
            MatchRun.isBefore(people.mentees[$0].id, people.mentees[$1].id)
        }
        for peer in order {
            let giver = Int(answer.givers[peer])
            if giver >= 0 {
                pairs.append(pair(peer, giver))
            } else {
                unmatched.append(.init(mentee: people.mentees[peer].id, reason: reason(peer)))
            }
        }
        let circles = try RingMatching.Problem.rings(answer.givers).map(circle)
        return MatchResult(
            engineVersion: MatchRun.engineVersion, policyVersion: people.policy.version,
            objective: objective, seed: seed, pairs: pairs, unmatched: unmatched,
            summary: .init(
                scores: pairs.map(\.score), unmatched: unmatched, mentees: guides.count,
                mentors: guides.count, matched: pairs.count, places: guides.count,
                placesUsed: pairs.count),
            proof: .bounded(.circles, value: answer.value - held, bound: answer.bound - held),
            certifiedMentees: people.mentees.map(\.id), certifiedMentors: [],
            groups: circles.sorted { MatchRun.isBefore($0.members[0], $1.members[0]) },
            servedUnit: Int128(locked.isEmpty ? problem.bonus : person))
    }

    /// So many assignments that a run of any allowed size ends within a minute or so, or within so
    /// many hundredths of that.
    private static func budget(pairs: Int, _ searching: Int) -> Int {
        min(2_000, max(20, 40_000 * searching / max(pairs, 1)))
    }

    private func pair(_ peer: Int, _ giver: Int) -> MatchResult.Pair {
        let explanation = people.explanation(mentee: peer, mentor: giver)
        return .init(
            mentee: people.mentees[peer].id, mentor: people.mentees[giver].id,
            score: explanation.score, isLocked: locked.contains(.init(peer, giver)),
            explanation: explanation)
    }

    /// From a ring in which everyone is followed by who guides them to one in which each guides the
    /// next, the least id first.
    private func circle(_ ring: [Int]) -> MatchResult.Group {
        let members = ring.reversed().map { people.mentees[$0].id }
        let first = members.indices.min { MatchRun.isBefore(members[$0], members[$1]) } ?? 0
        let score = ring.indices.reduce(0) { sum, index in
            let guide = ring[(index + 1) % ring.count]
            return sum + (guides[ring[index]].first { $0.peer == guide }?.score ?? 0)
        }
        return .init(
            mentor: nil, members: Array(members[first...] + members[..<first]), standing: 0,
            purpose: nil, sharing: 0, score: score)
    }

    private func reason(_ peer: Int) -> UnmatchedReason {
        let others = guides.count - 1
        guard others > 0 else { return .noMentors }
        let isWanted = guides.contains { row in row.contains { $0.peer == peer } }
        if isWanted,
            let best = guides[peer].max(by: { ($0.score, $1.peer) < ($1.score, $0.peer) })
        {
            return .noCircle(
                candidates: guides[peer].count, nearest: people.mentees[best.peer].id,
                score: best.score)
        }
        var counts: [Forbidden: Int] = [:]
        for other in guides.indices where other != peer {
            let (one, two) = guides[peer].isEmpty ? (peer, other) : (other, peer)
            let first = people.forbidden(mentee: one, mentor: two).first
            if let first { counts[first, default: 0] += 1 }
        }
        let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
        return .noCandidate(reason: most?.key ?? .nothingInCommon, counts: counts, mentors: others)
    }
}
