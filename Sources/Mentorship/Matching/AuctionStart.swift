// Prices to begin with: an auction in which each row bids for the column it likes best until nobody
// is outbid (Bertsekas, Annals of Operations Research 14, 1988, with columns of several places).
// Only a start: what it leaves unproved, the search puts right.

extension AugmentingPaths {
    /// Auctions with smaller and smaller steps, each from the prices of the one before; then only
    /// pairs that the prices just cover are kept. Rows look for one place each. False when the
    /// callback stopped it.
    mutating func auction(steps: [Value], _ progress: Assignment.Progress) -> Bool {
        let bids = UnsafeMutablePointer<Value>.allocate(capacity: placeCount)
        defer { bids.deallocate() }
        closeColumnsWithoutPlaces()
        for step in steps {
            letEveryoneGo()
            for column in 0..<graph.columnCount {
                let (first, count) = (Int(firstPlace[column]), Int(graph.capacities[column]))
                (bids + first).initialize(repeating: columns[column].price, count: count)
            }
            guard auction(step: step, bids, progress) else { return false }
            for column in 0..<graph.columnCount where room[column] > 0 { columns[column].price = 0 }
        }
        coverAll()
        keepTight()
        return true
    }

    /// A bid beats the price by what the row would lose with its second choice, and by `step` at
    /// least, so that prices rise and it ends.
    private mutating func auction(
        step: Value, _ bids: UnsafeMutablePointer<Value>, _ progress: Assignment.Progress
    ) -> Bool {
        var waiting: [Int32] = []
        for row in (0..<graph.rowCount).reversed() where rows[row].wanted > 0 {
            waiting.append(Int32(truncatingIfNeeded: row))
        }
        var turns = 0
        while let row = waiting.popLast() {
            turns &+= 1
            if turns & 0xFFFF == 0, !report(waiting.count, progress) { return false }
            let wish = wish(of: Int(row))
            guard wish.column >= 0 else { continue }
            let bid = columns[wish.column].price &+ max(wish.margin, step)
            let outbid = take(Int(row), wish.column, bid, bids)
            if outbid >= 0 { waiting.append(outbid) }
        }
        return true
    }

    /// The column that leaves a row most, and how much more than the second choice, going without
    /// included; column −1 when it would rather go without.
    @inline(__always)
    private func wish(of row: Int) -> (column: Int, margin: Value) {
        var (best, second): (Value, Value) = (0, 0)
        var chosen = -1
        var index = graph.starts[row]
        let last = graph.starts[row + 1]
        while index < last {
            let value = value(index)
            if value < second || value <= 0 { break }
            let column = Int(graph.columns[index])
            index += 1
            let profit = value &- columns[column].price
            guard profit >= second else { continue }
            if profit > best {
                (second, best) = (best, profit)
                chosen = column
            } else if profit == best, room[column] > 0, chosen >= 0 {
                return (column, 0)
            } else {
                second = profit
            }
        }
        return (chosen, best &- second)
    }

    /// Bids of a column are a heap, the lowest first, and it asks that for a place once it is
    /// full. Answers who was outbid, or −1.
    private func take(
        _ row: Int, _ column: Int, _ bid: Value, _ bids: UnsafeMutablePointer<Value>
    ) -> Int32 {
        let (held, bids) = (places + Int(firstPlace[column]), bids + Int(firstPlace[column]))
        rows[row].wanted -= 1
        var hole = 0
        var outbid: Int32 = -1
        if room[column] > 0 {
            hole = Int(taken[column])
            taken[column] += 1
            room[column] -= 1
            while hole > 0, bid < bids[(hole - 1) / 2] {
                bids[hole] = bids[(hole - 1) / 2]
                held[hole] = held[(hole - 1) / 2]
                hole = (hole - 1) / 2
            }
        } else {
            outbid = held[0]
            rows[Int(outbid)].wanted += 1
            let count = Int(taken[column])
            while 2 * hole + 1 < count {
                var child = 2 * hole + 1
                if child + 1 < count, bids[child + 1] < bids[child] { child += 1 }
                if bid <= bids[child] { break }
                bids[hole] = bids[child]
                held[hole] = held[child]
                hole = child
            }
        }
        bids[hole] = bid
        held[hole] = Int32(truncatingIfNeeded: row)
        if room[column] == 0 { columns[column].price = bids[0] }
        return outbid
    }

    /// Nobody is to bid where there was never a place; its price counts for nothing.
    private func closeColumnsWithoutPlaces() {
        var greatest: Value = 0
        for row in 0..<graph.rowCount where graph.starts[row] < graph.starts[row + 1] {
            greatest = max(greatest, value(graph.starts[row]))
        }
        for column in 0..<graph.columnCount where graph.capacities[column] == 0 {
            columns[column].price = greatest
        }
    }

    private func letEveryoneGo() {
        for column in 0..<graph.columnCount {
            let first = firstPlace[column]
            for index in first..<(first + taken[column]) {
                rows[Int(places[Int(index)])].wanted += 1
            }
            room[column] += taken[column]
            taken[column] = 0
        }
    }
}

// MARK: From prices to a start

extension AugmentingPaths {
    /// Prices of rows as low as those of columns allow.
    func coverAll() {
        for row in 0..<graph.rowCount { rows[row].price = cover(row) }
    }

    /// A row that never looked for a place has no price yet; whatever covers its candidates does.
    mutating func coverIdleRows() {
        for row in 0..<graph.rowCount where graph.supplies[row] == 0 {
            sortIfNeeded(row)
            rows[row].price = cover(row)
        }
    }

    private func cover(_ row: Int) -> Value {
        var price: Value = 0
        var index = graph.starts[row]
        let last = graph.starts[row + 1]
        while index < last {
            let value = value(index)
            if value <= price { break }
            price = max(price, value &- columns[Int(graph.columns[index])].price)
            index += 1
        }
        return price
    }

    /// Parts the pairs whose prices are more than they are worth.
    func keepTight() {
        for column in 0..<graph.columnCount {
            let first = firstPlace[column]
            var index = first
            while index < first + taken[column] {
                let row = Int(places[Int(index)])
                if isTight(row, column) {
                    index += 1
                    continue
                }
                rows[row].wanted += 1
                taken[column] -= 1
                room[column] += 1
                places[Int(index)] = places[Int(first + taken[column])]
            }
        }
    }

    private func isTight(_ row: Int, _ column: Int) -> Bool {
        let worth = rows[row].price &+ columns[column].price
        var index = graph.starts[row]
        let last = graph.starts[row + 1]
        while index < last {
            if Int(graph.columns[index]) == column { return value(index) == worth }
            index += 1
        }
        return false
    }

    /// Whether a column has room and yet a price: only a start leaves that behind.
    var asksForEmptyPlaces: Bool {
        (0..<graph.columnCount).contains { room[$0] > 0 && columns[$0].price > 0 }
    }

    /// Begins with pairs and prices found from the other side.
    func load(rowPrices: [Value], columnPrices: [Value], _ pairs: [(row: Int, column: Int)]) {
        for (row, price) in rowPrices.enumerated() { rows[row].price = price }
        for (column, price) in columnPrices.enumerated() { columns[column].price = price }
        for pair in pairs { takePlace(pair.row, at: pair.column) }
    }
}
