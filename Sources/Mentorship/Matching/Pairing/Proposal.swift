// A pair put to both sides: each may accept or decline, until a deadline. Both must say yes;
// nothing is ever accepted for a person. Of a circle each member has a part, and all must say yes;
// who is asked to guide a group with others answers alone. Opening the relationship is not its
// business.

package enum ProposalSide: String, Sendable, CaseIterable {
    case mentor
    case mentee

    package var other: ProposalSide { self == .mentor ? .mentee : .mentor }
}

package enum DeclineReason: String, Sendable, CaseIterable {
    case time
    case expertise
    case betterFit = "better_fit"
    case other
}

package struct Proposal: Sendable, Equatable, Identified {
    package static var idPrefix: String { "proposal" }

    package enum State: String, Sendable, CaseIterable {
        case sent
        case accepted
        case declined
        case expired
        case withdrawn
        /// Another proposal or relationship took its place.
        case superseded

        package var isOpen: Bool { self == .sent }
    }

    package struct Decision: Sendable, Equatable {
        package enum Answer: Sendable, Equatable {
            case accepted
            case declined(DeclineReason)
        }

        package let answer: Answer
        package let at: Instant

        package init(_ answer: Answer, at: Instant) {
            self.answer = answer
            self.at = at
        }
    }

    package let id: ID<Proposal>
    package let programme: ID<Programme>
    package let mentor: ID<Person>
    /// Nil where a mentor is asked to guide a group together with who leads it.
    package let mentee: ID<Person>?
    /// Whose group that is; they are told, and not asked.
    package let lead: ID<Person>?
    package let sentAt: Instant
    /// The first moment that is too late.
    package let deadline: Instant
    /// The circle of its run that this is the mentee's part of: the mentee answers it alone, to the
    /// circle as a whole, and the mentor has a part of their own.
    package let circle: Int?
    package private(set) var state: State
    package private(set) var mentorDecision: Decision?
    package private(set) var menteeDecision: Decision?

    package init(
        id: ID<Proposal>, programme: ID<Programme>, mentor: ID<Person>, mentee: ID<Person>?,
        lead: ID<Person>? = nil, sentAt: Instant, deadline: Instant, circle: Int? = nil,
        state: State = .sent, mentorDecision: Decision? = nil, menteeDecision: Decision? = nil
    ) {
        self.id = id
        self.programme = programme
        self.mentor = mentor
        self.mentee = mentee
        self.lead = lead
        self.sentAt = sentAt
        self.deadline = deadline
        self.circle = circle
        self.state = state
        self.mentorDecision = mentorDecision
        self.menteeDecision = menteeDecision
    }

    /// Who would be a pair; nil where a mentor is asked to guide a group with others.
    package var pair: PairOfPeople? { mentee.map { PairOfPeople(mentor: mentor, mentee: $0) } }

    package func side(of person: ID<Person>) -> ProposalSide? {
        if person == mentee { return .mentee }
        return person == mentor && circle == nil ? .mentor : nil
    }

    package func decision(of side: ProposalSide) -> Decision? {
        side == .mentor ? mentorDecision : menteeDecision
    }

    /// Whether nobody may answer any more, though nothing has marked it so yet.
    package func isOverdue(now: Instant) -> Bool { state.isOpen && now >= deadline }
}

// MARK: Changes

extension Proposal {
    /// True when with this yes both have said it. Saying it again changes nothing.
    @discardableResult
    package mutating func accept(_ side: ProposalSide, now: Instant) throws(Failure) -> Bool {
        if decision(of: side)?.answer == .accepted, state == .sent || state == .accepted {
            return state == .accepted
        }
        try checkOpen(now)
        decide(side, Decision(.accepted, at: now))
        if decision(of: side.other)?.answer == .accepted { state = .accepted }
        return state == .accepted
    }

    /// Ends it for both; a side that said yes before may still change its mind.
    package mutating func decline(
        _ side: ProposalSide, reason: DeclineReason, now: Instant
    ) throws(Failure) {
        if decision(of: side)?.answer == .declined(reason), state == .declined { return }
        try checkOpen(now)
        decide(side, Decision(.declined(reason), at: now))
        state = .declined
    }

    /// Nothing happens before the deadline, and nothing to a proposal already decided.
    package mutating func expire(now: Instant) -> Bool {
        guard isOverdue(now: now) else { return false }
        state = .expired
        return true
    }

    /// Taken back by staff.
    package mutating func withdraw() throws(Failure) {
        guard state.isOpen else { throw notOpen() }
        state = .withdrawn
    }

    /// A yes to a group that does not stand yet: it holds until the group begins, or the deadline.
    package var waitsForGroup: Bool {
        state.isOpen && lead != nil && mentorDecision?.answer == .accepted
    }

    /// Every member of the circle has said yes.
    package static func isAgreed(_ parts: [Proposal]) -> Bool {
        parts.allSatisfy { $0.state.isOpen && $0.menteeDecision?.answer == .accepted }
    }

    /// The circle begins, or the group takes one more mentor: each part is what its own yes and
    /// everybody's made of it.
    package mutating func complete() {
        guard waitsForGroup || state.isOpen && menteeDecision?.answer == .accepted else { return }
        state = .accepted
    }

    /// Another one took its place; a proposal already decided stays what it is.
    package mutating func supersede() -> Bool {
        guard state.isOpen else { return false }
        state = .superseded
        return true
    }

    /// The side's yes is unanswered again, and may be said again. False where there is none.
    package mutating func takeBack(_ side: ProposalSide, now: Instant) throws(Failure) -> Bool {
        guard decision(of: side) != nil else { return false }
        try checkOpen(now)
        switch side {
        case .mentor: mentorDecision = nil
        case .mentee: menteeDecision = nil
        }
        return true
    }

    /// What had come of both sides' yes has ended as if it had not begun.
    package mutating func undo() {
        guard state == .accepted else { return }
        state = .withdrawn
    }

    /// Both had said yes: nobody else takes back a proposal after that.
    package var isTakenBack: Bool { state == .withdrawn && agreedAt != nil }

    /// When the second of the two said yes.
    package var agreedAt: Instant? {
        guard let mentorDecision, let menteeDecision, mentorDecision.answer == .accepted,
            menteeDecision.answer == .accepted
        else { return nil }
        return max(mentorDecision.at, menteeDecision.at)
    }

    private mutating func decide(_ side: ProposalSide, _ decision: Decision) {
        switch side {
        case .mentor: mentorDecision = decision
        case .mentee: menteeDecision = decision
        }
    }

    private func checkOpen(_ now: Instant) throws(Failure) {
        guard state.isOpen else { throw notOpen() }
        guard now < deadline else {
            throw Failure(
                .conflict, "proposal_expired", "The time to answer this proposal is over.")
        }
    }

    private func notOpen() -> Failure {
        Failure(
            .conflict, "proposal_not_open",
            "This proposal is \(state.rawValue) and can no longer be answered.")
    }
}
