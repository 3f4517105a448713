// Percent-decoding (RFC 3986 §2.1), strict: what does not decode to well-formed UTF-8 without
// controls and without endless combining marks has no decoded form at all. Never guesses, never
// replaces, never decodes twice.

import JSON

package enum PercentDecoding {
    /// The decoded text, or nil. A decoded "/" is a character like any other: the caller has split
    /// the path before, so it stays inside its segment.
    package static func text(
        _ bytes: Span<UInt8>, _ range: Range<Int>, plusIsSpace: Bool = false
    ) -> String? {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return nil }
        return isPlain(bytes, range, plusIsSpace: plusIsSpace)
            ? plain(bytes, range) : decoded(bytes, range, plusIsSpace: plusIsSpace)
    }

    /// The same over an array; nil also when the range lies outside.
    package static func text(_ bytes: [UInt8], plusIsSpace: Bool = false) -> String? {
        text(bytes.span, 0..<bytes.count, plusIsSpace: plusIsSpace)
    }

    /// The range with the escapes of unreserved characters resolved, which never needed them
    /// (RFC 3986 §6.2.2.2); all others stay as they are. Nil when there are none, as nearly always.
    static func withoutNeedlessEscapes(
        _ bytes: Span<UInt8>, _ range: Range<Int>
    ) -> [UInt8]? {
        let first = bytes.first(UInt8(ascii: "%"), in: range)
        if first == range.upperBound { return nil }
        let escaped = first..<range.upperBound
        guard escaped.contains(where: { unreserved(bytes, $0, range.upperBound) != nil }) else {
            return nil
        }
        var result: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            let resolved = unreserved(bytes, index, range.upperBound)
            result.append(resolved ?? bytes[index])
            index += resolved == nil ? 1 : 3
        }
        return result
    }

    /// The unreserved character (RFC 3986 §2.3) that the escape at this place stands for.
    private static func unreserved(
        _ bytes: Span<UInt8>, _ index: Int, _ end: Int
    ) -> UInt8? {
        guard bytes[index] == UInt8(ascii: "%"), end - index >= 3,
            let high = hexValue(bytes[index + 1]), let low = hexValue(bytes[index + 2])
        else { return nil }
        switch high << 4 | low {
        case let byte where isDigit(byte): return byte
        case let byte where lowercased(byte) >= 0x61 && lowercased(byte) <= 0x7A: return byte
        case let byte where byte == UInt8(ascii: "-") || byte == UInt8(ascii: "."): return byte
        case let byte where byte == UInt8(ascii: "_") || byte == UInt8(ascii: "~"): return byte
        default: return nil
        }
    }

    private static func isPlain(
        _ bytes: Span<UInt8>, _ range: Range<Int>, plusIsSpace: Bool
    ) -> Bool {
        for index in range {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%") || byte < 0x20 || byte >= Octet.delete { return false }
            if plusIsSpace, byte == UInt8(ascii: "+") { return false }
        }
        return true
    }

    /// Visible ASCII and spaces: valid as it stands.
    private static func plain(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        bytes.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    private static func decoded(
        _ bytes: Span<UInt8>, _ range: Range<Int>, plusIsSpace: Bool
    ) -> String? {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            var byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "%") {
                guard range.upperBound - index >= 2, let high = hexValue(bytes[index]),
                    let low = hexValue(bytes[index + 1])
                else { return nil }
                byte = high << 4 | low
                index += 2
            } else if plusIsSpace, byte == UInt8(ascii: "+") {
                byte = Octet.space
            }
            if byte < 0x20 || byte == Octet.delete { return nil }
            result.append(byte)
        }
        guard let text = String(validating: result, as: UTF8.self), StreamSafeText.holds(result)
        else { return nil }
        // U+0080 to U+009F are controls too, and as dangerous in a log or a terminal.
        let hasControl = text.unicodeScalars.contains { $0.value >= 0x80 && $0.value <= 0x9F }
        return hasControl ? nil : text
    }
}
