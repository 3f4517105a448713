// /v1/organisation/holidays: the days on which nobody of the organisation is expected to answer.
// Everybody may know them; staff who are not limited to some programmes state them.

import HTTP
import JSON
import Mentorship

package enum HolidayRoutes {
    package static let all: [Route] = [
        .get("/v1/organisation/holidays", "getHolidays", .authenticated, read: read),
        .write(
            .put, "/v1/organisation/holidays", "putHolidays", .staff(.programmesWrite),
            input: days, write: replace),
    ]

    /// Some ten years of them.
    private static let daysMax = 400

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        return try HolidayStore.find(snapshot).response()
    }

    private static func days(_ call: Call) throws -> [CivilDate] {
        var input = try Input(call)
        let texts = input.texts("days", countMax: daysMax, lengthMax: 10)
        if texts == nil { input.refuseMissing("days") }
        var days: Set<CivilDate> = []
        for (index, text) in (texts ?? []).enumerated() {
            guard let day = CivilDate(text) else {
                input.refuse(
                    "days/\(index)", "not_a_date", "Each must be a day such as 2026-12-25.")
                continue
            }
            days.insert(day)
        }
        try input.finish()
        return days.sorted()
    }

    private static func replace(
        _ days: [CivilDate], _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        guard call.actor.programmes == nil else {
            throw Failure.forbidden("state holidays: your credential is limited to some programmes")
        }
        let before = try HolidayStore.find(transaction)
        try Precondition.check(call, version: before.version, isRequired: before.isStored)
        let row = HolidaysRow(
            version: before.version + 1, days: days, updatedAt: call.context.now)
        try HolidayStore.put(row, call.context, transaction)
        try Ledger.record("holidays.replaced", "organisation", &call.context, transaction)
        return row.response(status: before.isStored ? 200 : 201)
    }
}

extension HolidaysRow: Resource {
    package func write(into json: inout JSONWriter) {
        json.beginObject()
        json.array("days", days.map(\.text))
        json.member("updated_at", updatedAt)
        json.endObject()
    }
}
