// What ResponseWriter appends to the output: text known at build time, numbers, and fields that are
// checked as they are written.

extension [UInt8] {
    mutating func append(static text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }

    /// A number from 0 on.
    mutating func appendDecimal(_ number: Int) {
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        var rest = number
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }

    mutating func appendHexadecimal(_ number: Int) {
        let digits: StaticString = "0123456789abcdef"
        var shift = (Int.bitWidth - Swift.max(number, 1).leadingZeroBitCount - 1) / 4 * 4
        digits.withUTF8Buffer { digits in
            while shift >= 0 {
                append(digits[number >> shift & 15])
                shift -= 4
            }
        }
    }

    /// False, and something may have been appended, when the name is no token or the value has a
    /// control in it: CR, LF and NUL would split the response (RFC 9110 §5.5).
    mutating func append(_ field: Response.Header) -> Bool {
        var name = field.name
        var value = field.value
        let isName = name.withUTF8 { text in
            append(contentsOf: text)
            return !text.isEmpty && text.allSatisfy { isToken($0) }
        }
        guard isName else { return false }
        append(static: ": ")
        let isValue = value.withUTF8 { text in
            append(contentsOf: text)
            return text.span.firstControl(from: 0) == nil
        }
        guard isValue else { return false }
        append(static: "\r\n")
        return true
    }
}
