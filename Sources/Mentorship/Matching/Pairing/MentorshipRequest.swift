// A mentee asks mentors in an order of their own: one at a time, each until a deadline; who says
// no, does not answer or has no place left makes way for the next. The mentee can take it back at
// any time. Opening the relationship is not its business.

package struct MentorshipRequest: Sendable, Equatable, Identified {
    package static var idPrefix: String { "mentorship_request" }

    package enum State: String, Sendable, CaseIterable {
        case waiting
        case accepted
        /// Nobody is left who could be asked.
        case exhausted
        case withdrawn
        /// The mentee found a mentor in another way.
        case superseded
    }

    /// Why a mentor was not asked, or is asked no more, though they did not say no.
    package enum PassedOver: String, Sendable, CaseIterable {
        case mentorAtCapacity = "mentor_at_capacity"
        /// As many wait for their answer as the programme allows.
        case enoughRequests = "enough_requests"
        case notAvailable = "not_available"
    }

    package struct Choice: Sendable, Equatable {
        package enum State: String, Sendable, CaseIterable {
            case queued
            case asked
            case accepted
            case declined
            case expired
            case passedOver = "passed_over"
            /// The mentee took the request back while this mentor thought about it.
            case withdrawn
            /// It was over before their turn.
            case notAsked = "not_asked"
        }

        package let mentor: ID<Person>
        package var state: State
        package var askedAt: Instant?
        package var time: AnswerTime?
        package var nudgedAt: Instant?
        package var answeredAt: Instant?
        package var declineReason: DeclineReason?
        package var passedOver: PassedOver?

        package init(_ mentor: ID<Person>, state: State = .queued) {
            self.mentor = mentor
            self.state = state
        }
    }

    /// Whether a mentor can be asked now, and for how long.
    package enum Standing: Sendable, Equatable {
        case free(AnswerTime)
        case passedOver(PassedOver)
    }

    package let id: ID<MentorshipRequest>
    package let programme: ID<Programme>
    package let mentee: ID<Person>
    package var state: State
    package var choices: [Choice]
    package let createdAt: Instant

    package init(
        id: ID<MentorshipRequest>, programme: ID<Programme>, mentee: ID<Person>,
        choices: [Choice], createdAt: Instant, state: State = .waiting
    ) {
        self.id = id
        self.programme = programme
        self.mentee = mentee
        self.choices = choices
        self.createdAt = createdAt
        self.state = state
    }

    /// Where the mentor stands whom it waits for.
    package var current: Int? { choices.firstIndex { $0.state == .asked } }

    package func position(of mentor: ID<Person>) -> Int? {
        choices.firstIndex { $0.mentor == mentor }
    }

    /// Whether the mentor learns of it: those who were asked, never those who were only named.
    package func wasAsked(_ mentor: ID<Person>) -> Bool {
        position(of: mentor).map { choices[$0].askedAt != nil } ?? false
    }

    /// Whether it is nobody's turn though it waits.
    package var isBetweenTurns: Bool { state == .waiting && current == nil }
}

// MARK: Turns

extension MentorshipRequest {
    /// Asks the next of the mentors who can be asked; with none left it is over. Nothing happens
    /// while somebody thinks about it.
    package mutating func askNext(
        now: Instant, standing: (ID<Person>) throws -> Standing
    ) rethrows {
        guard isBetweenTurns else { return }
        for index in choices.indices where choices[index].state == .queued {
            switch try standing(choices[index].mentor) {
            case .free(let time):
                choices[index].state = .asked
                choices[index].askedAt = now
                choices[index].time = time
                return
            case .passedOver(let reason): passOver(index, reason)
            }
        }
        state = .exhausted
    }

    /// The place went to somebody else, or the two can no longer be asked to meet.
    package mutating func passOver(_ mentor: ID<Person>, because reason: PassedOver) -> Bool {
        guard state == .waiting, let index = position(of: mentor),
            choices[index].state == .asked
        else { return false }
        passOver(index, reason)
        return true
    }

    private mutating func passOver(_ index: Int, _ reason: PassedOver) {
        choices[index].state = .passedOver
        choices[index].passedOver = reason
    }

