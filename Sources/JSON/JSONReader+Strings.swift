// Strings of a JSON text: well-formed UTF-8 only (RFC 3629 §4), escapes decoded, surrogate escapes
// only in pairs. A string without escapes becomes a String in one step.

extension JSONReader {
    /// From the opening quotation mark to behind the closing one.
    mutating func string() throws(JSONError) -> String {
        index += 1
        let start = index
        try skipPlain()
        if peek == UInt8(ascii: "\"") {
            let content = UnsafeBufferPointer(rebasing: text[start..<index])
            guard StreamSafeText.holds(content) else { throw tooManyMarks(in: start) }
            index += 1
            return String(decoding: content, as: UTF8.self)
        }
        return try escapedString(from: start)
    }

    /// The slow way: the first escape is at hand.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var content = Array(text[start..<index])
        while true {
            switch peek {
            case UInt8(ascii: "\""):
                guard StreamSafeText.holds(content) else { throw tooManyMarks(in: start) }
                index += 1
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                try escape(into: &content)
            default:
                throw unexpected("the string's end")
            }
            let next = index
            try skipPlain()
            content.append(contentsOf: text[next..<index])
        }
    }

    private func tooManyMarks(in start: Int) -> JSONError {
        fail(
            "The text has more than \(StreamSafeText.marksMax) combining marks in a row.",
            at: start)
    }

    /// On to the next quotation mark, backslash or the end; eight bytes in one go while they are
    /// plain ASCII.
    private mutating func skipPlain() throws(JSONError) {
        while index < text.count {
            if index + 8 <= text.count, isPlain(eightFrom: index) {
                index += 8
                continue
            }
            let byte = text[index]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
            if byte < 0x20 {
                throw fail("A control character in a string must be escaped.")
            }
            if byte < 0x80 {
                index += 1
            } else {
                guard let length = scalarLength() else {
                    throw fail("The text is not valid UTF-8.")
                }
                index += length
            }
        }
    }

    /// The classic zero-byte test of (x - 0x01) & ~x & 0x80 for each byte, applied to x ^ quote,
    /// x ^ backslash and x < 0x20; a top bit means beyond ASCII.
    private func isPlain(eightFrom index: Int) -> Bool {
        let word = UnsafeRawBufferPointer(text)
            .loadUnaligned(fromByteOffset: index, as: UInt64.self)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let controls = (word &- (ones &* 0x20)) & ~word
        let quotes = (quote &- ones) & ~quote
        let backslashes = (backslash &- ones) & ~backslash
        return (word | controls | quotes | backslashes) & 0x8080_8080_8080_8080 == 0
    }

    /// The length of the character that starts at `index` with a byte outside ASCII; nil unless it
    /// is well formed. The bounds of the second byte refuse overlong forms, surrogates and what is
    /// beyond U+10FFFF (RFC 3629 §4, Unicode table 3-7).
    private func scalarLength() -> Int? {
        let second: ClosedRange<UInt8>
        let length: Int
        switch text[index] {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xE1...0xEC, 0xEE...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return nil
        }
        guard index + length <= text.count, second.contains(text[index + 1]) else { return nil }
        for next in index + 2..<index + length where text[next] & 0xC0 != 0x80 { return nil }
        return length
    }

    // MARK: Escapes

    private mutating func escape(into content: inout [UInt8]) throws(JSONError) {
        let start = index
        index += 1
        let decoded: UInt8
        switch peek {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded = text[index]
        case UInt8(ascii: "b"): decoded = 0x08
        case UInt8(ascii: "f"): decoded = 0x0C
        case UInt8(ascii: "n"): decoded = 0x0A
        case UInt8(ascii: "r"): decoded = 0x0D
        case UInt8(ascii: "t"): decoded = 0x09
        case UInt8(ascii: "u"):
            index += 1
            let scalar = try escapedScalar(from: start)
            content.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            return
        default: throw unexpected("one of the characters that may follow a backslash")
        }
        content.append(decoded)
        index += 1
    }

    /// The four digits at hand and, for a high surrogate, the low one that must follow as an escape
    /// of its own (RFC 8259 §7).
    private mutating func escapedScalar(from start: Int) throws(JSONError) -> Unicode.Scalar {
        let unit = try fourHexDigits()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, peek == UInt8(ascii: "\\"), index + 1 < text.count,
            text[index + 1] == UInt8(ascii: "u")
        else { throw fail("A surrogate escape stands alone.", at: start) }
        index += 2
        let low = try fourHexDigits()
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x1_0000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { throw fail("A surrogate escape stands alone.", at: start) }
        return scalar
    }

    private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = hexDigit(byte) else {
                throw unexpected("four hexadecimal digits")
            }
            value = value << 4 | digit
            index += 1
        }
        return value
    }

    private func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
