// A thread with a name that `ps -L` and a debugger show. Never cancelled: it ends when its body
// returns. Swift's tasks are not used: each of our threads owns its connection or its sockets, and
// SQLite blocks by nature.

import CLinux
import Glibc

/// The system has no thread to give (pthread_create(3)).
package struct ThreadError: Error, CustomStringConvertible {
    package let code: Int32

    package var description: String { "no thread: \(String(cString: strerror(code)))" }
}

package struct NamedThread: Sendable {
    private let handle: pthread_t

    /// Starts a thread that blocks every signal meant for the process: those are for one thread
    /// that waits for them (Signals).
    package init(_ name: String, body: @escaping @Sendable () -> Void) throws(ThreadError) {
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                if let argument {
                    Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            start.release()
            throw ThreadError(code: code)
        }
        handle = thread
    }

    /// Waits for the thread's end. Once only.
    package func join() {
        _ = pthread_join(handle, nil)
    }

    /// Nobody will wait for it. Instead of `join`.
    package func detach() {
        _ = pthread_detach(handle)
    }

    /// Asked of a thread that has not been joined: the number of one that was may be another's.
    package var isCurrent: Bool { pthread_equal(pthread_self(), handle) != 0 }

    private final class Start: Sendable {
        private let name: String
        private let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }

        func run() {
            Signals.block()
            // The kernel keeps 15 bytes of a name (pthread_setname_np(3)).
            _ = clinux_name_this_thread(String(name.prefix(15)))
            body()
        }
    }
}
