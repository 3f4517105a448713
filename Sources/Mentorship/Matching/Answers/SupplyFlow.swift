// The greatest flow from those who wait through what they want to the places where it is offered
// (Dinitz, Soviet Mathematics Doklady 11, 1970). Those from whom nothing more can flow, and all
// that they could reach, are where places are short.

struct SupplyFlow {
    private struct Arc {
        let head: Int32
        var room: Int
    }

    private let demands: [(key: [Supply.Want], value: Int)]
    private let levels: WantLevels
    private let offers: [Supply.Offer]
    /// Arc 2i and its way back, 2i + 1.
    private var arcs: [Arc] = []
    private var leaving: [[Int32]]
    private var layer: [Int32] = []
    private var cursor: [Int] = []
    private let source: Int
    private let sink: Int

    /// Nodes are the mentees who want the same, then the wants, then the mentors.
    init(
        _ demands: [(key: [Supply.Want], value: Int)], _ levels: WantLevels,
        _ offers: [Supply.Offer]
    ) {
        self.demands = demands
        self.levels = levels
        self.offers = offers
        let (firstWant, firstMentor) = (demands.count, demands.count + levels.wants.count)
        source = firstMentor + offers.count
        sink = source + 1
        leaving = [[Int32]](repeating: [], count: sink + 1)
        let all = demands.reduce(0) { $0 + $1.value }
        for (index, (wanted, count)) in demands.enumerated() {
            join(source, index, count)
            for want in wanted { join(index, firstWant + (levels.position[want] ?? 0), all) }
        }
        for (index, next) in levels.next.enumerated() {
            if let next { join(firstWant + index, firstWant + next, all) }
        }
        for (mentor, covered) in levels.covered.enumerated() {
            for want in covered { join(firstWant + want, firstMentor + mentor, all) }
            join(firstMentor + mentor, sink, min(offers[mentor].places, all))
        }
        while spread() {
            cursor = [Int](repeating: 0, count: leaving.count)
            while push() {}
        }
    }

    private mutating func join(_ tail: Int, _ head: Int, _ room: Int) {
        leaving[tail].append(Int32(truncatingIfNeeded: arcs.count))
        arcs.append(Arc(head: Int32(truncatingIfNeeded: head), room: room))
        leaving[head].append(Int32(truncatingIfNeeded: arcs.count))
        arcs.append(Arc(head: Int32(truncatingIfNeeded: tail), room: 0))
    }

    // MARK: Flow

    /// How many steps each node lies from the source; whether the sink is reached.
    private mutating func spread() -> Bool {
        layer = [Int32](repeating: -1, count: leaving.count)
        layer[source] = 0
        var queue = [source]
        var first = 0
        while first < queue.count {
            let node = queue[first]
            first += 1
            for arc in leaving[node] where arcs[Int(arc)].room > 0 {
                let head = Int(arcs[Int(arc)].head)
                guard layer[head] < 0 else { continue }
                layer[head] = layer[node] + 1
                queue.append(head)
            }
        }
        return layer[sink] >= 0
    }

    /// As much as fits along one shortest way; false when there is none left.
    private mutating func push() -> Bool {
        var way: [Int] = []
        var node = source
        while node != sink {
            if let arc = nextArc(from: node) {
                way.append(arc)
                node = Int(arcs[arc].head)
            } else {
                guard let last = way.popLast() else { return false }
                layer[node] = -1
                node = Int(arcs[last ^ 1].head)
            }
        }
        let room = way.map { arcs[$0].room }.min() ?? 0
        for arc in way {
            arcs[arc].room -= room
            arcs[arc ^ 1].room += room
        }
        return true
    }

    private mutating func nextArc(from node: Int) -> Int? {
        while cursor[node] < leaving[node].count {
            let arc = Int(leaving[node][cursor[node]])
            if arcs[arc].room > 0, layer[Int(arcs[arc].head)] == layer[node] + 1 { return arc }
            cursor[node] += 1
        }
        return nil
    }

    // MARK: Where places are short

    /// What the last search still reached is the side of a least cut: all its places are taken, and
    /// some of its mentees go without (Ford and Fulkerson, 1956). What hangs together is one gap.
    func gaps() -> [Supply.Gap] {
        var part = Array(leaving.indices)
        func root(_ node: Int) -> Int {
            var node = node
            while part[node] != node { node = part[node] }
            return node
        }
        for node in 0..<source where layer[node] >= 0 {
            for arc in leaving[node] where Int(arcs[Int(arc)].head) < source {
                let head = Int(arcs[Int(arc)].head)
                guard layer[head] >= 0 else { continue }
                let (one, other) = (root(node), root(head))
                part[max(one, other)] = min(one, other)
            }
        }
        var found: [Int: (wants: Set<Supply.Want>, mentees: Int, places: Int)] = [:]
        for (index, demand) in demands.enumerated() where layer[index] >= 0 {
            let key = root(index)
            found[key, default: ([], 0, 0)].wants.formUnion(demand.key)
            found[key, default: ([], 0, 0)].mentees += demand.value
        }
        let firstMentor = demands.count + levels.wants.count
        for (mentor, offer) in offers.enumerated() where layer[firstMentor + mentor] >= 0 {
            found[root(firstMentor + mentor), default: ([], 0, 0)].places += offer.places
        }
        return found.values
            .map { Supply.Gap(wants: $0.wants.sorted(), mentees: $0.mentees, places: $0.places) }
            .sorted {
                $0.short != $1.short
                    ? $0.short > $1.short : $0.wants.lexicographicallyPrecedes($1.wants)
            }
    }
}
