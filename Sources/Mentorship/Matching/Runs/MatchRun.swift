// One run of matching from frozen inputs: score who may meet, choose the best pairs, say why each
// was made and why anyone is left. The same inputs and seed give the same bytes, in whatever order
// they came.

package enum MatchRun: Identified {
    package static var idPrefix: String { "match_run" }

    /// Moves when the same inputs could give another answer.
    package static let engineVersion = "matching-7"

    package enum Objective: String, Sendable, CaseIterable {
        /// The greatest total score.
        case quality
        /// As many people served as can be; among those ways, the greatest total score.
        case coverageThenQuality = "coverage_then_quality"
        /// As many people served as can be; among those ways, the worst-served as well as can be,
        /// then the next, and so on.
        case fair
        /// Nobody could agree with somebody else to leave their pair: wishes are rankings, then
        /// scores.
        case stable
    }

    package struct Inputs: Sendable, Equatable {
        package var policy: MatchingPolicy
        package var mentees: [Candidate]
        package var mentors: [Candidate]
        package var vetoes: Compatibility.Vetoes
        /// Pairs fixed beforehand, by candidate: kept whatever they score, and first to take a
        /// place. Only reasons that are a matter of degree yield to a lock.
        package var locks: [NamedPair]
        package var shape: Shape
        /// The mentees of a group, or the people of a circle: at least and at most; nil elsewhere.
        package var sizes: ClosedRange<Int>?
        /// Rules that a lock overrules beside those of degree: to see what an exception would
        /// bring, never in a run.
        package var overruled: [Forbidden] = []
        /// Pairs that may be made though such a rule is in the way, and need not be: read where
        /// everybody looks for one mentor and nobody would rather swap.
        package var admitted: [NamedPair] = []

        package init(
            policy: MatchingPolicy = .standard, mentees: [Candidate], mentors: [Candidate],
            vetoes: Compatibility.Vetoes = .init(), locks: [NamedPair] = [],
            shape: Shape = .pairs, sizes: ClosedRange<Int>? = nil
        ) {
            self.policy = policy
            self.mentees = mentees
            self.mentors = mentors
            self.vetoes = vetoes
            self.locks = locks
            self.shape = shape
            self.sizes = sizes
        }

        /// Whether somebody may get more than one mentor; the fair and the stable give one each.
        package func isForSeveral(_ objective: Objective) -> Bool {
            shape == .pairs && (objective == .quality || objective == .coverageThenQuality)
                && mentees.contains { $0.capacity > 1 }
        }

        /// Whether everybody gets one mentor at most, whom they meet alone.
        package func isForOneEach(_ objective: Objective) -> Bool {
            shape == .pairs && !isForSeveral(objective)
        }
    }

    package struct Progress: Sendable, Equatable {
        package enum Phase: String, Sendable {
            case indexing
            case scoring
            case solving
            case explaining
        }

        package let phase: Phase
        package let done: Int
        package let total: Int
    }

    /// Answering false cancels the run.
    package typealias Report = (Progress) -> Bool

    /// `budget`: candidates held at first, over all mentees. It bounds time and memory, small
    /// programmes are never cut, and the optimum is the same with any. `favouring` is read by the
    /// stable objective alone. `searching`: in hundredths, how much is looked at of what a run for
    /// groups or circles looks at before it stops.
    package static func solve(
        _ inputs: Inputs, objective: Objective, favouring side: StableMatching.Side = .mentees,
        seed: UInt64, budget: Int = 1_000_000, searching: Int = 100,
        progress: Report = { _ in true }
    ) throws(Assignment.Refusal) -> MatchResult {
        if inputs.shape != .pairs {
            try check(inputs)
            switch inputs.shape {
            case .peers, .pairs:
                return try PeerRun(inputs, objective, seed: seed, progress).result(progress)
            case .groups:
                return try GroupRun(inputs, objective, seed: seed, progress)
                    .result(searching, progress)
            case .circles:
                return try CircleRun(inputs, objective, seed: seed, progress)
                    .result(searching, progress)
            }
        }
        if inputs.isForSeveral(objective) {
            try check(inputs)
            return try SeveralRun(inputs, seed: seed, progress)
                .result(objective, seed: seed, progress)
        }
        let (run, choice) = try chosen(inputs, objective, side, seed, budget, progress)
        let locks = run.locked.enumerated().filter { $1 >= 0 }
        return try MatchReport(
            run.compatibility, run.problem, choice.partners.map { $0 < 0 ? [] : [$0] },
            choice.proof, locked: Set(locks.map { .init($0.offset, $0.element) })
        ).result(objective, seed: seed, progress)
    }

    /// Scored and solved, and not yet put into words.
    package static func settle(
        _ inputs: Inputs, objective: Objective, favouring side: StableMatching.Side = .mentees,
        seed: UInt64, budget: Int = 1_000_000, progress: Report = { _ in true }
    ) throws(Assignment.Refusal) -> SettledRun {
        try chosen(inputs, objective, side, seed, budget, progress).run
    }

    private static func chosen(
        _ inputs: Inputs, _ objective: Objective, _ side: StableMatching.Side, _ seed: UInt64,
        _ budget: Int, _ progress: Report
    ) throws(Assignment.Refusal) -> (run: SettledRun, choice: MatchChoice) {
        guard inputs.isForOneEach(objective) else {
            throw .invalid("Only runs for one mentor each are looked at again.")
        }
        try check(inputs)
        let mentees = ordered(inputs.mentees, seed)
        let compatibility = try Compatibility(
            inputs, mentees: objective == .stable ? mentees.longestWaitingFirst : mentees,
            mentors: ordered(inputs.mentors, seed), progress)
        var rows = CandidateRows(
            compatibility, seed: seed, budget: budget, byWish: objective == .stable,
            byPriority: objective != .fair)
        try rows.lock(inputs.locks, overruling: inputs.overruled)
        try rows.admit(inputs.admitted, overruling: inputs.overruled)
        try rows.score(progress)
        func choose() throws(Assignment.Refusal) -> (Assignment.Problem, MatchChoice) {
            let problem = try rows.problem()
            let choice = try MatchChoice(
                problem, objective, compatibility, favouring: side
            ) { done, total in
                progress(Progress(phase: .solving, done: done, total: total))
            }
            return (problem, choice)
        }
        var (problem, choice) = try choose()
        // Candidates beyond the limit join as long as one could improve on the prices found.
        while try rows.addWhatCouldImprove(on: choice, progress) {
            (problem, choice) = try choose()
        }
        let run = SettledRun(
            compatibility: compatibility, rows: rows, problem: problem,
            partners: choice.partners, prices: choice.proof.prices, objective: objective,
            favouring: side, seed: seed)
        return (run, choice)
    }

    private static func check(_ inputs: Inputs) throws(Assignment.Refusal) {
        if let field = inputs.policy.problems().first {
            throw .invalid("The policy cannot be used: \(field.pointer): \(field.message)")
        }
        for people in [inputs.mentees, inputs.mentors] {
            guard Set(people.map(\.id)).count == people.count else {
                throw .invalid("Someone takes part twice on one side.")
            }
        }
        guard inputs.mentors.allSatisfy({ $0.capacity >= 0 }) else {
            throw .invalid("A capacity is negative.")
        }
    }

    /// The order in which ties are decided: by seed, then by id; never by the order of arrival.
    static func ordered(_ people: [Candidate], _ seed: UInt64) -> [Candidate] {
        people.map { (draw: draw($0.id, seed), candidate: $0) }
            .sorted {
                $0.draw != $1.draw
                    ? $0.draw < $1.draw : isBefore($0.candidate.id, $1.candidate.id)
            }
            .map(\.candidate)
    }

    /// A number that the seed gives to an id (FNV-1a, then SplitMix64).
    static func draw(_ id: String, _ seed: UInt64) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var dice = Dice(seed: hash ^ seed)
        return dice.next()
    }

    /// Ids are compared byte for byte.
    static func isBefore(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}

extension Compatibility {
    /// Those of a run, in the order in which ties are decided.
    init(
        _ inputs: MatchRun.Inputs, mentees: [Candidate], mentors: [Candidate],
        _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) {
        try self.init(
            policy: inputs.policy, mentees: mentees, mentors: mentors, vetoes: inputs.vetoes
        ) { (done, total) throws(Assignment.Refusal) in
            let isWanted = progress(.init(phase: .indexing, done: done, total: total))
            guard isWanted else { throw .cancelled }
        }
    }
}
