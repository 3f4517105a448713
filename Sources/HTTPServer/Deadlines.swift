// When which connection must be looked at again: a binary heap by time. Entries are never moved or
// removed; a connection whose deadline has become later is found too early, looked at, and entered
// again, so that a request on a busy connection costs no work here. Never reads a clock.

struct Deadlines {
    struct Entry {
        let atMs: Int64
        let token: ConnectionToken
    }

    private var heap: [Entry] = []

    var count: Int { heap.count }

    /// The time of the earliest entry.
    var nextMs: Int64? { heap.first?.atMs }

    mutating func insert(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if heap[parent].atMs <= heap[child].atMs { break }
            heap.swapAt(parent, child)
            child = parent
        }
    }

    /// Takes out the earliest entry if its time has come.
    mutating func popDue(nowMs: Int64) -> Entry? {
        guard let first = heap.first, first.atMs <= nowMs, let last = heap.popLast() else {
            return nil
        }
        if !heap.isEmpty {
            heap[0] = last
            sinkRoot()
        }
        return first
    }

    private mutating func sinkRoot() {
        var parent = 0
        while true {
            var child = parent * 2 + 1
            if child >= heap.count { return }
            if child + 1 < heap.count, heap[child + 1].atMs < heap[child].atMs { child += 1 }
            if heap[parent].atMs <= heap[child].atMs { return }
            heap.swapAt(parent, child)
            parent = child
        }
    }
}
