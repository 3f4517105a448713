// How connections end: by deadline, after a last answer, or when the server finishes; and what has
// to be put right after each turn that one has had.

import CLinux
import HTTP

extension EventLoop {
    // MARK: After a turn

    /// Sets what epoll watches for and the next deadline; counts what the connection holds.
    mutating func settle(_ connection: Connection) {
        switch connection.phase {
        case .closed: return
        case .ending where connection.output.isEmpty && output.isEmpty:
            beginLingering(connection)
        default: break
        }
        if !connection.output.isEmpty {
            setInterest(connection, EPOLLOUT.rawValue)
        } else if connection.wantsInput {
            setInterest(connection, EPOLLIN.rawValue)
        } else {
            setInterest(connection, connection.interest & EPOLLIN.rawValue)
        }
        connection.deadlineMs = deadlineMs(connection)
        schedule(connection)
        account(connection)
    }

    // MARK: Deadlines

    private func deadlineMs(_ connection: Connection) -> Int64 {
        if !connection.output.isEmpty {
            return connection.watch.dueMs
        }
        switch connection.phase {
        case .idle: return idleDeadlineMs(connection)
        case .head: return connection.headSinceMs + shared.times.headMs
        case .body: return connection.body?.deadlineMs(shared.times) ?? nowMs
        case .waiting: return connection.sinceMs + shared.times.answerMs
        case .lingering:
            return connection.delivery == .watched
                ? connection.watch.dueMs : connection.sinceMs + shared.times.lingerMs
        case .streaming, .ending, .closed: return .max
        }
    }

    private func idleDeadlineMs(_ connection: Connection) -> Int64 {
        let sinceMs = connection.sinceMs
        if let lastCallMs { return min(lastCallMs, sinceMs + shared.times.idleMs) }
        if connection.requests == 0 { return sinceMs + shared.times.headMs }
        let idleMs = sinceMs + (isBusy ? shared.times.idleWhenBusyMs : shared.times.idleMs)
        switch connection.delivery {
        case .unknown: return min(idleMs, sinceMs + shared.times.write.stallMs)
        case .watched: return connection.watch.dueMs
        case .done: return idleMs
        }
    }

    mutating func expire(_ connection: Connection) {
        if !connection.output.isEmpty {
            judgeReader(connection)
        } else {
            expirePhase(connection)
            flush(connection)
        }
        settle(connection)
    }

    private mutating func expirePhase(_ connection: Connection) {
        switch connection.phase {
        case .idle: expireIdle(connection)
        case .head: refuse(connection, .headTimeout)
        case .body:
            guard connection.body?.isTooSlow(nowMs: nowMs, shared.times) == true else { break }
            refuse(connection, .bodyTimeout)
        case .waiting: refuse(connection, .answerTimeout)
        case .lingering: expireLingering(connection)
        case .streaming, .ending, .closed: break
        }
    }

    /// Closes silently. A part of the last answer may still lie in the kernel: then the client is
    /// no idle one but a reader, perhaps too slow.
    private mutating func expireIdle(_ connection: Connection) {
        if lastCallMs != nil { return closeUnlessHeard(connection) }
        if isTakingAnswer(connection) { return }
        connection.delivery = .done
        if idleDeadlineMs(connection) <= nowMs { close(connection) }
    }

    /// Not closed while the kernel still has a part of the answer, unless the client is too slow:
    /// the kernel alone would go on for minutes.
    private mutating func expireLingering(_ connection: Connection) {
        if !isTakingAnswer(connection) { close(connection) }
    }

    /// False when all that was sent has been acknowledged; cuts a client that is too slow.
    private mutating func isTakingAnswer(_ connection: Connection) -> Bool {
        guard connection.requests > 0, connection.socket.unacknowledged() > 0 else { return false }
        if connection.delivery == .watched {
            judgeReader(connection)
        } else {
            connection.delivery = .watched
            let times = shared.times.write
            let waitedMs = nowMs - connection.sinceMs
            connection.watch.start(
                taken: connection.takenBytes, nowMs: nowMs,
                graceMs: max(1, times.rateGraceMs - waitedMs), times)
        }
        return true
    }

    private mutating func judgeReader(_ connection: Connection) {
        let isQuick = connection.watch.allows(
            taken: connection.takenBytes, nowMs: nowMs, shared.times.write)
        if !isQuick { cut(connection, .writeStall) }
    }

    // MARK: Busy times

    private var isBusy: Bool {
        shared.counters.openConnections * 100 > shared.busyOver
    }

    /// So seldom are all connections gone through: who opens and closes one around the threshold
    /// would else make the loop do nothing but that.
    private static let shorteningPauseMs: Int64 = 1000

    /// Deadlines that were set in quiet times are moved when it gets busy.
    mutating func shortenIdleTimesWhenBusy() {
        let busy = isBusy
        if busy, !wasBusy {
            guard nowMs - shortenedMs >= Self.shorteningPauseMs else { return }
            shortenedMs = nowMs
            for case let connection? in connections where connection.phase == .idle {
                settle(connection)
            }
        }
        wasBusy = busy
    }

    // MARK: Ends

    /// After the last answer: our side is closed, and the client gets time to read it.
    mutating func beginLingering(_ connection: Connection) {
        connection.socket.shutdownWriting()
        connection.input = []
        connection.enter(.lingering, atMs: nowMs)
    }

    mutating func discard(_ connection: Connection, _ count: Int) {
        connection.discardedBytes += count
        if connection.discardedBytes > shared.limits.lingerMax { close(connection) }
    }

    /// By RST: the client must not take what it has for a whole answer.
    mutating func cut(_ connection: Connection, _ cause: Rejection.Cut) {
        connection.socket.resetOnClose()
        close(connection)
        report(
            Rejection(
                cause: .cut(cause), peer: connection.peer.text, requestID: RequestID.make()))
    }

    mutating func close(_ connection: Connection) {
        guard connection.phase != .closed else { return }
        let heldBytes = connection.heldBytes
        connection.enter(.closed, atMs: nowMs)
        connections[Int(connection.token.place)] = nil
        freePlaces.append(connection.token.place)
        connection.stream?.cancel()
        connection.stream = nil
        output.removeAll(keepingCapacity: true)
        connection.body = nil
        connection.heldBytes = 0
        changeHeld(by: -heldBytes)
        shared.counters.left(connection.peer.key)
        handle.connectionLeft()
        noteFewer()
    }
}
