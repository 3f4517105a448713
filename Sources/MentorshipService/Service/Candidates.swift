// Lists that no single index holds in their order: of several programmes, or of one index with
// conditions beside it. What is asked of the store is always a page, however much there is.

package enum Candidates {
    /// The first of several lists that are each in order, in order and each once. Every list was
    /// asked for `limit` after the same position, so that none hides what would come before.
    package static func merged<Position: Comparable>(
        _ lists: [[Position]], limit: Int
    ) -> [Position] {
        if lists.count == 1 { return lists[0] }
        var merged: [Position] = []
        for position in lists.joined().sorted() where merged.last != position {
            merged.append(position)
            if merged.count == limit { break }
        }
        return merged
    }

    /// Takes candidates, a page of them at a time, until so many were wanted or there are no more.
    package static func take<Position>(
        _ count: Int, after: Position, from next: (Position, Int) throws -> [Position],
        _ isWanted: (Position) throws -> Bool
    ) rethrows {
        var after = after
        var missing = count
        while missing > 0 {
            let candidates = try next(after, count)
            for candidate in candidates where missing > 0 {
                if try isWanted(candidate) { missing -= 1 }
            }
            guard candidates.count == count, let last = candidates.last else { return }
            after = last
        }
    }
}
