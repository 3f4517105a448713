// One sweep of `FairSearch` for chains of exchanges that cost nothing: depth first, each candidate
// looked at once in a sweep. Finds at least one chain if there is one; changes nothing itself.

struct ChainWalk {
    private enum Mark { case unseen, onChain, done }

    private let waiting: [Int]
    private var nextWaiting = 0
    /// How far each node's candidates, or mentees, have been looked at.
    private var cursor: [Int32]
    private var marks: [Mark]

    init(_ search: borrowing FairSearch, _ waiting: [Int]) {
        self.waiting = waiting
        cursor = [Int32](repeating: 0, count: search.hub + 1)
        marks = [Mark](repeating: .unseen, count: search.hub + 1)
    }

    /// From someone who waits to a mentor with a place to fill.
    mutating func next(in search: borrowing FairSearch) -> [Int]? {
        while nextWaiting < waiting.count {
            let start = waiting[nextWaiting]
            nextWaiting += 1
            guard marks[start] == .unseen, search.isServed[start], search.partner[start] < 0
            else { continue }
            if let chain = chain(from: start, search) { return chain }
        }
        return nil
    }

    private mutating func chain(from start: Int, _ search: borrowing FairSearch) -> [Int]? {
        var chain = [start]
        marks[start] = .onChain
        while let node = chain.last {
            guard let step = step(from: node, search) else {
                marks[node] = .done
                chain.removeLast()
                continue
            }
            chain.append(step)
            marks[step] = .onChain
            let mentor = step - search.menteeCount
            if mentor >= 0, step < search.hub, search.needsMentee(mentor) {
                // A mentor, or the hub, can pass on more than one; a mentee moves once.
                for node in chain { marks[node] = node < search.menteeCount ? .done : .unseen }
                return chain
            }
        }
        return nil
    }

    private mutating func step(from node: Int, _ search: borrowing FairSearch) -> Int? {
        if node < search.menteeCount { return step(fromMentee: node, search) }
        return node < search.hub ? step(fromMentor: node, search) : stepFromHub(search)
    }

    private mutating func step(
        fromMentee mentee: Int, _ search: borrowing FairSearch
    ) -> Int? {
        let first = search.rowStarts[mentee]
        let count = search.rowEnds[mentee] - first
        while Int(cursor[mentee]) < count {
            let index = first + Int(cursor[mentee])
            cursor[mentee] += 1
            let mentor = search.menteeCount + Int(search.heads[index])
            if marks[mentor] == .unseen, search.reduced(mentee, index) == 0 { return mentor }
        }
        return toHub(from: mentee, search)
    }

    private mutating func step(
        fromMentor node: Int, _ search: borrowing FairSearch
    ) -> Int? {
        let mentor = node - search.menteeCount
        while Int(cursor[node]) < search.holderCount[mentor] {
            let holder = Int(
                search.holders[search.firstHolder[mentor] + Int(cursor[node])])
            cursor[node] += 1
            if marks[holder] == .unseen { return holder }
        }
        return search.hasRoom(mentor) ? toHub(from: node, search) : nil
    }

    private func toHub(from node: Int, _ search: borrowing FairSearch) -> Int? {
        let isOpen =
            marks[search.hub] == .unseen && search.isFree[node]
            && search.potential[node] == search.potential[search.hub]
        return isOpen ? search.hub : nil
    }

    private mutating func stepFromHub(_ search: borrowing FairSearch) -> Int? {
        while Int(cursor[search.hub]) < search.hub {
            let node = Int(cursor[search.hub])
            cursor[search.hub] += 1
            if marks[node] == .unseen, search.leadsFromHub(node),
                search.potential[node] == search.potential[search.hub]
            {
                return node
            }
        }
        return nil
    }
}
