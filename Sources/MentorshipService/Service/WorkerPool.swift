// Threads for what is too long for an event loop and changes nothing: reports, exports, large
// searches. Each has a read connection of its own. The queue is bounded; a full one is said to the
// caller, who answers 503.

import Glibc
import SQLite
import Synchronization
import Threads

package final class WorkerPool: Sendable {
    package typealias Task = @Sendable (Reader) -> Void

    /// Waiting tasks: at some 50 ms each this is as long as anybody would wait.
    package static let queueMax = 128

    private struct State {
        var queue: [Task] = []
        var isStopped = false
    }

    private let state = Mutex(State())
    private let bell = Bell()
    private let threads = Mutex<[NamedThread]>([])

    package init() {}

    /// What the first answer does not need leaves the processors to the start for so long.
    package static let leisureSeconds = 1.0

    /// Starts the threads; `makeReader` is called on each of them when the first task comes: a
    /// connection takes a millisecond and a quarter of a megabyte, for the schema.
    package func start(
        threads count: Int, makeReader: @escaping @Sendable () throws -> Reader
    ) throws {
        for index in 0..<count {
            let thread = try NamedThread("worker-\(index)") { [self] in
                guard awaitTask(), let reader = try? makeReader() else { return }
                while let task = next() {
                    task(reader)
                    reader.end()
                }
            }
            threads.withLock { $0.append(thread) }
        }
    }

    /// False when the queue is full or the pool has stopped.
    package func submit(_ task: @escaping Task) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.isStopped, state.queue.count < Self.queueMax else { return false }
            state.queue.append(task)
            return true
        }
        if isTaken { bell.ring() }
        return isTaken
    }

    /// Lets the running tasks end, drops nothing that waits, and returns when all are done.
    package func stop() {
        state.withLock { $0.isStopped = true }
        let threads = threads.withLock { $0 }
        for _ in threads { bell.ring() }
        for thread in threads { thread.join() }
    }

    /// False when there will be none.
    private func awaitTask() -> Bool {
        while true {
            let (isWaiting, isStopped) = state.withLock { (!$0.queue.isEmpty, $0.isStopped) }
            if isWaiting { return true }
            if isStopped { return false }
            bell.wait(seconds: 1)
        }
    }

    private func next() -> Task? {
        while true {
            let (task, isStopped) = state.withLock { state in
                (state.queue.isEmpty ? nil : state.queue.removeFirst(), state.isStopped)
            }
            if let task { return task }
            if isStopped { return nil }
            bell.wait(seconds: 1)
        }
    }
}
