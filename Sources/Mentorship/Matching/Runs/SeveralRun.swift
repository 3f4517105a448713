// A run in which some mentees want several mentors: the greatest total, or as many people served as
// can be and then the greatest total, and nobody has the same mentor twice. All candidates are
// looked at; what is locked takes its places first.

struct SeveralRun {
    /// Mentees times mentors at most: all pairs are held at once, some eighty bytes each.
    static let pairsMost = 10_000_000

    private let compatibility: Compatibility
    private let problem: Assignment.Problem
    private let pins: [Assignment.Pair]

    init(
        _ inputs: MatchRun.Inputs, seed: UInt64, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) {
        let pairs = inputs.mentees.count * inputs.mentors.count
        guard pairs <= Self.pairsMost else {
            throw .tooLarge(
                "Where somebody wants several mentors, \(Self.pairsMost) pairs are looked at at "
                    + "most; here there are \(pairs). Let everybody want one, or split the programme."
            )
        }
        compatibility = try Compatibility(
            inputs, mentees: MatchRun.ordered(inputs.mentees, seed),
            mentors: MatchRun.ordered(inputs.mentors, seed), progress)
        var rows = CandidateRows(compatibility, seed: seed, budget: .max)
        try rows.score(progress)
        let all = try rows.problem()
        let positions = LockPositions(compatibility, overruling: inputs.overruled)
        var pins: [Assignment.Pair] = []
        var edges = all.edges
        for lock in inputs.locks {
            let pin = try positions.allowed(lock)
            guard !pins.contains(pin) else { continue }
            pins.append(pin)
            guard all.score(pin.mentee, pin.mentor) == nil else { continue }
            let score = compatibility.score(mentee: pin.mentee, mentor: pin.mentor) ?? 0
            let worth = score + compatibility.priorities[pin.mentee]
            edges.append(.init(pin.mentee, pin.mentor, Int64(worth)))
        }
        self.pins = pins
        problem = try Assignment.Problem(
            mentees: all.menteeCount, capacities: all.capacities, edges: edges)
    }

    func result(
        _ objective: MatchRun.Objective, seed: UInt64, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> MatchResult {
        let open = try OpenPlaces(problem, compatibility.mentees.map(\.capacity), pins)
        var isServed = [Bool](repeating: false, count: problem.menteeCount)
        for pin in pins { isServed[pin.mentee] = true }
        let first =
            objective == .quality
            ? nil : try ServedFirst(open.problem, wanted: open.wanted, isServed: isServed)
        let answer = try SeveralMentors.solve(
            first?.problem ?? open.problem, wanted: first?.wanted ?? open.wanted,
            ranks: compatibility.mentees.waitingRanks,
            first == nil ? .maxWeight : .maxCardinality
        ) { done, total in progress(.init(phase: .solving, done: done, total: total)) }
        var partners = first?.partners(answer.partners) ?? answer.partners
        for pin in pins { partners[pin.mentee].append(Int32(pin.mentor)) }
        return try MatchReport(
            compatibility, problem, partners, .several(answer.certificate), locked: Set(pins)
        ).result(objective, seed: seed, progress)
    }
}

/// Where the two of a lock are, and whether they may be kept together.
struct LockPositions {
    private let compatibility: Compatibility
    private let mentees: [String: Int]
    private let mentors: [String: Int]
    private let overruled: [Forbidden]

    init(_ compatibility: Compatibility, overruling rules: [Forbidden]) {
        self.compatibility = compatibility
        overruled = rules
        mentees = Dictionary(
            compatibility.mentees.enumerated().map { ($1.id, $0) },
            uniquingKeysWith: { first, _ in first })
        mentors = Dictionary(
            compatibility.mentors.enumerated().map { ($1.id, $0) },
            uniquingKeysWith: { first, _ in first })
    }

    func allowed(_ pair: NamedPair) throws(Assignment.Refusal) -> Assignment.Pair {
        guard let mentee = mentees[pair.mentee], let mentor = mentors[pair.mentor] else {
            throw .infeasible("The locked pair \(pair.mentee), \(pair.mentor) does not take part.")
        }
        let reasons = compatibility.forbidden(mentee: mentee, mentor: mentor)
        if let reason = reasons.first(where: { !$0.yieldsToLock && !overruled.contains($0) }) {
            throw .infeasible(
                "The locked pair \(pair.mentee), \(pair.mentor) is forbidden: "
                    + "\(reason.rawValue).")
        }
        return .init(mentee, mentor)
    }
}
