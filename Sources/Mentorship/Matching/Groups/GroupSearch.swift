// The search behind `GroupMatching`: which mentors have a group and what each is for is decided
// step by step, the most promising part first; a part is dropped once `GroupBound` says that
// nothing in it exceeds the best that is known. When all is decided an assignment is the answer.

import HeapModule

struct GroupSearch {
    /// A part of all groupings.
    struct Part: Comparable {
        var choices: GroupChoices
        /// Where the search for its own prices begins.
        var prices: [Int64]
        var pace: Double
        /// No grouping in it is worth more, in parts of a point.
        var bound: Int64
        /// Of equal bounds, the one met first is looked at first.
        let number: Int

        static func < (left: Self, right: Self) -> Bool {
            left.bound != right.bound ? left.bound < right.bound : left.number > right.number
        }

        static func == (left: Self, right: Self) -> Bool { left.number == right.number }
    }

    let problem: GroupMatching.Problem
    let ground: GroupGround
    /// The best that is known, and its worth in points; nil before any is.
    private(set) var best: (partners: [Int32], value: Int64)?
    private var parts = Heap<Part>()
    private var looked = 0
    private var tried: Set<[Int32]> = []
    private let budget: Int
    /// By mentee: who has waited longer has a greater one.
    private let ranks: [Int]
    /// How often the whole is looked at, each time narrower, before it is divided.
    private let wholeLooks: Int
    private var made = 0
    /// How often those who waited are put in order again after a clash: each takes an assignment.
    private static let clashesMost = 50

    init(
        _ problem: GroupMatching.Problem, budget: Int, ranks: [Int] = []
    ) throws(Assignment.Refusal) {
        self.problem = problem
        ground = try GroupGround(problem)
        self.budget = budget
        self.ranks = ranks
        wholeLooks = ground.drawn.count + ground.members.count < 1_000_000 ? 4 : 1
    }

    /// What a part must come to for anything in it to exceed the best that is known.
    private var enough: Int64 {
        best.map { $0.value * ground.scale + ground.step } ?? .min
    }

    /// `bound`: no grouping is worth more. Nil when none was found.
    mutating func run(
        _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) -> BestFound? {
        try begin()
        var open: Int64?
        while let part = parts.popMax(), part.bound >= enough {
            guard looked < budget else {
                open = part.bound
                break
            }
            try look(part, progress)
        }
        if ranks.contains(where: { $0 > 0 }) { try serveLongestWaiting(progress) }
        guard let best else { return nil }
        let most = open.map { max($0 / ground.step * (ground.step / ground.scale), best.value) }
        return BestFound(
            partners: best.partners, value: Int128(best.value), bound: Int128(most ?? best.value))
    }

    private mutating func begin() throws(Assignment.Refusal) {
        if !ground.mustRun.contains(true) {
            consider([Int32](repeating: -1, count: problem.pairs.menteeCount))
        }
        var prices = [Int64](repeating: 0, count: ground.mentees.count)
        for candidate in ground.members.indices {
            let mentee = Int(ground.members[candidate])
            prices[mentee] = max(prices[mentee], ground.worths[candidate])
        }
        parts.insert(
            Part(
                choices: GroupChoices(ground), prices: prices, pace: 1, bound: .max, number: 0))
    }

    // MARK: Parts

    private mutating func look(
        _ part: Part, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        var part = part
        let isWhole = looked == 0
        repeat {
            looked += 1
            guard progress(min(looked, budget), budget) else { throw .cancelled }
            var prices = GroupPrices(ground, from: part.prices, pace: part.pace)
            try prices.lower(
                part.choices, rounds: isWhole ? 400 : 50, enough: enough,
                towards: best.map { $0.value * ground.scale } ?? 0
            ) { progress(min(looked, budget), budget) }
            (part.prices, part.pace) = (prices.prices, prices.pace)
            let bound = GroupBound(ground, part.choices, part.prices)
            guard bound.isPossible else { return }
            part.bound = min(part.bound, bound.total)
            guard part.bound >= enough else { return }
            try fill(prices.chosen, part.choices, progress)
            try fill(likely(prices.shares, part.choices), part.choices, progress)
            if isWhole { try climb(bound, progress) }
            guard narrow(&part.choices, bound), part.bound >= enough else { return }
            if isDecided(part.choices) { return try settle(part, progress) }
            if isWhole && looked < wholeLooks { continue }
            return try divide(part, bound, prices.shares)
        } while true
    }

