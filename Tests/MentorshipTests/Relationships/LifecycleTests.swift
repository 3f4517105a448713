// Every state against every change: what is allowed, what is written down, and that closed is closed.

import Mentorship
import Testing

@Suite struct LifecycleTests {
    private static let states: [Relationship.State] = [
        .forming, .active, .paused, .closing, .closed(Cast.closure()),
    ]

    private typealias Change = @Sendable (inout Relationship) throws -> StageMove

    /// Each change, and the states that it may be made in.
    private static let changes: [(name: String, from: Set<String>, to: String, change: Change)] = [
        (
            "activate", ["forming"], "active",
            { try $0.activate(on: day("2026-06-01"), stages: .fiveStages, Cast.note()) }
        ),
        ("pause", ["active"], "paused", { try $0.pause(Cast.note()) }),
        ("resume", ["paused"], "active", { try $0.resume(Cast.note()) }),
        (
            "move", ["active"], "active",
            { try $0.move(to: "growth_and_maintenance", stages: .fiveStages, Cast.note()) }
        ),
        (
            "begin closing", ["active", "paused"], "closing",
            { try $0.beginClosing(stages: .fiveStages, Cast.note()) }
        ),
        (
            "reopen", ["closing"], "active",
            { try $0.reopen(to: "initiation", stages: .fiveStages, Cast.note()) }
        ),
        (
            "close", ["forming", "active", "paused", "closing"], "closed",
            { try $0.close(Cast.closure(), stages: .fiveStages, by: "somebody") }
        ),
    ]

    @Test func `each change is made from its states only, and leaves a trace`() {
        for (name, from, to, change) in Self.changes {
            for state in Self.states {
                let before = Cast.relationship(state)
                var after = before
                let move = try? change(&after)
                let isAllowed = from.contains(state.name.rawValue)
                #expect((move != nil) == isAllowed, "\(name) from \(state.name)")
                guard let move else {
                    #expect(after == before, "a refused \(name) changed something")
                    continue
                }
                #expect(after.state.name.rawValue == to)
                #expect(move.fromState == state.name && move.toState == after.state.name)
                #expect(move.fromStage == before.stage && move.toStage == after.stage)
                #expect(move.at == Cast.now && move.by == "somebody" && !move.reason.isEmpty)
            }
        }
    }

    @Test func `nothing leaves closed, whatever is tried for however long`() {
        for seed in UInt64(1)...200 {
            var dice = Dice(seed: seed)
            var relationship = Cast.relationship(.forming)
            var wasClosed = false
            for _ in 0..<30 {
                guard let change = Self.changes.randomElement(using: &dice) else { continue }
                let before = relationship
                _ = try? change.change(&relationship)
                if wasClosed { #expect(relationship == before, "seed \(seed)") }
                if case .closed = relationship.state { wasClosed = true }
            }
        }
        #expect(Lifecycle.next(after: .closed).isEmpty)
        for state in Relationship.State.Name.allCases where state != .closed {
            #expect(Lifecycle.next(after: state).contains(.closed), "no way out of \(state)")
        }
    }

    @Test func `stages follow the programme's model`() throws {
        for model in StageModel.all {
            var pair = try Relationship.open(
                id: Cast.id(9), programme: Cast.programme, model: "one_to_one",
                members: Cast.relationship().members, stages: model, now: Cast.now)
            #expect(pair.stage == model.stage(at: .prepare)?.key)
            _ = try pair.activate(on: day("2026-06-02"), stages: model, Cast.note())
            #expect(pair.startedOn == day("2026-06-02"))
            let active = model.stages.filter(\.isActive).map(\.key)
            #expect(pair.stage == active.first)
            for key in active.dropFirst() + active.dropLast().reversed() {
                _ = try pair.move(to: key, stages: model, Cast.note())
                #expect(pair.stage == key)
            }
            _ = try pair.beginClosing(stages: model, Cast.note())
            #expect(pair.stage == model.stage(at: .end)?.key)
            _ = try pair.close(Cast.closure(.redefined), stages: model, by: "x")
            let last = model.stage(at: .redefine) ?? model.stage(at: .end)
            #expect(pair.stage == last?.key)
        }
    }

    @Test func `a stage outside the active ones, the same one or none of the model is refused`() {
        var pair = Cast.relationship()
        for (stage, code) in [
            ("initiation", "same_stage"), ("contemplation", "not_an_active_stage"),
            ("redefinition", "not_an_active_stage"), ("cultivation", "not_an_active_stage"),
        ] {
            let found = refusal { () throws(Failure) in
                _ = try pair.move(to: stage, stages: .fiveStages, Cast.note())
            }
            #expect(found == code)
        }
    }

    @Test func `every move needs a reason`() {
        for reason in ["", "  ", "\u{200B}", String(repeating: "x", count: 501)] {
            #expect(throws: Failure.self) {
                _ = try MoveNote(by: "x", at: Cast.now, reason: reason)
            }
        }
    }

    @Test func `a relationship has two sides, or peers, and nobody twice`() {
        let (a, b) = (Cast.mentor, Cast.mentee)
        for (members, code) in [
            ([(a, Side.mentor)], "sides_missing"), ([(a, .mentor), (b, .mentor)], "sides_missing"),
            ([(a, .mentor), (a, .mentee)], "person_twice"), ([(a, .peer)], "sides_missing"),
            ([(a, .peer), (b, .mentee)], "sides_missing"), ([], "sides_missing"),
            ([(a, .peer), (b, .peer)], nil), ([(a, .mentor), (b, .mentee)], nil),
        ] as [([(ID<Person>, Side)], String?)] {
            let found = refusal { () throws(Failure) in
                _ = try Relationship.open(
                    id: Cast.id(9), programme: Cast.programme, model: "peer",
                    members: members.map { Relationship.Member($0.0, $0.1) }, stages: .kram,
                    now: Cast.now)
            }
            #expect(found == code)
        }
    }
}

@Suite struct ClosureTests {
    @Test func `what went wrong maps to one of the themes, and nothing else does`() {
        let themes = ClosureReason.allCases.compactMap(\.theme)
        #expect(Set(themes) == Set(NegativeTheme.allCases))
        #expect(themes.count == NegativeTheme.allCases.count)
        for reason in ClosureReason.allCases {
            #expect(!(reason.isPlanned && reason.theme != nil))
            #expect(!(reason.isNoFault && reason.theme != nil))
        }
    }

    @Test func `an ending is early unless it was planned or the time had come`() {
        let end = day("2026-06-01")
        for (reason, planned, isEarly) in [
            (ClosureReason.completed, day("2026-12-01"), false), (.moved, day("2026-12-01"), true),
            (.moved, end, false), (.noFault, nil, true), (.redefined, nil, false),
        ] as [(ClosureReason, CivilDate?, Bool)] {
            #expect(Cast.closure(reason).isEarly(plannedEnd: planned) == isEarly, "\(reason)")
        }
    }
}
