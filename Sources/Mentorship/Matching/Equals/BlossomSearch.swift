// The search behind `PeerMatching`: from one peer who has nobody, a tree of alternating paths that
// shrinks odd circles into blossoms, until someone can be paired or goes without at no loss. Works
// on flat arrays; decides nothing else.

import HeapModule

/// Prices are Edmonds's, doubled: over each candidate pair the prices of the two and of the
/// blossoms that hold both are at least twice its worth, and equal it over pairs and inside
/// blossoms. As a search goes on, peers at an even distance from its root (outer) become cheaper,
/// those at an odd distance (inner) dearer, at the same rate; what happens when is kept in a queue,
/// and a price is only brought up to date when its label changes, so that a search costs no more
/// than what it touches (Galil, Micali and Gabow, SIAM Journal on Computing 15, 1986).
struct BlossomSearch {
    typealias Value = Int128

    enum Label { case none, outer, inner }

    /// Two peers joined by a candidate pair: the one nearer to the root first.
    struct Link {
        var from: Int
        var to: Int

        var reversed: Link { Link(from: to, to: from) }
    }

    struct Event: Comparable {
        let time: Value
        let item: Int

        static func < (left: Event, right: Event) -> Bool {
            left.time != right.time ? left.time < right.time : left.item < right.item
        }
    }

    /// Nodes are peers, then blossoms.
    struct Node {
        var parent = -1
        var base: Int
        var label = Label.none
        var labelTime: Value = 0
        /// How the node was reached; nil at the root.
        var link: Link?
        /// Of a peer; of a blossom what it holds its pairs together with.
        var price: Value
        var children: [Int] = []
        /// Link k leads from child k to the next one around.
        var links: [Link] = []
    }

    let problem: PeerMatching.Problem
    let count: Int
    private(set) var worth: [Value]
    private var scale: Value
    private var bonus: Value
    var partners: [Int32]
    var nodes: [Node]
    /// The outermost node that holds each peer.
    var top: [Int]
    var freeNodes: [Int] = []
    var labelled: [Int] = []
    var now: Value = 0
    var events = Heap<Event>()

    init(_ problem: PeerMatching.Problem, _ half: HalfMatching) {
        self.problem = problem
        count = problem.peerCount
        scale = half.scale
        bonus = half.bonus
        worth = problem.edges.map { Value($0.score) * half.scale + half.bonus }
        partners = half.partners
        nodes = half.prices.enumerated().map { Node(base: $0, price: $1) }
        top = Array(0..<problem.peerCount)
    }

    // MARK: Waiting

    /// Makes every worth so much greater that what two have waited can be added to it, and goes on:
    /// whoever has nobody and has waited is looked at once more. Prices that rise as the worth of
    /// their pairs does stay prices of the pairs there are.
    mutating func lookAtWaiting(
        _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        let ranks = problem.ranks
        guard problem.allRanks > 0 else { return }
        let factor = try WaitingWorth.factor(
            over: problem.allRanks, greatest: worth.max() ?? 0, terms: count)
        scale *= factor
        bonus *= factor
        for (index, edge) in problem.edges.enumerated() {
            worth[index] = worth[index] * factor + Value(ranks[edge.one])
            worth[index] += Value(ranks[edge.other])
        }
        for node in nodes.indices { nodes[node].price *= factor }
        for peer in 0..<count { nodes[peer].price += 2 * Value(ranks[peer]) }
        let waiting = (0..<count).filter {
            partners[$0] < 0 && problem.pinned[$0] < 0 && ranks[$0] > 0
        }
        for (done, peer) in waiting.enumerated() {
            if done & 15 == 0, !progress(done, waiting.count) { throw .cancelled }
            serve(peer)
        }
    }

    // MARK: Events

    /// Items of events: first the candidate pairs, then peers whose price ends, then blossoms.
    private var firstPeerItem: Int { problem.edges.count }

    /// Finds somebody for a peer who has nobody, or leaves whoever can go without at no loss.
    mutating func serve(_ peer: Int) {
        guard partners[peer] < 0 else { return }
        now = 0
        events = Heap()
        makeOuter(top[peer], by: nil)
        var isDone = false
        while !isDone, let event = events.popMin() {
            now = event.time
            isDone = happens(event.item)
        }
        for node in labelled where nodes[node].parent < 0 && nodes[node].label != .none {
            settle(node)
            nodes[node].label = .none
        }
        labelled.removeAll(keepingCapacity: true)
    }

    /// True when the search has come to its end.
    private mutating func happens(_ item: Int) -> Bool {
        if item < firstPeerItem { return meets(item) }
        let number = item - firstPeerItem
        if number < count {
            // Nothing is lost when this peer has nobody.
            let link = Link(from: number, to: -1)
            turnOver(from: link)
            return true
        }
        if nodes[number].label == .inner, nodes[number].parent < 0, price(of: number) == 0 {
            expand(number)
        }
        return false
    }

