// Who listens to events as they happen: the bounded door between the event loops, which let clients
// in, and the one thread that feeds them. Never reads the store and never waits for a client.

import HTTP
import Mentorship
import Synchronization
import Threads

package enum EventStreamLimits {
    /// Streams at once; each may hold 64 KiB of queue and as much in its connection.
    package static let countMax = 200
    /// Of one credential: four leave the places of all to others, and a service needs one or two.
    package static let countMaxOfOne = 50
    /// Events read for one stream at a time: some 20 KiB, of which the queue holds three.
    package static let eventsPerPage = 100
    /// Between two looks for new events: they are with the client within a second.
    package static let pauseSeconds = 0.5
    /// Without anything to send, a comment shows that the stream is alive.
    package static let pingMs: Int64 = 15_000
    /// A client that makes no room for its next piece for so long is cut.
    package static let stallMs: Int64 = 15_000
    /// Rights are looked at again with each change of any, and so often at the latest.
    package static let checkMs: Int64 = 60_000
    /// Clients of a server that stops come again spread over these times.
    package static let comebackMs = 1000..<5000
}

/// One client of a stream, and how far it is.
struct EventListener: Sendable {
    let stream: ResponseStream
    /// Has the key, which is looked up again.
    let request: Request
    /// Who holds its place.
    let holder: Actor.Identity
    /// All that the client may see up to here has been made.
    var after: Int
    /// Made, but not taken yet; and since when.
    var kept: [UInt8]?
    var keptMs: Int64 = 0
    var sentMs: Int64?
    /// Nil before the first look.
    var known: KnownActor?
    var checkedMs: Int64 = 0
    var isOver = false

    init(_ stream: ResponseStream, _ request: Request, of holder: Actor.Identity, after: Int) {
        self.stream = stream
        self.request = request
        self.holder = holder
        self.after = after
    }
}

package final class EventStreams: Sendable {
    private struct State {
        var count = 0
        var held: [Actor.Identity: Int] = [:]
        var arrivals: [EventListener] = []
        var isEnding = false
    }

    private let state = Mutex(State())
    private let bell = Bell()
    /// Rings that nobody has heard yet are one.
    private let hasRung = Atomic<Bool>(false)

    package init() {}

    /// Streams that are open.
    package var count: Int { state.withLock { $0.count } }

    // MARK: The loops' side

    func open(_ request: Request, of actor: Actor, after: Int) throws -> ResponseStream {
        let stream = ResponseStream()
        // Also when the client has gone: its place is free then.
        stream.onWritable { [self] in ring() }
        _ = stream.offer(EventStreamText.beginning(after: after))
        let refusal = state.withLock { state -> Failure? in
            if state.isEnding { return .streamsEnding }
            if state.count >= EventStreamLimits.countMax { return .streamsFull }
            if state.held[actor.identity, default: 0] >= EventStreamLimits.countMaxOfOne {
                return .tooManyStreams
            }
            state.count += 1
            state.held[actor.identity, default: 0] += 1
            state.arrivals.append(EventListener(stream, request, of: actor.identity, after: after))
            return nil
        }
        if let refusal { throw refusal }
        ring()
        return stream
    }

    /// Nobody new is let in, and whoever is in gets a last event.
    package func drain() {
        state.withLock { $0.isEnding = true }
        ring()
    }

    // MARK: The feeder's side

    /// There is nobody to feed them.
    package func close() {
        drain()
        for listener in take().arrivals { listener.stream.fail() }
    }

    func take() -> (arrivals: [EventListener], isEnding: Bool) {
        state.withLock { state in
            defer { state.arrivals = [] }
            return (state.arrivals, state.isEnding)
        }
    }

    func left(_ holders: some Sequence<Actor.Identity>) {
        state.withLock { state in
            for holder in holders {
                state.count -= 1
                let others = state.held[holder, default: 1] - 1
                state.held[holder] = others > 0 ? others : nil
            }
        }
    }

    /// Until somebody listens, or will not any more, a reader is not wanted.
    package func awaitFirst() {
        while state.withLock({ $0.arrivals.isEmpty && !$0.isEnding }) { wait(seconds: 60) }
    }

    func wait(seconds: Double) {
        bell.wait(seconds: seconds)
        hasRung.store(false, ordering: .sequentiallyConsistent)
    }

    private func ring() {
        if !hasRung.exchange(true, ordering: .sequentiallyConsistent) { bell.ring() }
    }
}

extension Failure {
    fileprivate static let streamsFull = Failure(
        .unavailable, "streams_full",
        "As many streams of events are open as there can be. Try again later, or ask for pages "
            + "with Accept: application/json.", retryAfterSeconds: 10)

    fileprivate static let tooManyStreams = Failure(
        .tooMany, "too_many_streams",
        "This credential has \(EventStreamLimits.countMaxOfOne) streams of events open, as many as "
            + "one may have. Close one, or ask for pages with Accept: application/json.",
        retryAfterSeconds: 10)

    fileprivate static let streamsEnding = Failure(
        .unavailable, "shutting_down", "The server is stopping. Send the request again shortly.",
        retryAfterSeconds: 2)
}
