// The search behind `Assignment`: shortest augmenting paths on reduced costs, columns as nodes with
// a capacity, each row with a private exit of value 0. Works on flat memory; decides nothing else.

/// Prices of rows and columns always cover every candidate pair: u + p ≥ value. A pair is only made
/// where they are equal, and a column with room has price 0, so that the pairs made so far are
/// optimal for the rows served so far. Each further row is served along the cheapest chain of moves
/// (Jonker and Volgenant, Computing 38, 1987, without expanding capacities into places).
/// Its memory is given back by `free`, exactly once.
struct AugmentingPaths<
    Value: FixedWidthInteger & SignedInteger, Score: FixedWidthInteger & SignedInteger
>: ~Copyable {
    /// Price and distance lie together: every look at a candidate needs both.
    struct Column {
        var price: Value
        var distance: Value
    }

    /// A place of a column.
    struct Place {
        var column: Int32
        var index: Int32
    }

    struct Row {
        var price: Value
        /// Places still looked for.
        var wanted: Int32
        /// Counts the searches: a row that supplies several is met only once in each.
        var metIn: Int32
        /// The place through which the search at hand came here.
        var via: Place
    }

    /// Where the cheapest chain ends: with a column that has room, or with a row that goes without.
    enum End {
        case place(column: Int, via: Int)
        case exit(row: Int)
    }

    let graph: AssignmentGraph<Score>
    let scale: Value
    let bonus: Value
    let rows: UnsafeMutablePointer<Row>
    let columns: UnsafeMutablePointer<Column>
    /// The places of column j begin at `firstPlace[j]`; `taken[j]` of them hold a row, `room[j]`
    /// are left.
    let firstPlace: UnsafeMutablePointer<Int32>
    let taken: UnsafeMutablePointer<Int32>
    let room: UnsafeMutablePointer<Int32>
    let places: UnsafeMutablePointer<Int32>
    let placeCount: Int
    /// The row from which a column was reached in the search at hand.
    let reachedFrom: UnsafeMutablePointer<Int32>
    var search: Int32 = 0
    /// Columns that have a distance, and rows met with theirs.
    var touched: [Int32] = []
    var met: [(row: Int32, distance: Value)] = []
    var queue = DistanceQueue<Value>()
    /// Rows still to be followed in a phase.
    var pending: [Int32] = []
    private var order = RowOrder()
    /// Rows looked at since the beginning: a measure of work that is the same everywhere.
    var looks = 0

    /// What the graph points to must stay where it is as long as this lives.
    init(_ graph: AssignmentGraph<Score>, scale: Value, bonus: Value) {
        self.graph = graph
        self.scale = scale
        self.bonus = bonus
        rows = .allocate(capacity: graph.rowCount)
        for row in 0..<graph.rowCount {
            let hasNone = graph.starts[row] == graph.starts[row + 1]
            (rows + row).initialize(
                to: Row(
                    price: 0, wanted: hasNone ? 0 : graph.supplies[row], metIn: 0,
                    via: Place(column: -1, index: -1)))
        }
        let count = graph.columnCount
        columns = .allocate(capacity: count)
        columns.initialize(repeating: Column(price: 0, distance: .max), count: count)
        reachedFrom = .allocate(capacity: count)
        reachedFrom.initialize(repeating: -1, count: count)
        firstPlace = .allocate(capacity: count)
        taken = .allocate(capacity: count)
        taken.initialize(repeating: 0, count: count)
        room = .allocate(capacity: count)
        room.initialize(from: graph.capacities, count: count)
        var total: Int32 = 0
        for column in 0..<count {
            (firstPlace + column).initialize(to: total)
            total += graph.capacities[column]
        }
        placeCount = Int(total)
        places = .allocate(capacity: Int(total))
        places.initialize(repeating: -1, count: Int(total))
    }

    /// Not a deinit: the optimiser of Swift 6.3 drops the deinit of this generic type when files
    /// are compiled one by one.
    consuming func free() {
        rows.deallocate()
        columns.deallocate()
        reachedFrom.deallocate()
        firstPlace.deallocate()
        taken.deallocate()
        room.deallocate()
        places.deallocate()
    }

    /// Calls `body` with every pair made.
    func forEachPair(_ body: (_ row: Int, _ column: Int) -> Void) {
        for column in 0..<graph.columnCount {
            let first = Int(firstPlace[column])
            for place in first..<(first + Int(taken[column])) { body(Int(places[place]), column) }
        }
    }

    func rowPrices() -> [Value] { (0..<graph.rowCount).map { rows[$0].price } }

    func columnPrices() -> [Value] { (0..<graph.columnCount).map { columns[$0].price } }
}

// MARK: One search

