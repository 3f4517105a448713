// What RequestParser hands over: the request without its body, and how to go on from there.

package struct RequestHead: Sendable {
    /// How the body is delimited (RFC 9112 §6.3).
    package enum Framing: Sendable, Equatable {
        /// Neither field: there is no body.
        case none
        case length(Int)
        case chunked
    }

    package internal(set) var request: Request
    package internal(set) var framing: Framing
    /// Whether the client wants the connection kept after this request (RFC 9112 §9.3).
    package internal(set) var keepAlive: Bool
    /// The client waits for a 100 before it sends the body (RFC 9110 §10.1.1). Never in HTTP/1.0,
    /// and never where no body follows.
    package internal(set) var expectsContinue: Bool
    /// Bytes that the head took, the empty line included; the body begins after them.
    package internal(set) var consumed: Int

    /// Nothing yet: what RequestParser fills, again and again, so that the storage of one head
    /// serves the next.
    package init() {
        request = Request()
        framing = .none
        keepAlive = false
        expectsContinue = false
        consumed = 0
    }

    /// Whose request it is (`Request.peer`, `Request.network`).
    package mutating func came(from peer: String, in network: String) {
        request.peer = peer
        request.network = network
    }
}
