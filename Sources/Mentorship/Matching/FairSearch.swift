// The search behind `Leximin`: level by level, a flow of least cost where a pair at the level costs
// 1 and any other nothing, among the pairs that all best matchings so far leave open. Works on flat
// arrays; decides nothing else.

/// Nodes are the mentees, then the mentors, then one hub. A unit of flow is a pair. Who need not be
/// matched can give a unit to the hub and take one from it, and so can a mentor's free place: that
/// is how one pair is exchanged for another elsewhere without changing their number.
struct FairSearch {
    let problem: Assignment.Problem
    let menteeCount: Int
    let hub: Int
    let open: [Int]

    /// The candidates still open to each mentee: row i is `rowStarts[i]..<rowEnds[i]`.
    let rowStarts: [Int]
    var rowEnds: [Int]
    var heads: [Int32]
    var scores: [Int64]
    /// The least score above the level settled last among each mentee's open candidates.
    var leastAbove: [Int64]
    /// Whose candidate each mentor was at first: `suitors[firstSuitor[j]..<firstSuitor[j + 1]]`.
    let firstSuitor: [Int]
    let suitors: [Int32]

    /// The mentor of each mentee, or −1; the score there, and the place held in the mentor's list.
    var partner: [Int32]
    var partnerScore: [Int64]
    var held: [Int32]
    /// Mentor j's mentees are `holders[firstHolder[j]..<firstHolder[j] + holderCount[j]]`.
    let firstHolder: [Int]
    var holderCount: [Int]
    var holders: [Int32]
    /// Whether a mentee counts as matched, and how many places of a mentor count as taken: while a
    /// level is being settled some of these have no partner for a moment.
    var isServed: [Bool]
    var taken: [Int]
    /// Whether a node's share of the hub is still open: all its prices so far are 0.
    var isFree: [Bool]

    /// How far a node lies from those without partner, and how far it was pushed in this level.
    var distance: [Int]
    var potential: [Int]
    var reached: [Int] = []
    var touched: [Int] = []
    var level: Int64 = -1
    var settledCount = 0

    var levels: [Int64] = []
    var prices: [[LeximinCertificate.Term]]

    init(_ problem: Assignment.Problem, _ partners: [Int32]) {
        self.problem = problem
        menteeCount = problem.menteeCount
        hub = problem.menteeCount + problem.mentorCount
        open = problem.openCapacities
        rowStarts = Array(problem.rowStarts.dropLast())
        rowEnds = Array(problem.rowStarts.dropFirst())
        heads = problem.mentors
        scores = Array(problem.scores)
        leastAbove = [Int64](repeating: -1, count: problem.menteeCount)
        (firstSuitor, suitors) = Self.suitors(problem)
        // One more than can be held: a chain of moves arrives before it leaves.
        let slots = problem.usefulPlaces.map { $0 + 1 }
        var first = [0]
        for count in slots { first.append(first[first.count - 1] + count) }
        firstHolder = first
        holders = [Int32](repeating: -1, count: first[slots.count])
        holderCount = [Int](repeating: 0, count: slots.count)
        partner = [Int32](repeating: -1, count: menteeCount)
        partnerScore = [Int64](repeating: -1, count: menteeCount)
        held = [Int32](repeating: -1, count: menteeCount)
        isServed = [Bool](repeating: false, count: menteeCount)
        taken = [Int](repeating: 0, count: slots.count)
        isFree = [Bool](repeating: true, count: hub)
        distance = [Int](repeating: .max, count: hub + 1)
        potential = [Int](repeating: 0, count: hub + 1)
        prices = [[LeximinCertificate.Term]](repeating: [], count: hub)
        for mentee in 0..<menteeCount {
            if problem.pinned[mentee] >= 0 {
                rowEnds[mentee] = rowStarts[mentee]
            } else if partners[mentee] >= 0 {
                let mentor = Int(partners[mentee])
                join(mentee, mentor, problem.score(mentee, mentor) ?? 0)
                isServed[mentee] = true
                taken[mentor] += 1
            }
        }
    }

    private static func suitors(
        _ problem: Assignment.Problem
    ) -> (first: [Int], suitors: [Int32]) {
        var first = [Int](repeating: 0, count: problem.mentorCount + 1)
        for mentor in problem.mentors { first[Int(mentor) + 1] += 1 }
        for mentor in 0..<problem.mentorCount { first[mentor + 1] += first[mentor] }
        var next = first
        var suitors = [Int32](repeating: 0, count: problem.mentors.count)
        for mentee in 0..<problem.menteeCount {
            for index in problem.rowStarts[mentee]..<problem.rowStarts[mentee + 1] {
                let mentor = Int(problem.mentors[index])
                suitors[next[mentor]] = Int32(truncatingIfNeeded: mentee)
                next[mentor] += 1
            }
        }
        return (first, suitors)
    }

    func partners() -> [Int32] {
        (0..<menteeCount).map { problem.pinned[$0] >= 0 ? problem.pinned[$0] : partner[$0] }
    }

    // MARK: Pairs

    mutating func join(_ mentee: Int, _ mentor: Int, _ score: Int64) {
        let slot = holderCount[mentor]
        holders[firstHolder[mentor] + slot] = Int32(mentee)
        holderCount[mentor] = slot + 1
        held[mentee] = Int32(slot)
        partner[mentee] = Int32(mentor)
        partnerScore[mentee] = score
    }

    /// The last of the list takes the slot that becomes free.
    mutating func leave(_ mentee: Int, _ mentor: Int) {
        let last = holderCount[mentor] - 1
        let mover = holders[firstHolder[mentor] + last]
        holders[firstHolder[mentor] + Int(held[mentee])] = mover
        held[Int(mover)] = held[mentee]
        holderCount[mentor] = last
        if Int(partner[mentee]) == mentor { partner[mentee] = -1 }
    }

    // MARK: Levels

    /// The least score above the level settled last that some pair has.
    func nextLevel() -> Int64? {
        var least: Int64?
        for mentee in 0..<menteeCount where partner[mentee] >= 0 {
            let score = partnerScore[mentee]
            if score > level, score < least ?? .max || least == nil { least = score }
        }
        return least
    }

    /// Makes the pairs at this level as few as can be, and from then on leaves open only what all
    /// matchings with so few have in common. False when the callback stopped it.
    mutating func settle(_ level: Int64, _ isWanted: () -> Bool) -> Bool {
        self.level = level
        levels.append(level)
        var waiting: [Int] = []
        for mentee in 0..<menteeCount where partner[mentee] >= 0 && partnerScore[mentee] == level {
            waiting.append(mentee)
        }
        for mentee in waiting { leave(mentee, Int(partner[mentee])) }
        push(to: findNearest(waiting))
        while true {
            waiting.removeAll { !isServed[$0] || partner[$0] >= 0 }
            if waiting.isEmpty { break }
            guard isWanted() else { return false }
            var chains = ChainWalk(self, waiting)
            if !chains.reachesPlace {
                push(to: findNearest(waiting))
                chains = ChainWalk(self, waiting)
            }
            while let chain = chains.next(in: self) { exchange(along: chain) }
        }
        keepPrices(place: levels.count)
        for mentee in 0..<menteeCount where partner[mentee] >= 0 && partnerScore[mentee] == level {
            settledCount += 1
        }
        // Where the hub has moved, it has moved against everybody.
        keepTight(potential[hub] == 0 ? affected() : Array(0..<menteeCount))
        for node in touched { potential[node] = 0 }
        touched.removeAll(keepingCapacity: true)
        return true
    }
}
