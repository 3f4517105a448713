// What the parser takes and what it makes of it, whole and cut at every byte. What it refuses is in
// RefusalTests.

import HTTP
import Testing

@Suite struct RequestParserTests {
    static let accepted: [String] = [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "GET /v1/people?limit=5&q=%C3%A4+b HTTP/1.1\r\nhost:localhost:8080\r\nAccept:\t*/* \r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: [::1]:80\r\nContent-Length: 12\r\nExpect: 100-Continue\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: ChUnKeD\r\nConnection: close\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n",
        "GET http://b.example HTTP/1.1\r\nHost: a\r\n\r\n",
        "BREW HTTPS://b.example:8443/x?y HTTP/1.1\r\nHost: a\r\nX-Empty:\r\nX-Obs: \u{FC}\r\n\r\n",
    ]

    static func parse(_ text: String) -> RequestParser.Outcome {
        var parser = RequestParser()
        return parser.parse(Array(text.utf8))
    }

    static func head(_ text: String) throws -> RequestHead {
        guard case .complete(let head) = parse(text) else {
            throw Refusal.malformedRequestLine
        }
        return head
    }

    @Test(arguments: accepted)
    func `a head cut at any byte waits, then says the same`(_ text: String) throws {
        let bytes = Array(text.utf8)
        let whole = describe(Self.parse(text))
        #expect(whole.hasPrefix("complete"))
        for cut in 0..<bytes.count {
            var parser = RequestParser()
            let first = parser.parse(Array(bytes[..<cut]))
            #expect(describe(first) == "needs more", "cut at \(cut)")
            #expect(describe(parser.parse(bytes)) == whole, "cut at \(cut)")
        }
    }

    @Test(arguments: accepted)
    func `a head that comes byte by byte says the same`(_ text: String) {
        let bytes = Array(text.utf8)
        #expect(describe(byteByByte(bytes)) == describe(Self.parse(text)))
    }

