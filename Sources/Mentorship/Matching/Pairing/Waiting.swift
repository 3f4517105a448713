// Where somebody stands who has no partner yet, and what happens next: nobody waits without a
// status and a next step, each with whose move it is. Facts in, words out.

package struct Waiting: Sendable, Equatable {
    package enum Status: String, Sendable, CaseIterable {
        case enrolmentUndecided = "enrolment_undecided"
        case acknowledgementMissing = "acknowledgement_missing"
        case proposalWaitsForYou = "proposal_waits_for_you"
        case requestWaitsForYou = "request_waits_for_you"
        case requestWithMentor = "request_with_mentor"
        case proposalWaitsForOther = "proposal_waits_for_other"
        case paused
        case runUnderWay = "run_under_way"
        case runUnderReview = "run_under_review"
        case requestExhausted = "request_exhausted"
        case unmatchedInRun = "unmatched_in_run"
        case fewerInRun = "fewer_in_run"
        case circleNotFormed = "circle_not_formed"
        case noRunYet = "no_run_yet"
    }

    package enum Step: String, Sendable, CaseIterable {
        case staffDecide = "staff_decide"
        case acknowledge
        case answerProposal = "answer_proposal"
        case answerRequest = "answer_request"
        case mentorAnswers = "mentor_answers"
        case otherSideAnswers = "other_side_answers"
        case staffResume = "staff_resume"
        case staffPublish = "staff_publish"
        case askMentors = "ask_mentors"
        case staffRun = "staff_run"
    }

    package let status: Status
    package let step: Step
    /// The first moment that is too late for the step, where it has one.
    package let until: Instant?
    /// The proposal or request that it is about.
    package let subject: String?
    /// Why a run left them without, or with fewer than they want, as its code.
    package let reason: String?

    package init(
        _ status: Status, _ step: Step, until: Instant? = nil, subject: String? = nil,
        reason: String? = nil
    ) {
        self.status = status
        self.step = step
        self.until = until
        self.subject = subject
        self.reason = reason
    }
}

/// What the store knows of somebody without a partner.
package struct WaitingFacts: Sendable, Equatable {
    package struct Open: Sendable, Equatable {
        package let id: String
        package let deadline: Instant?
        package let isTheirMove: Bool

        package init(id: String, deadline: Instant?, isTheirMove: Bool) {
            self.id = id
            self.deadline = deadline
            self.isTheirMove = isTheirMove
        }
    }

    /// How far the latest run is that asked about them, and what it found.
    package enum Run: Sendable, Equatable {
        case none
        case underWay
        case underReview
        /// Published, and it had no pair for them; of mentors no reason is kept.
        case without(reason: String?)
        /// Published, and it had fewer mentors for them than they want.
        case withFewer(reason: String)
        /// Published, and not everybody in their circle said yes.
        case withoutCircle
        /// Published; what became of their pair says more.
        case published
    }

    package var isDecided = true
    package var hasAcknowledged = true
    package var isMentee = true
    /// Takes no new relationships for a while.
    package var isPaused = false
    /// Whether mentees choose for themselves there.
    package var mayAsk = true
    package var proposals: [Open] = []
    package var requests: [Open] = []
    /// Their last request, where it ended with nobody left and nothing came after it.
    package var exhausted: String?
    package var run = Run.none

    package init() {}
}

extension WaitingFacts {
    /// What they can do themselves comes first; then whose answer they wait for; then staff.
    package var waiting: Waiting {
        guard isDecided else { return Waiting(.enrolmentUndecided, .staffDecide) }
        guard hasAcknowledged else { return Waiting(.acknowledgementMissing, .acknowledge) }
        return theirMove ?? others ?? (isPaused ? Waiting(.paused, .staffResume) : idle)
    }

    private var theirMove: Waiting? {
        if let one = soonest(proposals.filter(\.isTheirMove)) {
            return Waiting(
                .proposalWaitsForYou, .answerProposal, until: one.deadline, subject: one.id)
        }
        return soonest(requests.filter(\.isTheirMove)).map {
            Waiting(.requestWaitsForYou, .answerRequest, until: $0.deadline, subject: $0.id)
        }
    }

