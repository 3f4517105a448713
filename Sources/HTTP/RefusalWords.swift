// The title and detail of each refusal: one sentence that says what to change. Never more.

extension Refusal {
    var words: (title: String, detail: String) {
        switch self {
        case .malformedRequestLine, .malformedTarget, .malformedPathEncoding, .malformedVersion,
            .unsupportedVersion, .requestLineTooLong:
            requestLineWords
        case .malformedLineEnd, .controlCharacter, .malformedField, .foldedField, .fieldTooLong,
            .fieldsTooLong, .tooManyFields, .missingHost, .malformedHost, .unknownExpectation:
            fieldWords
        case .malformedContentLength, .malformedTransferEncoding, .ambiguousFraming,
            .unknownTransferCoding, .malformedChunk, .chunkExtensionTooLong, .malformedTrailer,
            .trailersTooLong, .bodyTooLarge:
            bodyWords
        case .headTimeout, .bodyTimeout, .answerTimeout, .bodyNotStored, .tooManyConnections,
            .shuttingDown:
            serverWords
        }
    }

    private var requestLineWords: (title: String, detail: String) {
        switch self {
        case .malformedTarget:
            (
                "Malformed request target",
                "The target has a character or a form that RFC 9112 does not allow there."
            )
        case .malformedPathEncoding:
            (
                "Malformed path",
                "The path has a percent-escape that is not UTF-8 text without controls."
            )
        case .malformedVersion:
            ("Malformed HTTP version", "The request line must end in HTTP/1.1 or HTTP/1.0.")
        case .unsupportedVersion:
            ("HTTP version not supported", "This server speaks HTTP/1.1 and HTTP/1.0.")
        case .requestLineTooLong:
            ("Request target too long", "The request line is longer than this server reads.")
        default:
            (
                "Malformed request line",
                "The request line must be a method, a target and a version, one space between."
            )
        }
    }

    private var fieldWords: (title: String, detail: String) {
        switch self {
        case .malformedLineEnd:
            ("Malformed line end", "Every line of the head must end in CR LF, both together.")
        case .controlCharacter:
            ("Control character", "The head holds a control character.")
        case .foldedField:
            ("Folded header field", "A header field must be on one line.")
        case .fieldTooLong:
            ("Header field too long", "A header field is longer than this server reads.")
        case .fieldsTooLong:
            ("Header too long", "The header fields together are longer than this server reads.")
        case .tooManyFields:
            ("Too many header fields", "There are more header fields than this server reads.")
        case .missingHost:
            ("Missing Host", "An HTTP/1.1 request must have a Host field.")
        case .malformedHost:
            ("Malformed Host", "There must be one Host field, with a host and perhaps a port.")
        case .unknownExpectation:
            ("Expectation failed", "The only expectation this server meets is 100-continue.")
        default:
            (
                "Malformed header field",
                "A header field must be a name, a colon without a space before it, and a value."
            )
        }
    }

    private var bodyWords: (title: String, detail: String) {
        switch self {
        case .malformedContentLength:
            ("Malformed Content-Length", "There must be one Content-Length, of digits alone.")
        case .malformedTransferEncoding:
            (
                "Malformed Transfer-Encoding",
                "There must be one Transfer-Encoding, chunked, and only in HTTP/1.1."
            )
        case .ambiguousFraming:
            (
                "Ambiguous body length",
                "Content-Length and Transfer-Encoding must not come together."
            )
        case .unknownTransferCoding:
            ("Unknown transfer coding", "The only transfer coding this server reads is chunked.")
        case .chunkExtensionTooLong:
            ("Chunk extension too long", "A chunk's extension is longer than this server reads.")
        case .malformedTrailer:
            (
                "Malformed trailer",
                "A trailer must be a field that RFC 9110 allows after the body."
            )
        case .trailersTooLong:
            ("Trailers too long", "The trailers are longer than this server reads.")
        case .bodyTooLarge:
            ("Body too large", "The body is larger than this resource takes.")
        default:
            ("Malformed chunk", "The chunked body does not follow RFC 9112, section 7.1.")
        }
    }

    private var serverWords: (title: String, detail: String) {
        switch self {
        case .headTimeout:
            ("Request timeout", "The head of the request did not arrive in time.")
        case .bodyTimeout:
            ("Request timeout", "The body of the request did not arrive in time.")
        case .answerTimeout:
            (
                "No answer in time",
                "The request could not be answered in time. A change may have been made all the "
                    + "same: look, or send it again with the same Idempotency-Key."
            )
        case .bodyNotStored:
            ("No room for the body", "The body could not be stored; try again later.")
        case .tooManyConnections:
            ("Too many connections", "There are too many connections now; try again later.")
        default:
            (
                "Shutting down",
                "This server is about to stop. A change may have been made all the same: look, or "
                    + "send it again with the same Idempotency-Key."
            )
        }
    }
}
