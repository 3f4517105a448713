// /v1/match-runs: order a run, watch it, read who is paired with whom and why, who is left and why,
// and publish it or let it go. For staff alone.

import HTTP
import JSON
import Mentorship

package enum MatchRunRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/programmes/{programme}/match-runs", "listMatchRuns", .staff(.matchingRead),
            read: list),
        .write(
            .post, "/v1/programmes/{programme}/match-runs", "startMatchRun",
            .staff(.matchingRun), input: order, write: start),
        .get("/v1/match-runs/{run}", "getMatchRun", .staff(.matchingRead), read: read),
        .write(
            .delete, "/v1/match-runs/{run}", "discardMatchRun", .staff(.matchingRun),
            write: discard),
        .get(
            "/v1/match-runs/{run}/pairs", "listMatchRunPairs", .staff(.matchingRead),
            read: pairs),
        .get(
            "/v1/match-runs/{run}/groups", "listMatchRunGroups", .staff(.matchingRead),
            read: groups),
        .get(
            "/v1/match-runs/{run}/unmatched", "listMatchRunUnmatched", .staff(.matchingRead),
            read: unmatched),
        .get(
            "/v1/match-runs/{run}/inputs", "getMatchRunInputs", .staff(.matchingRead),
            slowRead: inputs),
        .write(
            .post, "/v1/match-runs/{run}/publication", "publishMatchRun", .staff(.matchingRun),
            input: ProposalDocument.days, write: publish),
    ]

    // MARK: Reading

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        let page = try PageRequest(call)
        let programme = try ProgrammeService.forStaff(
            call.id("programme", "programme"), call.actor, snapshot)
        let rows = try MatchRunStore.list(in: programme.id, page: page, snapshot)
        return page.response(call, rows) { $0.id.text }
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        return try run(call, snapshot).response()
    }

    private static func run(_ call: Call, _ snapshot: Reading) throws -> MatchRunRow {
        try MatchRunService.see(call.id("run", "match run"), call.actor, snapshot)
    }

    private static func pairs(_ call: Call, _ snapshot: Reading) throws -> Response {
        let list = try SheetList<RunPairRow>(call)
        let id = try finished(call, snapshot)
        let withNames = call.actor.may(.peopleRead)
        return try list.response(named: "\(id)-pairs", snapshot) { page, snapshot in
            try RunPairRow.list(of: id, withNames: withNames, page: page, snapshot)
        }
    }

    /// None where two meet.
    private static func groups(_ call: Call, _ snapshot: Reading) throws -> Response {
        let list = try SheetList<RunGroupRow>(call)
        let id = try finished(call, snapshot)
        let withNames = call.actor.may(.peopleRead)
        return try list.response(named: "\(id)-groups", snapshot) { page, snapshot in
            try RunGroupRow.list(of: id, withNames: withNames, page: page, snapshot)
        }
    }

    private static func unmatched(_ call: Call, _ snapshot: Reading) throws -> Response {
        let list = try SheetList<RunUnmatchedRow>(call)
        let run = try run(call, snapshot)
        guard run.summary != nil else { throw Failure.runNotDone(run.state) }
        let step = try WaitingService.nextStep(of: run, snapshot)
        let (id, withNames) = (run.id, call.actor.may(.peopleRead))
        return try list.response(named: "\(id)-unmatched", snapshot) { page, snapshot in
            try RunUnmatchedRow.list(
                of: id, next: step, withNames: withNames, page: page, snapshot)
        }
    }

    /// What a run under way has saved so far is no answer.
    private static func finished(_ call: Call, _ snapshot: Reading) throws -> ID<MatchRun> {
        let run = try run(call, snapshot)
        guard run.summary != nil else { throw Failure.runNotDone(run.state) }
        return run.id
    }

    /// The canonical text itself: its SHA-256 is the run's inputs_hash. Only where people described
    /// themselves it is shown without that, since who agrees with whom, and why somebody comes
    /// first, is no business of a reader's; and its hash is one with a key.
    private static func inputs(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        let run = try run(call, snapshot)
        guard let text = try MatchRunStore.inputs(run.id, snapshot) else {
            throw Failure.runNotDone(run.state)
        }
        let masked = MatchInputs(text).flatMap { $0.hasDescribed ? $0.masked.bytes : nil }
        return .json(masked ?? Array(text.utf8))
    }

    // MARK: Ordering

    private static func order(_ call: Call) throws -> MatchRunOrder {
        var input = try Input(call)
        let objective = input.requiredChoice("objective", MatchRun.Objective.self)
        let side = input.choice("stable_for", StableMatching.Side.self)
        if side != nil, objective != .stable {
            input.refuse(
                "stable_for", "not_stable", "Only the objective stable is for one side.")
        }
        let seed = input.integer("seed", MatchRunLimits.seed)
        let policy = input.id("policy_id", PolicyVersion.self)
        let least = input.number("minimum_score", 0...1)
        let exclusions = try input.objects("exclusions", countMax: MatchRunLimits.pairs) {
            (inner) throws(Failure) in try ExclusionDocument.draft(&inner)
        }
        let locks = try input.objects("locks", countMax: MatchRunLimits.pairs) {
            (inner) throws(Failure) in inner.pairOfPeople()
        }
        let previous = input.id("previous_run_id", MatchRun.self)
        let scope = try input.object("scope") { (inner) throws(Failure) in
            MatchScopeDocument.read(&inner)
        }
        try input.finish()
        return MatchRunOrder(
            objective: try objective.required(), stableFor: side, policy: policy,
            seed: seed.map(Int64.init),
            minimumScore: least.map(Score.millionths), exclusions: exclusions ?? [],
            locks: locks ?? [], previous: previous, scope: scope)
    }

    private static func start(
        _ order: MatchRunOrder, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let run = try MatchRunService.start(
            order, in: call.id("programme", "programme"), &call, transaction)
        return run.response(status: 202, location: "/v1/match-runs/\(run.id)")
    }

    private static func discard(_ call: inout Call, _ transaction: Writing) throws -> Response {
        try MatchRunService.discard(call.id("run", "match run"), &call.context, transaction)
        return .noContent
    }

    private static func publish(
        _ days: Int, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let run = try PublicationService.publish(
            call.id("run", "match run"), days: days, call.deployment, &call.context,
            transaction)
        return run.response(status: 201, location: "/v1/match-runs/\(run.id)")
    }
}

