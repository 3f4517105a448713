// Prices of mentees under which groups that want the same mentees agree as well as can be: the
// lower what mentors and prices come to, the sharper the bound. Promises nothing: whatever is
// concluded from prices is worked out by `GroupBound`.

/// The volume algorithm (Barahona and Anbil, 2000): a subgradient search that also averages the
/// groups met, which shows what is undecided. Numbers of floating point only steer.
struct GroupPrices {
    private let ground: GroupGround
    private var pricing: GroupPricing
    /// The best prices met, in parts of a point, and what they come to.
    private(set) var prices: [Int64]
    private(set) var total: Int64 = .max
    /// By form: in which share of the groups met lately it was chosen.
    private(set) var shares: [Double]
    /// By mentee: one less the groups that want them, averaged likewise.
    private var lack: [Double]
    private(set) var pace: Double
    /// Candidates looked at before the search asks whether to go on: some hundredths of a second.
    private static let workUnasked = 2_000_000

    init(_ ground: GroupGround, from prices: [Int64], pace: Double) {
        self.ground = ground
        self.prices = prices
        self.pace = pace
        pricing = GroupPricing(ground)
        shares = [Double](repeating: 0, count: ground.purposes.count)
        lack = [Double](repeating: 0, count: ground.mentees.count)
    }

    /// The form that each mentor's group had under the prices looked at last; −1 for none.
    var chosen: [Int32] { pricing.chosen }

    /// Until the total is below `enough`, or for so many rounds.
    mutating func lower(
        _ choices: GroupChoices, rounds: Int, enough: Int64, towards target: Int64,
        _ progress: () -> Bool
    ) throws(Assignment.Refusal) {
        total = pricing.value(of: prices, choices)
        average(weight: 1)
        var (failures, trial, work) = (0, prices, 0)
        for _ in 0..<rounds where total >= enough {
            work += ground.members.count + ground.drawn.count
            if work > Self.workUnasked {
                guard progress() else { throw .cancelled }
                work = 0
            }
            let norm = squaredLack()
            guard norm > 1e-9 else { return }
            let aim = max(Double(total - target), Double(total) * 1e-7)
            let stride = pace * aim / norm
            for mentee in trial.indices {
                trial[mentee] = moved(prices[mentee], by: -stride * lack[mentee])
            }
            let value = pricing.value(of: trial, choices)
            let agreement = average()
            if value < total {
                (total, failures) = (value, 0)
                swap(&prices, &trial)
                if agreement > 0 { pace = min(pace * 1.1, 2) }
            } else {
                failures += 1
                if failures == 12 { (pace, failures) = (max(pace * 0.66, 1e-4), 0) }
            }
        }
    }

    /// Within what all prices together stay numbers: where nobody competes any more, steps grow
    /// beyond all bounds.
    private func moved(_ price: Int64, by way: Double) -> Int64 {
        let most = Double(Int64.max / 4) / Double(prices.count + 1)
        return Int64(min(max(Double(price) + way, 0), most).rounded())
    }

    /// A price of nothing cannot fall.
    private func squaredLack() -> Double {
        var norm = 0.0
        for mentee in lack.indices where prices[mentee] > 0 || lack[mentee] < 0 {
            norm += lack[mentee] * lack[mentee]
        }
        return norm
    }

    /// The groups met just now enter the averages by the weight that makes the lack least, within
    /// limits; answers how much the two point the same way.
    @discardableResult
    private mutating func average(weight given: Double? = nil) -> Double {
        var (dot, own, old) = (0.0, 0.0, 0.0)
        for mentee in lack.indices {
            let now = 1 - Double(pricing.wanted[mentee])
            dot += now * lack[mentee]
            own += now * now
            old += lack[mentee] * lack[mentee]
        }
        let spread = own + old - 2 * dot
        let least = spread > 1e-12 ? (old - dot) / spread : 0.1
        let weight = given ?? min(max(least, 0.01), 0.1)
        for mentee in lack.indices {
            lack[mentee] += weight * (1 - Double(pricing.wanted[mentee]) - lack[mentee])
        }
        for form in shares.indices { shares[form] *= 1 - weight }
        for form in pricing.chosen where form >= 0 { shares[Int(form)] += weight }
        return dot
    }
}

