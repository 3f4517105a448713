// The lines of a text of one JSON document each (newline-delimited JSON), from bytes at hand or
// from a source read piece by piece. Only splits: what a line says is the JSON reader's business.

package struct NDJSONError: Error, CustomStringConvertible {
    package let message: String
    /// Counts from 1; empty lines count too.
    package let line: Int
    /// What the source threw, where it was the source.
    package let cause: (any Error)?

    package var description: String { "\(message) Line \(line)." }
}

package struct NDJSONLines {
    /// Bytes in one line. A line is one resource, and a request body with one may be no larger.
    package static let lineLimit = 1 << 20

    /// The number of the line that `next` gave last.
    package private(set) var number = 0
    private let limit: Int
    private let source: () throws -> [UInt8]?
    private var chunk: ArraySlice<UInt8> = []
    private var isOver = false

    package init(_ bytes: [UInt8]) {
        limit = Self.lineLimit
        source = { nil }
        chunk = bytes[...]
    }

    /// The source gives the next piece, of any size, and nil at the end.
    package init(
        limit: Int = NDJSONLines.lineLimit, source: @escaping () throws -> [UInt8]?
    ) {
        self.limit = limit
        self.source = source
    }

    /// The next line with something in it, without its end (LF or CRLF); nil after the last.
    package mutating func next() throws(NDJSONError) -> ArraySlice<UInt8>? {
        while !isOver {
            let line = try wholeLine()
            if let line, !line.allSatisfy(isBlank) { return line }
        }
        return nil
    }

    /// Nil when nothing is left.
    private mutating func wholeLine() throws(NDJSONError) -> ArraySlice<UInt8>? {
        var begun: ArraySlice<UInt8> = []
        number += 1
        while true {
            let end = chunk.firstIndex(of: UInt8(ascii: "\n"))
            let piece = chunk[..<(end ?? chunk.endIndex)]
            guard begun.count + piece.count <= limit else {
                throw fail("The line is longer than \(limit) bytes.")
            }
            // A line within one piece is given as it lies there, without a copy.
            if begun.isEmpty { begun = piece } else { begun.append(contentsOf: piece) }
            if let end {
                chunk = chunk[(end + 1)...]
                return begun
            }
            guard try fill() else {
                isOver = true
                return begun.isEmpty ? nil : begun
            }
        }
    }

    private mutating func fill() throws(NDJSONError) -> Bool {
        do {
            guard let more = try source() else { return false }
            chunk = more[...]
            return true
        } catch {
            throw fail("The text could not be read on.", cause: error)
        }
    }

    private mutating func fail(_ message: String, cause: (any Error)? = nil) -> NDJSONError {
        isOver = true
        return NDJSONError(message: message, line: number, cause: cause)
    }

    /// What JSON counts as blank; the CR of a CRLF is one, so that the JSON reader skips it.
    private func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0D || byte == 0x09
    }
}
