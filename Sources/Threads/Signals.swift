// SIGTERM and SIGINT as events on a thread of their own (signalfd(2)): the first means "finish",
// the second "now". Nothing ever runs inside a signal handler.

import CLinux
import Glibc

package enum Signals {
    /// Blocks SIGTERM and SIGINT in the calling thread and those it starts; before any other
    /// thread exists, so that none is left in which a signal would end the process.
    package static func block() {
        var set = terminating()
        _ = pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// A write to a closed pipe or socket, or over a file size limit, shall be an error code where
    /// it happens and not the end of the process.
    package static func ignoreWriteSignals() {
        _ = signal(SIGPIPE, SIG_IGN)
        _ = signal(SIGXFSZ, SIG_IGN)
    }

    /// Waits for signals on a thread "signals": calls `first` for the first one, `second` for
    /// every later one, with the signal's number. Nil when the system has no descriptor or thread.
    @discardableResult
    package static func watch(
        first: @escaping @Sendable (Int32) -> Void, second: @escaping @Sendable (Int32) -> Void
    ) -> NamedThread? {
        block()
        var set = terminating()
        let descriptor = signalfd(-1, &set, Int32(SFD_CLOEXEC))
        guard descriptor >= 0 else { return nil }
        return try? NamedThread("signals") {
            var isFirst = true
            while let number = next(descriptor) {
                if isFirst { first(number) } else { second(number) }
                isFirst = false
            }
            _ = close(descriptor)
        }
    }

    private static func terminating() -> sigset_t {
        var set = sigset_t()
        _ = sigemptyset(&set)
        _ = sigaddset(&set, SIGTERM)
        _ = sigaddset(&set, SIGINT)
        return set
    }

    private static func next(_ descriptor: Int32) -> Int32? {
        var info = signalfd_siginfo()
        while true {
            let count = read(descriptor, &info, MemoryLayout<signalfd_siginfo>.size)
            if count == MemoryLayout<signalfd_siginfo>.size { return Int32(info.ssi_signo) }
            if count < 0, errno == EINTR { continue }
            return nil
        }
    }
}
