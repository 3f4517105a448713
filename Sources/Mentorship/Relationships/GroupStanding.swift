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

    /// Whether anybody can join: two who meet are all there can be, and a circle stays as it began.
    package let isJoined: Bool

    package init(
        sizes: ClosedRange<Int>, members: Int, asked: Int, mentors: [ID<Person>] = [],
        mentorsAsked: Int = 0, mentorsLeast: Int = 1, isJoined: Bool = true
    ) {
        self.sizes = sizes
        self.members = members
        self.asked = asked
        self.mentors = mentors
        self.mentorsAsked = mentorsAsked
        self.mentorsLeast = mentorsLeast
        self.isJoined = isJoined
    }

    package var status: Status {
        if !mentors.isEmpty, mentors.count < mentorsLeast { return .lacksMentors }
        if members < sizes.lowerBound { return .belowLeast }
        return members < sizes.upperBound ? .open : .full
    }

    package var step: Step {
        if status == .lacksMentors { return mentorsAsked > 0 ? .mentorsAnswer : .addMentor }
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
}

// MARK: Leaving

extension Relationship {
    /// Whether others go on when one mentee leaves.
    package var isGroup: Bool { people(on: .mentee).count > 1 }

    package func checkLeaving(_ person: ID<Person>) throws(Failure) {
        if case .closed = state { throw .groupNeeded }
        guard isCircle || isGroup && side(of: person) == .mentee || isCoGuided(by: person) else {
            throw .groupNeeded
        }
    }

    /// A mentee of a group ends their own part of it, not that of the others; nor does one member
    /// end a circle, or a mentor a group that another leads.
    package func checkClosing(by actor: Actor) throws(Failure) {
        guard let person = actor.person,
            isCircle || isGroup && side(of: person) == .mentee
                || isCoGuided(by: person) && person != lead
        else { return }
        throw Failure(
            .conflict, "group_goes_on",
            "Others are in this. Leave it with DELETE /v1/relationships/\(id)/members/\(person); "
                + (isCircle ? "staff close it." : "who leads it or staff close it."))
    }
}

extension Failure {
    package static let groupNeeded = Failure(
        .conflict, "group_needed",
        "Only a group or circle takes one more, or goes on when one leaves it. Where two meet, close "
            + "the relationship.")
}
