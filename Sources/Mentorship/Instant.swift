// A moment: integer milliseconds since 1970 in UTC, as the store keeps it; RFC 3339 on the wire.
// Never knows a zone (civil time lives in Scheduling) and never looks at a clock.

package struct Instant: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// Later by a number of seconds; negative is earlier. Saturates at the ends of the range.
    package func adding(seconds: Int64) -> Instant {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        let (sum, overflow2) = milliseconds.addingReportingOverflow(product)
        guard !overflow, !overflow2 else {
            return Instant(milliseconds: seconds < 0 ? .min : .max)
        }
        return Instant(milliseconds: sum)
    }
}

// MARK: RFC 3339

extension Instant {
    /// Years that the wire can carry: RFC 3339 has four digits.
    package static let earliest = Instant(milliseconds: -62_135_596_800_000)  // 0001-01-01
    package static let latest = Instant(milliseconds: 253_402_300_799_999)  // 9999-12-31

    /// "2026-11-22T01:03:13.250Z"; the fraction only where there is one.
    package var rfc3339: String {
        String(unsafeUninitializedCapacity: Self.rfc3339Max) { writeRFC3339(into: $0) }
    }

    /// Bytes of the longest text that `writeRFC3339` writes.
    package static let rfc3339Max = 24

    /// The same text into room for `rfc3339Max` bytes; returns how many it took. For what is
    /// written row by row, where a String for each moment would cost more than the row.
    package func writeRFC3339(into room: UnsafeMutableBufferPointer<UInt8>) -> Int {
        let moment = min(max(self, .earliest), .latest).milliseconds
        let days = moment.flooredQuotient(by: 86_400_000)
        let rest = Int(moment - days * 86_400_000)
        let date = CivilDate(daysSince1970: Int(days))
        var digits = DigitWriter(room)
        digits.day(date)
        digits.two(rest / 3_600_000, after: UInt8(ascii: "T"))
        digits.two(rest / 60_000 % 60, after: UInt8(ascii: ":"))
        digits.two(rest / 1000 % 60, after: UInt8(ascii: ":"))
        let fraction = rest % 1000
        if fraction != 0 {
            digits.two(fraction / 10, after: UInt8(ascii: "."))
            digits.put(UInt8(ascii: "0") + UInt8(fraction % 10))
        }
        digits.put(UInt8(ascii: "Z"))
        return digits.count
    }

    /// RFC 3339 §5.6 with any offset; nil when it is anything else. Leap seconds count as :59.
    package init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, let date = CivilDate(bytes: bytes[0..<10]),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let hour = twoDigits(bytes, 11), let minute = twoDigits(bytes, 14),
            let second = twoDigits(bytes, 17), hour < 24, minute < 60, second <= 60
        else { return nil }
        var index = 19
        guard let fraction = Self.milliseconds(bytes, &index),
            let offset = Self.offsetSeconds(bytes, index)
        else { return nil }
        let seconds =
            Int64(date.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60)
            + Int64(min(second, 59)) - Int64(offset)
        self.init(milliseconds: seconds * 1000 + fraction)
    }

    private static func milliseconds(_ bytes: [UInt8], _ index: inout Int) -> Int64? {
        guard index < bytes.count, bytes[index] == UInt8(ascii: ".") else { return 0 }
        index += 1
        var value: Int64 = 0
        var digits = 0
        while index < bytes.count, let digit = digit(bytes[index]) {
            if digits < 3 { value = value * 10 + Int64(digit) }
            digits += 1
            index += 1
        }
        guard digits > 0, digits <= 9 else { return nil }
        for _ in min(digits, 3)..<3 { value *= 10 }
        return value
    }

    private static func offsetSeconds(_ bytes: [UInt8], _ index: Int) -> Int? {
        guard index < bytes.count else { return nil }
        if bytes[index] == UInt8(ascii: "Z") || bytes[index] == UInt8(ascii: "z") {
            return index + 1 == bytes.count ? 0 : nil
        }
        let isWest = bytes[index] == UInt8(ascii: "-")
        guard isWest || bytes[index] == UInt8(ascii: "+"), bytes.count == index + 6,
            bytes[index + 3] == UInt8(ascii: ":"), let hours = twoDigits(bytes, index + 1),
            let minutes = twoDigits(bytes, index + 4), hours < 24, minutes < 60
        else { return nil }
        return (isWest ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}

/// Digits in pairs, one byte after the other into room that the caller has measured.
struct DigitWriter {
    private let room: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(_ room: UnsafeMutableBufferPointer<UInt8>) {
        self.room = room
    }

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        room[count] = byte
        count += 1
    }

    /// A number from 0 to 99, with a sign in front of it.
    @inline(__always)
    mutating func two(_ number: Int, after sign: UInt8? = nil) {
        if let sign { put(sign) }
        let tens = number / 10
        put(UInt8(truncatingIfNeeded: 0x30 + tens))
        put(UInt8(truncatingIfNeeded: 0x30 + number - tens * 10))
    }

    /// "YYYY-MM-DD".
    @inline(__always)
    mutating func day(_ date: CivilDate) {
        two(date.year / 100)
        two(date.year % 100)
        two(date.month, after: UInt8(ascii: "-"))
        two(date.day, after: UInt8(ascii: "-"))
    }
}

package func two(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
}

package func digit(_ byte: UInt8) -> Int? {
    byte >= 0x30 && byte <= 0x39 ? Int(byte - 0x30) : nil
}

package func twoDigits(_ bytes: [UInt8], _ index: Int) -> Int? {
    twoDigits(bytes.span, index)
}

package func twoDigits(_ bytes: Span<UInt8>, _ index: Int) -> Int? {
    guard index + 1 < bytes.count, let tens = digit(bytes[index]),
        let units = digit(bytes[index + 1])
    else { return nil }
    return tens * 10 + units
}

extension Int64 {
    package func flooredQuotient(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
