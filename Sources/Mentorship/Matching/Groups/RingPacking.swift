// The search behind `RingMatching` where rings have a greatest size that is small: which arcs there
// are is decided step by step, the most promising part first; a part is dropped once `RingBound`
// says that nothing in it exceeds the best that is known.

import HeapModule

/// Branch and price: the prices of each part are those of the linear programme of its rings, of
/// which only those are ever written down that some prices spoke for.
struct RingPacking {
    struct Part: Comparable {
        var choices = RingChoices()
        /// Nothing in it is worth more, in points.
        var bound: Int128
        /// Of equal bounds, the one met last is looked at first: it is nearest to an answer.
        let number: Int

        static func < (left: Self, right: Self) -> Bool {
            left.bound != right.bound ? left.bound < right.bound : left.number < right.number
        }

        static func == (left: Self, right: Self) -> Bool { left.number == right.number }
    }

    /// Peers: the programme that steers the search holds a square of them, here of 32 MB.
    static let peersMost = 2_000
    /// The greatest size for which all rings are priced; beyond, the walks for them grow too many.
    static let longestMost = 8
    /// Peers looked at for one ring at most, while prices are looked for and when they are proved.
    private static let stepsFinding = 2_000
    private static let stepsProving = 200_000

    /// Shares of an arc so near to none or one are none or one.
    private static let doubtLeast = 1e-3
    private static let takenLeast = 0.9
    private static let roundsDiving = 20
    private static let roundsPricing = 400
    /// The greatest size for which such prices are looked for, and how many ways there may be to go
    /// two arcs on: a round of them takes some hundredths of a second then.
    private static let longestRepriced = 3
    private static let waysRepriced = 5_000_000
    /// Steps of arithmetic for prices at most, which are some seconds: beyond, the search ends with
    /// the bound that it has. Some hundreds of peers stay below, a thousand do not.
    private static let workMost = 5_000_000_000
    private static let workEach = 50_000_000
    /// Rings around which better ones are looked for, before there are prices and after.
    private static let triesFirst = 1_000
    private static let triesLater = 400
    private static let triesEach = 10

    private let problem: RingMatching.Problem
    private var ground: RingGround
    private var programme: RingProgramme
    private var best: (givers: [Int32], value: Int128)
    private var parts = Heap<Part>()
    private var looked = 0
    private var made = 0
    private var work = 0
    private let budget: Int
    /// By the budget: who asks for little waits little.
    private var workMost: Int { min(Self.workMost, budget * Self.workEach) }
    private func tries(_ most: Int) -> Int { min(most, budget * Self.triesEach) }
    /// Good rings are known from a greater search.
    private let isPartOfOther: Bool

    init(
        _ problem: RingMatching.Problem, budget: Int, from start: [Int32]? = nil,
        _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        self.problem = problem
        self.budget = budget
        ground = try RingGround(problem) { _, _ in progress(0, budget) }
        programme = RingProgramme(ground)
        best = ([Int32](repeating: -1, count: problem.peerCount), 0)
        isPartOfOther = start != nil
        if let start { try consider(start) }
    }

    /// What an answer must be worth to exceed the best that is known.
    private var enough: Int128 { best.value + Int128(ground.step) }

    mutating func run(_ progress: Assignment.Progress) throws(Assignment.Refusal) -> BestFound {
        let links = RingLinks(problem)
        try consider(RingSearch(problem, links).repaired(ground.givers))
        if !isPartOfOther && best.value < ground.assigned {
            try chain(links, progress)
            try improve(best.givers, prices: ground.prices, tries: tries(Self.triesFirst), progress)
        }
        for ring in try RingMatching.Problem.rings(best.givers) { programme.add(arcs(of: ring)) }
        parts.insert(Part(bound: Int128(ground.assigned), number: 0))
        while let part = parts.popMax(), part.bound >= enough {
            guard looked < budget, work < workMost else {
                let arcs = ground.tails.count
                let ways = arcs * (arcs / max(1, ground.count))
                guard looked == 1, ground.longest <= Self.longestRepriced,
                    ways <= Self.waysRepriced
                else { return found(part.bound) }
                return found(min(part.bound, try priced(progress)))
            }
            if ground.learn(part.bound) { programme = programme.anew(for: ground) }
            try look(part, progress)
        }
        return found(best.value)
    }

    private func found(_ bound: Int128) -> BestFound {
        BestFound(partners: best.givers, value: best.value, bound: bound)
    }

    private func arcs(of ring: [Int]) -> [Int32] {
        ring.indices.compactMap { index in
            let head = Int32(ring[(index + 1) % ring.count])
            let range = ground.starts[ring[index]]..<ground.starts[ring[index] + 1]
            return range.first { ground.heads[$0] == head }.map { Int32($0) }
        }
    }

    // MARK: Parts

    private mutating func look(
        _ part: Part, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        looked += 1
        let isWhole = looked == 1
        guard let bound = try lower(part.choices, rounds: .max, progress) else { return }
        let most = min(bound, part.bound)
        guard most >= enough else { return }
        try consider(givers(of: programme.disjoint()))
        let flows = programme.flows()
        if isWhole {
            let last = try dive(part.choices, progress)
            let prices = programme.prices.prefix(ground.count).map(ground.parts)
            for givers in isPartOfOther ? [] : [last, best.givers] {
                try improve(givers, prices: prices, tries: tries(Self.triesLater), progress)
            }
        }
        guard most >= enough, let arc = divided(flows, part.choices) else {
            return try settle(part.choices)
        }
        var (with, without) = (part.choices, part.choices)
        with.held.append(arc)
        without.barred.append(arc)
        for choices in [without, with] {
            made += 1
            parts.insert(Part(choices: choices, bound: most, number: made))
        }
    }