    private func isDecided(_ choices: GroupChoices) -> Bool {
        (0..<ground.mentorCount).allSatisfy { choices.width(ground, $0) == 1 }
    }

    /// What cannot be in a better grouping is no longer open; false when nothing is left.
    private func narrow(_ choices: inout GroupChoices, _ bound: GroupBound) -> Bool {
        for mentor in 0..<ground.mentorCount {
            let rest = bound.total - (bound.best[mentor] ?? 0)
            for form in ground.forms(mentor) where choices.isOpen[form] {
                choices.isOpen[form] = bound.forms[form].map { rest + $0 >= enough } ?? false
            }
            if choices.canClose[mentor] { choices.canClose[mentor] = rest >= enough }
            if choices.width(ground, mentor) == 0 { return false }
        }
        return true
    }

    /// By the form, or the lack of a group, of which the prices left most in doubt whether it is
    /// chosen: it is, or it is not.
    private mutating func divide(
        _ part: Part, _ bound: GroupBound, _ shares: [Double]
    ) throws(Assignment.Refusal) {
        var found: (mentor: Int, form: Int?, doubt: Double)?
        for mentor in 0..<ground.mentorCount where part.choices.width(ground, mentor) > 1 {
            var closed = 1.0
            for form in ground.forms(mentor) where part.choices.isOpen[form] {
                closed -= shares[form]
                let doubt = min(shares[form], 1 - shares[form])
                if doubt > found?.doubt ?? -1 { found = (mentor, form, doubt) }
            }
            let doubt = min(closed, 1 - closed)
            if part.choices.canClose[mentor], doubt > found?.doubt ?? -1 {
                found = (mentor, nil, doubt)
            }
        }
        guard let found else { throw .unproven("A part could not be divided.") }
        let rest = bound.total - (bound.best[found.mentor] ?? 0)
        var (with, without) = (part, part)
        var (most, other): (Int64?, Int64?) = (nil, nil)
        func note(_ value: Int64, isFound: Bool) {
            if isFound { most = value } else { other = max(other ?? value, value) }
        }
        for form in ground.forms(found.mentor) where part.choices.isOpen[form] {
            if let value = bound.forms[form] { note(value, isFound: form == found.form) }
            if form == found.form {
                without.choices.isOpen[form] = false
            } else {
                with.choices.isOpen[form] = false
            }
        }
        if part.choices.canClose[found.mentor] {
            note(0, isFound: found.form == nil)
            if found.form == nil {
                without.choices.canClose[found.mentor] = false
            } else {
                with.choices.canClose[found.mentor] = false
            }
        }
        add(with, bound: most.map { rest + $0 })
        add(without, bound: other.map { rest + $0 })
    }

    private mutating func add(_ part: Part, bound: Int64?) {
        guard let bound, min(bound, part.bound) >= enough else { return }
        made += 1
        parts.insert(
            Part(
                choices: part.choices, prices: part.prices, pace: part.pace,
                bound: min(bound, part.bound), number: made))
    }

    /// All groups are decided on: the assignment is the best of the part, unless two are together
    /// who must be kept apart.
    private mutating func settle(
        _ part: Part, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        let forms = (0..<ground.mentorCount).map { mentor in
            Int32(ground.forms(mentor).first { part.choices.isOpen[$0] } ?? -1)
        }
        let filling = try filling(forms, part.choices, progress)
        guard let filling, filling.value * ground.scale + ground.step > enough else { return }
        let groups = problem.groups(filling.partners)
        for (mentor, group) in groups.enumerated() {
            guard let clash = Apart.clash(in: group, problem.apart) else { continue }
            consider(problem.repaired(filling.partners))
            for mentee in [clash.0, clash.1] {
                let candidate = ground.candidates(mentor).first {
                    ground.mentees[Int(ground.members[$0])] == mentee
                }
                var next = part
                if let candidate { next.choices.barred.insert(candidate) }
                if candidate != nil { add(next, bound: filling.value * ground.scale) }
            }
            return
        }
        guard consider(filling.partners) >= filling.value else {
            throw .unproven("A part that is decided on is not worth what was found.")
        }
    }

