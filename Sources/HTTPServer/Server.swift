// The server as a whole: binds the address, starts a loop for each processor, and ends when it is
// told to. Knows nothing of what is served.

import CLinux
import Glibc
import HTTP
import Logging
import Synchronization
import Threads

package final class Server: Sendable {
    package struct Configuration: Sendable {
        /// HOST:PORT; port 0 takes a free one.
        package var listen: String
        /// One for each processor that this process may use.
        package var loops: Int
        /// Where bodies go that are too large for memory.
        package var spoolDirectory: String

        package init(
            listen: String, loops: Int = Int(clinux_processors()),
            spoolDirectory: String = "/tmp"
        ) {
            self.listen = listen
            self.loops = max(1, loops)
            self.spoolDirectory = spoolDirectory
        }
    }

    private struct State {
        var address: ListenAddress?
        var listener: Listener?
        var handles: [LoopHandle] = []
        var threads: [NamedThread] = []
        var isDraining = false
    }

    package let counters = ServerCounters()
    private let configuration: Configuration
    private let limits: Limits
    private let logger: Logger
    private let makeResponder: @Sendable (LoopID) throws -> any Responder
    private let state = Mutex(State())

    package init(
        configuration: Configuration, limits: Limits = .standard, logger: Logger,
        makeResponder: @escaping @Sendable (LoopID) throws -> any Responder
    ) {
        self.configuration = configuration
        self.limits = limits
        self.logger = logger
        self.makeResponder = makeResponder
    }

    /// The address with the real port, once started.
    package var address: ListenAddress? { state.withLock { $0.address } }

    // MARK: The beginning

    /// Binds, listens and starts the loops; returns when each has made its responder.
    package func start() throws(ServerError) {
        Signals.ignoreWriteSignals()
        Self.raiseDescriptorLimit()
        Spool.removeLeftovers(in: configuration.spoolDirectory)
        let wanted = try ListenAddress(parsing: configuration.listen)
        let socket = try wanted.listen(
            backlog: Int32(clamping: limits.backlog),
            // Later than a loop would cut it: the kernel gives up without telling the client.
            userTimeoutMs: limits.writeStallTime.milliseconds + limits.bodyRateGrace.milliseconds)
        let address = ListenAddress(host: wanted.host, port: socket.boundPort() ?? wanted.port)
        let listener = Listener(socket, loops: configuration.loops)
        let handles = try makeHandles()
        state.withLock { state in
            state.address = address
            state.listener = listener
            state.handles = handles
        }
        do throws(ServerError) {
            try startLoops(handles, listener)
        } catch {
            stopNow()
            run()
            throw error
        }
        logger.info(
            "listening", metadata: ["address": "\(address.text)", "loops": "\(handles.count)"])
    }

    private func makeHandles() throws(ServerError) -> [LoopHandle] {
        var handles: [LoopHandle] = []
        for _ in 0..<configuration.loops {
            guard let mailbox = Mailbox() else {
                throw .noResources("no descriptor for eventfd: \(String(cString: strerror(errno)))")
            }
            handles.append(LoopHandle(mailbox))
        }
        return handles
    }

    private func startLoops(_ handles: [LoopHandle], _ listener: Listener) throws(ServerError) {
        let shared = EventLoop.Shared(
            limits: limits, connectionsMax: connectionsMax,
            spoolDirectory: configuration.spoolDirectory, counters: counters, handles: handles)
        guard let gate = StartGate() else { throw .noResources("no descriptor for eventfd") }
        let makeResponder = makeResponder
        var started = 0
        for number in handles.indices {
            let thread = try? NamedThread("http-\(number)") {
                Self.runLoop(shared, number, listener, gate, makeResponder)
            }
            guard let thread else { break }
            started += 1
            state.withLock { $0.threads.append(thread) }
        }
        if let error = gate.wait(for: started) { throw error }
        if started < handles.count { throw .noResources("the system gives no more threads") }
    }

    /// The body of a loop's thread.
    private static func runLoop(
        _ shared: EventLoop.Shared, _ number: Int, _ listener: Listener, _ gate: StartGate,
        _ makeResponder: @Sendable (LoopID) throws -> any Responder
    ) {
        let responder: any Responder
        do {
            responder = try makeResponder(LoopID(number))
        } catch {
            return gate.pass(.responderFailed(error))
        }
        do throws(ServerError) {
            var loop = try EventLoop(shared, number, listener: listener, responder: responder)
            gate.pass(nil)
            loop.run()
        } catch {
            gate.pass(error)
        }
    }

    /// The soft limit is low for programs that use select(2), whose sets have 1,024 places; nothing
    /// here does. Up to the hard limit it is ours to raise.
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, Self.descriptorsUseful))
        _ = setrlimit(resource, &limit)
    }

    /// More than any number of connections needs.
    private static let descriptorsUseful: rlim_t = 65_536

    /// Connections may take their share of the descriptors, and no more than are free: the store,
    /// the log and calls to others need some too.
    private var connectionsMax: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return limits.connectionsMax
        }
        let all = Int(clamping: min(limit.rlim_cur, Self.descriptorsUseful))
        let free = all - Self.descriptorsOpen - configuration.loops * Self.descriptorsPerLoop
        let share = all * limits.descriptorPercent / 100
        return max(1, min(limits.connectionsMax, share, free - Self.descriptorsSpare))
    }

    /// An epoll set, a reserve, and the files of a read connection.
    private static let descriptorsPerLoop = 5
    /// For spooled bodies and whatever is opened for a moment, and for the files of the threads
    /// that open theirs with their first task only.
    private static let descriptorsSpare = 10

    /// Low numbers are given out first, so that none of a server that starts lies beyond.
    private static var descriptorsOpen: Int {
        (0..<Int32(1_024)).count { fcntl($0, F_GETFD) >= 0 }
    }

    // MARK: The end

    /// Blocks until the server has been drained or stopped. Once, by one thread.
    package func run() {
        let threads = state.withLock { state in
            defer { state.threads = [] }
            return state.threads
        }
        for thread in threads { thread.join() }
        state.withLock { $0.listener = nil }
    }

    /// Finishes: no new connections, requests that have been received are answered, idle
    /// connections closed; after `Limits.drainTime` the rest is cut. Returns at once.
    package func drain() {
        let handles = state.withLock { state -> [LoopHandle] in
            if state.isDraining { return [] }
            state.isDraining = true
            // Whoever knocks between the last accept and the close would be let in by the kernel
            // and never be served: from here on it lets nobody in.
            if let listener = state.listener {
                _ = clinux_let_nothing_in(listener.socket.descriptor)
            }
            state.listener = nil
            return state.handles
        }
        if !handles.isEmpty {
            logger.info("draining", metadata: ["connections": "\(counters.openConnections)"])
        }
        for handle in handles { handle.mailbox.post(.drain) }
    }

    /// Ends now: connections are closed as they are.
    package func stopNow() {
        let handles = state.withLock { state in
            state.listener = nil
            return state.handles
        }
        for handle in handles { handle.mailbox.post(.stop) }
    }
}
