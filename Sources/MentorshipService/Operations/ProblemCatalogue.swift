// Every code that a problem may carry, with its status and what it means: what /problems/{code}
// answers and Tests/Golden/problems.txt lists. Each room lists its own in a *Problems file. A code
// that is thrown and not here fails a test.

import HTTP

package enum ProblemCatalogue {
    package struct Entry: Sendable {
        package let code: String
        package let status: Int
        package let means: String
    }

    package static let entries: [Entry] =
        frame + wire + people + programmes + matching + relationships + scheduling + evaluation

    private static let frame = [
        Entry(
            code: "bad_idempotency_key", status: 400,
            means:
                "The Idempotency-Key header is not one visible ASCII string of 1 to 255 characters."
        ),
        Entry(
            code: "body_missing", status: 400, means: "The request needs a JSON body and had none."),
        Entry(
            code: "busy", status: 503,
            means: "Too much is waiting; nothing was changed. Try again shortly."),
        Entry(
            code: "credential_revoked", status: 409,
            means: "A revoked credential cannot be rotated."),
        Entry(code: "forbidden", status: 403, means: "You are known, but may not do this."),
        Entry(
            code: "idempotency_key_reused", status: 422,
            means: "The Idempotency-Key came before with another body."),
        Entry(
            code: "if_match_required", status: 428,
            means: "Send If-Match with the ETag that you read."),
        Entry(
            code: "internal_error", status: 500,
            means: "Our fault; the request_id helps to find it."),
        Entry(
            code: "invalid_input", status: 422,
            means:
                "Well formed, but one or more members are not acceptable; errors says which and why."
        ),
        Entry(
            code: "job_is_over", status: 409,
            means: "The work has ended; there is nothing to cancel."),
        Entry(
            code: "length_required", status: 411,
            means: "The request needs a body, and has neither Content-Length nor chunks."),
        Entry(
            code: "malformed_json", status: 400,
            means: "The body is not good JSON; the detail says at which byte."),
        Entry(code: "malformed_query", status: 400, means: "The query string is not well formed."),
        Entry(
            code: "method_not_allowed", status: 405,
            means: "The path takes other methods; see Allow."),
        Entry(code: "method_unknown", status: 501, means: "The server does not know the method."),
        Entry(
            code: "misdirected_request", status: 421,
            means: "The request is for a host that this server does not answer for."),
        Entry(code: "no_such_path", status: 404, means: "Nothing lives at this path."),
        Entry(
            code: "not_acceptable", status: 406,
            means: "The request's Accept takes none of the media types there are."),
        Entry(
            code: "not_found", status: 404,
            means: "There is no such thing, or you may not know of it."),
        Entry(
            code: "not_stored", status: 503,
            means: "The store could not take the change; nothing was changed."),
        Entry(
            code: "person_token_required", status: 403,
            means: "Only the person concerned may do this."),
        Entry(
            code: "rate_limited", status: 429,
            means: "Too many requests in the window; Retry-After says when to go on."),
        Entry(
            code: "scope_missing", status: 403,
            means: "The credential lacks the scope that the route needs."),
        Entry(
            code: "secret_not_repeated", status: 409,
            means: "Done before; the secret was shown then and is not kept."),
        Entry(
            code: "streams_full", status: 503,
            means: "As many streams of events are open as there can be; pages are still there."),
        Entry(
            code: "unauthenticated", status: 401, means: "No credential, or one that is not good."),
        Entry(
            code: "too_many_parameters", status: 400,
            means: "The query has more parameters than this server reads."),
        Entry(
            code: "too_many_streams", status: 429,
            means: "The credential has as many streams of events open as one may have."),
        Entry(
            code: "enough_requests_today", status: 429,
            means: "The mentee has made as many requests as a day has room for."),
        Entry(
            code: "unsupported_content_coding", status: 415,
            means: "The body has a Content-Encoding; none is taken."),
        Entry(
            code: "unsupported_media_type", status: 415,
            means: "The body's media type is not taken here."),
        Entry(code: "version_moved", status: 412, means: "It changed since you read it."),
    ]

    /// What the server refuses before any route is known.
    private static let wire = Refusal.allCases.map { refusal in
        Entry(code: refusal.code, status: refusal.status, means: refusal.detail)
    }
}
