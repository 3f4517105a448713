// Reads CSV after RFC 4180, record by record: UTF-8, CRLF or LF, quoted fields that may hold line
// ends and doubled quotation marks. Holds one record at most, and never guesses what a broken text
// might have meant.

import JSON

package struct CSVReader {
    /// The number of the record at hand, counted from 1.
    package private(set) var record = 0
    /// The line in which that record starts, counted from 1.
    package private(set) var recordLine = 1

    private let source: () throws -> [UInt8]?
    private var chunk: [UInt8]
    private var index = 0
    private var line = 1
    private var isAtStart = true
    private var isOver = false

    /// The field being read, and what the record took so far.
    private var field: [UInt8] = []
    private var recordBytes = 0

    package init(_ bytes: [UInt8]) {
        source = { nil }
        chunk = bytes
    }

    /// The source gives the next piece, of any size, and nil at the end.
    package init(source: @escaping () throws -> [UInt8]?) {
        self.source = source
        chunk = []
    }

    /// The next record; nil after the last one or after an error. Empty lines are skipped.
    package mutating func next() throws(CSVError) -> [String]? {
        guard !isOver else { return nil }
        if isAtStart { try skipByteOrderMark() }
        try skipEmptyLines()
        guard try peek() != nil else {
            isOver = true
            return nil
        }
        record += 1
        recordLine = line
        recordBytes = 0
        var fields: [String] = []
        var isLast = false
        while !isLast {
            guard fields.count < CSVLimits.fieldsPerRecord else {
                throw fail("The record has more than \(CSVLimits.fieldsPerRecord) fields.")
            }
            let fieldLine = line
            field.removeAll(keepingCapacity: true)
            if try peek() == quote { try quoted(from: fieldLine) } else { try plain() }
            fields.append(try text(from: fieldLine))
            isLast = try endOfField()
        }
        return fields
    }

    // MARK: Fields

    /// RFC 4180 §2 rule 5: a field that is not quoted has no quotation marks.
    private mutating func plain() throws(CSVError) {
        while let byte = try peek(), !isEnd(byte) {
            guard byte != quote else {
                throw fail("A quotation mark stands in a field that does not start with one.")
            }
            let end = chunk[index...].firstIndex { isEnd($0) || $0 == quote } ?? chunk.count
            try take(upTo: end)
        }
    }

    /// Rules 6 and 7: line ends and commas belong to a quoted field, a doubled mark is one mark.
    private mutating func quoted(from start: Int) throws(CSVError) {
        index += 1
        while true {
            guard let byte = try peek() else {
                throw fail("A quoted field never ends.", line: start)
            }
            if byte == quote {
                index += 1
                guard try peek() == quote else { return }
                try take(upTo: index + 1)
            } else if byte == lineFeed {
                line += 1
                try take(upTo: index + 1)
            } else {
                let end = chunk[index...].firstIndex { $0 == quote || $0 == lineFeed }
                try take(upTo: end ?? chunk.count)
            }
        }
    }

    /// The end of a record is LF, CRLF or the end of the text. True when it was one.
    private mutating func endOfField() throws(CSVError) -> Bool {
        recordBytes += 1
        switch try peek() {
        case nil: return true
        case comma:
            index += 1
            return false
        case lineFeed, carriageReturn:
            try skipLineEnd()
            return true
        default: throw fail("Something follows the closing quotation mark of a field.")
        }
    }

    private mutating func take(upTo end: Int) throws(CSVError) {
        let count = end - index
        guard field.count + count <= CSVLimits.fieldBytes else {
            throw fail("A field has more than \(CSVLimits.fieldBytes) bytes.", line: recordLine)
        }
        recordBytes += count
        guard recordBytes <= CSVLimits.recordBytes else {
            throw fail("The record has more than \(CSVLimits.recordBytes) bytes.", line: recordLine)
        }
        field.append(contentsOf: chunk[index..<end])
        index = end
    }

    private mutating func text(from start: Int) throws(CSVError) -> String {
        if let text = String(validating: field, as: UTF8.self) {
            guard StreamSafeText.holds(field) else {
                throw fail(
                    "A field has more than \(StreamSafeText.marksMax) combining marks in a row.",
                    line: start)
            }
            return text
        }
        // Line feeds are never part of a longer character: look for the line that is broken.
        let lines = field.split(separator: lineFeed, omittingEmptySubsequences: false)
        let broken = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        throw fail("The text is not valid UTF-8; save the file as UTF-8.", line: start + broken)
    }

    // MARK: Bytes

    private mutating func skipByteOrderMark() throws(CSVError) {
        isAtStart = false
        var start: [UInt8] = []
        while start.count < 3, let byte = try peek(), byte == byteOrderMark[start.count] {
            start.append(byte)
            index += 1
        }
        guard start.count < 3 else { return }
        // What only looked like one is given back; its bytes may have come in several pieces.
        if index >= start.count {
            index -= start.count
        } else {
            chunk.replaceSubrange(..<index, with: start)
            index = 0
        }
    }

    private mutating func skipEmptyLines() throws(CSVError) {
        while let byte = try peek(), byte == lineFeed || byte == carriageReturn {
            try skipLineEnd()
        }
    }

    private mutating func skipLineEnd() throws(CSVError) {
        if try peek() == carriageReturn {
            index += 1
            guard try peek() == lineFeed else {
                throw fail("A carriage return must be followed by a line feed, or be quoted.")
            }
        }
        index += 1
        line += 1
    }

    /// The byte at hand, from the next piece if need be; nil at the end.
    private mutating func peek() throws(CSVError) -> UInt8? {
        while index >= chunk.count {
            do {
                guard let more = try source() else { return nil }
                chunk = more
                index = 0
            } catch {
                throw fail("The text could not be read on.", cause: error)
            }
        }
        return chunk[index]
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == comma || byte == lineFeed || byte == carriageReturn
    }

    private mutating func fail(
        _ message: String, line: Int? = nil, cause: (any Error)? = nil
    ) -> CSVError {
        isOver = true
        return CSVError(message, record: max(record, 1), line: line ?? self.line, cause: cause)
    }
}

let comma = UInt8(ascii: ",")
let quote = UInt8(ascii: "\"")
let lineFeed = UInt8(ascii: "\n")
let carriageReturn = UInt8(ascii: "\r")
let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
