// Turns a response into bytes: head and body in one stretch, appended to what is to be sent. The
// one place where fields are written, and so where response splitting is made impossible: a field
// with a control in it never leaves, the whole response is replaced by a fixed 500.

package struct ResponseWriter: Sendable {
    /// How the connection goes on after what was appended.
    package struct Written: Sendable {
        /// The status that was really written.
        package let status: Int
        package let keepAlive: Bool
        /// The body that follows, piece by piece; nil when all has been appended.
        package let stream: ResponseStream?
        /// Whether its pieces go through `appendChunk`, and `appendLastChunk` at the end. When not,
        /// the end of the connection is the end of the body (HTTP/1.0, RFC 9112 §6.3).
        package let isChunked: Bool
    }

    private let method: Method
    private let version: Request.Version
    private let keepAlive: Bool

    /// What the response answers. For a request that was not understood, the defaults.
    package init(
        method: Method = .get, version: Request.Version = .http11, keepAlive: Bool = false
    ) {
        self.method = method
        self.version = version
        self.keepAlive = keepAlive
    }

    /// `date` is the text of HTTPDate. Date, Content-Length, Transfer-Encoding and Connection are
    /// said here: such fields in the response are passed over.
    package func append(
        _ response: Response, date: [UInt8], to out: inout [UInt8]
    ) -> Written {
        let start = out.count
        if let written = appendUnlessUnsafe(response, date, to: &out) { return written }
        out.removeSubrange(start...)
        if case .stream(let stream) = response.body { stream.cancel() }
        let replacement = Self.replacement(for: response)
        // The replacement has no field that could be unsafe.
        return appendUnlessUnsafe(replacement, date, to: &out)
            ?? Written(status: 500, keepAlive: false, stream: nil, isChunked: false)
    }

    /// Tells a client that waits for it to send the body (RFC 9110 §15.2.1).
    package static func appendContinue(to out: inout [UInt8]) {
        out.append(static: "HTTP/1.1 100 Continue\r\n\r\n")
    }

    // MARK: Pieces of a stream (RFC 9112 §7.1)

    /// An empty piece is left out: a chunk of size 0 would be the end.
    package static func appendChunk(_ piece: [UInt8], to out: inout [UInt8]) {
        guard !piece.isEmpty else { return }
        out.appendHexadecimal(piece.count)
        out.append(static: "\r\n")
        out.append(contentsOf: piece)
        out.append(static: "\r\n")
    }

    package static func appendLastChunk(to out: inout [UInt8]) {
        out.append(static: "0\r\n\r\n")
    }

    // MARK: The head

    private func appendUnlessUnsafe(
        _ response: Response, _ date: [UInt8], to out: inout [UInt8]
    ) -> Written? {
        guard response.status >= 200, response.status <= 599 else { return nil }
        appendStatusLine(response.status, to: &out)
        out.append(static: "Date: ")
        out.append(contentsOf: date)
        out.append(static: "\r\n")
        for field in response.headers where !Self.isOurs(field.name) {
            guard out.append(field) else { return nil }
        }
        return appendBody(response, to: &out)
    }

    /// Always 1.1, also to a client of 1.0: the version says what we speak (RFC 9110 §6.2).
    private func appendStatusLine(_ status: Int, to out: inout [UInt8]) {
        out.append(static: "HTTP/1.1 ")
        out.appendDecimal(status)
        out.append(Octet.space)
        out.append(static: Status.reason(status))
        out.append(static: "\r\n")
    }

    private func appendConnection(_ keepAlive: Bool, to out: inout [UInt8]) {
        if !keepAlive {
            out.append(static: "Connection: close\r\n")
        } else if version == .http10 {
            out.append(static: "Connection: keep-alive\r\n")
        }
    }

    // MARK: The body

    private func appendBody(_ response: Response, to out: inout [UInt8]) -> Written {
        let hasContent = response.status != 204 && response.status != 304
        if case .stream(let stream) = response.body {
            if hasContent { return appendStream(stream, response.status, to: &out) }
            stream.cancel()
        }
        // 204 must not have a length; in a 304 it would be that of the 200 (RFC 9110 §8.6).
        if hasContent {
            out.append(static: "Content-Length: ")
            out.appendDecimal(response.byteCount)
            out.append(static: "\r\n")
        }
        appendConnection(keepAlive, to: &out)
        out.append(static: "\r\n")
        if hasContent, method != .head, case .bytes(let bytes) = response.body {
            out.append(contentsOf: bytes)
        }
        return Written(
            status: response.status, keepAlive: keepAlive, stream: nil, isChunked: false)
    }

    private func appendStream(
        _ stream: ResponseStream, _ status: Int, to out: inout [UInt8]
    ) -> Written {
        let isChunked = version == .http11
        if isChunked { out.append(static: "Transfer-Encoding: chunked\r\n") }
        let isHead = method == .head
        let keepAlive = keepAlive && (isChunked || isHead)
        appendConnection(keepAlive, to: &out)
        out.append(static: "\r\n")
        if isHead { stream.cancel() }
        return Written(
            status: status, keepAlive: keepAlive, stream: isHead ? nil : stream,
            isChunked: isChunked && !isHead)
    }

    // MARK: Safety

    private static func isOurs(_ name: String) -> Bool {
        switch name.utf8.count {
        case 4: name.lowercased() == "date"
        case 10: name.lowercased() == "connection"
        case 14: name.lowercased() == "content-length"
        case 17: name.lowercased() == "transfer-encoding"
        default: false
        }
    }

    /// Keeps the request's id, where that can be written, so that the log can be found.
    private static func replacement(for response: Response) -> Response {
        var scratch: [UInt8] = []
        let id = response.headers.first { $0.name.lowercased() == "x-request-id" }
        let safe = id.flatMap { scratch.append($0) ? $0 : nil }
        let problem = Problem(
            status: 500, code: "internal", title: "Internal error",
            detail: "The answer could not be written. The error has been recorded.",
            headers: safe.map { [$0] } ?? [])
        return problem.response(requestID: safe?.value ?? "")
    }
}

extension Response {
    fileprivate var byteCount: Int {
        if case .bytes(let bytes) = body { bytes.count } else { 0 }
    }
}
