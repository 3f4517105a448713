// One question for the moments of a recurring meeting. Only reads and hands on.

import JSON
import Mentorship

enum RecurLine {
    private static let defaultLimit = 1000
    private static let mostInstances = 10_000_000

    static func answer(
        _ line: EngineInput, _ zones: EngineZones, _ json: inout JSONWriter
    ) throws {
        let recurrence = Recurrence(
            try RecurrenceRule(try line.required("rrule").text()),
            from: try line.required("dtstart").wall(), in: try zones.zone(line.required("tz")),
            excluding: Set(try line.optional("exdates")?.list().map { try $0.wall() } ?? []))
        let limit = try line.optional("limit")?.whole(0...mostInstances) ?? defaultLimit
        let found = recurrence.occurrences(limit: limit)
        json.array("instances", found.map(text))
        json.array("shifted", found.filter(\.isShifted).map(text))
    }

    private static func text(_ occurrence: Recurrence.Occurrence) -> String {
        WallTime(milliseconds: occurrence.moment.milliseconds).basic + "Z"
    }
}
