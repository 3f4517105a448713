// The problem codes of the Matching room, and the failures that carry them.

import Mentorship

extension ProblemCatalogue {
    static let matching: [Entry] = [
        Entry(
            code: "already_excluded", status: 409,
            means: "The two are kept apart in this programme already; exclusion_id says by what."),
        Entry(
            code: "already_proposed", status: 409,
            means: "The two have a proposal that waits for an answer."),
        Entry(
            code: "exclusion_of_run", status: 409,
            means: "What a single run leaves out is part of its order and stays with it."),
        Entry(
            code: "inputs_changed", status: 409,
            means: "What the run rested on has changed; nothing was published. Run it again."),
        Entry(
            code: "locks_impossible", status: 409,
            means: "The pairs that the run was told to keep cannot all be kept."),
        Entry(
            code: "pair_forbidden", status: 409,
            means: "The two must not be matched; reasons says why."),
        Entry(
            code: "proposal_expired", status: 409,
            means: "The time to answer the proposal is over."),
        Entry(
            code: "proposal_not_open", status: 409,
            means: "The proposal was decided, superseded or taken back."),
        Entry(
            code: "run_not_done", status: 409, means: "Only a run that is done can be published."),
        Entry(
            code: "run_published", status: 409,
            means: "The run was published; its proposals stay."),
    ]
}

extension Failure {
    static let runPublished = Failure(
        .conflict, "run_published",
        "This run was published already. Withdraw its proposals one by one, or order another run.")

    static func runNotDone(_ state: MatchRunState) -> Failure {
        Failure(
            .conflict, "run_not_done",
            "The run is \(state.rawValue); only one that is done can be published.",
            facts: ["state": [state.rawValue]])
    }

    static let alreadyProposed = Failure(
        .conflict, "already_proposed",
        "The two have a proposal that waits for an answer. Withdraw it, or wait for the deadline.")

    static func alreadyExcluded(_ id: ID<Exclusion>) -> Failure {
        Failure(
            .conflict, "already_excluded",
            "The two are kept apart in this programme already, whichever of them mentors.",
            facts: ["exclusion_id": [id.text]])
    }

    static let exclusionOfRun = Failure(
        .conflict, "exclusion_of_run",
        "This was left out of one run only and is part of that run's order. Order another run.")

    static func pairForbidden(_ reasons: [Forbidden]) -> Failure {
        Failure(
            .conflict, "pair_forbidden",
            "The two must not be matched: the mentor "
                + reasons.map(\.words).joined(separator: ", and ") + ".",
            facts: ["reasons": reasons.map(\.rawValue)])
    }

    /// For somebody who says yes after the place went to another pair.
    static func proposalSuperseded(_ ending: ProposalEnding) -> Failure {
        let words =
            ending == .mentorAtCapacity
            ? "The mentor's places are all taken by now; this proposal is closed."
            : "The mentee has a mentor by now; this proposal is closed."
        return Failure(.conflict, ending.rawValue, words)
    }
}