    private mutating func meets(_ index: Int) -> Bool {
        let edge = problem.edges[index]
        var link = Link(from: edge.one, to: edge.other)
        if nodes[top[link.from]].label != .outer { link = link.reversed }
        let (near, far) = (top[link.from], top[link.to])
        guard near != far, nodes[near].label == .outer else { return false }
        let slack = slack(index)
        switch nodes[far].label {
        case .inner: return false
        case .none:
            if slack > 0 {
                events.insert(Event(time: now + slack, item: index))
                return false
            }
            if partners[nodes[far].base] < 0 {
                turnOver(from: link)
                rebase(far, at: link.to)
                partners[link.to] = Int32(link.from)
                return true
            }
            grow(far, by: link)
        case .outer:
            if slack > 0 {
                events.insert(Event(time: now + slack / 2, item: index))
            } else {
                shrink(link)
            }
        }
        return false
    }

    // MARK: Prices

    /// Of a node as of now.
    func price(of node: Int) -> Value {
        if node < count { return nodes[node].price + change(top[node]) }
        // A blossom's price moves twice as fast, the other way.
        return nodes[node].price - (nodes[node].parent < 0 ? 2 * change(node) : 0)
    }

    /// How far the prices of an outermost node's peers have moved since it got its label.
    @inline(__always)
    private func change(_ node: Int) -> Value {
        switch nodes[node].label {
        case .none: 0
        case .outer: nodes[node].labelTime - now
        case .inner: now - nodes[node].labelTime
        }
    }

    func slack(_ index: Int) -> Value {
        let edge = problem.edges[index]
        return price(of: edge.one) + price(of: edge.other) - 2 * worth[index]
    }

    /// Brings the prices of an outermost node and its peers up to date.
    mutating func settle(_ node: Int) {
        let change = change(node)
        guard change != 0 else { return }
        for peer in peers(of: node) { nodes[peer].price += change }
        if node >= count { nodes[node].price -= 2 * change }
        nodes[node].labelTime = now
    }

    func peers(of node: Int) -> [Int] {
        if node < count { return [node] }
        var found: [Int] = []
        var stack = [node]
        while let next = stack.popLast() {
            if next < count { found.append(next) } else { stack += nodes[next].children }
        }
        return found
    }

    // MARK: Labels

    mutating func label(_ node: Int, _ label: Label, by link: Link?) {
        nodes[node].label = label
        nodes[node].labelTime = now
        nodes[node].link = link
        labelled.append(node)
    }

    mutating func makeOuter(_ node: Int, by link: Link?) {
        label(node, .outer, by: link)
        for peer in peers(of: node) { look(from: peer) }
    }

    mutating func makeInner(_ node: Int, by link: Link) {
        label(node, .inner, by: link)
        if node >= count {
            events.insert(
                Event(time: now + nodes[node].price / 2, item: firstPeerItem + node))
        }
    }

    /// Foresees what an outer peer will meet, and when its price ends.
    mutating func look(from peer: Int) {
        events.insert(Event(time: now + price(of: peer), item: firstPeerItem + peer))
        for slot in problem.starts[peer]..<problem.starts[peer + 1] {
            foresee(Int(problem.incident[slot]), from: peer)
        }
    }

    /// When this candidate pair becomes as cheap as it is worth.
    mutating func foresee(_ index: Int, from peer: Int) {
        let edge = problem.edges[index]
        let other = edge.one == peer ? edge.other : edge.one
        let (near, far) = (top[peer], top[other])
        guard near != far else { return }
        switch (nodes[near].label, nodes[far].label) {
        case (.outer, .outer):
            events.insert(Event(time: now + slack(index) / 2, item: index))
        case (.outer, .none), (.none, .outer):
            events.insert(Event(time: now + slack(index), item: index))
        default: break
        }
    }

    /// A node that is met becomes inner, and who is paired with its base outer.
    private mutating func grow(_ node: Int, by link: Link) {
        makeInner(node, by: link)
        let base = nodes[node].base
        let partner = Int(partners[base])
        makeOuter(top[partner], by: Link(from: base, to: partner))
    }

    // MARK: Proof

    func certificate() -> PeerCertificate {
        var sets: [PeerCertificate.OddSet] = []
        var (primal, dual) = (0 as Value, 0 as Value)
        for node in nodes.indices.dropFirst(count) where !nodes[node].children.isEmpty {
            guard nodes[node].price != 0 else { continue }
            let members = peers(of: node).sorted()
            sets.append(.init(members: members, price: nodes[node].price))
            dual += nodes[node].price * Value((members.count - 1) / 2)
        }
        let prices = nodes[..<count].map(\.price)
        for (peer, price) in prices.enumerated() where problem.pinned[peer] < 0 { dual += price }
        for (index, edge) in problem.edges.enumerated()
        where Int(partners[edge.one]) == edge.other {
            primal += 2 * worth[index]
        }
        return PeerCertificate(
            scale: scale, bonus: bonus, prices: prices, sets: sets, primal: primal, dual: dual)
    }
}
