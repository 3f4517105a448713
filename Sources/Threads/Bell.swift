// How one thread wakes others that wait for something to do.

import Dispatch

/// Wakes a thread that waits; a ring while nobody waits is heard by the next who does.
package final class Bell: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    package init() {}

    package func ring() { semaphore.signal() }

    package func wait(seconds: Double) { _ = semaphore.wait(timeout: .now() + seconds) }
}
