// The best few of many numbers side by side, in one pass that compares whole blocks with the least
// of those it holds: most blocks have nothing to offer. Never allocates after its start.

struct BestOfRow {
    /// Best first.
    private(set) var keys: [Int32] = []
    private(set) var positions: [Int32] = []
    private let limit: Int
    private static let block = 64

    init(limit: Int) {
        self.limit = limit
        keys.reserveCapacity(limit)
        positions.reserveCapacity(limit)
    }

    /// Looks at `scores[i] - prices[i]` and keeps those greater than `floor`; among equals those
    /// met first, going round from `turn`.
    mutating func look(
        at scores: UnsafePointer<Int32>, less prices: UnsafePointer<Int32>, count: Int, turn: Int,
        above floor: Int32
    ) {
        keys.removeAll(keepingCapacity: true)
        positions.removeAll(keepingCapacity: true)
        var least = floor
        walk(scores, prices, turn, count, &least)
        walk(scores, prices, 0, turn, &least)
    }

    private mutating func walk(
        _ scores: UnsafePointer<Int32>, _ prices: UnsafePointer<Int32>, _ from: Int, _ to: Int,
        _ least: inout Int32
    ) {
        var index = from
        while index < to {
            let end = min(index + Self.block, to)
            var greatest = Int32.min
            for position in index..<end {
                greatest = max(greatest, scores[position] &- prices[position])
            }
            if greatest > least {
                for position in index..<end where scores[position] >= 0 {
                    let key = scores[position] &- prices[position]
                    if key > least { insert(key, position, &least) }
                }
            }
            index = end
        }
    }

    private mutating func insert(_ key: Int32, _ position: Int, _ least: inout Int32) {
        if keys.count == limit {
            keys.removeLast()
            positions.removeLast()
        }
        var place = keys.count
        keys.append(key)
        positions.append(Int32(truncatingIfNeeded: position))
        while place > 0, keys[place - 1] < key {
            keys[place] = keys[place - 1]
            positions[place] = positions[place - 1]
            place -= 1
        }
        keys[place] = key
        positions[place] = Int32(truncatingIfNeeded: position)
        if keys.count == limit { least = keys[limit - 1] }
    }
}
