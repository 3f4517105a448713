// A run in a programme of groups: each mentor has no group, or one of an allowed size; members who
// are after the same belong together. Locks come first; two who must not be matched are not put
// into one group either. The bound that no grouping exceeds is the proof.

struct GroupRun {
    /// Candidate pairs at most: beyond, a part of the search takes too long for a run.
    static let pairsMost = 200_000

    private let compatibility: Compatibility
    private let objective: MatchRun.Objective
    private let seed: UInt64
    /// As the policy scores it.
    private let problem: Assignment.Problem
    private let least: [Int]
    private let purposes: SharedPurposes
    private let apart: [(Int, Int)]
    private let mentorsApart: [(Int, Int)]

    init(
        _ inputs: MatchRun.Inputs, _ objective: MatchRun.Objective, seed: UInt64,
        most: Int = pairsMost, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) {
        guard objective == .quality || objective == .coverageThenQuality else {
            throw .invalid("Groups are made for quality, or for coverage and then quality.")
        }
        guard let sizes = inputs.sizes, sizes.lowerBound > 0 else {
            throw .invalid("Nothing says how large groups are.")
        }
        compatibility = try Compatibility(
            inputs, mentees: MatchRun.ordered(inputs.mentees, seed),
            mentors: MatchRun.ordered(inputs.mentors, seed), progress)
        self.objective = objective
        self.seed = seed
        var rows = CandidateRows(compatibility, seed: seed, budget: .max)
        try rows.lock(inputs.locks, overruling: inputs.overruled)
        guard try rows.score(progress, most: most) else {
            throw .tooLarge(
                "Groups are looked for among \(Self.pairsMost) candidate pairs at most; here there "
                    + "are more. Ask for a minimum score, or split the programme.")
        }
        problem = try rows.problem()
        least = compatibility.mentors.map { max(0, sizes.lowerBound - $0.standing) }
        purposes = SharedPurposes(compatibility.mentees, inputs.policy)
        apart = try KeptApart.pairs(
            compatibility.mentees, inputs.vetoes, inputs.policy.reportingLine)
        mentorsApart =
            try inputs.policy.groupMentors > 1
            ? KeptApart.pairs(
                compatibility.mentors, inputs.vetoes, inputs.policy.reportingLine) : []
    }

    // MARK: The answer

    func result(
        _ searching: Int, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> MatchResult {
        let answer = try GroupMatching.solve(
            .init(
                try weighed(), least: least, purposes: purposes.numbers,
                cohesion: cohesion, apart: apart),
            budget: budget(searching),
            ranks: compatibility.mentees.waitingRanks
        ) { done, total in progress(.init(phase: .solving, done: done, total: total)) }
        var members = [[Int]](repeating: [], count: problem.mentorCount)
        for (mentee, mentor) in answer.partners.enumerated() where mentor >= 0 {
            members[Int(mentor)].append(mentee)
        }
        let withoutGroup = members.indices.filter { members[$0].isEmpty && least[$0] > 0 }
        let locked = problem.pinned.enumerated().filter { $1 >= 0 }
        var result = try MatchReport(
            compatibility, problem, answer.partners.map { $0 < 0 ? [] : [$0] },
            .bounded(.groups, value: answer.total, bound: answer.bound),
            locked: Set(locked.map { .init($0.offset, Int($0.element)) }),
            withoutGroup: Set(withoutGroup)
        ).result(objective, seed: seed, progress)
        let others = try CoMentors(compatibility, members: members, apart: mentorsApart)
            .found(compatibility.policy.groupMentors) { done, total in
                progress(.init(phase: .solving, done: done, total: total))
            }
        result.groups = groups(members, answer.purposes, others)
        result.servedUnit = Int128(servedWorth)
        return result
    }

    /// So many parts that a run of any allowed size ends within a minute or so, or within so many
    /// hundredths of that: a part takes longer the more there is that groups could be for.
    private func budget(_ searching: Int) -> Int {
        let work = problem.scores.count * (5 + purposes.names.count)
        return min(5_000, max(10, 2_000_000 * searching / max(work, 1)))
    }

    private var cohesion: Int64 { Int64(compatibility.policy.cohesion.worth) }

    /// A member counts more than all scores together where the most people are to be served.
    private var servedWorth: Int64 {
        guard objective == .coverageThenQuality else { return 0 }
        return ((problem.scores.max() ?? 0) + cohesion) * Int64(problem.menteeCount) + 1
    }

    private func weighed() throws(Assignment.Refusal) -> Assignment.Problem {
        let worth = servedWorth
        guard worth > 0 else { return problem }
        let pins = problem.pinned.enumerated().filter { $1 >= 0 }
        return try Assignment.Problem(
            capacities: problem.capacities, rowStarts: problem.rowStarts,
            mentors: problem.mentors, scores: problem.scores.map { $0 + worth },
            pins: pins.map { .init($0.offset, Int($0.element)) })
    }

    private func groups(
        _ members: [[Int]], _ found: [Int?], _ others: [[Int]]
    ) -> [MatchResult.Group] {
        members.indices.filter { !members[$0].isEmpty }.map { mentor in
            let purpose = found[mentor]
            return MatchResult.Group(
                mentor: compatibility.mentors[mentor].id,
                members: members[mentor].map { compatibility.mentees[$0].id }
                    .sorted(by: MatchRun.isBefore),
                standing: compatibility.mentors[mentor].standing,
                purpose: purpose.map { purposes.names[$0] },
                sharing: members[mentor].count { mentee in
                    purpose.map { purposes.numbers[mentee].contains($0) } ?? false
                },
                score: members[mentor].reduce(0) {
                    $0 + (compatibility.score(mentee: $1, mentor: mentor) ?? 0)
                },
                coMentors: others[mentor].map { compatibility.mentors[$0].id })
        }
        .sorted { MatchRun.isBefore($0.mentor ?? "", $1.mentor ?? "") }
    }
}

/// What mentees are after, by number: the words of the factor that the policy names, or else of the
/// one that it weighs most among those that somebody has said something about.
struct SharedPurposes {
    private(set) var numbers: [[Int]] = []
    private(set) var names: [String] = []

    init(_ mentees: [Candidate], _ policy: MatchingPolicy) {
        let all: [(Factor, (Candidate) -> [Term])] = [
            (.needs, { $0.skills.map(\.term) }), (.goals, \.goals), (.challenges, \.challenges),
            (.interests, \.interests), (.values, \.values),
        ]
        var chosen: (weight: Int, terms: (Candidate) -> [Term])?
        for (factor, terms) in all where mentees.contains(where: { !terms($0).isEmpty }) {
            var weight = policy.weightings.first { $0.factor == factor }?.weight ?? 0
            if let purpose = policy.cohesion.purpose { weight = purpose.factor == factor ? 1 : 0 }
            if weight > chosen?.weight ?? 0 { chosen = (weight, terms) }
        }
        var known: [String: Int] = [:]
        for mentee in mentees {
            var own: [Int] = []
            for term in chosen?.terms(mentee) ?? [] {
                let number = known[term.key] ?? names.count
                if number == names.count {
                    known[term.key] = number
                    names.append(term.text)
                }
                if !own.contains(number) { own.append(number) }
            }
            numbers.append(own)
        }
    }
}
