// A matching problem in plain names and decimals, as the engine on its own takes it: names become
// positions, scores whole digits, and the answer goes back the same way. Reads no text format.

package struct MatchQuestion: Sendable {
    package enum Objective: String, Sendable, CaseIterable {
        case maxWeight = "max_weight"
        case maxCardinality = "max_cardinality"
        case bottleneck
        case leximin
        case stable
        case stableMentorOptimal = "stable_mentor_optimal"
    }

    package struct Mentor: Sendable, Equatable {
        package let id: String
        package let capacity: Int

        package init(id: String, capacity: Int) {
            self.id = id
            self.capacity = capacity
        }
    }

    package struct Score: Sendable, Equatable {
        package let mentee: String
        package let mentor: String
        package let value: ExactDecimal

        package init(_ mentee: String, _ mentor: String, _ value: ExactDecimal) {
            self.mentee = mentee
            self.mentor = mentor
            self.value = value
        }
    }

    package var objective: Objective
    package var mentees: [String]
    package var mentors: [Mentor]
    package var scores: [Score] = []
    /// Instead of `scores`.
    package var table: MatchTable?
    /// Instead of `scores`, by position.
    package var rows: MatchRows?
    package var forbidden: [NamedPair] = []
    package var pins: [NamedPair] = []
    /// How many mentors each mentee would have, in the order of the mentees; empty: one each.
    package var wanted: [Int] = []
    /// Best first; who has no list accepts nobody. Only stable objectives read them.
    package var menteeLists: [(id: String, list: [String])] = []
    package var mentorLists: [(id: String, list: [String])] = []

    package init(objective: Objective, mentees: [String], mentors: [Mentor]) {
        self.objective = objective
        self.mentees = mentees
        self.mentors = mentors
    }

    package struct Answer: Sendable, Equatable {
        package enum Proof: Sendable, Equatable {
            /// Prices are in the question's order of mentees and mentors, scores in units of
            /// 10^−`places`.
            case prices(Certificate, places: Int)
            /// The same where mentees may have several mentors.
            case severalPrices(SeveralMentors.Proof, places: Int)
            case bottleneck(Bottleneck.Answer, places: Int)
            case leximin(Leximin.Answer, places: Int)
            case blockingPairs(Int)
        }

        /// In the question's order of mentees, as is `unmatched`.
        package let pairs: [NamedPair]
        package let unmatched: [String]
        /// A decimal as JSON writes it; nil where there are no scores.
        package let total: String?
        package let proof: Proof
    }

    /// `entering` is told as each stage begins.
    package func answer(
        progress: Assignment.Progress = { _, _ in true },
        entering: (Assignment.Stage) -> Void = { _ in }
    ) throws(Assignment.Refusal) -> Answer {
        entering(.layingOut)
        let names = try MatchNames(mentees: mentees, mentors: mentors.map(\.id))
        if wanted.contains(where: { $0 != 1 }) {
            return try several(names, entering, progress)
        }
        switch objective {
        case .stable, .stableMentorOptimal:
            return try stable(names, entering)
        case .maxWeight, .maxCardinality, .bottleneck, .leximin:
            return try scored(names, entering, progress)
        }
    }

    private func scored(
        _ names: MatchNames, _ entering: (Assignment.Stage) -> Void, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) -> Answer {
        let isSum = objective == .maxWeight || objective == .maxCardinality
        if isSum, let table, table.isNarrow, pins.isEmpty {
            let found = try Assignment.solve(
                try table.barring(
                    names.pairs(forbidden), mentees: mentees.count, mentors: mentors.count),
                mentees: mentees.count, capacities: mentors.map(\.capacity),
                objective == .maxWeight ? .maxWeight : .maxCardinality, progress: progress,
                entering: entering)
            entering(.answering)
            return answer(
                found.partners, ExactDecimal.text(found.total, places: table.places),
                .prices(found.certificate, places: table.places))
        }
        let (problem, places) = try problem(names, pins: pins)
        if objective == .bottleneck {
            entering(.searching)
            let found = try Bottleneck.solve(problem, progress: progress)
            entering(.answering)
            return answer(
                found.partners, ExactDecimal.text(found.total, places: places),
                .bottleneck(found, places: places))
        }
        if objective == .leximin {
            entering(.searching)
            let found = try Leximin.solve(problem, progress: progress)
            entering(.answering)
            return answer(
                found.partners, ExactDecimal.text(found.total, places: places),
                .leximin(found, places: places))
        }
        let found = try Assignment.solve(
            problem, objective == .maxWeight ? .maxWeight : .maxCardinality, progress: progress,
            entering: entering)
        entering(.answering)
        return answer(
            found.partners, ExactDecimal.text(found.total, places: places),
            .prices(found.certificate, places: places))
    }

    func problem(
        _ names: MatchNames, pins: [NamedPair]
    ) throws(Assignment.Refusal) -> (Assignment.Problem, places: Int) {
        let forbidden = try names.pairs(forbidden)
        let pins = try names.pairs(pins)
        if let table {
            let problem = try table.barring(
                forbidden, mentees: mentees.count, mentors: mentors.count
            ).problem(mentees: mentees.count, capacities: mentors.map(\.capacity), pins: pins)
            return (problem, table.places)
        }
        if let rows {
            guard rows.menteeCount == mentees.count else {
                throw .invalid("There is not a row for each mentee.")
            }
            return (try rows.problem(mentors.map(\.capacity), forbidden, pins), 0)
        }
        let unit = DecimalUnit(of: scores.lazy.map(\.value))
        var edges: [Assignment.Edge] = []
        edges.reserveCapacity(scores.count)
        for score in scores {
            let pair = try names.pair(score.mentee, score.mentor)
            edges.append(.init(pair.mentee, pair.mentor, try unit.digits(score.value)))
        }
        let problem = try Assignment.Problem(
            mentees: mentees.count, capacities: mentors.map(\.capacity), edges: edges,
            forbidden: forbidden, pins: pins)
        return (problem, unit.places)
    }

    private func stable(
        _ names: MatchNames, _ entering: (Assignment.Stage) -> Void
    ) throws(Assignment.Refusal) -> Answer {
        let problem = try StableMatching.Problem(
            menteeLists: try names.menteeWishes(menteeLists),
            mentorLists: try names.mentorWishes(mentorLists), capacities: mentors.map(\.capacity),
            forbidden: try names.pairs(forbidden), pins: try names.pairs(pins))
        let found = try StableMatching.solve(
            problem, favouring: objective == .stable ? .mentees : .mentors, entering: entering)
        entering(.answering)
        return answer(found.partners, nil, .blockingPairs(found.blockingPairs))
    }

    private func answer(
        _ partners: [Int32], _ total: String?, _ proof: Answer.Proof
    ) -> Answer {
        var pairs: [NamedPair] = []
        var unmatched: [String] = []
        for (mentee, mentor) in zip(mentees, partners) {
            if mentor >= 0 {
                pairs.append(.init(mentee: mentee, mentor: mentors[Int(mentor)].id))
            } else {
                unmatched.append(mentee)
            }
        }
        return Answer(pairs: pairs, unmatched: unmatched, total: total, proof: proof)
    }
}
