// The linear programme of the rings met so far: each peer is in one of them or alone, in shares.
// Its prices speak for rings not met yet. Promises nothing: whatever is concluded from prices is
// worked out by `RingBound`.

/// The simplex method (Dantzig) on an inverse that is held whole, which suits some hundreds of
/// peers: what a part bars only changes what its rings are worth, so that the search goes on from
/// wherever it was. Numbers of floating point only steer.
struct RingProgramme {
    private let count: Int
    /// Peers of ring r are `starts[r]..<starts[r + 1]` of `peers`.
    private var starts = [0]
    private var peers: [Int32] = []
    private(set) var rings: [[Int32]] = []
    private var worths: [Double] = []
    private var isBarred: [Bool] = []
    private var known: Set<[Int32]> = []
    /// By row: the ring, or −1 − the peer who stays alone.
    private(set) var basis: [Int]
    private(set) var amounts: [Double]
    private var alone: [Double]
    private var isAlone: [Bool]
    /// Column v of the inverse is `v × count..<(v + 1) × count`.
    private var inverse: [Double]
    private(set) var prices: [Double]
    private var step: [Double]
    private var spent = 0
    private let penalty: Double
    /// Steps of arithmetic between two looks at prices, at most.
    private static let workMost = 1_000_000_000
    private static let tolerance = 1e-6
    /// Rings that are worth less beyond their prices than this share of the most wait.
    private static let shareOfMost = 0.3
    private static let columnsAtATime = 24
    private let ground: RingGround

    init(_ ground: RingGround) {
        self.ground = ground
        // One row more for those who stay alone in every answer.
        count = ground.count + (ground.spare > 0 ? 1 : 0)
        let count = count
        let greatest = Double(ground.scores.max() ?? 0)
        penalty = 4 * max(Double(ground.bonus), greatest * Double(count + 1), 1)
        basis = (0..<count).map { -1 - $0 }
        // A little more than one of each, and of nobody the same, so that no two rows give out at
        // the same time: a search among equals would not end.
        amounts = (0..<count).map { peer in
            let share = Double((peer + 1) * 40_503 % 65_536) / 65_536
            return 1 + share * 1e-5
        }
        alone = [Double](repeating: -Double(ground.bonus), count: count)
        isAlone = [Bool](repeating: true, count: count)
        inverse = [Double](repeating: 0, count: count * count)
        for peer in 0..<count { inverse[peer * count + peer] = 1 }
        prices = alone
        step = [Double](repeating: 0, count: count)
        addAlone()
    }

    /// The same rings, with more who stay alone.
    func anew(for ground: RingGround) -> Self {
        var next = Self(ground)
        for ring in rings where !ring.isEmpty { next.add(ring) }
        return next
    }

    /// Who stays alone takes one of the places of those who must.
    private mutating func addAlone() {
        guard ground.spare > 0 else { return }
        let row = ground.count
        amounts[row] = Double(ground.spare)
        (alone[row], prices[row]) = (-penalty, -penalty)
        for peer in 0..<ground.count where ground.isUseful[peer] {
            rings.append([])
            worths.append(-Double(ground.bonus))
            peers += [Int32(peer), Int32(row)]
            starts.append(peers.count)
            isBarred.append(false)
        }
    }

    /// False when it is there already.
    @discardableResult
    mutating func add(_ ring: [Int32]) -> Bool {
        guard known.insert(ring).inserted else { return false }
        rings.append(ring)
        worths.append(ring.reduce(0) { $0 + Double(ground.scores[Int($1)]) })
        peers += ring.map { ground.tails[Int($0)] }
        starts.append(peers.count)
        isBarred.append(false)
        return true
    }

    mutating func take(_ arcs: RingArcs) {
        for peer in 0..<ground.count {
            alone[peer] = arcs.isHeld[peer] ? -penalty : -Double(ground.bonus)
        }
        for ring in rings.indices {
            let isAlone = rings[ring].isEmpty
            isBarred[ring] =
                isAlone
                ? arcs.isHeld[Int(peers[starts[ring]])]
                : !rings[ring].allSatisfy { arcs.isOpen[Int($0)] }
        }
    }

    private func worth(_ column: Int) -> Double {
        column < 0 ? alone[-1 - column] : isBarred[column] ? -8 * penalty : worths[column]
    }

    /// From the basis anew, so that no error adds up.
    private mutating func price() {
        for peer in 0..<count {
            var sum = 0.0
            for row in 0..<count { sum += worth(basis[row]) * inverse[peer * count + row] }
            prices[peer] = sum
        }
    }

    /// Until no ring that is known is worth more than its prices.
    mutating func maximise(_ progress: () -> Bool) throws(Assignment.Refusal) {
        price()
        var work = 0
        while true {
            // The most promising of one look at all; their gains change while they enter.
            var columns = promising()
            guard !columns.isEmpty, spent < Self.workMost else { break }
            // Within, too: where worths are large, what rounding leaves can look like a gain.
            while spent < Self.workMost, let (column, gain) = best(of: &columns) {
                let before = spent
                guard pivot(column, gain) else { return }
                work += spent - before
                if work > 2_000_000 {
                    guard progress() else { throw .cancelled }
                    work = 0
                }
            }
            work += peers.count
            spent += peers.count
        }
        price()
    }

    private func gain(_ column: Int) -> Double {
        if column < 0 { return isAlone[-1 - column] ? 0 : alone[-1 - column] - prices[-1 - column] }
        var gain = worths[column]
        for index in starts[column]..<starts[column + 1] { gain -= prices[Int(peers[index])] }
        return gain
    }

