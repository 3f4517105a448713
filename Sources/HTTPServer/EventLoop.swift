// One thread's share of the server: its epoll set, its connections, their deadlines and the buffers
// they borrow. A value that its thread owns alone, so that neither locks nor run-time checks are
// needed; only the mailbox is reached from elsewhere. Never waits for anything but epoll.

import CLinux
import Glibc
import HTTP

struct EventLoop: ~Copyable {
    /// What loops have in common: values and shared tables only. A class, since it is large and
    /// would be copied at every use.
    final class Shared: Sendable {
        let limits: Limits
        let times: Times
        let connectionsMax: Int
        let spoolDirectory: String
        let counters: ServerCounters
        /// All loops by number.
        let handles: [LoopHandle]
        /// Of the limits, those that are asked for at every request: each look at one of `limits`
        /// would copy them all.
        let pipelinedMax: Int
        let outputHighWater: Int
        let requestsPerConnection: Int
        /// Connections over which the server counts as busy, times 100.
        let busyOver: Int

        init(
            limits: Limits, connectionsMax: Int, spoolDirectory: String, counters: ServerCounters,
            handles: [LoopHandle]
        ) {
            self.limits = limits
            times = Times(limits)
            self.connectionsMax = connectionsMax
            self.spoolDirectory = spoolDirectory
            self.counters = counters
            self.handles = handles
            pipelinedMax = limits.pipelinedMax
            outputHighWater = limits.outputHighWater
            requestsPerConnection = limits.requestsPerConnection
            busyOver = connectionsMax * limits.busyPercent
        }
    }

    let shared: Shared
    let handle: LoopHandle
    let responder: any Responder
    private let epoll: Socket
    private let events: UnsafeMutableBufferPointer<epoll_event>

    /// The shared listener; nil once the drain has begun.
    var listener: Listener?
    /// Given up for a moment to tell a client that no descriptors are left.
    var reserve: Socket?
    var acceptPausedUntilMs: Int64?

    /// By the place in their tokens.
    var connections: [Connection?] = []
    var freePlaces: [UInt32] = []
    var generation: UInt32 = 0
    var deadlines = Deadlines()
    /// To be gone on with before the next wait: they have had their turn, but not all they need.
    var ready: [ConnectionToken] = []
    /// Storage for letters, exchanged with the mailbox's.
    private var spareLetters: [Mailbox.Letter] = []

    /// What is received, by one connection at a time.
    let scratch: UnsafeMutableBufferPointer<UInt8>
    /// What is to be sent, by one connection at a time: empty between two connections.
    var output: [UInt8] = []
    var writer: AnswerWriter
    /// For heads that come whole, as nearly all do; the storage of one serves the next.
    var parser = RequestParser()
    var head = RequestHead()

    var tally = ServerCounters.Tally()
    var nowMs = monotonicMs()
    var wasBusy = false
    var shortenedMs = Int64.min / 2
    /// The most that connections have held since memory was last given back.
    var heldPeak = 0
    /// The most connections since then.
    var crowdPeak = 0
    /// What this loop's connections hold.
    var held = 0
    /// When the other loops were last told that it is too much.
    var toldMs: Int64 = 0
    var memoryReturnAtMs: Int64?
    /// When the drain must be over; nil before it.
    var drainEndsMs: Int64?
    /// Until when idle connections may still come with a request; nil before the drain.
    var lastCallMs: Int64?
    private var isOver = false

    /// Bytes read at once: a whole request nearly always, and a good part of a large body.
    private static let scratchBytes = 64 * 1024
    private static let eventsAtOnce = 256
    /// Tokens of what is no connection: no loop has so many.
    private static let mailboxPlace = UInt32.max
    private static let listenerPlace = UInt32.max - 1

    init(
        _ shared: Shared, _ number: Int, listener: Listener, responder: any Responder
    ) throws(ServerError) {
        let descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else {
            throw .noResources("no descriptor for epoll: \(String(cString: strerror(errno)))")
        }
        self.shared = shared
        self.listener = listener
        self.responder = responder
        handle = shared.handles[number]
        epoll = Socket(owning: descriptor)
        events = .allocate(capacity: Self.eventsAtOnce)
        scratch = .allocate(capacity: Self.scratchBytes)
        writer = AnswerWriter(shared.limits)
        reserve = Self.openReserve()
        handle.mailbox.own()
        watchMailbox()
        watchListener()
    }

    deinit {
        events.deallocate()
        scratch.deallocate()
    }

    static func openReserve() -> Socket? {
        let descriptor = Glibc.open("/dev/null", O_RDONLY | O_CLOEXEC)
        return descriptor < 0 ? nil : Socket(owning: descriptor)
    }

    // MARK: The loop

    mutating func run() {
        while !isOver {
            responder.wakeUpEnded()
            shared.counters.add(tally)
            tally = ServerCounters.Tally()
            let count = wait()
            nowMs = monotonicMs()
            for index in 0..<count {
                handle(events[index].events, ConnectionToken(bits: events[index].data.u64))
            }
            openLetters()
            goOn()
            lookAtDeadlines()
        }
        end()
    }

