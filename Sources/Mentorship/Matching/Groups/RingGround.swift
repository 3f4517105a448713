// The rings that could be, as flat arrays: who could give to whom, each arc with how far it falls
// short of the prices of the best assignment. Chooses nothing.

/// An arc that everybody takes in the best assignment falls short by nothing; the sum of what a
/// ring's arcs fall short by is what the ring falls short of the prices of its peers.
struct RingGround: Sendable {
    /// Prices count in parts of a point, so that they may lie between two points.
    let scale: Int64
    /// Every answer is worth a multiple of it, in points.
    let step: Int64
    let count: Int
    let shortest: Int
    let longest: Int
    let bonus: Int64
    let apart: [Set<Int>]
    /// What peer v gets: arcs `starts[v]..<starts[v + 1]`, the least shortfall first.
    let starts: [Int]
    let tails: [Int32]
    let heads: [Int32]
    let scores: [Int64]
    /// In parts, 0 or less.
    let shortfalls: [Int64]
    /// By peer, in parts: the price under which the assignment is the best, less the bonus.
    let prices: [Int64]
    /// Who can be in a ring at all, and how many of them stay alone at least, since no rings of
    /// allowed sizes hold just so many.
    let isUseful: [Bool]
    private(set) var spare: Int
    /// What the best assignment is worth, in points, and who gives there.
    let assigned: Int64
    let givers: [Int32]

    init(
        _ problem: RingMatching.Problem, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        let count = problem.peerCount
        let answer = try Self.assignment(problem, progress)
        let proof = answer.certificate
        // Everybody is assigned, to themselves at worst: what a pair is worth beyond its score can
        // be left out of the price of who gets.
        let getting = proof.menteePrices.map { Int64($0 - proof.bonus) }
        let giving = proof.mentorPrices.map { Int64($0) }
        let scale = Self.scale(Int64(answer.total))
        let arcs = problem.arcs.map { arc in
            (
                arc: arc,
                shortfall: arc.score + problem.bonus - getting[arc.mentee] - giving[arc.mentor]
            )
        }
        .sorted { one, other in
            (one.arc.mentee, -one.shortfall, one.arc.mentor)
                < (other.arc.mentee, -other.shortfall, other.arc.mentor)
        }
        var starts = [Int](repeating: 0, count: count + 1)
        for (arc, _) in arcs { starts[arc.mentee + 1] += 1 }
        for peer in 0..<count { starts[peer + 1] += starts[peer] }
        self.starts = starts
        tails = arcs.map { Int32($0.arc.mentee) }
        heads = arcs.map { Int32($0.arc.mentor) }
        scores = arcs.map(\.arc.score)
        // What falls short by more than all that rings are worth is in none that are looked for;
        // of a chain in which no ring closes, prices grow with its length.
        let least = -(Int64(answer.total) + 1)
        shortfalls = arcs.map { max($0.shortfall, least) * scale }
        prices = (0..<count).map { (getting[$0] + giving[$0] - problem.bonus) * scale }
        self.count = count
        self.scale = scale
        step = problem.step
        shortest = problem.shortest
        longest = min(problem.longest, count)
        bonus = problem.bonus
        apart = problem.apart
        assigned = Int64(answer.total)
        let getters = Set(problem.arcs.map(\.mentee))
        let both = getters.intersection(problem.arcs.map(\.mentor))
        isUseful = (0..<count).map(both.contains)
        spare = Self.spare(both.count, shortest, longest)
        givers = answer.partners.enumerated().map { Int($1) == $0 ? -1 : $1 }
    }

    /// Everybody gets from somebody and gives to somebody, or stays alone.
    private static func assignment(
        _ problem: RingMatching.Problem, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) -> Assignment.Answer {
        let count = problem.peerCount
        var edges = problem.arcs.map {
            Assignment.Edge($0.mentee, $0.mentor, $0.score + problem.bonus)
        }
        for peer in 0..<count { edges.append(.init(peer, peer, 0)) }
        return try Assignment.solve(
            .init(mentees: count, capacities: [Int](repeating: 1, count: count), edges: edges),
            .maxCardinality, progress: progress)
    }

