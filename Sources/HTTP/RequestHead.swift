// What RequestParser hands over: the request without its body, and how to go on from there.

package struct RequestHead: Sendable {
    /// How the body is delimited (RFC 9112 §6.3).
    package enum Framing: Sendable, Equatable {
        /// Neither field: there is no body.
        case none
        case length(Int)
        case chunked
    }

    package let request: Request
    package let framing: Framing
    /// Whether the client wants the connection kept after this request (RFC 9112 §9.3).
    package let keepAlive: Bool
    /// The client waits for a 100 before it sends the body (RFC 9110 §10.1.1). Never in HTTP/1.0,
    /// and never where no body follows.
    package let expectsContinue: Bool
    /// Bytes that the head took, the empty line included; the body begins after them.
    package let consumed: Int

    package init(
        request: Request, framing: Framing, keepAlive: Bool, expectsContinue: Bool, consumed: Int
    ) {
        self.request = request
        self.framing = framing
        self.keepAlive = keepAlive
        self.expectsContinue = expectsContinue
        self.consumed = consumed
    }
}
