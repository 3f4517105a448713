// How connections come to a loop, and how they are turned away when there are too many of them or
// of descriptors. Never spins: what cannot be accepted is left alone for a while.

import CLinux
import Glibc
import HTTP

extension EventLoop {
    /// Taken at one wake-up, so that the loops share a burst and none stops serving meanwhile.
    private static let acceptedAtOnce = 16
    /// A loop keeps a connection unless another has so many fewer: handing over costs a wake-up.
    private static let imbalanceMax = 2

    mutating func accept() {
        for _ in 0..<Self.acceptedAtOnce {
            if !acceptOne() { return }
        }
    }

    /// At the drain: whoever has a place in the listener's queue has been promised an answer.
    mutating func acceptAll() {
        while acceptOne() {}
    }

    /// False when nobody is waiting, or nobody can be accepted for now.
    private mutating func acceptOne() -> Bool {
        guard let listener else { return false }
        switch listener.socket.accept() {
        case .connection(let socket, let peer): welcome(socket, peer)
        case .tryAgain: break
        case .nothing: return false
        case .exhausted:
            refuseForDescriptors(listener)
            return false
        }
        return true
    }

    private mutating func welcome(_ socket: consuming Socket, _ peer: PeerAddress) {
        let verdict = shared.counters.admit(
            peer.key, connectionsMax: shared.connectionsMax,
            perAddressMax: shared.limits.connectionsPerAddress)
        guard verdict == .admitted else { return turnAway(socket, peer) }
        guard let other = lessBusyLoop() else {
            handle.connectionCame()
            return add(socket, peer)
        }
        other.connectionCame()
        let descriptor = socket.release()
        if !other.mailbox.post(.adopt(descriptor: descriptor, peer)) {
            other.connectionLeft()
            shared.counters.left(peer.key)
            _ = Socket(owning: descriptor)
        }
    }

    /// epoll wakes the same loop again and again while it is quick enough: left to itself, one
    /// loop would have nearly all connections.
    private func lessBusyLoop() -> LoopHandle? {
        var least = handle
        for other in shared.handles where other.connectionCount < least.connectionCount {
            least = other
        }
        return handle.connectionCount - least.connectionCount >= Self.imbalanceMax ? least : nil
    }

    /// The connection has been counted already.
    mutating func add(_ socket: consuming Socket, _ peer: PeerAddress) {
        generation &+= 1
        let place: UInt32
        if let free = freePlaces.popLast() {
            place = free
        } else {
            place = UInt32(connections.count)
            connections.append(nil)
        }
        let connection = Connection(
            socket, ConnectionToken(place: place, generation: generation), peer, nowMs: nowMs)
        connections[Int(place)] = connection
        crowdPeak = max(crowdPeak, handle.connectionCount)
        guard watch(connection) else { return close(connection) }
        shortenIdleTimesWhenBusy()
        settle(connection)
    }

    func connection(_ token: ConnectionToken) -> Connection? {
        let place = Int(token.place)
        guard place < connections.count, let connection = connections[place],
            connection.token.generation == token.generation
        else { return nil }
        return connection
    }

    // MARK: Too many

    private mutating func turnAway(_ socket: consuming Socket, _ peer: PeerAddress) {
        let requestID = RequestID.make()
        report(
            Rejection(cause: .refused(.tooManyConnections), peer: peer.text, requestID: requestID))
        var text: [UInt8] = []
        var response = Refusal.tooManyConnections.response(requestID: requestID)
        writer.write(&response, Exchange(), keepAlive: false, to: &text)
        sendAndForget(socket, text)
    }

    /// Best effort: what the client has sent by now is read, lest the close become a reset that
    /// takes the answer with it; nothing is waited for.
    private mutating func sendAndForget(_ socket: consuming Socket, _ text: [UInt8]) {
        _ = text.withUnsafeBytes { socket.send($0) }
        socket.shutdownWriting()
        _ = socket.receive(into: UnsafeMutableRawBufferPointer(scratch))
    }

    /// No descriptor is left (accept(2), EMFILE): the reserve is given up for one that can be told.
    private mutating func refuseForDescriptors(_ listener: Listener) {
        reserve = nil
        if case .connection(let socket, let peer) = listener.socket.accept() {
            turnAway(socket, peer)
        }
        reserve = Self.openReserve()
        pauseAccepting()
    }

    /// The listener stays readable while it cannot be served: watching it would be spinning.
    private mutating func pauseAccepting() {
        guard acceptPausedUntilMs == nil else { return }
        unwatchListener()
        acceptPausedUntilMs = nowMs + shared.times.acceptPauseMs
    }

    mutating func resumeAccepting() {
        acceptPausedUntilMs = nil
        if reserve == nil { reserve = Self.openReserve() }
        watchListener()
    }
}
