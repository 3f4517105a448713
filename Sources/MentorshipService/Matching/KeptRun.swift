// A finished run with what it rested on, as what people ask about it is answered from: the kept
// inputs and the pairs that were chosen. Never reads what is in the programme by now.

import HTTP
import Mentorship

struct KeptRun {
    let row: MatchRunRow
    let inputs: MatchInputs

    init(_ id: ID<MatchRun>, _ actor: Actor, _ snapshot: Reading) throws {
        let row = try MatchRunService.see(id, actor, snapshot)
        guard row.summary != nil, let kept = try MatchRunStore.inputs(id, snapshot),
            let inputs = MatchInputs(kept)
        else { throw Failure.runNotDone(row.state) }
        self.row = row
        self.inputs = inputs
    }

    init(_ call: Call, _ snapshot: Reading) throws {
        try self.init(call.id("run", "match run"), call.actor, snapshot)
    }

    /// Everybody looked for one mentor, who meets each alone.
    var isForOneEach: Bool {
        inputs.inputs.shape == .pairs && !inputs.inputs.isForSeveral(inputs.objective)
    }

    private var isOfPeers: Bool { inputs.inputs.shape == .peers }

    /// The same answer with all that proves it. Only the engine that made the run makes it again.
    func settled() throws -> SettledRun {
        guard isForOneEach else { throw Failure.runOfAnotherShape }
        guard inputs.engine == MatchRun.engineVersion else {
            throw Failure.engineChanged(inputs.engine)
        }
        return try MatchRun.settle(
            inputs.inputs, objective: inputs.objective, favouring: inputs.favouring,
            seed: UInt64(bitPattern: inputs.seed))
    }

    /// For what only prices tell: what a change is worth to all.
    func priced() throws -> SettledRun {
        guard isForOneEach else { throw Failure.runWithoutPrices }
        let settled = try settled()
        guard settled.hasPrices else { throw Failure.runWithoutPrices }
        return settled
    }

    /// Of two equals each has the other.
    func side(_ snapshot: Reading) throws -> RunComparison.Side {
        let pairs = try MatchResultStore.pairs(row.id, snapshot).map(\.people)
        let back = isOfPeers ? pairs.map(\.reversed) : []
        return RunComparison.Side(inputs.inputs, pairs: (pairs + back).map(\.named))
    }
}

extension Failure {
    static let runOfAnotherShape = Failure(
        .conflict, "run_of_another_shape",
        "This is told of runs in which every mentee looks for one mentor and meets them alone.")

    static let runWithoutPrices = Failure(
        .conflict, "run_without_prices",
        "What a place is worth is told of runs for the greatest total: quality, or coverage and "
            + "then quality.")

    static func engineChanged(_ version: String) -> Failure {
        Failure(
            .conflict, "engine_changed",
            "The run was made by engine \(version), which might have chosen otherwise than "
                + "\(MatchRun.engineVersion). Order another run and ask about that.",
            facts: ["engine_version": [version]])
    }
}
