// An answer that one thread waits for and another gives.

import Synchronization

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