extension Input {
    /// {"mentor_id": …, "mentee_id": …}: two different people.
    mutating func pairOfPeople() -> PairOfPeople? {
        guard let mentor = requiredID("mentor_id", Person.self),
            let mentee = requiredID("mentee_id", Person.self)
        else { return nil }
        guard mentor != mentee else {
            refuse("mentee_id", "same_person", "Nobody mentors themselves; name two people.")
            return nil
        }
        return PairOfPeople(mentor: mentor, mentee: mentee)
    }
}

extension MatchRunRow: Resource {
    package func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id)
        json.member("programme_id", programme)
        json.member("state", state.rawValue)
        json.member("objective", objective.rawValue)
        json.member("stable_for", stableFor?.rawValue)
        json.member("seed", seed)
        json.member("minimum_score", Score.share(minimumScore))
        json.member("engine_version", engineVersion)
        json.member("policy_id", policy)
        json.member("policy_version", policyVersion)
        json.member("inputs_hash", inputsHash)
        json.object("progress") { json in
            json.member("phase", phase)
            json.member("done", done)
            json.member("total", total)
        }
        json.member("summary", raw: summary ?? "null")
        json.member("left_out", raw: leftOut ?? "null")
        json.member("problem", raw: state == .failed ? problem ?? "null" : "null")
        json.member("job_id", job)
        json.member("created_by", createdBy)
        json.member("created_at", createdAt)
        json.member("finished_at", finishedAt)
        json.member("published_by", publishedBy)
        json.member("published_at", publishedAt)
        json.member("previous_run_id", previous)
        json.member("scope", raw: scope.map { $0.json.description } ?? "null")
        json.endObject()
    }
}
