// What the server asks of the program above it, and how that answers. Never a socket or a thread:
// whoever implements this sees requests and responses alone.

import HTTP

/// Which event loop: 0 ..< number of loops.
package struct LoopID: Sendable, Hashable {
    package let number: Int

    package init(_ number: Int) {
        self.number = number
    }
}

/// One for each event loop, made on the loop's thread and called on it alone; so it needs no locks.
/// A call may take some milliseconds: every other connection of the loop waits for it.
package protocol Responder: AnyObject {
    /// A head has come and a body follows: how much of it may, and where to. Not asked for requests
    /// without a body. After `.refuse` the body is not read; the connection ends unless all of it
    /// has come with the head.
    func admit(_ head: Request) -> Admission

    /// A request is complete: the answer, or nil and exactly one `reply.send`, from any thread.
    func respond(to request: Request, reply: Reply) -> Response?

    /// All that was ready has been served; the loop is about to wait (the snapshot can be closed).
    func wakeUpEnded()

    /// The server has refused or cut something by itself, for log and metrics.
    func refused(_ rejection: Rejection)

    /// No further connections come, and those there are end with their answer: endless streams
    /// should finish now. Once.
    func drainBegan()
}

package enum Admission: Sendable {
    /// `spool`: a body over `Limits.spoolFrom` goes to a file that the responder then owns.
    case body(limit: Int, spool: Bool)
    case refuse(Response)
}

/// Where the answer to one request goes. To a connection that has gone, or for a second time, it
/// goes nowhere.
package struct Reply: Sendable {
    let mailbox: Mailbox
    let token: ConnectionToken
    let request: Int

    /// On the loop's thread: what was sent already, before the responder came back.
    func sent() -> Response? {
        mailbox.hasOwnLetters ? mailbox.takeAnswer(token, request: request) : nil
    }

    package func send(_ response: Response) {
        send(making: { response })
    }

    /// The same with an answer that is made once, on the loop's thread (or here, when the loop has
    /// gone), whether or not the connection is still there.
    package func send(making answer: @escaping @Sendable () -> Response) {
        if mailbox.post(.answer(token, request: request, answer)) { return }
        if case .stream(let stream) = answer().body { stream.cancel() }
    }
}
