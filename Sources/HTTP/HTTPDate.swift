// IMF-fixdate of RFC 9110 §5.6.7 ("Sun, 06 Nov 1994 08:49:37 GMT"), made by arithmetic alone. Never
// looks at a clock: whoever has one keeps the text for a second.

package enum HTTPDate {
    private static let days: StaticString = "ThuFriSatSunMonTueWed"
    private static let months: StaticString = "JanFebMarAprMayJunJulAugSepOctNovDec"
    /// 9999-12-31T23:59:59: the year has four digits.
    private static let latest: Int64 = 253_402_300_799

    /// 29 bytes. Moments before 1970 or after 9999 are moved to the nearest that can be said.
    package static func bytes(secondsSince1970: Int64) -> [UInt8] {
        let seconds = Int(min(max(secondsSince1970, 0), latest))
        let day = seconds / 86_400
        let time = seconds % 86_400
        let date = civil(day)
        var text: [UInt8] = []
        text.reserveCapacity(29)
        append(days, day % 7, to: &text)
        text.append(contentsOf: [UInt8(ascii: ","), Octet.space])
        appendTwo(date.day, to: &text)
        text.append(Octet.space)
        append(months, date.month - 1, to: &text)
        text.append(Octet.space)
        appendTwo(date.year / 100, to: &text)
        appendTwo(date.year % 100, to: &text)
        text.append(Octet.space)
        appendTwo(time / 3600, to: &text)
        text.append(UInt8(ascii: ":"))
        appendTwo(time / 60 % 60, to: &text)
        text.append(UInt8(ascii: ":"))
        appendTwo(time % 60, to: &text)
        text.append(contentsOf: " GMT".utf8)
        return text
    }

    /// The Gregorian date of a day from 1970-01-01 on: years are counted from March, so that the
    /// leap day is the last (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * fromMarch + 2) / 5 + 1)
    }

    /// The name of three letters at a place in a row of such names.
    private static func append(_ names: StaticString, _ place: Int, to text: inout [UInt8]) {
        names.withUTF8Buffer { text.append(contentsOf: $0[place * 3..<place * 3 + 3]) }
    }

    private static func appendTwo(_ number: Int, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "0") + UInt8(number / 10))
        text.append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}
