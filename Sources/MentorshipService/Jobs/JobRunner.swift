// The thread that does long work: claims a job's row, computes on snapshots, saves through the
// writer. A job that a stop interrupted is begun again at the next start, so every kind must give
// the same result when it is done twice. Never decides anything about mentoring itself.

import HTTP
import JSON
import Logging
import Mentorship
import SQLite
import Threads

/// One kind of long work, by the name that its rows carry.
package struct JobKind: Sendable {
    package let name: String
    /// Who may ask for such work, and so may cancel what others asked for.
    package let scope: Scope
    package let run: @Sendable (JobRow, JobDesk) throws -> JSON
    /// What the kind keeps beside a job's row, such as a file, goes when the job is over.
    package let discard: @Sendable (JobRow, Deployment) -> Void

    package init(
        name: String, scope: Scope, run: @escaping @Sendable (JobRow, JobDesk) throws -> JSON,
        discard: @escaping @Sendable (JobRow, Deployment) -> Void = { _, _ in }
    ) {
        self.name = name
        self.scope = scope
        self.run = run
        self.discard = discard
    }
}

/// Rung when a job was queued, so that the runner need not look in vain.
package final class JobBell: Sendable {
    let bell = Bell()

    package init() {}

    package func ring() { bell.ring() }

    package func wait(seconds: Double) { bell.wait(seconds: seconds) }
}

/// What a running job may use.
package struct JobDesk {
    package let deployment: Deployment
    package let job: JobRow
    private let reader: Reader
    private let isStopping: @Sendable () -> Bool
    private let letAnotherGo: () -> Void

    init(
        _ deployment: Deployment, _ job: JobRow, _ reader: Reader,
        _ isStopping: @escaping @Sendable () -> Bool, letAnotherGo: @escaping () -> Void
    ) {
        self.deployment = deployment
        self.job = job
        self.reader = reader
        self.isStopping = isStopping
        self.letAnotherGo = letAnotherGo
    }

    /// A fresh snapshot for each piece of reading, so that no long one holds the log back.
    package func read<Value>(_ body: (Reading) throws -> Value) throws -> Value {
        defer { reader.end() }
        return try body(reader.snapshot())
    }

    /// On the writer thread, durable when it returns.
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (inout Context, Writing) throws -> Value
    ) throws -> Value {
        let context = context
        return try deployment.writer.perform { transaction in
            var context = context
            return try body(&context, transaction)
        }
    }

    /// Throws when the job was cancelled or the service stops. Reads nothing, so that it can be
    /// called while a snapshot is open.
    package func progress(_ phase: String, done: Int, total: Int) throws {
        let id = job.id
        let isRunning = try write { _, transaction in
            try JobStore.progress(id, phase: phase, done: done, total: total, transaction)
        }
        if isStopping() { throw JobInterruption.stopping }
        if !isRunning { throw JobInterruption.cancelled }
    }

    /// Lets one other job go first that has waited or was interrupted, of another kind than this:
    /// for work in pieces that nobody waits for, between two pieces. Not while a snapshot is open.
    package func giveWay() { letAnotherGo() }

    /// Throws when the job was cancelled or the service stops.
    package func checkCancelled() throws {
        if isStopping() { throw JobInterruption.stopping }
        let state = try read { try JobStore.find(job.id, $0)?.state }
        if state != .running { throw JobInterruption.cancelled }
    }

    /// The job acts for whoever asked for it, under the job's name.
    package var context: Context {
        let identity: Actor.Identity =
            ID<Credential>(job.createdBy).map { .credential($0) } ?? .nobody
        let actor = Actor(identity: identity, role: nil, scopes: [], programmes: [])
        return Context(
            actor: actor, now: deployment.now(), requestID: job.id.text,
            seed: deployment.seed())
    }
}

/// Notes progress no more than twice a second, which is also when a cancellation is seen.
package struct JobPace {
    private static let pause: UInt64 = 500_000_000

    private let desk: JobDesk
    private var noted: UInt64

    package init(_ desk: JobDesk) {
        self.desk = desk
        noted = desk.deployment.ticks()
    }

    package mutating func note(_ phase: String, done: Int, total: Int) throws {
        let now = desk.deployment.ticks()
        guard now &- noted >= Self.pause else { return }
        noted = now
        try desk.progress(phase, done: done, total: total)
    }
}

package enum JobInterruption: Error {
    case cancelled
    case stopping
}

package final class JobRunner: Sendable {
    private let deployment: Deployment
    private let kinds: [String: JobKind]
    private let isStopping: @Sendable () -> Bool

    package init(
        _ deployment: Deployment, kinds: [JobKind], isStopping: @escaping @Sendable () -> Bool
    ) {
        self.deployment = deployment
        self.kinds = Dictionary(kinds.map { ($0.name, $0) }) { first, _ in first }
        self.isStopping = isStopping
    }

    /// The body of the runner's thread; returns when the service stops. `atRest` is called once,
    /// a second after it had nothing to do.
    package func run(reader: Reader, atRest: () -> Void = {}) {
        var hasRested = false
        while !isStopping() {
            if let job = claim(), perform(job, reader) { continue }
            deployment.jobs.bell.wait(seconds: 1)
            if !hasRested { atRest() }
            hasRested = true
        }
    }

    /// All that waits, on the calling thread: for commands and tests.
    package func runAllWaiting(reader: Reader) {
        while let job = claim(), perform(job, reader) {}
    }

    /// What is running in the store and not in hand was interrupted, since one thread does all:
    /// by the end of a process, or by a disk that was full. Where one kind is in hand, that is so
    /// of the others.
    private func claim(notOf kind: String? = nil) -> JobRow? {
        let now = deployment.now()
        return try? deployment.writer.perform { transaction in
            try JobStore.claim(interrupted: true, notOf: kind, now: now, transaction)
                ?? JobStore.claim(interrupted: false, notOf: kind, now: now, transaction)
        }
    }

    /// False when it stays `running` and is begun again later.
    private func perform(_ job: JobRow, _ reader: Reader) -> Bool {
        let desk = JobDesk(deployment, job, reader, isStopping) { [self] in
            if let other = claim(notOf: job.kind) { _ = perform(other, reader) }
        }
        do {
            guard let kind = kinds[job.kind] else { throw UnknownJobKind(name: job.kind) }
            let result = try kind.run(job, desk)
            return finish(job, .succeeded, result: result.description, problem: nil)
        } catch JobInterruption.stopping {
            return false
        } catch let error as WriterError {
            // The store's fault and not the job's: it waits until there is room again.
            deployment.logger.warning("job \(job.id) waits for the store: \(error)")
            return false
        } catch JobInterruption.cancelled {
            return finish(job, .cancelled, result: nil, problem: nil)
        } catch {
            let (problem, inner) = Problems.problem(for: error)
            if let inner { deployment.logger.error("job \(job.id) failed: \(inner)") }
            let text = problem.response(requestID: job.id.text).bytes
            return finish(
                job, .failed, result: nil, problem: String(decoding: text, as: UTF8.self))
        }
    }

    private func finish(
        _ job: JobRow, _ state: JobState, result: String?, problem: String?
    ) -> Bool {
        let now = deployment.now()
        do {
            _ = try deployment.writer.perform { transaction in
                try JobStore.finish(
                    job.id, state, result: result, problem: problem, now: now, transaction)
            }
            kinds[job.kind]?.discard(job, deployment)
            return true
        } catch {
            deployment.logger.error("job \(job.id) could not be ended: \(error)")
            return false
        }
    }
}

private struct UnknownJobKind: Error {
    let name: String
}