    private var others: Waiting? {
        if let one = soonest(requests) {
            return Waiting(
                .requestWithMentor, .mentorAnswers, until: one.deadline, subject: one.id)
        }
        return soonest(proposals).map {
            Waiting(
                .proposalWaitsForOther, .otherSideAnswers, until: $0.deadline, subject: $0.id)
        }
    }

    private var idle: Waiting {
        let next: Waiting.Step = isMentee && mayAsk ? .askMentors : .staffRun
        switch run {
        case .underWay: return Waiting(.runUnderWay, .staffPublish)
        case .underReview: return Waiting(.runUnderReview, .staffPublish)
        case _ where isMentee && exhausted != nil:
            return Waiting(.requestExhausted, next, subject: exhausted)
        case .without(let reason): return Waiting(.unmatchedInRun, next, reason: reason)
        case .withFewer(let reason) where isMentee:
            return Waiting(.fewerInRun, next, reason: reason)
        case .withoutCircle: return Waiting(.circleNotFormed, .staffRun)
        case .none, .withFewer, .published: return Waiting(.noRunYet, next)
        }
    }

    private func soonest(_ open: [Open]) -> Open? {
        open.min {
            ($0.deadline?.milliseconds ?? .max, $0.id) < ($1.deadline?.milliseconds ?? .max, $1.id)
        }
    }
}

/// How many mentors a mentee has, of how many at once are wanted.
package struct MentorsWanted: Sendable, Equatable {
    package let found: Int
    package let wanted: Int

    package init(found: Int, wanted: Int) {
        self.found = found
        self.wanted = wanted
    }
}

// MARK: Words

extension Waiting {
    /// For the person and for staff alike, without names; in the words of how many meet there.
    package func words(
        _ mentors: MentorsWanted? = nil, in shape: MatchRun.Shape = .pairs
    ) -> String {
        let words = sentence(in: shape)
        guard let mentors, (1..<mentors.wanted).contains(mentors.found) else { return words }
        return words + " \(mentors.found) of \(mentors.wanted) mentors found so far."
    }

    private func sentence(in shape: MatchRun.Shape) -> String {
        switch status {
        case .enrolmentUndecided: "Staff have not decided on the enrolment yet."
        case .acknowledgementMissing: "The programme's text has to be acknowledged first."
        case .proposalWaitsForYou: "\(shape.proposal) waits for this person's answer."
        case .requestWaitsForYou: "\(shape.asker) waits for this person's answer."
        case .requestWithMentor: "\(shape.asked) was asked and has not answered yet."
        case .proposalWaitsForOther: shape.othersAnswer
        case .paused: "This person is paused: nothing new begins until staff end that."
        case .runUnderWay: "A match run is being computed; staff will look at it."
        case .runUnderReview: "Staff are looking at a match run before it is published."
        case .requestExhausted:
            "None of \(shape.allAsked) could say yes; others can be asked."
        case .unmatchedInRun: "The last match run had no \(shape.made) for this person."
        case .fewerInRun: "The last match run had fewer mentors for this person than are wanted."
        case .circleNotFormed:
            "The circle did not come about; staff can run the matching again."
        case .noRunYet:
            step == .askMentors
                ? "\(shape.toAsk) can be asked now; staff can also run the matching."
                : "Staff have not run the matching since this person was free."
        }
    }
}

/// What people are called where two meet, or more, or equals.
extension MatchRun.Shape {
    private var isOfEquals: Bool { self == .peers || self == .circles }

    fileprivate var made: String {
        switch self {
        case .pairs, .peers: "pair"
        case .groups: "group"
        case .circles: "circle"
        }
    }

    fileprivate var proposal: String {
        self == .groups ? "A proposal for a group" : "A proposed \(made)"
    }

    fileprivate var othersAnswer: String {
        switch self {
        case .pairs, .peers: "The other side of a proposed pair has not answered yet."
        case .groups: "The other side of a proposal for a group has not answered yet."
        case .circles: "Others in a proposed circle have not answered yet."
        }
    }

    fileprivate var asker: String { isOfEquals ? "Somebody who asked" : "A mentee" }
    fileprivate var asked: String { isOfEquals ? "Somebody" : "A mentor" }
    fileprivate var allAsked: String { isOfEquals ? "those asked" : "the mentors asked" }
    fileprivate var toAsk: String { isOfEquals ? "Others" : "Mentors" }
}
