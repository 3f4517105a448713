// Rings as they stand while a search changes them: who gives to whom, which ring each is in, and
// what a change would break. Chooses nothing.

struct StandingRings {
    /// Some peers and who gives to each from now on; −1 for nobody.
    typealias Change = [(peer: Int, giver: Int)]

    let problem: RingMatching.Problem
    let links: RingLinks
    /// −1 for who is alone.
    private(set) var givers: [Int]
    private(set) var takers: [Int]
    private(set) var ringOf: [Int]
    private(set) var sizes: [Int] = []
    /// What each gets.
    private(set) var got: [Int64]
    /// Who could be in a ring and is not.
    private(set) var alone: [Int] = []
    /// All scores, and what those in rings are worth beside.
    private(set) var value: Int64 = 0

    init(_ problem: RingMatching.Problem, _ links: RingLinks, _ givers: [Int32]) {
        self.problem = problem
        self.links = links
        self.givers = givers.map { Int($0) }
        takers = [Int](repeating: -1, count: givers.count)
        ringOf = takers
        got = [Int64](repeating: 0, count: givers.count)
        for peer in givers.indices { meet(peer) }
        number()
    }

    private mutating func meet(_ peer: Int) {
        got[peer] = givers[peer] < 0 ? 0 : links.worth(peer, givers[peer]) ?? 0
    }

    private mutating func number() {
        sizes.removeAll(keepingCapacity: true)
        alone.removeAll(keepingCapacity: true)
        value = 0
        for peer in givers.indices {
            takers[peer] = -1
            ringOf[peer] = -1
        }
        for start in givers.indices where ringOf[start] < 0 {
            guard givers[start] >= 0 else {
                if !links.out(start).isEmpty, !links.into(start).isEmpty { alone.append(start) }
                continue
            }
            var (peer, size) = (start, 0)
            while ringOf[peer] < 0 {
                ringOf[peer] = sizes.count
                takers[givers[peer]] = peer
                value += got[peer] + problem.bonus
                size += 1
                peer = givers[peer]
            }
            sizes.append(size)
        }
    }

    /// What is written last of a peer holds.
    mutating func apply(_ change: Change) {
        for (peer, giver) in change {
            givers[peer] = giver
            meet(peer)
        }
        number()
    }

    func members(of peer: Int) -> [Int] {
        var (members, next) = ([peer], givers[peer])
        while next != peer {
            members.append(next)
            next = givers[next]
        }
        return members
    }

    /// Whether nobody in the ring must be kept apart from the peer, but for one who leaves.
    func isFree(_ peer: Int, _ ring: Int, but leaving: Int = -1) -> Bool {
        !problem.apart[peer].contains { ringOf[$0] == ring && $0 != leaving }
    }

    /// Whether the rings of two could be one.
    func mayJoin(_ one: Int, _ other: Int) -> Bool {
        guard sizes[ringOf[one]] <= problem.longest - sizes[ringOf[other]] else { return false }
        let isOneLess = sizes[ringOf[one]] <= sizes[ringOf[other]]
        let (small, large) = isOneLess ? (one, other) : (other, one)
        return members(of: small).allSatisfy { isFree($0, ringOf[large]) }
    }
}
