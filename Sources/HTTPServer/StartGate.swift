// Where the starting thread waits until each loop has begun, or could not. Used once.

import CLinux
import Glibc
import Synchronization

final class StartGate: Sendable {
    /// A semaphore (eventfd(2), EFD_SEMAPHORE).
    private let passed: Socket
    private let failure = Mutex<ServerError?>(nil)

    /// Nil when the system has no descriptor to give.
    init?() {
        let descriptor = eventfd(0, Int32(EFD_SEMAPHORE) | Int32(EFD_CLOEXEC))
        guard descriptor >= 0 else { return nil }
        passed = Socket(owning: descriptor)
    }

    /// A loop: it runs, or it does not because of that.
    func pass(_ error: ServerError?) {
        if let error { failure.withLock { $0 = $0 ?? error } }
        var one: UInt64 = 1
        while write(passed.descriptor, &one, 8) < 0, errno == EINTR {}
    }

    /// The first failure among so many loops, when all have passed.
    func wait(for count: Int) -> ServerError? {
        for _ in 0..<count {
            var one: UInt64 = 0
            while read(passed.descriptor, &one, 8) < 0, errno == EINTR {}
        }
        return failure.withLock { $0 }
    }
}
