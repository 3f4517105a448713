// The request methods of RFC 9110 §9.3, RFC 5789 and draft-ietf-httpbis-safe-method-w-body, read
// from and written as their tokens.

package enum Method: String, Sendable, Hashable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"
    case trace = "TRACE"
    case connect = "CONNECT"
    /// Known, so that a path which does not take it says what it takes (405) in place of 501.
    case query = "QUERY"
    /// A well-formed token that names no method we know: answered with 501 (RFC 9110 §9.1).
    case other = ""

    /// Safe methods never change anything (RFC 9110 §9.2.1): they are handed a snapshot.
    package var isSafe: Bool {
        switch self {
        case .get, .head, .options, .trace, .query: true
        case .post, .put, .patch, .delete, .connect, .other: false
        }
    }
}

extension Method {
    /// Methods are case-sensitive (RFC 9110 §9.1).
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        func has(_ token: StaticString) -> Bool { bytes.equals(range, token) }
        switch range.count {
        case 3: self = has("GET") ? .get : has("PUT") ? .put : .other
        case 4: self = has("POST") ? .post : has("HEAD") ? .head : .other
        case 5 where has("QUERY"): self = .query
        case 5: self = has("PATCH") ? .patch : has("TRACE") ? .trace : .other
        case 6 where has("DELETE"): self = .delete
        case 7: self = has("OPTIONS") ? .options : has("CONNECT") ? .connect : .other
        default: self = .other
        }
    }
}
