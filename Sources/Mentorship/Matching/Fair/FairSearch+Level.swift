// What one level of `FairSearch` does: distances, potentials, exchanges along a chain, and what is
// left open afterwards. Never goes back to an earlier level.

extension FairSearch {
    /// What a unit over this pair costs at this level, as the potentials see it; never negative for
    /// a candidate that is not a pair, and 0 for one that is.
    @inline(__always)
    func reduced(_ mentee: Int, _ index: Int) -> Int {
        (scores[index] == level ? 1 : 0) + potential[mentee]
            - potential[menteeCount + Int(heads[index])]
    }

    @inline(__always)
    func costsNothing(_ mentee: Int, _ index: Int) -> Bool {
        isOpen(index) && reduced(mentee, index) == 0
    }

    func needsMentee(_ mentor: Int) -> Bool { taken[mentor] > holderCount[mentor] }

    func hasRoom(_ mentor: Int) -> Bool { taken[mentor] < open[mentor] }

    /// Unmatched, but some equally good matching may have them instead of another.
    func canJoin(_ mentee: Int) -> Bool {
        !isServed[mentee] && isFree[mentee] && !rows[mentee].isEmpty
    }

    // MARK: Distances

    /// Dijkstra's algorithm with a bucket for each distance, from all who wait to the nearest
    /// mentor with a place to fill. There is always one: the place each of them left.
    mutating func findNearest(_ waiting: [Int]) -> Int {
        for node in reached { distance[node] = .max }
        reached.removeAll(keepingCapacity: true)
        var buckets: [[Int32]] = [[]]
        var bound = Int.max
        for mentee in waiting { reach(mentee, 0, &buckets) }
        var near = 0
        while near < buckets.count, near < bound {
            while near < bound, let item = buckets[near].popLast() {
                let node = Int(item)
                if distance[node] == near { look(from: node, near, &bound, &buckets) }
            }
            near += 1
        }
        return bound
    }

    @inline(__always)
    private mutating func reach(_ node: Int, _ far: Int, _ buckets: inout [[Int32]]) {
        guard far < distance[node] else { return }
        if distance[node] == .max { reached.append(node) }
        distance[node] = far
        while buckets.count <= far { buckets.append([]) }
        buckets[far].append(Int32(node))
    }

    private mutating func look(
        from node: Int, _ near: Int, _ bound: inout Int, _ buckets: inout [[Int32]]
    ) {
        if node < menteeCount {
            for slot in rows[node] {
                let index = rows.candidate(slot)
                guard isOpen(index) else { continue }
                let far = near + reduced(node, index)
                let mentor = Int(heads[index])
                guard far < bound, far < distance[menteeCount + mentor] else { continue }
                if needsMentee(mentor) { bound = far }
                reach(menteeCount + mentor, far, &buckets)
            }
            if isFree[node] { reach(hub, near + potential[node] - potential[hub], &buckets) }
        } else if node < hub {
            let mentor = node - menteeCount
            for slot in 0..<holderCount[mentor] {
                reach(Int(holders[firstHolder[mentor] + slot]), near, &buckets)
            }
            if isFree[node], hasRoom(mentor) {
                reach(hub, near + potential[node] - potential[hub], &buckets)
            }
        } else {
            for other in 0..<hub where leadsFromHub(other) {
                let far = near + potential[hub] - potential[other]
                if other >= menteeCount, needsMentee(other - menteeCount) {
                    bound = min(bound, far)
                }
                reach(other, far, &buckets)
            }
        }
    }

    func leadsFromHub(_ node: Int) -> Bool {
        node < menteeCount
            ? canJoin(node) : isFree[node] && taken[node - menteeCount] > 0
    }

    /// Raises the potentials until the nearest place lies at distance 0.
    mutating func push(to nearest: Int) {
        guard nearest > 0 else { return }
        for node in reached where distance[node] < nearest {
            shift(node, by: distance[node] - nearest)
        }
    }

    // MARK: Exchanges

    /// Each mentee on the chain goes to the mentor after them, whose mentee goes on.
    mutating func exchange(along chain: [Int]) {
        for (from, to) in zip(chain, chain.dropFirst()) {
            switch (from, to) {
            case (hub, ..<menteeCount): isServed[to] = true
            case (hub, _): taken[to - menteeCount] -= 1
            case (..<menteeCount, hub): isServed[from] = false
            case (_, hub): taken[from - menteeCount] += 1
            case (..<menteeCount, _): join(from, to - menteeCount, score(from, to - menteeCount))
            default: leave(to, from - menteeCount)
            }
        }
    }

    private func score(_ mentee: Int, _ mentor: Int) -> Int64 {
        for slot in rows[mentee] {
            let index = rows.candidate(slot)
            if Int(heads[index]) == mentor { return scores[index] }
        }
        return -1
    }

    // MARK: What stays open

