// A request that never reached the responder, or a connection that was cut: what the log and the
// metrics learn of it. Never what the client sent.

import HTTP

package struct Rejection: Sendable, Equatable {
    /// A connection ended without a word, by RST, since no word would have been read.
    package enum Cut: String, Sendable, CaseIterable {
        /// The client took its answer too slowly, or not at all.
        case writeStall = "write_stall"
        /// Buffers were full, and this connection had been slow for longest.
        case memory = "memory"
        /// A stream's producer failed after the head had been sent.
        case streamFailed = "stream_failed"
        /// The time for finishing was over.
        case drainTimeout = "drain_timeout"
    }

    package enum Cause: Sendable, Hashable {
        case refused(Refusal)
        case cut(Cut)
    }

    package let cause: Cause
    package let peer: String
    /// As in the problem that was sent, so that a user's report is found in the log.
    package let requestID: String

    /// The status that was sent; nil for a cut.
    package var status: Int? {
        if case .refused(let refusal) = cause { refusal.status } else { nil }
    }

    package var code: String {
        switch cause {
        case .refused(let refusal): refusal.code
        case .cut(let cut): cut.rawValue
        }
    }
}