    /// Nothing happens before the deadline.
    package mutating func expire(now: Instant) -> Bool {
        guard state == .waiting, let index = current, isOver(index, now) else { return false }
        choices[index].state = .expired
        return true
    }

    /// True when somebody is to be reminded now who was not yet.
    package mutating func nudge(now: Instant) -> Bool {
        guard state == .waiting, let index = current, !isOver(index, now),
            choices[index].nudgedAt == nil, let time = choices[index].time, now >= time.nudge
        else { return false }
        choices[index].nudgedAt = now
        return true
    }

    private func isOver(_ index: Int, _ now: Instant) -> Bool {
        choices[index].time.map { now >= $0.deadline } ?? true
    }
}

// MARK: Answers

extension MentorshipRequest {
    /// Saying it again changes nothing.
    package mutating func accept(by mentor: ID<Person>, now: Instant) throws(Failure) {
        guard let index = position(of: mentor) else { throw .notFound("request") }
        if choices[index].state == .accepted { return }
        try checkAsked(index, now)
        choices[index].state = .accepted
        choices[index].answeredAt = now
        end(.accepted)
    }

    package mutating func decline(
        by mentor: ID<Person>, reason: DeclineReason, now: Instant
    ) throws(Failure) {
        guard let index = position(of: mentor) else { throw .notFound("request") }
        if choices[index].state == .declined, choices[index].declineReason == reason { return }
        try checkAsked(index, now)
        choices[index].state = .declined
        choices[index].answeredAt = now
        choices[index].declineReason = reason
    }

    /// At any time while it waits; taking it back twice changes nothing.
    package mutating func withdraw() throws(Failure) {
        if state == .withdrawn { return }
        guard state == .waiting else { throw .requestNotWaiting(state) }
        end(.withdrawn)
    }

    /// False when it was over already.
    package mutating func supersede() -> Bool {
        guard state == .waiting else { return false }
        end(.superseded)
        return true
    }

    private mutating func end(_ state: State) {
        self.state = state
        for index in choices.indices {
            switch choices[index].state {
            case .queued: choices[index].state = .notAsked
            case .asked: choices[index].state = .withdrawn
            default: break
            }
        }
    }

    private func checkAsked(_ index: Int, _ now: Instant) throws(Failure) {
        let choice = choices[index]
        if choice.state == .expired || choice.state == .asked && isOver(index, now) {
            throw Failure(
                .conflict, "request_expired",
                "The time to answer this request is over; the next mentor is asked.")
        }
        guard state == .waiting, choice.state == .asked else {
            throw .requestNotOpen(choice.state)
        }
    }
}

// MARK: A yes taken back

extension MentorshipRequest {
    /// What a mentor who was asked may know of the whole: as much as their own part says.
    package func state(toldTo mentor: ID<Person>) -> State? {
        switch position(of: mentor).map({ choices[$0].state }) {
        case .asked: .waiting
        case .accepted: .accepted
        case .withdrawn: .withdrawn
        case .queued, .declined, .expired, .passedOver, .notAsked, nil: nil
        }
    }
}

extension MentorshipRequest.Choice {
    /// They had said yes; to the mentee they are somebody who cannot be asked.
    package var isTakenBack: Bool { state == .passedOver && answeredAt != nil }
}

extension MentorshipRequest {
    /// Whose turn had not come when the mentor said yes waits for it again, where the request goes
    /// on. A yes by mistake is no refusal: the two may meet by another request.
    package mutating func takeBackAcceptance(then next: State) {
        guard let index = choices.firstIndex(where: { $0.state == .accepted }) else { return }
        passOver(index, .notAvailable)
        state = next
        guard next == .waiting else { return }
        for index in choices.indices where choices[index].state == .notAsked {
            choices[index].state = .queued
        }
    }
}

extension Failure {
    static func requestNotWaiting(_ state: MentorshipRequest.State) -> Failure {
        Failure(
            .conflict, "request_over",
            "This request is \(state.rawValue) and can be changed no more.",
            facts: ["state": [state.rawValue]])
    }

    static func requestNotOpen(_ state: MentorshipRequest.Choice.State) -> Failure {
        Failure(
            .conflict, "request_not_open",
            "This request no longer waits for you: it is \(state.rawValue).",
            facts: ["state": [state.rawValue]])
    }
}
