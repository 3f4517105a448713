// Many rows served at once: one search from all of them, then as many chains as fit along pairs
// that it made free of cost (Hopcroft and Karp, SIAM Journal on Computing 2, 1973, on reduced
// costs). Where scores have few levels, thousands of searches would walk the same ground again and
// again. Chooses between the two ways by the work they took.

extension AugmentingPaths {
    /// Serves every row that still looks for a place and would be worth one. False when the
    /// callback stopped it.
    mutating func serveAll(_ progress: Assignment.Progress) -> Bool {
        var waiting = (0..<graph.rowCount).filter { isWaiting($0) }
        // Looks for each row served, the last time each way was tried.
        var (together, alone) = (0, 0)
        while !waiting.isEmpty {
            guard report(waiting.count, progress) else { return false }
            let before = (looks: looks, waiting: waiting.count)
            if waiting.count > 1, together <= alone {
                guard phase(from: waiting, progress) else { return false }
                waiting.removeAll { !isWaiting($0) }
                together = (looks - before.looks) / max(before.waiting - waiting.count, 1)
            } else {
                let (done, all) = (graph.rowCount - waiting.count, graph.rowCount)
                let count = min(waiting.count, max(32, waiting.count / 8))
                for row in waiting.suffix(count).reversed() {
                    while isWaiting(row) {
                        let isServed = serve(row) { progress(done, all) }
                        guard isServed else { return false }
                    }
                }
                waiting.removeLast(count)
                alone = (looks - before.looks) / count
            }
        }
        return report(0, progress)
    }

    /// A row whose price is 0 is as well off without.
    func isWaiting(_ row: Int) -> Bool { rows[row].wanted > 0 && rows[row].price > 0 }

    mutating func report(_ waiting: Int, _ progress: Assignment.Progress) -> Bool {
        progress(graph.rowCount - waiting, graph.rowCount)
    }

    /// One search from all who wait, to the nearest end; then chains along it. Serves at least one.
    private mutating func phase(from sources: [Int], _ progress: Assignment.Progress) -> Bool {
        search += 1
        var bound = Value.max
        var end = End.exit(row: -1)
        for row in sources { bound = min(bound, rows[row].price) }
        for row in sources { meet(row, at: 0, &bound, &end) }
        var turns = 0
        while let (distance, found) = queue.popMinimum(), distance < bound {
            settle(Int(found), at: distance, &bound, &end)
            turns &+= 1
            if turns & 4095 == 0, !report(sources.count, progress) { return false }
        }
        raisePrices(by: bound)
        forget()
        search += 1
        for row in sources {
            while isWaiting(row), follow(from: row) {}
        }
        forget()
        return true
    }

    /// Looks for a chain of pairs whose prices just cover them, depth first, and moves everyone
    /// along it. In this part a distance marks a column as seen; what was seen in vain stays so for
    /// the other rows of the phase.
    private mutating func follow(from source: Int) -> Bool {
        guard rows[source].metIn != search else { return false }
        rows[source].metIn = search
        pending.append(Int32(truncatingIfNeeded: source))
        while let row = pending.popLast() {
            if let end = expand(Int(row)) {
                reopen(from: source, to: end)
                augment(from: source, to: end)
                return true
            }
        }
        return false
    }

    private mutating func expand(_ row: Int) -> End? {
        sortIfNeeded(row)
        let price = rows[row].price
        var index = graph.starts[row]
        let last = graph.starts[row + 1]
        while index < last {
            let value = value(index)
            if value < price { break }
            let column = Int(graph.columns[index])
            index += 1
            looks &+= 1
            guard columns[column].price == value &- price else { continue }
            if room[column] > 0 { return .place(column: column, via: row) }
            guard columns[column].distance == .max else { continue }
            columns[column].distance = 0
            touched.append(Int32(truncatingIfNeeded: column))
            reachedFrom[column] = Int32(truncatingIfNeeded: row)
            if let end = visitHolders(of: column) { return end }
        }
        return nil
    }

    private mutating func visitHolders(of column: Int) -> End? {
        let first = firstPlace[column]
        for index in first..<(first + taken[column]) {
            let holder = Int(places[Int(index)])
            guard rows[holder].metIn != search else { continue }
            rows[holder].metIn = search
            rows[holder].via = Place(column: Int32(truncatingIfNeeded: column), index: index)
            if rows[holder].price == 0 { return .exit(row: holder) }
            pending.append(Int32(truncatingIfNeeded: holder))
        }
        return nil
    }

    /// What lies along a chain that was found, or waited beside it, may serve another row still.
    private mutating func reopen(from source: Int, to end: End) {
        for row in pending {
            rows[Int(row)].metIn = 0
            columns[Int(rows[Int(row)].via.column)].distance = .max
        }
        pending.removeAll(keepingCapacity: true)
        var row =
            switch end {
            case .place(_, let via): via
            case .exit(let row): row
            }
        while row != source {
            rows[row].metIn = 0
            let column = Int(rows[row].via.column)
            columns[column].distance = .max
            row = Int(reachedFrom[column])
        }
        rows[source].metIn = 0
    }
}
