// One sweep of `FairSearch` for chains of exchanges that cost nothing: as short as there are any,
// each candidate looked at once (Hopcroft and Karp, SIAM Journal on Computing 2, 1973). Finds at
// least one chain if there is one; changes nothing itself.

struct ChainWalk {
    private let waiting: [Int]
    private var nextWaiting = 0
    /// How many steps each node is from those who wait, or −1: further than the nearest place, or
    /// of no more use.
    private var layer: [Int32]
    /// How far each node's candidates, or mentees, have been looked at.
    private var cursor: [Int32]
    /// Whether there is a chain at all.
    private(set) var reachesPlace = false

    init(_ search: borrowing FairSearch, _ waiting: [Int]) {
        self.waiting = waiting
        cursor = [Int32](repeating: 0, count: search.hub + 1)
        layer = [Int32](repeating: -1, count: search.hub + 1)
        spread(search)
    }

    /// From someone who waits to a mentor with a place to fill.
    mutating func next(in search: borrowing FairSearch) -> [Int]? {
        while nextWaiting < waiting.count {
            let start = waiting[nextWaiting]
            nextWaiting += 1
            guard layer[start] == 0, search.isServed[start], search.partner[start] < 0
            else { continue }
            if let chain = chain(from: start, search) { return chain }
        }
        return nil
    }

    private mutating func chain(from start: Int, _ search: borrowing FairSearch) -> [Int]? {
        var chain = [start]
        while let node = chain.last {
            guard let step = step(from: node, search) else {
                layer[node] = -1
                chain.removeLast()
                continue
            }
            chain.append(step)
            let mentor = step - search.menteeCount
            if mentor >= 0, step < search.hub, search.needsMentee(mentor) {
                // A mentor, or the hub, can pass on more than one; a mentee moves once.
                for node in chain where node < search.menteeCount { layer[node] = -1 }
                return chain
            }
        }
        return nil
    }
}

// MARK: Layers

extension ChainWalk {
    /// Gives each node its layer, up to that of the nearest place to fill.
    private mutating func spread(_ search: borrowing FairSearch) {
        var queue: [Int32] = []
        for mentee in waiting {
            layer[mentee] = 0
            queue.append(Int32(truncatingIfNeeded: mentee))
        }
        var place = 0
        var last = Int32.max
        while place < queue.count {
            let node = Int(queue[place])
            place += 1
            if layer[node] >= last { break }
            if node < search.menteeCount {
                spread(fromMentee: node, search, &queue, &last)
            } else if node < search.hub {
                spread(fromMentor: node, search, &queue)
            } else {
                spreadFromHub(search, &queue, &last)
            }
        }
        reachesPlace = last < .max
    }

    private mutating func label(_ node: Int, after former: Int, _ queue: inout [Int32]) {
        layer[node] = layer[former] + 1
        queue.append(Int32(truncatingIfNeeded: node))
    }

    private mutating func spread(
        fromMentee mentee: Int, _ search: borrowing FairSearch, _ queue: inout [Int32],
        _ last: inout Int32
    ) {
        for slot in search.rows[mentee] {
            let index = search.rows.candidate(slot)
            let mentor = Int(search.heads[index])
            let node = search.menteeCount + mentor
            guard layer[node] < 0, search.costsNothing(mentee, index) else { continue }
            label(node, after: mentee, &queue)
            if search.needsMentee(mentor) { last = layer[node] }
        }
        spreadToHub(from: mentee, search, &queue)
    }

    private mutating func spread(
        fromMentor node: Int, _ search: borrowing FairSearch, _ queue: inout [Int32]
    ) {
        let mentor = node - search.menteeCount
        let first = search.firstHolder[mentor]
        for slot in first..<(first + search.holderCount[mentor]) {
            let holder = Int(search.holders[slot])
            if layer[holder] < 0 { label(holder, after: node, &queue) }
        }
        if search.hasRoom(mentor) { spreadToHub(from: node, search, &queue) }
    }

    private mutating func spreadToHub(
        from node: Int, _ search: borrowing FairSearch, _ queue: inout [Int32]
    ) {
        if layer[search.hub] < 0, isLevelWithHub(node, search), search.isFree[node] {
            label(search.hub, after: node, &queue)
        }
    }

    private mutating func spreadFromHub(
        _ search: borrowing FairSearch, _ queue: inout [Int32], _ last: inout Int32
    ) {
        for node in 0..<search.hub
        where layer[node] < 0 && isLevelWithHub(node, search) && search.leadsFromHub(node) {
            label(node, after: search.hub, &queue)
            if node >= search.menteeCount, search.needsMentee(node - search.menteeCount) {
                last = layer[node]
            }
        }
    }

    private func isLevelWithHub(_ node: Int, _ search: borrowing FairSearch) -> Bool {
        search.potential[node] == search.potential[search.hub]
    }
}

// MARK: Steps

extension ChainWalk {
    private mutating func step(from node: Int, _ search: borrowing FairSearch) -> Int? {
        if node < search.menteeCount { return step(fromMentee: node, search) }
        return node < search.hub ? step(fromMentor: node, search) : stepFromHub(search)
    }

    private mutating func step(
        fromMentee mentee: Int, _ search: borrowing FairSearch
    ) -> Int? {
        let row = search.rows[mentee]
        let further = layer[mentee] + 1
        while Int(cursor[mentee]) < row.count {
            let index = search.rows.candidate(row.lowerBound + Int(cursor[mentee]))
            cursor[mentee] += 1
            let mentor = search.menteeCount + Int(search.heads[index])
            if layer[mentor] == further, search.costsNothing(mentee, index) { return mentor }
        }
        return toHub(from: mentee, search)
    }

    private mutating func step(
        fromMentor node: Int, _ search: borrowing FairSearch
    ) -> Int? {
        let mentor = node - search.menteeCount
        let further = layer[node] + 1
        while Int(cursor[node]) < search.holderCount[mentor] {
            let holder = Int(
                search.holders[search.firstHolder[mentor] + Int(cursor[node])])
            cursor[node] += 1
            if layer[holder] == further { return holder }
        }
        return search.hasRoom(mentor) ? toHub(from: node, search) : nil
    }

    private func toHub(from node: Int, _ search: borrowing FairSearch) -> Int? {
        let isOpen =
            layer[search.hub] == layer[node] + 1 && search.isFree[node]
            && isLevelWithHub(node, search)
        return isOpen ? search.hub : nil
    }

    private mutating func stepFromHub(_ search: borrowing FairSearch) -> Int? {
        let further = layer[search.hub] + 1
        while Int(cursor[search.hub]) < search.hub {
            let node = Int(cursor[search.hub])
            cursor[search.hub] += 1
            if layer[node] == further, search.leadsFromHub(node), isLevelWithHub(node, search) {
                return node
            }
        }
        return nil
    }
}
