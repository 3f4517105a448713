// A thread with a name that `ps -L` and a debugger show. Never cancelled: it ends when its body
// returns, and somebody joins it.

import CLinux
import Glibc

package struct NamedThread: Sendable {
    private let handle: pthread_t

    /// Starts a thread that blocks every signal meant for the process: those are for one thread
    /// that waits for them (Signals). Nil when the system has no thread to give.
    package init?(_ name: String, body: @escaping @Sendable () -> Void) {
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        var thread = pthread_t()
        let outcome = pthread_create(
            &thread, nil,
            { argument in
                if let argument {
                    Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            }, start.toOpaque())
        guard outcome == 0 else {
            start.release()
            return nil
        }
        handle = thread
    }

    /// Waits for the thread's end. Once only.
    package func join() {
        _ = pthread_join(handle, nil)
    }

    private final class Start {
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
