// openapi.yaml against the route table, in both directions, and its examples against the routes.
// That every answer fits its schema is shown by Tests/System/test_contract.py on the exchanges that
// this suite records.

import Foundation
import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing
import Yams

@Suite struct ContractTests {
    /// What the document says of one method of one path.
    private struct Operation {
        let key: String
        let id: String
        /// The scopes of each alternative: a credential's first, then `own` where people may, too.
        let security: [[String]]
        let isOpen: Bool
        let mediaType: String?
        /// The body's example, as JSON text.
        let example: String?
    }

    private static let methods = ["get", "post", "put", "patch", "delete"]

    private func operations() throws -> [String: Operation] {
        let text = String(decoding: OperationsRoutes.documentBytes, as: UTF8.self)
        let document = try #require(try Yams.load(yaml: text) as? [String: Any])
        let paths = try #require(document["paths"] as? [String: Any])
        var all: [String: Operation] = [:]
        for (path, item) in paths {
            for (method, value) in item as? [String: Any] ?? [:] where Self.methods.contains(method)
            {
                let key = "\(method.uppercased()) \(path)"
                all[key] = try operation(key, try #require(value as? [String: Any]))
            }
        }
        return all
    }

    private func operation(_ key: String, _ value: [String: Any]) throws -> Operation {
        let security = value["security"] as? [[String: [String]]]
        let body = value["requestBody"] as? [String: Any]
        let contents = body?["content"] as? [String: [String: Any]] ?? [:]
        let (type, content) = contents.first { $0.value["example"] != nil } ?? ("", [:])
        let example = content["example"].flatMap { example in
            try? JSONSerialization.data(withJSONObject: example, options: .fragmentsAllowed)
        }
        return Operation(
            key: key, id: value["operationId"] as? String ?? "",
            security: security?.map { $0["bearer"] ?? [] } ?? [],
            isOpen: security?.isEmpty ?? false, mediaType: type.isEmpty ? nil : type,
            example: example.map { String(decoding: $0, as: UTF8.self) })
    }

    private func key(_ route: Route) -> String { "\(route.method.rawValue) \(route.path)" }

    private func security(_ access: Access) -> [[String]] {
        switch access {
        case .open: []
        case .authenticated: [[]]
        case .staff(let scope): [[scope.rawValue]]
        case .staffOrPerson(let scope): [[scope.rawValue], ["own"]]
        case .person: [["own"]]
        }
    }

    @Test func `every route is an operation of the document, with its name and its scope`() throws {
        let operations = try operations()
        for route in Routes.all {
            guard let operation = operations[key(route)] else {
                Issue.record("openapi.yaml lacks \(key(route)) (\(route.name))")
                continue
            }
            #expect(operation.id == route.name, "\(key(route))")
            #expect(operation.isOpen == (route.access == .open), "\(key(route)): security: []")
            #expect(operation.security == security(route.access), "\(key(route)): security")
        }
    }

    @Test func `every operation of the document is a route`() throws {
        let routes = Set(Routes.all.map(key))
        for key in try operations().keys.sorted() {
            #expect(routes.contains(key), "openapi.yaml describes \(key), which is no route")
        }
    }

    @Test func `the document names the scopes, the codes and the version that there are`() throws {
        let text = String(decoding: OperationsRoutes.documentBytes, as: UTF8.self)
        for scope in Scope.allCases {
            #expect(text.contains(scope.rawValue), "\(scope.rawValue)")
        }
        #expect(text.contains("\n  version: \(Settings().version)\n"))
        let codes = Set(ProblemCatalogue.entries.map(\.code))
        let conflicts = try Regex(
            #"\n +"409":\n +\$ref: [^\n]+\n +description: ([^\n]+(?:\n {11,}[^\n]+)*)"#)
        for match in text.matches(of: conflicts) {
            let description = String(match.output[1].substring ?? "")
            // What stands in brackets are further members of the problem.
            let plain = description.replacing(/\([^)]*\)/, with: "")
            for named in plain.matches(of: /`([a-z]+_[a-z_]+)`/) {
                #expect(codes.contains(String(named.output.1)), "\(named.output.1)")
            }
        }
    }

    /// An example is what somebody copies first. Ids in it and in the path name nothing here: not
    /// found, or that an id is unknown, is fine; what it says must be.
    @Test func `every example of a body is taken by its route`() throws {
        let operations = try operations()
        for route in Routes.all {
            guard let operation = operations[key(route)], let example = operation.example,
                let type = operation.mediaType
            else { continue }
            let service = try TestService()
            let isPersons = route.access == .person
            let asker =
                try isPersons ? service.token(service.makePerson()) : service.administrator
            let answer = try service.send(
                route.method, target(route.path), as: asker, headers: [("If-Match", "*")],
                example, type: type)
            let errors = answer["errors"].elements ?? []
            let isUnknownID =
                !errors.isEmpty && errors.allSatisfy { $0["code"]?.text == "unknown_id" }
            #expect(
                (200..<300).contains(answer.status) || answer.status == 404 || isUnknownID,
                "\(key(route)): \(answer.text)")
        }
    }

    /// The path with an id for each noun that nothing has.
    private func target(_ path: String) -> String {
        path.split(separator: "/").map { part in
            guard part.hasPrefix("{") else { return String(part) }
            let noun = part.dropFirst().dropLast()
            return noun.contains("source") || noun == "value" || noun == "external_id"
                ? "nqsw-2026" : "\(noun)_01h2xcejqtf2nbrexx3vqjhp41"
        }.reduce("") { $0 + "/" + $1 }
    }

    @Test func `the document is served as it stands at the top level`() throws {
        let service = try TestService()
        let served = try service.send(.get, "/openapi.yaml")
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        let root = parts.dropLast(3).joined(separator: "/")
        let file = try String(contentsOfFile: root + "/openapi.yaml", encoding: .utf8)
        #expect(served.text == file)
        let tag = try #require(served.header("ETag"))
        let again = try service.send(.get, "/openapi.yaml", headers: [("If-None-Match", tag)])
        #expect(again.status == 304)
    }
}
