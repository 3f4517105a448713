import Testing

@testable import Mentorship

@Suite struct TableSuppressionTests {
    @Test func `as few are hidden as keep each small count unknown, as trying all shows`() {
        for seed in 1...1_500 as ClosedRange<UInt64> {
            let small = SmallTable.drawn(seed: seed)
            let found = TableSuppression(small.table, threshold: small.threshold)
            #expect(found.isLeast)
            let all = small.withSums
            var hidden: UInt32 = 0
            for (number, count) in all.enumerated() {
                let shown = found.shown.flatMap(\.self)[number]
                if shown == nil { hidden |= 1 << number }
                #expect(shown == nil || shown == count, "seed \(seed)")
            }
            #expect(small.protects(hidden), "seed \(seed): \(small)")
            #expect(
                hidden.nonzeroBitCount == small.leastHidden(), "seed \(seed): \(small)")
        }
    }

    @Test func `a table without small counts is shown, and one of nothing is 0`() {
        let shown = TableSuppression([[5, 0], [9, 12]], threshold: 5).shown
        #expect(shown == [[5, 0, 5], [9, 12, 21], [14, 12, 26]])
        #expect(TableSuppression([], threshold: 5).shown == [[0]])
        #expect(TableSuppression([[3]], threshold: 5).shown == [[nil, nil], [nil, nil]])
    }

    @Test func `a count beside a nought is not protected by it`() {
        // The 0 cannot become less: hiding the four corners would leave the 2 certain.
        let found = TableSuppression([[2, 0, 30], [0, 40, 50], [60, 70, 80]], threshold: 5)
        #expect(found.shown[0][0] == nil)
        let small = SmallTable(table: [[2, 0, 30], [0, 40, 50], [60, 70, 80]], threshold: 5)
        var hidden: UInt32 = 0
        for (number, shown) in found.shown.flatMap(\.self).enumerated() where shown == nil {
            hidden |= 1 << number
        }
        #expect(small.protects(hidden))
    }

    @Test func `a large table is protected though not all is tried`() {
        var dice = Dice(seed: 7)
        let table = (0..<12).map { _ in (0..<12).map { _ in dice.below(40) } }
        let found = TableSuppression(table, threshold: 10, budget: 1_000)
        let network = CountNetwork(table)
        for (number, count) in network.counts.enumerated() where 1..<10 ~= count {
            #expect(found.shown.flatMap(\.self)[number] == nil)
        }
    }
}

/// A table so small that every change of it can be tried.
struct SmallTable {
    let table: [[Int]]
    let threshold: Int

    static func drawn(seed: UInt64) -> SmallTable {
        var dice = Dice(seed: seed &* 31)
        let (rows, columns) = [(1, 1), (1, 3), (2, 2), (2, 2), (2, 3), (3, 1)][dice.below(6)]
        let most = [4, 8, 20][dice.below(3)]
        return SmallTable(
            table: (0..<rows).map { _ in
                (0..<columns).map { _ in dice.below(3) == 0 ? 0 : dice.below(most) }
            }, threshold: 2 + dice.below(5))
    }

    var withSums: [Int] {
        Self.withSums(table.flatMap(\.self), columns: table[0].count)
    }

    private static func withSums(_ cells: [Int], columns: Int) -> [Int] {
        var rows = stride(from: 0, to: cells.count, by: columns).map {
            Array(cells[$0..<$0 + columns])
        }
        for row in rows.indices { rows[row].append(rows[row].reduce(0, +)) }
        rows.append((0...columns).map { column in rows.reduce(0) { $0 + $1[column] } })
        return rows.flatMap(\.self)
    }

    /// Each other table that differs by one at most in each number, as the set of what differs.
    private var changes: Set<UInt32> {
        let cells = table.flatMap(\.self)
        var found: Set<UInt32> = []
        var tried = [Int](repeating: -1, count: cells.count)
        while true {
            let other = zip(cells, tried).map(+)
            let now = withSums
            let then = Self.withSums(other, columns: table[0].count)
            if !other.contains(where: { $0 < 0 }), zip(now, then).allSatisfy({ abs($0 - $1) < 2 }) {
                var differing: UInt32 = 0
                for number in now.indices where now[number] != then[number] {
                    differing |= 1 << number
                }
                found.insert(differing)
            }
            guard let next = tried.lastIndex(where: { $0 < 1 }) else { return found }
            tried[next] += 1
            for index in tried.index(after: next)..<tried.endIndex { tried[index] = -1 }
        }
    }

    private var small: UInt32 {
        withSums.enumerated().reduce(0) { 1..<threshold ~= $1.element ? $0 | 1 << $1.offset : $0 }
    }

    func protects(_ hidden: UInt32) -> Bool { Self.protects(hidden, small, changes) }

    private static func protects(_ hidden: UInt32, _ small: UInt32, _ changes: Set<UInt32>) -> Bool
    {
        var open: UInt32 = 0
        for change in changes where change & ~hidden == 0 { open |= change }
        return small & ~hidden == 0 && small & ~open == 0
    }

    func leastHidden() -> Int {
        let (small, changes, count) = (small, changes, withSums.count)
        return (0 as UInt32..<1 << UInt32(count)).filter { $0 & small == small }
            .map { ($0.nonzeroBitCount, $0) }.sorted { $0 < $1 }
            .first { Self.protects($0.1, small, changes) }?.0 ?? .max
    }
}
