// A named thread of the operating system, and a bell by which one thread wakes others. Swift's
// tasks are not used: each of our threads owns its connection, and SQLite blocks by nature.

import Dispatch
import Glibc

package struct WorkerThread: Sendable {
    private let handle: UInt

    private final class Body {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    package static func start(
        named name: String, _ run: @escaping @Sendable () -> Void
    ) throws -> WorkerThread {
        let body = Unmanaged.passRetained(Body(name: name, run: run))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
                nameThisThread(body.name)
                body.run()
                return nil
            }, body.toOpaque())
        guard code == 0 else {
            body.release()
            throw ThreadError(code: code)
        }
        return WorkerThread(handle: UInt(thread))
    }

    package func join() {
        pthread_join(pthread_t(handle), nil)
    }
}

package struct ThreadError: Error {
    package let code: Int32
}

/// Wakes every thread that waits; a ring while nobody waits is heard by the next who does.
package final class Bell: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    package init() {}

    package func ring() { semaphore.signal() }

    package func wait(seconds: Double) { _ = semaphore.wait(timeout: .now() + seconds) }
}

/// For top and debuggers; Glibc hides pthread_setname_np from Swift. Failing harms nothing.
private func nameThisThread(_ name: String) {
    let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = write(file, name, name.utf8.count)
    close(file)
}
