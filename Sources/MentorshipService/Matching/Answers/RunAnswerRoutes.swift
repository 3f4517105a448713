// /v1/match-runs/{run}/…: what people ask about a finished run. What one more place would be worth,
// what would help who was left, who gains beside another run, how chances fall across groups, and
// the run on a page. Each is worked out from the run's kept inputs, on the worker pool.

import HTTP
import JSON
import Mentorship

package enum RunAnswerRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/match-runs/{run}/places", "listMatchRunPlaces", .staff(.matchingRead),
            slowRead: places
        ).inTurn(),
        .get(
            "/v1/match-runs/{run}/unmatched/{mentee}", "getMatchRunUnmatched",
            .staff(.matchingRead), slowRead: unmatched
        ).inTurn(),
        .get(
            "/v1/match-runs/{run}/comparison", "compareMatchRuns", .staff(.matchingRead),
            slowRead: comparison),
        .get(
            "/v1/match-runs/{run}/equity", "getMatchRunEquity", .staff(.reportsRead),
            slowRead: equity
        ).audited(),
        .get(
            "/v1/match-runs/{run}/page", "getMatchRunPage", .staff(.matchingRead),
            slowRead: page),
    ]

    private static func places(_ call: Call, _ snapshot: Reading) throws -> Response {
        var parameters = try Parameters(call)
        let page = parameters.page()
        try parameters.finish()
        let format = try ReportFormat.of(call)
        let run = try KeptRun(call, snapshot)
        let places = try call.deployment.places.places(
            of: run.row.id, run.row.inputsHash, now: call.deployment.ticks()
        ) {
            try run.places(snapshot)
        }
        switch format {
        case .csv: return PlaceSheet.response(places, of: run.row.id)
        case .json:
            var writer = PageWriter(page)
            let first = page.after.flatMap { Int($0) }.map { $0 + 1 } ?? 0
            for index in places.indices.dropFirst(first).prefix(page.fetch)
            where writer.admits("\(index)") {
                places[index].write(into: &writer.json)
            }
            return writer.response(call).varying()
        }
    }

    private static func unmatched(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        let run = try KeptRun(call, snapshot)
        let mentee: ID<Person> = try call.id("mentee", "mentee of this run")
        guard let row = try MatchResultStore.unmatched(mentee, in: run.row.id, snapshot) else {
            throw Failure.notFound("mentee without a mentor in this run")
        }
        return try UnmatchedAnswer(row, run, snapshot).response
    }

    private static func comparison(_ call: Call, _ snapshot: Reading) throws -> Response {
        let first = try KeptRun(call, snapshot)
        var parameters = try Parameters(call)
        let with = parameters.id("with", MatchRun.self)
        if !parameters.isGiven("with") {
            parameters.refuse("with", "required", "with is the run to compare this one with.")
        }
        let page = parameters.page()
        try parameters.finish()
        let format = try ReportFormat.of(call)
        let second = try KeptRun(try with.required(), call.actor, snapshot)
        guard first.row.programme == second.row.programme else {
            throw Failure.invalid([
                Failure.Field(
                    "with", "other_programme", "Both runs must be of the same programme.")
            ])
        }
        let document = ComparisonDocument(
            first: first.row, second: second.row,
            comparison: RunComparison(try first.side(snapshot), try second.side(snapshot)))
        return format == .csv ? document.sheet : document.page(page, call)
    }

    private static func equity(_ call: Call, _ snapshot: Reading) throws -> Response {
        let run = try KeptRun(call, snapshot)
        var parameters = try Parameters(call)
        let grouping = parameters.choice("by", RunGrouping.self)
        if !parameters.isGiven("by") {
            parameters.refuse("by", "required", "by says which groups to look at.")
        }
        let name = parameters.text("characteristic", max: Characteristics.nameMax)
        if grouping == .characteristic, name == nil {
            parameters.refuse(
                "characteristic", "required_together", "characteristic says which one.")
        } else if grouping != .characteristic, name != nil {
            parameters.refuse("characteristic", "not_asked_for", "Say by=characteristic with it.")
        }
        try parameters.finish()
        let format = try ReportFormat.of(call)
        let groups =
            try name.map { try described($0, run, call, snapshot) }
            ?? RunGroups(grouping.required())
        let outcomes = try run.side(snapshot).outcomes(groups: groups.groups)
        let document = EquityDocument(
            run: run.row.id, groups: groups,
            // What is not described any more is not counted any more; everything else is kept.
            outcomes: GroupOutcomes(outcomes, coarsely: grouping == .characteristic))
        return format == .csv ? document.sheet : document.response
    }

    private static func described(
        _ name: String, _ run: KeptRun, _ call: Call, _ snapshot: Reading
    ) throws -> RunGroups {
        RunGroups(
            characteristic: name,
            try CharacteristicStore.opened(
                for: .equityReport, in: run.row.programme, call.deployment.sealer, snapshot),
            among: run.inputs.inputs.mentees)
    }

    private static func page(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        let row = try MatchRunService.see(call.id("run", "match run"), call.actor, snapshot)
        guard row.summary != nil else { throw Failure.runNotDone(row.state) }
        return try RunPage(row, call, snapshot).response
    }
}
