// The search behind `SeveralMentors`: one place of one mentee after another, each by the cheapest
// chain of moves. Decides nothing else.

import HeapModule

/// A pair that is made may be worth more than the prices of its two, and one that is not made
/// never is. A price is 0 as long as its owner has room.
struct SeveralSearch {
    private struct Step: Comparable {
        let distance: Int128
        let node: Int

        static func < (left: Step, right: Step) -> Bool {
            left.distance != right.distance
                ? left.distance < right.distance : left.node < right.node
        }
    }

    private let problem: Assignment.Problem
    private let wanted: [Int]
    private var worth: SeveralMentors.Worth
    private var ranks: [Int]
    private let menteeCount: Int
    /// Mentees, then mentors.
    private var prices: [Int128]
    private var isMade: [Bool]
    private var room: [Int]
    /// The pairs of each mentor, as positions among the candidates, and whose they are.
    private var held: [[Int]]
    private let owner: [Int]
    private var distance: [Int128]
    /// The candidate pair over which a node was reached.
    private var reachedBy: [Int]
    private var touched: [Int] = []

    init(_ problem: Assignment.Problem, _ wanted: [Int], _ worth: SeveralMentors.Worth) {
        self.problem = problem
        self.wanted = wanted
        ranks = [Int](repeating: 0, count: problem.menteeCount)
        self.worth = worth
        menteeCount = problem.menteeCount
        let count = problem.menteeCount + problem.mentorCount
        prices = [Int128](repeating: 0, count: count)
        isMade = [Bool](repeating: false, count: problem.scores.count)
        room = problem.capacities
        held = [[Int]](repeating: [], count: problem.mentorCount)
        distance = [Int128](repeating: .max, count: count)
        reachedBy = [Int](repeating: -1, count: count)
        owner = (0..<problem.menteeCount).flatMap { mentee in
            (problem.rowStarts[mentee]..<problem.rowStarts[mentee + 1]).map { _ in mentee }
        }
        for mentee in 0..<problem.menteeCount {
            for index in problem.rowStarts[mentee]..<problem.rowStarts[mentee + 1] {
                prices[mentee] = max(prices[mentee], value(index))
            }
        }
    }

    private func value(_ index: Int) -> Int128 {
        worth.value(problem.scores[index]) + Int128(ranks[owner[index]])
    }

    private func excess(_ index: Int) -> Int128 {
        prices[owner[index]] + prices[menteeCount + Int(problem.mentors[index])] - value(index)
    }

    // MARK: Waiting

    /// Makes every worth so much greater that what a mentee has waited can be added to it, and goes
    /// on: whoever has room and has waited is looked at once more, for each place. Prices that rise
    /// as the worth of pairs does stay prices of the pairs there are.
    mutating func lookAtWaiting(
        _ ranks: [Int], _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        let all = problem.allRanks(ranks, wanted: wanted)
        guard all > 0 else { return }
        let factor = try WaitingWorth.factor(
            over: all, greatest: worth.value(problem.scores.max() ?? 0),
            terms: problem.scores.count)
        worth.multiply(by: factor)
        self.ranks = ranks
        for node in prices.indices { prices[node] *= factor }
        for mentee in 0..<menteeCount { prices[mentee] += Int128(ranks[mentee]) }
        for mentee in 0..<menteeCount where ranks[mentee] > 0 {
            guard mentee & 63 != 0 || progress(mentee, menteeCount) else { throw .cancelled }
            let row = problem.rowStarts[mentee]..<problem.rowStarts[mentee + 1]
            let open = min(wanted[mentee], row.count) - row.count { isMade[$0] }
            for _ in 0..<max(open, 0) { serve(mentee) }
        }
    }

    // MARK: Search

    /// Fills one more place of a mentee, or leaves the place empty that is missed least.
    mutating func serve(_ mentee: Int) {
        var queue = Heap<Step>()
        var bound = prices[mentee]
        var end = mentee
        reach(mentee, 0, by: -1, &queue)
        var settled: [Int] = []
        while let step = queue.popMin(), step.distance < bound {
            guard step.distance == distance[step.node] else { continue }
            settled.append(step.node)
            if step.node < menteeCount {
                if step.distance + prices[step.node] < bound {
                    (bound, end) = (step.distance + prices[step.node], step.node)
                }
                lookOut(from: step.node, step.distance, &bound, &end, &queue)
            } else {
                for index in held[step.node - menteeCount] {
                    reach(owner[index], step.distance - excess(index), by: index, &queue)
                }
            }
        }
        for node in settled {
            let rise = bound - distance[node]
            prices[node] += node < menteeCount ? -rise : rise
        }
        turnOver(to: end, from: mentee)
        for node in touched { distance[node] = .max }
        touched.removeAll(keepingCapacity: true)
    }

    private mutating func lookOut(
        from mentee: Int, _ near: Int128, _ bound: inout Int128, _ end: inout Int,
        _ queue: inout Heap<Step>
    ) {
        for index in problem.rowStarts[mentee]..<problem.rowStarts[mentee + 1]
        where !isMade[index] {
            let node = menteeCount + Int(problem.mentors[index])
            let far = near + excess(index)
            guard far < bound else { continue }
            if room[node - menteeCount] > 0 {
                if far < distance[node] { reach(node, far, by: index, &queue) }
                (bound, end) = (far, node)
            } else {
                reach(node, far, by: index, &queue)
            }
        }
    }

    private mutating func reach(
        _ node: Int, _ far: Int128, by index: Int, _ queue: inout Heap<Step>
    ) {
        guard far < distance[node] else { return }
        if distance[node] == .max { touched.append(node) }
        distance[node] = far
        reachedBy[node] = index
        queue.insert(Step(distance: far, node: node))
    }

    /// Makes and unmakes pairs in turn along the way back.
    private mutating func turnOver(to end: Int, from start: Int) {
        var node = end
        if node >= menteeCount { room[node - menteeCount] -= 1 }
        while node != start {
            let index = reachedBy[node]
            let mentor = Int(problem.mentors[index])
            if node >= menteeCount {
                isMade[index] = true
                held[mentor].append(index)
                node = owner[index]
            } else {
                isMade[index] = false
                held[mentor].removeAll { $0 == index }
                node = menteeCount + mentor
            }
        }
    }

    // MARK: Answer

    func partners() -> [[Int32]] {
        (0..<menteeCount).map { mentee in
            (problem.rowStarts[mentee]..<problem.rowStarts[mentee + 1])
                .filter { isMade[$0] }.map { problem.mentors[$0] }.sorted()
        }
    }

    func proof(_ objective: Assignment.Objective) -> SeveralMentors.Proof {
        var (primal, dual) = (0 as Int128, 0 as Int128)
        // Who wants nobody has a price that covers all, at no cost.
        for mentee in 0..<menteeCount {
            let row = problem.rowStarts[mentee]..<problem.rowStarts[mentee + 1]
            dual += prices[mentee] * Int128(min(wanted[mentee], row.count))
            for index in row {
                if isMade[index] { primal += value(index) }
                dual += max(0, -excess(index))
            }
        }
        for (mentor, capacity) in problem.capacities.enumerated() {
            dual += prices[menteeCount + mentor] * Int128(min(capacity, menteeCount))
        }
        return SeveralMentors.Proof(
            objective: objective, scale: worth.scale, bonus: worth.bonus,
            menteePrices: Array(prices[..<menteeCount]),
            mentorPrices: Array(prices[menteeCount...]), ranks: ranks, primal: primal, dual: dual)
    }
}
