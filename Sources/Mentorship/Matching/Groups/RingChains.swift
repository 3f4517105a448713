// Better rings by chains of moves: somebody takes another's place, who takes a third's, until the
// last finds room, or the place that was left at the start. Proves nothing.

/// Ejection chains (Glover, 1996) and cyclic exchanges between rings of which each is changed once
/// (Thompson and Psaraftis, 1993): the same steps, from somebody alone or from somebody in a ring.
struct RingChains {
    private enum Start {
        /// In no ring.
        case alone
        /// From a ring that closes behind.
        case leaving
        /// From a place that the last takes.
        case exchanging
    }

    /// Somebody whose place was taken by the one before.
    private struct Link {
        let peer: Int
        let gain: Int64
        let before: Int
        let ring: Int
    }

    private struct Found {
        let gain: Int64
        let last: Int
        let end: StandingRings.Change
    }

    private let problem: RingMatching.Problem
    private let links: RingLinks
    private(set) var rings: StandingRings
    private var chain: [Link] = []
    private var found: Found?
    /// By peer: what the one who is looked at would get there; −1 for nothing.
    private var marks: [Int64]
    /// Arcs looked at, so far and at most.
    private var steps = 0
    private let stepsMost: Int
    private var path: [Int] = []
    private var pathSteps = 0

    /// Arcs that chains are worth looking at: a second or two for the largest, less for small
    /// problems and for who asks for little, and where each peer has so many arcs that to put the
    /// links of a chain in order takes longer than to look at arcs.
    static func steps(_ problem: RingMatching.Problem, _ budget: Int) -> Int {
        let each = max(25, problem.arcs.count / max(1, problem.peerCount))
        let most = 400_000_000 / each * 25
        return min(most, budget * 4_000_000, problem.arcs.count * problem.peerCount * 8)
    }

    init(
        _ problem: RingMatching.Problem, _ links: RingLinks, _ givers: [Int32], steps: Int
    ) {
        self.problem = problem
        self.links = links
        rings = StandingRings(problem, links, givers)
        marks = [Int64](repeating: -1, count: givers.count)
        stepsMost = steps
    }

    var givers: [Int32] { rings.givers.map { Int32($0) } }

    // MARK: Until nothing gains

    /// `spare`: so many who could be in a ring stay alone in every answer. `bound`: no rings are
    /// worth more.
    mutating func run(
        spare: Int, bound: Int128, _ progress: () -> Bool
    ) throws(Assignment.Refusal) {
        try settle(rings.alone + rings.givers.indices.filter { rings.givers[$0] >= 0 }, progress)
        try shake(spare: spare, bound: bound, progress)
    }

    /// Looks at these peers, and at whoever is touched by a change.
    private mutating func settle(
        _ peers: [Int], _ progress: () -> Bool
    ) throws(Assignment.Refusal) {
        var (queue, next, asked) = (peers, 0, steps)
        var isWaiting = [Bool](repeating: false, count: rings.givers.count)
        for peer in peers { isWaiting[peer] = true }
        while next < queue.count, steps < stepsMost {
            if steps - asked > 1_000_000 {
                guard progress() else { throw .cancelled }
                asked = steps
            }
            let peer = queue[next]
            next += 1
            isWaiting[peer] = false
            guard let change = better(for: peer) else { continue }
            rings.apply(change)
            for other in change.map(\.peer) + rings.alone where !isWaiting[other] {
                isWaiting[other] = true
                queue.append(other)
            }
        }
    }

