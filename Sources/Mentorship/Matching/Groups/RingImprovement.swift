// Better rings from good ones: a few rings at a time are dissolved, and their peers put into the
// best rings there are for them alone. Proves nothing.

/// A search of large neighbourhoods (Shaw, 1998), each of which is searched exactly, or nearly so.
struct RingImprovement {
    /// Peers dissolved at a time: so few that their best rings are found in some hundredths of a
    /// second.
    private static let peersMost = 24
    private static let budget = 12

    private let problem: RingMatching.Problem
    private let ground: RingGround
    private(set) var givers: [Int32]
    private var rings: [[Int]] = []
    /// By peer: the ring, or −1.
    private var ringOf: [Int] = []
    private let prices: [Int64]

    init(
        _ problem: RingMatching.Problem, _ ground: RingGround, _ givers: [Int32], prices: [Int64]
    ) throws(Assignment.Refusal) {
        self.problem = problem
        self.ground = ground
        self.givers = givers
        self.prices = prices
        try lookAnew()
    }

    private mutating func lookAnew() throws(Assignment.Refusal) {
        rings = try RingMatching.Problem.rings(givers)
        ringOf = [Int](repeating: -1, count: ground.count)
        for (number, ring) in rings.enumerated() { for peer in ring { ringOf[peer] = number } }
    }

    /// From the rings that are worth least beside their prices on, until none gives way, or so many
    /// have been tried.
    mutating func run(tries most: Int, _ progress: () -> Bool) throws(Assignment.Refusal) {
        var tries = 0
        var (unsuccessful, isBetter): (Set<[Int]>, Bool) = ([], true)
        while isBetter {
            isBetter = false
            for ring in order() where unsuccessful.insert(ring).inserted {
                tries += 1
                guard tries <= most else { return }
                guard progress() else { throw .cancelled }
                let isStill = ring.count == 1 ? givers[ring[0]] < 0 : rings.contains(ring)
                guard isStill else { continue }
                if try improve(around: ring) {
                    isBetter = true
                    try lookAnew()
                }
            }
        }
    }

    private func order() -> [[Int]] {
        let alone = givers.indices.filter { givers[$0] < 0 && ground.isUseful[$0] }.map { [$0] }
        let losses = rings.map { ring in
            ring.reduce(0 as Int64) { $0 + prices[$1] } - worth(ring) * ground.scale
        }
        return alone
            + rings.indices.sorted { (losses[$0], $1) > (losses[$1], $0) }.map { rings[$0] }
    }

    private func worth(_ ring: [Int]) -> Int64 {
        ring.reduce(0) { sum, peer in
            let range = ground.starts[peer]..<ground.starts[peer + 1]
            let arc = range.first { ground.heads[$0] == givers[peer] }
            return sum + (arc.map { ground.scores[$0] } ?? 0)
        }
    }

    private mutating func improve(around ring: [Int]) throws(Assignment.Refusal) -> Bool {
        let peers = neighbourhood(of: ring)
        var numbers: [Int: Int] = [:]
        for (number, peer) in peers.enumerated() { numbers[peer] = number }
        var arcs: [Assignment.Edge] = []
        for (number, peer) in peers.enumerated() {
            for arc in ground.starts[peer]..<ground.starts[peer + 1] {
                if let head = numbers[Int(ground.heads[arc])] {
                    arcs.append(.init(number, head, ground.scores[arc]))
                }
            }
        }
        let apart = peers.enumerated().flatMap { number, peer in
            problem.apart[peer].compactMap { numbers[$0] }.filter { $0 < number }.sorted()
                .map { (number, $0) }
        }
        let small = try RingMatching.Problem(
            peers: peers.count, arcs: arcs, shortest: problem.shortest, longest: problem.longest,
            apart: apart, countsPeers: problem.bonus > 0)
        let before = peers.map { peer in
            givers[peer] < 0 ? -1 : Int32(numbers[Int(givers[peer])] ?? -1)
        }
        let value = try small.measure(before).value
        var search = try RingPacking(small, budget: Self.budget, from: before) { _, _ in true }
        let found = try search.run { _, _ in true }
        guard found.value > value else { return false }
        for (number, giver) in found.partners.enumerated() {
            givers[peers[number]] = giver < 0 ? -1 : Int32(peers[Int(giver)])
        }
        return true
    }

    /// The ring, some who are alone, and the rings that its peers are most drawn to, and they to
    /// others in turn.
    private func neighbourhood(of ring: [Int]) -> [Int] {
        var peers = ring
        var isIn = Set(ring)
        func add(_ more: [Int]) {
            for peer in more where isIn.insert(peer).inserted { peers.append(peer) }
        }
        let alone = givers.indices.filter { givers[$0] < 0 && ground.isUseful[$0] }
        let next = alone.firstIndex { $0 >= ring[0] } ?? 0
        add(Array((alone[next...] + alone[..<next]).prefix(Self.peersMost / 6)))
        var (place, depth) = (0, 0)
        while peers.count < Self.peersMost, depth < 40 {
            if place == peers.count { (place, depth) = (0, depth + 1) }
            let arc = ground.starts[peers[place]] + depth
            if arc < ground.starts[peers[place] + 1] {
                let other = Int(ground.heads[arc])
                let more = ringOf[other] < 0 ? [other] : rings[ringOf[other]]
                if peers.count + more.count <= Self.peersMost + 4 { add(more) }
            }
            place += 1
        }
        return peers
    }
}
