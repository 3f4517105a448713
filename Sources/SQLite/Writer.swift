// The one writer of a process: a thread that runs every write in the order of arrival, many in one
// commit. An answer leaves only after its COMMIT is durable; when a batch is lost as a whole (a
// full disk, a failing one), every member is told so and nothing is acknowledged.

import Glibc
import Synchronization
import Threads

package enum WriterLimit {
    /// Requests that wait: at 128 a batch some eight commits, well under a second.
    package static let waiting = 1_024
    /// Requests in one commit: all of them share its fate.
    package static let batch = 128
    /// A batch takes no further request after this time, so that nobody waits for long neighbours.
    package static let batchMs = 20
    /// After a batch that had to be begun anew so many have savepoints at once: whoever sends what
    /// fails late costs the others one repetition in a while, not in each batch.
    package static let guardedBatches = 8
    /// The log is written back into the file whenever it has grown by this many pages, or at rest.
    package static let logPages: Int32 = 1_000
    /// Readers that never pause keep the log from starting anew: beyond this (128 MiB) the writer
    /// waits for them, `restMs` at most and once per `logPages`.
    package static let logPagesMax: Int32 = 32_768
    /// Rest after which the log is written back, and the pause between looks at a failing disk.
    package static let restMs: Int32 = 250
    package static let probeMs: Int32 = 1_000
}

/// Why a write was not done although its body did not say so.
package enum WriterError: Error, Sendable {
    /// Another process held the file's write lock for longer than the busy timeout.
    case busy
    /// The batch was rolled back as a whole; trying again is safe.
    case batchLost(DatabaseError)
    case queueFull
    case stopped
}

/// A body with its completion, to be handed over together with others.
package struct PendingWrite: Sendable {
    let request: WriteRequest

    /// For those who keep the result of their body in the outcome by themselves, which spares the
    /// copies of a result of any type.
    package init(
        run: @escaping @Sendable (Transaction) -> WriteOutcome,
        refuse: @escaping @Sendable (any Error) -> Void
    ) {
        request = WriteRequest(run: run, refuse: refuse)
    }

    /// As in `Writer.submit`.
    package init<R: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> R,
        completion: @escaping @Sendable (Result<R, any Error>) -> Void
    ) {
        request = WriteRequest(
            run: { transaction in
                let result = Result { try body(transaction) }
                var failure: (any Error)?
                if case .failure(let error) = result { failure = error }
                return WriteOutcome(error: failure) { error in
                    completion(error.map { .failure($0) } ?? result)
                }
            },
            refuse: { completion(.failure($0)) })
    }
}

package final class Writer: Sendable {
    private let lane: WriterLane
    private let thread: Mutex<NamedThread?>
    private let runner: NamedThread
    private let hasEnded = Atomic<Bool>(false)

    /// Opens the file on the writer's thread and prepares it there (schema checks, migrations)
    /// before any request; throws what that throws.
    init(
        path: String, settings: ConnectionSettings,
        prepare: @escaping @Sendable (Connection) throws -> Void
    ) throws {
        let lane = try WriterLane()
        let outcome = try OneAnswer<Void>()
        runner = try NamedThread("writer") {
            let loop: WriterLoop
            do {
                let connection = try Connection(path: path, role: .writer, settings: settings)
                try prepare(connection)
                loop = WriterLoop(connection, lane)
            } catch {
                return outcome.give(.failure(error))
            }
            outcome.give(.success(()))
            loop.run()
        }
        self.lane = lane
        thread = Mutex(runner)
        do {
            try outcome.wait()
        } catch {
            // Joins, and forgets the thread: the deinit follows, and may detach none that is gone.
            stop()
            throw error
        }
    }

    /// Without `stop` the thread still does what is queued, then closes.
    deinit {
        guard let thread = thread.withLock({ $0 }) else { return }
        lane.queue.close()
        thread.detach()
    }

    /// Hands a body over. False: the queue is full (or stopped) and nothing will be called.
    /// The completion is called once, on the writer's thread, after the commit is durable or lost;
    /// it must be short. The body must be able to run again: where the batch is begun anew, what it
    /// did the first time is undone.
    package func submit<R: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> R,
        completion: @escaping @Sendable (Result<R, any Error>) -> Void
    ) -> Bool {
        lane.queue.push(PendingWrite(body, completion: completion).request)
    }

    /// Hands over all that a thread has gathered: they wake the writer once, and share a commit.
    /// Those for which there is no room are told so here.
    package func submit(_ writes: [PendingWrite]) {
        let taken = lane.queue.push(writes.lazy.map(\.request))
        for write in writes[taken...] { write.request.refuse(WriterError.queueFull) }
    }

    /// Waits for the commit: for workers and commands, never for an event loop.
    @discardableResult
    package func perform<R: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> R
    ) throws -> R {
        precondition(!isOwnThread, "the writer would wait for itself")
        let answer = try OneAnswer<R>()
        guard submit(body, completion: { answer.give($0) }) else {
            throw lane.isStopped.load(ordering: .relaxed)
                ? WriterError.stopped : WriterError.queueFull
        }
        return try answer.wait()
    }

    /// Moves with every commit, before its completions are called.
    package var commitNumber: UInt64 { lane.commitNumber.load(ordering: .acquiring) }

    /// A sentence on why writes fail, nil while they work: for /readyz and the operator.
    package var lastFailure: String? { lane.failure.withLock { $0 } }

    /// How many requests wait.
    package var queueLength: Int { lane.queue.count }

    /// Takes nothing more, does what is queued, writes the log back and closes the file.
    package func stop() {
        precondition(!isOwnThread, "the writer would wait for itself")
        lane.isStopped.store(true, ordering: .relaxed)
        lane.queue.close()
        // Under the lock, so that a second caller returns after the end as well.
        thread.withLock { thread in
            thread?.join()
            hasEnded.store(true, ordering: .relaxed)
            thread = nil
        }
    }

    /// The system may give an ended thread's number to another one.
    private var isOwnThread: Bool {
        !hasEnded.load(ordering: .relaxed) && runner.isCurrent
    }
}

/// What the writer's thread shares with all others.
final class WriterLane: Sendable {
    let queue: WriterQueue
    let commitNumber = Atomic<UInt64>(0)
    let isStopped = Atomic<Bool>(false)
    let failure = Mutex<String?>(nil)

    init() throws(DatabaseError) {
        queue = try WriterQueue(limit: WriterLimit.waiting)
    }
}