    private func wait() -> Int {
        let count = epoll_wait(
            epoll.descriptor, events.baseAddress, Int32(events.count), waitMs())
        // EINTR: nothing has happened.
        return max(0, Int(count))
    }

    private func waitMs() -> Int32 {
        if !ready.isEmpty || handle.mailbox.hasLetters { return 0 }
        // In pairs: of more than three, min makes an array.
        let nextMs = min(
            min(deadlines.nextMs ?? .max, acceptPausedUntilMs ?? .max),
            min(memoryReturnAtMs ?? .max, drainEndsMs ?? .max))
        // The clock was read at the wake-up's start: some milliseconds late is in time.
        return nextMs == .max ? -1 : Int32(clamping: max(0, nextMs - nowMs))
    }

    private mutating func handle(_ happened: UInt32, _ token: ConnectionToken) {
        switch token.place {
        case Self.mailboxPlace: handle.mailbox.acknowledge()
        case Self.listenerPlace: accept()
        default:
            if let connection = connection(token) { handle(happened, connection) }
        }
    }

    private mutating func handle(_ happened: UInt32, _ connection: Connection) {
        if happened & EPOLLOUT.rawValue != 0 {
            writable(connection)
        } else if happened & EPOLLIN.rawValue != 0 {
            readable(connection)
        } else if happened & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 {
            // Reset or shut down on both sides: nobody reads an answer any more.
            close(connection)
        }
    }

    private mutating func goOn() {
        if ready.isEmpty { return }
        let tokens = ready
        ready.removeAll(keepingCapacity: true)
        for token in tokens {
            guard let connection = connection(token) else { continue }
            connection.isReady = false
            resume(connection)
        }
    }

    // MARK: Letters

    private mutating func openLetters() {
        guard handle.mailbox.hasLetters else { return }
        var opened: [Mailbox.Letter] = []
        swap(&opened, &spareLetters)
        handle.mailbox.take(into: &opened)
        for letter in opened { open(letter) }
        opened.removeAll(keepingCapacity: true)
        swap(&opened, &spareLetters)
    }

    private mutating func open(_ letter: Mailbox.Letter) {
        switch letter {
        case .answer(let token, let request, let make):
            answerLate(token, request, make())
        case .readable(let signal):
            if let connection = connection(signal.token) { resume(connection) }
        case .adopt(let descriptor, let peer):
            add(Socket(owning: descriptor), peer)
        case .makeRoom:
            makeRoomForOthers()
        case .drain:
            beginDrain()
        case .stop:
            isOver = true
        }
    }

    // MARK: Deadlines

    private mutating func lookAtDeadlines() {
        while let due = deadlines.popDue(nowMs: nowMs) {
            guard let connection = connection(due.token), connection.scheduledMs == due.atMs else {
                continue
            }
            connection.scheduledMs = .max
            if connection.deadlineMs <= nowMs { expire(connection) } else { schedule(connection) }
        }
        if let atMs = memoryReturnAtMs, atMs <= nowMs { returnMemory() }
        if let until = acceptPausedUntilMs, until <= nowMs { resumeAccepting() }
        if let drainEndsMs {
            if drainEndsMs <= nowMs { cutAll() }
            if handle.connectionCount == 0 { isOver = true }
        }
    }

    /// Enters the deadline where no earlier entry will lead to it.
    mutating func schedule(_ connection: Connection) {
        guard connection.deadlineMs < connection.scheduledMs else { return }
        connection.scheduledMs = connection.deadlineMs
        deadlines.insert(
            Deadlines.Entry(atMs: connection.deadlineMs, token: connection.token))
    }

    // MARK: The epoll set

    private func watchMailbox() {
        control(
            EPOLL_CTL_ADD, handle.mailbox.wake.descriptor, EPOLLIN.rawValue,
            ConnectionToken(place: Self.mailboxPlace, generation: 0))
    }

    /// EPOLLEXCLUSIVE: a connection wakes one loop and not all (epoll_ctl(2)).
    func watchListener() {
        guard let listener else { return }
        control(
            EPOLL_CTL_ADD, listener.socket.descriptor,
            EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue,
            ConnectionToken(place: Self.listenerPlace, generation: 0))
    }

    func unwatchListener() {
        guard let listener else { return }
        control(
            EPOLL_CTL_DEL, listener.socket.descriptor, 0,
            ConnectionToken(place: Self.listenerPlace, generation: 0))
    }

    /// False when the kernel has no memory for it.
    @discardableResult
    func watch(_ connection: Connection) -> Bool {
        control(
            EPOLL_CTL_ADD, connection.socket.descriptor, connection.interest, connection.token)
    }

    func setInterest(_ connection: Connection, _ interest: UInt32) {
        guard connection.interest != interest else { return }
        connection.interest = interest
        control(EPOLL_CTL_MOD, connection.socket.descriptor, interest, connection.token)
    }

    @discardableResult
    private func control(
        _ operation: Int32, _ descriptor: Int32, _ interest: UInt32, _ token: ConnectionToken
    ) -> Bool {
        var event = epoll_event(events: interest, data: epoll_data_t(u64: token.bits))
        return epoll_ctl(epoll.descriptor, operation, descriptor, &event) == 0
    }
}
