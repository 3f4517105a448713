// The fields of a response as the lines that go out, checked when they are added: the one place
// where response splitting is made impossible. What matters for the body's coding is noted on the
// way, so that nobody has to search for it.

package struct HeaderLines: Sendable {
    /// Each line with its CRLF.
    package private(set) var bytes: [UInt8] = []
    package private(set) var traits = Traits()

    /// What the fields say about the answer as a whole.
    package struct Traits: Sendable, Equatable {
        /// A field was left out since its name is no token or its value has a control in it: CR,
        /// LF and NUL would split the response (RFC 9110 §5.5). Such a response must not leave.
        package var isUnsafe = false
        /// A media type that is worth to be compressed.
        package var isTextual = false
        /// Coded already, or not to be coded (RFC 9110 §8.4 and §7.7).
        package var keepsCoding = false
        package var hasEntityTag = false

        package init() {}
    }

    package init() {}

    package init(_ headers: [Response.Header]) {
        if headers.isEmpty { return }
        bytes.reserveCapacity(headers.reduce(0) { $0 + $1.lineCount })
        for header in headers { append(header) }
    }

    package static let json = HeaderLines([
        Response.Header("Content-Type", "application/json")
    ])

    // MARK: Adding

    /// Date, Content-Length, Connection and Transfer-Encoding are the writer's own and passed over.
    package mutating func append(_ header: Response.Header) {
        guard header.isSafe else {
            traits.isUnsafe = true
            return
        }
        switch header.name.utf8.count {
        case 4 where header.isNamed("date") || header.isNamed("etag"):
            if header.isNamed("date") { return }
            traits.hasEntityTag = true
        case 10 where header.isNamed("connection"), 14 where header.isNamed("content-length"),
            17 where header.isNamed("transfer-encoding"):
            return
        case 12 where header.isNamed("content-type"):
            if Self.isTextual(header.value) { traits.isTextual = true }
        case 16 where header.isNamed("content-encoding"),
            13 where header.isNamed("cache-control") && header.value.contains("no-transform"):
            traits.keepsCoding = true
        default: break
        }
        bytes.append(atMost: header.lineCount) { out in
            out.append(header.name)
            out.append(static: ": ")
            out.append(header.value)
            out.endLine()
        }
    }

    /// Lines known when the program is built, each with its CRLF, that have no trait.
    package mutating func append(static lines: StaticString) {
        lines.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// A field whose name is known when the program is built, of those without a trait.
    package mutating func append(static name: StaticString, _ value: String) {
        append(static: name, atMost: value.utf8.count) { $0.append(value) }
    }

    /// A strong entity tag of a version and what of it the viewer sees (RFC 9110 §8.8.3).
    package mutating func append(entityTag version: Int, _ view: String) {
        traits.hasEntityTag = true
        append(static: "ETag", atMost: view.utf8.count + 24) { out in
            out.append(static: "\"")
            out.appendDecimal(version)
            out.append(static: "-")
            out.append(view)
            out.append(static: "\"")
        }
    }

    /// The same with a value of at most so many bytes that `fill` writes.
    package mutating func append(
        static name: StaticString, atMost most: Int, _ fill: (inout OutputBytes) -> Void
    ) {
        let start = bytes.count
        bytes.append(atMost: name.utf8CodeUnitCount + most + 4) { out in
            out.append(static: name)
            out.append(static: ": ")
            fill(&out)
            out.endLine()
        }
        // The line's own CR is the first control.
        if bytes.span.firstControl(from: start) != bytes.count - 2 {
            bytes.removeSubrange(start...)
            traits.isUnsafe = true
        }
    }

    /// Becomes a copy of `other`, with room for so many bytes more, in the storage it has.
    package mutating func replace(with other: HeaderLines, addingCapacity room: Int) {
        bytes.removeAll(keepingCapacity: true)
        bytes.reserveCapacity(other.bytes.count + room)
        bytes.append(contentsOf: other.bytes)
        traits = other.traits
    }

    /// text/event-stream stays plain: its pieces are too small to gain.
    private static func isTextual(_ value: String) -> Bool {
        if value == "application/json" || value == "application/problem+json" { return true }
        let type = value.prefix { $0 != ";" && $0 != " " }.lowercased()
        return type != "text/event-stream"
            && (type.hasPrefix("text/") || type.hasSuffix("json") || type.hasSuffix("yaml")
                || type == "application/csv")
    }

    // MARK: Looking

    /// The first value under that name, which compares without case.
    package func value(of name: StaticString) -> String? {
        let bytes = bytes.span
        var start = 0
        while let line = Self.line(bytes, start) {
            if bytes.equals(line.name, anyCase: name) { return Self.text(bytes, line.value) }
            start = line.next
        }
        return nil
    }

    private static func line(
        _ bytes: Span<UInt8>, _ start: Int
    ) -> (name: Range<Int>, value: Range<Int>, next: Int)? {
        guard start < bytes.count else { return nil }
        var colon = start
        while bytes[colon] != UInt8(ascii: ":") { colon += 1 }
        var end = colon + 2
        while bytes[end] != Octet.carriageReturn { end += 1 }
        return (start..<colon, colon + 2..<end, end + 2)
    }

    private static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        bytes.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}

extension HeaderLines: Sequence {
    package struct Iterator: IteratorProtocol {
        fileprivate let bytes: [UInt8]
        fileprivate var start = 0

        package mutating func next() -> Response.Header? {
            guard let line = HeaderLines.line(bytes.span, start) else { return nil }
            start = line.next
            return Response.Header(
                HeaderLines.text(bytes.span, line.name), HeaderLines.text(bytes.span, line.value))
        }
    }

    package func makeIterator() -> Iterator { Iterator(bytes: bytes) }
}

extension Response.Header {
    /// Bytes of the whole line.
    var lineCount: Int { name.utf8.count + value.utf8.count + 4 }

    /// Whether the line may be written: the name is a token, and the value has no control in it.
    var isSafe: Bool {
        let name = name.utf8Span.span
        if name.isEmpty || value.utf8Span.span.firstControl(from: 0) != nil { return false }
        for index in name.indices where !isToken(name[index]) { return false }
        return true
    }

    /// Without regard to case.
    package func isNamed(_ other: StaticString) -> Bool {
        let name = name.utf8Span.span
        return name.equals(0..<name.count, anyCase: other)
    }
}