    /// Of rings near each other a few are dissolved and made anew, which is taken back where it
    /// loses; as long as more are alone than must, people count before scores.
    private mutating func shake(
        spare: Int, bound: Int128, _ progress: () -> Bool
    ) throws(Assignment.Refusal) {
        var dice = Dice(seed: 1)
        var (best, asked) = (rings, steps)
        while steps < stepsMost, !rings.givers.isEmpty, Int128(best.value) < bound {
            if steps - asked > 1_000_000 {
                guard progress() else { throw .cancelled }
                asked = steps
            }
            let before = rings
            let isShort = problem.bonus > 0 && rings.alone.count > spare
            let touched = dissolve(from: pick(isShort ? rings.alone : nil, &dice), &dice)
            steps += rings.givers.count
            try settle(touched + rings.alone, progress)
            let isLost =
                isShort
                ? rings.alone.count > before.alone.count : rings.value < before.value
            if isLost { rings = before }
            if rings.value > best.value { best = rings }
        }
        rings = best
    }

    private func pick(_ peers: [Int]?, _ dice: inout Dice) -> Int {
        let number = Int(dice.next() >> 33)
        return peers.map { $0[number % $0.count] } ?? number % rings.givers.count
    }

    /// The ring of the peer, and those of some to whom the peers in turn could be drawn.
    private mutating func dissolve(from peer: Int, _ dice: inout Dice) -> [Int] {
        var peers: [Int] = []
        var next = peer
        for _ in 0..<3 {
            let (members, change) = leaving(next)
            if !members.isEmpty { rings.apply(change) }
            peers += members
            let from = peers.isEmpty ? next : peers[Int(dice.next() >> 33) % peers.count]
            let range = links.out(from)
            guard !range.isEmpty else { break }
            next = Int(links.heads[range.lowerBound + Int(dice.next() >> 33) % range.count])
        }
        return peers
    }

    /// A ring, or of a long one a few in a row whom it can do without.
    private func leaving(_ peer: Int) -> (members: [Int], change: StandingRings.Change) {
        guard rings.givers[peer] >= 0 else { return ([], []) }
        let size = rings.sizes[rings.ringOf[peer]]
        var (members, last) = ([peer], peer)
        let taker = rings.takers[peer]
        while members.count < min(size, 12) {
            let next = rings.givers[last]
            if size > 12, size - members.count >= problem.shortest,
                links.worth(taker, next) != nil
            {
                var change: StandingRings.Change = members.map { ($0, -1) }
                change.append((taker, next))
                return (members, change)
            }
            members.append(next)
            last = next
        }
        return size > 12 ? ([], []) : (members, members.map { ($0, -1) })
    }

    // MARK: What gains

    private mutating func better(for peer: Int) -> StandingRings.Change? {
        guard rings.givers[peer] >= 0 else { return searched(from: peer, .alone)?.change }
        let found = [
            exchanged(peer), searched(from: peer, .exchanging), searched(from: peer, .leaving),
        ]
        return found.compactMap { $0 }.max { $0.gain < $1.gain }?.change
    }

    /// Two exchange who gives to them: two rings become one, or one becomes two.
    private mutating func exchanged(
        _ one: Int
    ) -> (gain: Int64, change: StandingRings.Change)? {
        let giver = rings.givers[one]
        var best: (gain: Int64, change: StandingRings.Change)?
        steps += links.out(one).count
        for index in links.out(one) where links.worths[index] > rings.got[one] {
            let head = Int(links.heads[index])
            let other = rings.takers[head]
            guard other >= 0, let back = links.worth(other, giver) else { continue }
            let gain = links.worths[index] + back - rings.got[one] - rings.got[other]
            guard gain > best?.gain ?? 0, mayExchange(one, other) else { continue }
            best = (gain, [(one, head), (other, giver)])
        }
        return best
    }

    private func mayExchange(_ one: Int, _ other: Int) -> Bool {
        let ring = rings.ringOf[one]
        guard ring == rings.ringOf[other] else { return rings.mayJoin(one, other) }
        var (size, peer) = (1, rings.givers[other])
        while peer != one {
            peer = rings.givers[peer]
            size += 1
        }
        return size >= problem.shortest && rings.sizes[ring] - size >= problem.shortest
    }

