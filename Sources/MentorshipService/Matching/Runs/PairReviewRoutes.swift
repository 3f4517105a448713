// /v1/match-runs/{run}/pairs/{mentee}/review: what staff say of a run's pairs before anybody is
// told: kept, let go, or swapped. For staff alone.

import HTTP
import JSON
import Mentorship

package enum PairReviewRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/match-runs/{run}/reviews", "listPairReviews", .staff(.matchingRead),
            read: list),
        .get(
            "/v1/match-runs/{run}/pairs/{mentee}/review", "getPairReview",
            .staff(.matchingRead), read: read),
        .write(
            .put, "/v1/match-runs/{run}/pairs/{mentee}/review", "putPairReview",
            .staff(.matchingRun), input: draft, write: put),
        .write(
            .delete, "/v1/match-runs/{run}/pairs/{mentee}/review", "removePairReview",
            .staff(.matchingRun), write: remove),
    ]

    private static let wordsMax = 1_000

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        let page = try PageRequest(call)
        let run = try MatchRunService.see(call.id("run", "match run"), call.actor, snapshot)
        let rows = try PairReviewStore.list(of: run.id, page: page, snapshot)
        return page.response(call, rows.map { PairReviewResource(row: $0) }) {
            $0.row.review.mentee.text
        }
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        let row = try PairReviewService.see(
            call.id("run", "match run"), call.id("mentee", "pair"), call.actor, snapshot)
        return try resource(row, call).response()
    }

    /// The words, as a reason of an exclusion, for their author and safeguarding.
    private static func resource(_ row: PairReviewRow, _ call: Call) throws -> PairReviewResource {
        guard call.actor.role == .safeguardingLead || row.reviewedBy == call.actor.text else {
            return PairReviewResource(row: row)
        }
        let words = try call.deployment.sealer.openText(
            row.words, context: PairReviewService.context(row.run, row.review.mentee))
        return PairReviewResource(row: row, words: words)
    }

    private static func draft(_ call: Call) throws -> PairReviewDraft {
        var input = try Input(call)
        let verdict = input.requiredChoice("verdict", PairReview.Verdict.self)
        let other = input.id("swap_with_mentee_id", Person.self)
        let reason = input.choice("code", PairReview.Reason.self)
        let words = input.free("reason", limit: wordsMax)
        if verdict == .swapped, other == nil {
            input.refuse(
                "swap_with_mentee_id", "required_together", "A swap says with whose mentee.")
        }
        if verdict == .rejected, reason == nil {
            input.refuse("code", "required_together", "A rejection has a code.")
        }
        if verdict != .swapped, other != nil {
            input.refuse("swap_with_mentee_id", "not_taken", "Only a swap names another mentee.")
        }
        if verdict != .rejected, reason != nil || words != nil {
            input.refuse("code", "not_taken", "Only a rejection has a reason.")
        }
        try input.finish()
        return PairReviewDraft(
            verdict: try verdict.required(), other: other, reason: reason, words: words)
    }

    private static func put(
        _ draft: PairReviewDraft, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let (row, isNew) = try PairReviewService.put(
            draft, of: call.id("mentee", "pair"), in: call.id("run", "match run"), &call,
            transaction)
        return try resource(row, call).response(status: isNew ? 201 : 200)
    }

    private static func remove(_ call: inout Call, _ transaction: Writing) throws -> Response {
        try PairReviewService.remove(
            of: call.id("mentee", "pair"), in: call.id("run", "match run"), &call, transaction)
        return .noContent
    }
}

struct PairReviewResource: Resource {
    let row: PairReviewRow
    var words: String?

    var version: Int { row.version }

    var representation: String { words == nil ? "full" : "words" }

    func write(into json: inout JSONWriter) {
        let review = row.review
        json.beginObject()
        json.member("mentee_id", review.mentee)
        json.member("verdict", review.verdict.rawValue)
        json.member("mentor_id", review.mentor)
        json.member("swapped_with_mentee_id", review.swappedWith)
        json.member("code", review.reason?.rawValue)
        json.member("reason", words)
        json.member("score", Score.share(row.score))
        json.member("explanation", raw: row.explanation ?? "null")
        json.member("reviewed_by", row.reviewedBy)
        json.member("reviewed_at", row.reviewedAt)
        json.endObject()
    }
}
