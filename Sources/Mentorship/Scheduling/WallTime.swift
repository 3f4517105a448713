// What a clock on the wall shows: a date and a time without a zone. Two of them can be compared
// only when they hang on the same wall; only a Zone turns one into an Instant.

package struct WallTime: Hashable, Comparable, Sendable {
    /// Counted from 1970-01-01T00:00 on the same wall, every day having 24 hours.
    package let milliseconds: Int64

    package static let millisecondsPerDay: Int64 = 86_400_000
    package static let millisecondsPerMinute: Int64 = 60_000

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Seconds of the day may go beyond a day in either direction.
    package init(_ date: CivilDate, secondOfDay: Int = 0) {
        milliseconds =
            Int64(date.daysSince1970) * Self.millisecondsPerDay + Int64(secondOfDay) * 1000
    }

    package init(_ date: CivilDate, hour: Int, minute: Int, second: Int = 0) {
        self.init(date, secondOfDay: hour * 3600 + minute * 60 + second)
    }

    package static func < (left: WallTime, right: WallTime) -> Bool {
        left.milliseconds < right.milliseconds
    }

    package var dayNumber: Int {
        Int(milliseconds.flooredQuotient(by: Self.millisecondsPerDay))
    }

    package var date: CivilDate { CivilDate(daysSince1970: dayNumber) }

    package var secondOfDay: Int {
        Int((milliseconds - Int64(dayNumber) * Self.millisecondsPerDay) / 1000)
    }
}

// MARK: Text

extension WallTime {
    /// "2026-03-29T01:30", with seconds only where there are some.
    package var text: String {
        let second = secondOfDay
        let clock = String(unsafeUninitializedCapacity: 9) { room in
            var digits = DigitWriter(room)
            digits.two(second / 3600, after: UInt8(ascii: "T"))
            digits.two(second / 60 % 60, after: UInt8(ascii: ":"))
            if second % 60 != 0 { digits.two(second % 60, after: UInt8(ascii: ":")) }
            return digits.count
        }
        return date.text + clock
    }

    /// "YYYY-MM-DDTHH:MM" or with ":SS"; nil when it is anything else. 24:00 is no start.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 16 || bytes.count == 19, let date = CivilDate(bytes: bytes[0..<10]),
            bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
            let hour = twoDigits(bytes, 11), let minute = twoDigits(bytes, 14),
            hour < 24, minute < 60
        else { return nil }
        var second = 0
        if bytes.count == 19 {
            guard bytes[16] == UInt8(ascii: ":"), let value = twoDigits(bytes, 17), value < 60
            else { return nil }
            second = value
        }
        self.init(date, hour: hour, minute: minute, second: second)
    }

    /// "YYYYMMDDTHHMMSS" (RFC 5545 §3.3.5, form 1); nil when it is anything else.
    package init?(basic text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 15, bytes[8] == UInt8(ascii: "T"),
            let century = twoDigits(bytes, 0), let year = twoDigits(bytes, 2),
            let month = twoDigits(bytes, 4), let day = twoDigits(bytes, 6),
            let date = CivilDate(year: century * 100 + year, month: month, day: day),
            let hour = twoDigits(bytes, 9), let minute = twoDigits(bytes, 11),
            let second = twoDigits(bytes, 13), hour < 24, minute < 60, second < 60
        else { return nil }
        self.init(date, hour: hour, minute: minute, second: second)
    }

    /// The same form as `init(basic:)` reads.
    package var basic: String {
        let second = secondOfDay
        let date = date
        let day = date.text.split(separator: "-").joined()
        return "\(day)T\(two(second / 3600))\(two(second / 60 % 60))\(two(second % 60))"
    }
}
