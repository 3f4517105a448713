// From bytes to requests: what a connection has received is parsed, handed to the responder and
// answered in order. The next request is not looked at before the answer to the last is queued.

import CLinux
import HTTP

extension EventLoop {
    /// Once a wake-up has lasted so long, each connection has one request served in it: those that
    /// pipeline costly ones do not hold up the others.
    private static let wakeUpMs: Int64 = 2

    // MARK: Readiness

    mutating func readable(_ connection: Connection) {
        guard connection.wantsInput else {
            // Its bytes stay where they are; level-triggered, they would wake us for ever.
            return setInterest(connection, connection.interest & ~EPOLLIN.rawValue)
        }
        switch connection.socket.receive(into: UnsafeMutableRawBufferPointer(scratch)) {
        case .bytes(let count):
            tally.bytesReceived += count
            take(connection, UnsafeBufferPointer(scratch)[..<count])
        case .nothing: return
        case .end, .broken: return close(connection)
        }
        settle(connection)
    }

    mutating func writable(_ connection: Connection) {
        guard sendRest(connection) else { return }
        resume(connection)
    }

    /// Goes on where an answer, room for output or its next turn was awaited.
    mutating func resume(_ connection: Connection) {
        // What is unsent comes first; settling makes epoll tell when there is room for it.
        guard connection.output.isEmpty else { return settle(connection) }
        switch connection.phase {
        case .streaming: pull(connection)
        case .ending: beginLingering(connection)
        case .idle, .head, .body: serveInput(connection)
        case .waiting, .lingering, .closed: break
        }
        settle(connection)
    }

    // MARK: Bytes

    private mutating func take(_ connection: Connection, _ bytes: Slice<UnsafeBufferPointer<UInt8>>)
    {
        if connection.phase == .lingering { return discard(connection, bytes.count) }
        guard connection.input.isEmpty else {
            // Taken out and put back: changed in place, each look at it would be checked (SE-0176).
            var input = connection.input
            connection.input = []
            input.append(contentsOf: bytes)
            connection.input = input
            return serveInput(connection)
        }
        let whole = UnsafeBufferPointer(rebasing: bytes)
        let consumed = serve(connection, whole.span)
        if consumed < whole.count, keepsInput(connection) {
            connection.input = Array(whole[consumed...])
        }
    }

    private mutating func serveInput(_ connection: Connection) {
        if connection.input.isEmpty { return }
        let input = connection.input
        connection.input = []
        let consumed = serve(connection, input.span)
        guard consumed < input.count, keepsInput(connection) else { return }
        connection.input = consumed == 0 ? input : Array(input[consumed...])
    }

    private func keepsInput(_ connection: Connection) -> Bool {
        switch connection.phase {
        case .ending, .lingering, .closed: false
        case .idle, .head, .body, .waiting, .streaming: true
        }
    }

    /// Serves the requests that lie in `bytes`, as many as have their turn now, and sends their
    /// answers together. Says how many bytes are done with.
    private mutating func serve(_ connection: Connection, _ bytes: Span<UInt8>) -> Int {
        var offset = 0
        var begun = 0
        while offset < bytes.count {
            let consumed: Int
            switch connection.phase {
            case .idle, .head:
                if begun == shared.pipelinedMax
                    || output.count >= shared.outputHighWater
                    || begun > 0 && monotonicMs() - nowMs >= Self.wakeUpMs
                {
                    flush(connection)
                    if connection.output.isEmpty { goOnLater(connection) }
                    return offset
                }
                begun += 1
                consumed = takeHead(connection, bytes.extracting(offset...))
            case .body:
                consumed = takeBody(connection, bytes.extracting(offset...))
            case .waiting, .streaming, .ending, .lingering, .closed:
                flush(connection)
                return offset
            }
            offset += consumed
            if consumed == 0 { break }
        }
        flush(connection)
        return offset
    }

    mutating func goOnLater(_ connection: Connection) {
        guard !connection.isReady, connection.phase != .closed else { return }
        connection.isReady = true
        ready.append(connection.token)
    }

    // MARK: Heads

