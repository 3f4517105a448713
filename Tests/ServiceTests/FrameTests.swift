// The frame around the rooms: who is known, what is refused, what is repeated, what is kept.

import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Testing

@Suite struct FrameTests {
    @Test func `health needs no credential`() throws {
        let service = try TestService()
        let answer = try service.send(.get, "/healthz")
        #expect(answer.status == 200)
        #expect(answer.text == "{\"status\":\"ok\"}")
        #expect(answer.header("X-Request-Id") != nil)
    }

    @Test func `an open path asks nobody who they are, whatever they send`() throws {
        let service = try TestService(isRateLimited: true)
        for _ in 0...RatePolicy.failures.quota {
            let answer = try service.send(.get, "/healthz", as: "mk_live_nonsense")
            #expect(answer.status == 200 && answer.header("RateLimit") == nil)
        }
        #expect(try service.send(.get, "/readyz", as: "nonsense").status == 200)
    }

    @Test func `readiness names its checks and the zone data`() throws {
        let service = try TestService()
        let answer = try service.send(.get, "/readyz")
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.text.contains("tzdata"))
        #expect(answer.text.contains("\(Store.schema.migrations.count) applied"))
    }

    @Test func `a path that is not there is a problem that says where to look`() throws {
        let service = try TestService()
        let answer = try service.send(.get, "/v1/nothing")
        #expect(answer.status == 404)
        #expect(answer.code == "no_such_path")
        #expect(answer.header("Content-Type") == "application/problem+json")
    }

    @Test func `another method is refused with those allowed`() throws {
        let service = try TestService()
        let query = try service.send(.query, "/healthz")
        #expect(query.status == 405)
        let answer = try service.send(.put, "/healthz")
        #expect(answer.status == 405)
        #expect(answer.header("Allow") == "GET, HEAD, OPTIONS")
    }

    @Test func `a parameter that a write does not know is refused, not ignored`() throws {
        let service = try TestService()
        let answer = try service.send(
            .post, "/v1/people?dry_run=true", as: service.administrator, "{\"name\": \"Aoife\"}")
        #expect(answer.status == 422)
        #expect(answer.text.contains("\"pointer\":\"dry_run\",\"code\":\"unknown_parameter\""))
    }

    @Test func `a document without a length is 411, an empty one 400`() throws {
        let service = try TestService()
        let none = try service.send(.post, "/v1/people", as: service.administrator)
        #expect(none.status == 411)
        #expect(none.code == "length_required")
        let empty = try service.send(
            .post, "/v1/people", as: service.administrator, headers: [("Content-Length", "0")])
        #expect(empty.status == 400)
        #expect(empty.code == "body_missing")
    }

    @Test func `a packed body is refused, not read as if it were plain`() throws {
        let service = try TestService()
        let packed = try service.send(
            .post, "/v1/people", as: service.administrator, headers: [("Content-Encoding", "gzip")],
            #"{"name": "Aoife"}"#)
        #expect(packed.status == 415)
        #expect(packed.code == "unsupported_content_coding")
        #expect(packed.header("Accept-Encoding") == "identity")
        let plain = try service.send(
            .post, "/v1/people", as: service.administrator,
            headers: [("Content-Encoding", "Identity")], #"{"name": "Aoife"}"#)
        #expect(plain.status == 201)
    }

    @Test func `more parameters than are read are told apart from broken ones`() throws {
        let service = try TestService()
        let pairs = [String](repeating: "limit=1", count: 101).joined(separator: "&")
        let many = try service.send(.get, "/v1/people?\(pairs)", as: service.administrator)
        #expect(many.status == 400)
        #expect(many.code == "too_many_parameters")
        let broken = try service.send(.get, "/v1/people?limit=%FF", as: service.administrator)
        #expect(broken.code == "malformed_query")
    }

    @Test(arguments: [
        ("localhost", 200), ("LOCALHOST:8080", 200), ("mentoring.example:443", 200),
        ("mentoring.example", 421), ("mentoring.example:444", 421), ("evil.example", 421),
        ("localhost.evil.example", 421), ("[::1]:80", 200), ("[::1]", 200), ("[::2]", 421),
    ])
    func `a host that is not on the list is misdirected`(_ host: String, _ status: Int) throws {
        let service = try TestService(hosts: ["localhost", "mentoring.example:443", "[::1]"])
        let answer = try service.send(.get, "/healthz", headers: [("Host", host)])
        #expect(answer.status == status)
        #expect(answer.code == (status == 421 ? "misdirected_request" : ""))
    }

    @Test func `CONNECT is a method that no path here takes`() throws {
        let service = try TestService()
        #expect(try service.send(.connect, "localhost:443").status == 501)
    }

    @Test func `every code that the parser gives is explained`() throws {
        let service = try TestService()
        for refusal in Refusal.allCases {
            let answer = try service.send(.get, "/problems/\(refusal.code)")
            #expect(answer["status"] == .integer(Int64(refusal.status)), "\(refusal.code)")
        }
    }

    @Test func `options says what may be sent`() throws {
        let service = try TestService()
        let answer = try service.send(.options, "/v1/credentials")
        #expect(answer.status == 204)
        #expect(answer.header("Allow")?.contains("POST") == true)
    }

    @Test func `nobody gets 401 and the way to authenticate`() throws {
        let service = try TestService()
        let answer = try service.send(.get, "/v1/credentials")
        #expect(answer.status == 401)
        #expect(answer.header("WWW-Authenticate")?.hasPrefix("Bearer") == true)
    }

    @Test(arguments: [
        "", "mk_live_", "nonsense", "mk_live_AAAAAAAA" + String(repeating: "a", count: 43),
    ])
    func `a key that is not good is refused like no key`(key: String) throws {
        let service = try TestService()
        let answer = try service.send(.get, "/v1/me", headers: [("Authorization", "Bearer \(key)")])
        #expect(answer.status == 401)
    }

    @Test func `an administrator makes, shows, rotates and revokes a credential`() throws {
        let service = try TestService()
        let made = try service.send(
            .post, "/v1/credentials", as: service.administrator,
            #"{"name": "HR roster", "role": "integration"}"#)
        #expect(made.status == 201, "\(made.text)")
        let key = try #require(made["key"].text)
        let id = try #require(made["id"].text)
        #expect(try service.send(.get, "/v1/me", as: key)["credential_id"].text == id)

        let rotated = try service.send(
            .post, "/v1/credentials/\(id)/keys", as: service.administrator,
            #"{"overlap_hours": 1}"#)
        let second = try #require(rotated["key"].text)
        #expect(try service.send(.get, "/v1/me", as: key).status == 200)
        #expect(try service.send(.get, "/v1/me", as: second).status == 200)
        service.clock.advance(seconds: 3601)
        #expect(try service.send(.get, "/v1/me", as: key).status == 401)
        #expect(try service.send(.get, "/v1/me", as: second).status == 200)

        let gone = try service.send(.delete, "/v1/credentials/\(id)", as: service.administrator)
        #expect(gone.status == 204)
        #expect(try service.send(.get, "/v1/me", as: second).status == 401)
    }

    @Test func `a credential dies after its lifetime`() throws {
        let service = try TestService()
        let key = try service.key(.analyst)
        #expect(try service.send(.get, "/v1/me", as: key).status == 200)
        service.clock.advance(seconds: 91 * 86_400)
        #expect(try service.send(.get, "/v1/me", as: key).status == 401)
    }

    @Test func `a missing scope is named`() throws {
        let service = try TestService()
        let key = try service.key(.analyst)
        let answer = try service.send(.get, "/v1/credentials", as: key)
        #expect(answer.status == 403)
        #expect(answer.text.contains("credentials:manage"))
    }

    @Test func `a refusal is kept in the audit`() throws {
        let service = try TestService()
        let key = try service.key(.analyst)
        try service.send(.get, "/v1/credentials", as: key)
        let entries = try service.send(
            .get, "/v1/audit-entries?action=listCredentials", as: service.administrator)
        #expect(entries.items.count == 1, "\(entries.text)")
        #expect(entries.items.first?["outcome"]?.text == "refused")
    }

    @Test func `a credential for some programmes revokes none that reaches further`() throws {
        let service = try TestService()
        let programme = try #require(ID<Programme>(service.makeProgramme()))
        let limited = try service.key(.administrator, programmes: [programme])
        _ = try service.key(.coordinator, programmes: [programme])
        _ = try service.key(.coordinator)
        let all = try service.send(.get, "/v1/credentials", as: service.administrator).items
        for credential in all where credential["role"]?.text == "coordinator" {
            let id = try #require(credential["id"]?.text)
            let answer = try service.send(
                .delete, "/v1/credentials/\(id)", as: limited, headers: [("If-Match", "*")])
            let isWithinReach = credential["programmes"]?.elements?.count == 1
            #expect(answer.status == (isWithinReach ? 204 : 403), "\(answer.text)")
        }
    }

    @Test func `nobody gives what they do not have`() throws {
        let service = try TestService()
        let limited = try service.key(.administrator, scopes: [.credentialsManage])
        let answer = try service.send(
            .post, "/v1/credentials", as: limited,
            #"{"name": "more", "role": "integration", "scopes": ["people:read"]}"#)
        #expect(answer.status == 422)
        #expect(answer.text.contains("beyond_your_own"))
    }

    @Test func `all that is wrong is said at once, with pointers`() throws {
        let service = try TestService()
        let answer = try service.send(
            .post, "/v1/credentials", as: service.administrator,
            #"{"role": "king", "lifetime_days": 0, "colour": "red"}"#)
        #expect(answer.status == 422)
        let pointers = answer["errors"].elements?.compactMap { $0["pointer"]?.text } ?? []
        #expect(Set(pointers) == ["/name", "/role", "/lifetime_days", "/colour"], "\(answer.text)")
    }

    @Test(arguments: ["{", "{\"a\":1,\"a\":2}", "[1", "nonsense", "\u{FEFF}{}"])
    func `what is not good JSON is 400`(body: String) throws {
        let service = try TestService()
        let answer = try service.send(
            .post, "/v1/credentials", as: service.administrator, body)
        #expect(answer.status == 400)
        #expect(answer.code == "malformed_json")
    }

    @Test func `another media type is 415`() throws {
        let service = try TestService()
        let answer = try service.send(
            .post, "/v1/credentials", as: service.administrator, "a=b",
            type: "application/x-www-form-urlencoded")
        #expect(answer.status == 415)
    }

    @Test func `an unknown parameter is refused, not ignored`() throws {
        let service = try TestService()
        let answer = try service.send(
            .get, "/v1/credentials?limt=3", as: service.administrator)
        #expect(answer.status == 422)
        #expect(answer.text.contains("limt"))
    }

    @Test func `a list goes on where the page before ended`() throws {
        let service = try TestService()
        for _ in 0..<4 {
            service.clock.advance(seconds: 1)
            _ = try service.key(.analyst)
        }
        var seen: [String] = []
        var target: String? = "/v1/credentials?limit=2"
        while let next = target {
            let page = try service.send(.get, next, as: service.administrator)
            seen += page.items.compactMap { $0["id"]?.text }
            target = page["next_cursor"].text.map { "/v1/credentials?limit=2&cursor=\($0)" }
            if target != nil { #expect(page.header("Link")?.contains("rel=\"next\"") == true) }
        }
        #expect(seen.count == 5)
        #expect(Set(seen).count == 5)
    }

    @Test func `what was read unchanged is 304`() throws {
        let service = try TestService()
        let list = try service.send(.get, "/v1/credentials", as: service.administrator)
        let id = try #require(list.items.first?["id"]?.text)
        let first = try service.send(.get, "/v1/credentials/\(id)", as: service.administrator)
        let tag = try #require(first.header("ETag"))
        let second = try service.send(
            .get, "/v1/credentials/\(id)", as: service.administrator,
            headers: [("If-None-Match", "\"x\", W/\(tag)")])
        #expect(second.status == 304)
        #expect(second.bytes.isEmpty)
    }

    @Test func `a repeated secret is not shown twice`() throws {
        let service = try TestService()
        let body = #"{"name": "once", "role": "analyst"}"#
        let headers = [("Idempotency-Key", "\"k-1\"")]
        let first = try service.send(
            .post, "/v1/credentials", as: service.administrator, headers: headers, body)
        #expect(first.status == 201)
        let second = try service.send(
            .post, "/v1/credentials", as: service.administrator, headers: headers, body)
        #expect(second.status == 409)
        #expect(second.code == "secret_not_repeated")
        #expect(second.text.contains(first["id"].text ?? "?"))
        let other = try service.send(
            .post, "/v1/credentials", as: service.administrator, headers: headers,
            #"{"name": "twice", "role": "analyst"}"#)
        #expect(other.code == "idempotency_key_reused")
    }

    @Test func `requests beyond the quota wait`() throws {
        let service = try TestService(isRateLimited: true)
        var last = TestResponse(status: 0, headers: [], bytes: [])
        for _ in 0...RatePolicy.perCredential.quota {
            last = try service.send(.get, "/v1/me", as: service.administrator)
        }
        #expect(last.status == 429)
        #expect(last.header("Retry-After") != nil)
        service.clock.advance(seconds: 60)
        let later = try service.send(.get, "/v1/me", as: service.administrator)
        #expect(later.status == 200)
        #expect(later.header("RateLimit")?.hasPrefix("\"default\";r=") == true)
    }

    @Test func `keys are not guessed at a route that takes files either`() throws {
        let service = try TestService(isRateLimited: true)
        let key = "mk_live_aaaaaaaa" + String(repeating: "b", count: 43)
        let guess = [("Authorization", "Bearer \(key)")]
        for _ in 0..<RatePolicy.failures.quota {
            #expect(try service.admission(.post, "/v1/imports", headers: guess) == 401)
        }
        #expect(try service.admission(.post, "/v1/imports", headers: guess) == 429)
        service.clock.advance(seconds: 60)
        #expect(try service.admission(.post, "/v1/imports", headers: guess) == 401)
    }

    @Test func `a forgotten key shuts nobody else of its address out`() throws {
        let service = try TestService(isRateLimited: true)
        for _ in 0..<RatePolicy.failures.quota {
            #expect(try service.send(.get, "/v1/me", as: "mk_live_nonsense").status == 401)
        }
        let wrong = try service.send(.get, "/v1/me", as: "mk_live_nonsense")
        #expect(wrong.status == 429)
        #expect(wrong.header("Retry-After") != nil)
        #expect(try service.send(.get, "/v1/me", as: service.administrator).status == 200)
        #expect(try service.send(.get, "/healthz").status == 200)
    }

    @Test func `an answer names fifty faults at most, however many there are`() throws {
        let service = try TestService()
        let many = "{" + (0..<20_000).map { "\"a\($0)\":0" }.joined(separator: ",") + "}"
        for body in [many, "{\"skills_offered\":[\(many),{\"b\":0}]}"] {
            let answer = try service.send(
                .post, "/v1/people", as: service.administrator, body)
            #expect(answer.status == 422)
            #expect(answer["errors"].elements?.count == 50)
            #expect(answer.bytes.count < 64 * 1024)
        }
    }

    @Test func `a preflight from a listed origin is answered, from another it is not`() throws {
        let service = try TestService(corsOrigins: ["https://app.example"])
        func preflight(_ origin: String) throws -> TestResponse {
            try service.send(
                .options, "/v1/me",
                headers: [("Origin", origin), ("Access-Control-Request-Method", "PATCH")])
        }
        let good = try preflight("https://app.example")
        #expect(good.header("Access-Control-Allow-Origin") == "https://app.example")
        #expect(good.header("Access-Control-Allow-Methods")?.contains("PATCH") == true)
        #expect(try preflight("https://evil.example").header("Access-Control-Allow-Origin") == nil)
    }

    @Test func `a request id is echoed when it is harmless, replaced when not`() throws {
        let service = try TestService()
        let good = try service.send(.get, "/healthz", headers: [("X-Request-Id", "abc-1")])
        #expect(good.header("X-Request-Id") == "abc-1")
        let bad = try service.send(.get, "/healthz", headers: [("X-Request-Id", "a b\"c")])
        #expect(bad.header("X-Request-Id")?.hasPrefix("req_") == true)
    }

    @Test func `metrics count by pattern, not by path`() throws {
        let service = try TestService()
        try service.send(.get, "/v1/credentials/credential_x", as: service.administrator)
        let metrics = try service.send(.get, "/metrics")
        #expect(metrics.text.contains("route=\"GET /v1/credentials/{credential}\",status=\"404\""))
    }

    @Test func `events are numbered without gaps`() throws {
        let service = try TestService()
        let answer = try service.send(.get, "/v1/events", as: service.administrator)
        #expect(answer.status == 200)
        #expect(answer["next_after"].int == 0)
    }
}
