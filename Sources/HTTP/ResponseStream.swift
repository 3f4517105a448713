// A response body that is made while it is sent: a producer on another thread hands in pieces, the
// event loop takes them as the client reads. The bound keeps a slow client from filling memory:
// the producer waits, and is told when the client has gone. Never blocks the taking side.

import Synchronization

package final class ResponseStream: Sendable {
    package enum Piece: Sendable {
        case bytes([UInt8])
        /// Nothing there yet; `onReadable` will be called when there is.
        case pending
        /// All has been handed over.
        case finished
        /// The producer failed: the connection must be cut so that the client sees it.
        case failed
    }

    private struct State {
        var queue: [[UInt8]] = []
        var queuedBytes = 0
        var isFinished = false
        var isFailed = false
        var isCancelled = false
        var onReadable: (@Sendable () -> Void)?
        var onWritable: (@Sendable () -> Void)?

        /// The calls usually hold the producer or the connection, and those the stream.
        mutating func forgetCalls() {
            onReadable = nil
            onWritable = nil
        }
    }

    /// Bytes that may wait for the client: enough to keep a socket busy, small beside a request's
    /// other costs.
    package static let queuedBytesMax = 64 * 1024

    private let state = Mutex(State())

    package init() {}

    // MARK: The producer's side

    /// Hands in a piece. False: the bound is reached or the client is gone (`isCancelled` tells
    /// which) and the piece was not taken; `onWritable` will be called when there is room.
    package func offer(_ bytes: [UInt8]) -> Bool {
        let (taken, wake) = state.withLock { state -> (Bool, (@Sendable () -> Void)?) in
            if state.isCancelled || state.isFinished { return (false, nil) }
            if state.queuedBytes > 0, state.queuedBytes + bytes.count > Self.queuedBytesMax {
                return (false, nil)
            }
            state.queue.append(bytes)
            state.queuedBytes += bytes.count
            return (true, state.onReadable)
        }
        wake?()
        return taken
    }

    package func finish() { end { $0.isFinished = true } }

    package func fail() { end { $0.isFailed = true } }

    package var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Called, on the loop's thread, whenever room appears or the client goes away.
    package func onWritable(_ call: @escaping @Sendable () -> Void) {
        state.withLock { $0.onWritable = call }
    }

    // MARK: The loop's side

    package func onReadable(_ call: @escaping @Sendable () -> Void) {
        state.withLock { $0.onReadable = call }
    }

    package func take() -> Piece {
        let (piece, wake) = state.withLock { state -> (Piece, (@Sendable () -> Void)?) in
            if !state.queue.isEmpty {
                let all = state.queue.count == 1 ? state.queue[0] : Array(state.queue.joined())
                state.queue.removeAll()
                state.queuedBytes = 0
                return (.bytes(all), state.onWritable)
            }
            if state.isFailed || state.isFinished { state.forgetCalls() }
            return (state.isFailed ? .failed : state.isFinished ? .finished : .pending, nil)
        }
        wake?()
        return piece
    }

    /// The client is gone: the producer learns it at its next offer.
    package func cancel() {
        let wake = state.withLock { state -> (@Sendable () -> Void)? in
            state.isCancelled = true
            state.queue.removeAll()
            state.queuedBytes = 0
            defer { state.forgetCalls() }
            return state.onWritable
        }
        wake?()
    }

    private func end(_ change: (inout State) -> Void) {
        let wake = state.withLock { state -> (@Sendable () -> Void)? in
            change(&state)
            return state.onReadable
        }
        wake?()
    }
}
