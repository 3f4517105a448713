// /v1/jobs: the progress and the end of long work; DELETE cancels.

import HTTP
import JSON
import Mentorship

package enum JobRoutes {
    package static let all: [Route] = [
        .get("/v1/jobs", "listJobs", .staff(.jobsRead), read: list),
        .get("/v1/jobs/{job}", "getJob", .staff(.jobsRead), read: read),
        .write(.delete, "/v1/jobs/{job}", "cancelJob", .staff(.jobsRead), write: cancel),
    ]

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        var parameters = try Parameters(call)
        let state = parameters.choice("state", JobState.self)
        let kind = parameters.text("kind", max: 40)
        let page = parameters.page()
        try parameters.finish()
        let owner = call.actor.programmes == nil ? nil : call.actor.text
        let jobs = try JobStore.list(
            createdBy: owner, state: state, kind: kind, after: page.after, limit: page.fetch,
            snapshot)
        return page.response(call, jobs) { $0.id.text }
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        return try JobService.find(call.id("job", "job"), call.actor, snapshot).response()
    }

    private static func cancel(_ call: inout Call, _ transaction: Writing) throws -> Response {
        let job = try JobService.cancel(call.id("job", "job"), &call.context, transaction)
        // One that waits is never run. Should the commit fail, it runs and says what it misses.
        JobKinds.all.first { $0.name == job.kind }?.discard(job, call.deployment)
        return .noContent
    }
}

extension JobRow: Resource {
    package func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id)
        json.member("kind", kind)
        json.member("state", state.rawValue)
        json.member("subject", subject)
        json.object("progress") { json in
            json.member("phase", phase)
            json.member("done", done)
            json.member("total", total)
        }
        json.member("result", raw: result ?? "null")
        json.member("problem", raw: problem ?? "null")
        json.member("created_by", createdBy)
        json.member("created_at", createdAt)
        json.member("started_at", startedAt)
        json.member("finished_at", finishedAt)
        json.endObject()
    }
}
