// The states of a programme, and what may be written in which.

import Mentorship
import Testing

@Suite struct ProgrammeStatesTests {
    private let now = Instant(milliseconds: 1_772_442_000_000)

    private func programme(_ plan: Programme.Plan? = nil) -> Programme {
        var context = Context(
            actor: .nobody, now: now, requestID: "test", seed: 1)
        return Programme(
            plan
                ?? Programme.Plan(
                    name: "First year", purpose: "A good start", model: "one_to_one",
                    stageModel: "kram"), &context)
    }

    private func code(_ body: () throws(Failure) -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `a programme goes its way from draft to archive`() throws {
        var programme = programme()
        for state: Programme.State in [.open, .closedToEnrolment, .running, .completed, .archived] {
            try programme.move(to: state, reason: nil, now: now)
            #expect(programme.state == state)
        }
        #expect(programme.stateChangedAt == now)
    }

    @Test func `every pair of states is allowed or refused as the table says`() {
        let table: [Programme.State: Set<Programme.State>] = [
            .draft: [.open, .cancelled],
            .open: [.closedToEnrolment, .running, .cancelled],
            .closedToEnrolment: [.open, .running, .cancelled],
            .running: [.completed, .cancelled],
            .completed: [.archived],
            .cancelled: [.archived],
            .archived: [],
        ]
        for from in Programme.State.allCases {
            for to in Programme.State.allCases {
                var programme = programme()
                programme.state = from
                let code = code { () throws(Failure) in
                    try programme.move(to: to, reason: nil, now: now)
                }
                let isAllowed = from == to || table[from]?.contains(to) == true
                #expect(code == (isAllowed ? nil : "programme_state"), "\(from) to \(to)")
            }
        }
    }

    @Test func `a programme does not open without a purpose and the text it demands`() {
        var plan = programme().plan
        plan.purpose = nil
        plan.requiresAcknowledgement = true
        var programme = programme(plan)
        let failure = #expect(throws: Failure.self) {
            try programme.move(to: .open, reason: nil, now: now)
        }
        #expect(failure?.code == "programme_incomplete")
        #expect(failure?.facts["missing"] == ["purpose", "acknowledgement"])
        #expect(programme.state == .draft)
    }

    @Test func `what people enrolled for stays as it was`() throws {
        var programme = programme()
        var plan = programme.plan
        plan.model = "group"
        try programme.change(to: plan, now: now)
        try programme.move(to: .open, reason: nil, now: now)
        plan.model = "peer"
        #expect(
            code { () throws(Failure) in try programme.change(to: plan, now: now) }
                == "programme_opened")
        plan.model = "group"
        plan.purpose = nil
        #expect(
            code { () throws(Failure) in try programme.change(to: plan, now: now) }
                == "programme_incomplete")
    }

    @Test func `another text is another version`() throws {
        var programme = programme()
        #expect(programme.acknowledgementVersion == 0)
        var plan = programme.plan
        plan.acknowledgement = "I keep what I hear to myself."
        try programme.change(to: plan, now: now)
        #expect(programme.acknowledgementVersion == 1)
        plan.name = "Second year"
        try programme.change(to: plan, now: now)
        #expect(programme.acknowledgementVersion == 1)
    }

    @Test(arguments: [Programme.State.completed, .cancelled, .archived])
    func `what is over is not changed`(state: Programme.State) {
        var programme = programme()
        programme.state = state
        var plan = programme.plan
        plan.name = "Again"
        #expect(
            code { () throws(Failure) in try programme.change(to: plan, now: now) }
                == "programme_over")
    }
}
