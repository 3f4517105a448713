// The routes while they are put together: patterns taken apart, and everything refused that could
// not work. RouteTable is made of it, and it is not kept.

struct RouteTree {
    struct Node {
        var literals: [(text: [UInt8], child: Int)] = []
        var capture: Int?
        var routes: [Method: Int] = [:]
    }

    private enum Segment {
        case literal([UInt8])
        case capture(String)
    }

    private(set) var nodes = [Node()]
    private(set) var captureNames: [[Captures.Name]] = []

    mutating func add(
        _ method: Method, _ pattern: String, route: Int
    ) throws(RouterError) {
        let segments = try Self.segments(of: pattern)
        let node = place(segments)
        guard nodes[node].routes[method] == nil else {
            throw RouterError(
                pattern: pattern,
                reason: "another route takes the same \(method.rawValue) requests")
        }
        nodes[node].routes[method] = route
        captureNames.append(try Self.names(of: segments, pattern: pattern))
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
            if name.utf8.allSatisfy({ isToken($0) }) { return .capture(String(name)) }
        }
        guard part.utf8.allSatisfy({ isPathCharacter($0) }) else {
            throw RouterError(pattern: pattern, reason: "\(part) is no segment of a path")
        }
        return .literal(Array(part.utf8))
    }

    private mutating func place(_ segments: [Segment]) -> Int {
        var node = 0
        for segment in segments { node = child(segment, of: node) }
        return node
    }

    private mutating func child(_ segment: Segment, of node: Int) -> Int {
        switch segment {
        case .literal(let text):
            if let known = nodes[node].literals.first(where: { $0.text == text }) {
                return known.child
            }
            nodes[node].literals.append((text, nodes.count))
        case .capture:
            if let known = nodes[node].capture { return known }
            nodes[node].capture = nodes.count
        }
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
