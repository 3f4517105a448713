// Every route as nobody, as each role, as a person who has no part in it, and as a coordinator of
// other programmes: a route that is added is in this table by itself. What a right actor gets is
// each room's own test.

import Foundation
import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct AccessMatrixTests {
    /// The path with ids that are well formed and name nothing.
    private func path(_ route: Route) -> String {
        let parts = route.path.split(separator: "/").map { part -> String in
            guard part.hasPrefix("{") else { return String(part) }
            let name = part.dropFirst().dropLast()
            let prefix = Self.prefixes[String(name)] ?? String(name)
            return prefix + "_01m80g2tq5e5vbxjzz25q816tv"
        }
        return "/" + parts.joined(separator: "/")
    }

    private static let prefixes = [
        "run": "match_run", "entry": "journal", "request": "mentorship_request",
        "mentee": "person", "policy": "matching_policy",
    ]

    private func send(
        _ service: TestService, _ route: Route, as key: String?
    ) throws -> TestResponse {
        let hasBody = route.method == .post || route.method == .put || route.method == .patch
        return try service.send(
            route.method, path(route), as: key, hasBody ? "{}" : nil,
            type: route.body.mediaTypes.first ?? "application/json")
    }

    private func isAllowed(_ access: Access, _ role: Role) -> Bool {
        switch access {
        case .open, .authenticated: true
        case .staff(let scope), .staffOrPerson(let scope): role.scopes.contains(scope)
        case .person: false
        }
    }

    @Test func `nobody is told to authenticate, on every route but the open ones`() throws {
        let service = try TestService()
        for route in Routes.all {
            let answer = try send(service, route, as: nil)
            if route.access == .open {
                #expect(answer.status != 401, "\(route.name)")
            } else {
                #expect(answer.status == 401, "\(route.name): \(answer.status)")
                #expect(answer.header("WWW-Authenticate") != nil, "\(route.name)")
            }
        }
    }

    @Test(arguments: Role.allCases.filter { $0 != .participant })
    func `a role without the scope is refused before anything is looked at`(role: Role) throws {
        let service = try TestService()
        let key = try service.key(role)
        for route in Routes.all where !isAllowed(route.access, role) {
            let answer = try send(service, route, as: key)
            #expect(answer.status == 403, "\(role) \(route.name): \(answer.status) \(answer.text)")
            let codes = ["scope_missing", "person_token_required"]
            #expect(codes.contains(answer.code), "\(role) \(route.name): \(answer.code)")
        }
    }

    @Test(arguments: Role.allCases.filter { $0 != .participant })
    func `a role with the scope is not refused for its role`(role: Role) throws {
        let service = try TestService()
        let key = try service.key(role)
        for route in Routes.all where isAllowed(route.access, role) {
            let answer = try send(service, route, as: key)
            #expect(
                answer.status != 401 && answer.code != "scope_missing",
                "\(role) \(route.name): \(answer.status) \(answer.text)")
            #expect(answer.status < 500 || route.name == "getReadiness", "\(route.name)")
        }
    }

    @Test func `a person is refused what is for staff alone`() throws {
        let service = try TestService()
        let made = try service.send(
            .post, "/v1/people", as: service.administrator, #"{"name": "Eve"}"#)
        let token = try service.token(try #require(made["id"].text))
        for route in Routes.all {
            guard case .staff = route.access else { continue }
            let answer = try send(service, route, as: token)
            #expect(answer.status == 403, "\(route.name): \(answer.status)")
        }
    }

    @Test func `what is not there or not yours is not found, nor guessed from the answer`() throws {
        let service = try TestService()
        let made = try service.send(
            .post, "/v1/people", as: service.administrator, #"{"name": "Eve"}"#)
        let token = try service.token(try #require(made["id"].text))
        let foreign = try service.key(.coordinator, programmes: [])
        for route in Routes.all where route.method == .get && route.path.contains("{") {
            if route.access == .open { continue }
            for key in [token, foreign] {
                let answer = try send(service, route, as: key)
                #expect(
                    answer.status == 404 || answer.status == 403,
                    "\(route.name): \(answer.status) \(answer.text)")
            }
        }
    }

    @Test func `an altered, a revoked and an expired key are all the same 401`() throws {
        let service = try TestService()
        let key = try service.key(.administrator)
        let altered = String(key.dropLast()) + (key.last == "a" ? "b" : "a")
        let first = try service.send(.get, "/v1/people", as: altered)
        service.clock.advance(seconds: 91 * 86_400)
        let expired = try service.send(.get, "/v1/people", as: key)
        for answer in [first, expired] {
            #expect(answer.status == 401)
            #expect(answer.code == "unauthenticated")
        }
        #expect(first["detail"] == expired["detail"])
    }

    @Test func `what was good a moment ago ends with its time, though nothing was written since`()
        throws
    {
        let service = try TestService()
        let key = try service.key(.administrator)
        let token = try service.token(service.makePerson())
        #expect(try service.send(.get, "/v1/me", as: key).status == 200)
        #expect(try service.send(.get, "/v1/me", as: token).status == 200)
        service.clock.advance(seconds: 3601)
        #expect(try service.send(.get, "/v1/me", as: token).status == 401)
        #expect(try service.send(.get, "/v1/me", as: key).status == 200)
        service.clock.advance(seconds: 90 * 86_400)
        #expect(try service.send(.get, "/v1/me", as: key).status == 401)
    }

    @Test func `a merge patch cannot even remove a member that there is not`() throws {
        let service = try TestService()
        let person = try service.makePerson()
        for (body, status) in [(#"{"created_at": null}"#, 422), (#"{"bio": null}"#, 200)] {
            let answer = try service.send(
                .patch, "/v1/people/\(person)", as: service.administrator,
                headers: [("If-Match", "*")], body)
            #expect(answer.status == status, "\(answer.text)")
        }
    }

    @Test func `the id of another's person is refused without a word, and noted`() throws {
        let service = try TestService()
        _ = try service.makePerson("Secret", #""external_ids": {"hr": "4711"}"#)
        let elsewhere = try #require(ID<Programme>(service.makeProgramme()))
        let key = try service.key(.coordinator, programmes: [elsewhere])
        let body = #"{"name": "Eve", "external_ids": {"hr": "4711"}}"#
        let path = "/v1/people/by-external-id/hr/4711"
        for answer in [
            try service.send(.post, "/v1/people", as: key, body),
            try service.send(.put, path, as: key, #"{"name": "Eve"}"#),
        ] {
            #expect(answer.status == 403)
            #expect(answer.code == "external_id_not_available")
            #expect(!answer.text.contains("Secret"))
        }
        let noted = try service.send(
            .get, "/v1/audit-entries?action=createPerson", as: service.administrator)
        #expect(noted.items.map { $0["outcome"]?.text } == ["refused"])
    }
}
