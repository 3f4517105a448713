// A table of counts with its sums, of which as little is hidden as protects the small ones: counts
// below the threshold, and so many others that none of those can be worked out from what is shown.
// Shown numbers are true; nothing is rounded.

/// The table with its sums is a network: rows and columns are nodes, every number is what flows
/// from one to the other (a sum flows back), and the flows at each node cancel out. Who reads the
/// table knows what is shown and that no count is below 0. A hidden number is certain exactly when
/// no circle of hidden ones leads through it along which one more could flow, or one less
/// (Gusfield, A graph theoretic approach to statistical data security, SIAM Journal on Computing
/// 17(3), 1988).
package struct TableSuppression: Sendable, Equatable {
    /// A row for each of the table's and one of the column sums; in each the row's sum is last.
    package let shown: [[Int?]]
    /// False when the search for fewer was cut short.
    package let isLeast: Bool

    /// `budget`: steps in the search for as few as can be.
    package init(_ table: [[Int]], threshold: Int, budget: Int = 50_000) {
        let network = CountNetwork(table)
        let small = network.counts.indices.filter { 1..<threshold ~= network.counts[$0] }
        var search = SuppressionSearch(network, small, budget: budget)
        search.run()
        let width = network.columns
        shown = (0..<network.rows).map { row in
            (0..<width).map { column in
                let number = row * width + column
                return search.best.contains(number) ? nil : network.counts[number]
            }
        }
        isLeast = search.isComplete
    }
}

/// All numbers of the table with its sums, row by row, and between which nodes each flows: rows
/// are numbered first, then columns.
struct CountNetwork {
    let rows: Int
    let columns: Int
    let counts: [Int]

    init(_ table: [[Int]]) {
        let width = table.first?.count ?? 0
        var all = table.map { $0 + [$0.reduce(0, +)] }
        all.append((0...width).map { column in all.reduce(0) { $0 + $1[column] } })
        rows = all.count
        columns = width + 1
        counts = all.flatMap(\.self)
    }

    /// From which node to which: a count from its row to its column, a sum back again, and the sum
    /// of all like a count.
    func ends(_ number: Int) -> (from: Int, to: Int) {
        let (row, column) = (number / columns, number % columns)
        let isSum = (row == rows - 1) != (column == columns - 1)
        return isSum ? (rows + column, row) : (row, rows + column)
    }

    /// The numbers in a row or a column.
    func numbers(at node: Int) -> [Int] {
        node < rows
            ? (0..<columns).map { node * columns + $0 }
            : (0..<rows).map { $0 * columns + node - rows }
    }

    /// Where one more (or one less) leads from a node over a number; nil where it cannot: nothing
    /// is below 0.
    func step(_ number: Int, from node: Int) -> Int? {
        let (from, to) = ends(number)
        if node == from { return to }
        return counts[number] > 0 ? from : nil
    }
}
