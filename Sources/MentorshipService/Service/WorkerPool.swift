// Threads for what is too long for an event loop and changes nothing: reports, exports, large
// searches. Each has a read connection of its own. Of what takes seconds one is done at a time, so
// that the rest goes on. The queue is bounded; a full one is said to the caller, who answers 503.

import Glibc
import SQLite
import Synchronization
import Threads

package final class WorkerPool: Sendable {
    package typealias Task = @Sendable (Reader) -> Void

    /// Waiting tasks: at some 50 ms each this is as long as anybody would wait.
    package static let queueMax = 128
    /// Of those, tasks that take seconds: more than a page of answers asks for at once.
    package static let longMax = 32

    private struct Waiting {
        let task: Task
        let isLong: Bool
    }

    private struct State {
        var queue: [Waiting] = []
        var isLongRunning = false
        var isStopped = false

        /// The first whose turn it is: a long one while another runs waits, and lets others pass.
        mutating func take() -> Waiting? {
            guard let index = queue.firstIndex(where: { !$0.isLong || !isLongRunning }) else {
                return nil
            }
            let next = queue.remove(at: index)
            if next.isLong { isLongRunning = true }
            return next
        }
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
                while let next = next() {
                    next.task(reader)
                    reader.end()
                    if next.isLong { state.withLock { $0.isLongRunning = false } }
                }
            }
            threads.withLock { $0.append(thread) }
        }
    }

    /// False when the queue is full or the pool has stopped. `isLong`: it may take seconds.
    package func submit(isLong: Bool = false, _ task: @escaping Task) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.isStopped, state.queue.count < Self.queueMax,
                !isLong || state.queue.count(where: \.isLong) < Self.longMax
            else { return false }
            state.queue.append(Waiting(task: task, isLong: isLong))
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

    private func next() -> Waiting? {
        while true {
            let (next, isStopped) = state.withLock { ($0.take(), $0.isStopped) }
            if let next { return next }
            // Whoever runs a long task takes the next one too.
            if isStopped { return nil }
            bell.wait(seconds: 1)
        }
    }
}
