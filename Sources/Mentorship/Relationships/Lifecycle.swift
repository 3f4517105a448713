// How a relationship moves: forming → active → paused → closing → closed. Pairs may go back and
// forth between active stages (Kram 1983), always dated and with a reason; nothing ever leaves
// closed. Each change answers with the entry that its history keeps.

/// One line of a relationship's history.
package struct StageMove: Sendable, Equatable {
    package let fromState: Relationship.State.Name
    package let fromStage: String?
    package let toState: Relationship.State.Name
    package let toStage: String?
    package let at: Instant
    /// The actor's text.
    package let by: String
    package let reason: String

    package init(
        from: (state: Relationship.State.Name, stage: String?),
        to: (state: Relationship.State.Name, stage: String?),
        at: Instant, by: String, reason: String
    ) {
        fromState = from.state
        fromStage = from.stage
        toState = to.state
        toStage = to.stage
        self.at = at
        self.by = by
        self.reason = reason
    }
}

/// Who moves it, when and why.
package struct MoveNote: Sendable, Equatable {
    package let by: String
    package let at: Instant
    package let reason: String

    package static let reasonLimit = 500

    package init(by: String, at: Instant, reason: String) throws(Failure) {
        do {
            self.reason = try PlainText.line(reason, limit: Self.reasonLimit)
        } catch {
            throw .invalid([error.field(at: "/reason")])
        }
        self.by = by
        self.at = at
    }

    /// Words of our own, where nobody has to give any.
    init(by: String, at: Instant, own reason: String) {
        self.by = by
        self.at = at
        self.reason = reason
    }
}

extension StageModel.Stage {
    /// Under way; pairs may go to and fro between these.
    package var isActive: Bool { step == .begin || step == .grow }
}

package enum Lifecycle {
    /// Where each state may lead. A relationship may end from anywhere, at once.
    package static func next(
        after state: Relationship.State.Name
    ) -> Set<Relationship.State.Name> {
        switch state {
        case .forming: [.active, .closed]
        case .active: [.paused, .closing, .closed]
        case .paused: [.active, .closing, .closed]
        case .closing: [.active, .closed]
        case .closed: []
        }
    }
}

extension Relationship {
    /// The work begins: from the first meeting or the signed agreement on.
    package mutating func activate(
        on date: CivilDate, stages: StageModel, _ note: MoveNote
    ) throws(Failure) -> StageMove {
        guard case .forming = state else { throw refused(.active) }
        let move = try change(to: .active, stage: stages.stage(at: .begin)?.key, note)
        startedOn = date
        return move
    }

    package mutating func pause(_ note: MoveNote) throws(Failure) -> StageMove {
        try change(to: .paused, stage: stage, note)
    }

    package mutating func resume(_ note: MoveNote) throws(Failure) -> StageMove {
        guard case .paused = state else { throw refused(.active) }
        return try change(to: .active, stage: stage, note)
    }

    /// To another active stage, forwards or backwards.
    package mutating func move(
        to key: String, stages: StageModel, _ note: MoveNote
    ) throws(Failure) -> StageMove {
        let target = try activeStage(key, of: stages)
        guard case .active = state else {
            throw Failure(
                .conflict, "relationship_not_active",
                "Only an active relationship moves between stages; this one is \(state.name).")
        }
        guard target.key != stage else {
            throw Failure(.conflict, "same_stage", "The relationship is in this stage already.")
        }
        return record(.active, stage: target.key, note)
    }

    package mutating func beginClosing(
        stages: StageModel, _ note: MoveNote
    ) throws(Failure) -> StageMove {
        try change(to: .closing, stage: stages.stage(at: .end)?.key ?? stage, note)
    }

    /// Back to work after all, in the stage named.
    package mutating func reopen(
        to key: String, stages: StageModel, _ note: MoveNote
    ) throws(Failure) -> StageMove {
        let target = try activeStage(key, of: stages)
        guard case .closing = state else { throw refused(.active) }
        return try change(to: .active, stage: target.key, note)
    }

    /// The end. Neither the other side's consent nor a reason beyond the code is needed.
    package mutating func close(
        _ closure: Closure, stages: StageModel, by: String
    ) throws(Failure) -> StageMove {
        let after = closure.reason == .redefined ? stages.stage(at: .redefine) : nil
        let last = after ?? stages.stage(at: .end)
        return try change(
            to: .closed(closure), stage: last?.key ?? stage,
            MoveNote(by: by, at: closure.at, own: closure.reason.rawValue))
    }

    private func activeStage(
        _ key: String, of stages: StageModel
    ) throws(Failure) -> StageModel.Stage {
        guard let stage = stages.stage(key), stage.isActive else {
            let names = stages.stages.filter(\.isActive).map(\.key)
            throw .invalid(
                "/stage", "not_an_active_stage",
                "Give an active stage of the programme's model: \(names.joined(separator: ", ")).")
        }
        return stage
    }

    private mutating func change(
        to next: State, stage: String?, _ note: MoveNote
    ) throws(Failure) -> StageMove {
        guard Lifecycle.next(after: state.name).contains(next.name) else {
            throw refused(next.name)
        }
        return record(next, stage: stage, note)
    }

    private mutating func record(_ next: State, stage: String?, _ note: MoveNote) -> StageMove {
        let move = StageMove(
            from: (state.name, self.stage), to: (next.name, stage), at: note.at, by: note.by,
            reason: note.reason)
        state = next
        self.stage = stage
        return move
    }

    private func refused(_ next: State.Name) -> Failure {
        if case .closed = state {
            return Failure(
                .conflict, "relationship_closed",
                "The relationship is closed, and stays so. These people can be matched again.")
        }
        return Failure(
            .conflict, "relationship_state",
            "A relationship that is \(state.name) cannot become \(next).")
    }
}
