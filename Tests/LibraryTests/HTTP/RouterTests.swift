// The router's promises as rows: which pattern takes which path, and what the captures say.

import HTTP
import Testing

@Suite struct RouterTests {
    private let router: Router<String>

    init() throws {
        let routes: [(Method, String)] = [
            (.get, "/"), (.get, "/healthz"), (.get, "/v1/people"), (.post, "/v1/people"),
            (.get, "/v1/people/{person}"), (.patch, "/v1/people/{person}"),
            (.get, "/v1/people/me"), (.post, "/v1/people/{person}/tokens"),
            (.get, "/v1/a/{x}/b/{y}"), (.head, "/v1/own"), (.get, "/v1/own"),
            (.get, "/v1/people/by-email/{email}"),
        ]
        router = try Router(routes.map { ($0.0, $0.1, "\($0.0.rawValue) \($0.1)") })
    }

    private func answer(_ method: Method, _ path: String) -> String {
        switch router.find(method, path: Array(path.utf8)) {
        case .found(let value, _): value
        case .methodNotAllowed(let allow): allow.map(\.rawValue).joined(separator: ",")
        case .notFound: "-"
        }
    }

    @Test(arguments: [
        (Method.get, "/", "GET /"),
        (.get, "/healthz", "GET /healthz"),
        (.get, "/v1/people", "GET /v1/people"),
        (.post, "/v1/people", "POST /v1/people"),
        (.get, "/v1/people/person_1", "GET /v1/people/{person}"),
        (.patch, "/v1/people/person_1", "PATCH /v1/people/{person}"),
        (.get, "/v1/people/me", "GET /v1/people/me"),
        (.get, "/v1/people/me2", "GET /v1/people/{person}"),
        (.get, "/v1/people/m", "GET /v1/people/{person}"),
        // An escaped letter is that letter (RFC 3986 §6.2.2.2); an escaped slash is no slash.
        (.get, "/v1/people/m%65", "GET /v1/people/me"),
        (.get, "/v1/p%65ople", "GET /v1/people"), (.get, "/%68ealth%7A", "GET /healthz"),
        (.get, "/v1/people/m%2565", "GET /v1/people/{person}"),
        (.get, "/v1/people/m%2Fe", "GET /v1/people/{person}"),
        (.post, "/v1/people/me/tokens", "POST /v1/people/{person}/tokens"),
        (.get, "/v1/people/by-email/a@b", "GET /v1/people/by-email/{email}"),
        (.get, "/v1/a/1/b/2", "GET /v1/a/{x}/b/{y}"),
        (.head, "/v1/people", "GET /v1/people"),
        (.head, "/v1/own", "HEAD /v1/own"),
    ])
    func `a path is served by its route`(_ method: Method, _ path: String, _ route: String) {
        #expect(answer(method, path) == route)
    }

    @Test(arguments: [
        "", "*", "healthz", "//", "/healthz/", "//healthz", "/Healthz", "/v1", "/v1/",
        "/v1//people",
        "/v1/people/", "/v1/people//tokens", "/v1/people/x/", "/v1/people/x/tokens/",
        "/v1/people/x/y", "/v1%2Fpeople", "/v1/peopl", "/v1/peoplee", "/healthz%20", "/v1/a/1/b",
        "/v1/a/1", "/v1/a",
    ])
    func `a path that differs is not found`(_ path: String) {
        #expect(answer(.get, path) == "-")
    }

    @Test(arguments: [
        (Method.delete, "/v1/people", "GET,HEAD,POST,OPTIONS"),
        (.get, "/v1/people/x/tokens", "POST,OPTIONS"),
        (.head, "/v1/people/x/tokens", "POST,OPTIONS"),
        (.patch, "/v1/people/me", "GET,HEAD,OPTIONS"),
        (.other, "/healthz", "GET,HEAD,OPTIONS"),
        (.options, "/", "GET,HEAD,OPTIONS"),
    ])
    func `another method is told which ones there are`(
        _ method: Method, _ path: String, _ allow: String
    ) {
        #expect(answer(method, path) == allow)
    }

    @Test(arguments: [
        ("/v1/people/person_1/tokens", "person", "person_1"),
        ("/v1/people/a%2Fb/tokens", "person", "a/b"),
        ("/v1/people/J%C3%BCrgen/tokens", "person", "Jürgen"),
        ("/v1/people/a+b/tokens", "person", "a+b"),
    ])
    func `a capture is decoded on its own`(_ path: String, _ name: String, _ value: String) {
        guard case .found(_, let captures) = router.find(.post, path: Array(path.utf8)) else {
            Issue.record("not found")
            return
        }
        #expect(captures[name] == value)
        #expect(captures["other"] == nil)
        #expect(captures.names == [name])
    }

    @Test func `captures are told apart by name, also in a request's head`() throws {
        let request = try Request.make(.get, "http://example.org/v1/a/1/b/2?x=/v1/a/3/b/4")
        guard case .found(_, let captures) = router.find(.get, in: request) else {
            Issue.record("not found")
            return
        }
        #expect(captures["x"] == "1")
        #expect(captures["y"] == "2")
    }

    @Test(arguments: [
        ("%41b%2D", "Ab-"), ("%2541", "%41"), ("%252541", "%2541"), ("%25%34%31", "%41"),
        ("a%2Fb", "a/b"),
    ])
    func `a capture is decoded once`(_ segment: String, _ value: String) {
        let path = Array("/v1/people/\(segment)".utf8)
        guard case .found(_, let captures) = router.find(.get, path: path) else {
            Issue.record("not found")
            return
        }
        #expect(captures["person"] == value)
    }

    @Test func `a capture that cannot be decoded is none`() {
        let path = Array("/v1/people/%zz".utf8)
        guard case .found(_, let captures) = router.find(.get, path: path) else {
            Issue.record("not found")
            return
        }
        #expect(captures["person"] == nil)
    }

    @Test(arguments: [
        ["/a/{x}", "/a/{y}"], ["/a", "/a"], ["a"], [""], ["/a/"], ["/a//b"], ["/a/{x}/{x}"],
        ["/a/{}"], ["/a/b{x}"], ["/a/{x"], ["/a b"], ["/a?b"], ["/%41"],
    ])
    func `a table that could not work is refused at the start`(_ patterns: [String]) {
        #expect(throws: RouterError.self) {
            try Router(patterns.map { (Method.get, $0, 0) })
        }
    }

    @Test func `the same path may have one route for each method`() throws {
        _ = try Router([(Method.get, "/a/{x}", 0), (.put, "/a/{y}", 1), (.get, "/a/b", 2)])
    }
}