    private mutating func searched(
        from peer: Int, _ start: Start
    ) -> (gain: Int64, change: StandingRings.Change)? {
        chain.removeAll(keepingCapacity: true)
        found = nil
        guard let first = gain(of: peer, start) else { return nil }
        chain.append(Link(peer: peer, gain: first, before: -1, ring: rings.ringOf[peer]))
        let (depth, width) = start == .alone ? (8, 48) : start == .leaving ? (1, 8) : (4, 12)
        var layer = 0..<1
        for level in 0...depth {
            let next = chain.count
            for index in layer { look(index, start, mayGoOn: level < depth) }
            if let found, found.gain > 0, start != .exchanging { break }
            layer = narrow(from: next, width)
            guard !layer.isEmpty else { break }
        }
        guard let found, found.gain > 0 else { return nil }
        return (found.gain, change(found, start))
    }

    private func gain(of peer: Int, _ start: Start) -> Int64? {
        guard start == .leaving else { return 0 }
        let (taker, giver) = (rings.takers[peer], rings.givers[peer])
        guard rings.sizes[rings.ringOf[peer]] > problem.shortest,
            let closing = links.worth(taker, giver)
        else { return nil }
        return closing - rings.got[taker] - rings.got[peer] - problem.bonus
    }

    /// The most promising of the new links, one for each peer.
    private mutating func narrow(from first: Int, _ width: Int) -> Range<Int> {
        chain[first...].sort { ($0.gain, $1.peer) > ($1.gain, $0.peer) }
        var end = first
        var kept: Set<Int> = []
        for index in first..<chain.count where end - first < width {
            guard kept.insert(chain[index].peer).inserted else { continue }
            chain.swapAt(end, index)
            end += 1
        }
        chain.removeSubrange(end...)
        return first..<end
    }

    // MARK: One step of a chain

    private mutating func look(_ index: Int, _ start: Start, mayGoOn: Bool) {
        let (link, out) = (chain[index], links.out(chain[index].peer))
        for arc in out { marks[Int(links.heads[arc])] = links.worths[arc] }
        steps += out.count + links.into(link.peer).count
        for arc in links.into(link.peer) {
            let (taker, worth) = (Int(links.tails[arc]), links.inWorths[arc])
            let ring = rings.ringOf[taker]
            guard ring >= 0, !isInChain(ring, index) else { continue }
            if start != .exchanging { findRoom(index, behind: taker, worth, ring) }
            if mayGoOn { replace(index, behind: taker, worth, ring, start) }
        }
        for arc in out { marks[Int(links.heads[arc])] = -1 }
        switch start {
        case .exchanging: if index > 0 { close(index) }
        case .alone:
            if index > 0 { note(link.gain, index, [(link.peer, -1)]) }
            findRing(index)
        case .leaving: findRing(index)
        }
    }

    private func isInChain(_ ring: Int, _ index: Int) -> Bool {
        var index = index
        while index >= 0 {
            if chain[index].ring == ring { return true }
            index = chain[index].before
        }
        return false
    }

    private mutating func note(_ gain: Int64, _ last: Int, _ end: StandingRings.Change) {
        if gain > found?.gain ?? 0 { found = Found(gain: gain, last: last, end: end) }
    }

    /// Who gives to the taker gives to the peer instead, and the giver's place is taken.
    private mutating func replace(
        _ index: Int, behind taker: Int, _ worth: Int64, _ ring: Int, _ start: Start
    ) {
        let (link, other) = (chain[index], rings.givers[taker])
        let onward = marks[rings.givers[other]]
        guard onward >= 0 else { return }
        let gain = link.gain + worth + onward - rings.got[taker] - rings.got[other]
        guard start != .exchanging || gain > 0, rings.isFree(link.peer, ring, but: other)
        else { return }
        chain.append(Link(peer: other, gain: gain, before: index, ring: ring))
    }

