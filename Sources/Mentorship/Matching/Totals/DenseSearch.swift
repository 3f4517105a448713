// A small table solved whole, since nearly all of it matters where all like the same few: prices of
// columns, bids of rows, then shortest augmenting paths on the table itself. Proves nothing, and
// gives up rather than answer what it is not made for.

/// For tables with a place for everybody. Then everybody is matched, so that neither the number of
/// pairs nor going without has to be weighed, and the scores themselves are what is added up
/// (Jonker and Volgenant, Computing 38, 1987, with columns of several places).
struct DenseSearch {
    /// Sums of a few scores must stay far inside 32 bits.
    private static let scoreMost: Int32 = 1 << 25
    /// The price of a column that never had a place.
    private static let closed: Int32 = 1 << 29

    /// For each row, of a whole row each.
    private static let looksMost = 32
    /// Compared many at a time before each is looked at by itself.
    private static let block = 16

    let mentees: Int
    let mentors: Int
    /// Row by row; pairs that are no candidates are worth less than all others could make good.
    let cells: [Int32]
    let isTight: Bool
    /// A row takes the place of `partners[row]` that `held` says, or −1.
    private(set) var partners: [Int32]
    var prices: [Int32]
    private var held: [Int32]
    private let firstPlace: [Int32]
    private let capacities: [Int32]
    private var taken: [Int32]
    private var holders: [Int32]
    var distance: [Int32]
    var reachedFrom: [Int32]
    var level: [Int32] = []
    /// Rows looked at on the way: a measure of work that is the same everywhere.
    private var looks = 0
    var settled: [(column: Int32, distance: Int32)] = []

    /// Nil when there are not places for all, or scores are too large.
    init?(_ table: MatchTable, mentees: Int, capacities: [Int]) {
        let places = capacities.reduce(0) { $0 + min($1, mentees) }
        let extremes = Self.extremes(table.cells)
        guard mentees > 0, places >= mentees, places < Int(Int32.max),
            extremes.greatest < Self.scoreMost
        else { return nil }
        self.mentees = mentees
        mentors = capacities.count
        isTight = places == mentees
        let never = -2 * extremes.greatest - 2
        cells = extremes.least < 0 ? table.cells.map { $0 < 0 ? never : $0 } : table.cells
        self.capacities = capacities.map { Int32(truncatingIfNeeded: min($0, mentees)) }
        var (first, next): ([Int32], Int32) = ([], 0)
        for capacity in self.capacities {
            first.append(next)
            next += capacity
        }
        firstPlace = first
        holders = [Int32](repeating: -1, count: places)
        partners = [Int32](repeating: -1, count: mentees)
        held = partners
        taken = [Int32](repeating: 0, count: capacities.count)
        prices = taken
        (distance, reachedFrom) = (taken, taken)
    }

    private static func extremes(_ cells: [Int32]) -> (least: Int32, greatest: Int32) {
        var (least, greatest): (Int32, Int32) = (0, 0)
        for cell in cells {
            least = min(least, cell)
            greatest = max(greatest, cell)
        }
        return (least, greatest)
    }

    /// Prices of mentees and mentors in points; nil when somebody cannot be matched after all, or
    /// would rather not be.
    mutating func solve(
        _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) -> (mentees: [Int32], mentors: [Int32])? {
        startPrices()
        var waiting = bid(Array(0..<mentees))
        // Where bids place few, paths are long, and few candidates each are the better way.
        guard waiting.count * 4 <= mentees else { return nil }
        waiting = bid(waiting)
        for (done, row) in waiting.enumerated() {
            guard done & 15 != 0 || progress(mentees - waiting.count + done, mentees) else {
                throw .cancelled
            }
            guard looks < Self.looksMost * mentees else { return nil }
            serve(row)
        }
        let areCandidates = (0..<mentees).allSatisfy { cell($0, Int(partners[$0])) >= 0 }
        return areCandidates ? finalPrices() : nil
    }

