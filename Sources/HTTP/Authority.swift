// The grammar of host[:port] (RFC 3986 §3.2.2 and §3.2.3), for Host and for absolute targets. Says
// only whether it is well formed; user information never is (RFC 9110 §4.2.4).

enum Authority {
    /// An empty host is refused: no http URI may have one (RFC 9110 §4.2.1).
    static func isValid(
        _ bytes: Span<UInt8>, _ range: Range<Int>, needsPort: Bool = false
    ) -> Bool {
        guard !range.isEmpty else { return false }
        var index = range.lowerBound
        if bytes[index] == UInt8(ascii: "[") {
            while index < range.upperBound, bytes[index] != UInt8(ascii: "]") { index += 1 }
            guard index < range.upperBound, isIPv6(bytes, range.lowerBound + 1..<index) else {
                return false
            }
            index += 1
        } else {
            guard let end = endOfName(bytes, range), end > range.lowerBound else { return false }
            index = end
        }
        if index == range.upperBound { return !needsPort }
        guard bytes[index] == UInt8(ascii: ":") else { return false }
        return isPort(bytes, index + 1..<range.upperBound, mayBeEmpty: !needsPort)
    }

    /// reg-name, which has IPv4 in it; nil for an escape that is none.
    private static func endOfName(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var index = range.lowerBound
        while index < range.upperBound {
            if isNameCharacter(bytes[index]) {
                index += 1
            } else if bytes[index] == UInt8(ascii: "%") {
                guard range.upperBound - index >= 3, isHexadecimal(bytes[index + 1]),
                    isHexadecimal(bytes[index + 2])
                else { return nil }
                index += 3
            } else {
                return index
            }
        }
        return index
    }

    /// The grammar lets a port be empty; beyond 65535 there is none.
    private static func isPort(
        _ bytes: Span<UInt8>, _ range: Range<Int>, mayBeEmpty: Bool
    ) -> Bool {
        guard range.count <= 5, mayBeEmpty || !range.isEmpty else { return false }
        var value = 0
        for index in range {
            guard isDigit(bytes[index]) else { return false }
            value = value * 10 + Int(bytes[index] - 0x30)
        }
        return value <= 65_535
    }

    /// Eight groups of one to four digits, or fewer with one "::"; the last two may be an IPv4
    /// address. No zone: it means nothing on another machine.
    private static func isIPv6(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var groups = 0
        var hasGap = false
        var index = range.lowerBound
        let end = range.upperBound
        if end - index >= 2, bytes[index] == UInt8(ascii: ":") {
            guard bytes[index + 1] == UInt8(ascii: ":") else { return false }
            hasGap = true
            index += 2
        }
        while index < end {
            let start = index
            while index < end, isHexadecimal(bytes[index]) { index += 1 }
            if index < end, bytes[index] == UInt8(ascii: ".") {
                groups += 2
                return isIPv4(bytes, start..<end) && (hasGap ? groups <= 7 : groups == 8)
            }
            guard index - start >= 1, index - start <= 4 else { return false }
            groups += 1
            if index == end { break }
            guard bytes[index] == UInt8(ascii: ":"), index + 1 < end else { return false }
            index += 1
            if bytes[index] == UInt8(ascii: ":") {
                guard !hasGap else { return false }
                hasGap = true
                index += 1
            }
        }
        return hasGap ? groups <= 7 : groups == 8
    }

    private static func isIPv4(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var parts = 0
        var digits = 0
        var value = 0
        for index in range {
            if bytes[index] == UInt8(ascii: ".") {
                guard digits > 0 else { return false }
                parts += 1
                digits = 0
                value = 0
            } else {
                guard isDigit(bytes[index]), digits < 3, digits == 0 || value > 0 else {
                    return false
                }
                value = value * 10 + Int(bytes[index] - 0x30)
                digits += 1
                guard value <= 255 else { return false }
            }
        }
        return parts == 3 && digits > 0
    }
}
