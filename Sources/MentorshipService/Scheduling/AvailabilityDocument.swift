// A person's availability as JSON: read from a request or from the store, written to either. Days
// are the two letters of RFC 5545, times are HH:MM on the wall of the schedule's zone.

import JSON
import Mentorship

package struct AvailabilityDraft: Sendable {
    package let timeZone: String
    package let availability: Availability

    /// Throws 422 with all that is wrong, the zone included.
    init(_ input: inout Input, _ zones: ZoneCatalogue) throws(Failure) {
        let name = input.requiredText("time_zone", max: 64)
        if !name.isEmpty {
            do {
                _ = try zones.zone(named: name, at: input.pointer("time_zone"))
            } catch {
                guard error.kind == .invalid else { throw error }
                input.adopt(error.fields)
            }
        }
        let weekly = try input.objects("weekly", countMax: AvailabilityDocument.weeklyMax) {
            day throws(Failure) in
            AvailabilityDocument.weekly(&day)
        }
        let exceptions = try input.objects("exceptions", countMax: Availability.Limits.exceptions) {
            date throws(Failure) in
            try AvailabilityDocument.exception(&date)
        }
        if weekly == nil, exceptions == nil, !input.isPresent("weekly") {
            input.refuse("weekly", "required", "weekly is required; [] means no usual hours.")
        }
        try input.finish()
        timeZone = zones.canonicalName(of: name)
        availability = try Availability(weekly: weekly ?? [], exceptions: exceptions ?? [])
            .validated()
    }
}

enum AvailabilityDocument {
    /// Ten windows on each of seven days.
    static let weeklyMax = 7 * Availability.Limits.windowsPerDay

    static func weekly(_ input: inout Input) -> WeeklyWindow? {
        let code = input.requiredText("day", max: 2)
        let window = window(&input)
        guard let day = Weekday(code: code) else {
            if !code.isEmpty {
                let all = Weekday.allCases.map(\.code).joined(separator: ", ")
                input.refuse("day", "not_a_choice", "day must be one of: \(all).")
            }
            return nil
        }
        return window.map { WeeklyWindow(day, $0) }
    }

    static func exception(_ input: inout Input) throws(Failure) -> DateException? {
        let date = input.date("date")
        if date == nil, input.errors.isEmpty {
            input.refuse("date", "required", "date is required.")
        }
        let windows = try input.objects("windows", countMax: Availability.Limits.windowsPerDay) {
            entry throws(Failure) in
            window(&entry)
        }
        if windows == nil, input.errors.isEmpty {
            input.refuse("windows", "required", "windows is required; [] closes the date.")
        }
        guard let date, let windows else { return nil }
        return DateException(date, windows)
    }

    private static func window(_ input: inout Input) -> DayWindow? {
        let from = input.requiredText("from", max: 5)
        let to = input.requiredText("to", max: 5)
        guard !from.isEmpty, !to.isEmpty else { return nil }
        guard let window = DayWindow(from: from, to: to) else {
            input.refuse(
                "from", "not_a_window",
                "from and to are HH:MM from 00:00; to may be 24:00, or a time of the next day.")
            return nil
        }
        return window
    }

    // MARK: In the store

    /// The text that `write` made of it.
    static func availability(weekly: String, exceptions: String) throws -> Availability {
        let week = try JSON(parsing: Array(weekly.utf8)).elements ?? []
        let dates = try JSON(parsing: Array(exceptions.utf8)).elements ?? []
        return Availability(
            weekly: week.compactMap { entry in
                guard let day = entry["day"]?.text.flatMap({ Weekday(code: $0) }) else {
                    return nil
                }
                return window(entry).map { WeeklyWindow(day, $0) }
            },
            exceptions: dates.compactMap { entry in
                guard let date = entry["date"]?.text.flatMap({ CivilDate($0) }) else { return nil }
                return DateException(date, (entry["windows"]?.elements ?? []).compactMap(window))
            })
    }

    private static func window(_ entry: JSON) -> DayWindow? {
        guard let from = entry["from"]?.text, let to = entry["to"]?.text else { return nil }
        return DayWindow(from: from, to: to)
    }

    // MARK: Writing

    static func write(weekly: [WeeklyWindow], into json: inout JSONWriter) {
        json.beginArray()
        for entry in weekly {
            json.beginObject()
            json.member("day", entry.day.code)
            write(entry.window, into: &json)
            json.endObject()
        }
        json.endArray()
    }

    static func write(exceptions: [DateException], into json: inout JSONWriter) {
        json.beginArray()
        for exception in exceptions {
            json.beginObject()
            json.member("date", exception.date)
            json.array("windows", exception.windows) { window, json in
                json.beginObject()
                write(window, into: &json)
                json.endObject()
            }
            json.endObject()
        }
        json.endArray()
    }

    private static func write(_ window: DayWindow, into json: inout JSONWriter) {
        json.member("from", window.fromText)
        json.member("to", window.toText)
    }
}

extension AvailabilityRow: Resource {
    package func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("person_id", person)
        json.member("time_zone", timeZone)
        json.key("weekly")
        AvailabilityDocument.write(weekly: availability.weekly, into: &json)
        json.key("exceptions")
        AvailabilityDocument.write(exceptions: availability.exceptions, into: &json)
        json.member("updated_at", updatedAt)
        json.endObject()
    }
}
