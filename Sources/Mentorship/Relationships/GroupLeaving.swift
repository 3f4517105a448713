// Who may leave a group or circle that goes on, and who ends it for all.

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
