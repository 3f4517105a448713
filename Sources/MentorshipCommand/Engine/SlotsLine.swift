// One question for common free slots. Only reads and hands on; limits of the service do not hold
// here, since nobody else waits.

import JSON
import Mentorship

enum SlotsLine {
    /// Some 1,900 years: larger numbers are slips.
    private static let mostMinutes = 1_000_000_000

    static func answer(
        _ line: EngineInput, _ zones: EngineZones, _ json: inout JSONWriter
    ) throws {
        let finder = SlotFinder(
            try query(line), try line.required("people").list().map { try person($0, zones) })
        json.array("starts", try finder.starts(atMost: .max)) { start, json in
            json.string(start.rfc3339.prefix(16) + "Z")
        }
    }

    private static func query(_ line: EngineInput) throws -> SlotQuery {
        let range = Interval(
            try line.required("from").moment(), try line.required("to").moment())
        let buffer = try line.optional("buffer_minutes")?.whole(0...mostMinutes) ?? 0
        let notice = try line.optional("min_notice_minutes")?.whole(0...mostMinutes) ?? 0
        let now = try line.optional("now")?.moment()
        return SlotQuery(
            range: range, slotMinutes: try line.required("slot_minutes").whole(1...mostMinutes),
            stepMinutes: try line.required("step_minutes").whole(1...mostMinutes),
            grid: .from(range.start),
            buffers: Buffers(beforeMinutes: buffer, afterMinutes: buffer),
            notBefore: now?.adding(seconds: Int64(notice) * 60))
    }

    private static func person(_ input: EngineInput, _ zones: EngineZones) throws -> Participant {
        let weekly = try input.required("weekly").list().map { window in
            let day = try window.required("day")
            guard let weekday = Weekday(code: try day.text()) else {
                throw day.refusal("one of MO, TU, WE, TH, FR, SA, SU")
            }
            return WeeklyWindow(weekday, try dayWindow(window))
        }
        let exceptions = try input.optional("exceptions")?.list().map { exception in
            let date = try exception.required("date")
            guard let day = CivilDate(try date.text()) else {
                throw date.refusal("a date like 2026-03-29")
            }
            return DateException(day, try exception.required("windows").list().map(dayWindow))
        }
        return Participant(
            id: try input.required("id").text(), zone: try zones.zone(input.required("zone")),
            availability: Availability(weekly: weekly, exceptions: exceptions ?? []),
            busy: try input.optional("busy")?.list().map(busy) ?? [])
    }

    private static func dayWindow(_ input: EngineInput) throws -> DayWindow {
        let from = try input.required("from").text()
        guard let window = DayWindow(from: from, to: try input.required("to").text()) else {
            throw input.refusal("windows with from and to like 09:00 and 24:00")
        }
        return window
    }

    private static func busy(_ input: EngineInput) throws -> Busy {
        let interval = Interval(
            try input.required("from").moment(), try input.required("to").moment())
        guard !interval.isEmpty else { throw input.refusal("intervals that end after they start") }
        return Busy(interval)
    }
}
