// The measuring of a run's robustness, on the job thread: the run's kept inputs solved again and
// again with shaken weights. Begun again after a stop it comes to the same figures.

import JSON
import Mentorship

enum RobustnessJob {
    static let name = "match_robustness"

    static let kind = JobKind(name: name, scope: .matchingRun) { job, desk in
        guard let id = job.subject.flatMap({ ID<MatchRun>($0) }) else { return .null }
        return try run(id, desk)
    }

    private static func run(_ id: ID<MatchRun>, _ desk: JobDesk) throws -> JSON {
        let job = desk.job.id
        let (row, kept, made) = try desk.read { snapshot in
            (
                try RobustnessStore.find(id, snapshot), try MatchRunStore.inputs(id, snapshot),
                // As the run made them: no review changes what is counted.
                Robustness.Made(
                    pairs: try MatchResultStore.pairs(id, from: 0, limit: -1, snapshot).map(
                        \.named),
                    groups: try MatchGroupStore.members(of: id, snapshot))
            )
        }
        guard let row, row.job == job, row.kept == nil, let inputs = kept.flatMap(MatchInputs.init)
        else { return .null }
        let found = try measure(row, inputs, made, desk)
        try desk.progress("trials", done: found.trials, total: row.trials)
        try desk.write { context, transaction in
            try RobustnessStore.finish(found, of: id, job: job, now: context.now, transaction)
        }
        return .object([
            JSON.Member("match_run_id", .string(id.text)),
            JSON.Member("share", .decimal(Score.share(found.share))),
        ])
    }

    private static func measure(
        _ row: RobustnessRow, _ inputs: MatchInputs, _ made: Robustness.Made, _ desk: JobDesk
    ) throws -> Robustness {
        var pace = JobPace(desk)
        var trial = 0
        var interruption: (any Error)?
        func mayGoOn() -> Bool {
            do {
                try pace.note("trials", done: trial, total: row.trials)
                return true
            } catch {
                interruption = error
                return false
            }
        }
        do throws(Assignment.Refusal) {
            return try Robustness.measure(
                made, in: inputs.inputs, objective: inputs.objective,
                favouring: inputs.favouring, seed: UInt64(bitPattern: inputs.seed), row.shaking,
                progress: { next in
                    trial = next
                    // Somebody waits for a run; for this nobody does before it is whole.
                    desk.giveWay()
                    return mayGoOn()
                },
                within: { _ in mayGoOn() })
        } catch {
            if let interruption { throw interruption }
            if case .cancelled = error { throw JobInterruption.cancelled }
            throw error
        }
    }
}
