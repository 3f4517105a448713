// The fields of a response as lines: what goes in comes out, and what is unsafe does not.

import HTTP
import Testing

@Suite struct HeaderLinesTests {
    private let headers = [
        Response.Header("Content-Type", "text/csv; charset=utf-8"), .init("Empty", ""),
        .init("ETag", "\"3-full\""), .init("X", "a: b\tü"),
    ]

    @Test func `what was added is there, in order`() {
        #expect(Array(HeaderLines(headers)) == headers)
        #expect(Array(HeaderLines()) == [])
    }

    @Test func `a value is found by its name without regard to case`() {
        let lines = HeaderLines(headers)
        #expect(lines.value(of: "etag") == "\"3-full\"")
        #expect(lines.value(of: "EMPTY") == "")
        #expect(lines.value(of: "x") == "a: b\tü")
        #expect(lines.value(of: "a") == nil)
    }

    @Test func `lines known before and fields with a known name are fields like others`() {
        var lines = HeaderLines()
        lines.append(static: "A: 1\r\nB: 2\r\n")
        lines.append(static: "C", "3")
        lines.append(static: "D", atMost: 9) { out in
            out.append(static: "n=")
            out.appendDecimal(40)
        }
        #expect(lines.map { $0.name + $0.value } == ["A1", "B2", "C3", "Dn=40"])
    }

    @Test(arguments: ["a\r\nSet-Cookie: b", "a\nb", "\0", "a\u{7F}"])
    func `a value with a control is left out, and the whole is unsafe`(_ value: String) {
        var lines = HeaderLines(headers)
        lines.append(static: "Link", value)
        #expect(lines.traits.isUnsafe)
        #expect(Array(lines) == headers)
    }

    @Test(arguments: [
        ("Content-Type", "application/json", "textual"),
        ("content-type", "text/html; charset=utf-8", "textual"),
        ("Content-Type", "text/event-stream", ""), ("Content-Type", "image/png", ""),
        ("Content-Encoding", "gzip", "coded"), ("ETag", "\"1\"", "tag"),
        ("Cache-Control", "no-transform", "coded"), ("Cache-Control", "no-store", ""),
        ("", "a", "unsafe"), ("A B", "a", "unsafe"),
    ])
    func `what matters to the whole is noted`(_ name: String, _ value: String, _ noted: String) {
        let traits = HeaderLines([.init(name, value)]).traits
        #expect(traits.isTextual == (noted == "textual"))
        #expect(traits.keepsCoding == (noted == "coded"))
        #expect(traits.hasEntityTag == (noted == "tag"))
        #expect(traits.isUnsafe == (noted == "unsafe"))
    }

    @Test func `a copy in used storage is the other one, and leaves what was lent alone`() {
        var storage = HeaderLines([.init("Old", "1")])
        let lent = storage
        storage.replace(with: HeaderLines(headers), addingCapacity: 10)
        storage.append(static: "New", "2")
        #expect(Array(storage) == headers + [.init("New", "2")])
        #expect(Array(lent) == [.init("Old", "1")])
        #expect(storage.traits.isTextual && storage.traits.hasEntityTag)
    }
}
