// /v1/instruments: questionnaires as data. An edition is never changed; POST with the same key
// makes the next one, and surveys that use an older one go on with it.

import HTTP
import JSON
import Mentorship

package enum InstrumentRoutes {
    package static let all: [Route] = [
        .get("/v1/instruments", "listInstruments", .staff(.evaluationRead), read: list),
        .write(
            .post, "/v1/instruments", "createInstrument", .staff(.evaluationWrite),
            input: draft, write: create),
        .get(
            "/v1/instruments/{instrument}", "getInstrument", .staffOrPerson(.evaluationRead),
            read: read),
    ]

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        var parameters = try Parameters(call)
        let key = parameters.text("key", max: EvaluationLimits.key)
        let page = parameters.page()
        try parameters.finish()
        let rows = try InstrumentStore.list(key: key, page: page, snapshot)
        return page.response(call, rows) { $0.id.text }
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        return try InstrumentService.see(
            call.id("instrument", "instrument"), call.actor, snapshot
        ).response()
    }

    private static func draft(_ call: Call) throws -> InstrumentDraft {
        var input = try Input(call)
        return try InstrumentDocument.draft(&input)
    }

    private static func create(
        _ draft: InstrumentDraft, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let row = try InstrumentService.create(draft, &call.context, transaction)
        return row.created(at: "/v1/instruments/\(row.id)")
    }
}
