// The frontier of a shortest-path search: the least distance first. Entries that lie at the
// distance just taken wait on a stack, since scores with few levels make most steps cost nothing.

struct DistanceQueue<Value: FixedWidthInteger & SignedInteger> {
    private struct Entry {
        var distance: Value
        var item: Int32
    }

    private var level: [Int32] = []
    private var levelDistance: Value = 0
    private var heap: [Entry] = []

    /// `isMinimum`: the distance equals that of the entry taken last, so nothing can be nearer.
    @inline(__always)
    mutating func push(_ distance: Value, _ item: Int32, isMinimum: Bool) {
        if isMinimum {
            levelDistance = distance
            level.append(item)
        } else {
            heap.append(Entry(distance: distance, item: item))
            siftUp(heap.count - 1)
        }
    }

    @inline(__always)
    mutating func popMinimum() -> (distance: Value, item: Int32)? {
        if let item = level.popLast() { return (levelDistance, item) }
        guard let last = heap.popLast() else { return nil }
        guard let first = heap.first else { return (last.distance, last.item) }
        siftDown(last)
        return (first.distance, first.item)
    }

    mutating func removeAll() {
        level.removeAll(keepingCapacity: true)
        heap.removeAll(keepingCapacity: true)
    }

    private mutating func siftUp(_ start: Int) {
        heap.withUnsafeMutableBufferPointer { heap in
            let entry = heap[start]
            var index = start
            while index > 0 {
                let parent = (index - 1) / 2
                if heap[parent].distance <= entry.distance { break }
                heap[index] = heap[parent]
                index = parent
            }
            heap[index] = entry
        }
    }

    /// Puts an entry where the first was and lets it sink.
    private mutating func siftDown(_ entry: Entry) {
        heap.withUnsafeMutableBufferPointer { heap in
            var index = 0
            while true {
                var child = 2 * index + 1
                if child >= heap.count { break }
                if child + 1 < heap.count, heap[child + 1].distance < heap[child].distance {
                    child += 1
                }
                if entry.distance <= heap[child].distance { break }
                heap[index] = heap[child]
                index = child
            }
            heap[index] = entry
        }
    }
}
