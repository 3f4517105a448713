// A thread of our own with a name, and an answer that one thread waits for and another gives.

import Glibc
import Synchronization

/// Starts a thread; the caller joins or detaches it.
func startThread(
    named name: String, _ body: @escaping @Sendable () -> Void
) throws(DatabaseError) -> pthread_t {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(ThreadBody(name: name, run: body))
    let code = pthread_create(
        &thread, nil,
        { context in
            guard let context else { return nil }
            let body = Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue()
            nameThisThread(body.name)
            body.run()
            return nil
        }, context.toOpaque())
    guard code == 0 else {
        context.release()
        throw DatabaseError(code: 7, message: "no thread: \(String(cString: strerror(code)))")
    }
    return thread
}

private final class ThreadBody: Sendable {
    let name: String
    let run: @Sendable () -> Void

    init(name: String, run: @escaping @Sendable () -> Void) {
        self.name = name
        self.run = run
    }
}

/// For top and debuggers; Glibc hides pthread_setname_np from Swift. Failing harms nothing.
private func nameThisThread(_ name: String) {
    let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = write(file, name, name.utf8.count)
    close(file)
}

/// Given once by one thread, waited for by another.
final class OneAnswer<Value: Sendable>: Sendable {
    private let answer = Mutex<Result<Value, any Error>?>(nil)
    private let doorbell: Doorbell

    init() throws(DatabaseError) { doorbell = try Doorbell() }

    func give(_ result: Result<Value, any Error>) {
        answer.withLock { $0 = result }
        doorbell.ring()
    }

    func wait() throws -> Value {
        while true {
            if let result = answer.withLock({ $0 }) { return try result.get() }
            doorbell.wait()
        }
    }
}
