// Turns a response into bytes: head and body in one stretch, appended to what is to be sent. A
// field with a control in it never leaves: the whole response is replaced by a fixed 500.

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
    /// said here: such fields in the response are passed over. `lines` are further fields, known
    /// when the program is built, each with its CRLF.
    package func append(
        _ response: Response, date: [UInt8], lines: StaticString = "", to out: inout [UInt8]
    ) -> Written {
        if let written = appendIfSafe(response, date, lines, to: &out) { return written }
        if case .stream(let stream) = response.body { stream.cancel() }
        // The replacement has no field that could be unsafe.
        return appendIfSafe(Self.replacement(for: response), date, "", to: &out)
            ?? Written(status: 500, keepAlive: false, stream: nil, isChunked: false)
    }

    // MARK: Head and body

    /// Room for the status line and the fields that are said here; they need less than 256.
    private static let ownLines = 512

    private func appendIfSafe(
        _ response: Response, _ date: [UInt8], _ lines: StaticString, to out: inout [UInt8]
    ) -> Written? {
        guard response.status >= 200, response.status <= 599,
            !response.headers.traits.isUnsafe
        else { return nil }
        let body = content(of: response)
        let room =
            Self.ownLines + date.count + response.headers.bytes.count + lines.utf8CodeUnitCount
            + body.count
        var written: Written?
        out.append(atMost: room) { out in
            written = appendHead(response, date, lines, to: &out)
            out.append(body)
        }
        return written
    }

    private func appendHead(
        _ response: Response, _ date: [UInt8], _ lines: StaticString, to out: inout OutputBytes
    ) -> Written {
        appendStatusLine(response.status, to: &out)
        out.append(static: "Date: ")
        out.append(date)
        out.endLine()
        out.append(response.headers.bytes)
        out.append(static: lines)
        let written = appendFraming(response, to: &out)
        if !written.keepAlive {
            out.append(static: "Connection: close\r\n")
        } else if version == .http10 {
            out.append(static: "Connection: keep-alive\r\n")
        }
        out.endLine()
        return written
    }

    /// Always 1.1, also to a client of 1.0: the version says what we speak (RFC 9110 §6.2).
    private func appendStatusLine(_ status: Int, to out: inout OutputBytes) {
        out.append(static: "HTTP/1.1 ")
        // Three digits: `appendIfSafe` has seen to that.
        out.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: status / 100))
        out.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: status / 10 % 10))
        out.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: status % 10))
        out.append(Octet.space)
        out.append(static: Status.reason(status))
        out.endLine()
    }

    // MARK: The body

    private static func mayHaveContent(_ status: Int) -> Bool { status != 204 && status != 304 }

    /// What follows the head at once.
    private func content(of response: Response) -> [UInt8] {
        guard method != .head, Self.mayHaveContent(response.status) else { return [] }
        return response.bytes
    }

    private func appendFraming(
        _ response: Response, to out: inout OutputBytes
    ) -> Written {
        if case .stream(let stream) = response.body {
            return appendStream(stream, response.status, to: &out)
        }
        // 204 must not have a length; in a 304 it would be that of the 200 (RFC 9110 §8.6).
        if Self.mayHaveContent(response.status) {
            out.append(static: "Content-Length: ")
            out.appendDecimal(response.bytes.count)
            out.endLine()
        }
        return Written(
            status: response.status, keepAlive: keepAlive, stream: nil, isChunked: false)
    }

    private func appendStream(
        _ stream: ResponseStream, _ status: Int, to out: inout OutputBytes
    ) -> Written {
        let hasBody = Self.mayHaveContent(status)
        let isChunked = version == .http11
        if hasBody, isChunked { out.append(static: "Transfer-Encoding: chunked\r\n") }
        guard hasBody, method != .head else {
            stream.cancel()
            return Written(status: status, keepAlive: keepAlive, stream: nil, isChunked: false)
        }
        return Written(
            status: status, keepAlive: keepAlive && isChunked, stream: stream,
            isChunked: isChunked)
    }

    // MARK: Safety

    /// Keeps the request's id, where that can be written, so that the log can be found.
    private static func replacement(for response: Response) -> Response {
        let id = response.header("X-Request-Id")
        let problem = Problem(
            status: 500, code: "internal_error", title: "Internal error",
            detail: "The answer could not be written. The error has been recorded.",
            headers: id.map { [Response.Header("X-Request-Id", $0)] } ?? [])
        return problem.response(requestID: id ?? "")
    }
}
