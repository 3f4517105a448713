// The computing of a run, on the job thread: draw the inputs and keep them, solve, save. Begun
// again after a stop it goes on from the kept inputs and comes to the same answer.

import JSON
import Mentorship

package enum MatchRunJob {
    static let name = "match_run"

    package static let kind = JobKind(name: name, scope: .matchingRun) { job, desk in
        guard let id = job.subject.flatMap({ ID<MatchRun>($0) }) else { return .null }
        return try run(id, desk)
    }

    /// Rows in one write: others' requests wait no longer than some milliseconds.
    private static let rowsAtOnce = 250
    private static func run(_ id: ID<MatchRun>, _ desk: JobDesk) throws -> JSON {
        if let result = try finished(id, desk) { return result }
        try desk.progress("reading", done: 0, total: 0)
        guard let inputs = try keptInputs(id, desk) else { return .null }
        let result = try solve(inputs, desk)
        try save(result, of: id, desk)
        return document(
            id, matched: .integer(Int64(result.summary.matched)),
            unmatched: .integer(Int64(result.summary.unmatched)))
    }

    /// The result, when a stop came between the run's end and the job's. To save it once more
    /// would take its pairs away for a moment, when it may be published already.
    private static func finished(_ id: ID<MatchRun>, _ desk: JobDesk) throws -> JSON? {
        let summary = try desk.read { try MatchRunStore.find(id, $0)?.summary }
        guard let summary else { return nil }
        let figures = try JSON(parsing: Array(summary.utf8))
        return document(
            id, matched: figures["matched"] ?? .null, unmatched: figures["unmatched"] ?? .null)
    }

    private static func document(
        _ id: ID<MatchRun>, matched: JSON, unmatched: JSON
    ) -> JSON {
        .object([
            JSON.Member("match_run_id", .string(id.text)), JSON.Member("matched", matched),
            JSON.Member("unmatched", unmatched),
        ])
    }

    // MARK: Inputs

    private static func keptInputs(_ id: ID<MatchRun>, _ desk: JobDesk) throws -> MatchInputs? {
        if let kept = try desk.read({ try MatchRunStore.inputs(id, $0) }) {
            guard let inputs = MatchInputs(kept) else { throw UnreadableInputs() }
            return inputs
        }
        let moment = MatchingMoment(desk.deployment, now: desk.deployment.now())
        var pace = JobPace(desk)
        let drawn = try desk.read { snapshot in
            try MatchRunStore.find(id, snapshot).map { run in
                try MatchInputsStore.gather(run, moment, snapshot) { done, total in
                    try pace.note("reading", done: done, total: total)
                }
            }
        }
        guard let (inputs, leftOut) = drawn else { return nil }
        // To write them down takes a while too, where everybody wrote much.
        let people = inputs.inputs.mentees.count + inputs.inputs.mentors.count
        try desk.progress("reading", done: people, total: people)
        let bytes = inputs.bytes
        let text = String(decoding: bytes, as: UTF8.self)
        let hash = inputs.hash(of: bytes, desk.deployment.sealer)
        let counts = leftOut.json.description
        try desk.write { _, transaction in
            try MatchRunStore.keep(
                inputs: text, hash: hash, leftOut: counts, of: id, transaction)
        }
        return inputs
    }

    // MARK: Solving

    private static func solve(_ inputs: MatchInputs, _ desk: JobDesk) throws -> MatchResult {
        var pace = JobPace(desk)
        var interruption: (any Error)?
        do throws(Assignment.Refusal) {
            return try MatchRun.solve(
                inputs.inputs, objective: inputs.objective, favouring: inputs.favouring,
                seed: UInt64(bitPattern: inputs.seed)
            ) { step in
                do {
                    try pace.note(step.phase.rawValue, done: step.done, total: step.total)
                    return true
                } catch {
                    interruption = error
                    return false
                }
            }
        } catch {
            if let interruption { throw interruption }
            throw failure(error)
        }
    }

    private static func failure(_ refusal: Assignment.Refusal) -> any Error {
        switch refusal {
        case .infeasible(let words): Failure(.conflict, "locks_impossible", words)
        case .tooLarge(let words): Failure(.conflict, "run_too_large", words)
        case .cancelled: JobInterruption.cancelled
        case .invalid, .unproven: refusal
        }
    }

    // MARK: Saving

    private static func save(
        _ result: MatchResult, of id: ID<MatchRun>, _ desk: JobDesk
    ) throws {
        let pairs = result.pairRows
        let unmatched = result.unmatchedRows
        let total = pairs.count + unmatched.count
        try desk.write { _, transaction in
            try MatchResultStore.clear(id, transaction)
            try MatchGroupStore.insert(result.groups, of: id, transaction)
        }
        for start in stride(from: 0, to: pairs.count, by: rowsAtOnce) {
            let some = Array(pairs[start..<min(start + rowsAtOnce, pairs.count)])
            try desk.write { _, transaction in
                try MatchResultStore.insert(some, of: id, from: start, transaction)
            }
            try desk.progress("saving", done: start + some.count, total: total)
        }
        for start in stride(from: 0, to: unmatched.count, by: rowsAtOnce) {
            let some = Array(unmatched[start..<min(start + rowsAtOnce, unmatched.count)])
            try desk.write { _, transaction in
                try MatchResultStore.insert(some, of: id, from: start, transaction)
            }
            try desk.progress("saving", done: pairs.count + start + some.count, total: total)
        }
        let summary = result.summaryDocument
        try desk.write { context, transaction in
            guard
                try MatchRunStore.finish(id, summary: summary, now: context.now, transaction),
                let run = try MatchRunStore.find(id, transaction)
            else { return }
            try Ledger.record(
                "match_run.done", id.text, programme: run.programme,
                data: [JSON.Member("matched", .integer(Int64(pairs.count)))], &context,
                transaction)
        }
    }
}

/// Kept inputs that this program cannot read: another version wrote them, or the file was changed.
private struct UnreadableInputs: Error {}
