// Which representation a client wants, whether it takes gzip, and which entity tags it names.

import HTTP
import Testing

@Suite struct NegotiationTests {
    private static let offered = ["application/json", "text/csv", "application/x-ndjson"]

    private static let accepts: [(String?, String?)] = [
        (nil, "application/json"), ("*/*", "application/json"), ("text/csv", "text/csv"),
        ("TEXT/CSV", "text/csv"), ("text/*", "text/csv"), ("text/html", nil),
        ("text/html, */*", "application/json"),
        ("text/csv;q=0.5, application/json;q=0.4", "text/csv"),
        ("text/csv;q=0.5, application/json;q=0.5", "application/json"),
        ("application/json;q=0, */*;q=0.1", "text/csv"), ("application/json;q=0", nil),
        ("*/*;q=0", nil), ("text/*;q=0.9, text/csv;q=0.1, application/*;q=0.2", "application/json"),
        ("application/json; charset=utf-8", "application/json"),
        ("text/csv;header=present;q=0.9,application/json;q=0.8", "text/csv"),
        ("text/csv ; q=1.000 , application/json;Q=0.999", "text/csv"),
        ("text/csv;q=2, application/json;q=0.1", "application/json"),
        ("text/csv;q=0.1234, application/json;q=0.1", "application/json"),
        ("text/csv;q=x, application/x-ndjson", "application/x-ndjson"),
        ("text/csv;a=\",application/json;q=1\";q=0.3, application/x-ndjson;q=0.2", "text/csv"),
        ("", "application/json"), (",,", "application/json"), ("garbage", "application/json"),
        ("a b/c", "application/json"), ("*", "application/json"),
    ]

    @Test(arguments: accepts)
    func `the offered type with the greatest weight is taken`(_ accept: String?, _ type: String?)
        throws
    {
        let headers = accept.map { [("Accept", $0)] } ?? []
        let request = try Request.make(.get, "/", headers: headers)
        #expect(request.mediaType(among: Self.offered) == type)
    }

    @Test func `several Accept lines are one list`() throws {
        let headers = [("Accept", "text/csv;q=0.1"), ("accept", "application/x-ndjson")]
        let request = try Request.make(.get, "/", headers: headers)
        #expect(request.mediaType(among: Self.offered) == "application/x-ndjson")
    }

    private static let encodings: [(String?, Bool)] = [
        (nil, false), ("", false), ("gzip", true), ("GZIP", true), ("x-gzip", true),
        ("br, gzip", true),
        ("gzip;q=0", false), ("gzip;q=0.0", false), ("gzip; q=0.001", true), ("*", true),
        ("*;q=0", false),
        ("*;q=0, gzip", true), ("gzip;q=0, *", false), ("identity", false), ("gzipped", false),
        ("gzip;q=9", false),
    ]

    @Test(arguments: encodings)
    func `gzip is used where it is accepted`(_ value: String?, _ accepts: Bool) throws {
        let headers = value.map { [("Accept-Encoding", $0)] } ?? []
        #expect(try Request.make(.get, "/", headers: headers).acceptsGzip == accepts)
    }

    @Test(arguments: [
        ("\"a\"", ["\"a\""]), ("W/\"a\"", ["W/\"a\""]),
        ("\"a\", W/\"b\",\"c,d\"", ["\"a\"", "W/\"b\"", "\"c,d\""]),
        ("\"\"", ["\"\""]), (",\"a\",,", ["\"a\""]), ("\"a\u{FC}\"", ["\"a\u{FC}\""]),
    ])
    func `a condition lists entity tags`(_ value: String, _ tags: [String]) throws {
        guard case .listed(let listed)? = EntityTags([value]) else {
            Issue.record("not a list")
            return
        }
        #expect(listed.map(\.description) == tags)
    }

    @Test(arguments: [
        "", ",", "a", "\"a", "a\"", "\"a\" \"b\"", "w/\"a\"", "W/", "W/a", "*, \"a\"", "\"a\", *",
        "\"a b\"", "\"a\"b", "\"", "**",
    ])
    func `a condition that is none is refused`(_ value: String) throws {
        #expect(EntityTags([value]) == nil)
        let request = try Request.make(.put, "/", headers: [("If-Match", value)])
        #expect(throws: ConditionError(field: "If-Match")) { try request.ifMatch() }
        #expect(ConditionError(field: "If-Match").problem.status == 400)
    }

    @Test func `a star matches whatever there is`() throws {
        let request = try Request.make(.get, "/", headers: [("If-None-Match", "*")])
        #expect(try request.ifNoneMatch() == .any)
        #expect(try request.ifMatch() == nil)
        #expect(EntityTags.any.matchesStrongly(EntityTag("x")))
        #expect(EntityTags.any.matchesWeakly(EntityTag("x")))
    }

    @Test(arguments: [
        ("\"1\"", EntityTag("1"), true, true), ("W/\"1\"", EntityTag("1"), false, true),
        ("\"1\"", EntityTag("1", isWeak: true), false, true),
        ("\"2\"", EntityTag("1"), false, false),
        ("W/\"1\"", EntityTag("1", isWeak: true), false, true),
        ("\"2\", \"1\"", EntityTag("1"), true, true),
    ])
    func `tags match strongly or weakly`(
        _ value: String, _ tag: EntityTag, _ strongly: Bool, _ weakly: Bool
    ) {
        #expect(EntityTags([value])?.matchesStrongly(tag) == strongly)
        #expect(EntityTags([value])?.matchesWeakly(tag) == weakly)
    }

    @Test func `conditions in several lines are one list`() throws {
        let headers = [("If-None-Match", "\"a\""), ("If-None-Match", "\"b\"")]
        let tags = try Request.make(.get, "/", headers: headers).ifNoneMatch()
        #expect(tags == .listed([EntityTag("a"), EntityTag("b")]))
    }
}
