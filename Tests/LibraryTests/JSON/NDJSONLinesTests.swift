// Lines of newline-delimited JSON: where they end, how long they may be, how they are numbered.

import JSON
import Testing

@Suite struct NDJSONLinesTests {
    @Test(arguments: [
        ("", []), ("\n\n", []), ("{}", ["1:{}"]), ("{}\n", ["1:{}"]),
        ("1\r\n\r\n \n2\n3", ["1:1\r", "4:2", "5:3"]),
    ])
    func `a text becomes its lines`(text: String, expected: [String]) throws {
        var lines = NDJSONLines(Array(text.utf8))
        #expect(try all(&lines) == expected)
        for size in 1...4 {
            var rest = Array(text.utf8)[...]
            var pieces = NDJSONLines {
                defer { rest = rest.dropFirst(size) }
                return rest.isEmpty ? nil : Array(rest.prefix(size))
            }
            #expect(try all(&pieces) == expected)
        }
    }

    @Test func `a line may be as long as the limit and no longer`() throws {
        let line = Array(repeating: UInt8(ascii: "1"), count: NDJSONLines.lineLimit)
        var fits = NDJSONLines(Array("{}\n".utf8) + line + Array("\n2".utf8))
        #expect(try all(&fits).count == 3)
        var pieces = [Array("{}\n1".utf8), line, Array("\n2".utf8)]
        var long = NDJSONLines { pieces.isEmpty ? nil : pieces.removeFirst() }
        _ = try long.next()
        let error = try #require(throws: NDJSONError.self) { try long.next() }
        #expect(error.line == 2)
        #expect(try long.next() == nil)
    }

    @Test func `a source's own error is passed on`() throws {
        struct DiskError: Error {}
        var lines = NDJSONLines { throw DiskError() }
        let error = try #require(throws: NDJSONError.self) { try lines.next() }
        #expect(error.cause is DiskError)
    }

    private func all(_ lines: inout NDJSONLines) throws -> [String] {
        var found: [String] = []
        while let line = try lines.next() {
            found.append("\(lines.number):" + String(decoding: line, as: UTF8.self))
        }
        return found
    }
}
