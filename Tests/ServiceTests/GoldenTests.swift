// What reviewers read in one file each: the schema, the routes, the problem codes. A difference
// fails; MENTORSHIP_UPDATE_GOLDEN=1 rewrites the files, and the review is the diff.

import Foundation
import HTTP
import Mentorship
import MentorshipService
import SQLite
import Testing

@Suite struct GoldenTests {
    @Test func `the schema is as Golden/schema.sql says`() throws {
        let service = try TestService()
        let statements = try service.read { snapshot in
            try snapshot.query(
                """
                SELECT sql FROM sqlite_schema
                WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
                ORDER BY tbl_name, type DESC, name
                """
            ) { row in try row.next() as String }
        }
        try compare(statements.joined(separator: ";\n\n") + ";\n", with: "schema.sql")
    }

    @Test func `the routes are as Golden/routes.txt says`() throws {
        let lines = Routes.all.map { route in
            let access: String =
                switch route.access {
                case .open: "open"
                case .authenticated: "authenticated"
                case .staff(let scope): "staff(\(scope.rawValue))"
                case .staffOrPerson(let scope): "staff(\(scope.rawValue)) or person"
                case .person: "person"
                }
            let more = [route.isAudited ? " audited" : "", route.isSecret ? " secret" : ""]
            return "\(route.method.rawValue) \(route.path)  \(route.name)  \(access)"
                + more.joined()
        }
        try compare(lines.joined(separator: "\n") + "\n", with: "routes.txt")
    }

    @Test func `the problem codes are as Golden/problems.txt says`() throws {
        let lines = ProblemCatalogue.entries.map { "\($0.status) \($0.code): \($0.means)" }
        try compare(lines.joined(separator: "\n") + "\n", with: "problems.txt")
        let codes = ProblemCatalogue.entries.map(\.code)
        #expect(Set(codes).count == codes.count, "a code means one thing")
    }

    @Test func `every code that a room throws is in the catalogue`() throws {
        let known = Set(ProblemCatalogue.entries.map(\.code))
        let kinds =
            "malformed|unauthenticated|forbidden|notFound|conflict|gone|preconditionFailed"
            + "|preconditionRequired|invalid|tooMany|unavailable|lengthRequired"
        let pattern = try Regex(#"\.(?:\#(kinds)),\s*"([a-z_]+)""#)
        for file in try Project.sources() {
            for match in file.text.matches(of: pattern) {
                let code = String(match.output[1].substring ?? "")
                #expect(known.contains(code), "\(code) of \(file.path) is not in the catalogue")
            }
        }
    }

    private func compare(_ text: String, with name: String) throws {
        let path = Project.root + "/Tests/Golden/" + name
        if ProcessInfo.processInfo.environment["MENTORSHIP_UPDATE_GOLDEN"] == "1" {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        let kept = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        #expect(
            kept == text,
            "Tests/Golden/\(name) is stale: MENTORSHIP_UPDATE_GOLDEN=1 swift test, then review")
    }
}

/// The project's own files, for tests that look at them.
enum Project {
    struct File {
        let path: String
        let text: String
    }

    static let root: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/")
    }()

    static func sources(under folder: String = "Sources") throws -> [File] {
        let names = FileManager.default.enumerator(atPath: root + "/" + folder)?.allObjects ?? []
        return try names.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted()
            .map { name in
                let path = folder + "/" + name
                return File(
                    path: path,
                    text: try String(contentsOfFile: root + "/" + path, encoding: .utf8))
            }
    }
}
