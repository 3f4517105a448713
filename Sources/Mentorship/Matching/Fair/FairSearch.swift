// The search behind `Leximin`: level by level, a flow of least cost where a pair at the level costs
// 1 and any other nothing, among the pairs that all best matchings so far leave open. Works on flat
// arrays; decides nothing else.

import HeapModule

/// Nodes are the mentees, then the mentors, then one hub. A unit of flow is a pair. Who need not be
/// matched can give a unit to the hub and take one from it, and so can a mentor's free place: that
/// is how one pair is exchanged for another elsewhere without changing their number.
struct FairSearch {
    let problem: Assignment.Problem
    let menteeCount: Int
    let hub: Int
    let open: [Int]

    /// The two of each candidate pair, and its score: −1 once it is closed.
    let owners: [Int32]
    let heads: [Int32]
    var scores: [Int64]
    /// The open candidates of each mentee, and whose candidate each mentor is, by number; closed
    /// ones go when they are met.
    var rows: CandidateLists
    var columns: CandidateLists
    /// All of them from the least score up, and how many have been settled or passed over.
    let ascending: [Int32]
    var passedCount = 0
    var closedCount = 0

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
    var isTouched: [Bool]
    var level: Int64 = -1
    var settledCount = 0
    private var coming = Heap<Coming>()
    var meeting: FairMeeting
    /// Whose share of the hub was open when last they were all looked at.
    var freeNodes: [Int32]

    var levels: [Int64] = []
    var prices: [[LeximinCertificate.Term]]

    /// So many at one level at most are looked at one by one.
    let fewAtOnce: Int

    /// A pair that was made, by its score: it may have been parted since.
    private struct Coming: Comparable {
        let score: Int64
        let mentee: Int

        static func < (left: Coming, right: Coming) -> Bool { left.score < right.score }
    }

    init(_ problem: Assignment.Problem, _ partners: [Int32], fewAtOnce: Int) {
        self.fewAtOnce = fewAtOnce
        self.problem = problem
        menteeCount = problem.menteeCount
        hub = problem.menteeCount + problem.mentorCount
        open = problem.openCapacities
        heads = problem.mentors
        let scores = Array(problem.scores)
        self.scores = scores
        owners = (0..<problem.menteeCount).flatMap { mentee in
            repeatElement(
                Int32(truncatingIfNeeded: mentee),
                count: problem.rowStarts[mentee + 1] - problem.rowStarts[mentee])
        }
        rows = CandidateLists(of: owners, count: problem.menteeCount)
        columns = CandidateLists(of: heads, count: problem.mentorCount)
        ascending = CandidateLists.ascending(scores)
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
        isTouched = [Bool](repeating: false, count: hub + 1)
        meeting = FairMeeting(nodes: hub + 1)
        freeNodes = (0..<Int32(truncatingIfNeeded: hub)).map { $0 }
        prices = [[LeximinCertificate.Term]](repeating: [], count: hub)
        for mentee in 0..<menteeCount {
            if problem.pinned[mentee] >= 0 {
                closeRow(of: mentee)
            } else if partners[mentee] >= 0 {
                let mentor = Int(partners[mentee])
                join(mentee, mentor, problem.score(mentee, mentor) ?? 0)
                isServed[mentee] = true
                taken[mentor] += 1
            }
        }
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
        if score > level { coming.insert(Coming(score: score, mentee: mentee)) }
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
    mutating func nextLevel() -> Int64? {
        while let least = coming.min {
            if least.score > level, isThere(least) { return least.score }
            coming.removeMin()
        }
        return nil
    }

    private func isThere(_ pair: Coming) -> Bool {
        partner[pair.mentee] >= 0 && partnerScore[pair.mentee] == pair.score
    }

    /// The mentees whose pairs are at this level, ascending.
    private mutating func takePairs(at level: Int64) -> [Int] {
        var mentees: Set<Int> = []
        while let least = coming.min, least.score <= level {
            if least.score == level, isThere(least) { mentees.insert(least.mentee) }
            coming.removeMin()
        }
        return mentees.sorted()
    }

    /// Makes the pairs at this level as few as can be, and from then on leaves open only what all
    /// matchings with so few have in common. False when the callback stopped it, which is told how
    /// many at the level have had their turn.
    mutating func settle(_ level: Int64, _ isWanted: (_ done: Int) -> Bool) -> Bool {
        let mentees = takePairs(at: level)
        self.level = level
        levels.append(level)
        let isDone =
            mentees.count > fewAtOnce
            ? settleTogether(mentees, isWanted) : settleInTurn(mentees, isWanted)
        guard isDone else { return false }
        keepPrices(place: levels.count)
        settledCount += mentees.count { partner[$0] >= 0 && partnerScore[$0] == level }
        closeLoose()
        for node in touched {
            potential[node] = 0
            isTouched[node] = false
        }
        touched.removeAll(keepingCapacity: true)
        return true
    }

    /// All leave, then find places again in as short chains as there are.
    private mutating func settleTogether(
        _ mentees: [Int], _ isWanted: (_ done: Int) -> Bool
    ) -> Bool {
        compactRows()
        var waiting = mentees
        for mentee in waiting { leave(mentee, Int(partner[mentee])) }
        push(to: findNearest(waiting))
        while true {
            waiting.removeAll { !isServed[$0] || partner[$0] >= 0 }
            if waiting.isEmpty { return true }
            guard isWanted(mentees.count - waiting.count) else { return false }
            var chains = ChainWalk(self, waiting)
            if !chains.reachesPlace {
                push(to: findNearest(waiting))
                chains = ChainWalk(self, waiting)
            }
            while let chain = chains.next(in: self) { exchange(along: chain) }
        }
    }

    /// Where few are at a level: one after the other leaves, and goes elsewhere or comes back.
    /// Pairs that have not had their turn cost nothing yet.
    private mutating func settleInTurn(
        _ mentees: [Int], _ isWanted: (_ done: Int) -> Bool
    ) -> Bool {
        let mentors = mentees.map { partner[$0] }
        for (done, (mentee, mentor)) in zip(mentees, mentors).enumerated() {
            guard isWanted(done) else { return false }
            // Who was moved by another has paid for where they are.
            guard partner[mentee] == mentor else { continue }
            leave(mentee, Int(mentor))
            if let chain = chain(from: mentee, to: menteeCount + Int(mentor)) {
                exchange(along: chain)
            } else {
                join(mentee, Int(mentor), level)
                for node in meeting.enclosed { shift(node, by: meeting.rise) }
            }
        }
        return true
    }

    mutating func shift(_ node: Int, by amount: Int) {
        potential[node] += amount
        guard !isTouched[node] else { return }
        isTouched[node] = true
        touched.append(node)
    }
}
