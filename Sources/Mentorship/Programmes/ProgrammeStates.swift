// How a programme goes from state to state, and what may still be written in which. Never looks at
// the people in it: closing a programme ends nobody's relationship.

extension Programme.State {
    /// Enrolment can be opened again before the programme runs, and a programme without a set day
    /// for everybody runs straight from open.
    package var successors: Set<Programme.State> {
        switch self {
        case .draft: [.open, .cancelled]
        case .open: [.closedToEnrolment, .running, .cancelled]
        case .closedToEnrolment: [.open, .running, .cancelled]
        case .running: [.completed, .cancelled]
        case .completed, .cancelled: [.archived]
        case .archived: []
        }
    }

    package var isOver: Bool { self == .completed || self == .cancelled || self == .archived }

    /// People are matched and pairs begin.
    package var takesPairs: Bool {
        self == .open || self == .closedToEnrolment || self == .running
    }
}

extension Programme {
    /// Into the state it is in already is no change, so that a repeated request is harmless.
    package mutating func move(
        to next: State, reason: String?, now: Instant
    ) throws(Failure) {
        if next == state { return }
        guard state.successors.contains(next) else { throw .cannotMove(from: state, to: next) }
        if next == .open { try checkComplete() }
        state = next
        stateReason = reason
        stateChangedAt = now
        updatedAt = now
    }

    /// Takes over another plan. What people enrolled for, the model and its stages, stays as it
    /// was when the programme opened.
    package mutating func change(to plan: Plan, now: Instant) throws(Failure) {
        if state.isOver { throw .programmeOver(state) }
        if state != .draft {
            guard plan.model == self.plan.model, plan.stageModel == self.plan.stageModel,
                plan.groupSizes.shape == self.plan.groupSizes.shape
            else {
                throw .programmeOpened
            }
        }
        let hasNewText = plan.acknowledgement != self.plan.acknowledgement
        self.plan = plan
        if state != .draft { try checkComplete() }
        if hasNewText { acknowledgementVersion += 1 }
        updatedAt = now
    }

    /// Whoever enrols must be able to read what for, and what they agree to.
    private func checkComplete() throws(Failure) {
        var missing: [String] = []
        if plan.purpose == nil { missing.append("purpose") }
        if plan.requiresAcknowledgement, plan.acknowledgement == nil {
            missing.append("acknowledgement")
        }
        if !missing.isEmpty { throw .programmeIncomplete(missing) }
    }
}

extension Failure {
    static func cannotMove(from state: Programme.State, to next: Programme.State) -> Failure {
        let allowed = state.successors.map(\.rawValue).sorted()
        let way = allowed.isEmpty ? "nothing follows it" : "from there it can become: "
        return Failure(
            .conflict, "programme_state",
            "The programme is \(state.rawValue) and cannot become \(next.rawValue); "
                + way + allowed.joined(separator: ", ") + ".",
            facts: ["state": [state.rawValue], "allowed": allowed])
    }

    static func programmeIncomplete(_ missing: [String]) -> Failure {
        Failure(
            .conflict, "programme_incomplete",
            "A programme that people can enrol in needs: \(missing.joined(separator: ", ")).",
            facts: ["missing": missing])
    }

    package static func programmeOver(_ state: Programme.State) -> Failure {
        Failure(
            .conflict, "programme_over",
            "The programme is \(state.rawValue); nothing in it is changed any more.",
            facts: ["state": [state.rawValue]])
    }

    static let programmeOpened = Failure(
        .conflict, "programme_opened",
        "The model and the stage model are settled once a programme was opened. Make another "
            + "programme.")
}
