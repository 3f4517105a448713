// Which side searches, and back again: the scarcer one, so that nobody is looked for whom there can
// be no place. Answers partners and prices; proves nothing.

struct AssignmentSearch<Value: FixedWidthInteger & SignedInteger> {
    private(set) var partners: [Int32]
    private(set) var menteePrices: [Value]
    private(set) var mentorPrices: [Value]

    /// Nil when the callback stopped it.
    init?<Score: FixedWidthInteger & SignedInteger>(
        _ problem: Assignment.Problem, _ scores: [Score], scale: Value, bonus: Value,
        _ progress: Assignment.Progress
    ) {
        partners = problem.pinned
        (menteePrices, mentorPrices) = ([], [])
        let supplies = problem.pinned.map { $0 < 0 ? 1 : 0 as Int32 }
        let places = problem.searchedPlaces
        let mentees = supplies.reduce(0) { $0 + Int($1) }
        let turns = places.reduce(0) { $0 + Int($1) } < mentees
        let isDone = problem.rowStarts.withUnsafeBufferPointer { starts in
            problem.mentors.withUnsafeBufferPointer { mentors in
                scores.withUnsafeBufferPointer { scores in
                    supplies.withUnsafeBufferPointer { supplies in
                        places.withUnsafeBufferPointer { places -> Bool in
                            guard let starts = starts.baseAddress,
                                let mentors = mentors.baseAddress,
                                let scores = scores.baseAddress,
                                let supplies = supplies.baseAddress,
                                let places = places.baseAddress
                            else { return true }
                            let graph = AssignmentGraph(
                                rowCount: problem.menteeCount, columnCount: problem.mentorCount,
                                starts: starts, columns: mentors, scores: scores,
                                supplies: supplies, capacities: places)
                            return turns
                                ? fromMentors(graph, scale, bonus, progress) ?? true
                                : fromMentees(graph, scale, bonus, progress)
                        }
                    }
                }
            }
        }
        guard isDone else { return nil }
    }

    private mutating func fromMentees<Score>(
        _ graph: AssignmentGraph<Score>, _ scale: Value, _ bonus: Value,
        _ progress: Assignment.Progress
    ) -> Bool {
        var paths = AugmentingPaths(graph, scale: scale, bonus: bonus)
        let waiting = paths.takeBestWithRoom()
        // Where mentees agree whom they like, mentors may yet tell them apart.
        if waiting > graph.rowCount * 7 / 8, Self.isTight(graph),
            let isDone = fromMentors(graph, scale, bonus, leaving: waiting / 4, progress)
        {
            paths.free()
            return isDone
        }
        let steps = Self.steps(graph, scale, waiting: waiting)
        let isDone =
            paths.auction(steps: steps, lowering: !Self.isTight(graph), progress)
            && paths.serveAll(progress)
        var pairs: [(row: Int, column: Int)] = []
        paths.forEachPair { mentee, mentor in
            partners[mentee] = Int32(truncatingIfNeeded: mentor)
            pairs.append((mentor, mentee))
        }
        (menteePrices, mentorPrices) = (paths.rowPrices(), paths.columnPrices())
        let isFinal = !paths.asksForEmptyPlaces
        paths.free()
        guard isDone, !isFinal else { return isDone }
        // Few places are left to fill, along pairs that their prices nearly cover.
        return fillNearby(graph, scale, bonus, after: pairs, progress)
            ?? fill(TurnedRows(graph), of: graph, scale, bonus, after: pairs, progress) { _ in true
            }
            ?? true
    }

    /// Where fewer places than mentees are looked for; nil when a first look would leave more than
    /// `leaving` of them.
    private mutating func fromMentors<Score>(
        _ graph: AssignmentGraph<Score>, _ scale: Value, _ bonus: Value, leaving: Int = .max,
        _ progress: Assignment.Progress
    ) -> Bool? {
        var turned = TurnedRows(graph)
        return turned.withGraph(of: graph) { turned -> Bool? in
            var paths = AugmentingPaths(turned, scale: scale, bonus: bonus)
            guard paths.takeBestWithRoom() <= leaving else {
                paths.free()
                return nil
            }
            let isDone = paths.serveAll(progress)
            paths.coverIdleRows()
            paths.forEachPair { mentor, mentee in
                partners[mentee] = Int32(truncatingIfNeeded: mentor)
            }
            (menteePrices, mentorPrices) = (paths.columnPrices(), paths.rowPrices())
            paths.free()
            return isDone
        } ?? nil
    }

