// Where log lines go: a bounded queue and a thread that writes it to standard error, so that a log
// that blocks never holds up a request. What does not fit is dropped and counted.

import Dispatch
import Glibc
import HTTP
import MentorshipService
import Synchronization

final class LogSink: Sendable {
    /// About ten thousand lines: seconds of full load, and small beside the rest of the process.
    static let bytesMax = 2 << 20

    private static let pauseMicroseconds: UInt32 = 10_000

    private struct State {
        var bytes: [UInt8] = []
        var stamp = Stamp()
        var dropped = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let bell = Bell()
    private let thread = Mutex<WorkerThread?>(nil)

    init() throws {
        let started = try WorkerThread.start(named: "log") { [self] in run() }
        thread.withLock { $0 = started }
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

    /// Writes what is left and ends the thread.
    func close() {
        state.withLock { $0.isClosed = true }
        bell.ring()
        thread.withLock { $0 }?.join()
    }

    private func run() {
        while true {
            let (bytes, isClosed) = state.withLock { state in
                defer { state.bytes = [] }
                return (state.bytes, state.isClosed)
            }
            if !bytes.isEmpty {
                Self.writeAll(bytes)
                // Under load one write carries the lines of many requests; a line waits for at
                // most this long.
                if !isClosed { usleep(Self.pauseMicroseconds) }
            } else if isClosed {
                return
            } else {
                bell.wait(seconds: 1)
            }
        }
    }

    private static func writeAll(_ bytes: [UInt8]) {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
            if count > 0 {
                start += count
            } else if errno != EINTR {
                return
            }
        }
    }
}
