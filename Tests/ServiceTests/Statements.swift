// The SQL of the project: what stands in the sources, found by reading them, and what the suite
// ran, told by the connections. The two are held against each other, so that no statement of a room
// that is yet to come is missed by the test of plans.

import Foundation
import SQLite
import Synchronization
import Testing

enum Statements {
    struct Found: Sendable {
        let path: String
        /// With single spaces, so that a literal's indentation makes no difference.
        let text: String
    }

    static let ofSources = try? find(under: "Sources")
    private static let known: Set<String> = {
        let all = (ofSources ?? []) + ((try? find(under: "Tests")) ?? [])
        return Set(all.map(\.text))
    }()

    // MARK: In the sources

    private static let verbs = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH ", "REPLACE "]

    static func find(under folder: String) throws -> [Found] {
        try Project.sources(under: folder).flatMap { file in
            literals(in: file.text).map(folded).filter(isStatement).map {
                Found(path: file.path, text: $0)
            }
        }
    }

    static func folded(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    static func isStatement(_ text: String) -> Bool {
        verbs.contains { text.hasPrefix($0) } && text.split(separator: " ").count > 2
    }

    /// String literals, those of one line and those of several.
    static func literals(in source: String) -> [String] {
        var literals: [String] = []
        var block: [Substring]?
        for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
            let text = line.drop { $0 == " " }
            if let lines = block {
                if text.hasPrefix(#"""""#) {
                    literals.append(lines.joined(separator: "\n"))
                    block = nil
                } else {
                    block = lines + [line]
                }
            } else if line.hasSuffix(#"""""#) {
                block = []
            } else if !text.hasPrefix("//") {
                literals += line.matches(of: #/"((?:[^"\\]|\\.)*)"/#).map { String($0.1) }
            }
        }
        return literals
    }

    // MARK: In the suite

    /// Told each statement that a connection prepares; keeps those that stand nowhere.
    final class Watch: Sendable {
        private let strays = Mutex<[String]>([])

        var recorder: StatementRecorder {
            { [self] sql in
                let text = Statements.folded(sql)
                guard Statements.isStatement(text) else { return }
                Statements.keep(text)
                if !Statements.known.contains(text) { strays.withLock { $0.append(text) } }
            }
        }

        func check() {
            for stray in strays.withLock({ $0 }) {
                Issue.record("run, but not found in the sources as a literal: \(stray)")
            }
        }
    }

    /// Lines of all that ran, in the file that MENTORSHIP_STATEMENTS names; beside it, named
    /// ".known", those of the service's sources. script/test compares the two.
    private static let file: Mutex<FileHandle?> = Mutex(
        open(suffix: "", lines: []))
    private static let kept = Mutex<Set<String>>([])

    private static func keep(_ text: String) {
        guard kept.withLock({ $0.insert(text).inserted }) else { return }
        file.withLock { $0?.write(Data((text + "\n").utf8)) }
    }

    static func writeKnown() {
        let service = (ofSources ?? []).filter { $0.path.hasPrefix("Sources/MentorshipService/") }
        _ = open(suffix: ".known", lines: service.map(\.text))
    }

    private static func open(suffix: String, lines: [String]) -> FileHandle? {
        guard let path = ProcessInfo.processInfo.environment["MENTORSHIP_STATEMENTS"] else {
            return nil
        }
        let text = lines.map { $0 + "\n" }.joined()
        _ = FileManager.default.createFile(atPath: path + suffix, contents: Data(text.utf8))
        return FileHandle(forWritingAtPath: path + suffix)
    }
}
