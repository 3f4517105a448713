// What no rings exceed, given a price for each peer: the word on which the search drops a part,
// and the rings that are worth more than their prices. Any prices give a true bound; it shares no
// code with what finds them.

/// Lagrangian duality (Geoffrion, 1974), with a variable for each ring as in the cycle formulation
/// of kidney exchange (Roth, Sönmez and Ünver, 2007): each ring is told by its peer of the least
/// number. Let each peer begin whichever ring is worth most beyond its prices, as if nobody else
/// were in two; what these are worth beyond, and all prices, is at least what any rings are worth.
struct RingBound {
    private let ground: RingGround
    private let arcs: RingArcs
    private let longest: Int
    /// By peer, in parts: how far the price lies below that of the best assignment.
    private var relief: [Int64]
    private var greatestRelief: Int64 = 0
    /// By arcs left and peer: the most that a walk back to where the ring began can be worth; it
    /// may meet a peer twice.
    private var back: [Int64]
    private var reached: [[Int32]]
    /// By arcs left and peer: the most that a walk of one arc to so many can be worth that ends
    /// there, and the greatest of all peers with what their next arc gains by relief.
    private var before: [Int64] = []
    private var mostBefore: [Int64] = []
    // Of the ring that is being looked for.
    private var path: [Int32] = []
    private var isOnPath: [Bool]
    private var steps = 0
    private var stepsMost = 0
    private var best: Int64 = 0
    private var found: [[Int32]] = []
    private var start = 0
    private var spent = 0

    private static let none = Int64.min / 4

    init(_ ground: RingGround, _ arcs: RingArcs) {
        self.ground = ground
        self.arcs = arcs
        longest = ground.longest
        relief = [Int64](repeating: 0, count: ground.count)
        back = [Int64](repeating: Self.none, count: ground.count * max(longest, 1))
        reached = [[Int32]](repeating: [], count: max(longest, 1))
        isOnPath = [Bool](repeating: false, count: ground.count)
    }

    struct Answer {
        /// In parts.
        var total: Int128
        /// Rings worth more than their prices, as arcs of the ground; and of each peer who begins
        /// some, the one worth most.
        var rings: [[Int32]] = []
        var leading: [[Int32]] = []
    }

    /// `prices`: by peer, in parts, less the bonus. `steps`: peers looked at for a ring at most;
    /// where they do not suffice, walks are counted for rings, which are worth at least as much.
    mutating func value(
        _ prices: [Int64], steps: Int, _ progress: () -> Bool
    ) throws(Assignment.Refusal) -> Answer {
        let least = -ground.bonus * ground.scale
        let parts = Int128(ground.bonus) * Int128(ground.scale)
        var answer = Answer(total: parts * Int128(ground.count))
        greatestRelief = .min
        for peer in prices.indices {
            // Nobody's price lies below what staying alone is worth, unless they cannot.
            let price = arcs.isHeld[peer] ? prices[peer] : max(prices[peer], least)
            relief[peer] = ground.prices[peer] - price
            greatestRelief = max(greatestRelief, relief[peer])
            answer.total += Int128(price)
        }
        answer.total -= Int128(ground.spare) * Int128(leastLoss(prices))
        guard greatestRelief > 0 else { return answer }
        stepsMost = steps
        walkOn()
        var work = 0
        for peer in prices.indices {
            let most = best(from: peer, &work)
            spent += self.steps * 16
            answer.total += Int128(most)
            answer.rings += found.suffix(3)
            if let last = found.last { answer.leading.append(last) }
            work += self.steps
            if work > 2_000_000 {
                guard progress() else { throw .cancelled }
                (work, spent) = (0, spent + work)
            }
        }
        spent += work
        return answer
    }

    /// Arcs looked at since it was asked last.
    mutating func spentWork() -> Int {
        defer { spent = 0 }
        return spent
    }

    /// Some stay alone in every answer, and lose at least so much.
    private func leastLoss(_ prices: [Int64]) -> Int64 {
        guard ground.spare > 0 else { return 0 }
        let least = -ground.bonus * ground.scale
        var loss = Int64.max
        for peer in prices.indices where ground.isUseful[peer] && !arcs.isHeld[peer] {
            loss = min(loss, max(prices[peer], least) - least)
        }
        return loss == .max ? 0 : loss
    }

    private mutating func best(from peer: Int, _ work: inout Int) -> Int64 {
        start = peer
        found.removeAll(keepingCapacity: true)
        (best, steps) = (0, 0)
        walkBack(&work)
        let walks = mostOfWalks()
        if walks > 0 { follow(Int32(peer), length: 0, worth: 0) }
        for list in reached.indices {
            for peer in reached[list] { back[list * ground.count + Int(peer)] = Self.none }
            reached[list].removeAll(keepingCapacity: true)
        }
        return steps > stepsMost ? walks : best
    }

