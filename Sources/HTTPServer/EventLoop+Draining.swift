// How a loop finishes: nobody new comes in, whoever has sent a request gets the answer, and after
// the time of grace the rest is told or cut. Never drops a request that has been received.

import Glibc
import HTTP

extension EventLoop {
    /// Clients that keep connections under load send their next request at any moment: an idle one
    /// is closed only after a last call, so that it meets no closing door.
    mutating func beginDrain() {
        guard drainEndsMs == nil else { return }
        if acceptPausedUntilMs != nil { resumeAccepting() }
        acceptAll()
        leaveListener()
        drainEndsMs = nowMs + shared.times.drainMs
        lastCallMs = nowMs + min(shared.times.lastCallMs, shared.times.drainMs)
        responder.drainBegan()
        for case let connection? in connections where connection.phase == .idle {
            readable(connection)
            settle(connection)
        }
    }

    private mutating func leaveListener() {
        unwatchListener()
        listener?.leave()
        listener = nil
    }

    /// Reads once more: what lies in the socket's buffer has been received.
    mutating func closeUnlessHeard(_ connection: Connection) {
        readable(connection)
        if connection.phase == .idle, connection.output.isEmpty { close(connection) }
    }

    /// The time of grace is over.
    mutating func cutAll() {
        for case let connection? in connections {
            switch connection.phase {
            case .closed: continue
            case .idle, .lingering: close(connection)
            case .head, .body, .waiting:
                refuse(connection, .shuttingDown)
                flush(connection)
                close(connection)
            case .streaming, .ending: cut(connection, .drainTimeout)
            }
        }
    }

    /// Gives up all that is left, also what is on its way here.
    mutating func end() {
        for case let connection? in connections { close(connection) }
        leaveListener()
        for letter in handle.mailbox.close() {
            switch letter {
            case .adopt(let descriptor, let peer):
                handle.connectionLeft()
                shared.counters.left(peer.key)
                _ = Socket(owning: descriptor)
            case .answer(_, _, let make):
                if case .stream(let stream) = make().body { stream.cancel() }
            case .readable, .makeRoom, .drain, .stop: break
            }
        }
        shared.counters.add(tally)
    }
}
