// A survey: one edition of an instrument put to one side of a programme, or both, at one phase.
// Says when it takes answers and which of them may be reported; never sees an answer itself.

package struct Survey: Sendable, Equatable, Identified {
    package static var idPrefix: String { "survey" }

    package enum Phase: String, Sendable, CaseIterable {
        case baseline, midpoint, exit
        case followUp = "follow_up"
        case pulse
    }

    package enum Audience: String, Sendable, CaseIterable {
        case mentors, mentees, both
    }

    package enum State: String, Sendable, CaseIterable {
        case open, closed
    }

    /// In which capacity somebody answers.
    package enum Side: String, Sendable, CaseIterable {
        case mentor, mentee
        /// Enrolled as both, and asked as both.
        case both
    }

    package struct Plan: Sendable, Equatable {
        package let instrument: ID<Instrument>
        package let phase: Phase
        package let audience: Audience
        package let title: String
        package let closesAt: Instant?

        package init(
            instrument: ID<Instrument>, phase: Phase, audience: Audience, title: String,
            closesAt: Instant?
        ) {
            self.instrument = instrument
            self.phase = phase
            self.audience = audience
            self.title = title
            self.closesAt = closesAt
        }
    }

    package let id: ID<Survey>
    package var version = 1
    package let programme: ID<Programme>
    package let plan: Plan
    /// When staff closed it; nil while they have not.
    package private(set) var closedAt: Instant?
    package let createdBy: String
    package let createdAt: Instant
    package private(set) var updatedAt: Instant

    package init(
        id: ID<Survey>, programme: ID<Programme>, plan: Plan, closedAt: Instant? = nil,
        createdBy: String, createdAt: Instant, updatedAt: Instant
    ) {
        self.id = id
        self.programme = programme
        self.plan = plan
        self.closedAt = closedAt
        self.createdBy = createdBy
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

// MARK: Open and closed

extension Survey {
    /// It closes by hand, or by itself at the time that was said.
    package func state(at now: Instant) -> State {
        if closedAt != nil { return .closed }
        return plan.closesAt.map { $0 <= now } ?? false ? .closed : .open
    }

    package func checkOpen(at now: Instant) throws(Failure) {
        if state(at: now) == .closed { throw .surveyClosed }
    }

    /// Closing is final: the answers that came between two closings could be told from the
    /// difference of their reports.
    package mutating func move(to state: State, at now: Instant) throws(Failure) {
        let current = self.state(at: now)
        if current == state { return }
        guard state == .closed else { throw .surveyClosed }
        closedAt = now
        updatedAt = now
    }

    /// In which capacity somebody enrolled in this role is asked; nil when they are not.
    package func side(of role: Enrolment.Role) -> Side? {
        switch plan.audience {
        case .mentors: role.isMentor ? .mentor : nil
        case .mentees: role.isMentee ? .mentee : nil
        case .both:
            switch role {
            case .mentor: .mentor
            case .mentee: .mentee
            case .both: .both
            }
        }
    }
}

// MARK: What may be reported

extension Survey {
    /// How many of the completed responses, or of the answers to one item, in the order in which
    /// they came, a figure stands on. While a survey is open it moves in steps of the threshold,
    /// one step behind: whoever reads it again and again learns the sum of at least so many
    /// people's answers, never one person's, and neither does the last step to the closed survey.
    package static func reportable(
        completed: Int, in state: State, _ suppression: Suppression
    ) -> Int {
        switch state {
        case .closed: completed
        case .open:
            max(0, completed / suppression.threshold - 1) * suppression.threshold
        }
    }
}

// MARK: Taking part

/// That a person is asked.
package struct SurveyAssignment: Sendable, Equatable, Identified {
    package static var idPrefix: String { "assignment" }

    package let id: ID<SurveyAssignment>
    package let survey: ID<Survey>
    package let person: ID<Person>
    package let side: Survey.Side
    package let createdAt: Instant

    package init(
        id: ID<SurveyAssignment>, survey: ID<Survey>, person: ID<Person>, side: Survey.Side,
        createdAt: Instant
    ) {
        self.id = id
        self.survey = survey
        self.person = person
        self.side = side
        self.createdAt = createdAt
    }
}

/// What the person has answered so far, or in the end.
package struct SurveyResponse: Sendable, Equatable {
    package let assignment: ID<SurveyAssignment>
    package var version: Int
    package var answers: Instrument.Answers
    /// Nil while it is a draft.
    package var completedAt: Instant?
    package let createdAt: Instant
    package var updatedAt: Instant

    package init(
        assignment: ID<SurveyAssignment>, version: Int, answers: Instrument.Answers,
        completedAt: Instant?, createdAt: Instant, updatedAt: Instant
    ) {
        self.assignment = assignment
        self.version = version
        self.answers = answers
        self.completedAt = completedAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    package func checkDraft() throws(Failure) {
        if completedAt != nil { throw .alreadySubmitted }
    }
}

extension Failure {
    package static let surveyClosed = Failure(
        .conflict, "survey_closed",
        "The survey is closed, and closing is final. Ask again with a new survey.")

    package static let alreadySubmitted = Failure(
        .conflict, "already_submitted",
        "You have submitted your answers; they are counted as they are.")
}
