// The query as pairs, and percent-decoding behind it: what decodes, to what, and what is refused.

import HTTP
import Testing

@Suite struct QueryTests {
    private func pairs(_ text: String) throws -> [String] {
        try Request.make(.get, "/x?" + text).query().pairs.map { "\($0.name)=\($0.value)" }
    }

    @Test(arguments: [
        ("", []), ("a=1", ["a=1"]), ("a=1&b=2", ["a=1", "b=2"]), ("a=1&a=2", ["a=1", "a=2"]),
        ("a", ["a="]), ("a=", ["a="]), ("=1", ["=1"]), ("a=1&&b=2&", ["a=1", "b=2"]),
        ("a=b=c", ["a=b=c"]), ("q=a+b%2Bc", ["q=a b+c"]), ("a+b=1", ["a b=1"]),
        ("q=%C3%A4%26", ["q=ä&"]), ("a?b=/:@", ["a?b=/:@"]), ("%3D=%3D", ["==="]),
    ])
    func `a query is its pairs in order`(_ text: String, _ expected: [String]) throws {
        #expect(try pairs(text) == expected)
    }

    @Test(arguments: [
        "a=%00", "a=%0A", "a=%0d", "a=%1b", "a=%7F", "a=%C2%85", "a=%FF", "a=%C3", "a=%C0%AF",
        "a=%ED%A0%80", "%00=a", "a=%F5%80%80%80", "a=%E2%82",
    ])
    func `what is not text is refused`(_ text: String) {
        #expect(throws: QueryError.malformed) { try pairs(text) }
    }

    @Test func `a request without a query has none`() throws {
        #expect(try Request.make(.get, "/x").query().isEmpty)
    }

    @Test func `pairs are found by name`() throws {
        let query = try Request.make(.get, "/x?a=1&b=2&a=3").query()
        #expect(query["a"] == "1")
        #expect(query.all("a") == ["1", "3"])
        #expect(query["c"] == nil)
    }

    @Test func `a hundred pairs are taken, one more is not`() throws {
        let hundred = (1...100).map { "a=\($0)" }.joined(separator: "&")
        #expect(try pairs(hundred).count == 100)
        #expect(throws: QueryError.tooManyPairs) { try pairs(hundred + "&b=1") }
        #expect(QueryError.tooManyPairs.problem.status == 400)
        #expect(QueryError.malformed.problem.code == "malformed_query")
    }

    @Test(arguments: [
        ("abc", "abc"), ("", ""), ("%61%2f%62", "a/b"), ("%E2%82%AC", "€"), ("a+b", "a+b"),
        ("%25", "%"), ("%2525", "%25"), ("\u{00FC}", "\u{00FC}"),
    ])
    func `an escape is decoded once`(_ text: String, _ expected: String) {
        #expect(PercentDecoding.text(Array(text.utf8)) == expected)
    }

    @Test func `a range outside the bytes has no decoded form`() {
        let bytes: [UInt8] = [0x61, 0x62]
        #expect(PercentDecoding.text(bytes.span, 0..<3) == nil)
        #expect(PercentDecoding.text(bytes.span, -1..<1) == nil)
        #expect(PercentDecoding.text(bytes.span, 1..<2) == "b")
    }

    @Test(arguments: ["%", "%4", "%4g", "%g4", "a%", "%%41", "%00", "a\u{0}", "\u{7F}", "\u{85}"])
    func `a bad escape or a control has no decoded form`(_ text: String) {
        #expect(PercentDecoding.text(Array(text.utf8)) == nil)
    }
}