    /// Consumes nothing while the head is incomplete.
    private mutating func takeHead(_ connection: Connection, _ bytes: Span<UInt8>) -> Int {
        do throws(Refusal) {
            guard try parse(connection, bytes) else {
                if connection.phase == .idle { connection.enter(.head, atMs: nowMs) }
                return 0
            }
        } catch {
            refuse(connection, error, to: parser.refusedMethod)
            return bytes.count
        }
        let consumed = head.consumed
        connection.hasMoreInput = consumed < bytes.count
        return consumed + begin(connection, bytes.count - consumed)
    }

    /// Fills `head`, or keeps with the connection how far it has come.
    private mutating func parse(
        _ connection: Connection, _ bytes: Span<UInt8>
    ) throws(Refusal) -> Bool {
        if var begun = connection.parser {
            connection.parser = nil
            do throws(Refusal) {
                if try begun.parse(bytes, limits: shared.limits, into: &head) { return true }
            } catch {
                // As new again, and it knows what was refused.
                parser = begun
                throw error
            }
            connection.parser = begun
        } else {
            if try parser.parse(bytes, limits: shared.limits, into: &head) { return true }
            connection.parser = parser
            parser = RequestParser()
        }
        return false
    }

    /// Of the request whose head has just come. `available` bytes have come behind it; says how
    /// many of them are done with.
    private mutating func begin(_ connection: Connection, _ available: Int) -> Int {
        connection.requests += 1
        tally.requests += 1
        head.came(from: connection.peer.text, in: connection.peer.network)
        connection.exchange = Exchange(head)
        switch head.framing {
        case .none, .length(0):
            dispatchHead(connection)
            return 0
        case .length, .chunked:
            return admit(connection, available)
        }
    }

    mutating func dispatch(_ connection: Connection, _ request: Request) {
        connection.enter(.waiting, atMs: nowMs)
        let reply = reply(to: connection)
        if let response = responder.respond(to: request, reply: reply) ?? reply.sent() {
            answer(connection, response)
        }
    }

    /// The same with the request in `head`, which is not copied for it.
    private mutating func dispatchHead(_ connection: Connection) {
        connection.enter(.waiting, atMs: nowMs)
        let reply = reply(to: connection)
        if let response = responder.respond(to: head.request, reply: reply) ?? reply.sent() {
            answer(connection, response)
        }
    }

    private func reply(to connection: Connection) -> Reply {
        Reply(mailbox: handle.mailbox, token: connection.token, request: connection.requests)
    }

    // MARK: Bodies

    private mutating func admit(_ connection: Connection, _ available: Int) -> Int {
        switch responder.admit(head.request) {
        case .refuse(let response):
            return passOver(connection, response, available)
        case .body(let limit, let spools):
            if case .length(let length) = head.framing, length > limit {
                refuse(connection, .bodyTooLarge)
                return available
            }
            connection.body = IncomingBody(
                head.request, head.framing, limit: limit,
                spoolFrom: spools ? shared.limits.spoolFrom : nil,
                directory: shared.spoolDirectory, nowMs: nowMs)
            connection.enter(.body, atMs: nowMs)
            // Who has sent a part of the body already waits for no permission (RFC 9110 §10.1.1).
            if head.expectsContinue, available == 0 {
                ResponseWriter.appendContinue(to: &output)
            }
            return 0
        }
    }

    /// A refused body that has come already is passed over, and the connection goes on; else it
    /// ends, since the client may or may not send the rest (RFC 9112 §9.3).
    private mutating func passOver(
        _ connection: Connection, _ response: Response, _ available: Int
    ) -> Int {
        connection.enter(.waiting, atMs: nowMs)
        guard case .length(let length) = head.framing, length <= available else {
            connection.exchange.keepAlive = false
            answer(connection, response)
            return available
        }
        connection.hasMoreInput = length < available
        answer(connection, response)
        return length
    }

    private mutating func takeBody(_ connection: Connection, _ bytes: Span<UInt8>) -> Int {
        guard let body = connection.body else { return 0 }
        let progress = body.take(bytes, shared.limits)
        switch progress.outcome {
        case .needsMore: return progress.consumed
        case .refused(let refusal):
            refuse(connection, refusal)
            return bytes.count
        case .complete:
            connection.body = nil
            noteWhole(body)
            connection.hasMoreInput = progress.consumed < bytes.count
            dispatch(connection, body.whole())
            return progress.consumed
        }
    }
}