    /// The bound of a part under the best prices found, in points; nil when nothing in it is of
    /// use.
    private mutating func lower(
        _ choices: RingChoices, rounds: Int, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) -> Int128? {
        let (looked, budget) = (looked, budget)
        func isGoingOn() -> Bool { progress(min(looked, budget), budget) }
        let arcs = RingArcs(ground, choices, enough: enough)
        var rings = RingBound(ground, arcs)
        programme.take(arcs)
        var most: Int128?
        for _ in 0..<rounds {
            guard isGoingOn() else { throw .cancelled }
            try programme.maximise(isGoingOn)
            let prices = programme.prices.prefix(ground.count).map(ground.parts)
            let answer = try rings.value(prices, steps: Self.stepsFinding, isGoingOn)
            work += programme.spentWork() + rings.spentWork()
            most = min(most ?? .max, points(answer.total))
            if let most, most < enough { return nil }
            guard work < workMost else { return most }
            var added = 0
            for ring in answer.rings where programme.add(ring) { added += 1 }
            if added == 0 { break }
        }
        let prices = programme.prices.prefix(ground.count).map(ground.parts)
        let answer = try rings.value(prices, steps: Self.stepsProving, isGoingOn)
        return min(most ?? .max, points(answer.total))
    }

    /// The bound of the whole under prices that are found in another way, where the programme was
    /// too large to come to its own: in points.
    private mutating func priced(
        _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) -> Int128 {
        let (looked, budget) = (looked, budget)
        func isGoingOn() -> Bool { progress(min(looked, budget), budget) }
        var rings = RingBound(ground, RingArcs(ground, RingChoices(), enough: enough))
        var prices = RingPrices(ground)
        try prices.lower(
            &rings, rounds: Self.roundsPricing, work: workMost,
            enough: enough * Int128(ground.scale), Self.stepsFinding, isGoingOn)
        return max(best.value, points(prices.total))
    }

    /// Whole steps: no answer lies between two.
    private func points(_ total: Int128) -> Int128 {
        let step = Int128(ground.scale) * Int128(ground.step)
        let (steps, rest) = total.quotientAndRemainder(dividingBy: step)
        return (rest < 0 ? steps - 1 : steps) * Int128(ground.step)
    }

    /// The arc of which the prices left most in doubt whether it is in a ring; if there is no
    /// doubt, one that is not decided. Nil when all are.
    private func divided(_ flows: [Double], _ choices: RingChoices) -> Int? {
        var found: (arc: Int, doubt: Double)?
        for (arc, flow) in flows.enumerated() {
            let doubt = min(flow, 1 - flow)
            if doubt > found?.doubt ?? Self.doubtLeast { found = (arc, doubt) }
        }
        if let found { return found.arc }
        let isOpen = RingArcs(ground, choices, enough: enough).isOpen
        let held = Set(choices.held)
        let undecided = isOpen.indices.filter { isOpen[$0] && !held.contains($0) }
        return undecided.max { (flows[$0], $1) < (flows[$1], $0) }
    }

    /// All is decided: there is one answer, or none.
    private mutating func settle(_ choices: RingChoices) throws(Assignment.Refusal) {
        let isOpen = RingArcs(ground, choices, enough: enough).isOpen
        let arcs = isOpen.indices.filter { isOpen[$0] }
        try consider(givers(of: [arcs.map { Int32($0) }]))
    }

    // MARK: Answers

    /// The ring that the prices speak for most is taken for decided, and then the next: an answer
    /// that is near to what nothing exceeds, though in the end some may be left alone.
    private mutating func dive(
        _ start: RingChoices, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) -> [Int32] {
        var choices = start
        var held = Set(choices.held)
        while true {
            let used = programme.used().filter { !held.isSuperset(of: $0.arcs) }
            guard let first = used.first else { return givers(of: programme.disjoint()) }
            for (arcs, share) in used where share > Self.takenLeast || arcs == first.arcs {
                choices.held += arcs.filter { held.insert($0).inserted }
            }
            let bound = try lower(choices, rounds: Self.roundsDiving, progress)
            let givers = givers(of: programme.disjoint())
            guard bound != nil, work < workMost else { return givers }
            try consider(givers)
        }
    }

    private mutating func improve(
        _ givers: [Int32], prices: [Int64], tries: Int, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        guard (try? problem.measure(givers)) != nil else { return }
        var improvement = try RingImprovement(problem, ground, givers, prices: prices)
        try improvement.run(tries: tries) { progress(min(looked, budget), budget) }
        try consider(improvement.givers)
        for ring in try RingMatching.Problem.rings(best.givers) { programme.add(arcs(of: ring)) }
    }

    private mutating func chain(
        _ links: RingLinks, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        let steps = RingChains.steps(problem, budget)
        var chains = RingChains(problem, links, best.givers, steps: steps)
        try chains.run(spare: ground.spare, bound: Int128(ground.assigned)) {
            progress(min(looked, budget), budget)
        }
        try consider(chains.givers)
    }

    private func givers(of rings: [[Int32]]) -> [Int32] {
        var givers = [Int32](repeating: -1, count: ground.count)
        for arc in rings.joined() { givers[Int(ground.tails[Int(arc)])] = ground.heads[Int(arc)] }
        return givers
    }

    private mutating func consider(_ givers: [Int32]) throws(Assignment.Refusal) {
        guard let value = try? problem.measure(givers).value, value > best.value else { return }
        best = (givers, value)
    }
}
