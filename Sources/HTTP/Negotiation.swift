// Content negotiation (RFC 9110 §12): which of the offered media types a client would rather have,
// and whether it takes gzip. Weights are in thousandths; parameters other than q are not compared.

package enum Negotiation {
    /// The offered type with the greatest weight, the earlier of two equal ones; nil when none is
    /// acceptable (406). Without an Accept that can be read, the first. Offered types are written
    /// in lower case, without parameters.
    package static func mediaType(_ accept: [String], offered: [String]) -> String? {
        let ranges = accept.flatMap { members($0) }.filter { $0.name.utf8.contains(slash) }
        if ranges.isEmpty { return offered.first }
        var best: (type: String, weight: Int)?
        for type in offered {
            let weight = weight(of: type, in: ranges)
            if weight > (best?.weight ?? 0) { best = (type, weight) }
        }
        return best?.type
    }

    /// Whether an answer may be gzipped: said by name, or by "*" where gzip is not named.
    package static func acceptsGzip(_ acceptEncoding: [String]) -> Bool {
        let codings = acceptEncoding.flatMap { members($0) }
        let named = codings.first { $0.name == "gzip" || $0.name == "x-gzip" }
        return (named ?? codings.first { $0.name == "*" }).map { $0.weight > 0 } ?? false
    }

    // MARK: Members

    private struct Member {
        /// In lower case, without parameters.
        let name: String
        let weight: Int
    }

    private static let slash = UInt8(ascii: "/")

    /// The most specific range that has the type in it decides (RFC 9110 §12.5.1).
    private static func weight(of type: String, in ranges: [Member]) -> Int {
        let major = type.prefix { $0 != "/" }
        for name in [type, "\(major)/*", "*/*"] {
            let weights = ranges.filter { $0.name == name }.map(\.weight)
            if let weight = weights.max() { return weight }
        }
        return 0
    }

    /// A member that cannot be read is passed over, as if it had not been sent.
    private static func members(_ value: String) -> [Member] {
        split(Array(value.utf8)[...], at: UInt8(ascii: ",")).compactMap { member($0) }
    }

    private static func member(_ text: ArraySlice<UInt8>) -> Member? {
        let parts = split(text, at: UInt8(ascii: ";"))
        guard let name = parts.first, !name.isEmpty,
            name.allSatisfy({ isToken($0) || $0 == slash })
        else { return nil }
        var weight = 1000
        for part in parts.dropFirst() where lowercased(part.first ?? 0) == UInt8(ascii: "q") {
            guard part.dropFirst().first == UInt8(ascii: "=") else { continue }
            guard let value = thousandths(part.dropFirst(2)) else { return nil }
            weight = value
            break
        }
        return Member(name: String(decoding: name.map(lowercased), as: UTF8.self), weight: weight)
    }

    /// qvalue of RFC 9110 §12.4.2: 0 or 1 with at most three decimals.
    private static func thousandths(_ text: ArraySlice<UInt8>) -> Int? {
        guard let first = text.first, first == UInt8(ascii: "0") || first == UInt8(ascii: "1")
        else { return nil }
        var value = Int(first - 0x30)
        let rest = text.dropFirst()
        guard rest.isEmpty || rest.first == UInt8(ascii: "."), rest.count <= 4 else { return nil }
        let decimals = rest.dropFirst()
        guard decimals.allSatisfy({ isDigit($0) }) else { return nil }
        for byte in decimals { value = value * 10 + Int(byte - 0x30) }
        for _ in decimals.count..<3 { value *= 10 }
        return value <= 1000 ? value : nil
    }

    /// Splits outside quoted strings, and cuts the blanks off.
    private static func split(_ text: ArraySlice<UInt8>, at separator: UInt8)
        -> [ArraySlice<UInt8>]
    {
        var parts: [ArraySlice<UInt8>] = []
        var start = text.startIndex
        var isQuoted = false
        var isEscaped = false
        for index in text.indices {
            let byte = text[index]
            if isEscaped {
                isEscaped = false
            } else if isQuoted, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == separator, !isQuoted {
                parts.append(trimmed(text[start..<index]))
                start = index + 1
            }
        }
        parts.append(trimmed(text[start...]))
        return parts
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text
    }
}

extension Request {
    package func mediaType(among offered: [String]) -> String? {
        let accept = headers("accept")
        if accept.isEmpty || accept == ["*/*"] { return offered.first }
        return Negotiation.mediaType(accept, offered: offered)
    }

    package var acceptsGzip: Bool {
        Negotiation.acceptsGzip(headers("accept-encoding"))
    }
}
