// Why a text is not JSON that we take, and where. The sentence names the kind of byte that was met
// and never repeats what was sent, so that it may go into an answer and a log line.

package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    package let message: String
    /// Bytes before the place; the text's length when it ends too early.
    package let offset: Int
    /// Lines count from 1 and end with LF, CR or CRLF.
    package let line: Int
    /// Characters (Unicode scalars) count from 1 within their line.
    package let column: Int

    package var description: String {
        "\(message) Line \(line), column \(column) (byte \(offset))."
    }
}

extension JSONError {
    init(_ message: String, at offset: Int, in text: UnsafeBufferPointer<UInt8>) {
        self.message = message
        self.offset = offset
        var line = 1
        var column = 1
        for index in 0..<min(offset, text.count) {
            let byte = text[index]
            let isLineFeed = byte == UInt8(ascii: "\n")
            if isLineFeed, index > 0, text[index - 1] == UInt8(ascii: "\r") { continue }
            if isLineFeed || byte == UInt8(ascii: "\r") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.line = line
        self.column = column
    }

    /// "Expected a value, found a comma."
    static func unexpected(
        _ expected: StaticString, at offset: Int, in text: UnsafeBufferPointer<UInt8>
    ) -> JSONError {
        let found = offset < text.count ? kind(of: text[offset]) : "the end of the text"
        return JSONError("Expected \(expected), found \(found).", at: offset, in: text)
    }

    private static func kind(of byte: UInt8) -> StaticString {
        switch byte {
        case UInt8(ascii: "\""): "a quotation mark"
        case UInt8(ascii: "'"): "an apostrophe"
        case UInt8(ascii: ","): "a comma"
        case UInt8(ascii: ":"): "a colon"
        case UInt8(ascii: "{"), UInt8(ascii: "}"): "a brace"
        case UInt8(ascii: "["), UInt8(ascii: "]"): "a bracket"
        case UInt8(ascii: "/"), UInt8(ascii: "#"): "what may be a comment, which JSON has not"
        case UInt8(ascii: "\\"): "a backslash"
        case UInt8(ascii: "0")...UInt8(ascii: "9"): "a digit"
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            "a letter"
        case 0x20: "a space"
        case 0x00..<0x20, 0x7F: "a control character"
        case 0x80...: "a byte outside ASCII"
        default: "a punctuation mark"
        }
    }
}
