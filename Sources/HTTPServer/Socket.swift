// One owner of one descriptor, closed exactly once; non-blocking calls with their outcomes spelled
// out, so that EINTR and EAGAIN are met here and nowhere else. Never blocks, never raises SIGPIPE.

import CLinux
import Glibc

package struct Socket: ~Copyable {
    package enum Received {
        case bytes(Int)
        /// Nothing there now.
        case nothing
        /// The peer sends no more (its FIN has been read).
        case end
        /// The connection is broken (reset, timed out).
        case broken
    }

    package enum Sent {
        /// So many bytes were taken, perhaps fewer than offered; 0 when the buffer is full.
        case bytes(Int)
        case broken
    }

    package enum Accepted: ~Copyable {
        case connection(Socket, PeerAddress)
        /// Nobody is waiting.
        case nothing
        /// The connection went away in the queue, or its network did (accept(2), error handling).
        case tryAgain
        /// No descriptors or memory are left: EMFILE, ENFILE, ENOBUFS, ENOMEM.
        case exhausted
    }

    package let descriptor: Int32

    package init(owning descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// On Linux the descriptor is gone even when close() says EINTR: a second try could close
    /// somebody else's (close(2)).
    deinit { _ = close(descriptor) }

    /// Hands the descriptor on: closing it is the receiver's now.
    package consuming func release() -> Int32 {
        let descriptor = descriptor
        discard self
        return descriptor
    }

    // MARK: Bytes

    package borrowing func receive(into buffer: UnsafeMutableRawBufferPointer) -> Received {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .end }
            if errno == EINTR { continue }
            return errno == EAGAIN || errno == EWOULDBLOCK ? .nothing : .broken
        }
    }

    package borrowing func send(_ bytes: UnsafeRawBufferPointer) -> Sent {
        while true {
            let count = Glibc.send(
                descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { return .bytes(count) }
            if errno == EINTR { continue }
            return errno == EAGAIN || errno == EWOULDBLOCK ? .bytes(0) : .broken
        }
    }

    /// Bytes that the peer has not acknowledged: what a slow reader leaves in the kernel.
    package borrowing func unacknowledged() -> Int {
        max(0, Int(clinux_unacknowledged(descriptor)))
    }

    /// Bytes that have come and were not read.
    package borrowing func unread() -> Int {
        max(0, Int(clinux_unread(descriptor)))
    }

    // MARK: Endings

    /// Says that no more follows, while the peer's bytes can still be read (RFC 9112 §9.6).
    package borrowing func shutdownWriting() {
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    /// The close that follows sends RST and throws away what is unsent: for a peer that does not
    /// read, and for an answer that must not look complete.
    package borrowing func resetOnClose() {
        set(SOL_SOCKET, SO_LINGER, linger(l_onoff: 1, l_linger: 0))
    }

    // MARK: Options

    @discardableResult
    package borrowing func set<Value>(
        _ level: Int32, _ option: Int32, _ value: Value
    ) -> Bool {
        withUnsafeBytes(of: value) {
            setsockopt(descriptor, level, option, $0.baseAddress, socklen_t($0.count)) == 0
        }
    }

    // MARK: Listening

    /// The port is free again from here on (Linux: shutdown(2) ends the state LISTEN).
    package borrowing func stopListening() {
        _ = shutdown(descriptor, Int32(SHUT_RDWR))
    }

    package borrowing func accept() -> Accepted {
        while true {
            var storage = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let accepted = withUnsafeMutablePointer(to: &storage) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    clinux_accept(descriptor, $0, &length)
                }
            }
            if accepted >= 0 {
                return .connection(Socket(owning: accepted), PeerAddress(storage))
            }
            switch errno {
            case EINTR: continue
            case EAGAIN, EWOULDBLOCK, EINVAL, EBADF: return .nothing
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted
            default: return .tryAgain
            }
        }
    }
}
