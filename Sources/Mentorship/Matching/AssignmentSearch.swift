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
            (steps.isEmpty || paths.auction(steps: steps, progress)) && paths.serveAll(progress)
        var pairs: [(row: Int, column: Int)] = []
        paths.forEachPair { mentee, mentor in
            partners[mentee] = Int32(truncatingIfNeeded: mentor)
            pairs.append((mentor, mentee))
        }
        (menteePrices, mentorPrices) = (paths.rowPrices(), paths.columnPrices())
        let isFinal = !paths.asksForEmptyPlaces
        paths.free()
        guard isDone, !isFinal else { return isDone }
        return fromMentors(graph, scale, bonus, after: pairs, progress) ?? false
    }

    /// `leaving`: nil unless a first look leaves so few to be served. `after`: pairs found before.
    private mutating func fromMentors<Score>(
        _ graph: AssignmentGraph<Score>, _ scale: Value, _ bonus: Value, leaving: Int = .max,
        after pairs: [(row: Int, column: Int)]? = nil, _ progress: Assignment.Progress
    ) -> Bool? {
        var turned = TurnedRows(graph)
        return turned.withGraph(of: graph) { turned -> Bool? in
            var paths = AugmentingPaths(turned, scale: scale, bonus: bonus)
            var isDone: Bool
            if let pairs {
                paths.load(rowPrices: mentorPrices, columnPrices: menteePrices, pairs)
                for mentee in partners.indices where graph.supplies[mentee] > 0 {
                    partners[mentee] = -1
                }
                isDone = paths.serveAll(progress)
            } else {
                guard paths.takeBestWithRoom() <= leaving else {
                    paths.free()
                    return nil
                }
                isDone = paths.serveAll(progress)
            }
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

    /// Steps of the auctions; none where most rows are served already. When nearly every place is
    /// wanted, prices are worth approaching from far to near; when there is room, one step of a
    /// hundredth leaves few prices too high. A step below one point would only take prices off the
    /// grid that the scores are on.
    private static func steps<Score>(
        _ graph: AssignmentGraph<Score>, _ scale: Value, waiting: Int
    ) -> [Value] {
        var greatest: Value = 0
        for row in 0..<graph.rowCount where graph.starts[row] < graph.starts[row + 1] {
            greatest = max(greatest, Value(truncatingIfNeeded: graph.scores[graph.starts[row]]))
        }
        guard isTight(graph) else {
            return waiting > graph.rowCount / 2 ? [max(greatest / 100, 1) * scale] : []
        }
        guard waiting > graph.rowCount / 20 else { return [] }
        var steps: [Value] = []
        var step = greatest / 25
        while step > max(greatest / 4000, 1) {
            steps.append(step * scale)
            step /= 4
        }
        return steps + [max(greatest / 4000, 1) * scale]
    }
}
