// An auction: each row bids for the column it likes best until nobody is outbid (Bertsekas, Annals
// of Operations Research 14, 1988, with columns of several places). Finds prices and who would hold
// a place at them; proves nothing.

/// Works in memory of its own, side by side what a bid needs; `free` gives it back, exactly once.
struct Auction<
    Value: FixedWidthInteger & SignedInteger, Score: FixedWidthInteger & SignedInteger
>: ~Copyable {
    private struct Stall {
        var first: Int32
        var taken: Int32
        var capacity: Int32
        var hasRoom: Bool { taken < capacity }
    }

    private struct Bid {
        var amount: Value
        var row: Int32
    }

    /// Who bids next, with the best candidate of the row.
    private struct Bidder {
        var row: Int32
        var column: Int32
        var score: Score
    }

    /// Rows whose beginnings are read one right after the other before the first of them bids: they
    /// lie far apart, and memory is waited for once instead of so many times.
    private static var lot: Int { 64 }

    private let graph: AssignmentGraph<Score>
    private let scale: Value
    private let bonus: Value
    private let prices: UnsafeMutablePointer<Value>
    private let stalls: UnsafeMutablePointer<Stall>
    /// Bids of a column are a heap, the lowest first.
    private let held: UnsafeMutablePointer<Bid>
    private let lot: UnsafeMutablePointer<Bidder>
    private var waiting: [Int32] = []

    /// What the graph points to must stay where it is as long as this lives.
    init(_ paths: borrowing AugmentingPaths<Value, Score>) {
        graph = paths.graph
        (scale, bonus) = (paths.scale, paths.bonus)
        var greatest: Value = 0
        for row in 0..<graph.rowCount where graph.starts[row] < graph.starts[row + 1] {
            greatest = max(greatest, paths.value(graph.starts[row]))
        }
        prices = .allocate(capacity: graph.columnCount)
        stalls = .allocate(capacity: graph.columnCount)
        for column in 0..<graph.columnCount {
            let capacity = graph.capacities[column]
            // Nobody is to bid where there was never a place; its price counts for nothing.
            (prices + column).initialize(to: capacity == 0 ? greatest : 0)
            (stalls + column).initialize(
                to: Stall(first: paths.firstPlace[column], taken: 0, capacity: capacity))
        }
        held = .allocate(capacity: paths.placeCount)
        held.initialize(repeating: Bid(amount: 0, row: -1), count: paths.placeCount)
        lot = .allocate(capacity: Self.lot)
        lot.initialize(repeating: Bidder(row: -1, column: -1, score: 0), count: Self.lot)
        letEveryoneBid()
    }

    consuming func free() {
        prices.deallocate()
        stalls.deallocate()
        held.deallocate()
        lot.deallocate()
    }

    private mutating func letEveryoneBid() {
        waiting.removeAll(keepingCapacity: true)
        for row in (0..<graph.rowCount).reversed()
        where graph.supplies[row] > 0 && graph.starts[row] < graph.starts[row + 1] {
            waiting.append(Int32(truncatingIfNeeded: row))
        }
    }

    /// All places are free again, at the prices reached, each lowered by so much: nothing else
    /// would bring prices down that a larger step drove too high.
    mutating func reopen(loweringBy amount: Value) {
        for column in 0..<graph.columnCount where stalls[column].capacity > 0 {
            let stall = stalls[column]
            let price = stall.hasRoom ? 0 : max(prices[column] &- amount, 0)
            prices[column] = price
            stalls[column].taken = 0
            (held + Int(stall.first)).update(
                repeating: Bid(amount: price, row: -1), count: Int(stall.capacity))
        }
        letEveryoneBid()
    }

    /// Who holds a place takes it, at these prices.
    func settle(_ paths: borrowing AugmentingPaths<Value, Score>) {
        for column in 0..<graph.columnCount {
            let (stall, price) = (stalls[column], prices[column])
            paths.columns[column].price = price
            for place in 0..<Int(stall.taken) {
                paths.takePlace(Int(held[Int(stall.first) + place].row), at: column)
            }
        }
    }
}

