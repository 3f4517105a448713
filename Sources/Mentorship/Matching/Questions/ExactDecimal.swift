// A decimal that is not negative and has at most nine places, kept as whole digits: scores as
// people write them, added without rounding.

package struct ExactDecimal: Sendable, Equatable {
    package static let mostPlaces = 9

    /// The value is `digits` ÷ 10^`places`, with no more places than it needs.
    package let digits: Int64
    package let places: Int

    package init?(_ integer: Int64) {
        guard integer >= 0 else { return nil }
        digits = integer
        places = 0
    }

    /// The shortest decimal that reads back as this number, which is what was written as long as
    /// it had no more than 15 digits.
    package init?(_ number: Double) {
        guard number.isFinite else { return nil }
        self.init(text: number == 0 ? "0" : number.description)
    }

    /// A number as JSON writes it (RFC 8259 §6); nil when it is negative or needs more than nine
    /// places or 18 digits.
    package init?(text: String) {
        var digits: Int64 = 0
        var places = 0
        let parts = text.split(
            maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: { "eE".contains($0) })
        guard let mantissa = parts.first, !mantissa.isEmpty else { return nil }
        var isFraction = false
        for byte in mantissa.utf8 {
            if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
                continue
            }
            guard let value = digit(byte) else { return nil }
            let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
            guard !overflow, product <= Int64.max - Int64(value) else { return nil }
            digits = product + Int64(value)
            if isFraction { places += 1 }
        }
        if parts.count == 2 {
            guard let exponent = Int(parts[1]), (-399...399).contains(exponent) else { return nil }
            places -= exponent
        }
        self.init(digits: digits, places: places)
    }

    private init?(digits: Int64, places: Int) {
        var (digits, places) = (digits, digits == 0 ? 0 : places)
        while places > 0, digits % 10 == 0 {
            digits /= 10
            places -= 1
        }
        while places < 0 {
            let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            digits = product
            places += 1
        }
        guard places <= Self.mostPlaces else { return nil }
        self.digits = digits
        self.places = places
    }

    /// The whole digits at a number of places that is at least its own; nil past 64 bits.
    package func scaled(to places: Int) -> Int64? {
        var result = digits
        for _ in self.places..<max(places, self.places) {
            let (product, overflow) = result.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            result = product
        }
        return result
    }

    /// Digits at a number of places, as a number in JSON: 12.5 from 1250 at two places.
    package static func text(_ digits: Int128, places: Int) -> String {
        guard places > 0 else { return "\(digits)" }
        var unit: Int128 = 1
        for _ in 0..<places { unit *= 10 }
        let magnitude = digits < 0 ? -digits : digits
        let fraction = "\(magnitude % unit)"
        let padded = String(repeating: "0", count: places - fraction.count) + fraction
        let end = padded.lastIndex { $0 != "0" }
        let tail = end.map { "." + padded[...$0] } ?? ""
        return (digits < 0 ? "-" : "") + "\(magnitude / unit)" + tail
    }
}
