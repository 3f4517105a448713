// Days of the week, Monday first (ISO 8601: 1...7), with the two letters of RFC 5545.

package enum Weekday: Int, Sendable, CaseIterable, Comparable {
    case monday = 1
    case tuesday, wednesday, thursday, friday, saturday, sunday

    /// "MO" ... "SU"; nil for anything else.
    package init?(code: some StringProtocol) {
        guard let day = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = day
    }

    package var code: String {
        switch self {
        case .monday: "MO"
        case .tuesday: "TU"
        case .wednesday: "WE"
        case .thursday: "TH"
        case .friday: "FR"
        case .saturday: "SA"
        case .sunday: "SU"
        }
    }

    package static func < (left: Weekday, right: Weekday) -> Bool {
        left.rawValue < right.rawValue
    }

    /// 0 is Monday; 1970-01-01 was a Thursday.
    static func index(ofDay dayNumber: Int) -> Int {
        let index = (dayNumber + 3) % 7
        return index < 0 ? index + 7 : index
    }
}

extension CivilDate {
    package var weekday: Weekday {
        Weekday(rawValue: Weekday.index(ofDay: daysSince1970) + 1) ?? .monday
    }
}
