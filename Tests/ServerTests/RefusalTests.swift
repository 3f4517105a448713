// What the server refuses by itself: the right status, a problem that can be read, a connection
// that ends, and a server that goes on for everybody else.

import HTTP
import HTTPServer
import Testing

@Suite struct RefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let request: String
        let status: Int
        let code: String

        var testDescription: String { name }
    }

    private static func head(_ rest: String, _ line: String = "POST /echo HTTP/1.1") -> String {
        "\(line)\r\nHost: x\r\n\(rest)\r\n\r\n"
    }

    static let cases: [Case] = [
        Case(
            name: "no request line", request: "hello\r\n\r\n", status: 400,
            code: "malformed_request_line"),
        Case(
            name: "a bare LF", request: "GET / HTTP/1.1\nHost: x\n\n", status: 400,
            code: "malformed_line_end"),
        Case(
            name: "no Host", request: "GET / HTTP/1.1\r\n\r\n", status: 400, code: "missing_host"),
        Case(
            name: "two lengths", request: head("Content-Length: 1\r\nContent-Length: 2") + "ab",
            status: 400, code: "malformed_content_length"),
        Case(
            name: "length and chunked",
            request: head("Content-Length: 3\r\nTransfer-Encoding: chunked") + "0\r\n\r\n",
            status: 400, code: "ambiguous_framing"),
        Case(
            name: "another version", request: head("A: b", "GET / HTTP/2.0"), status: 505,
            code: "unsupported_http_version"),
        Case(
            name: "an unknown coding", request: head("Transfer-Encoding: gzip"), status: 501,
            code: "unknown_transfer_coding"),
        Case(
            name: "an unknown expectation", request: head("Content-Length: 1\r\nExpect: tea"),
            status: 417, code: "unknown_expectation"),
        Case(
            name: "a chunk without a size",
            request: head("Transfer-Encoding: chunked") + "x\r\n", status: 400,
            code: "malformed_chunk"),
        Case(
            name: "a body beyond its route's limit",
            request: head("Content-Length: 11", "POST /small HTTP/1.1"), status: 413,
            code: "body_too_large"),
        Case(
            name: "chunks beyond their route's limit",
            request: head("Transfer-Encoding: chunked", "POST /small HTTP/1.1")
                + "6\r\nabcdef\r\n5\r\n", status: 413, code: "body_too_large"),
        Case(
            name: "a long target", request: "GET /" + String(repeating: "a", count: 300),
            status: 414, code: "request_line_too_long"),
        Case(
            name: "a long field",
            request: "GET / HTTP/1.1\r\nA: " + String(repeating: "a", count: 300),
            status: 431, code: "field_too_long"),
        Case(
            name: "many fields",
            request: "GET / HTTP/1.1\r\nHost: x\r\n" + String(repeating: "A: b\r\n", count: 11),
            status: 431, code: "too_many_fields"),
    ]

    private static let limits: Limits = {
        var limits = Limits()
        limits.requestLineMax = 200
        limits.fieldMax = 200
        limits.fieldCountMax = 10
        return limits
    }()

    @Test(arguments: cases)
    func `is answered with a problem, and the connection ends`(_ refused: Case) throws {
        let server = try TestServer(Self.limits)
        defer { server.stop() }
        let client = try server.client()
        // What follows must never be taken for a request.
        try client.send(refused.request + "\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n")
        let answer = try client.receive()
        #expect(answer.status == refused.status)
        #expect(answer.field("content-type") == "application/problem+json")
        #expect(answer.field("connection") == "close")
        #expect(answer.field("x-request-id") == server.record.read { $0.rejections[0].requestID })
        #expect(answer.field("x-content-type-options") == "nosniff")
        #expect(answer.field("cache-control") == "no-store")
        #expect(answer.text.contains("\"code\":\"\(refused.code)\""))
        #expect(try client.receiveAll().isEmpty)
        #expect(server.record.read(\.requests).isEmpty)
        #expect(server.record.codes == [refused.code])
        #expect(answer.text.contains(server.record.read { $0.rejections[0].requestID }))
        #expect(server.server.counters.rejections.values.reduce(0, +) == 1)
        let other = try server.client()
        try other.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try other.receive().text == "now /a")
    }

    @Test(arguments: [
        "HEAD /a HTTP/1.1\r\n\r\n", "HEAD /a HTTP/1.1\r\nHost: x\r\nX : a\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: x\r\n\r\nHEAD /a HTTP/1.1\r\nHost:\r\n\r\n",
    ])
    func `a HEAD that is refused gets no content either`(_ requests: String) throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        try client.send(requests)
        if requests.hasPrefix("GET") { #expect(try client.receive().status == 200) }
        let refused = try client.receive(toHead: true)
        #expect(refused.status == 400)
        #expect(try client.receiveAll().isEmpty)
    }

    @Test func `requests before the refused one are answered first`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        try client.send(
            "HEAD /a HTTP/1.1\r\nHost: x\r\n\r\nGET /late/50 HTTP/1.1\r\nHost: x\r\n\r\n"
                + "GET  /b HTTP/1.1\r\nHost: x\r\n\r\nGET /c HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try client.receive(toHead: true).status == 200)
        #expect(try client.receive().text == "late 50")
        let refused = try client.receive()
        #expect(refused.status == 400)
        #expect(!refused.body.isEmpty)
        #expect(client.end() == .closed)
        #expect(server.record.read(\.requests) == ["/a", "/late/50"])
    }

    @Test func `a body that nobody wants is not read, and the answer still arrives`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        try client.send("POST /forbidden HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
        // Still sending when the answer comes: within what is read and thrown away.
        try client.send([UInt8](repeating: 0x61, count: 50_000))
        let answer = try client.receive()
        #expect(answer.status == 403)
        #expect(answer.field("connection") == "close")
        #expect(client.end() == .closed)
        #expect(server.record.read(\.requests).isEmpty)
    }

    @Test func `a refused body that came with its head is passed over, and the connection goes on`()
        throws
    {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        let refused = "POST /forbidden HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
        try client.send(refused + refused + "GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try client.receive().field("connection") == nil)
        #expect(try client.receive().status == 403)
        #expect(try client.receive().text == "now /a")
    }

    @Test func `a client that never stops sending is cut off`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        try client.send(
            "POST /forbidden HTTP/1.1\r\nHost: x\r\nContent-Length: 500000000\r\n\r\n")
        let part = [UInt8](repeating: 0x61, count: 65_536)
        var sent = 0
        while sent < 500_000_000 {
            do { try client.send(part) } catch { break }
            sent += part.count
        }
        // The socket buffers of both sides, and not much more.
        #expect(sent < 50_000_000)
    }
}
