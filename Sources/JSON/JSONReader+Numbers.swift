// Numbers of a JSON text: integers that fit 64 bits stay integers, all others become the nearest
// double. What neither can hold is refused, never rounded to infinity or wrapped.

extension JSONReader {
    /// RFC 8259 §6: minus? (0 | 1–9 digits) fraction? exponent?
    mutating func number() throws(JSONError) -> JSON {
        let start = index
        let isNegative = peek == UInt8(ascii: "-")
        if isNegative { index += 1 }
        var parts = Parts(isNegative: isNegative)
        try whole(&parts)
        var isInteger = true
        if peek == UInt8(ascii: ".") {
            isInteger = false
            try fraction(&parts)
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            isInteger = false
            try exponent(&parts)
        }
        if isInteger { return try integer(parts, from: start) }
        guard let value = parts.exact ?? nearest(text[start..<index]), value.isFinite else {
            throw fail("The number is beyond what a double can hold.", at: start)
        }
        return .decimal(value)
    }

    private mutating func whole(_ parts: inout Parts) throws(JSONError) {
        let start = index
        skipDigits(&parts)
        guard index > start else { throw unexpected("a digit") }
        if text[start] == UInt8(ascii: "0"), index > start + 1 {
            throw fail("A number may not have leading zeros.", at: start)
        }
    }

    private mutating func fraction(_ parts: inout Parts) throws(JSONError) {
        index += 1
        let start = index
        skipDigits(&parts)
        guard index > start else { throw unexpected("a digit after the decimal point") }
        parts.fractionDigits = index - start
    }

    private mutating func exponent(_ parts: inout Parts) throws(JSONError) {
        index += 1
        let isNegative = peek == UInt8(ascii: "-")
        if isNegative || peek == UInt8(ascii: "+") { index += 1 }
        let start = index
        var digits = Parts()
        skipDigits(&digits)
        guard index > start else { throw unexpected("a digit of the exponent") }
        guard !digits.overflowed, let size = Int(exactly: digits.significand) else {
            return parts.exponent = nil
        }
        parts.exponent = isNegative ? -size : size
    }

    private mutating func skipDigits(_ parts: inout Parts) {
        while index < text.count, case let digit = text[index] &- UInt8(ascii: "0"), digit <= 9 {
            parts.append(digit)
            index += 1
        }
    }

    /// Minus zero has no integer: it becomes the double that has the sign.
    private func integer(_ parts: Parts, from start: Int) throws(JSONError) -> JSON {
        if parts.isNegative, parts.significand == 0, !parts.overflowed { return .decimal(-0.0) }
        let limit = Int64.max.magnitude + (parts.isNegative ? 1 : 0)
        guard !parts.overflowed, parts.significand <= limit else {
            throw fail("The integer does not fit 64 bits.", at: start)
        }
        let value = Int64(truncatingIfNeeded: parts.significand)
        return .integer(parts.isNegative ? 0 &- value : value)
    }

    /// The library's conversion rounds correctly whatever the digits and the exponent.
    private func nearest(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Double? {
        Double(String(decoding: digits, as: UTF8.self))
    }
}

/// A number's digits as one integer, with the place of the point.
private struct Parts {
    var isNegative = false
    var significand: UInt64 = 0
    /// The digits do not fit, so that `significand` means nothing.
    var overflowed = false
    var fractionDigits = 0
    /// Nil when its digits do not fit.
    var exponent: Int? = 0

    mutating func append(_ digit: UInt8) {
        guard !overflowed else { return }
        let (product, overflow) = significand.multipliedReportingOverflow(by: 10)
        let (sum, overflow2) = product.addingReportingOverflow(UInt64(digit))
        significand = sum
        overflowed = overflow || overflow2
    }

    /// Clinger ("How to read floating point numbers accurately", 1990): where the integer and the
    /// power of ten are both exact doubles, one multiplication or division rounds correctly.
    var exact: Double? {
        guard !overflowed, significand <= 1 << 53, let exponent,
            case let (power, overflow) = exponent.subtractingReportingOverflow(fractionDigits),
            !overflow, (-22...22).contains(power)
        else { return nil }
        let whole = Double(significand)
        let value =
            power < 0 ? whole / powersOfTen[-power] : whole * powersOfTen[power]
        return isNegative ? -value : value
    }
}

private let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]
