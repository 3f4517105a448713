// One response as a value: status, fields and body. How it becomes bytes is ResponseWriter's
// business; Date, Content-Length, Connection and Transfer-Encoding are added there and never here.

package struct Response: Sendable {
    package struct Header: Sendable, Equatable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package enum Body: Sendable {
        case empty
        case bytes([UInt8])
        /// Written piece by piece from another thread, never more than its bound in memory.
        case stream(ResponseStream)
    }

    package var status: Int
    package var headers: HeaderLines
    package var body: Body

    package init(status: Int, headers: [Header] = [], body: Body = .empty) {
        self.init(status: status, lines: HeaderLines(headers), body: body)
    }

    package init(status: Int, lines: HeaderLines, body: Body = .empty) {
        self.status = status
        headers = lines
        self.body = body
    }

    package func header(_ name: StaticString) -> String? { headers.value(of: name) }

    /// The body's bytes; empty for a stream.
    package var bytes: [UInt8] {
        if case .bytes(let bytes) = body { bytes } else { [] }
    }
}

extension Response {
    package static func json(_ bytes: [UInt8], status: Int = 200, headers: [Header] = [])
        -> Response
    {
        var lines = HeaderLines.json
        for header in headers { lines.append(header) }
        return Response(status: status, lines: lines, body: .bytes(bytes))
    }

    /// The same with an entity tag of `version` and `view`.
    package static func json(
        _ bytes: [UInt8], status: Int = 200, version: Int, view: String, headers: [Header] = []
    ) -> Response {
        var lines = HeaderLines.json
        for header in headers { lines.append(header) }
        lines.append(entityTag: version, view)
        return Response(status: status, lines: lines, body: .bytes(bytes))
    }
}