    private func promising() -> [Int] {
        var found: [(gain: Double, column: Int)] = []
        for ring in rings.indices where !isBarred[ring] {
            let gain = gain(ring)
            if gain > Self.tolerance { found.append((gain, ring)) }
        }
        for peer in 0..<count where !isAlone[peer] {
            let gain = gain(-1 - peer)
            if gain > Self.tolerance { found.append((gain, -1 - peer)) }
        }
        let least = Self.shareOfMost * (found.max { $0.gain < $1.gain }?.gain ?? 0)
        found.removeAll { $0.gain < least }
        found.sort { ($0.gain, $1.column) > ($1.gain, $0.column) }
        return found.prefix(Self.columnsAtATime).map(\.column)
    }

    private func best(of columns: inout [Int]) -> (column: Int, gain: Double)? {
        var found: (column: Int, gain: Double)?
        columns.removeAll { column in
            let gain = gain(column)
            if gain > found?.gain ?? Self.tolerance { found = (column, gain) }
            return gain <= Self.tolerance
        }
        return found
    }

    private mutating func pivot(_ column: Int, _ gain: Double) -> Bool {
        let members =
            column < 0
            ? [Int32(-1 - column)] : Array(peers[starts[column]..<starts[column + 1]])
        let touched = enter(members)
        spent += (members.count + 2) * count
        var (leaving, least) = (-1, Double.infinity)
        for row in touched where step[row] > 1e-7 {
            let ratio = amounts[row] / step[row]
            if ratio < least || (ratio == least && step[row] > step[leaving]) {
                (leaving, least) = (row, ratio)
            }
        }
        guard leaving >= 0 else { return false }
        change(leaving, touched, gain)
        for row in touched { amounts[row] = max(0, amounts[row] - least * step[row]) }
        amounts[leaving] = least
        if basis[leaving] < 0 { isAlone[-1 - basis[leaving]] = false }
        basis[leaving] = column
        if column < 0 { isAlone[-1 - column] = true }
        return true
    }

    /// How each row changes as a ring of these peers comes in; answers the rows that do.
    private mutating func enter(_ members: [Int32]) -> [Int] {
        let count = count
        var touched: [Int] = []
        step.withUnsafeMutableBufferPointer { step in
            inverse.withUnsafeBufferPointer { inverse in
                for row in 0..<count { step[row] = 0 }
                for peer in members {
                    let first = Int(peer) * count
                    for row in 0..<count { step[row] += inverse[first + row] }
                }
                for row in 0..<count where abs(step[row]) > 1e-9 { touched.append(row) }
            }
        }
        return touched
    }

    private mutating func change(_ leaving: Int, _ touched: [Int], _ gain: Double) {
        let (count, pivot) = (count, step[leaving])
        var changed = 0
        inverse.withUnsafeMutableBufferPointer { inverse in
            prices.withUnsafeMutableBufferPointer { prices in
                step.withUnsafeBufferPointer { step in
                    touched.withUnsafeBufferPointer { touched in
                        for peer in 0..<count {
                            let first = peer * count
                            let factor = inverse[first + leaving] / pivot
                            guard abs(factor) > 1e-13 else { continue }
                            changed += 1
                            for row in touched { inverse[first + row] -= factor * step[row] }
                            inverse[first + leaving] = factor
                            prices[peer] += gain * factor
                        }
                    }
                }
            }
        }
        spent += changed * touched.count
    }

    /// Steps of arithmetic since it was asked last.
    mutating func spentWork() -> Int {
        defer { spent = 0 }
        return spent
    }

    /// By arc of the ground: in which share it is used.
    func flows() -> [Double] {
        var flows = [Double](repeating: 0, count: ground.tails.count)
        for (row, column) in basis.enumerated() where column >= 0 && amounts[row] > 1e-9 {
            for arc in rings[column] { flows[Int(arc)] += amounts[row] }
        }
        return flows
    }

    /// The rings in use and their shares, those used most first.
    func used() -> [(arcs: [Int], share: Double)] {
        let order = basis.indices.filter { row in
            basis[row] >= 0 && amounts[row] > 1e-4 && !rings[basis[row]].isEmpty
        }
        .sorted { (amounts[$0], basis[$1]) > (amounts[$1], basis[$0]) }
        return order.map { (rings[basis[$0]].map { Int($0) }, amounts[$0]) }
    }

    /// Rings that share no peer: those used most first, then those worth most beside their prices.
    func disjoint() -> [[Int32]] {
        var order: [(share: Double, gain: Double, ring: Int)] = []
        var share = [Double](repeating: 0, count: rings.count)
        for (row, column) in basis.enumerated() where column >= 0 { share[column] = amounts[row] }
        for ring in rings.indices where !isBarred[ring] {
            var gain = worths[ring]
            for index in starts[ring]..<starts[ring + 1] { gain -= prices[Int(peers[index])] }
            order.append((share[ring] > 1e-4 ? share[ring] : 0, gain, ring))
        }
        order.sort { ($0.share, $0.gain, $1.ring) > ($1.share, $1.gain, $0.ring) }
        var isTaken = [Bool](repeating: false, count: count)
        var chosen: [[Int32]] = []
        for (_, _, ring) in order {
            let range = starts[ring]..<starts[ring + 1]
            guard !rings[ring].isEmpty, !peers[range].contains(where: { isTaken[Int($0)] })
            else { continue }
            for peer in peers[range] { isTaken[Int(peer)] = true }
            chosen.append(rings[ring])
        }
        return chosen
    }
}
