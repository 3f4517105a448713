// Two runs side by side: which pairs stayed, which came and went, and what each mentee had before
// and has after, under the rules of either run. Never says which run is right: a gain under one
// policy may be a loss under the other.

package struct RunComparison: Sendable, Equatable {
    /// One run as it was: who could be matched, by its own rules, and who was.
    package struct Side {
        let compatibility: Compatibility
        /// By id; of two equals each has the other, in a circle it is who guides them.
        let mentorsOf: [String: [String]]
        private let shape: MatchRun.Shape
        fileprivate let menteeByID: [String: Int]
        fileprivate let mentorByID: [String: Int]

        package init(_ inputs: MatchRun.Inputs, pairs: [NamedPair]) {
            shape = inputs.shape
            var vetoes = inputs.vetoes
            if shape == .peers || shape == .circles {
                // What rules two equals out does so whichever of them guides.
                vetoes.declined += vetoes.declined.map(\.reversed)
                vetoes.excluded += vetoes.excluded.map(\.reversed)
            }
            compatibility = Compatibility(
                policy: inputs.policy, mentees: inputs.mentees, mentors: inputs.mentors,
                vetoes: vetoes)
            var found: [String: [String]] = [:]
            for pair in pairs {
                found[pair.mentee, default: []].append(pair.mentor)
                if shape == .peers { found[pair.mentor, default: []].append(pair.mentee) }
            }
            mentorsOf = found.mapValues { $0.sorted(by: MatchRun.isBefore) }
            menteeByID = Dictionary(
                compatibility.mentees.enumerated().map { ($1.id, $0) },
                uniquingKeysWith: { first, _ in first })
            mentorByID = Dictionary(
                compatibility.mentors.enumerated().map { ($1.id, $0) },
                uniquingKeysWith: { first, _ in first })
        }

        /// What this run's rules give a mentee with these mentors, together; nil without any, and
        /// when one of them took no part, or a gap in what they said excludes them.
        func score(_ mentee: String, _ mentors: [String]) -> Int? {
            guard !mentors.isEmpty, let one = menteeByID[mentee] else { return nil }
            var sum = 0
            for mentor in mentors {
                guard let other = mentorByID[mentor],
                    let score = compatibility.score(mentee: one, mentor: other)
                else { return nil }
                sum += score
            }
            return sum
        }

        /// Whether the two could be a pair of equals as far as the one who gives is concerned;
        /// elsewhere only who gets is asked.
        func isPossibleBack(_ mentee: Int, _ mentor: Int) -> Bool {
            guard shape == .peers, let giver = menteeByID[compatibility.mentors[mentor].id],
                let getter = mentorByID[compatibility.mentees[mentee].id]
            else { return true }
            return compatibility.forbidden(mentee: giver, mentor: getter).isEmpty
        }
    }

    package enum Outcome: String, Sendable, CaseIterable {
        case kept
        /// Another mentor than before, or one more or fewer.
        case changed
        /// A mentor after, and none before.
        case gained
        /// A mentor before, and none after.
        case lost
        case without
    }

    package struct Row: Sendable, Equatable {
        package let mentee: String
        /// By id; several where several were wanted.
        package let before: [String]
        package let after: [String]
        package let outcome: Outcome
        /// Each by the rules of each run, in millionths; of several mentors all together.
        package let beforeByFirst: Int?
        package let beforeBySecond: Int?
        package let afterByFirst: Int?
        package let afterBySecond: Int?
        /// False where the mentee took part in one of the two runs only.
        package let isInBoth: Bool

        package func difference(_ before: Int?, _ after: Int?) -> Int? {
            guard isInBoth else { return nil }
            return (after ?? 0) - (before ?? 0)
        }

        /// What the change is worth to the mentee by the first run's rules; no mentor is nothing.
        package var byFirst: Int? { difference(beforeByFirst, afterByFirst) }
        package var bySecond: Int? { difference(beforeBySecond, afterBySecond) }
    }

    /// How many do better, worse or the same by one set of rules.
    package struct Tally: Sendable, Equatable {
        package var better = 0
        package var worse = 0
        package var same = 0
        /// The sum of all scores before and after.
        package var totalBefore = 0
        package var totalAfter = 0

        fileprivate mutating func count(_ difference: Int?, _ before: Int?, _ after: Int?) {
            totalBefore += before ?? 0
            totalAfter += after ?? 0
            guard let difference else { return }
            if difference > 0 {
                better += 1
            } else if difference < 0 {
                worse += 1
            } else {
                same += 1
            }
        }
    }

    /// By mentee's id.
    package let rows: [Row]
    package let outcomes: [Outcome: Int]
    package let byFirst: Tally
    package let bySecond: Tally
    /// Mentees who took part in one run only.
    package let onlyInFirst: Int
    package let onlyInSecond: Int

    package init(_ first: Side, _ second: Side) {
        let everybody = Set(first.menteeByID.keys).union(second.menteeByID.keys)
            .sorted(by: MatchRun.isBefore)
        rows = everybody.map { Self.row($0, first, second) }
        var outcomes: [Outcome: Int] = [:]
        var (one, other) = (Tally(), Tally())
        for row in rows {
            outcomes[row.outcome, default: 0] += 1
            one.count(row.byFirst, row.beforeByFirst, row.afterByFirst)
            other.count(row.bySecond, row.beforeBySecond, row.afterBySecond)
        }
        self.outcomes = outcomes
        byFirst = one
        bySecond = other
        onlyInFirst = everybody.count { second.menteeByID[$0] == nil }
        onlyInSecond = everybody.count { first.menteeByID[$0] == nil }
    }

    private static func row(_ mentee: String, _ first: Side, _ second: Side) -> Row {
        let before = first.mentorsOf[mentee] ?? []
        let after = second.mentorsOf[mentee] ?? []
        let outcome: Outcome =
            switch (before.isEmpty, after.isEmpty) {
            case (true, true): .without
            case (true, false): .gained
            case (false, true): .lost
            default: before == after ? .kept : .changed
            }
        return Row(
            mentee: mentee, before: before, after: after, outcome: outcome,
            beforeByFirst: first.score(mentee, before),
            beforeBySecond: second.score(mentee, before),
            afterByFirst: first.score(mentee, after), afterBySecond: second.score(mentee, after),
            isInBoth: first.menteeByID[mentee] != nil && second.menteeByID[mentee] != nil)
    }
}
