// The frozen tree of segments behind Router, without its values. A node is a place in a path; its
// children are literal segments, sorted so that a search is short, and at most one capture. All of
// them lie in a few flat arrays that are only read.

package struct RouteTable: Sendable {
    private struct Literal {
        let key: UInt64
        let text: [UInt8]
        let child: Int
    }

    private struct Node {
        /// Its literals' place in `literals`.
        let literals: Range<Int>
        let capture: Int?
        let hasRoutes: Bool
    }

    private var nodes: [Node] = []
    private var literals: [Literal] = []
    /// For each node one place for each method; -1 where there is no route.
    private var routes: [Int] = []
    private let stride = Method.allCases.count
    /// Of each route, in the order they were given.
    let captureNames: [[Captures.Name]]

    init(_ list: [(method: Method, pattern: String)]) throws(RouterError) {
        var tree = RouteTree()
        for (index, route) in list.enumerated() {
            try tree.add(route.method, route.pattern, route: index)
        }
        captureNames = tree.captureNames
        for node in tree.nodes {
            let start = literals.count
            literals += node.literals.map { text, child in
                Literal(key: Self.key(text.span, 0..<text.count), text: text, child: child)
            }
            literals[start...].sort { $0.key < $1.key }
            nodes.append(
                Node(
                    literals: start..<literals.count, capture: node.capture,
                    hasRoutes: !node.routes.isEmpty))
            routes += Method.allCases.map { node.routes[$0] ?? -1 }
        }
    }

    // MARK: Finding

    func find(_ bytes: Span<UInt8>, _ path: Range<Int>) -> Int? {
        // "/" alone is the root; everywhere else an empty segment matches nothing.
        if path.count == 1, bytes[path.lowerBound] == UInt8(ascii: "/") {
            return nodes[0].hasRoutes ? 0 : nil
        }
        return find(bytes, PathSegments(path), path.upperBound, 0)
    }

    /// Goes back to the capture when the literal leads nowhere. Depth is bounded by the longest
    /// pattern, and each node is looked at once at most.
    private func find(
        _ bytes: Span<UInt8>, _ rest: PathSegments, _ end: Int, _ node: Int
    ) -> Int? {
        var rest = rest
        guard let segment = rest.next(bytes), !segment.isEmpty else { return nil }
        let isLast = segment.upperBound == end
        if let child = literal(bytes, segment, nodes[node].literals) {
            if isLast, nodes[child].hasRoutes { return child }
            if !isLast, let found = find(bytes, rest, end, child) { return found }
        }
        guard let child = nodes[node].capture else { return nil }
        if isLast { return nodes[child].hasRoutes ? child : nil }
        return find(bytes, rest, end, child)
    }

    private func literal(
        _ bytes: Span<UInt8>, _ segment: Range<Int>, _ places: Range<Int>
    ) -> Int? {
        let key = Self.key(bytes, segment)
        var low = places.lowerBound
        var high = places.upperBound
        while low < high {
            let middle = (low + high) / 2
            if literals[middle].key < key { low = middle + 1 } else { high = middle }
        }
        // Segments of the same length that begin alike have the same key.
        while low < places.upperBound, literals[low].key == key {
            if bytes.equals(segment, literals[low].text) { return literals[low].child }
            low += 1
        }
        return nil
    }

    /// The first seven bytes and the length: sorts segments, and tells nearly all of them apart.
    private static func key(_ bytes: Span<UInt8>, _ segment: Range<Int>) -> UInt64 {
        var key = UInt64(truncatingIfNeeded: segment.count)
        for index in segment.prefix(7) { key = key << 8 | UInt64(bytes[index]) }
        return key
    }

    func route(_ method: Method, at node: Int) -> Int? {
        let places = node * stride
        let own = routes[places + method.place]
        if own >= 0 { return own }
        // RFC 9110 §9.3.2: HEAD is GET without the content.
        let get = method == .head ? routes[places + Method.get.place] : -1
        return get >= 0 ? get : nil
    }

    func methods(at node: Int) -> [Method] {
        Method.allCases.filter { $0 == .options || route($0, at: node) != nil }
    }
}

extension Method {
    /// Its place in `allCases`.
    fileprivate var place: Int {
        switch self {
        case .get: 0
        case .head: 1
        case .post: 2
        case .put: 3
        case .patch: 4
        case .delete: 5
        case .options: 6
        case .trace: 7
        case .connect: 8
        case .query: 9
        case .other: 10
        }
    }
}

extension Span<UInt8> {
    fileprivate func equals(_ range: Range<Int>, _ text: [UInt8]) -> Bool {
        guard range.count == text.count else { return false }
        for offset in 0..<text.count where self[range.lowerBound + offset] != text[offset] {
            return false
        }
        return true
    }
}
