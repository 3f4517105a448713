// Lists of wishes side by side, one for each of a side, best first: whom each would have of the
// other side, by position. Knows nothing of who accepts whom.

package struct WishLists: Sendable {
    /// Where each list begins, and where the last one ends.
    package private(set) var starts: [Int32] = [0]
    /// Whom each entry names, list after list.
    package private(set) var others: [Int32] = []

    package init() {}

    /// With room for so many.
    package init(lists: Int, wishes: Int) {
        starts.reserveCapacity(lists + 1)
        others.reserveCapacity(wishes)
    }

    package init(_ lists: [[Int]]) {
        self.init(lists: lists.count, wishes: lists.reduce(0) { $0 + $1.count })
        for list in lists {
            for other in list { add(other) }
            endList()
        }
    }

    package mutating func add(_ other: Int) { others.append(Int32(clamping: other)) }

    /// Ends the list of one of the side.
    package mutating func endList() { starts.append(Int32(clamping: others.count)) }

    package var count: Int { starts.count - 1 }

    /// The entries of a list.
    @inline(__always)
    func entries(_ owner: Int) -> Range<Int> { Int(starts[owner])..<Int(starts[owner + 1]) }

    package subscript(owner: Int) -> ArraySlice<Int32> { others[entries(owner)] }

    /// For each entry, that entry of the other side's lists which names its owner; −1 where they do
    /// not name each other.
    func answers(in theirs: WishLists) -> [Int32] {
        let naming = theirs.naming(count)
        var entryOf = [Int32](repeating: -1, count: theirs.count)
        var answers = [Int32](repeating: -1, count: others.count)
        for owner in 0..<count {
            let named = Int(naming.starts[owner])..<Int(naming.starts[owner + 1])
            for place in named { entryOf[Int(naming.by[place].owner)] = naming.by[place].entry }
            for entry in entries(owner) { answers[entry] = entryOf[Int(others[entry])] }
            for place in named { entryOf[Int(naming.by[place].owner)] = -1 }
        }
        return answers
    }

    /// By whom each of so many others is named, and in which entry.
    private func naming(
        _ count: Int
    ) -> (starts: [Int32], by: [(owner: Int32, entry: Int32)]) {
        var starts = [Int32](repeating: 0, count: count + 1)
        for other in others { starts[Int(other) + 1] += 1 }
        for other in 0..<count { starts[other + 1] += starts[other] }
        var next = starts
        var by = [(owner: Int32, entry: Int32)](repeating: (0, 0), count: others.count)
        for owner in 0..<self.count {
            for entry in entries(owner) {
                let other = Int(others[entry])
                by[Int(next[other])] = (
                    Int32(truncatingIfNeeded: owner), Int32(truncatingIfNeeded: entry)
                )
                next[other] += 1
            }
        }
        return (starts, by)
    }
}
