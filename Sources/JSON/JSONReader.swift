// Reads one JSON text (RFC 8259) in a single pass over its bytes, and strictly: what two readers
// might understand differently (duplicate names, numbers out of range, lone surrogates, a byte
// order mark) is refused. Never repairs, never recurses deeper than its limit, never traps on any
// input.

extension JSON {
    /// Arrays and objects within each other. Real bodies need 5 or 6; the limit bounds the stack.
    package static let depthLimit = 64

    /// The document in these bytes, of which all must belong to it.
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        self = try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
            try JSON(parsing: buffer)
        }
    }

    /// A part of a larger text, such as one line of NDJSON; offsets count from the part's start.
    package init(parsing bytes: ArraySlice<UInt8>) throws(JSONError) {
        self = try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
            try JSON(parsing: buffer)
        }
    }

    package init(parsing bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) {
        var reader = JSONReader(bytes)
        self = try reader.document()
    }

    /// A text that is a String already, such as a JSON column.
    package init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8))
    }
}

struct JSONReader {
    let text: UnsafeBufferPointer<UInt8>
    var index = 0
    private var depth = 0

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
    }

    mutating func document() throws(JSONError) -> JSON {
        // RFC 8259 §8.1: a sender must not add a byte order mark.
        if text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF {
            throw fail("The text starts with a byte order mark, which JSON must not have.", at: 0)
        }
        skipBlanks()
        guard index < text.count else { throw fail("The text is empty.") }
        let document = try value()
        skipBlanks()
        guard index == text.count else { throw unexpected("nothing after the document") }
        return document
    }

    private mutating func value() throws(JSONError) -> JSON {
        guard let first = peek else { throw unexpected("a value") }
        switch first {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"):
            try word("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try word("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try word("null")
            return .null
        default: throw unexpected("a value")
        }
    }

    // MARK: Structure

    private mutating func array() throws(JSONError) -> JSON {
        try enter()
        var elements: [JSON] = []
        if peek == UInt8(ascii: "]") {
            leave()
            return .array(elements)
        }
        while true {
            elements.append(try value())
            skipBlanks()
            switch peek {
            case UInt8(ascii: ","):
                index += 1
                skipBlanks()
            case UInt8(ascii: "]"):
                leave()
                return .array(elements)
            default: throw unexpected("a comma or the end of the array")
            }
        }
    }

    private mutating func object() throws(JSONError) -> JSON {
        try enter()
        var members: [JSON.Member] = []
        var names = Names()
        if peek == UInt8(ascii: "}") {
            leave()
            return .object(members)
        }
        while true {
            let start = index
            guard peek == UInt8(ascii: "\"") else { throw unexpected("a member's name") }
            let name = try string()
            guard names.isNew(name, among: members) else {
                throw fail("The object has this name twice.", at: start)
            }
            skipBlanks()
            guard peek == UInt8(ascii: ":") else { throw unexpected("a colon") }
            index += 1
            skipBlanks()
            let value = try value()
            // The document itself; of many small objects within it each keeps what it needs.
            if depth == 1, members.isEmpty { members.reserveCapacity(16) }
            members.append(JSON.Member(name, value))
            skipBlanks()
            switch peek {
            case UInt8(ascii: ","):
                index += 1
                skipBlanks()
            case UInt8(ascii: "}"):
                leave()
                return .object(members)
            default: throw unexpected("a comma or the end of the object")
            }
        }
    }

    private mutating func enter() throws(JSONError) {
        guard depth < JSON.depthLimit else {
            throw fail("Arrays and objects are nested more than \(JSON.depthLimit) deep.")
        }
        depth += 1
        index += 1
        skipBlanks()
    }

    private mutating func leave() {
        depth -= 1
        index += 1
    }

    private mutating func word(_ word: StaticString) throws(JSONError) {
        let length = word.utf8CodeUnitCount
        let matches = word.withUTF8Buffer { letters in
            text[index...].starts(with: letters)
        }
        guard matches else { throw unexpected("one of true, false and null") }
        index += length
    }

    // MARK: Bytes

    /// The byte at hand; nil at the end.
    var peek: UInt8? { index < text.count ? text[index] : nil }

    private mutating func skipBlanks() {
        while index < text.count, isBlank(text[index]) { index += 1 }
    }

    private func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    func unexpected(_ expected: StaticString) -> JSONError {
        JSONError.unexpected(expected, at: index, in: text)
    }

    func fail(_ message: String) -> JSONError { fail(message, at: index) }

    func fail(_ message: String, at offset: Int) -> JSONError {
        JSONError(message, at: offset, in: text)
    }
}

/// The names that an object has so far. Compared decoded, and as Swift compares text (canonically
/// equivalent spellings are one name), so that a look-up can never meet two.
private struct Names {
    /// Up to here a walk over the members beats hashing; beyond, it would be quadratic.
    private static let walked = 16
    private var seen: Set<String> = []

    mutating func isNew(_ name: String, among members: [JSON.Member]) -> Bool {
        if members.count < Self.walked {
            for member in members where member.name == name { return false }
            return true
        }
        if seen.isEmpty { seen = Set(members.map(\.name)) }
        return seen.insert(name).inserted
    }
}
