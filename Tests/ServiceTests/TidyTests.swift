// What keeps the house easy to live in, as far as a test can see it.

import Foundation
import Testing

@Suite struct TidyTests {
    @Test func `a file is short, its lines too, and it says what it is for`() throws {
        for file in try Project.sources() {
            let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count <= 401, "\(file.path) has \(lines.count) lines")
            for (number, line) in lines.enumerated() where line.count > 100 {
                // A long literal cannot always be broken.
                #expect(line.contains("\""), "\(file.path):\(number + 1) is too long")
            }
            #expect(file.text.hasPrefix("//"), "\(file.path) does not say what it is for")
        }
    }

    @Test func `nothing escapes the compiler's rules`() throws {
        let words = [
            "@unchecked Sendable", "nonisolated(unsafe)", "try!", "fatalError(", "TODO", "FIXME",
        ]
        for file in try Project.sources() {
            for word in words {
                #expect(!file.text.contains(word), "\(file.path) says \(word)")
            }
        }
    }

    @Test func `rules look at no clock and throw no dice`() throws {
        let words = ["Date()", "UUID()", ".random(in", "SystemRandomNumberGenerator", "sleep("]
        for file in try Project.sources(under: "Sources/Mentorship") {
            for word in words where file.text.contains(word) {
                let isSeeded = word == ".random(in" && file.text.contains("using: &")
                #expect(isSeeded, "\(file.path) says \(word)")
            }
            #expect(!file.text.contains("import Foundation\n"), "\(file.path)")
        }
    }

    @Test func `only stores speak SQL`() throws {
        let folders = ["People", "Programmes", "Matching", "Relationships", "Scheduling"]
        for folder in folders + ["Evaluation"] {
            for file in try Project.sources(under: "Sources/MentorshipService/" + folder) {
                let name = file.path.split(separator: "/").last ?? ""
                guard name.hasSuffix("Routes.swift") || name.hasSuffix("Service.swift") else {
                    continue
                }
                for word in ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM"] {
                    #expect(!file.text.contains(word), "\(file.path) speaks SQL: \(word)")
                }
            }
        }
    }

    @Test func `no insert builds a tree for a CHECK`() throws {
        let listed = try Regex(#" IN \([^()]*,[^()]*,"#)
        let folder = Project.root + "/migrations"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        for name in names.filter({ $0.hasSuffix(".sql") }) {
            let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
            for statement in text.split(separator: ";") where statement.contains("CREATE TABLE") {
                let found = statement.firstMatch(of: listed)
                #expect(found == nil, "\(name): three words or more are compared with OR")
            }
        }
    }
}