    /// The form that each mentor's groups had most often lately.
    private func likely(_ shares: [Double], _ choices: GroupChoices) -> [Int32] {
        (0..<ground.mentorCount).map { mentor in
            var (best, closed): ((form: Int32, share: Double), Double) = ((-1, 0), 1)
            for form in ground.forms(mentor) where choices.isOpen[form] {
                closed -= shares[form]
                if shares[form] > best.share { best = (Int32(form), shares[form]) }
            }
            return choices.canClose[mentor] && closed > best.share ? -1 : best.form
        }
    }

    // MARK: Groupings

    private func filling(
        _ forms: [Int32], _ choices: GroupChoices, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) -> GroupFilling? {
        try GroupFilling(
            ground, forms, barred: choices.barred, pinned: problem.pairs.pinned
        ) { _, _ in progress(min(looked, budget), budget) }
    }

    /// What the grouping is worth; −1 when it is not allowed.
    @discardableResult
    private mutating func consider(_ partners: [Int32]) -> Int64 {
        guard let total = try? problem.measure(partners).total else { return -1 }
        let value = Int64(total)
        if value > best?.value ?? -1 { best = (partners, value) }
        return value
    }

    /// Which groups there are and what they are for is settled; of equally good ways to fill them
    /// those come first who have waited longer. Where that puts two together who must be kept
    /// apart, one of them no longer comes there, and the rest is looked at anew.
    private mutating func serveLongestWaiting(
        _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        guard let best else { return }
        let forms = try forms(of: best.partners)
        var barred: Set<Int> = []
        for _ in 0...Self.clashesMost {
            let filling = try GroupFilling(
                ground, forms, barred: barred, pinned: problem.pairs.pinned, ranks: ranks
            ) { _, _ in progress(budget, budget) }
            guard let partners = filling?.partners else { return }
            let clashes = clashing(partners, best.partners)
            guard !clashes.isEmpty else {
                if let value = try? problem.measure(partners).total, value >= best.value {
                    self.best = (partners, Int64(value))
                }
                return
            }
            barred.formUnion(clashes)
        }
    }

    /// Of two in each group who must be kept apart a candidate who is not there as things stand,
    /// so that they can stay as they are; of two such who has waited less.
    private func clashing(_ partners: [Int32], _ standing: [Int32]) -> [Int] {
        problem.groups(partners).enumerated().compactMap { mentor, group in
            guard let (one, other) = Apart.clash(in: group, problem.apart) else { return nil }
            let leaving = [one, other].filter { standing[$0] != mentor }
                .min { (ranks[$0], $1) < (ranks[$1], $0) }
            return ground.candidates(mentor).first {
                ground.mentees[Int(ground.members[$0])] == leaving
            }
        }
    }

    /// The groups that the prices speak for.
    private mutating func fill(
        _ forms: [Int32], _ choices: GroupChoices, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        guard tried.insert(forms).inserted else { return }
        if let filling = try filling(forms, choices, progress) {
            consider(problem.repaired(filling.partners))
        }
    }

    /// From the best that is known, one group after the other is of another form, or closed, or
    /// opened, the most promising first, and stays so when that gains.
    private mutating func climb(
        _ bound: GroupBound, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        guard let start = best else { return }
        var forms = try forms(of: start.partners)
        var changes: [(loss: Int64, mentor: Int, form: Int32)] = []
        for mentor in forms.indices {
            let most = bound.best[mentor] ?? 0
            if !ground.mustRun[mentor] { changes.append((most, mentor, -1)) }
            for form in ground.forms(mentor) {
                if let value = bound.forms[form] {
                    changes.append((most - value, mentor, Int32(form)))
                }
            }
        }
        changes.sort { ($0.loss, $0.mentor, $0.form) < ($1.loss, $1.mentor, $1.form) }
        let limit = max(10, 2_000_000 / max(ground.members.count, 1))
        for change in changes.prefix(limit) where forms[change.mentor] != change.form {
            guard bound.total - change.loss >= enough else { break }
            var next = forms
            next[change.mentor] = change.form
            let before = best?.value
            try fill(next, GroupChoices(ground), progress)
            if let best, best.value > before ?? -1 { forms = try self.forms(of: best.partners) }
        }
    }

    private func forms(of partners: [Int32]) throws(Assignment.Refusal) -> [Int32] {
        let found = try problem.measure(partners).purposes
        let groups = problem.groups(partners)
        return groups.indices.map { mentor in
            guard !groups[mentor].isEmpty else { return -1 }
            let form = ground.forms(mentor).first { form in
                ground.purposes[form] == found[mentor]
            }
            return Int32(form ?? ground.formStarts[mentor])
        }
    }
}
