// How an enrolment goes from state to state, and the gate before approval. Whoever is in a state
// already is left there, so that a repeated request is harmless.

extension Enrolment {
    /// What the programme asks for before anybody is approved, and before a pair is confirmed.
    package enum Requirement: String, Sendable {
        case acknowledgement
    }

    package func missing(in programme: Programme) -> [Requirement] {
        Self.missing(asked: programme.askedVersion, acknowledged: acknowledgement?.version)
    }

    /// The same by itself, where a whole programme is looked at: the version of the text that it
    /// asks for, if any, and that which somebody has acknowledged.
    package static func missing(asked: Int?, acknowledged: Int?) -> [Requirement] {
        guard let asked, asked != acknowledged else { return [] }
        return [.acknowledgement]
    }

    package func checkGate(of programme: Programme) throws(Failure) {
        let missing = missing(in: programme)
        if !missing.isEmpty { throw .gateNotMet(missing, of: self, programme) }
    }

    /// `seen` is the version that the person was shown; an older one does not count.
    package mutating func acknowledge(
        _ programme: Programme, seen: Int?, reason: String?, by actor: Actor, now: Instant
    ) throws(Failure) {
        if state.isOver { throw .enrolmentOver(state) }
        guard programme.plan.acknowledgement != nil else { throw .nothingToAcknowledge }
        let current = programme.acknowledgementVersion
        if let seen, seen != current { throw .acknowledgementMoved(current) }
        if acknowledgement?.version == current { return }
        acknowledgement = Acknowledgement(
            version: current, at: now, by: actor.text, reason: reason)
        updatedAt = now
    }

    package mutating func approve(
        in programme: Programme, by actor: Actor, now: Instant
    ) throws(Failure) {
        if state == .approved { return }
        if programme.state.isOver { throw .programmeOver(programme.state) }
        guard state.isWaiting else { throw .enrolmentDecided(state) }
        try checkGate(of: programme)
        decide(.approved, nil, by: actor, now)
    }

    package mutating func reject(
        reason: String, by actor: Actor, now: Instant
    ) throws(Failure) {
        if state == .rejected { return }
        guard state.isWaiting else { throw .enrolmentDecided(state) }
        decide(.rejected, reason, by: actor, now)
    }

    /// Always possible, at once, and nobody else is asked.
    package mutating func withdraw(
        reason: String?, by actor: Actor, now: Instant
    ) throws(Failure) {
        if state == .withdrawn { return }
        if state.isOver { throw .enrolmentOver(state) }
        decide(.withdrawn, reason, by: actor, now)
    }

    /// Another offer. Whoever was approved as mentor was not looked at as mentee.
    package mutating func change(
        to offer: Offer, in programme: Programme, now: Instant
    ) throws(Failure) {
        if state.isOver { throw .enrolmentOver(state) }
        guard offer.role == self.offer.role || state.isWaiting else {
            throw .roleDecided(self.offer.role)
        }
        self.offer = offer.settled(in: programme)
        updatedAt = now
    }

    private mutating func decide(
        _ state: State, _ reason: String?, by actor: Actor, _ now: Instant
    ) {
        self.state = state
        decision = Decision(by: actor.text, at: now, reason: reason)
        updatedAt = now
    }
}

extension Programme {
    /// Of the text to be acknowledged; nil where nobody has to.
    fileprivate var askedVersion: Int? {
        plan.requiresAcknowledgement ? acknowledgementVersion : nil
    }

    /// Staff bring in people before a programme opens and late-comers after; people come while it
    /// is open.
    package func checkEnrolling(by actor: Actor) throws(Failure) {
        if state.isOver { throw .programmeOver(state) }
        guard actor.isStaff || state == .open else { throw .notOpenForEnrolment(state) }
    }
}

extension Failure {
    static func gateNotMet(
        _ missing: [Enrolment.Requirement], of enrolment: Enrolment, _ programme: Programme
    ) -> Failure {
        let names = missing.map(\.rawValue)
        return Failure(
            .conflict, "gate_not_met",
            "Something that the programme asks for is missing: \(names.joined(separator: ", ")). "
                + "The person gives it at /v1/enrolments/\(enrolment.id)/acknowledgement.",
            facts: [
                "missing": names, "enrolment_id": [enrolment.id.text],
                "acknowledgement_version": ["\(programme.acknowledgementVersion)"],
            ])
    }

    static let nothingToAcknowledge = Failure(
        .conflict, "nothing_to_acknowledge",
        "The programme has no text that could be acknowledged.")

    static func acknowledgementMoved(_ current: Int) -> Failure {
        Failure(
            .conflict, "acknowledgement_moved",
            "The text has changed since it was shown. Show the present one (version \(current)).",
            facts: ["acknowledgement_version": ["\(current)"]])
    }

    package static func enrolmentOver(_ state: Enrolment.State) -> Failure {
        Failure(
            .conflict, "enrolment_over",
            "This enrolment is \(state.rawValue) for good. The person may enrol anew.",
            facts: ["state": [state.rawValue]])
    }

    static func enrolmentDecided(_ state: Enrolment.State) -> Failure {
        Failure(
            .conflict, "enrolment_decided",
            "This enrolment is \(state.rawValue) already; only one that waits is decided.",
            facts: ["state": [state.rawValue]])
    }

    static func roleDecided(_ role: Enrolment.Role) -> Failure {
        Failure(
            .conflict, "role_decided",
            "The role was decided with the approval as \(role.rawValue). Withdraw and enrol anew.")
    }

    static func notOpenForEnrolment(_ state: Programme.State) -> Failure {
        Failure(
            .conflict, "not_open_for_enrolment",
            "The programme is \(state.rawValue); people enrol while it is open. Ask its staff.",
            facts: ["state": [state.rawValue]])
    }
}
