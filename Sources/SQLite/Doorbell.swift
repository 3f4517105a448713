// Wakes one waiting thread: a pipe, since Swift's Mutex has no condition to wait for and a file
// descriptor is Sendable as it is. It carries no data.

import Glibc

final class Doorbell: Sendable {
    private let listening: Int32
    private let ringing: Int32

    init() throws(DatabaseError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw DatabaseError(code: 14, message: "no pipe: \(String(cString: strerror(errno)))")
        }
        (listening, ringing) = (ends[0], ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            // A full pipe rings already; an empty one must not hold a late reader.
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
    }

    deinit {
        close(listening)
        close(ringing)
    }

    func ring() {
        var byte: UInt8 = 1
        while write(ringing, &byte, 1) < 0, errno == EINTR {}
    }

    /// Returns when it has rung, when the time is over, or for no reason at all: look again.
    /// Without a time it waits for ever.
    func wait(milliseconds: Int32 = -1) {
        var poll = pollfd(fd: listening, events: Int16(POLLIN), revents: 0)
        guard Glibc.poll(&poll, 1, milliseconds) > 0 else { return }
        var bytes: (UInt64, UInt64) = (0, 0)
        _ = read(listening, &bytes, 16)
    }
}
