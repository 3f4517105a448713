// Who takes part in a run among equals, in pairs or in circles: everybody gives and gets, and what
// rules two out does so whichever of them guides.

extension Compatibility {
    /// Everybody stands on both sides of the inputs: with what they want and with what they offer.
    static func amongEquals(
        _ inputs: MatchRun.Inputs, _ objective: MatchRun.Objective, seed: UInt64
    ) throws(Assignment.Refusal) -> Compatibility {
        let wanting = MatchRun.ordered(inputs.mentees, seed)
        let giving = MatchRun.ordered(inputs.mentors, seed)
        guard objective == .quality || objective == .coverageThenQuality else {
            throw .invalid("Equals are matched for quality, or for coverage and then quality.")
        }
        guard wanting.map(\.id) == giving.map(\.id) else {
            throw .invalid("Somebody stands on one side alone.")
        }
        var vetoes = inputs.vetoes
        vetoes.declined += vetoes.declined.map(\.reversed)
        vetoes.excluded += vetoes.excluded.map(\.reversed)
        return Compatibility(
            policy: inputs.policy, mentees: wanting, mentors: giving, vetoes: vetoes)
    }
}