    /// From anywhere along the arcs, never straight back, which no ring of three or more does.
    private mutating func walkOn() {
        let count = ground.count
        var ends = Ends(count: count)
        before = [Int64](repeating: Self.none, count: count * max(longest, 1))
        mostBefore = [Int64](repeating: Self.none, count: max(longest, 1))
        for length in 1..<max(longest, 1) {
            ends = ends.next(arcs, relief, mayTurn: ground.shortest < 3)
            for peer in 0..<count {
                let shorter = length == 1 ? Self.none : before[(length - 1) * count + peer]
                let most = max(shorter, ends.best[peer])
                before[length * count + peer] = most
                mostBefore[length] = max(mostBefore[length], most + relief[peer])
            }
        }
    }

    /// From where the ring begins against the arcs, as long as it could still be worth anything.
    private mutating func walkBack(_ work: inout Int) {
        let count = ground.count
        for length in 1..<max(longest, 1) {
            let left = (longest - length) * count
            let mostLeft = mostBefore[longest - length]
            for head in length == 1 ? [Int32(start)] : reached[length - 1] {
                let sum = length == 1 ? 0 : back[(length - 1) * count + Int(head)]
                for index in arcs.inStarts[Int(head)]..<arcs.inStarts[Int(head) + 1] {
                    let (tail, shortfall) = arcs.into[index]
                    work += 1
                    if sum + shortfall + mostLeft <= 0 { break }
                    let value = sum + shortfall + relief[Int(tail)]
                    guard tail > start, value + before[left + Int(tail)] > 0 else { continue }
                    let place = length * count + Int(tail)
                    if back[place] == Self.none { reached[length].append(tail) }
                    back[place] = max(back[place], value)
                }
            }
        }
    }

    private func mostOfWalks() -> Int64 {
        var most: Int64 = 0
        for index in arcs.outStarts[start]..<arcs.outStarts[start + 1] {
            let (_, head, shortfall) = arcs.out[index]
            guard head > start else { continue }
            most = max(most, shortfall + relief[start] + mostBack(head, length: 1))
        }
        return most
    }

    /// When so many arcs lie behind.
    private func mostBack(_ peer: Int32, length: Int) -> Int64 {
        var most = Self.none
        var left = max(1, ground.shortest - length)
        while left <= longest - length {
            most = max(most, back[left * ground.count + Int(peer)])
            left += 1
        }
        return most
    }

    private mutating func follow(_ peer: Int32, length: Int, worth: Int64) {
        steps += 1
        guard steps <= stepsMost else { return }
        isOnPath[Int(peer)] = true
        let rest = Int64(longest - length - 1) * greatestRelief
        let range = arcs.outStarts[Int(peer)]..<arcs.outStarts[Int(peer) + 1]
        for index in range {
            let (arc, head, shortfall) = arcs.out[index]
            let next = worth + shortfall + relief[Int(peer)]
            if next + rest <= best { break }
            if Int(head) == start {
                guard length + 1 >= ground.shortest, next > best else { continue }
                best = next
                found.append(path + [arc])
            } else if head > start, !isOnPath[Int(head)], length + 1 < longest,
                next + mostBack(head, length: length + 1) > best, isAllowed(head)
            {
                path.append(arc)
                follow(head, length: length + 1, worth: next)
                path.removeLast()
            }
        }
        isOnPath[Int(peer)] = false
    }

    private func isAllowed(_ peer: Int32) -> Bool {
        let others = ground.apart[Int(peer)]
        guard !others.isEmpty else { return true }
        return !others.contains(start)
            && path.allSatisfy { !others.contains(Int(ground.heads[Int($0)])) }
    }
}

/// What walks of some length are worth at most, by the peer where they end: the best, where it came
/// from, and the best that came from elsewhere.
private struct Ends {
    var best: [Int64]
    private var other: [Int64]
    private var from: [Int32]

    init(count: Int) {
        best = [Int64](repeating: 0, count: count)
        other = best
        from = [Int32](repeating: -1, count: count)
    }

    /// One arc more.
    func next(_ arcs: RingArcs, _ relief: [Int64], mayTurn: Bool) -> Ends {
        var next = Ends(count: best.count)
        for head in best.indices {
            var (most, second, tailOfMost) = (Int64.min / 4, Int64.min / 4, Int32(-1))
            for index in arcs.inStarts[head]..<arcs.inStarts[head + 1] {
                let (tail, shortfall) = arcs.into[index]
                let isTurn = !mayTurn && from[Int(tail)] == head
                let value = (isTurn ? other : best)[Int(tail)] + shortfall + relief[Int(tail)]
                if value > most {
                    (most, second, tailOfMost) = (value, most, tail)
                } else if value > second {
                    second = value
                }
            }
            (next.best[head], next.other[head], next.from[head]) = (most, second, tailOfMost)
        }
        return next
    }
}
