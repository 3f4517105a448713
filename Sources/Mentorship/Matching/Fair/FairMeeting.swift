// Whether somebody at a level of `FairSearch` can go elsewhere at no cost: looked for from both
// ends at once, since one of them is often shut in among few, and the search ends where the smaller
// side does. Makes and parts no pair itself.

/// What a search from both ends has reached, kept from one to the next so that no array is made
/// anew: a mark counts only with the number of its search.
struct FairMeeting {
    private(set) var search: Int32 = 0
    fileprivate var ahead: Side
    fileprivate var back: Side
    /// Where the two sides met.
    fileprivate var middle = -1
    /// Where they did not: the nodes of the side that is shut in without the hub.
    private(set) var enclosed: [Int] = []
    /// By how much their potentials move so that the pair in question costs nothing where it is.
    private(set) var rise = 0

    /// One of the two sides: its nodes in the order they were reached, and whence.
    fileprivate struct Side {
        var marks: [Int32]
        var former: [Int32]
        var nodes: [Int] = []
        var next = 0
        /// Candidates looked at.
        var work = 0

        init(nodes: Int) {
            marks = [Int32](repeating: 0, count: nodes)
            former = [Int32](repeating: -1, count: nodes)
        }

        var isOver: Bool { next == nodes.count }

        mutating func begin(at node: Int, _ search: Int32) {
            nodes.removeAll(keepingCapacity: true)
            (next, work) = (0, 0)
            reach(node, from: -1, search)
        }

        @inline(__always)
        mutating func reach(_ node: Int, from former: Int, _ search: Int32) {
            marks[node] = search
            self.former[node] = Int32(truncatingIfNeeded: former)
            nodes.append(node)
        }

        /// From a node to where the side began.
        func way(from node: Int) -> [Int] {
            Array(sequence(first: node) { former[$0] < 0 ? nil : Int(former[$0]) })
        }
    }

    init(nodes: Int) {
        ahead = Side(nodes: nodes)
        back = Side(nodes: nodes)
    }

    fileprivate mutating func begin(from start: Int, to end: Int) {
        search += 1
        middle = -1
        ahead.begin(at: start, search)
        back.begin(at: end, search)
    }

    @inline(__always)
    fileprivate func isAhead(_ node: Int) -> Bool { ahead.marks[node] == search }

    @inline(__always)
    fileprivate func isBack(_ node: Int) -> Bool { back.marks[node] == search }

    @inline(__always)
    fileprivate mutating func reachAhead(_ node: Int, from former: Int) {
        guard !isAhead(node) else { return }
        ahead.reach(node, from: former, search)
        if middle < 0, isBack(node) { middle = node }
    }

    @inline(__always)
    fileprivate mutating func reachBack(_ node: Int, from former: Int) {
        guard !isBack(node) else { return }
        back.reach(node, from: former, search)
        if middle < 0, isAhead(node) { middle = node }
    }

    fileprivate var chain: [Int] {
        ahead.way(from: middle).reversed() + back.way(from: middle).dropFirst()
    }

    /// Whether either side is closed and proves that they cannot meet. The hub's share stays where
    /// it is, so a side that holds the hub waits for the other.
    fileprivate mutating func isShut(hub: Int) -> Bool {
        if ahead.isOver, !isAhead(hub) {
            (enclosed, rise) = (ahead.nodes, -1)
        } else if back.isOver, !isBack(hub) {
            (enclosed, rise) = (back.nodes, 1)
        } else {
            return false
        }
        return true
    }

    fileprivate var goesAhead: Bool {
        back.isOver || !ahead.isOver && ahead.work <= back.work
    }
}

extension FairSearch {
    /// A chain of exchanges that cost nothing; nil when there is none.
    mutating func chain(from start: Int, to end: Int) -> [Int]? {
        meeting.begin(from: start, to: end)
        while meeting.middle < 0 {
            if meeting.isShut(hub: hub) { return nil }
            if meeting.goesAhead {
                let node = meeting.ahead.nodes[meeting.ahead.next]
                meeting.ahead.next += 1
                lookAhead(from: node)
            } else {
                let node = meeting.back.nodes[meeting.back.next]
                meeting.back.next += 1
                lookBack(from: node)
            }
        }
        return meeting.chain
    }

    private func isLevelWithHub(_ node: Int) -> Bool {
        isFree[node] && potential[node] == potential[hub]
    }

    private mutating func lookAhead(from node: Int) {
        if node < menteeCount {
            meeting.ahead.work += rows[node].count
            for slot in rows[node] {
                let index = rows.candidate(slot)
                let mentor = menteeCount + Int(heads[index])
                guard !meeting.isAhead(mentor), costsNothing(node, index)
                else { continue }
                meeting.reachAhead(mentor, from: node)
            }
            if isLevelWithHub(node) { meeting.reachAhead(hub, from: node) }
        } else if node < hub {
            let mentor = node - menteeCount
            meeting.ahead.work += holderCount[mentor]
            for slot in 0..<holderCount[mentor] {
                meeting.reachAhead(Int(holders[firstHolder[mentor] + slot]), from: node)
            }
            if hasRoom(mentor), isLevelWithHub(node) { meeting.reachAhead(hub, from: node) }
        } else {
            meeting.ahead.work += freeNodes.count
            forEachFree { search, other in
                if search.leadsFromHub(other), search.isLevelWithHub(other) {
                    search.meeting.reachAhead(other, from: search.hub)
                }
            }
        }
    }

    /// The same against the direction.
    private mutating func lookBack(from node: Int) {
        if node < menteeCount {
            if partner[node] >= 0 {
                meeting.reachBack(menteeCount + Int(partner[node]), from: node)
            }
            if canJoin(node), isLevelWithHub(node) { meeting.reachBack(hub, from: node) }
        } else if node < hub {
            let mentor = node - menteeCount
            columns.compact(mentor, scores)
            meeting.back.work += columns[mentor].count
            for slot in columns[mentor] {
                let index = columns.candidate(slot)
                let mentee = Int(owners[index])
                guard !meeting.isBack(mentee), reduced(mentee, index) == 0 else { continue }
                meeting.reachBack(mentee, from: node)
            }
            if taken[mentor] > 0, isLevelWithHub(node) { meeting.reachBack(hub, from: node) }
        } else {
            meeting.back.work += freeNodes.count
            forEachFree { search, other in
                let mayGive =
                    other < search.menteeCount
                    ? search.isServed[other] : search.hasRoom(other - search.menteeCount)
                if mayGive, search.isLevelWithHub(other) {
                    search.meeting.reachBack(other, from: search.hub)
                }
            }
        }
    }

    /// Nodes whose share of the hub is open, mentees and mentors; those that are not any more go.
    private mutating func forEachFree(_ body: (inout FairSearch, Int) -> Void) {
        var kept = 0
        for position in freeNodes.indices {
            let node = Int(freeNodes[position])
            guard isFree[node] else { continue }
            freeNodes[kept] = freeNodes[position]
            kept += 1
            body(&self, node)
        }
        freeNodes.removeLast(freeNodes.count - kept)
    }
}