// MARK: Bids

extension Auction {
    /// A bid beats the price by what the row would lose with its second choice, and by `step` at
    /// least, so that prices rise and it ends. False when the callback stopped it.
    mutating func run(step: Value, _ progress: Assignment.Progress) -> Bool {
        var turns = 0
        while !waiting.isEmpty {
            turns &+= 1
            if turns & 1023 == 0, !progress(graph.rowCount - waiting.count, graph.rowCount) {
                return false
            }
            let count = min(waiting.count, Self.lot)
            for place in 0..<count {
                let row = waiting[waiting.count - 1 - place]
                let first = graph.starts[Int(row)]
                lot[place] = Bidder(
                    row: row, column: graph.columns[first], score: graph.scores[first])
            }
            waiting.removeLast(count)
            for place in 0..<count {
                let outbid = bid(lot[place], step: step)
                if outbid >= 0 { waiting.append(outbid) }
            }
        }
        return true
    }

    /// Answers who was outbid, or −1; so too when the row would rather go without.
    @inline(__always)
    private func bid(_ bidder: Bidder, step: Value) -> Int32 {
        let first = graph.starts[Int(bidder.row)]
        let last = graph.starts[Int(bidder.row) + 1]
        // What the best choice and the second leave the row, going without included.
        var best = value(bidder.score) &- prices[Int(bidder.column)]
        var second: Value = 0
        var column = Int(bidder.column)
        if best <= 0 { (best, column) = (0, -1) }
        var index = first + 1
        while index < last {
            let value = value(graph.scores[index])
            if value < second { break }
            let next = Int(graph.columns[index])
            index += 1
            let profit = value &- prices[next]
            let isBetter = profit > best
            second = max(second, isBetter ? best : profit)
            best = isBetter ? profit : best
            column = isBetter ? next : column
        }
        guard column >= 0 else { return -1 }
        if best == second { column = columnWithRoom(first..<index, leaving: best) ?? column }
        return take(bidder.row, column, prices[column] &+ max(best &- second, step))
    }

    /// Of several that leave as much.
    private func columnWithRoom(_ candidates: Range<Int>, leaving best: Value) -> Int? {
        for index in candidates {
            let column = Int(graph.columns[index])
            if value(graph.scores[index]) &- prices[column] == best, stalls[column].hasRoom {
                return column
            }
        }
        return nil
    }

    @inline(__always)
    private func value(_ score: Score) -> Value {
        Value(truncatingIfNeeded: score) &* scale &+ bonus
    }

    /// A column asks the lowest bid for a place once it is full.
    @inline(__always)
    private func take(_ row: Int32, _ column: Int, _ amount: Value) -> Int32 {
        let stall = stalls[column]
        let held = held + Int(stall.first)
        let bid = Bid(amount: amount, row: row)
        guard !stall.hasRoom else {
            stalls[column].taken += 1
            Self.raise(bid, Int(stall.taken), held)
            if stall.taken + 1 == stall.capacity { prices[column] = held[0].amount }
            return -1
        }
        let outbid = held[0].row
        Self.sink(bid, Int(stall.taken), held)
        prices[column] = held[0].amount
        return outbid
    }

    /// From a free end of the heap.
    @inline(__always)
    private static func raise(_ bid: Bid, _ end: Int, _ held: UnsafeMutablePointer<Bid>) {
        var hole = end
        while hole > 0, bid.amount < held[(hole - 1) / 2].amount {
            held[hole] = held[(hole - 1) / 2]
            hole = (hole - 1) / 2
        }
        held[hole] = bid
    }

    /// Instead of the lowest.
    @inline(__always)
    private static func sink(_ bid: Bid, _ count: Int, _ held: UnsafeMutablePointer<Bid>) {
        var hole = 0
        while 2 * hole + 1 < count {
            var child = 2 * hole + 1
            if child + 1 < count, held[child + 1].amount < held[child].amount { child += 1 }
            if bid.amount <= held[child].amount { break }
            held[hole] = held[child]
            hole = child
        }
        held[hole] = bid
    }
}
