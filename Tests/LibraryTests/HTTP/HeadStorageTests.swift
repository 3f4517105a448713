// One head after the other through the same storage, as an event loop reads them.

import HTTP
import Testing

@Suite struct HeadStorageTests {
    private static let texts = [
        "GET /a?b=c HTTP/1.1\r\nHost: one\r\nX-One: 1\r\nAuthorization: Bearer x\r\n\r\n",
        "POST /longer/path HTTP/1.1\r\nhost: two:80\r\nContent-Length: 5\r\n\r\n",
        "GET http://three/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: four\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n",
    ]

    private static func shown(_ head: RequestHead) -> String {
        let request = head.request
        let fields = request.fields.map { request.text($0.name) + "=" + request.text($0.value) }
        return "\(request.method) \(request.version) \(request.pathText) "
            + "\(request.rawQuery.map(request.text) ?? "-") "
            + "\(request.authority.map(request.text) ?? "-") \(fields) \(head.framing) "
            + "\(head.keepAlive) \(head.expectsContinue) \(head.consumed) \(request.head.count)"
    }

    @Test func `storage that is used again holds the new head alone`() throws {
        var parser = RequestParser()
        var head = RequestHead()
        var kept: [(String, RequestHead)] = []
        for text in Self.texts + Self.texts.reversed() {
            var fresh = RequestParser()
            guard case .complete(let wanted) = fresh.parse(Array(text.utf8)) else {
                Issue.record("not complete: \(text)")
                continue
            }
            let bytes = Array(text.utf8)
            #expect(try parser.parse(bytes.span, limits: .standard, into: &head))
            #expect(Self.shown(head) == Self.shown(wanted))
            kept.append((Self.shown(wanted), head))
        }
        // A request that is kept stays what it was.
        for (shown, head) in kept { #expect(Self.shown(head) == shown) }
    }

    @Test func `after a refusal the next head is read as the first`() throws {
        var parser = RequestParser()
        var head = RequestHead()
        for text in Self.texts {
            let bad = Array("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nbad\r\n\r\n".utf8)
            #expect(throws: Refusal.malformedField) {
                try parser.parse(bad.span, limits: .standard, into: &head)
            }
            let bytes = Array(text.utf8)
            #expect(try parser.parse(bytes.span, limits: .standard, into: &head))
            #expect(head.consumed == bytes.count)
        }
    }

    @Test func `a field is found by any spelling of its name, and no other is`() throws {
        let names = ["A", "ab", "Accept", "Accept-Encoding", "x-y", "X-Z", "Prefer", "priority"]
        let request = try Request.make(
            .get, "/", headers: names.enumerated().map { ($0.element, "\($0.offset)") })
        #expect(request.header("a") == "0" && request.header("AB") == "1")
        #expect(request.header("accept") == "2" && request.header("ACCEPT-encoding") == "3")
        #expect(request.header("X-Y") == "4" && request.header("x-z") == "5")
        #expect(request.header("prefer") == "6" && request.header("Priority") == "7")
        #expect(request.header("b") == nil && request.header("pr") == nil)
        #expect(request.header("x-x") == nil && request.header("If-None-Match") == nil)
        #expect(request.headers("aa").isEmpty)
    }
}
