// The bytes that connections hold between two turns, counted for all loops together: bounded, and
// given back to the system when they are no longer needed. Never counts what a responder holds.

import CLinux
import HTTP

extension EventLoop {
    /// Less is kept for the next such time.
    private static let returnedFrom = 4 * 1024 * 1024
    /// The bodies that this is for as well.
    private static let largeBody = 64 * 1024
    /// So many connections that their own bytes, some 500 each, are worth giving back.
    private static let crowdMin = 1000
    /// After so long without a look: giving back takes milliseconds.
    private static let returnDelayMs: Int64 = 1000
    private static let readingMs: Int64 = 5000

    /// After a connection's turn.
    mutating func account(_ connection: Connection) {
        let heldBytes = connection.bufferedBytes
        let change = heldBytes - connection.heldBytes
        guard change != 0 else { return }
        connection.heldBytes = heldBytes
        changeHeld(by: change)
        if change > 0, isTooMuchHeld { makeRoom() }
    }

    /// What all connections of all loops hold now.
    mutating func changeHeld(by change: Int) {
        held += change
        let all = shared.counters.hold(change)
        if change > 0 {
            heldPeak = max(heldPeak, all)
        } else if heldPeak > Self.returnedFrom {
            returnMemoryLater()
        }
    }

    /// What is read from a large body takes ten times its bytes, on whichever thread, and on a busy
    /// machine for some seconds.
    mutating func noteWhole(_ body: IncomingBody) {
        if body.heldBytes >= Self.largeBody { returnMemoryLater(afterMs: Self.readingMs) }
    }

    private mutating func returnMemoryLater(afterMs: Int64 = Self.returnDelayMs) {
        if memoryReturnAtMs == nil { memoryReturnAtMs = nowMs + afterMs }
    }

    /// malloc keeps freed memory between live blocks; only this gives it back (malloc_trim(3)).
    mutating func returnMemory() {
        memoryReturnAtMs = nil
        let all = shared.counters.bufferedBytes
        if heldPeak > Self.returnedFrom, all > heldPeak / 2 {
            memoryReturnAtMs = nowMs + Self.returnDelayMs
        } else {
            heldPeak = all
            crowdPeak = handle.connectionCount
            malloc_trim(0)
        }
    }

    /// A connection has been closed.
    mutating func noteFewer() {
        guard crowdPeak >= Self.crowdMin, handle.connectionCount < crowdPeak / 2 else { return }
        returnMemoryLater()
    }

    private var isTooMuchHeld: Bool { shared.counters.bufferedBytes > shared.limits.bufferedMax }

    /// A loop that holds less than its share has no one to cut: else those who hoard on one loop
    /// would cost the clients of another their connections. It tells the others to look.
    private mutating func makeRoom() {
        if held > share { return cutSlowest() }
        guard nowMs != toldMs else { return }
        toldMs = nowMs
        for other in shared.handles where other !== handle { other.mailbox.post(.makeRoom) }
    }

    /// Another loop has met the limit.
    mutating func makeRoomForOthers() {
        if isTooMuchHeld, held > share { cutSlowest() }
    }

    private var share: Int { shared.limits.bufferedMax / shared.handles.count }

    /// Cuts those that have held a buffer for longest: a quick client never is one of them. Some
    /// more than need be at once, so that looking through all is rare.
    private mutating func cutSlowest() {
        let holding = connections.compactMap { $0 }.filter { $0.heldBytes > 0 }
        let target = shared.limits.bufferedMax - shared.limits.bufferedMax / 16
        for connection in holding.sorted(by: { $0.sinceMs < $1.sinceMs }) {
            if shared.counters.bufferedBytes <= target || held <= share { return }
            cut(connection, .memory)
        }
    }
}
