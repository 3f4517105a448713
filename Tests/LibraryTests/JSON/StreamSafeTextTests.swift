// What Swift would take a minute to compare is refused wherever text comes in; and nothing else is.

import CSV
import HTTP
import JSON
import Testing

@Suite struct StreamSafeTextTests {
    /// A letter with so many combining marks, in an order that normalisation has to sort.
    private static func marked(_ count: Int) -> String {
        "a" + String((0..<count).map { $0 % 2 == 0 ? "\u{301}" : "\u{316}" }.joined())
    }

    @Test func `thirty combining marks in a row are taken, one more is not`() {
        #expect(StreamSafeText.holds(Array(Self.marked(30).utf8)))
        #expect(!StreamSafeText.holds(Array(Self.marked(31).utf8)))
        #expect(!StreamSafeText.holds(Array(("x" + Self.marked(31) + "y").utf8)))
        let often = String(repeating: Self.marked(30), count: 1000)
        #expect(StreamSafeText.holds(Array(often.utf8)))
    }

    /// U+3099 and U+1D165 take three and four bytes; none of the others combines.
    @Test(arguments: [
        ("\u{3099}", false), ("\u{1D165}", false), ("\u{20D0}", false), ("é", true), ("あ", true),
        ("한", true), ("😀", true), ("\u{200D}", true), ("\u{FE0F}", true),
    ])
    func `what combines is known by its class`(_ scalar: String, _ holds: Bool) {
        let text = String(repeating: scalar, count: 100)
        #expect(StreamSafeText.holds(Array(text.utf8)) == holds)
    }

    @Test(arguments: [
        "{\"\(marked(31))\":1}", "[\"\(marked(31))\"]", "[\"\\n\(marked(31))\"]",
        "[\"a" + String(repeating: "\\u0301\\u0316", count: 16) + "\"]",
    ])
    func `JSON with more is refused, in names, texts and escapes`(_ text: String) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
        #expect(error?.message == "The text has more than 30 combining marks in a row.")
    }

    @Test func `JSON with as many is what it was`() throws {
        let text = Self.marked(30) + "b" + Self.marked(30)
        #expect(try JSON(parsing: "\"\(text)\"") == .string(text))
    }

    @Test func `a query with more is refused`() throws {
        let escaped = String(repeating: "%CC%81%CC%96", count: 16)
        let request = try Request.make(.get, "/x?a\(escaped)=1")
        #expect(throws: QueryError.malformed) { try request.query() }
    }

    @Test func `CSV with more is refused with its line`() throws {
        var reader = CSVReader(Array("a,b\n1,\(Self.marked(31))\n".utf8))
        #expect(try reader.next() == ["a", "b"])
        let error = #expect(throws: CSVError.self) { try reader.next() }
        #expect(error?.line == 2)
    }

    @Test func `bytes beyond ASCII in a field's value are opaque`() throws {
        let head = Array("GET / HTTP/1.1\r\nHost: a\r\nX-One: caf\u{e9}\r\n\r\n".utf8)
        var parser = RequestParser()
        guard case .complete(let whole) = parser.parse(head) else {
            Issue.record("the head is whole")
            return
        }
        #expect(whole.request.header("x-one") == "caf\u{C3}\u{A9}")
    }
}
