// Who may see and cancel long work: whoever asked for it, and staff who are not limited to some
// programmes.

import JSON
import Mentorship

package enum JobService {
    package static func find(
        _ id: ID<Job>, _ actor: Actor, _ snapshot: Reading
    ) throws -> JobRow {
        guard let job = try JobStore.find(id, snapshot), maySee(job, actor) else {
            throw Failure.notFound("job")
        }
        return job
    }

    private static func maySee(_ job: JobRow, _ actor: Actor) -> Bool {
        guard let limit = actor.programmes else { return true }
        return job.createdBy == actor.text || job.programme.map { limit.contains($0) } ?? false
    }

    /// Seeing work is not deciding on it: whoever asked for it may, and who could have asked.
    private static func mayCancel(_ job: JobRow, _ actor: Actor) -> Bool {
        let scope = JobKinds.all.first { $0.name == job.kind }?.scope
        return job.createdBy == actor.text || actor.may(scope ?? .credentialsManage)
    }

    /// Queues long work and wakes the runner; the row is there before anybody is told of it.
    package static func queue(
        _ kind: String, subject: String? = nil, programme: ID<Programme>? = nil, input: JSON,
        _ call: inout Call, _ transaction: Writing
    ) throws -> ID<Job> {
        let id = call.context.newID(Job.self)
        try JobStore.insert(
            id, kind: kind, subject: subject, programme: programme, input: input, call.context,
            transaction)
        // The runner's claim waits in the writer's queue behind this very transaction.
        call.deployment.jobs.ring()
        return id
    }

    /// The job as it was before.
    @discardableResult
    package static func cancel(
        _ id: ID<Job>, _ context: inout Context, _ transaction: Writing
    ) throws -> JobRow {
        let job = try find(id, context.actor, transaction)
        guard mayCancel(job, context.actor) else { throw Failure.forbidden("cancel this work") }
        guard !job.state.isOver else { throw Failure.jobIsOver }
        try JobStore.finish(
            id, .cancelled, result: nil, problem: nil, now: context.now, transaction)
        try Ledger.audit("job.cancelled", id.text, &context, transaction)
        return job
    }
}

extension Failure {
    static let jobIsOver = Failure(
        .conflict, "job_is_over", "This work has ended already; there is nothing to cancel.")
}
