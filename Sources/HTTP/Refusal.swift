// Why a request is not answered as asked, decided before any route is known: fixed words for each,
// never the input. After every one of them the connection is closed (RFC 9112 §9.6).

/// The raw value is the problem's slug.
package enum Refusal: String, Error, Sendable, CaseIterable {
    // The request line
    case malformedRequestLine = "malformed_request_line"
    case malformedTarget = "malformed_target"
    case malformedPathEncoding = "malformed_path_encoding"
    case malformedVersion = "malformed_version"
    case unsupportedVersion = "unsupported_http_version"
    case requestLineTooLong = "request_line_too_long"

    // Lines and fields
    case malformedLineEnd = "malformed_line_end"
    case controlCharacter = "control_character"
    case malformedField = "malformed_field"
    case foldedField = "folded_field"
    case fieldTooLong = "field_too_long"
    case fieldsTooLong = "fields_too_long"
    case tooManyFields = "too_many_fields"
    case missingHost = "missing_host"
    case malformedHost = "malformed_host"
    case unknownExpectation = "unknown_expectation"

    // Framing
    case malformedContentLength = "malformed_content_length"
    case malformedTransferEncoding = "malformed_transfer_encoding"
    case ambiguousFraming = "ambiguous_framing"
    case unknownTransferCoding = "unknown_transfer_coding"

    // The body
    case malformedChunk = "malformed_chunk"
    case chunkExtensionTooLong = "chunk_extension_too_long"
    case malformedTrailer = "malformed_trailer"
    case trailersTooLong = "trailers_too_long"
    case bodyTooLarge = "body_too_large"

    // Time and room, which the server finds
    case headTimeout = "head_timeout"
    case bodyTimeout = "body_timeout"
    case answerTimeout = "answer_timeout"
    case bodyNotStored = "body_not_stored"
    case tooManyConnections = "too_many_connections"
    case shuttingDown = "shutting_down"

    package var status: Int {
        switch self {
        case .headTimeout, .bodyTimeout: 408
        case .bodyTooLarge: 413
        case .requestLineTooLong: 414
        case .unknownExpectation: 417
        case .fieldTooLong, .fieldsTooLong, .tooManyFields, .trailersTooLong: 431
        case .unknownTransferCoding: 501
        case .answerTimeout, .tooManyConnections, .shuttingDown: 503
        case .unsupportedVersion: 505
        case .bodyNotStored: 507
        default: 400
        }
    }

    package var code: String { rawValue }

    package var title: String { words.title }

    package var detail: String { words.detail }

    package var problem: Problem {
        let headers =
            status == 503 ? [Response.Header("Retry-After", "5")] : []
        return Problem(
            status: status, code: code, title: title, detail: detail, headers: headers)
    }

    /// With what every answer of the service has too: the id for the log, no guessing at its type,
    /// no copy in a cache.
    package func response(requestID: String) -> Response {
        var problem = problem
        problem.headers += [
            Response.Header("X-Request-Id", requestID),
            Response.Header("X-Content-Type-Options", "nosniff"),
            Response.Header("Cache-Control", "no-store"),
        ]
        return problem.response(requestID: requestID)
    }
}
