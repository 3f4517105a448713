// The tree of segments behind Router, without its values: built once, then only read. A node is a
// place in a path; its children are literal segments and at most one capture.

struct RouteTable: Sendable {
    private struct Literal {
        let text: [UInt8]
        let child: Int
    }

    private struct Endpoint {
        let method: Method
        let route: Int
    }

    private struct Node {
        var literals: [Literal] = []
        var capture: Int?
        var endpoints: [Endpoint] = []
    }

    private var nodes = [Node()]
    /// Of each route, in the order they were given.
    private(set) var captureNames: [[Captures.Name]] = []

    init(_ routes: [(method: Method, pattern: String)]) throws(RouterError) {
        for (index, route) in routes.enumerated() {
            let segments = try Self.segments(of: route.pattern)
            let node = place(segments)
            if nodes[node].endpoints.contains(where: { $0.method == route.method }) {
                throw RouterError(
                    pattern: route.pattern,
                    reason: "another route takes the same \(route.method.rawValue) requests")
            }
            nodes[node].endpoints.append(Endpoint(method: route.method, route: index))
            captureNames.append(try Self.names(of: segments, pattern: route.pattern))
        }
    }

    // MARK: Finding

    func find(_ bytes: Span<UInt8>, _ path: Range<Int>) -> Int? {
        // "/" alone is the root; everywhere else an empty segment matches nothing.
        if path.count == 1, bytes[path.lowerBound] == UInt8(ascii: "/") {
            return nodes[0].endpoints.isEmpty ? nil : 0
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
        if let child = literal(bytes, segment, node) {
            if isLast, !nodes[child].endpoints.isEmpty { return child }
            if !isLast, let found = find(bytes, rest, end, child) { return found }
        }
        guard let child = nodes[node].capture else { return nil }
        if isLast { return nodes[child].endpoints.isEmpty ? nil : child }
        return find(bytes, rest, end, child)
    }

    private func literal(_ bytes: Span<UInt8>, _ segment: Range<Int>, _ node: Int) -> Int? {
        next: for literal in nodes[node].literals where literal.text.count == segment.count {
            for offset in 0..<segment.count
            where literal.text[offset] != bytes[segment.lowerBound + offset] {
                continue next
            }
            return literal.child
        }
        return nil
    }

    func route(_ method: Method, at node: Int) -> Int? {
        var fallback: Int?
        for endpoint in nodes[node].endpoints {
            if endpoint.method == method { return endpoint.route }
            if method == .head, endpoint.method == .get { fallback = endpoint.route }
        }
        return fallback
    }

    func methods(at node: Int) -> [Method] {
        let own = nodes[node].endpoints.map(\.method)
        return Method.allCases.filter { method in
            own.contains(method) || method == .options || (method == .head && own.contains(.get))
        }
    }

    // MARK: Building

    private enum Segment: Equatable {
        case literal([UInt8])
        case capture(String)
    }

    private static func segments(of pattern: String) throws(RouterError) -> [Segment] {
        guard pattern.utf8.first == UInt8(ascii: "/") else {
            throw RouterError(pattern: pattern, reason: "must begin with a slash")
        }
        if pattern == "/" { return [] }
        var segments: [Segment] = []
        for part in pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            segments.append(try segment(part, of: pattern))
        }
        return segments
    }

    private static func segment(
        _ part: Substring, of pattern: String
    ) throws(RouterError) -> Segment {
        if part.isEmpty { throw RouterError(pattern: pattern, reason: "has an empty segment") }
        if part.hasPrefix("{"), part.hasSuffix("}"), part.utf8.count > 2 {
            let name = part.dropFirst().dropLast()
            let isName = name.utf8.allSatisfy { isToken($0) }
            if isName { return .capture(String(name)) }
        }
        guard part.utf8.allSatisfy({ isPathCharacter($0) }) else {
            throw RouterError(pattern: pattern, reason: "\(part) is no segment of a path")
        }
        return .literal(Array(part.utf8))
    }

    private mutating func place(_ segments: [Segment]) -> Int {
        var node = 0
        for segment in segments {
            switch segment {
            case .literal(let text):
                if let known = nodes[node].literals.first(where: { $0.text == text }) {
                    node = known.child
                } else {
                    nodes[node].literals.append(Literal(text: text, child: nodes.count))
                    node = addNode()
                }
            case .capture:
                if let known = nodes[node].capture {
                    node = known
                } else {
                    nodes[node].capture = nodes.count
                    node = addNode()
                }
            }
        }
        return node
    }

    private mutating func addNode() -> Int {
        nodes.append(Node())
        return nodes.count - 1
    }

    private static func names(
        of segments: [Segment], pattern: String
    ) throws(RouterError) -> [Captures.Name] {
        var names: [Captures.Name] = []
        for (index, segment) in segments.enumerated() {
            guard case .capture(let name) = segment else { continue }
            if names.contains(where: { $0.text == name }) {
                throw RouterError(pattern: pattern, reason: "captures \(name) twice")
            }
            names.append(Captures.Name(text: name, segment: index))
        }
        return names
    }
}
