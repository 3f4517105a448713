// A whole collection as one answer: pages made on the worker pool while the client reads, each on a
// snapshot of its own, never more than a page ahead of the client. What changes meanwhile may be in
// it or not; nothing is left out or doubled that was there all the time.

import HTTP
import Logging
import Mentorship
import SQLite
import Synchronization

/// Rows of an export on their way into bytes.
package struct ExportPage {
    /// Rows made at a time: some 50 KiB, so that one page is sent while the next is made.
    package static let rows = 100

    package var bytes: [UInt8] = []
    private let limit: Int
    private var count = 0
    private var last = ""
    private var hasMore = false

    package init(limit: Int) {
        self.limit = limit
    }

    /// Whether this row still belongs to the page; the one past its end only tells of a next page.
    package mutating func admits(_ position: String) -> Bool {
        guard count < limit else {
            hasMore = true
            return false
        }
        count += 1
        last = position
        return true
    }

    /// Where the next page begins; nil when there is none.
    package var next: String? { hasMore ? last : nil }
}

package enum Export {
    /// Makes the page of at most so many rows after a position.
    package typealias Page = @Sendable (PageRequest, Reading) throws -> ExportPage

    /// Everything after `after`, streamed; `head` comes before the first page.
    package static func stream(
        _ call: Call, as format: Collection.Format, name: String, head: [UInt8] = [],
        after: String? = nil, page: @escaping Page
    ) throws -> Response {
        let stream = ResponseStream()
        let producer = ExportProducer(
            stream, call.deployment, head: head, after: after, page: page)
        // To HEAD the stream would be cancelled at once.
        if call.request.method != .head, !producer.start() { throw Failure.busy }
        return response(format, name, .stream(stream))
    }

    /// One page, for who asked for a limit: its next one is in Link.
    package static func page(
        _ call: Call, as format: Collection.Format, name: String, head: [UInt8] = [],
        _ page: ExportPage
    ) -> Response {
        var response = response(format, name, .bytes(head + page.bytes))
        if let next = page.next {
            response.headers.append(PageWriter.link(call, after: next))
        }
        return response
    }

    private static func response(
        _ format: Collection.Format, _ name: String, _ body: Response.Body
    ) -> Response {
        let file = "attachment; filename=\"\(name).\(format.suffix)\""
        return Response(
            status: 200,
            headers: [
                Response.Header("Content-Type", format.contentType),
                Response.Header("Content-Disposition", file), Collection.vary,
            ], body: body)
    }
}

extension Failure {
    static let busy = Failure(
        .unavailable, "busy",
        "Too much is waiting already. Nothing was changed; try again shortly.",
        retryAfterSeconds: 1)
}

/// Makes one page a turn on the worker pool, so that exports take turns with all that waits there.
/// A page that the client has no room for is kept, and no worker waits with it.
package final class ExportProducer: Sendable {
    private enum Turn {
        /// Nobody will do anything until the client makes room.
        case resting
        case queued
        case running
        /// The client made room while a page was made.
        case runningAndCalled
    }

    private struct State {
        var turn = Turn.resting
        /// Made, but not taken yet.
        var piece: [UInt8]?
        var after: String?
        var isLast = false
    }

    private let stream: ResponseStream
    private let workers: WorkerPool
    private let logger: Logger
    private let page: Export.Page
    private let state: Mutex<State>

    package init(
        _ stream: ResponseStream, _ deployment: Deployment, head: [UInt8], after: String?,
        page: @escaping Export.Page
    ) {
        self.stream = stream
        workers = deployment.workers
        logger = deployment.logger
        self.page = page
        state = Mutex(State(piece: head.isEmpty ? nil : head, after: after))
    }

    /// False when the pool has no room.
    package func start() -> Bool {
        stream.onWritable { [self] in
            if !call() { stream.fail() }
        }
        return call()
    }

    /// Sees to a turn after this moment. False when the pool has no room for it.
    private func call() -> Bool {
        let mustQueue = state.withLock { state in
            switch state.turn {
            case .resting:
                state.turn = .queued
                return true
            case .running:
                state.turn = .runningAndCalled
                return false
            case .queued, .runningAndCalled: return false
            }
        }
        return mustQueue ? queue() : true
    }

    private func queue() -> Bool {
        workers.submit { [self] reader in
            state.withLock { $0.turn = .running }
            var isMore = turn(reader)
            while isMore, !rest() { isMore = turn(reader) }
        }
    }

    /// True when the turn has ended: the next one is queued, or waits for the client.
    private func rest() -> Bool {
        let isCalled = state.withLock { state in
            let isCalled = state.turn == .runningAndCalled || state.piece == nil
            state.turn = isCalled ? .queued : .resting
            return isCalled
        }
        guard isCalled else { return true }
        if queue() { return true }
        // A full pool is no reason to break off: this worker goes on.
        state.withLock { $0.turn = .running }
        return false
    }

    /// Hands over what was kept, or makes a page and hands it over. False at the end.
    private func turn(_ reader: Reader) -> Bool {
        guard !stream.isCancelled else { return end() }
        let (kept, after, isLast) = state.withLock { ($0.piece, $0.after, $0.isLast) }
        if let kept {
            guard stream.offer(kept) else { return true }
            state.withLock { $0.piece = nil }
            if isLast { return end(stream.finish) }
        }
        do {
            defer { reader.end() }
            let made = try page(
                PageRequest(limit: ExportPage.rows, after: after), reader.snapshot())
            let isTaken = made.bytes.isEmpty || stream.offer(made.bytes)
            if isTaken, made.next == nil { return end(stream.finish) }
            state.withLock { state in
                state.piece = isTaken ? nil : made.bytes
                state.after = made.next
                state.isLast = made.next == nil
            }
            return true
        } catch {
            logger.error("an export broke off: \(error)")
            return end(stream.fail)
        }
    }

    private func end(_ say: () -> Void = {}) -> Bool {
        say()
        // The stream would hold the producer, and the producer the stream.
        stream.onWritable {}
        return false
    }
}
