// What waits for the writer: a bounded queue that any thread adds to and one thread empties. Adding
// never waits; a full queue says so and the caller answers 503.

import Synchronization

/// A body with its completion, which is called exactly once.
struct WriteRequest: Sendable {
    /// Runs the body and keeps its result back until the batch's fate is known.
    let run: @Sendable (Transaction) -> WriteOutcome
    /// Answers without having run.
    let refuse: @Sendable (any Error) -> Void
}

package struct WriteOutcome: Sendable {
    /// Why the request failed, nil when it did not.
    var error: (any Error)?
    /// Answers with this error or, without one, with the body's result.
    let deliver: @Sendable ((any Error)?) -> Void

    package init(error: (any Error)?, deliver: @escaping @Sendable ((any Error)?) -> Void) {
        self.error = error
        self.deliver = deliver
    }
}

final class WriterQueue: Sendable {
    enum Next {
        case request(WriteRequest)
        case nothing
        /// Empty, and nothing will come any more.
        case closed
    }

    private struct State {
        var waiting: [WriteRequest?] = []
        var head = 0
        var isClosed = false
        var isAsleep = false
    }

    private let limit: Int
    private let state = Mutex(State())
    private let doorbell: Doorbell

    init(limit: Int) throws(DatabaseError) {
        self.limit = limit
        doorbell = try Doorbell()
    }

    /// False when it is full or closed.
    func push(_ request: WriteRequest) -> Bool {
        push(CollectionOfOne(request)) == 1
    }

    /// How many of them it has taken, from the first on: fewer when it is full or closed.
    func push(_ requests: some Collection<WriteRequest>) -> Int {
        let (taken, wakes) = state.withLock { state in
            let room = state.isClosed ? 0 : limit - (state.waiting.count - state.head)
            let taken = max(0, min(room, requests.count))
            guard taken > 0 else { return (0, false) }
            for request in requests.prefix(taken) { state.waiting.append(request) }
            defer { state.isAsleep = false }
            return (taken, state.isAsleep)
        }
        if wakes { doorbell.ring() }
        return taken
    }

    func close() {
        state.withLock { $0.isClosed = true }
        doorbell.ring()
    }

    var count: Int { state.withLock { $0.waiting.count - $0.head } }

    // MARK: The writer's end

    func next() -> Next {
        state.withLock { state in
            guard state.head < state.waiting.count, let request = state.waiting[state.head] else {
                return state.isClosed ? .closed : .nothing
            }
            state.waiting[state.head] = nil
            state.head += 1
            // Under steady load it is never empty: what has been taken goes in large pieces.
            if state.head == state.waiting.count || state.head >= limit {
                state.waiting.removeFirst(state.head)
                state.head = 0
            }
            return .request(request)
        }
    }

    /// Waits until there may be something; returns at once when there is.
    func wait(milliseconds: Int32) {
        let mustWait = state.withLock { state in
            state.isAsleep = state.head == state.waiting.count && !state.isClosed
            return state.isAsleep
        }
        if mustWait { doorbell.wait(milliseconds: milliseconds) }
        state.withLock { $0.isAsleep = false }
    }
}
