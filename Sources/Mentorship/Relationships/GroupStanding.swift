// How a group stands beside the sizes that its programme allows and the mentors that its model
// needs, and what comes next: no group stays too small, or with one adult, in silence. Facts in,
// words out.

package struct GroupStanding: Sendable, Equatable {
    package enum Status: String, Sendable, CaseIterable {
        /// Fewer mentors than the model needs: before all else, since children may be among those
        /// who meet with one adult.
        case lacksMentors = "lacks_mentors"
        case belowLeast = "below_least"
        /// Large enough, and with places left.
        case open
        case full
    }

    package enum Step: String, Sendable, CaseIterable {
        /// Mentors were asked to guide the group too, and have not answered yet.
        case mentorsAnswer = "mentors_answer"
        /// Staff put another mentor into the group.
        case addMentor = "add_mentor"
        /// Others were asked and have not answered yet.
        case othersAnswer = "others_answer"
        /// Another run brings members to groups that stand.
        case staffRun = "staff_run"
        /// No run brings members while a mentor is as they are.
        case staffSettleMentors = "staff_settle_mentors"
        case none
    }

    package let sizes: ClosedRange<Int>
    package let members: Int
    /// Proposals to its mentors that wait for an answer.
    package let asked: Int
    /// Who leads comes first; none among equals.
    package let mentors: [ID<Person>]
    /// Who was asked to guide the group with them, and has not answered yet.
    package let mentorsAsked: Int
    /// How many the model needs.
    package let mentorsLeast: Int

    /// Its mentors who keep others from joining.
    package let hindrances: [Hindrance]

    /// Whether anybody can join: two who meet are all there can be, and a circle stays as it began.
    package let isJoined: Bool

    package init(
        sizes: ClosedRange<Int>, members: Int, asked: Int, mentors: [ID<Person>] = [],
        mentorsAsked: Int = 0, mentorsLeast: Int = 1, hindrances: [Hindrance] = [],
        isJoined: Bool = true
    ) {
        self.sizes = sizes
        self.members = members
        self.asked = asked
        self.mentors = mentors
        self.mentorsAsked = mentorsAsked
        self.mentorsLeast = mentorsLeast
        self.hindrances = hindrances
        self.isJoined = isJoined
    }

    package var status: Status {
        if !mentors.isEmpty, mentors.count < mentorsLeast { return .lacksMentors }
        if members < sizes.lowerBound { return .belowLeast }
        return members < sizes.upperBound ? .open : .full
    }

    package var step: Step {
        if status == .lacksMentors { return mentorsAsked > 0 ? .mentorsAnswer : .addMentor }
        if status != .full, !hindrances.isEmpty { return .staffSettleMentors }
        if status != .full, asked > 0 { return .othersAnswer }
        return status == .belowLeast ? .staffRun : .none
    }

    package var words: String {
        let missing = sizes.lowerBound - members
        switch (status, step) {
        case (.lacksMentors, _): return mentorWords
        case (.belowLeast, .othersAnswer):
            return "The group lacks \(missing) of \(sizes.lowerBound) members; \(asked) more were "
                + "asked and have not answered yet."
        case (.belowLeast, .staffSettleMentors):
            return "The group lacks \(missing) of \(sizes.lowerBound) members, and " + Self.hindered
        case (.open, .staffSettleMentors):
            return "The group is large enough and has places left, but " + Self.hindered
        case (.belowLeast, _):
            return
                "The group lacks \(missing) of \(sizes.lowerBound) members, and nobody was asked; "
                + "staff can run the matching again, which brings members to groups that stand."
        case (.open, _): return "The group is large enough and has places left."
        case (.full, _) where !isJoined: return "Nobody joins this; it is as it began."
        case (.full, _): return "The group has as many members as it may have."
        }
    }

    private var mentorWords: String {
        let next =
            step == .mentorsAnswer
            ? "\(mentorsAsked) more were asked and have not answered yet."
            : "nobody was asked; staff can put another mentor into it."
        return "The group has \(mentors.count) of the \(mentorsLeast) mentors that its model "
            + "needs, who are both there whenever children take part; " + next
    }

    /// For its members as well: whose it is staff alone are told.
    private static let hindered =
        "as its mentors stand, no run brings others to it; staff settle it with the mentors."
}

// MARK: Mentors

/// What is known of one mentor of a group, as far as others can join it.
package struct GroupMentorFacts: Sendable, Equatable {
    package var state = Person.State.active
    /// With an approved enrolment as mentor.
    package var isApproved = true
    /// Nothing that the programme asks for is missing.
    package var isReady = true
    package var placesLeft = 1
    package var leads = false

    package init() {}

    /// The first that counts; nil when others can join as far as this mentor goes. What has to be
    /// given anew is asked of who leads: a run fills a group up around them.
    package var hindrance: GroupStanding.Hindrance.Reason? {
        switch state {
        case .left: return .left
        case .paused: return .paused
        case .active: break
        }
        if !isApproved { return .notEnrolled }
        if leads, !isReady { return .gateNotMet }
        return placesLeft > 0 ? nil : .atCapacity
    }
}

extension GroupStanding {
    /// A mentor because of whom nobody joins.
    package struct Hindrance: Sendable, Equatable {
        package enum Reason: String, Sendable, CaseIterable {
            case left = "mentor_left"
            case paused = "mentor_paused"
            case notEnrolled = "mentor_not_enrolled"
            case gateNotMet = "gate_not_met"
            case atCapacity = "mentor_at_capacity"
        }

        package let mentor: ID<Person>
        package let reason: Reason

        package init(mentor: ID<Person>, reason: Reason) {
            self.mentor = mentor
            self.reason = reason
        }
    }
}
