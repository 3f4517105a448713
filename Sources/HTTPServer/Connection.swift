// One client's connection: where it stands, and what is kept of it between two wake-ups. A
// connection that waits for a request holds no buffer. Never reads or writes; EventLoop does.

import CLinux
import HTTP

final class Connection {
    enum Phase {
        /// Nothing of a request has come since the last answer, or since the connection began.
        case idle
        /// A part of a head has come.
        case head
        /// The head has been taken, the body is on its way.
        case body
        /// The responder has the request.
        case waiting
        /// The answer's head has gone, its body is made while it is sent.
        case streaming
        /// The last answer is queued: nothing that comes is read as a request any more.
        case ending
        /// Our side is closed; what still comes is thrown away, so that the answer is not lost to a
        /// reset (RFC 9112 §9.6).
        case lingering
        case closed
    }

    let socket: Socket
    let token: ConnectionToken
    let peer: PeerAddress

    private(set) var phase = Phase.idle
    /// When the phase began; for a head the time of its first byte.
    private(set) var sinceMs: Int64
    /// The first head's time counts from here: who connects and says nothing is not idle but slow.
    private let acceptedMs: Int64

    /// While a part of a head has come.
    var parser: RequestParser?
    /// Received and not yet consumed. The loop reads into a buffer of its own; here is what is
    /// left of it while a head is incomplete or an answer is awaited.
    var input: [UInt8] = []
    /// There are bytes behind the request now being served.
    var hasMoreInput = false
    var body: IncomingBody?

    var exchange = Exchange()
    /// Requests begun so far; the current one's number.
    var requests = 0

    var output = UnsentOutput()
    var stream: OutgoingStream?

    /// What epoll watches for.
    var interest: UInt32
    /// It is in the loop's list of those to go on with.
    var isReady = false
    var deadlineMs = Int64.max
    /// The time of its earliest entry in the loop's Deadlines.
    var scheduledMs = Int64.max
    /// Buffered bytes, as last told to the counters.
    var heldBytes = 0
    /// Bytes thrown away while lingering.
    var discardedBytes = 0

    /// Given to the socket so far.
    var sentBytes = 0
    /// How the client takes what was sent.
    var watch = WriteWatch()
    var delivery = Delivery.unknown

    /// Of the last answer, on an idle connection.
    enum Delivery {
        case unknown, watched, done
    }

    init(_ socket: consuming Socket, _ token: ConnectionToken, _ peer: PeerAddress, nowMs: Int64) {
        self.socket = socket
        self.token = token
        self.peer = peer
        sinceMs = nowMs
        acceptedMs = nowMs
        interest = EPOLLIN.rawValue
    }

    func enter(_ phase: Phase, atMs: Int64) {
        self.phase = phase
        sinceMs = atMs
        delivery = .unknown
    }

    /// From when the time for a head counts.
    var headSinceMs: Int64 { requests == 0 ? acceptedMs : sinceMs }

    /// What the client has acknowledged.
    var takenBytes: Int { sentBytes - socket.unacknowledged() }

    /// Whether bytes from the client would be of use now. While an answer is outstanding they stay
    /// in the kernel, whose window then stops the client.
    var wantsInput: Bool {
        guard output.isEmpty, !isReady else { return false }
        switch phase {
        case .idle, .head, .body, .lingering: return true
        case .waiting, .streaming, .ending, .closed: return false
        }
    }

    var bufferedBytes: Int {
        input.capacity + output.bytes.capacity + (body?.heldBytes ?? 0)
    }
}

/// What the answer must know of its request.
struct Exchange {
    let method: Method
    let version: Request.Version
    /// The client would keep the connection, and so would we.
    var keepAlive: Bool
    let acceptsGzip: Bool
    /// The client's copy of the resource came gzipped.
    let hasGzippedCopy: Bool

    init(_ head: borrowing RequestHead) {
        method = head.request.method
        version = head.request.version
        keepAlive = head.keepAlive
        acceptsGzip = head.request.acceptsGzip
        hasGzippedCopy = ContentCoding.hasGzippedCopy(head.request)
    }

    /// For what was not understood, or never asked for.
    init(_ method: Method = .get) {
        self.method = method
        version = .http11
        keepAlive = false
        acceptsGzip = false
        hasGzippedCopy = false
    }
}

/// Bytes of an answer that the socket has not taken yet.
struct UnsentOutput {
    var bytes: [UInt8] = []
    var offset = 0
    var isEmpty: Bool { bytes.isEmpty }
    var count: Int { bytes.count - offset }

    /// A copy with more behind it: changed in place, each look at a connection's output would be
    /// checked for overlapping with that change (SE-0176).
    func appending(_ more: [UInt8]) -> UnsentOutput {
        UnsentOutput(bytes: Array(bytes[offset...]) + more)
    }

    func taking(_ count: Int) -> UnsentOutput {
        let offset = offset + count
        return offset == bytes.count ? UnsentOutput() : UnsentOutput(bytes: bytes, offset: offset)
    }
}