    /// Whether nearly every place is wanted.
    private static func isTight<Score>(_ graph: AssignmentGraph<Score>) -> Bool {
        let wanted = (0..<graph.rowCount).reduce(0) { $0 + Int(graph.supplies[$1]) }
        let places = (0..<graph.columnCount).reduce(0) { $0 + Int(graph.capacities[$1]) }
        return places <= wanted + wanted / 20
    }

    private static func greatest<Score>(_ graph: AssignmentGraph<Score>) -> Value {
        var greatest: Value = 0
        for row in 0..<graph.rowCount where graph.starts[row] < graph.starts[row + 1] {
            greatest = max(greatest, Value(truncatingIfNeeded: graph.scores[graph.starts[row]]))
        }
        return greatest
    }

    /// Steps of the auctions, from far to near; none where most rows are served already. When
    /// nearly every place is wanted, prices are worth approaching closely; when there is room, a
    /// step of a hundredth leaves few too high. A step below one point would only take prices off
    /// the grid that the scores are on.
    private static func steps<Score>(
        _ graph: AssignmentGraph<Score>, _ scale: Value, waiting: Int
    ) -> [Value] {
        let isTight = isTight(graph)
        guard waiting > graph.rowCount / (isTight ? 20 : 2) else { return [] }
        let greatest = greatest(graph)
        let (first, least) = (greatest / 25, max(greatest / (isTight ? 4000 : 100), 1))
        var steps: [Value] = []
        var step = isTight ? first : 2 * first
        while step > least {
            steps.append(step * scale)
            step /= isTight ? 4 : 8
        }
        return steps + [least * scale]
    }
}

// MARK: Places left with a price

extension AssignmentSearch {
    /// Looks only at pairs worth nearly as much as their prices, and at what the places to be
    /// filled could have: enough as long as no other price falls further than that. Nil when one
    /// did.
    private mutating func fillNearby<Score>(
        _ graph: AssignmentGraph<Score>, _ scale: Value, _ bonus: Value,
        after pairs: [(row: Int, column: Int)], _ progress: Assignment.Progress
    ) -> Bool? {
        var left = (0..<graph.columnCount).map { graph.capacities[$0] }
        for pair in pairs { left[pair.row] -= 1 }
        let prices = (mentees: menteePrices, mentors: mentorPrices)
        let isOpen = left.indices.map { left[$0] > 0 && prices.mentors[$0] > 0 }
        let near = max(Self.greatest(graph) / 16, 1) * scale
        func excess(_ mentee: Int, _ index: Int) -> Value {
            prices.mentees[mentee] &- bonus
                &- Value(truncatingIfNeeded: graph.scores[index]) &* scale
        }
        let rows = NearRows(graph, isFar: { excess($0, $1) >= near }) { mentee, index in
            let (mentor, excess) = (Int(graph.columns[index]), excess(mentee, index))
            return excess &+ prices.mentors[mentor] < near || isOpen[mentor] && excess < 0
        }
        let isDone = rows.withGraph(of: graph) { nearby in
            fill(TurnedRows(nearby), of: graph, scale, bonus, after: pairs, progress) { mentors in
                isOpen.indices.allSatisfy {
                    isOpen[$0] || prices.mentors[$0] &- mentors[$0] <= near
                }
            }
        }
        return isDone ?? nil
    }

    /// From the mentors' side, rows being mentors, with the pairs made so far. Nil, and nothing is
    /// changed, when the prices of mentors that come of it are not to be had.
    private mutating func fill<Score>(
        _ rows: consuming TurnedRows<Score>, of graph: AssignmentGraph<Score>, _ scale: Value,
        _ bonus: Value, after pairs: [(row: Int, column: Int)],
        _ progress: Assignment.Progress, _ areValid: (_ mentorPrices: [Value]) -> Bool
    ) -> Bool? {
        rows.withGraph(of: graph) { turned -> Bool? in
            var paths = AugmentingPaths(turned, scale: scale, bonus: bonus)
            paths.load(rowPrices: mentorPrices, columnPrices: menteePrices, pairs)
            let isDone = paths.serveAll(progress)
            let prices = paths.rowPrices()
            guard !isDone || areValid(prices) else {
                paths.free()
                return nil
            }
            for mentee in partners.indices where graph.supplies[mentee] > 0 {
                partners[mentee] = -1
            }
            paths.forEachPair { mentor, mentee in
                partners[mentee] = Int32(truncatingIfNeeded: mentor)
            }
            (menteePrices, mentorPrices) = (paths.columnPrices(), prices)
            paths.free()
            return isDone
        } ?? nil
    }
}