    /// Where every place will be taken, what the most willing mentee would give for it; else 0.
    private mutating func startPrices() {
        if isTight {
            prices = [Int32](repeating: .min, count: mentors)
            cells.withUnsafeBufferPointer { cells in
                prices.withUnsafeMutableBufferPointer { prices in
                    for row in 0..<mentees {
                        let first = row &* mentors
                        for column in prices.indices {
                            prices[column] = max(prices[column], cells[first &+ column])
                        }
                    }
                }
            }
        }
        for column in prices.indices where capacities[column] == 0 { prices[column] = Self.closed }
    }

    /// Nobody's price may be below nought; where every place is taken, mentees and mentors can all
    /// give one another the same amount.
    private func finalPrices() -> (mentees: [Int32], mentors: [Int32])? {
        let amount = isTight ? prices.min() ?? 0 : 0
        let ofMentees = (0..<mentees).map { row in
            cell(row, Int(partners[row])) - prices[Int(partners[row])] + amount
        }
        guard ofMentees.allSatisfy({ $0 >= 0 }) else { return nil }
        let ofMentors = prices.indices.map { column in
            guard capacities[column] == 0 else { return prices[column] - amount }
            // What a place would have to cost for nobody to miss it.
            return (0..<mentees).reduce(0) { max($0, cell($1, column) - ofMentees[$1]) }
        }
        return (ofMentees, ofMentors)
    }

    /// What all pairs score.
    var total: Int128 {
        partners.enumerated().reduce(0) { $0 + Int128(cell($1.offset, Int($1.element))) }
    }

    func cell(_ row: Int, _ column: Int) -> Int32 { cells[row * mentors + column] }

    @inline(__always)
    func hasRoom(_ column: Int) -> Bool { taken[column] < capacities[column] }

    func holders(of column: Int) -> ArraySlice<Int32> {
        let first = Int(firstPlace[column])
        return holders[first..<(first + Int(taken[column]))]
    }

    private mutating func take(_ row: Int, _ column: Int) {
        let place = firstPlace[column] + taken[column]
        taken[column] += 1
        settle(row, column, place)
    }

    private mutating func settle(_ row: Int, _ column: Int, _ place: Int32) {
        holders[Int(place)] = Int32(truncatingIfNeeded: row)
        partners[row] = Int32(truncatingIfNeeded: column)
        held[row] = place
    }
}

// MARK: Bids

extension DenseSearch {
    /// Each row takes a place of the column that leaves it most. Where that is one column with one
    /// place, the price rises to what the second choice leaves, and who held it bids next. Answers
    /// who found none.
    private mutating func bid(_ rows: [Int]) -> [Int] {
        var left: [Int] = []
        var bids = 0
        for first in rows {
            var bidder: Int? = first
            while let row = bidder {
                bids += 1
                let wish = wish(of: row)
                bidder = nil
                if let column = wish.room {
                    if capacities[column] == 1 { prices[column] += wish.margin }
                    take(row, column)
                } else if wish.margin > 0, capacities[wish.column] == 1, bids < 8 * mentees {
                    let place = firstPlace[wish.column]
                    bidder = Int(holders[Int(place)])
                    prices[wish.column] += wish.margin
                    settle(row, wish.column, place)
                } else {
                    left.append(row)
                }
            }
        }
        return left
    }

    /// The best column, and by how much it beats the second choice; `room`: one of the best that
    /// has a place left.
    private func wish(of row: Int) -> (column: Int, room: Int?, margin: Int32) {
        cells.withUnsafeBufferPointer { cells in
            prices.withUnsafeBufferPointer { prices in
                let row = UnsafeBufferPointer(rebasing: cells[(row * mentors)...].prefix(mentors))
                let best = Self.best(row, prices, 0, mentors)
                var (found, number) = (-1, 0)
                for begin in stride(from: 0, to: mentors, by: Self.block) {
                    let end = min(begin + Self.block, mentors)
                    guard Self.best(row, prices, begin, end) == best else { continue }
                    for column in begin..<end where row[column] &- prices[column] == best {
                        if number > 0, hasRoom(column) { return (column, column, 0) }
                        if number == 0 { found = column }
                        number += 1
                        if number > 1, hasRoom(found) { return (found, found, 0) }
                    }
                }
                if number > 1 { return (found, nil, 0) }
                let second = max(
                    Self.best(row, prices, 0, found), Self.best(row, prices, found + 1, mentors))
                let margin = second == .min ? 0 : best - second
                return (found, hasRoom(found) ? found : nil, margin)
            }
        }
    }

