// From responses to bytes on the wire: one send for an answer, or for several that lie together;
// what the socket does not take waits with the connection, which is not read meanwhile.

import CLinux
import HTTP

extension EventLoop {
    /// Larger output buffers are given back after use.
    private static let outputKeptMax = 256 * 1024

    // MARK: Answers

    /// An answer that came after the connection's turn, or for one that has gone.
    mutating func answerLate(_ token: ConnectionToken, _ request: Int, _ response: Response) {
        guard let connection = connection(token), connection.phase == .waiting,
            connection.requests == request
        else {
            if case .stream(let stream) = response.body { stream.cancel() }
            return
        }
        connection.hasMoreInput = !connection.input.isEmpty
        answer(connection, response)
        flush(connection)
        resume(connection)
    }

    /// Queues the answer to the connection's request.
    mutating func answer(_ connection: Connection, _ response: consuming Response) {
        let written = writer.write(
            &response, connection.exchange, keepAlive: keepsAlive(connection), to: &output)
        connection.exchange.keepAlive = written.keepAlive
        if let stream = written.stream {
            let signal = StreamSignal(connection.token, mailbox: handle.mailbox)
            connection.stream = OutgoingStream(
                stream, signal, isChunked: written.isChunked, gzip: written.gzip)
            connection.enter(.streaming, atMs: nowMs)
            // What is there already is pulled when this connection is gone on with.
            goOnLater(connection)
        } else {
            connection.enter(written.keepAlive ? .idle : .ending, atMs: nowMs)
        }
    }

    private func keepsAlive(_ connection: Connection) -> Bool {
        connection.exchange.keepAlive
            && connection.requests < shared.requestsPerConnection
            && (drainEndsMs == nil || drainsOn(connection))
    }

    /// While the server drains, the last request received is the last one answered. A client that
    /// never stops sending is told to after half of the time: then it knows which of its requests
    /// were not taken (RFC 9112 §9.6), while at the end of the time it would have to guess.
    private func drainsOn(_ connection: Connection) -> Bool {
        guard let drainEndsMs, nowMs < drainEndsMs - shared.times.drainMs / 2 else { return false }
        return connection.hasMoreInput || connection.socket.unread() > 0
    }

    /// Answers with a problem and reads no further: after a refusal nobody knows where the next
    /// request would begin. `method` is that of a head that was refused, if it is known.
    mutating func refuse(
        _ connection: Connection, _ refusal: Refusal, to method: Method = .get
    ) {
        let requestID = RequestID.make()
        switch connection.phase {
        // The last exchange was another request's.
        case .idle, .head: connection.exchange = Exchange(method)
        default: connection.exchange.keepAlive = false
        }
        connection.body = nil
        connection.parser = nil
        connection.input = []
        var response = refusal.response(requestID: requestID)
        writer.write(&response, connection.exchange, keepAlive: false, to: &output)
        connection.enter(.ending, atMs: nowMs)
        report(
            Rejection(
                cause: .refused(refusal), peer: connection.peer.text, requestID: requestID))
    }

    func report(_ rejection: Rejection) {
        shared.counters.count(rejection)
        responder.refused(rejection)
    }

    // MARK: Streams

    /// Takes pieces while there are any and the client keeps up, and lets others have their turn.
    mutating func pull(_ connection: Connection) {
        guard let stream = connection.stream else { return }
        while output.count < shared.outputHighWater {
            switch stream.pull(into: &output) {
            case .wrote: continue
            case .pending: return flush(connection)
            case .failed: return cut(connection, .streamFailed)
            case .finished:
                connection.stream = nil
                connection.enter(connection.exchange.keepAlive ? .idle : .ending, atMs: nowMs)
                flush(connection)
                if connection.output.isEmpty { goOnLater(connection) }
                return
            }
        }
        flush(connection)
        if connection.output.isEmpty { goOnLater(connection) }
    }

    // MARK: Bytes

    /// Sends the loop's output on this connection; what is not taken is kept with it.
    mutating func flush(_ connection: Connection) {
        guard !output.isEmpty, connection.phase != .closed else { return }
        guard connection.output.isEmpty else {
            // A late answer, while the one before it is half sent.
            connection.output = connection.output.appending(output)
            return output.removeAll(keepingCapacity: true)
        }
        switch output.withUnsafeBytes({ connection.socket.send($0) }) {
        case .broken:
            output.removeAll(keepingCapacity: true)
            close(connection)
        case .bytes(let count):
            tally.bytesSent += count
            connection.sentBytes += count
            if count < output.count { keepRest(connection, from: count) }
        }
        if output.capacity > Self.outputKeptMax {
            output = []
        } else {
            output.removeAll(keepingCapacity: true)
        }
    }

    private mutating func keepRest(_ connection: Connection, from count: Int) {
        if count < output.count / 2 {
            connection.output = UnsentOutput(bytes: output, offset: count)
            output = []
        } else {
            connection.output = UnsentOutput(bytes: Array(output[count...]))
        }
        connection.watch.start(
            taken: connection.takenBytes, nowMs: nowMs,
            graceMs: shared.times.write.rateGraceMs, shared.times.write)
    }

    /// True when nothing is left to send.
    mutating func sendRest(_ connection: Connection) -> Bool {
        guard !connection.output.isEmpty else { return true }
        let sent = connection.output.bytes.withUnsafeBytes {
            connection.socket.send(
                UnsafeRawBufferPointer(rebasing: $0[connection.output.offset...]))
        }
        switch sent {
        case .broken:
            close(connection)
            return false
        case .bytes(let count):
            tally.bytesSent += count
            connection.sentBytes += count
            connection.output = connection.output.taking(count)
            if !connection.output.isEmpty { settle(connection) }
            return connection.output.isEmpty
        }
    }
}
