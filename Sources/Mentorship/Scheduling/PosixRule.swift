// The last line of a TZif file: a POSIX TZ string such as "EST5EDT,M3.2.0,M11.1.0", with the hours
// beyond a day that RFC 9636 §3.3.1 allows. It says when clocks change in the years the table
// does not reach. Knows nothing but the calendar.

/// Seconds east of Greenwich in standard time, and the summer half where there is one.
package struct PosixRule: Sendable, Equatable {
    package enum Day: Sendable, Equatable {
        case julian(Int)  // Jn: 1...365, 29 February never counted
        case ordinal(Int)  // n: 0...365, 29 February counted
        case weekday(month: Int, week: Int, day: Int)  // Mm.w.d: week 5 is the last one
    }

    package struct Change: Sendable, Equatable {
        package let day: Day
        /// On the wall as it was before the change; -167 h ... 167 h.
        package let secondOfDay: Int
    }

    package struct Summer: Sendable, Equatable {
        package let offset: Int
        package let begins: Change
        package let ends: Change
    }

    package let standard: Int
    package let summer: Summer?

    /// Nil when the text is not such a string.
    package init?(_ text: [UInt8]) {
        var scanner = PosixScanner(bytes: text)
        guard scanner.name(), let standard = scanner.offset() else { return nil }
        self.standard = -standard
        if scanner.atEnd {
            summer = nil
            return
        }
        guard scanner.name() else { return nil }
        var offset = self.standard + 3600
        if !scanner.next(is: ",") {
            guard let explicit = scanner.offset() else { return nil }
            offset = -explicit
        }
        guard scanner.skip(","), let begins = scanner.change(), scanner.skip(","),
            let ends = scanner.change(), scanner.atEnd
        else { return nil }
        summer = Summer(offset: offset, begins: begins, ends: ends)
    }

    /// A moment at which the offset becomes another.
    struct Shift {
        let second: Int64
        let offset: Int
        let beginsSummer: Bool

        /// Where summer ends at the very moment it begins again, it goes on: daylight saving all
        /// year (RFC 9636 §3.3.1). So the beginning comes last.
        var order: (Int64, Int) { (second, beginsSummer ? 1 : 0) }
    }

    /// Those of one year, in no particular order.
    func changes(in year: Int) -> [Shift] {
        guard let summer else { return [] }
        let end = summer.ends.second(in: year) - Int64(summer.offset)
        let start = summer.begins.second(in: year) - Int64(standard)
        return [
            Shift(second: end, offset: standard, beginsSummer: false),
            Shift(second: start, offset: summer.offset, beginsSummer: true),
        ]
    }
}

extension PosixRule.Change {
    /// On the wall before the change, counted from 1970.
    fileprivate func second(in year: Int) -> Int64 {
        Int64(dayNumber(in: year)) * 86_400 + Int64(secondOfDay)
    }

    private func dayNumber(in year: Int) -> Int {
        switch day {
        case .julian(let number):
            let leapDay = CivilDate.isLeap(year) && number >= 60 ? 1 : 0
            return Self.newYear(year) + number - 1 + leapDay
        case .ordinal(let number):
            return Self.newYear(year) + number
        case .weekday(let month, let week, let weekday):
            let first = Self.dayNumber(year, month)
            let ahead = (weekday - Self.sundayBased(first) + 7) % 7
            let day = ahead + (week - 1) * 7
            let length = CivilDate.days(inMonth: month, of: year)
            return first + (day < length ? day : day - 7)
        }
    }

    private static func newYear(_ year: Int) -> Int { dayNumber(year, 1) }

    private static func dayNumber(_ year: Int, _ month: Int) -> Int {
        CivilDate(year: year, month: month, day: 1)?.daysSince1970 ?? 0
    }

    /// 0 is Sunday, as POSIX counts; 1970-01-01 was a Thursday.
    private static func sundayBased(_ dayNumber: Int) -> Int {
        ((dayNumber + 4) % 7 + 7) % 7
    }
}

/// Reads the parts of a TZ string one after the other; never looks back.
private struct PosixScanner {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    var atEnd: Bool { index == bytes.count }

    func next(is character: Unicode.Scalar) -> Bool {
        index < bytes.count && bytes[index] == UInt8(ascii: character)
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next(is: character) else { return false }
        index += 1
        return true
    }

    /// "EST" or "<+01>"; what it says is not kept.
    mutating func name() -> Bool {
        if skip("<") {
            while index < bytes.count, !next(is: ">") { index += 1 }
            return skip(">")
        }
        let start = index
        while index < bytes.count, Self.isLetter(bytes[index]) { index += 1 }
        return index - start >= 3
    }

    /// "[+-]hh[:mm[:ss]]" in seconds.
    mutating func offset() -> Int? {
        let isNegative = next(is: "-")
        if isNegative || next(is: "+") { index += 1 }
        guard let hours = number(upTo: 167) else { return nil }
        var seconds = hours * 3600
        if skip(":") {
            guard let minutes = number(upTo: 59) else { return nil }
            seconds += minutes * 60
            if skip(":") {
                guard let rest = number(upTo: 59) else { return nil }
                seconds += rest
            }
        }
        return isNegative ? -seconds : seconds
    }

    /// "M3.2.0/2", "J60" or "59"; two in the morning unless said otherwise.
    mutating func change() -> PosixRule.Change? {
        guard let day = day() else { return nil }
        guard skip("/") else { return PosixRule.Change(day: day, secondOfDay: 7200) }
        return offset().map { PosixRule.Change(day: day, secondOfDay: $0) }
    }

    private mutating func day() -> PosixRule.Day? {
        if skip("M") {
            guard let month = number(upTo: 12), month > 0, skip("."),
                let week = number(upTo: 5), week > 0, skip("."), let day = number(upTo: 6)
            else { return nil }
            return .weekday(month: month, week: week, day: day)
        }
        if skip("J") {
            return number(upTo: 365).flatMap { $0 > 0 ? .julian($0) : nil }
        }
        return number(upTo: 365).map { .ordinal($0) }
    }

    private mutating func number(upTo most: Int) -> Int? {
        let start = index
        var value = 0
        while index < bytes.count, index - start < 3, let digit = digit(bytes[index]) {
            value = value * 10 + digit
            index += 1
        }
        return index > start && value <= most ? value : nil
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
