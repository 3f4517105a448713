// Puts candidates best first, and among equals in the order given: the search stops at the first
// hopeless candidate of a row. Knows nothing of who they are.

struct RowOrder {
    /// Rows no longer than this are put in order by insertion.
    private static let fewMost = 12

    private var keys: [UInt64] = []
    private var moved: [UInt64] = []
    /// By digit of a key, where the next one goes.
    private var places: [Int32] = []

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
        guard let best = row.max(), let least = row.min() else { return }
        let count = end - first
        if keys.count < count {
            keys = [UInt64](repeating: 0, count: 2 * count)
            moved = keys
        }
        keys.withUnsafeMutableBufferPointer { keys in
            for offset in 0..<count {
                let behind = UInt32(truncatingIfNeeded: Int64(best) - Int64(scores[first + offset]))
                let column = UInt32(bitPattern: columns[first + offset])
                keys[offset] = UInt64(behind) << 32 | UInt64(column)
            }
        }
        if count <= Self.fewMost {
            insert(count)
        } else {
            sortByDigits(count, greatest: UInt32(truncatingIfNeeded: Int64(best) - Int64(least)))
        }
        keys.withUnsafeBufferPointer { keys in
            for offset in 0..<count {
                let behind = Int64(keys[offset] >> 32)
                scores[first + offset] = Score(truncatingIfNeeded: Int64(best) - behind)
                columns[first + offset] = Int32(truncatingIfNeeded: keys[offset])
            }
        }
    }

    /// Digits from the last to the first, each pass keeping the order of the one before: few of
    /// them, since only the row's own range of scores counts.
    private mutating func sortByDigits(_ count: Int, greatest: UInt32) {
        let bits = UInt32.bitWidth - greatest.leadingZeroBitCount
        let passes = (bits + 7) / 8
        let width = (bits + passes - 1) / passes
        let mask = UInt64(1) << UInt64(width) - 1
        if places.isEmpty { places = [Int32](repeating: 0, count: 256) }
        for pass in 0..<passes {
            let shift = UInt64(32 + pass * width)
            places.withUnsafeMutableBufferPointer { places in
                keys.withUnsafeBufferPointer { keys in
                    moved.withUnsafeMutableBufferPointer { moved in
                        places.update(repeating: 0)
                        for index in 0..<count { places[Int(keys[index] &>> shift & mask)] += 1 }
                        var next: Int32 = 0
                        for digit in 0...Int(mask) {
                            let here = places[digit]
                            places[digit] = next
                            next += here
                        }
                        for index in 0..<count {
                            let digit = Int(keys[index] &>> shift & mask)
                            moved[Int(places[digit])] = keys[index]
                            places[digit] += 1
                        }
                    }
                }
            }
            swap(&keys, &moved)
        }
    }

    private mutating func insert(_ count: Int) {
        keys.withUnsafeMutableBufferPointer { keys in
            for index in 1..<count {
                let key = keys[index]
                var hole = index
                while hole > 0, key >> 32 < keys[hole - 1] >> 32 {
                    keys[hole] = keys[hole - 1]
                    hole -= 1
                }
                keys[hole] = key
            }
        }
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