extension AugmentingPaths {
    /// Most rows get one of their best at once; only the rest need more. Answers how many do.
    mutating func takeBestWithRoom() -> Int {
        var waiting = 0
        for row in 0..<graph.rowCount where rows[row].wanted > 0 {
            sortIfNeeded(row)
            let (first, end) = (graph.starts[row], graph.starts[row + 1])
            rows[row].price = value(first)
            var index = first
            while index < end, graph.scores[index] == graph.scores[first], rows[row].wanted > 0 {
                let column = Int(graph.columns[index])
                if room[column] > 0 { takePlace(row, at: column) }
                index += 1
            }
            if rows[row].wanted > 0 { waiting += 1 }
        }
        return waiting
    }

    @inline(__always)
    mutating func sortIfNeeded(_ row: Int) {
        guard let unsorted = graph.unsorted, !unsorted.isSorted[row] else { return }
        order.sort(unsorted.columns, unsorted.scores, graph.starts[row], graph.starts[row + 1])
        unsorted.isSorted[row] = true
    }

    @inline(__always)
    func value(_ index: Int) -> Value {
        Value(truncatingIfNeeded: graph.scores[index]) &* scale &+ bonus
    }

    /// Serves one place that a row looks for, or finds that it goes without. False when the
    /// callback stopped it, which is asked in a long search too.
    mutating func serve(_ row: Int, _ isWanted: () -> Bool) -> Bool {
        search += 1
        var bound = rows[row].price
        var end = End.exit(row: row)
        meet(row, at: 0, &bound, &end)
        var turns = 0
        while let (distance, found) = queue.popMinimum(), distance < bound {
            settle(Int(found), at: distance, &bound, &end)
            turns &+= 1
            if turns & 4095 == 0, !isWanted() { return false }
        }
        raisePrices(by: bound)
        augment(from: row, to: end)
        forget()
        return true
    }

    /// Everyone who holds a place of a column reached at its final distance could leave it.
    @inline(__always)
    mutating func settle(_ column: Int, at distance: Value, _ bound: inout Value, _ end: inout End)
    {
        // Reached again by a shorter way since: that entry has had its turn.
        guard distance == columns[column].distance else { return }
        let first = firstPlace[column]
        for index in first..<(first + taken[column]) {
            let holder = Int(places[Int(index)])
            if rows[holder].metIn == search { continue }
            rows[holder].via = Place(column: Int32(truncatingIfNeeded: column), index: index)
            let without = distance &+ rows[holder].price
            if without < bound {
                bound = without
                end = .exit(row: holder)
            }
            meet(holder, at: distance, &bound, &end)
        }
    }

    /// Relaxes the candidates of one row, which stands at `distance` from the start.
    @inline(__always)
    mutating func meet(_ row: Int, at distance: Value, _ bound: inout Value, _ end: inout End) {
        rows[row].metIn = search
        sortIfNeeded(row)
        met.append((Int32(truncatingIfNeeded: row), distance))
        let base = distance &+ rows[row].price
        var index = graph.starts[row]
        let last = graph.starts[row + 1]
        let begun = index
        while index < last {
            let least = base &- value(index)
            // Rows begin with the best and prices are not negative: the rest is further away.
            if least >= bound { break }
            let column = Int(graph.columns[index])
            index += 1
            let reached = least &+ columns[column].price
            guard reached < bound, reached < columns[column].distance else { continue }
            if room[column] > 0 {
                bound = reached
                end = .place(column: column, via: row)
            } else {
                if columns[column].distance == .max {
                    touched.append(Int32(truncatingIfNeeded: column))
                }
                columns[column].distance = reached
                reachedFrom[column] = Int32(truncatingIfNeeded: row)
                queue.push(
                    reached, Int32(truncatingIfNeeded: column), isMinimum: reached == distance)
            }
        }
        looks &+= index &- begun
    }

    func raisePrices(by bound: Value) {
        for (row, distance) in met where distance < bound {
            rows[Int(row)].price -= bound - distance
        }
        for found in touched {
            let distance = columns[Int(found)].distance
            if distance < bound { columns[Int(found)].price += bound - distance }
        }
    }

    mutating func forget() {
        for column in touched { columns[Int(column)].distance = .max }
        touched.removeAll(keepingCapacity: true)
        met.removeAll(keepingCapacity: true)
        queue.removeAll()
    }

    /// Walks the chain back to its start: each row on it takes the place that the next one left.
    func augment(from start: Int, to end: End) {
        var left: Place
        switch end {
        case .exit(let row):
            if row == start { return }
            left = rows[row].via
            rows[row].wanted += 1
        case .place(let column, let via):
            takePlace(via, at: column)
            if via == start { return }
            left = rows[via].via
            rows[via].wanted += 1
        }
        while true {
            let mover = Int(reachedFrom[Int(left.column)])
            places[Int(left.index)] = Int32(truncatingIfNeeded: mover)
            if mover == start {
                rows[mover].wanted -= 1
                return
            }
            left = rows[mover].via
        }
    }

    func takePlace(_ row: Int, at column: Int) {
        places[Int(firstPlace[column] + taken[column])] = Int32(truncatingIfNeeded: row)
        taken[column] += 1
        room[column] -= 1
        rows[row].wanted -= 1
    }
}
