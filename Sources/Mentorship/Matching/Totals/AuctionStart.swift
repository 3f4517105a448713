// Prices and pairs to begin with, from an auction and what is wanted at its prices. Only a start:
// what it leaves unproved, the search puts right.

extension AugmentingPaths {
    /// Looks at all rows after an auction; more bring little.
    private static var balances: Int { 3 }

    /// Auctions with smaller and smaller steps, each from the prices of the one before; then only
    /// pairs that the prices just cover are kept. Rows look for one place each. False when the
    /// callback stopped it.
    mutating func auction(
        steps: [Value], lowering: Bool, _ progress: Assignment.Progress
    ) -> Bool {
        guard let least = steps.last else { return true }
        var auction = Auction(self)
        for (number, step) in steps.enumerated() {
            if number > 0 {
                let former = steps[number - 1] / scale
                auction.reopen(loweringBy: lowering ? former &* 3 / 2 &* scale : 0)
            }
            guard auction.run(step: step, progress) else {
                auction.free()
                return false
            }
        }
        letEveryoneGo()
        auction.settle(self)
        auction.free()
        for number in 0..<Self.balances { balance(by: least, number) }
        coverAll()
        keepTight()
        return true
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

    /// Lowers the prices that fewer would give than there are places, and raises those that more
    /// would give who like nothing else as well: each by itself makes the sum of all prices less.
    /// Neighbours lowered at once could make it more: only every other column is.
    private func balance(by step: Value, _ number: Int) {
        var wanted = [Int32](repeating: 0, count: graph.columnCount)
        var wantedMost = wanted
        var best: [Int32] = []
        for row in 0..<graph.rowCount where graph.supplies[row] > 0 {
            findBest(row, &best)
            for column in best { wanted[Int(column)] += 1 }
            if best.count == 1 { wantedMost[Int(best[0])] += 1 }
        }
        for column in 0..<graph.columnCount where graph.capacities[column] > 0 {
            if columns[column].price > 0, wanted[column] < graph.capacities[column] {
                if (column ^ number) & 1 == 0 {
                    columns[column].price = max(columns[column].price &- step, 0)
                }
            } else if wantedMost[column] > graph.capacities[column] {
                columns[column].price += step
            }
        }
    }

    /// The columns that leave a row most, unless going without leaves as much.
    @inline(__always)
    private func findBest(_ row: Int, _ found: inout [Int32]) {
        found.removeAll(keepingCapacity: true)
        var best: Value = 0
        var index = graph.starts[row]
        let last = graph.starts[row + 1]
        while index < last {
            let value = value(index)
            if value < best { break }
            let column = graph.columns[index]
            index += 1
            let profit = value &- columns[Int(column)].price
            if profit > best {
                best = profit
                found.removeAll(keepingCapacity: true)
            }
            if profit == best, profit > 0 { found.append(column) }
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

    /// Begins with pairs and prices found from the other side. Whom nobody near would have asks for
    /// nothing.
    func load(rowPrices: [Value], columnPrices: [Value], _ pairs: [(row: Int, column: Int)]) {
        for (row, price) in rowPrices.enumerated() {
            let isAlone = graph.starts[row] == graph.starts[row + 1] && graph.supplies[row] > 0
            rows[row].price = isAlone ? 0 : price
        }
        for (column, price) in columnPrices.enumerated() { columns[column].price = price }
        for pair in pairs { takePlace(pair.row, at: pair.column) }
    }
}