    /// No answer is worth more than `bound`, and so none has more peers in rings than that many;
    /// false when that was known.
    mutating func learn(_ bound: Int128) -> Bool {
        guard bonus > 0 else { return false }
        let useful = isUseful.count { $0 }
        let peers = max(0, min(useful, Int(clamping: bound / Int128(bonus))))
        let alone = useful - peers + Self.spare(peers, shortest, longest)
        guard alone > spare else { return false }
        spare = alone
        return true
    }

    /// So many rings hold at least `rings × shortest` and at most `rings × longest`.
    static func spare(_ count: Int, _ shortest: Int, _ longest: Int) -> Int {
        guard longest >= shortest else { return count }
        return count - min(count, count / shortest * longest)
    }

    /// A price in parts. Any prices bound; those that a bad pivot threw far off must only stay
    /// numbers.
    func parts(_ price: Double) -> Int64 {
        let parts = (price * Double(scale)).rounded(.up)
        return parts.isNaN ? 0 : Int64(min(max(parts, -Self.pricesMost), Self.pricesMost))
    }

    private static let pricesMost = 0x1p58

    /// The finest of which sums stay well within 64 bits.
    private static func scale(_ most: Int64) -> Int64 {
        var scale: Int64 = 1 << 20
        while scale > 1, most > (1 << 57) / scale { scale /= 2 }
        return scale
    }
}

/// What is decided in a part of the search.
struct RingChoices {
    /// Arcs of the ground that must be in a ring, and arcs that are in none.
    var held: [Int] = []
    var barred: [Int] = []
}

/// The arcs that are open in a part, seen from both ends, the least shortfall first.
struct RingArcs {
    private(set) var isOpen: [Bool]
    /// By peer: whether there is a ring for them in every answer of the part.
    private(set) var isHeld: [Bool]
    private(set) var outStarts = [0]
    private(set) var out: [(arc: Int32, head: Int32, shortfall: Int64)] = []
    private(set) var inStarts: [Int]
    private(set) var into: [(tail: Int32, shortfall: Int64)] = []

    /// `enough`: what an answer must be worth to be of use; arcs of which the prices say that none
    /// has them are left out.
    init(_ ground: RingGround, _ choices: RingChoices, enough: Int128) {
        let least = (enough - Int128(ground.assigned)) * Int128(ground.scale)
        isOpen = ground.shortfalls.map { Int128($0) >= least }
        isHeld = [Bool](repeating: false, count: ground.count)
        for arc in choices.barred { isOpen[arc] = false }
        for arc in choices.held {
            isHeld[Int(ground.tails[arc])] = true
            isHeld[Int(ground.heads[arc])] = true
        }
        inStarts = [Int](repeating: 0, count: ground.count + 1)
        close(ground, choices)
        for peer in 0..<ground.count {
            for arc in ground.starts[peer]..<ground.starts[peer + 1] where isOpen[arc] {
                let head = ground.heads[arc]
                out.append((Int32(arc), head, ground.shortfalls[arc]))
                inStarts[Int(head) + 1] += 1
            }
            outStarts.append(out.count)
        }
        for peer in 0..<ground.count { inStarts[peer + 1] += inStarts[peer] }
        turn(ground)
    }

    /// Who must get from somebody gets from nobody else.
    private mutating func close(_ ground: RingGround, _ choices: RingChoices) {
        guard !choices.held.isEmpty else { return }
        var arcFrom = [Int](repeating: -1, count: ground.count)
        var arcTo = arcFrom
        for arc in choices.held {
            arcFrom[Int(ground.tails[arc])] = arc
            arcTo[Int(ground.heads[arc])] = arc
        }
        for arc in isOpen.indices {
            let (from, to) = (arcFrom[Int(ground.tails[arc])], arcTo[Int(ground.heads[arc])])
            if (from >= 0 && from != arc) || (to >= 0 && to != arc) { isOpen[arc] = false }
        }
    }

    private mutating func turn(_ ground: RingGround) {
        var next = inStarts
        into = [(tail: Int32, shortfall: Int64)](repeating: (0, 0), count: out.count)
        for peer in 0..<ground.count {
            for index in outStarts[peer]..<outStarts[peer + 1] {
                let head = Int(out[index].head)
                into[next[head]] = (Int32(peer), out[index].shortfall)
                next[head] += 1
            }
        }
        for peer in 0..<ground.count {
            into[inStarts[peer]..<inStarts[peer + 1]].sort {
                ($0.shortfall, $1.tail) > ($1.shortfall, $0.tail)
            }
        }
    }
}
