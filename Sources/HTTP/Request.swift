// One request: its head as the bytes that arrived, with ranges into them, and its body. Strings are
// made only when somebody asks; nothing here is trusted beyond what RequestParser has checked.

package struct Request: Sendable {
    /// Where a field's name and value lie in `head`; the value has no surrounding blanks.
    package struct Field: Sendable {
        private let nameStart: UInt32
        private let nameEnd: UInt32
        private let valueStart: UInt32
        private let valueEnd: UInt32

        package init(name: Range<Int>, value: Range<Int>) {
            nameStart = UInt32(name.lowerBound)
            nameEnd = UInt32(name.upperBound)
            valueStart = UInt32(value.lowerBound)
            valueEnd = UInt32(value.upperBound)
        }

        // In order, since they were made from ranges.
        package var name: Range<Int> {
            Range(uncheckedBounds: (Int(nameStart), Int(nameEnd)))
        }
        package var value: Range<Int> {
            Range(uncheckedBounds: (Int(valueStart), Int(valueEnd)))
        }
    }

    package enum Body: Sendable {
        case bytes([UInt8])
        /// A large body, spooled to a file that the receiver now owns and must remove.
        case file(path: String, count: Int)
    }

    package enum Version: Sendable {
        case http10, http11
    }

    package internal(set) var head: [UInt8]
    package internal(set) var method: Method
    package internal(set) var version: Version
    /// The path of the target, still percent-encoded, without the query.
    package internal(set) var path: Range<Int>
    /// The query without its question mark; nil when there was none.
    package internal(set) var rawQuery: Range<Int>?
    /// Whom the request is for, host[:port]: the authority of an absolute target, else the Host
    /// field (RFC 9112 §3.2.2). Well formed, and otherwise as the client chose it.
    package internal(set) var authority: Range<Int>?
    package internal(set) var fields: [Field]
    /// Those of `fields`.
    var names: FieldNames
    package var body: Body
    /// The peer's address without port, as text ("127.0.0.1", "::1").
    package var peer: String
    /// What limits count by: the peer, or of IPv6 its network ("2001:db8::/64").
    package var network: String

    /// Without a head: what RequestParser fills.
    init() {
        head = []
        method = .other
        version = .http11
        path = 0..<0
        fields = []
        names = FieldNames()
        body = .bytes([])
        peer = ""
        network = ""
    }

    /// The path as it was sent; for logs use the route's pattern instead.
    package var pathText: String { text(path) }

    /// The body's bytes; empty for a spooled one.
    package var bytes: [UInt8] {
        if case .bytes(let bytes) = body { bytes } else { [] }
    }

    package func text(_ range: Range<Int>) -> String {
        String(decoding: head[range], as: UTF8.self)
    }

    /// Where the value of the first field of that name lies (names compare without case), or nil.
    package func value(of name: StaticString) -> Range<Int>? {
        guard names.mayHave(name) else { return nil }
        let bytes = head.span
        for field in fields where bytes.equals(field.name, anyCase: name) {
            return field.value
        }
        return nil
    }

    /// The same for every field of that name, in order: lists may come in several lines
    /// (RFC 9110 §5.3).
    package func values(of name: StaticString) -> [Range<Int>] {
        guard names.mayHave(name) else { return [] }
        let bytes = head.span
        var values: [Range<Int>] = []
        for field in fields where bytes.equals(field.name, anyCase: name) {
            values.append(field.value)
        }
        return values
    }

    /// How many fields have that name.
    package func count(of name: StaticString) -> Int {
        guard names.mayHave(name) else { return 0 }
        let bytes = head.span
        var count = 0
        for field in fields where bytes.equals(field.name, anyCase: name) { count += 1 }
        return count
    }

    /// The first field of that name as text.
    package func header(_ name: StaticString) -> String? {
        value(of: name).map(fieldText)
    }

    /// Every field of that name as text.
    package func headers(_ name: StaticString) -> [String] {
        values(of: name).map(fieldText)
    }

    /// Of a field's value, bytes beyond ASCII are opaque (RFC 9110 §5.5) and become the characters
    /// of ISO 8859-1, which they once were: as UTF-8 they could be thousands of combining marks in
    /// a row, and comparing such a text takes milliseconds (StreamSafeText).
    private func fieldText(_ range: Range<Int>) -> String {
        let bytes = head[range]
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        var text = ""
        for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
        return text
    }
}
