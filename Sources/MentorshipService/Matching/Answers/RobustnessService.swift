// What is done with a run's robustness: measured by a job, seen, cancelled and taken away.

import JSON
import Mentorship

struct RobustnessOrder: Sendable {
    /// Thousandths.
    var spread: Int
    var trials: Int
    var seed: Int64?
}

package enum RobustnessLimits {
    /// A run of a thousand people in pairs is solved so often in well under a minute. Long searches
    /// for groups and circles end sooner, at `Robustness.searchesMost`.
    package static let trials = 10...1_000
    package static let trialsDefault = 100
    /// A weight is shaken by one per cent to a half of itself.
    package static let spread = 0.01...0.5
    package static let spreadDefault = 0.1
}

enum RobustnessService {
    static func see(
        _ id: ID<MatchRun>, _ actor: Actor, _ snapshot: Reading
    ) throws -> RobustnessRow {
        _ = try MatchRunService.see(id, actor, snapshot)
        guard let row = try RobustnessStore.find(id, snapshot) else {
            throw Failure.notFound("measurement of this run's robustness")
        }
        return row
    }

    /// A measurement that is over is replaced.
    static func start(
        _ order: RobustnessOrder, of id: ID<MatchRun>, _ call: inout Call,
        _ transaction: Writing
    ) throws -> RobustnessRow {
        let kept = try KeptRun(id, call.actor, transaction)
        let run = kept.row
        guard run.engineVersion == MatchRun.engineVersion else {
            throw Failure.engineChanged(run.engineVersion)
        }
        if let before = try RobustnessStore.find(id, transaction) {
            guard before.state.isOver else { throw Failure.robustnessUnderWay }
            try RobustnessStore.remove(id, transaction)
        }
        let job = try JobService.queue(
            RobustnessJob.name, subject: id.text, programme: run.programme, input: .object([]),
            &call, transaction)
        let drawn = Int64(call.context.dice.next() % UInt64(MatchRunLimits.seed.upperBound))
        try RobustnessStore.insert(
            order, seed: order.seed ?? drawn, of: id, job: job, call.context, transaction)
        try Ledger.record(
            "match_run.robustness_started", id.text, programme: run.programme, &call.context,
            transaction)
        return try see(id, call.actor, transaction)
    }

    static func discard(
        _ id: ID<MatchRun>, _ context: inout Context, _ transaction: Writing
    ) throws {
        let row = try see(id, context.actor, transaction)
        if !row.state.isOver {
            try JobStore.finish(
                row.job, .cancelled, result: nil, problem: nil, now: context.now, transaction)
        }
        try RobustnessStore.remove(id, transaction)
        let run = try MatchRunService.see(id, context.actor, transaction)
        try Ledger.record(
            "match_run.robustness_discarded", id.text, programme: run.programme, &context,
            transaction)
    }
}
