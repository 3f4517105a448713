// A request's body while it arrives: by length or in chunks, into memory or a file. Counts what
// comes against the limit that its route gave; never takes a byte beyond the body.

import HTTP

final class IncomingBody {
    struct Progress {
        let consumed: Int
        let outcome: ChunkedBody.Outcome
    }

    private enum Framing {
        case length(rest: Int)
        case chunked(ChunkedBody)
    }

    /// Where the data goes: memory, until it is too much for that.
    private struct Store: ~Copyable {
        var bytes: [UInt8] = []
        var spool: Spool?
        /// Bytes from which on a file is used; nil when all stays in memory.
        let spoolFrom: Int?
        let directory: String
        var hasFailed = false

        /// Written at once: a system call for each chunk of one byte would be an attack.
        private static let gathered = 64 * 1024

        mutating func take(_ data: Span<UInt8>) {
            if hasFailed { return }
            if let spoolFrom, spool == nil, bytes.count + data.count > spoolFrom { beginSpool() }
            data.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
            if spool != nil, bytes.count >= Self.gathered { writeGathered() }
        }

        private mutating func beginSpool() {
            spool = Spool(in: directory)
            writeGathered()
            bytes = []
        }

        /// Also at the body's end.
        mutating func writeGathered() {
            let isWritten = bytes.withUnsafeBytes { spool?.write($0) }
            bytes.removeAll(keepingCapacity: true)
            if isWritten != true { hasFailed = true }
        }

        mutating func whole() -> Request.Body {
            guard let path = spool?.path, let count = spool?.count else { return .bytes(bytes) }
            spool?.keep()
            return .file(path: path, count: count)
        }
    }

    private var request: Request
    private var framing: Framing
    private var store: Store
    private let startMs: Int64
    /// As they came, chunk sizes included: what a slow sender is judged by.
    private var received = 0

    init(
        _ request: Request, _ framing: RequestHead.Framing, limit: Int, spoolFrom: Int?,
        directory: String, nowMs: Int64
    ) {
        self.request = request
        self.framing =
            switch framing {
            case .none: .length(rest: 0)
            case .length(let length): .length(rest: length)
            case .chunked: .chunked(ChunkedBody(bodyMax: limit))
            }
        store = Store(spoolFrom: spoolFrom, directory: directory)
        startMs = nowMs
    }

    /// Bytes of memory that it holds.
    var heldBytes: Int { store.bytes.capacity }

    /// Takes what belongs to the body; says how much that was.
    func take(_ bytes: Span<UInt8>, _ limits: Limits) -> Progress {
        let progress = decode(bytes, limits)
        received += progress.consumed
        if progress.outcome == .complete, store.spool != nil { store.writeGathered() }
        if store.hasFailed {
            return Progress(
                consumed: progress.consumed, outcome: .refused(.bodyNotStored))
        }
        return progress
    }

    private func decode(_ bytes: Span<UInt8>, _ limits: Limits) -> Progress {
        switch framing {
        case .length(let rest):
            let length = min(rest, bytes.count)
            store.take(bytes.extracting(..<length))
            framing = .length(rest: rest - length)
            return Progress(
                consumed: length, outcome: length == rest ? .complete : .needsMore)
        case .chunked(var chunks):
            // Else the decoder's trailer buffer would be shared, and copied at each change.
            framing = .length(rest: 0)
            let progress = chunks.decode(bytes, limits: limits) { store.take($0) }
            framing = .chunked(chunks)
            return Progress(consumed: progress.consumed, outcome: progress.outcome)
        }
    }

    /// The request with its body, once that is complete. A spooled one is the receiver's now.
    func whole() -> Request {
        request.body = store.whole()
        return request
    }

    // MARK: Time

    func isTooSlow(nowMs: Int64, _ times: Times) -> Bool {
        let elapsed = nowMs - startMs
        return elapsed >= times.bodyMs
            || (elapsed >= times.bodyRateGraceMs
                && Int64(received) * 1000 < Int64(times.bodyRateMin) * elapsed)
    }

    /// The first moment at which it could be too slow, if nothing more came.
    func deadlineMs(_ times: Times) -> Int64 {
        let atLeastRate = startMs + Int64(received) * 1000 / Int64(max(1, times.bodyRateMin)) + 1
        return min(startMs + times.bodyMs, max(startMs + times.bodyRateGraceMs, atLeastRate))
    }
}
