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
            code: "circle_is_whole", status: 409,
            means: "A circle of a run stands or falls as a whole; its pairs are not reviewed."),
        Entry(
            code: "circle_stands", status: 409,
            means: "The circle has begun; who does not want to be in it leaves it."),
        Entry(
            code: "engine_changed", status: 409,
            means: "Another engine made the run; what is asked can be told of a new run."),
        Entry(
            code: "exclusion_of_run", status: 409,
            means: "What a single run leaves out is part of its order and stays with it."),
        Entry(
            code: "group_has_mentors", status: 409,
            means: "As many mentors guide the group as the programme's matching policy has."),
        Entry(
            code: "group_too_small", status: 409,
            means: "A group of the run has fewer members than the programme asks for."),
        Entry(
            code: "inputs_changed", status: 409,
            means: "What the run rested on has changed; nothing was published. Run it again."),
        Entry(
            code: "has_joined_group", status: 409,
            means: "Who was asked to guide a group guides it by now; they leave it instead."),
        Entry(
            code: "locks_impossible", status: 409,
            means: "The pairs that the run was told to keep cannot all be kept."),
        Entry(
            code: "nothing_to_undo", status: 409,
            means: "There is no yes that could be taken back; what it made has ended otherwise."),
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
            code: "mentor_has_group", status: 409,
            means: "The mentor leads or guides a group of the programme already."),
        Entry(
            code: "nobody_to_ask", status: 409,
            means: "None of the mentors named can be asked now; reasons says why."),
        Entry(
            code: "pair_has_begun", status: 409,
            means: "The two have met or written something down; their pair ends by its closure."),
        Entry(
            code: "pair_not_possible", status: 409,
            means: "They can no longer be put together here; a rule forbids it by now."),
        Entry(
            code: "request_expired", status: 409,
            means: "The time to answer the request is over; the next mentor is asked."),
        Entry(
            code: "request_not_open", status: 409,
            means: "The request no longer waits for this mentor."),
        Entry(
            code: "request_over", status: 409,
            means: "The request was answered, taken back or has nobody left to ask."),
        Entry(
            code: "request_waits", status: 409,
            means: "The mentee has a request that waits; mentorship_request_id says which."),
        Entry(
            code: "robustness_under_way", status: 409,
            means: "The run's robustness is being measured; wait for it, or cancel it."),
        Entry(
            code: "run_not_done", status: 409, means: "Only a run that is done can be published."),
        Entry(
            code: "run_published", status: 409,
            means: "The run was published; its proposals stay."),
        Entry(
            code: "run_too_large", status: 409,
            means: "There are more people or pairs than groups or circles are looked for among."),
        Entry(
            code: "run_without_prices", status: 409,
            means: "Equals met in the run: they have no places that could be worth something."),
        Entry(
            code: "several_pairs", status: 409,
            means: "The mentee has several pairs in the run; leave one out by an exclusion."),
        Entry(
            code: "swap_stands", status: 409,
            means: "The pair is part of a swap, or was swapped on; swap back first."),
        Entry(
            code: "undo_too_late", status: 409,
            means: "The time to take back a yes that has made a pair is over."),
        Entry(
            code: "self_match_closed", status: 409,
            means: "The programme's staff make the pairs; mentees do not choose there."),
    ]
}

extension Failure {
    static let severalPairs = Failure(
        .conflict, "several_pairs",
        "This mentee has several pairs in the run, and a review is of one. Order another run with "
            + "this one as previous_run_id, and leave out or lock the pairs there.")

    static let runPublished = Failure(
        .conflict, "run_published",
        "This run was published already. Withdraw its proposals one by one, or order another run.")

    static func runNotDone(_ state: MatchRunState) -> Failure {
        Failure(
            .conflict, "run_not_done",
            "The run is \(state.rawValue); only one that is done can be published.",
            facts: ["state": [state.rawValue]])
    }

    static let robustnessUnderWay = Failure(
        .conflict, "robustness_under_way",
        "The robustness of this run is being measured. Wait for the end, or DELETE it first.")

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

    static func pairForbidden(_ reasons: [Forbidden], of two: PairWords = .mentoring) -> Failure {
        Failure(
            .conflict, "pair_forbidden",
            "The two must not be matched: \(two.giver) "
                + reasons.map(\.words).joined(separator: ", and ") + ".",
            facts: ["reasons": reasons.map(\.rawValue)])
    }

    /// For somebody who says yes after the place went to another pair.
    static func proposalSuperseded(_ ending: ProposalEnding) -> Failure {
        let words =
            switch ending {
            case .mentorAtCapacity: "The places are all taken by now; this proposal is closed."
            case .groupHasMentors:
                "Others guide the group by now, as many as it has; this proposal is closed."
            default: "One of those asked has somebody else by now; this proposal is closed."
            }
        return Failure(.conflict, ending.rawValue, words)
    }

    static let selfMatchClosed = Failure(
        .conflict, "self_match_closed",
        "In this programme its staff make the pairs. Ask them how far they are.")

    static func requestWaits(_ id: ID<MentorshipRequest>?) -> Failure {
        Failure(
            .conflict, "request_waits",
            "You have a request that waits for an answer. Take it back first to ask others.",
            facts: id.map { ["mentorship_request_id": [$0.text]] } ?? [:])
    }

    static func nobodyToAsk(_ request: MentorshipRequest) -> Failure {
        let reasons = request.choices.compactMap { $0.passedOver?.rawValue }
        return Failure(
            .conflict, "nobody_to_ask",
            "None of them can be asked now (\(Set(reasons).sorted().joined(separator: ", "))). "
                + "Nothing was sent; choose others.",
            facts: ["reasons": reasons])
    }

    static let enoughRequestsToday = Failure(
        .tooMany, "enough_requests_today",
        "You have made \(RequestPolicyLimits.requestsADay) requests here within a day. Ask again "
            + "tomorrow.", retryAfterSeconds: 86_400)

    /// Whatever came between them is told to neither.
    static let pairNotPossible = Failure(
        .conflict, "pair_not_possible",
        "You can no longer be put together here. Ask the programme's staff.")
}
