// A rule of recurrence: the part of RFC 5545 §3.3.10 that meetings need, as a value, read from and
// written to its text. What it means on the calendar is said in RecurrenceExpansion.swift.

package struct RecurrenceRule: Sendable, Equatable {
    package enum Frequency: String, Sendable, CaseIterable {
        case daily = "DAILY"
        case weekly = "WEEKLY"
        case monthly = "MONTHLY"
        case yearly = "YEARLY"
    }

    /// A weekday, or the nth (from the end: negative) of its month or year; 0 means each.
    package struct Day: Sendable, Hashable {
        package let ordinal: Int
        package let weekday: Weekday

        package init(_ weekday: Weekday, ordinal: Int = 0) {
            self.weekday = weekday
            self.ordinal = ordinal
        }
    }

    package var frequency: Frequency
    package var interval = 1
    package var days: [Day] = []
    package var monthDays: [Int] = []
    package var months: [Int] = []
    package var positions: [Int] = []
    package var count: Int?
    /// The last moment that may still be one.
    package var until: Instant?
    package var weekStart = Weekday.monday

    package init(_ frequency: Frequency) {
        self.frequency = frequency
    }
}

// MARK: Text

extension RecurrenceRule {
    /// "FREQ=WEEKLY;BYDAY=MO,WE": parts in any order, each at most once.
    package init(_ text: String) throws(Flaw) {
        var parts: [String: String] = [:]
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false)
            guard sides.count == 2, !sides[1].isEmpty else {
                throw Flaw("bad_rule", "A rule is written like FREQ=WEEKLY;BYDAY=MO,WE.")
            }
            guard parts.updateValue(String(sides[1]), forKey: String(sides[0])) == nil else {
                throw Flaw("part_twice", "Each part of a rule may come only once.")
            }
        }
        guard let name = parts.removeValue(forKey: "FREQ"),
            let frequency = Frequency(rawValue: name)
        else {
            throw Flaw("bad_frequency", "FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY.")
        }
        self.init(frequency)
        for (name, value) in parts { try set(name, value) }
        guard count == nil || until == nil else {
            throw Flaw("count_and_until", "A rule ends by COUNT or by UNTIL, not by both.")
        }
        guard frequency == .monthly || frequency == .yearly || days.allSatisfy({ $0.ordinal == 0 })
        else {
            throw Flaw("bad_by_day", "Numbered weekdays belong to MONTHLY and YEARLY rules.")
        }
    }

    private mutating func set(_ name: String, _ value: String) throws(Flaw) {
        switch name {
        case "INTERVAL": interval = try Self.number(name, value, 1...10_000)
        case "COUNT": count = try Self.number(name, value, 1...1_000_000)
        case "BYDAY": days = try Self.list(name, value) { Day(text: $0) }
        case "BYMONTHDAY": monthDays = try Self.numbers(name, value, 1...31, orNegative: true)
        case "BYMONTH": months = try Self.numbers(name, value, 1...12, orNegative: false)
        case "BYSETPOS": positions = try Self.numbers(name, value, 1...366, orNegative: true)
        case "UNTIL":
            guard value.hasSuffix("Z"), let wall = WallTime(basic: String(value.dropLast())) else {
                throw Flaw("bad_until", "UNTIL is a moment in UTC, like 20261231T235959Z.")
            }
            until = Instant(milliseconds: wall.milliseconds)
        case "WKST":
            guard let day = Weekday(code: value) else {
                throw Flaw("bad_week_start", "WKST must be one of MO, TU, WE, TH, FR, SA, SU.")
            }
            weekStart = day
        default:
            throw Flaw(
                "unknown_part",
                "A rule may have FREQ, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, COUNT, "
                    + "UNTIL and WKST.")
        }
    }

    private static func list<Item>(
        _ name: String, _ value: String, _ read: (Substring) -> Item?
    ) throws(Flaw) -> [Item] {
        var items: [Item] = []
        for piece in value.split(separator: ",", omittingEmptySubsequences: false) {
            guard let item = read(piece) else {
                throw Flaw("bad_part", "\(name) holds something that cannot stand there.")
            }
            items.append(item)
        }
        return items
    }

    private static func numbers(
        _ name: String, _ value: String, _ range: ClosedRange<Int>, orNegative: Bool
    ) throws(Flaw) -> [Int] {
        try list(name, value) { piece in
            signed(piece).flatMap { number in
                range.contains(orNegative ? abs(number) : number) ? number : nil
            }
        }
    }

    private static func number(
        _ name: String, _ value: String, _ range: ClosedRange<Int>
    ) throws(Flaw) -> Int {
        guard let number = signed(value[...]), range.contains(number) else {
            throw Flaw(
                "out_of_range", "\(name) must be from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    /// "5", "+5" or "-5", of at most nine digits.
    fileprivate static func signed(_ text: Substring) -> Int? {
        let digits = text.hasPrefix("+") || text.hasPrefix("-") ? text.dropFirst() : text
        guard !digits.isEmpty, digits.utf8.count < 10,
            digits.utf8.allSatisfy({ digit($0) != nil }), let value = Int(digits)
        else { return nil }
        return text.hasPrefix("-") ? -value : value
    }

    /// The rule in one fixed order, defaults left out.
    package var text: String {
        var parts = ["FREQ=\(frequency.rawValue)"]
        func add(_ name: String, _ values: [String]) {
            if !values.isEmpty { parts.append("\(name)=\(values.joined(separator: ","))") }
        }
        if interval != 1 { add("INTERVAL", ["\(interval)"]) }
        add("BYMONTH", months.map { "\($0)" })
        add("BYMONTHDAY", monthDays.map { "\($0)" })
        add("BYDAY", days.map(\.text))
        add("BYSETPOS", positions.map { "\($0)" })
        if weekStart != .monday { add("WKST", [weekStart.code]) }
        if let count { add("COUNT", ["\(count)"]) }
        if let until { add("UNTIL", [WallTime(milliseconds: until.milliseconds).basic + "Z"]) }
        return parts.joined(separator: ";")
    }
}

extension RecurrenceRule.Day {
    /// "MO", "1MO", "-1FR".
    fileprivate init?(text: Substring) {
        guard let weekday = Weekday(code: text.suffix(2)) else { return nil }
        let number = text.dropLast(2)
        if number.isEmpty {
            self.init(weekday)
        } else {
            guard let ordinal = RecurrenceRule.signed(number), (1...53).contains(abs(ordinal))
            else { return nil }
            self.init(weekday, ordinal: ordinal)
        }
    }

    fileprivate var text: String {
        ordinal == 0 ? weekday.code : "\(ordinal)\(weekday.code)"
    }
}