    /// The level's prices are the potentials seen from the hub. A price that is not 0 decides
    /// whether someone must be matched, or cannot be.
    mutating func keepPrices(place: Int) {
        if potential[hub] == 0 {
            for node in touched where node < hub { keepPrice(of: node, place) }
        } else {
            for node in 0..<hub { keepPrice(of: node, place) }
        }
    }

    private mutating func keepPrice(of node: Int, _ place: Int) {
        let base = potential[hub]
        guard potential[node] != base else { return }
        if node < menteeCount, !isServed[node], !canJoin(node) { return }
        let amount = node < menteeCount ? potential[node] - base : base - potential[node]
        prices[node].append(.init(place: place, amount: Int64(amount)))
        isFree[node] = false
        // Who is in no matching as good as this one.
        if node < menteeCount, !isServed[node] { closeRow(of: node) }
    }

    /// Candidates that cost something are in no matching as good as this one; nor are those whose
    /// scores were passed over because no pair had them. Only where somebody was moved in price, or
    /// at the scores from this level up to the next, can there be any.
    mutating func closeLoose() {
        for node in touched where node < hub {
            if node < menteeCount {
                for slot in rows[node] { closeIfLoose(rows.candidate(slot)) }
                rows.compact(node, scores)
            } else {
                for slot in columns[node - menteeCount] { closeIfLoose(columns.candidate(slot)) }
                columns.compact(node - menteeCount, scores)
            }
        }
        guard let next = nextLevel() else { return }
        while passedCount < ascending.count {
            let index = Int(ascending[passedCount])
            if scores[index] >= next { return }
            if scores[index] > level { close(index) } else { closeIfLoose(index) }
            passedCount += 1
        }
    }

    private mutating func closeIfLoose(_ index: Int) {
        if isOpen(index), reduced(Int(owners[index]), index) != 0 { close(index) }
    }

    private mutating func close(_ index: Int) {
        scores[index] = -1
        closedCount += 1
    }

    /// Where all rows are walked, closed candidates would be met again and again.
    mutating func compactRows() {
        guard closedCount * 8 > scores.count else { return }
        closedCount = 0
        for mentee in 0..<menteeCount { rows.compact(mentee, scores) }
    }

    @inline(__always)
    func isOpen(_ index: Int) -> Bool { scores[index] >= 0 }

    mutating func closeRow(of mentee: Int) {
        for slot in rows[mentee] { scores[rows.candidate(slot)] = -1 }
        rows.compact(mentee, scores)
    }

    // MARK: First and last

    /// Which candidates a matching with the most pairs can use at all: König's theorem, from the
    /// mentees who go without.
    mutating func beginWithFullest() {
        var isReached = [Bool](repeating: false, count: hub)
        var stack = (0..<menteeCount).filter(canJoin)
        for mentee in stack { isReached[mentee] = true }
        while let mentee = stack.popLast() {
            for slot in rows[mentee] {
                let mentor = Int(heads[rows.candidate(slot)])
                guard !isReached[menteeCount + mentor] else { continue }
                isReached[menteeCount + mentor] = true
                for slot in 0..<holderCount[mentor] {
                    let holder = Int(holders[firstHolder[mentor] + slot])
                    if !isReached[holder] {
                        isReached[holder] = true
                        stack.append(holder)
                    }
                }
            }
        }
        // As potentials: a pair between two that are both needed elsewhere costs 1.
        for mentee in 0..<menteeCount where isServed[mentee] && !isReached[mentee] {
            potential[mentee] = 1
        }
        for mentor in menteeCount..<hub { potential[mentor] = isReached[mentor] ? 0 : 1 }
        for node in 0..<hub {
            let isNeeded = node < menteeCount ? potential[node] == 1 : potential[node] == 0
            guard isNeeded else { continue }
            prices[node].append(.init(place: 0, amount: 1))
            isFree[node] = false
        }
        for index in scores.indices { closeIfLoose(index) }
        for node in 0..<hub { potential[node] = 0 }
        for mentee in 0..<menteeCount { rows.compact(mentee, scores) }
        for mentor in open.indices { columns.compact(mentor, scores) }
        closeLoose()
    }

    func certificate() -> LeximinCertificate {
        var worth = [Int128](repeating: 0, count: levels.count + 1)
        let places = Dictionary(uniqueKeysWithValues: zip(levels, 1...))
        for mentee in 0..<menteeCount where partner[mentee] >= 0 {
            worth[0] += 1
            if let place = places[partnerScore[mentee]] { worth[place] -= 1 }
        }
        // Someone who is in no best matching has a price below 0, where 0 does as well.
        let final = prices.map { ($0.first?.amount ?? 0) < 0 ? [] : $0 }
        return LeximinCertificate(
            levels: levels, menteePrices: Array(final[..<menteeCount]),
            mentorPrices: Array(final[menteeCount...]), worth: worth)
    }
}
