// /v1/match-runs/{run}/robustness: order the measuring of which pairs hang on the exact weights,
// watch it, read it pair by pair, or let it go. For staff alone.

import HTTP
import JSON
import Mentorship

package enum RobustnessRoutes {
    private static let path = "/v1/match-runs/{run}/robustness"

    package static let all: [Route] = [
        .write(
            .post, path, "startMatchRunRobustness", .staff(.matchingRun), input: order,
            write: start),
        .get(path, "getMatchRunRobustness", .staff(.matchingRead), read: read),
        .write(
            .delete, path, "discardMatchRunRobustness", .staff(.matchingRun), write: discard),
    ]

    private static func order(_ call: Call) throws -> RobustnessOrder {
        var input = try Input(call)
        let trials = input.integer("trials", RobustnessLimits.trials)
        let spread = input.number("spread", RobustnessLimits.spread)
        let seed = input.integer("seed", MatchRunLimits.seed)
        try input.finish()
        let thousandths = (spread ?? RobustnessLimits.spreadDefault) * 1000
        return RobustnessOrder(
            spread: Int(thousandths.rounded()), trials: trials ?? RobustnessLimits.trialsDefault,
            seed: seed.map(Int64.init))
    }

    private static func start(
        _ order: RobustnessOrder, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let id: ID<MatchRun> = try call.id("run", "match run")
        let row = try RobustnessService.start(order, of: id, &call, transaction)
        var json = JSONWriter()
        row.write([], next: nil, into: &json)
        return .json(
            json.bytes, status: 202,
            headers: [Response.Header("Location", "/v1/match-runs/\(id)/robustness")])
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        let page = try PageRequest(call)
        let row = try RobustnessService.see(
            call.id("run", "match run"), call.actor, snapshot)
        let first = page.after.flatMap { Int($0) }.map { $0 + 1 } ?? 0
        let pairs = try MatchResultStore.pairs(
            row.run, from: first, limit: page.limit, snapshot)
        let counts = (row.kept ?? []).dropFirst(first)
        let end = first + page.limit
        let next = end < row.kept?.count ?? 0 ? "\(end - 1)" : nil
        var json = JSONWriter()
        row.write(Array(zip(pairs, counts)), next: next, into: &json)
        return .json(json.bytes, headers: next.map { [PageWriter.link(call, after: $0)] } ?? [])
    }

    private static func discard(_ call: inout Call, _ transaction: Writing) throws -> Response {
        try RobustnessService.discard(
            call.id("run", "match run"), &call.context, transaction)
        return .noContent
    }
}

extension RobustnessRow {
    fileprivate func write(
        _ items: [(PairOfPeople, RobustnessRow.Kept)], next: String?, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("match_run_id", run)
        json.member("state", state.rawValue)
        json.member("trials", trials)
        json.member("trials_made", trialsMade)
        json.member("spread", Double(spread) / 1000)
        json.member("seed", seed)
        json.object("progress") { json in
            json.member("phase", phase)
            json.member("done", done)
            json.member("total", total)
        }
        json.member("share", Score.share(share))
        json.array("items", items) { item, json in
            json.beginObject()
            json.member("mentor_id", item.0.mentor)
            json.member("mentee_id", item.0.mentee)
            json.member("kept", item.1.trials)
            json.member("share", Double(item.1.trials) / Double(max(trialsMade ?? 0, 1)))
            json.member("together", Score.share(item.1.together))
            json.endObject()
        }
        json.member("next_cursor", next.map { PageRequest.cursor(at: $0) })
        json.member("problem", raw: problem ?? "null")
        json.member("job_id", job)
        json.member("created_by", createdBy)
        json.member("created_at", createdAt)
        json.member("finished_at", finishedAt)
        json.endObject()
    }
}
