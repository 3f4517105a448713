// Where log lines go: a bounded queue and a thread that writes it to standard error, so that a log
// that blocks never holds up a request. What does not fit is dropped and counted.

import Dispatch
import Glibc
import HTTP
import MentorshipService
import Synchronization
import Threads

final class LogSink: Sendable {
    /// About ten thousand lines: seconds of full load, and small beside the rest of the process.
    static let bytesMax = 2 << 20

    /// What a pause gathers at full load fits; after a log that has blocked there is more.
    private static let bytesKept = 1 << 20
    private static let pauseMicroseconds: UInt32 = 10_000
    /// For the last lines at the end: nobody may be reading any more.
    private static let lastWordsSeconds = 1.0

    private struct State {
        var bytes: [UInt8] = []
        var stamp = Stamp()
        var dropped = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let bell = Bell()
    private let ended = Bell()

    init() throws {
        _ = try NamedThread("log") { [self] in
            run()
            ended.ring()
        }
    }

    var dropped: Int { state.withLock { $0.dropped } }

    /// One line, without its end.
    func write(_ line: [UInt8]) {
        write(atMost: line.count) { out, _ in out.append(line) }
    }

    /// The same, as `fill` writes it, of at most so many bytes; straight to where it waits. `fill`
    /// keeps others from writing meanwhile: it takes less time than a copy would cost them.
    func write(atMost most: Int, _ fill: (inout OutputBytes, inout Stamp) -> Void) {
        let isFirst = state.withLock { state in
            guard state.bytes.count + most < Self.bytesMax else {
                state.dropped += 1
                return false
            }
            let isFirst = state.bytes.isEmpty
            state.bytes.append(atMost: most + 1) { out in
                fill(&out, &state.stamp)
                out.append(0x0A)
            }
            return isFirst
        }
        if isFirst { bell.ring() }
    }

    /// Writes what is left, if it is taken: a log that blocks does not hold up the end either. Its
    /// thread then ends with the process.
    func close() {
        state.withLock { $0.isClosed = true }
        bell.ring()
        ended.wait(seconds: Self.lastWordsSeconds)
    }

    /// The lines' storage and this thread's own change places: under load neither is asked for
    /// anew. At rest, after two looks in vain, both are given back.
    private func run() {
        var bytes: [UInt8] = []
        while true {
            let isClosed = state.withLock { state in
                swap(&state.bytes, &bytes)
                return state.isClosed
            }
            if !bytes.isEmpty {
                writeAll(bytes)
                bytes.removeAll(keepingCapacity: bytes.capacity <= Self.bytesKept)
                // Under load one write carries the lines of many requests; a line waits for at
                // most this long.
                if !isClosed { usleep(Self.pauseMicroseconds) }
            } else if isClosed {
                return
            } else {
                bytes = []
                bell.wait(seconds: 1)
            }
        }
    }

    private func writeAll(_ bytes: [UInt8]) {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
            if count > 0 {
                start += count
            } else if errno == EAGAIN {
                waitForRoom()
            } else if errno != EINTR {
                return lose(bytes[start...])
            }
        }
    }

    /// Standard error may have been made non-blocking by somebody who shares it.
    private func waitForRoom() {
        var target = pollfd(fd: 2, events: Int16(POLLOUT), revents: 0)
        _ = poll(&target, 1, -1)
    }

    /// Nobody reads any more (EPIPE), or the log's own disk is full.
    private func lose(_ rest: ArraySlice<UInt8>) {
        let lines = rest.count { $0 == 0x0A }
        state.withLock { $0.dropped += lines }
    }
}
