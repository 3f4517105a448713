// The ONE mapping from whatever was thrown to the problem that leaves the server. What is not known
// here is a 500 with an id that also stands in the log; its inner message is never shown.

import HTTP
import JSON
import Mentorship
import SQLite

package enum Problems {
    /// The problem, and for the log only what was behind an unexpected one.
    package static func problem(for error: any Error) -> (problem: Problem, inner: String?) {
        switch error {
        case let failure as Failure: (problem(failure), nil)
        case WriterError.queueFull: (busy, nil)
        case let error as WriterError: (unavailable(error), "\(error)")
        case let error as DatabaseError: database(error)
        case let error as ConditionError: (error.problem, nil)
        default: (unexpected, "\(error)")
        }
    }

    package static func problem(_ failure: Failure) -> Problem {
        var headers: [Response.Header] = []
        if failure.kind == .unauthenticated {
            headers.append(Response.Header("WWW-Authenticate", "Bearer realm=\"mentorship\""))
        }
        if let seconds = failure.retryAfterSeconds {
            headers.append(Response.Header("Retry-After", "\(seconds)"))
        }
        return Problem(
            status: status(failure.kind), code: failure.code, title: title(failure.kind),
            detail: failure.detail,
            errors: failure.fields.prefix(Input.errorsMax).map {
                Problem.FieldError(pointer: $0.pointer, code: $0.code, message: $0.message)
            },
            extras: failure.facts.sorted { $0.key < $1.key }.map { name, values in
                JSON.Member(name, .array(values.map { .string($0) }))
            },
            headers: headers)
    }

    package static func status(_ kind: Failure.Kind) -> Int {
        switch kind {
        case .malformed: 400
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound: 404
        case .conflict: 409
        case .gone: 410
        case .lengthRequired: 411
        case .preconditionFailed: 412
        case .invalid: 422
        case .preconditionRequired: 428
        case .tooMany: 429
        case .unavailable: 503
        }
    }

    private static func title(_ kind: Failure.Kind) -> String {
        switch kind {
        case .malformed: "Not well formed"
        case .unauthenticated: "Not authenticated"
        case .forbidden: "Not allowed"
        case .notFound: "Not found"
        case .conflict: "Conflict with the present state"
        case .gone: "Erased"
        case .lengthRequired: "Length required"
        case .preconditionFailed: "Changed meanwhile"
        case .invalid: "Not acceptable as it is"
        case .preconditionRequired: "Precondition required"
        case .tooMany: "Too many requests"
        case .unavailable: "Not available just now"
        }
    }

    private static func database(_ error: DatabaseError) -> (Problem, String?) {
        if error.isBusy || error.isFull || error.isReadOnly {
            return (unavailable(WriterError.batchLost(error)), "\(error)")
        }
        return (unexpected, "\(error)")
    }

    private static func unavailable(_ error: WriterError) -> Problem {
        Problem(
            status: 503, code: "not_stored", title: title(.unavailable),
            detail: "Nothing was changed: the store could not take it. Try again shortly; "
                + "/readyz tells the operator more.",
            headers: [Response.Header("Retry-After", "2")])
    }

    package static let busy = Problem(
        status: 503, code: "busy", title: "Not available just now",
        detail: "Too much is waiting already. Nothing was changed; try again shortly.",
        headers: [Response.Header("Retry-After", "1")])

    /// For what is answered one at a time.
    package static let inTurn = Problem(
        status: 503, code: "busy", title: "Not available just now",
        detail: "Others ask for answers that are solved one after the other. Nothing was changed; "
            + "try again when they have theirs.",
        headers: [Response.Header("Retry-After", "10")])

    private static let unexpected = Problem(
        status: 500, code: "internal_error", title: "Something went wrong here",
        detail: "This is our fault. Nothing was changed; the request_id helps us to find it.")
}
