// A finished run with what it rested on, as what people ask about it is answered from: the kept
// inputs and the pairs that were chosen. Never reads what is in the programme by now.

import HTTP
import JSON
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
    var isForOneEach: Bool { inputs.inputs.isForOneEach(inputs.objective) }

    /// Prices tell what a change is worth where there is a total too.
    var hasPrices: Bool {
        isForOneEach
            && (inputs.objective == .quality || inputs.objective == .coverageThenQuality)
    }

    /// Only the engine that made the run makes it again.
    private func checkEngine() throws {
        guard inputs.engine == MatchRun.engineVersion else {
            throw Failure.engineChanged(inputs.engine)
        }
    }

    /// The same answer with all that proves it, where everybody looked for one mentor.
    func settled(_ time: SolvingTime) throws -> SettledRun {
        try checkEngine()
        return try MatchRun.settle(
            inputs.inputs, objective: inputs.objective, favouring: inputs.favouring,
            seed: UInt64(bitPattern: inputs.seed), progress: time.report)
    }

    /// Without prices: to be solved again with a change, beside the pairs that were made.
    func again(_ snapshot: Reading) throws -> RunAgain {
        try checkEngine()
        let summary = try JSON(parsing: Array((row.summary ?? "{}").utf8))
        let outcome = RunOutcome(
            try MatchResultStore.made(row.id, snapshot),
            sharing: try MatchGroupStore.sharing(in: row.id, snapshot), of: inputs.inputs,
            inputs.objective,
            isProved: isForOneEach || summary["certificate"]?["is_optimal"] == .bool(true))
        return RunAgain(
            inputs.inputs, inputs.objective, favouring: inputs.favouring,
            seed: UInt64(bitPattern: inputs.seed), outcome: outcome)
    }

    /// What one more place with each mentor is worth: by prices where there are any, else by
    /// solving again for each mentor.
    func places(_ snapshot: Reading) throws -> [PlaceWorth] {
        let shape = inputs.inputs.shape
        guard hasPrices else {
            guard shape == .groups || shape == .pairs else { throw Failure.withoutPlaces }
            try checkPlaces(shape)
            return try Failure.whereTooLarge {
                try again(snapshot).places(progress: SolvingTime().report)
            }
        }
        return try Failure.whereTooLarge {
            let time = SolvingTime()
            var settled = try settled(time)
            return try settled.places(progress: time.report)
        }
    }

    /// Pairs of people times mentors, so that all is solved again within some ten seconds.
    private func checkPlaces(_ shape: MatchRun.Shape) throws {
        let most = shape == .groups ? 100_000 : 5_000_000
        let mentors = inputs.inputs.mentors.count
        guard inputs.inputs.mentees.count * mentors * mentors <= most else {
            throw Failure(
                .conflict, "run_too_large",
                "There are too many people to try one more place with each mentor. Ask of a mentee "
                    + "who is left what would help (unmatched), or order a run with the place.")
        }
    }

    func side(_ snapshot: Reading) throws -> RunComparison.Side {
        RunComparison.Side(
            inputs.inputs, pairs: try MatchResultStore.pairs(row.id, snapshot).map(\.people.named))
    }
}

extension Failure {
    static let withoutPlaces = Failure(
        .conflict, "run_without_prices",
        "Equals have no places: each has one partner, or one guide. Ask of somebody who is left "
            + "what would help (unmatched), or of two what they would cost (match-explanations).")

    static func engineChanged(_ version: String) -> Failure {
        Failure(
            .conflict, "engine_changed",
            "The run was made by engine \(version), which might have chosen otherwise than "
                + "\(MatchRun.engineVersion). Order another run and ask about that.",
            facts: ["engine_version": [version]])
    }
}
