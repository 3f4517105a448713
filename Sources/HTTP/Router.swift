// Finds the route of a path: frozen at start, by bytes and segments, a literal before a capture.
// Never makes a String on the way, and never normalises beyond what is equal by RFC 3986 §6.2.2.2
// (an escaped letter is that letter): any other path that differs is a different path.

package struct Router<Value: Sendable>: Sendable {
    package enum Match: Sendable {
        case found(Value, Captures)
        /// The path exists, for these methods (RFC 9110 §15.5.6): HEAD where there is GET, and
        /// OPTIONS, which the dispatcher answers everywhere.
        case methodNotAllowed(allow: [Method])
        case notFound
    }

    /// In the order in which the routes were given.
    package let values: [Value]
    private let table: RouteTable

    /// Patterns such as "/v1/people/{person}/tokens". Two routes that could never be told apart,
    /// or a pattern that no path can match, are an error.
    package init(_ routes: [(method: Method, pattern: String, value: Value)]) throws(RouterError) {
        values = routes.map(\.value)
        table = try RouteTable(routes.map { ($0.method, $0.pattern) })
    }

    /// A HEAD that has no route of its own is served by GET's.
    package func find(_ method: Method, in request: Request) -> Match {
        find(method, request.head, request.path)
    }

    package func find(_ method: Method, path: [UInt8]) -> Match {
        find(method, path, 0..<path.count)
    }

    /// The same, with the route's number in `values` alone: to copy a value of any kind, another
    /// module would find out at every request how that is done.
    package func place(of method: Method, in request: Request) -> RouteTable.Place {
        table.place(method, request.head, request.path)
    }

    private func find(_ method: Method, _ bytes: [UInt8], _ path: Range<Int>) -> Match {
        switch table.place(method, bytes, path) {
        case .found(let captures): .found(values[captures.route], captures)
        case .methodNotAllowed(let allowed): .methodNotAllowed(allow: allowed)
        case .notFound: .notFound
        }
    }
}

extension RouteTable {
    /// What a router finds, before it is known what the routes are.
    package enum Place {
        case found(Captures)
        case methodNotAllowed([Method])
        case notFound
    }

    func place(_ method: Method, _ bytes: [UInt8], _ path: Range<Int>) -> Place {
        guard path.lowerBound >= 0, path.upperBound <= bytes.count else { return .notFound }
        if let plain = PercentDecoding.withoutNeedlessEscapes(bytes.span, path) {
            return place(method, plain, 0..<plain.count)
        }
        guard let node = find(bytes.span, path) else { return .notFound }
        guard let route = self.route(method, at: node) else {
            return .methodNotAllowed(methods(at: node))
        }
        return .found(
            Captures(bytes: bytes, path: path, route: route, names: captureNames[route]))
    }
}

package struct RouterError: Error, Sendable, Equatable, CustomStringConvertible {
    package let pattern: String
    package let reason: String

    package var description: String { "route \(pattern): \(reason)" }
}

/// What the captures of a pattern stand for in one path; decoded when somebody asks.
package struct Captures: Sendable {
    struct Name: Sendable {
        let text: String
        /// The number of its segment in the path, from 0.
        let segment: Int
    }

    /// The number of the route that was found.
    package let route: Int
    private let bytes: [UInt8]
    private let path: Range<Int>
    private let captured: [Name]

    init(bytes: [UInt8], path: Range<Int>, route: Int, names: [Name]) {
        self.route = route
        self.bytes = bytes
        self.path = path
        captured = names
    }

    package static let none = Captures(bytes: [], path: 0..<0, route: 0, names: [])

    package var names: [String] { captured.map(\.text) }

    /// The decoded segment; a decoded "/" belongs to it. Nil when the pattern has no such name.
    package subscript(name: String) -> String? {
        captured.first { $0.text == name }.flatMap(text)
    }

    /// The same by a name that is known when the program is built.
    package func text(of name: StaticString) -> String? {
        for capture in captured {
            let text = capture.text.utf8Span.span
            if text.equals(0..<text.count, name) { return self.text(capture) }
        }
        return nil
    }

    private func text(_ capture: Name) -> String? {
        var segments = PathSegments(path)
        var segment: Range<Int>?
        for _ in 0...capture.segment { segment = segments.next(bytes.span) }
        return segment.flatMap { PercentDecoding.text(bytes.span, $0) }
    }
}

/// Walks the segments of a path that begins with "/"; an empty last one is a segment too.
struct PathSegments {
    private var position: Int
    private let end: Int

    init(_ path: Range<Int>) {
        position = path.lowerBound
        end = path.upperBound
    }

    mutating func next(_ bytes: Span<UInt8>) -> Range<Int>? {
        guard position < end, bytes[position] == UInt8(ascii: "/") else { return nil }
        let start = position + 1
        position = bytes.first(UInt8(ascii: "/"), in: start..<end)
        return start..<position
    }
}
