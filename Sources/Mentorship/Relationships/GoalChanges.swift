// What the two sides may do with a goal, and when: draft → agreed → active → an outcome. Whether an
// actor is in the relationship at all has been asked before (RelationshipAccess).

extension Goal {
    /// A goal of one's own, or one suggested to the person who would own it.
    package static func draft(
        id: ID<Goal>, in relationship: Relationship, owner: ID<Person>, by author: ID<Person>,
        wording: GoalWording, now: Instant
    ) throws(Failure) -> Goal {
        guard let side = relationship.side(of: owner), side.ownsGoals else {
            throw .invalid(
                "/owner_id", "not_an_owner",
                "A goal belongs to a mentee or a peer of the relationship.")
        }
        if case .closed = relationship.state {
            throw Failure(
                .conflict, "relationship_closed", "A closed relationship takes no new goals.")
        }
        return Goal(
            id: id, relationship: relationship.id, owner: owner,
            suggestedBy: author == owner ? nil : author, wording: wording, state: .draft,
            agreedBy: [author], percent: 0, proposedOutcome: nil, createdAt: now)
    }

    /// Agreed once its owner and somebody beside them said yes. Saying it twice changes nothing.
    package mutating func agree(by person: ID<Person>) throws(Failure) {
        guard state == .draft else {
            if agreedBy.contains(person) { return }
            throw wrongState("agreed to")
        }
        agreedBy.insert(person)
        if agreedBy.contains(owner), agreedBy.count >= 2 { state = .agreed }
    }

    /// Another wording needs the others' yes anew; once work is under way it stays as it is.
    package mutating func revise(
        _ wording: GoalWording, by person: ID<Person>
    ) throws(Failure) {
        guard person == owner || (state == .draft && person == suggestedBy) else {
            throw ownerDecides("change its wording")
        }
        guard state == .draft || state == .agreed else { throw wrongState("reworded") }
        guard wording != self.wording else { return }
        self.wording = wording
        agreedBy = [person]
        state = .draft
    }

    /// Either side may say how far it has come; the first entry starts an agreed goal.
    package mutating func record(
        percent: Int, by person: ID<Person>, now: Instant
    ) throws(Failure) -> GoalProgress {
        guard (0...100).contains(percent) else {
            throw .invalid("/percent", "out_of_range", "Give a percentage from 0 to 100.")
        }
        guard state == .agreed || state == .active else { throw wrongState("worked on") }
        state = .active
        self.percent = percent
        return GoalProgress(percent: percent, by: person, at: now)
    }

    /// What another member thinks has come of it. Changes no state.
    package mutating func propose(
        _ outcome: GoalOutcome, by person: ID<Person>
    ) throws(Failure) {
        guard state == .active else { throw wrongState("settled") }
        guard person != owner else { return try settle(outcome, by: person) }
        proposedOutcome = outcome
    }

    /// The owner's word. A goal that nobody worked on can only be abandoned.
    package mutating func settle(
        _ outcome: GoalOutcome, by person: ID<Person>
    ) throws(Failure) {
        guard person == owner else { throw ownerDecides("settle it") }
        if case .settled = state { throw wrongState("settled") }
        guard state == .active || outcome == .abandoned else { throw wrongState("settled") }
        state = .settled(outcome)
        proposedOutcome = nil
    }

    private func ownerDecides(_ what: String) -> Failure {
        Failure(
            .forbidden, "goal_owner_decides",
            "Only the owner of a goal may \(what). You can propose an outcome to them.")
    }

    private func wrongState(_ what: String) -> Failure {
        Failure(
            .conflict, "goal_state", "A goal that is \(state.text) cannot be \(what) now.")
    }
}