    @Test(arguments: accepted)
    func `what follows the head is left alone`(_ text: String) throws {
        let next = text + "\u{1}\u{0}GET"
        #expect(describe(Self.parse(next)) == describe(Self.parse(text)))
        #expect(try Self.head(next).consumed == text.utf8.count)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a", "/", nil, "a"),
        ("GET /a?b=c?d HTTP/1.1\r\nHost: a:1", "/a", "b=c?d", "a:1"),
        ("GET /? HTTP/1.1\r\nHost: a", "/", "", "a"),
        ("GET http://b HTTP/1.1\r\nHost: a", "/", nil, "b"),
        ("GET http://b?q HTTP/1.1\r\nHost: a", "/", "q", "b"),
        ("GET https://b:1/c?q HTTP/1.1\r\nHost: a", "/c", "q", "b:1"),
        ("OPTIONS * HTTP/1.1\r\nHost: a", "*", nil, "a"),
        ("CONNECT b:443 HTTP/1.1\r\nHost: a", "", nil, "b:443"),
        ("GET //a//b HTTP/1.1\r\nHost: a", "//a//b", nil, "a"),
        ("GET /%2F:@!$&'()*+,;=-._~ HTTP/1.1\r\nHost: a", "/%2F:@!$&'()*+,;=-._~", nil, "a"),
    ])
    func `each form of target has its path, query and authority`(
        _ text: String, _ path: String, _ query: String?, _ authority: String
    ) throws {
        let request = try Self.head(text + "\r\n\r\n").request
        #expect(request.pathText == path)
        #expect(request.rawQuery.map(request.text) == query)
        #expect(request.authority.map(request.text) == authority)
    }

    @Test(arguments: [
        ("HTTP/1.1", "", true), ("HTTP/1.1", "Connection: close", false),
        ("HTTP/1.1", "Connection: x, Close ,y", false),
        ("HTTP/1.1", "Connection: keep-alive\r\nconnection: close", false),
        ("HTTP/1.1", "Connection: closed", true), ("HTTP/1.0", "", false),
        ("HTTP/1.0", "Connection: Keep-Alive", true),
        ("HTTP/1.0", "Connection: keep-alive, close", false),
        // A later minor version is read as 1.1 (RFC 9110 §2.5).
        ("HTTP/1.2", "", true), ("HTTP/1.9", "Connection: close", false),
    ])
    func `a connection is kept as its version and Connection say`(
        _ version: String, _ field: String, _ kept: Bool
    ) throws {
        let lines = field.isEmpty ? "" : field + "\r\n"
        let head = try Self.head("GET / \(version)\r\nHost: a\r\n\(lines)\r\n")
        #expect(head.keepAlive == kept)
    }

    @Test(arguments: [
        ("HTTP/1.1", "", RequestHead.Framing.none), ("HTTP/1.1", "Content-Length: 0", .length(0)),
        ("HTTP/1.1", "content-length:  007 ", .length(7)),
        ("HTTP/1.0", "Content-Length: 9223372036854775807", .length(.max)),
        ("HTTP/1.1", "TRANSFER-ENCODING: CHUNKED", .chunked),
    ])
    func `a body is framed by one field`(
        _ version: String, _ field: String, _ framing: RequestHead.Framing
    ) throws {
        let lines = field.isEmpty ? "" : field + "\r\n"
        let head = try Self.head("POST / \(version)\r\nHost: a\r\n\(lines)\r\n")
        #expect(head.framing == framing)
    }

    @Test(arguments: [
        ("HTTP/1.1", "Content-Length: 1", true), ("HTTP/1.1", "Content-Length: 0", false),
        ("HTTP/1.1", "X: y", false), ("HTTP/1.1", "Transfer-Encoding: chunked", true),
        ("HTTP/1.0", "Content-Length: 1", false),
    ])
    func `a 100 is only due where a body follows, and never in 1.0`(
        _ version: String, _ field: String, _ expects: Bool
    ) throws {
        let head = try Self.head(
            "PUT / \(version)\r\nHost: a\r\nExpect: 100-continue\r\n\(field)\r\n\r\n")
        #expect(head.expectsContinue == expects)
    }

    @Test func `pipelined requests follow each other`() {
        var rest = Array((Self.accepted[0] + Self.accepted[1] + Self.accepted[2]).utf8)
        var parser = RequestParser()
        for _ in 0..<3 {
            guard case .complete(let head) = parser.parse(rest) else {
                Issue.record("not complete")
                return
            }
            rest.removeFirst(head.consumed)
        }
        #expect(rest.isEmpty)
    }

    @Test(arguments: Method.allCases.filter { $0 != .other })
    func `every method is read from its token, in its case`(_ method: Method) throws {
        let target = method == .connect ? "a:1" : "/"
        let token = method.rawValue
        #expect(
            try Self.head("\(token) \(target) HTTP/1.1\r\nHost: a\r\n\r\n").request.method == method
        )
        let lower = try Self.head("\(token.lowercased()) / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(lower.request.method == .other)
    }

    @Test func `fields are found by name without case, with their blanks cut off`() throws {
        let request = try Request.make(
            .get, "/", headers: [("X-One", " \t a b\t "), ("x-ONE", "c"), ("Via", "")])
        #expect(request.header("x-one") == "a b")
        #expect(request.headers("X-One") == ["a b", "c"])
        #expect(request.header("via") == "")
        #expect(request.header("x-two") == nil)
    }

    @Test func `a made request has its body and says how long it is`() throws {
        let request = try Request.make(.post, "/a", body: [1, 2, 3])
        #expect(request.bytes == [1, 2, 3])
        #expect(request.header("content-length") == "3")
        #expect(throws: Refusal.malformedTarget) { try Request.make(.get, "/a b") }
        #expect(throws: (any Error).self) {
            try Request.make(.get, "/", headers: [("A", "b\r\n\r\n")])
        }
    }
}

func byteByByte(_ bytes: [UInt8]) -> RequestParser.Outcome {
    var parser = RequestParser()
    for count in 0...bytes.count {
        let outcome = parser.parse(Array(bytes[..<count]))
        if case .needsMore = outcome { continue }
        return outcome
    }
    return .needsMore
}

/// All that an outcome says, as text to compare.
func describe(_ outcome: RequestParser.Outcome) -> String {
    switch outcome {
    case .needsMore: return "needs more"
    case .refused(let refusal): return "refused \(refusal)"
    case .complete(let head):
        let request = head.request
        let fields = request.fields.map { "\(request.text($0.name)):\(request.text($0.value))" }
        return """
            complete \(request.method) \(request.version) \(request.pathText) \
            \(request.rawQuery.map(request.text) ?? "-") \
            \(request.authority.map(request.text) ?? "-") \(fields) \(head.framing) \
            \(head.keepAlive) \(head.expectsContinue) \(head.consumed) \(request.head.count)
            """
    }
}
