// The candidates of a problem as the search walks them: rows that supply, columns that take, each
// with how many. Mentees are the rows, or the columns when that side is scarcer. Owns nothing.

/// Score is the width the scores are kept in.
struct AssignmentGraph<Score: FixedWidthInteger & SignedInteger> {
    let rowCount: Int
    let columnCount: Int
    /// Row i is `starts[i]..<starts[i + 1]` of `columns` and `scores`, best first.
    let starts: UnsafePointer<Int>
    let columns: UnsafePointer<Int32>
    let scores: UnsafePointer<Score>
    /// How many places each row looks for, and how many each column has.
    let supplies: UnsafePointer<Int32>
    let capacities: UnsafePointer<Int32>
    /// Where rows are put in order only when the search comes to them.
    var unsorted: UnsortedRows<Score>?
}

/// Rows not yet best first. Most are never looked at.
struct UnsortedRows<Score: FixedWidthInteger & SignedInteger> {
    let columns: UnsafeMutablePointer<Int32>
    let scores: UnsafeMutablePointer<Score>
    let isSorted: UnsafeMutablePointer<Bool>
}

/// The candidates that a search with little left to do may look at.
struct NearRows<Score: FixedWidthInteger & SignedInteger> {
    private var starts = [0]
    private var columns: [Int32] = []
    private var scores: [Score] = []

    /// Of each row, as its best first candidates go, those before `isFar`, as far as they are near.
    init(
        _ graph: AssignmentGraph<Score>, isFar: (_ row: Int, _ index: Int) -> Bool,
        isNear: (_ row: Int, _ index: Int) -> Bool
    ) {
        for row in 0..<graph.rowCount {
            for index in graph.starts[row]..<graph.starts[row + 1] {
                if isFar(row, index) { break }
                guard isNear(row, index) else { continue }
                columns.append(graph.columns[index])
                scores.append(graph.scores[index])
            }
            starts.append(columns.count)
        }
    }

    /// Calls `body` with them instead of all; nil when there are none.
    func withGraph<Result>(
        of graph: AssignmentGraph<Score>, _ body: (AssignmentGraph<Score>) -> Result
    ) -> Result? {
        starts.withUnsafeBufferPointer { starts in
            columns.withUnsafeBufferPointer { columns in
                scores.withUnsafeBufferPointer { scores in
                    guard let starts = starts.baseAddress, let columns = columns.baseAddress,
                        let scores = scores.baseAddress
                    else { return nil }
                    return body(
                        AssignmentGraph(
                            rowCount: graph.rowCount, columnCount: graph.columnCount,
                            starts: starts, columns: columns, scores: scores,
                            supplies: graph.supplies, capacities: graph.capacities))
                }
            }
        }
    }
}

/// The same candidates seen from the other side: made when the other side should search.
struct TurnedRows<Score: FixedWidthInteger & SignedInteger> {
    private var starts: [Int]
    private var columns: [Int32]
    private var scores: [Score]
    private var isSorted: [Bool]

    init(_ graph: AssignmentGraph<Score>) {
        let count = graph.starts[graph.rowCount]
        var starts = [Int](repeating: 0, count: graph.columnCount + 1)
        for index in 0..<count { starts[Int(graph.columns[index]) + 1] += 1 }
        for column in 0..<graph.columnCount { starts[column + 1] += starts[column] }
        var next = starts
        var columns = [Int32](repeating: 0, count: count)
        var scores = [Score](repeating: 0, count: count)
        for row in 0..<graph.rowCount {
            for index in graph.starts[row]..<graph.starts[row + 1] {
                let place = next[Int(graph.columns[index])]
                next[Int(graph.columns[index])] += 1
                columns[place] = Int32(truncatingIfNeeded: row)
                scores[place] = graph.scores[index]
            }
        }
        (self.starts, self.columns, self.scores) = (starts, columns, scores)
        isSorted = [Bool](repeating: false, count: graph.columnCount)
    }

    /// Calls `body` with the graph turned round; nil when it has no candidates.
    mutating func withGraph<Result>(
        of graph: AssignmentGraph<Score>, _ body: (AssignmentGraph<Score>) -> Result
    ) -> Result? {
        starts.withUnsafeBufferPointer { starts in
            columns.withUnsafeMutableBufferPointer { columns in
                scores.withUnsafeMutableBufferPointer { scores in
                    isSorted.withUnsafeMutableBufferPointer { isSorted in
                        guard let starts = starts.baseAddress, let columns = columns.baseAddress,
                            let scores = scores.baseAddress, let isSorted = isSorted.baseAddress
                        else { return nil }
                        return body(
                            AssignmentGraph(
                                rowCount: graph.columnCount, columnCount: graph.rowCount,
                                starts: starts, columns: columns, scores: scores,
                                supplies: graph.capacities, capacities: graph.supplies,
                                unsorted: UnsortedRows(
                                    columns: columns, scores: scores, isSorted: isSorted)))
                    }
                }
            }
        }
    }
}
