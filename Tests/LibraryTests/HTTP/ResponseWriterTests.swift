// Responses as the wire sees them: golden texts, and the fields that never leave.

import HTTP
import Testing

@Suite struct ResponseWriterTests {
    private let date = HTTPDate.bytes(secondsSince1970: 784_111_777)
    private static let dateLine = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

    private func write(
        _ response: Response, _ method: Method = .get, _ version: Request.Version = .http11,
        keepAlive: Bool = true
    ) -> (text: String, written: ResponseWriter.Written) {
        var out: [UInt8] = Array(">".utf8)
        let writer = ResponseWriter(method: method, version: version, keepAlive: keepAlive)
        let written = writer.append(response, date: date, to: &out)
        let text = String(decoding: out.dropFirst(), as: UTF8.self)
        #expect(out.first == UInt8(ascii: ">"))
        return (text.replacing(Self.dateLine, with: ""), written)
    }

    private let hello = Response(
        status: 200, headers: [.init("Content-Type", "text/plain")], body: .bytes([0x68, 0x69]))

    @Test func `an answer is its status, fields, length and body`() {
        let (text, written) = write(hello)
        #expect(
            text == "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi")
        #expect(written.keepAlive && written.stream == nil && written.status == 200)
    }

    @Test func `the date comes right after the status line`() {
        var out: [UInt8] = []
        _ = ResponseWriter().append(hello, date: date, to: &out)
        let text = String(decoding: out, as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n" + Self.dateLine))
    }

    @Test func `HEAD has the same fields and no body`() {
        #expect(write(hello, .head).text + "hi" == write(hello).text)
    }

    @Test(arguments: [
        (Request.Version.http11, true, ""), (.http11, false, "Connection: close\r\n"),
        (.http10, true, "Connection: keep-alive\r\n"), (.http10, false, "Connection: close\r\n"),
    ])
    func `each version says what differs from its habit`(
        _ version: Request.Version, _ keepAlive: Bool, _ line: String
    ) {
        let (text, written) = write(Response(status: 404), .get, version, keepAlive: keepAlive)
        #expect(text == "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\(line)\r\n")
        #expect(written.keepAlive == keepAlive)
    }

    @Test(arguments: [(204, "No Content"), (304, "Not Modified")])
    func `an answer that has no body by its status has no length either`(
        _ status: Int, _ reason: String
    ) {
        let response = Response(
            status: status, headers: [.init("ETag", "\"1\"")], body: .bytes([1, 2, 3]))
        #expect(write(response).text == "HTTP/1.1 \(status) \(reason)\r\nETag: \"1\"\r\n\r\n")
        let stream = ResponseStream()
        #expect(write(Response(status: status, body: .stream(stream))).written.stream == nil)
        #expect(stream.isCancelled)
    }

    @Test func `a stream is chunked in 1_1`() {
        let stream = ResponseStream()
        let (text, written) = write(Response(status: 200, body: .stream(stream)))
        #expect(text == "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        #expect(written.stream === stream && written.isChunked && written.keepAlive)
    }

    @Test func `a stream in 1_0 ends with the connection`() {
        let stream = ResponseStream()
        let (text, written) = write(Response(status: 200, body: .stream(stream)), .get, .http10)
        #expect(text == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        #expect(written.stream === stream && !written.isChunked && !written.keepAlive)
    }

    @Test func `HEAD of a stream tells its producer to stop`() {
        let stream = ResponseStream()
        let (text, written) = write(Response(status: 200, body: .stream(stream)), .head)
        #expect(text == "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        #expect(written.stream == nil && written.keepAlive && stream.isCancelled)
    }

    @Test(arguments: [1, 9, 10, 15, 16, 17, 255, 256, 4095, 4096, 70_000])
    func `a chunk is what the decoder reads`(_ count: Int) {
        let piece = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        var out: [UInt8] = []
        ResponseWriter.appendChunk(piece, to: &out)
        ResponseWriter.appendChunk([], to: &out)
        ResponseWriter.appendChunk([1], to: &out)
        ResponseWriter.appendLastChunk(to: &out)
        var decoder = ChunkedBody(bodyMax: 100_000)
        var body: [UInt8] = []
        let progress = decoder.decode(out, appendingTo: &body)
        #expect(progress.outcome == .complete && progress.consumed == out.count)
        #expect(body == piece + [1])
    }

    @Test func `the chunk of ten bytes has an a in front`() {
        var out: [UInt8] = []
        ResponseWriter.appendChunk(Array("0123456789".utf8), to: &out)
        ResponseWriter.appendLastChunk(to: &out)
        #expect(String(decoding: out, as: UTF8.self) == "a\r\n0123456789\r\n0\r\n\r\n")
    }

    @Test(arguments: [
        ("X", "a\r\nSet-Cookie: b"), ("X", "a\nb"), ("X", "a\rb"), ("X", "a\0b"),
        ("X", "\u{1B}[0m"),
        ("X", "\u{7F}"), ("X\r\nY", "a"), ("X Y", "a"), ("X:", "a"), ("", "a"), ("\u{FC}", "a"),
    ])
    func `a field with a control never leaves`(_ name: String, _ value: String) {
        let response = Response(
            status: 200,
            headers: [.init("X-Request-Id", "r1"), .init("A", "b"), .init(name, value)],
            body: .bytes(Array("secret".utf8)))
        let (text, written) = write(response)
        #expect(text.hasPrefix("HTTP/1.1 500 Internal Server Error\r\n"))
        #expect(text.contains("application/problem+json") && text.contains("\"request_id\":\"r1\""))
        #expect(!text.contains("secret") && !text.contains("Set-Cookie") && !text.contains("A: b"))
        #expect(written.status == 500)
    }

    @Test func `a stream behind an unsafe field is cancelled`() {
        let stream = ResponseStream()
        let headers = [Response.Header("X-Request-Id", "a\nb")]
        let (text, written) = write(
            Response(status: 200, headers: headers, body: .stream(stream)), .get)
        #expect(text.hasPrefix("HTTP/1.1 500 ") && text.contains("\"request_id\":\"\""))
        #expect(stream.isCancelled && written.stream == nil)
    }

    @Test(arguments: [-1, 0, 100, 101, 199, 600, 1000, Int.max])
    func `a status that is no final one becomes 500`(_ status: Int) {
        #expect(write(Response(status: status)).text.hasPrefix("HTTP/1.1 500 "))
    }

    @Test func `fields of the writer's own are passed over`() {
        let headers = ["Date", "connection", "Content-Length", "TRANSFER-ENCODING"]
        let response = Response(status: 200, headers: headers.map { .init($0, "7") })
        #expect(write(response).text == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    }

    @Test func `a value may hold tabs and text beyond ASCII`() {
        let response = Response(status: 200, headers: [.init("X", "a\tü")])
        #expect(write(response).text.contains("X: a\tü\r\n"))
    }

    @Test func `a continue is a line and an empty one`() {
        var out: [UInt8] = []
        ResponseWriter.appendContinue(to: &out)
        #expect(String(decoding: out, as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
    }

    @Test(arguments: [
        (Int64(0), "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        (1_767_225_599, "Wed, 31 Dec 2025 23:59:59 GMT"), (-5, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"), (.max, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ])
    func `a date is IMF-fixdate`(_ seconds: Int64, _ text: String) {
        #expect(String(decoding: HTTPDate.bytes(secondsSince1970: seconds), as: UTF8.self) == text)
    }
}
