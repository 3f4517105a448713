// /v1/programmes/{programme}/exclusions: people who must not be matched with each other, whichever
// of them mentors; and why or why not two people would be.

import HTTP
import JSON
import Mentorship

package enum ExclusionRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/programmes/{programme}/exclusions", "listExclusions", .staff(.matchingRead),
            read: list),
        .write(
            .post, "/v1/programmes/{programme}/exclusions", "createExclusion",
            .staff(.matchingRun), input: draft, write: create),
        .get(
            "/v1/exclusions/{exclusion}", "getExclusion", .staff(.matchingRead), read: read
        ).audited(),
        .write(
            .delete, "/v1/exclusions/{exclusion}", "removeExclusion", .staff(.matchingRun),
            write: remove),
        .get(
            "/v1/programmes/{programme}/match-explanations", "explainPair",
            .staff(.matchingRead), slowRead: explain
        )
        // Of two people by themselves nothing is solved.
        .inTurn { call in (try? Parameters(call))?.isGiven("match_run_id") ?? false },
    ]

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        let page = try PageRequest(call)
        let programme = try ProgrammeService.forStaff(
            call.id("programme", "programme"), call.actor, snapshot)
        let rows = try ExclusionStore.list(in: programme.id, page: page, snapshot)
        return page.response(call, rows) { $0.id.text }
    }

    /// Audited: it may show the reason.
    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        let row = try ExclusionService.see(
            call.id("exclusion", "exclusion"), call.actor, snapshot)
        let reason = try ExclusionService.reason(of: row, call)
        return ExclusionWithReason(row: row, reason: reason).response()
    }

    private static func draft(_ call: Call) throws -> ExclusionDraft {
        var input = try Input(call)
        let draft = try ExclusionDocument.draft(&input)
        try input.finish()
        return try draft.required()
    }

    private static func create(
        _ draft: ExclusionDraft, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let row = try ExclusionService.create(
            draft, in: call.id("programme", "programme"), &call, transaction)
        return row.created(at: "/v1/exclusions/\(row.id)")
    }

    private static func remove(_ call: inout Call, _ transaction: Writing) throws -> Response {
        try ExclusionService.remove(
            call.id("exclusion", "exclusion"), &call, transaction)
        return .noContent
    }

    // MARK: Why, and why not

    private static func explain(_ call: Call, _ snapshot: Reading) throws -> Response {
        let programme = try ProgrammeService.forStaff(
            call.id("programme", "programme"), call.actor, snapshot)
        var parameters = try Parameters(call)
        let mentor = parameters.id("mentor_id", Person.self)
        let mentee = parameters.id("mentee_id", Person.self)
        let run = parameters.id("match_run_id", MatchRun.self)
        if mentor == nil { parameters.refuse("mentor_id", "required", "mentor_id is required.") }
        if mentee == nil { parameters.refuse("mentee_id", "required", "mentee_id is required.") }
        try parameters.finish()
        let pair = PairOfPeople(mentor: try mentor.required(), mentee: try mentee.required())
        let policy = try run.map {
            try PolicyService.of(MatchRunService.see($0, call.actor, snapshot), snapshot)
        }
        let question = try PairQuestion(
            pair, in: programme.id, by: policy, call.matchingMoment, snapshot)
        guard let question else {
            throw Failure.notFound("pair of people in this programme")
        }
        // Of two equals each would guide the other: what rules out one way rules out the pair.
        let back =
            programme.plan.groupSizes.shape == .peers
            ? try PairQuestion(
                pair.reversed, in: programme.id, by: policy, call.matchingMoment, snapshot) : nil
        let answer = try run.map {
            try PairInRunAnswer(pair, in: $0, of: programme.id, call.actor, snapshot)
        }
        return question.response(back, answer)
    }
}

enum ExclusionDocument {
    /// Scalars in a reason.
    static let reasonMax = 2_000

    static func draft(_ input: inout Input) throws(Failure) -> ExclusionDraft? {
        let pair = input.pairOfPeople()
        let reason = input.parsed("reason") { text throws(Flaw) in
            try PlainText.free(text, limit: reasonMax)
        }
        return pair.map { ExclusionDraft(pair: $0, reason: reason) }
    }
}

extension ExclusionRow: Resource {
    /// It is made and taken away, never changed.
    package var version: Int { 1 }

    package func write(into json: inout JSONWriter) {
        json.beginObject()
        writeMembers(into: &json)
        json.endObject()
    }

    fileprivate func writeMembers(into json: inout JSONWriter) {
        json.member("id", id)
        json.member("programme_id", programme)
        json.member("mentor_id", pair.mentor)
        json.member("mentee_id", pair.mentee)
        json.member("match_run_id", run)
        json.member("has_reason", sealedReason != nil)
        json.member("created_by", createdBy)
        json.member("created_at", createdAt)
    }
}

private struct ExclusionWithReason: Resource {
    let row: ExclusionRow
    let reason: String?

    var version: Int { row.version }
    var representation: String { reason == nil ? "full" : "reason" }

    func write(into json: inout JSONWriter) {
        json.beginObject()
        row.writeMembers(into: &json)
        if let reason { json.member("reason", reason) }
        json.endObject()
    }
}

extension PairQuestion {
    fileprivate func response(_ back: PairQuestion?, _ answer: PairInRunAnswer?) -> Response {
        let reasons = Set(forbidden + (back?.forbidden ?? [])).sorted()
        let score = explanation.score(with: back?.explanation)
        var json = JSONWriter()
        json.beginObject()
        json.member("mentor_id", pair.mentor)
        json.member("mentee_id", pair.mentee)
        json.member("is_possible", reasons.isEmpty)
        json.ruledOut(by: reasons, of: two)
        json.member(
            "explanation",
            raw: explanation.document(back: back?.explanation, score: score, of: two))
        json.key("in_run")
        if let answer { answer.write(into: &json) } else { json.null() }
        json.endObject()
        return .json(json.bytes)
    }
}
