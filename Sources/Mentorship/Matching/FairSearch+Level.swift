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

    func needsMentee(_ mentor: Int) -> Bool { taken[mentor] > holderCount[mentor] }

    func hasRoom(_ mentor: Int) -> Bool { taken[mentor] < open[mentor] }

    /// Unmatched, but some equally good matching may have them instead of another.
    func canJoin(_ mentee: Int) -> Bool {
        !isServed[mentee] && isFree[mentee] && rowStarts[mentee] < rowEnds[mentee]
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
            for index in rowStarts[node]..<rowEnds[node] {
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
            if potential[node] == 0 { touched.append(node) }
            potential[node] -= nearest - distance[node]
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
        for index in rowStarts[mentee]..<rowEnds[mentee] where Int(heads[index]) == mentor {
            return scores[index]
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
    }

    /// The mentees one of whose candidates this level can have closed: somebody moved, or a score
    /// was settled or passed over. Of many levels each concerns few.
    func affected() -> [Int] {
        let next = nextLevel() ?? .max
        var isAffected = leastAbove.map { $0 < next }
        for node in touched {
            if node < menteeCount {
                isAffected[node] = true
            } else if node < hub {
                let mentor = node - menteeCount
                for index in firstSuitor[mentor]..<firstSuitor[mentor + 1] {
                    isAffected[Int(suitors[index])] = true
                }
            }
        }
        return (0..<menteeCount).filter { isAffected[$0] }
    }

    /// Candidates that cost something are in no matching as good as this one; nor are those whose
    /// scores were passed over because no pair had them.
    mutating func keepTight(_ mentees: [Int]) {
        let next = nextLevel() ?? .max
        for mentee in mentees {
            if !isServed[mentee], !isFree[mentee] { rowEnds[mentee] = rowStarts[mentee] }
            var end = rowStarts[mentee]
            var least = Int64.max
            for index in rowStarts[mentee]..<rowEnds[mentee] {
                let isPassed = scores[index] > level && scores[index] < next
                guard !isPassed, reduced(mentee, index) == 0 else { continue }
                heads[end] = heads[index]
                scores[end] = scores[index]
                if scores[end] > level { least = min(least, scores[end]) }
                end += 1
            }
            rowEnds[mentee] = end
            leastAbove[mentee] = least
        }
    }

    // MARK: First and last

    /// Which candidates a matching with the most pairs can use at all: König's theorem, from the
    /// mentees who go without.
    mutating func beginWithFullest() {
        var isReached = [Bool](repeating: false, count: hub)
        var stack = (0..<menteeCount).filter(canJoin)
        for mentee in stack { isReached[mentee] = true }
        while let mentee = stack.popLast() {
            for index in rowStarts[mentee]..<rowEnds[mentee] {
                let mentor = Int(heads[index])
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
        keepTight(Array(0..<menteeCount))
        for node in 0..<hub { potential[node] = 0 }
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
