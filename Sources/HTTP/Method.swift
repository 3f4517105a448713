// The request methods of RFC 9110 §9.3 and RFC 5789, read from and written as their tokens.

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
    /// A well-formed token that names no method we know: answered with 501 (RFC 9110 §9.1).
    case other = ""

    /// Safe methods never change anything (RFC 9110 §9.2.1): they are handed a snapshot.
    package var isSafe: Bool {
        switch self {
        case .get, .head, .options, .trace: true
        case .post, .put, .patch, .delete, .connect, .other: false
        }
    }
}
