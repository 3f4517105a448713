// The bytes that connections hold between two turns, counted for all loops together: bounded, and
// given back to the system when they are no longer needed. Never counts what a responder holds.

import CLinux
import HTTP

extension EventLoop {
    /// Less is kept for the next such time.
    private static let returnedFrom = 4 * 1024 * 1024
    /// After so long without a look: giving back takes milliseconds.
    private static let returnDelayMs: Int64 = 1000

    /// After a connection's turn.
    mutating func account(_ connection: Connection) {
        let heldBytes = connection.bufferedBytes
        let change = heldBytes - connection.heldBytes
        guard change != 0 else { return }
        connection.heldBytes = heldBytes
        if changeHeld(by: change) > shared.limits.bufferedMax, change > 0 { makeRoom() }
    }

    /// What all connections of all loops hold now.
    @discardableResult
    mutating func changeHeld(by change: Int) -> Int {
        let all = shared.counters.hold(change)
        if change > 0 {
            heldPeak = max(heldPeak, all)
        } else if heldPeak > Self.returnedFrom, memoryReturnAtMs == nil {
            memoryReturnAtMs = nowMs + Self.returnDelayMs
        }
        return all
    }

    /// malloc keeps freed memory between live blocks; only this gives it back (malloc_trim(3)).
    mutating func returnMemory() {
        memoryReturnAtMs = nil
        let all = shared.counters.bufferedBytes
        if all > heldPeak / 2 {
            memoryReturnAtMs = nowMs + Self.returnDelayMs
        } else {
            heldPeak = all
            malloc_trim(0)
        }
    }

    /// Cuts those that have held a buffer for longest: a quick client never is one of them. Some
    /// more than need be at once, so that looking through all is rare.
    private mutating func makeRoom() {
        let holding = connections.compactMap { $0 }.filter { $0.heldBytes > 0 }
        let target = shared.limits.bufferedMax - shared.limits.bufferedMax / 16
        for connection in holding.sorted(by: { $0.sinceMs < $1.sinceMs }) {
            if shared.counters.bufferedBytes <= target { return }
            cut(connection, .memory)
        }
    }
}
