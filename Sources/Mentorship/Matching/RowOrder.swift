// Puts candidates best first, and among equals in the order given: the search stops at the first
// hopeless candidate of a row. Knows nothing of who they are.

struct RowOrder {
    private var keys: [UInt64] = []
    private var moved: [Int32] = []

    /// All rows, from start to start.
    static func sort<Score: FixedWidthInteger & SignedInteger>(
        _ starts: [Int], _ columns: inout [Int32], _ scores: inout [Score]
    ) {
        var order = Self()
        let isSorted = starts.indices.dropLast().allSatisfy { row in
            scores.withUnsafeBufferPointer { isInOrder($0, starts[row], starts[row + 1]) }
        }
        // Not to copy what others hold as well.
        if isSorted { return }
        columns.withUnsafeMutableBufferPointer { columns in
            scores.withUnsafeMutableBufferPointer { scores in
                guard let columns = columns.baseAddress, let scores = scores.baseAddress
                else { return }
                for row in starts.indices.dropLast() {
                    order.sort(columns, scores, starts[row], starts[row + 1])
                }
            }
        }
    }

    private static func isInOrder<Score: FixedWidthInteger>(
        _ scores: UnsafeBufferPointer<Score>, _ first: Int, _ end: Int
    ) -> Bool {
        var index = first + 1
        while index < end {
            if scores[index - 1] < scores[index] { return false }
            index += 1
        }
        return true
    }

    /// One row.
    mutating func sort<Score: FixedWidthInteger & SignedInteger>(
        _ columns: UnsafeMutablePointer<Int32>, _ scores: UnsafeMutablePointer<Score>,
        _ first: Int, _ end: Int
    ) {
        let row = UnsafeBufferPointer(start: scores + first, count: end - first)
        if Self.isInOrder(row, 0, end - first) { return }
        guard Score.bitWidth <= 32 else { return sortWide(columns, scores, first, end) }
        keys.removeAll(keepingCapacity: true)
        moved.removeAll(keepingCapacity: true)
        for index in first..<end {
            // Scores are not negative: the complement puts the best first.
            let rank = ~UInt32(truncatingIfNeeded: scores[index])
            keys.append(UInt64(rank) << 32 | UInt64(index - first))
            moved.append(columns[index])
        }
        keys.withUnsafeMutableBufferPointer { Self.sort($0, 0, $0.count) }
        for (offset, key) in keys.enumerated() {
            scores[first + offset] = Score(
                truncatingIfNeeded: ~UInt32(truncatingIfNeeded: key >> 32))
            columns[first + offset] = moved[Int(key & 0xFFFF_FFFF)]
        }
    }

    /// Quicksort on distinct keys, insertion for the short ends; no memory of its own.
    private static func sort(_ keys: UnsafeMutableBufferPointer<UInt64>, _ from: Int, _ to: Int) {
        var (low, high) = (from, to)
        while high - low > 24 {
            let middle = low + (high - low) / 2
            let pivot = median(keys[low], keys[middle], keys[high - 1])
            var (left, right) = (low, high - 1)
            while left <= right {
                while keys[left] < pivot { left += 1 }
                while pivot < keys[right] { right -= 1 }
                if left <= right {
                    keys.swapAt(left, right)
                    left += 1
                    right -= 1
                }
            }
            // The shorter part by recursion, the longer in this loop: depth stays logarithmic.
            if right - low < high - left {
                sort(keys, low, right + 1)
                low = left
            } else {
                sort(keys, left, high)
                high = right + 1
            }
        }
        insert(keys, low, high)
    }

    private static func insert(_ keys: UnsafeMutableBufferPointer<UInt64>, _ from: Int, _ to: Int) {
        var index = from + 1
        while index < to {
            let key = keys[index]
            var hole = index
            while hole > from, key < keys[hole - 1] {
                keys[hole] = keys[hole - 1]
                hole -= 1
            }
            keys[hole] = key
            index += 1
        }
    }

    @inline(__always)
    private static func median(_ one: UInt64, _ two: UInt64, _ three: UInt64) -> UInt64 {
        max(min(one, two), min(max(one, two), three))
    }

    private func sortWide<Score: FixedWidthInteger>(
        _ columns: UnsafeMutablePointer<Int32>, _ scores: UnsafeMutablePointer<Score>,
        _ first: Int, _ end: Int
    ) {
        let sorted = (first..<end).map { (score: scores[$0], column: columns[$0]) }
            .sorted { $0.score > $1.score }
        for (index, candidate) in zip(first..<end, sorted) {
            scores[index] = candidate.score
            columns[index] = candidate.column
        }
    }
}
