// The search behind `TableSuppression`: which numbers to hide beside the small ones, as few as can
// be. Branch and bound over circles; decides nothing else.

import HeapModule

struct SuppressionSearch {
    private let network: CountNetwork
    private let small: [Int]
    private var steps: Int
    private var seen: Set<Set<Int>> = []
    /// The least found.
    private(set) var best: Set<Int>
    private(set) var isComplete = true

    init(_ network: CountNetwork, _ small: [Int], budget: Int) {
        self.network = network
        self.small = small
        steps = budget
        best = Set(network.counts.indices)
    }

    mutating func run() {
        best = nearest()
        visit(Set(small))
    }

    // MARK: A first answer

    /// Each small number in turn gets the circle that hides the fewest more; then those are shown
    /// again that are not needed, the greatest first.
    private func nearest() -> Set<Int> {
        var hidden = Set(small)
        for number in small { hidden.formUnion(cheapest(through: number, hidden)?.more ?? []) }
        let added = hidden.subtracting(small)
        for number in added.sorted(by: { (network.counts[$0], $0) > (network.counts[$1], $1) }) {
            let fewer = hidden.subtracting([number])
            if small.allSatisfy({ cheapest(through: $0, fewer)?.more.isEmpty ?? false }) {
                hidden = fewer
            }
        }
        return hidden
    }

    // MARK: Fewer

    /// Whatever protects the number that is worst off holds a circle through it: each is tried.
    private mutating func visit(_ hidden: Set<Int>) {
        guard steps > 0 else {
            isComplete = false
            return
        }
        guard seen.insert(hidden).inserted else { return }
        var worst: (number: Int, missing: Int)?
        for number in small {
            steps -= 1
            let missing = cheapest(through: number, hidden)?.more.count ?? network.counts.count
            if missing > worst?.missing ?? 0 { worst = (number, missing) }
        }
        guard let worst else {
            if hidden.count < best.count { best = hidden }
            return
        }
        guard hidden.count + worst.missing < best.count else { return }
        var circles: Set<Set<Int>> = []
        let (from, to) = network.ends(worst.number)
        for (start, end) in [(to, from), (from, to)]
        where start == to || network.counts[worst.number] > 0 {
            var walk = Walk(goal: end, barred: worst.number)
            collect(from: start, hidden, &walk, into: &circles)
        }
        for more in circles.sorted(by: Self.isBefore) where hidden.count + more.count < best.count {
            visit(hidden.union(more))
        }
    }

    private static func isBefore(_ left: Set<Int>, _ right: Set<Int>) -> Bool {
        left.count != right.count
            ? left.count < right.count
            : left.sorted().lexicographicallyPrecedes(right.sorted())
    }

    private struct Walk {
        let goal: Int
        let barred: Int
        var nodes: Set<Int> = []
        var more: Set<Int> = []
    }

    /// All circles that hide few enough.
    private mutating func collect(
        from node: Int, _ hidden: Set<Int>, _ walk: inout Walk, into circles: inout Set<Set<Int>>
    ) {
        guard node != walk.goal else {
            circles.insert(walk.more)
            return
        }
        steps -= 1
        guard steps > 0 else {
            isComplete = false
            return
        }
        walk.nodes.insert(node)
        for number in network.numbers(at: node) where number != walk.barred {
            guard let next = network.step(number, from: node), !walk.nodes.contains(next) else {
                continue
            }
            let isNew = !hidden.contains(number)
            guard !isNew || hidden.count + walk.more.count + 1 < best.count else { continue }
            if isNew { walk.more.insert(number) }
            collect(from: next, hidden, &walk, into: &circles)
            if isNew { walk.more.remove(number) }
        }
        walk.nodes.remove(node)
    }

    // MARK: The cheapest circle

    private struct Reached: Comparable {
        let cost: Int
        let node: Int

        static func < (left: Self, right: Self) -> Bool {
            left.cost != right.cost ? left.cost < right.cost : left.node < right.node
        }
    }

    /// The circle through a number that hides the fewest others, and which those are; of equal
    /// ones, one that spares the sums.
    private func cheapest(through number: Int, _ hidden: Set<Int>) -> (more: Set<Int>, cost: Int)? {
        let (from, to) = network.ends(number)
        let more = path(from: to, to: from, without: number, hidden)
        let less =
            network.counts[number] > 0
            ? path(from: from, to: to, without: number, hidden) : nil
        return [more, less].compactMap(\.self).min { $0.cost < $1.cost }
    }

    private func path(
        from start: Int, to goal: Int, without barred: Int, _ hidden: Set<Int>
    ) -> (more: Set<Int>, cost: Int)? {
        var costs = [start: 0]
        var reachedOver: [Int: (number: Int, node: Int)] = [:]
        var queue = Heap([Reached(cost: 0, node: start)])
        while let reached = queue.popMin() {
            if reached.node == goal { break }
            guard reached.cost == costs[reached.node] else { continue }
            for number in network.numbers(at: reached.node) where number != barred {
                guard let next = network.step(number, from: reached.node) else { continue }
                let cost = reached.cost + (hidden.contains(number) ? 0 : weight(number))
                guard cost < costs[next] ?? .max else { continue }
                costs[next] = cost
                reachedOver[next] = (number, reached.node)
                queue.insert(Reached(cost: cost, node: next))
            }
        }
        guard let cost = costs[goal] else { return nil }
        var more: Set<Int> = []
        var node = goal
        while node != start, let step = reachedOver[node] {
            if !hidden.contains(step.number) { more.insert(step.number) }
            node = step.node
        }
        return (more, cost)
    }

    /// One each; a sum a little more.
    private func weight(_ number: Int) -> Int {
        let isSum =
            number / network.columns == network.rows - 1
            || number % network.columns == network.columns - 1
        return 1_000 + (isSum ? 1 : 0)
    }
}