    /// Between the taker and who gives there; or with some of the ring as a ring of their own, the
    /// rest as another.
    private mutating func findRoom(
        _ index: Int, behind taker: Int, _ worth: Int64, _ ring: Int
    ) {
        let (link, giver, size) = (chain[index], rings.givers[taker], rings.sizes[ring])
        let gain = link.gain + worth - rings.got[taker] + problem.bonus
        if size < problem.longest, marks[giver] >= 0, gain + marks[giver] > found?.gain ?? 0,
            rings.isFree(link.peer, ring)
        {
            note(gain + marks[giver], index, [(taker, link.peer), (link.peer, giver)])
        }
        var (first, length) = (taker, 1)
        while length <= min(size - problem.shortest, 12) {
            let behind = rings.takers[first]
            if length + 1 >= problem.shortest, marks[first] >= 0,
                let closing = links.worth(behind, giver)
            {
                let all = gain + marks[first] + closing - rings.got[behind]
                if all > found?.gain ?? 0, isFree(link.peer, first, length) {
                    note(
                        all, index,
                        [(taker, link.peer), (link.peer, first), (behind, giver)])
                }
            }
            (first, length) = (behind, length + 1)
        }
    }

    private func isFree(_ peer: Int, _ first: Int, _ length: Int) -> Bool {
        guard !problem.apart[peer].isEmpty else { return true }
        var other = first
        for _ in 0..<length {
            if problem.apart[peer].contains(other) { return false }
            other = rings.givers[other]
        }
        return true
    }

    /// Into the place where the chain began.
    private mutating func close(_ index: Int) {
        let (link, start) = (chain[index], chain[0].peer)
        let (taker, giver) = (rings.takers[start], rings.givers[start])
        guard let one = links.worth(taker, link.peer), let other = links.worth(link.peer, giver)
        else { return }
        let gain = link.gain + one + other - rings.got[taker] - rings.got[start]
        guard gain > found?.gain ?? 0, rings.isFree(link.peer, chain[0].ring, but: start)
        else { return }
        note(gain, index, [(taker, link.peer), (link.peer, giver)])
    }

    /// With others who are alone.
    private mutating func findRing(_ index: Int) {
        guard rings.alone.count + 1 >= problem.shortest else { return }
        (path, pathSteps) = ([chain[index].peer], 0)
        follow(index, 0)
        steps += pathSteps
    }

    private mutating func follow(_ index: Int, _ worth: Int64) {
        let (first, last) = (path[0], path[path.count - 1])
        for arc in links.out(last) where pathSteps < 2_000 {
            let (head, sum) = (Int(links.heads[arc]), worth + links.worths[arc])
            if head == first, path.count >= problem.shortest {
                let gain = chain[index].gain + sum + Int64(path.count) * problem.bonus
                if gain > found?.gain ?? 0 {
                    note(gain, index, zip(path, path.dropFirst() + [first]).map { ($0, $1) })
                }
            }
            guard rings.givers[head] < 0, path.count < min(problem.longest, 8),
                !path.contains(head), index == 0 || head != chain[0].peer,
                problem.apart[head].isDisjoint(with: path)
            else { continue }
            pathSteps += 1
            path.append(head)
            follow(index, sum)
            path.removeLast()
        }
    }

    // MARK: The change

    private func change(_ found: Found, _ start: Start) -> StandingRings.Change {
        var moves: [(taken: Link, by: Int)] = []
        var index = found.last
        while chain[index].before >= 0 {
            moves.append((chain[index], chain[chain[index].before].peer))
            index = chain[index].before
        }
        var change: StandingRings.Change = []
        if start == .leaving {
            change.append((rings.takers[chain[0].peer], rings.givers[chain[0].peer]))
        }
        for (taken, by) in moves.reversed() {
            change.append((rings.takers[taken.peer], by))
            change.append((by, rings.givers[taken.peer]))
        }
        return change + found.end
    }
}