    @inline(__always)
    private static func best(
        _ row: UnsafeBufferPointer<Int32>, _ prices: UnsafeBufferPointer<Int32>, _ from: Int,
        _ to: Int
    ) -> Int32 {
        var best = Int32.min
        for column in from..<to { best = max(best, row[column] &- prices[column]) }
        return best
    }
}

// MARK: Shortest paths

extension DenseSearch {
    /// Places one row along the cheapest chain of moves.
    private mutating func serve(_ row: Int) {
        for column in 0..<mentors { distance[column] = .max }
        settled.removeAll(keepingCapacity: true)
        level.removeAll(keepingCapacity: true)
        let best = cells.withUnsafeBufferPointer { cells in
            prices.withUnsafeBufferPointer { prices in
                let cells = UnsafeBufferPointer(rebasing: cells[(row * mentors)...].prefix(mentors))
                return Self.best(cells, prices, 0, mentors)
            }
        }
        var nearest = look(from: row, base: best)
        var end = settleAll(at: nearest)
        while end == nil {
            let least = nearest
            while end == nil, let column = level.popLast() {
                for holder in holders(of: Int(column)) where end == nil {
                    let tight = cell(Int(holder), Int(column)) - prices[Int(column)]
                    nearest = look(from: Int(holder), base: least + tight)
                    if nearest == least { end = settleAll(at: least) }
                }
            }
            if end == nil { end = settleAll(at: nearest) }
        }
        for (column, distance) in settled { prices[Int(column)] += nearest - distance }
        if let end { move(row, to: end) }
    }

    /// Distances by way of one row; those of settled columns are −1. Answers the least of the
    /// others.
    private mutating func look(from row: Int, base: Int32) -> Int32 {
        looks += 1
        let (first, row) = (row * mentors, Int32(truncatingIfNeeded: row))
        return cells.withUnsafeBufferPointer { cells in
            prices.withUnsafeBufferPointer { prices in
                distance.withUnsafeMutableBufferPointer { distance in
                    reachedFrom.withUnsafeMutableBufferPointer { reachedFrom in
                        var least = Int32.max
                        for column in 0..<mentors {
                            let far = base &+ prices[column] &- cells[first &+ column]
                            let (former, by) = (distance[column], reachedFrom[column])
                            // All ones where this way is nearer: a mask keeps the loop straight.
                            let isNearer = (far &- former) &>> 31
                            let now = former &+ ((far &- former) & isNearer)
                            distance[column] = now
                            reachedFrom[column] = by ^ ((by ^ row) & isNearer)
                            // Puts −1 behind all others.
                            least = min(least, now ^ .min)
                        }
                        return least ^ .min
                    }
                }
            }
        }
    }

    /// Whatever lies at the least distance is final; answers a column there that has room.
    private mutating func settleAll(at least: Int32) -> Int? {
        for begin in stride(from: 0, to: mentors, by: Self.block) {
            let end = min(begin + Self.block, mentors)
            let isHere = distance.withUnsafeBufferPointer { distance in
                var hits: Int32 = 0
                for column in begin..<end { hits |= distance[column] == least ? 1 : 0 }
                return hits != 0
            }
            guard isHere else { continue }
            for column in begin..<end where distance[column] == least {
                if hasRoom(column) { return column }
                distance[column] = -1
                let found = Int32(truncatingIfNeeded: column)
                settled.append((found, least))
                level.append(found)
            }
        }
        return nil
    }

    /// From the end of the chain back: each takes the place that the next one left.
    private mutating func move(_ start: Int, to end: Int) {
        var mover = Int(reachedFrom[end])
        var (column, place) = (Int(partners[mover]), held[mover])
        take(mover, end)
        while mover != start {
            mover = Int(reachedFrom[column])
            let (nextColumn, nextPlace) = (Int(partners[mover]), held[mover])
            settle(mover, column, place)
            (column, place) = (nextColumn, nextPlace)
        }
    }
}
