// Scores side by side, in half the memory when none is large: a list of 64-bit integers to whoever
// reads it.

package struct ScoreList: RandomAccessCollection, Sendable {
    /// One of the two is empty.
    private(set) var narrow: [Int32] = []
    private(set) var wide: [Int64] = []

    package init(_ scores: [Int64]) {
        let fits = scores.allSatisfy { $0 <= Int64(Int32.max) && $0 >= Int64(Int32.min) }
        if fits {
            narrow = scores.map { Int32(truncatingIfNeeded: $0) }
        } else {
            wide = scores
        }
    }

    package init(_ scores: [Int32]) { narrow = scores }

    package var startIndex: Int { 0 }
    package var endIndex: Int { narrow.count + wide.count }

    package subscript(position: Int) -> Int64 {
        wide.isEmpty ? Int64(narrow[position]) : wide[position]
    }

    /// Makes a score one of no candidate.
    mutating func remove(at position: Int) {
        if wide.isEmpty { narrow[position] = -1 } else { wide[position] = -1 }
    }

    /// The greatest and the least; nil when there are none.
    var extremes: (least: Int64, greatest: Int64)? {
        if wide.isEmpty { return Self.extremes(narrow) }
        return Self.extremes(wide)
    }

    private static func extremes<Score: FixedWidthInteger>(
        _ scores: [Score]
    ) -> (least: Int64, greatest: Int64)? {
        guard var least = scores.first else { return nil }
        var greatest = least
        for score in scores {
            least = Swift.min(least, score)
            greatest = Swift.max(greatest, score)
        }
        return (Int64(least), Int64(greatest))
    }

    /// Rows best first, and their columns with them.
    mutating func sort(_ starts: [Int], with columns: inout [Int32]) {
        if wide.isEmpty {
            RowOrder.sort(starts, &columns, &narrow)
        } else {
            RowOrder.sort(starts, &columns, &wide)
        }
    }
}