/// The best group of each mentor beyond given prices, fast.
private struct GroupPricing {
    private let ground: GroupGround
    /// By mentee: how many of the groups want them.
    private(set) var wanted: [Int32]
    private(set) var chosen: [Int32]
    /// List 0 is of all candidates, the others are of those drawn to a form; the best first, so
    /// many as a group may have.
    private var values: [Int64]
    private var holders: [Int32]
    private var counts: [Int]
    private let width: Int
    private var group: [Int32] = []
    private var bestGroup: [Int32] = []

    init(_ ground: GroupGround) {
        self.ground = ground
        wanted = [Int32](repeating: 0, count: ground.mentees.count)
        chosen = [Int32](repeating: -1, count: ground.mentorCount)
        width = ground.most.max() ?? 0
        let lists = 1 + ((0..<ground.mentorCount).map { ground.forms($0).count }.max() ?? 0)
        values = [Int64](repeating: 0, count: lists * width)
        holders = [Int32](repeating: 0, count: lists * width)
        counts = [Int](repeating: 0, count: lists)
    }

    mutating func value(of prices: [Int64], _ choices: GroupChoices) -> Int64 {
        for mentee in wanted.indices { wanted[mentee] = 0 }
        var total = prices.reduce(0, +)
        for mentor in 0..<ground.mentorCount {
            total += best(of: mentor, prices, choices)
            for mentee in bestGroup { wanted[Int(mentee)] += 1 }
        }
        return total
    }

    private mutating func best(
        of mentor: Int, _ prices: [Int64], _ choices: GroupChoices
    ) -> Int64 {
        let forms = ground.forms(mentor)
        chosen[mentor] = -1
        bestGroup.removeAll(keepingCapacity: true)
        guard forms.contains(where: { choices.isOpen[$0] }) else { return 0 }
        list(mentor, prices, choices)
        var best: Int64 = choices.canClose[mentor] ? 0 : .min
        for form in forms where choices.isOpen[form] {
            guard let value = merge(mentor, form), value > best else { continue }
            best = value
            chosen[mentor] = Int32(form)
            swap(&group, &bestGroup)
        }
        return best == .min ? 0 : best
    }

    private mutating func list(_ mentor: Int, _ prices: [Int64], _ choices: GroupChoices) {
        let most = ground.most[mentor]
        let first = ground.formStarts[mentor]
        for index in counts.indices { counts[index] = 0 }
        for candidate in ground.candidates(mentor) {
            if !choices.barred.isEmpty, choices.barred.contains(candidate) { continue }
            let value = ground.worths[candidate] - prices[Int(ground.members[candidate])]
            insert(candidate, value, into: 0, most)
            for index in ground.drawnStarts[candidate]..<ground.drawnStarts[candidate + 1] {
                let form = Int(ground.drawn[index])
                if choices.isOpen[form] { insert(candidate, value, into: form - first + 1, most) }
            }
        }
    }

    private mutating func insert(_ candidate: Int, _ value: Int64, into list: Int, _ most: Int) {
        let start = list * width
        var place = counts[list]
        if place == most {
            guard most > 0, value > values[start + most - 1] else { return }
            place -= 1
        } else {
            counts[list] += 1
        }
        while place > 0, values[start + place - 1] < value {
            values[start + place] = values[start + place - 1]
            holders[start + place] = holders[start + place - 1]
            place -= 1
        }
        values[start + place] = value
        holders[start + place] = Int32(truncatingIfNeeded: candidate)
    }

    /// Into `group`; nil when there are too few.
    private mutating func merge(_ mentor: Int, _ form: Int) -> Int64? {
        group.removeAll(keepingCapacity: true)
        let start = (form - ground.formStarts[mentor] + 1) * width
        let drawnCount = counts[form - ground.formStarts[mentor] + 1]
        var (one, other) = (0, 0)
        var sum = ground.bases[form]
        while group.count < ground.most[mentor] {
            while other < counts[0], ground.isDrawn(Int(holders[other]), to: form) { other += 1 }
            let drawn = one < drawnCount ? values[start + one] + ground.cohesion : .min
            let plain = other < counts[0] ? values[other] : .min
            let value = max(drawn, plain)
            if value == .min || group.count >= ground.least[mentor] && value <= 0 { break }
            let holder = drawn >= plain ? holders[start + one] : holders[other]
            if drawn >= plain { one += 1 } else { other += 1 }
            sum += value
            group.append(ground.members[Int(holder)])
        }
        return group.count >= ground.least[mentor] ? sum : nil
    }
}
