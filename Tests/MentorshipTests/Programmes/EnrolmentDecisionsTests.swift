// The gate before approval and the ways out of an enrolment.

import Mentorship
import Testing

@Suite struct EnrolmentDecisionsTests {
    private let now = Instant(milliseconds: 1_772_442_000_000)
    private let staff = Actor(
        identity: .nobody, role: .coordinator, scopes: Role.coordinator.scopes, programmes: nil)

    private func programme(requires: Bool = true) -> Programme {
        var context = Context(actor: staff, now: now, requestID: "test", seed: 1)
        return Programme(
            Programme.Plan(
                name: "First year", purpose: "A good start", model: "one_to_one",
                stageModel: "kram", defaultCapacity: 3, requiresAcknowledgement: requires,
                acknowledgement: requires ? "I keep what I hear to myself." : nil), &context)
    }

    private func enrolment(
        _ role: Enrolment.Role = .mentor, in programme: Programme, capacity: Int? = nil
    ) -> Enrolment {
        var context = Context(actor: staff, now: now, requestID: "test", seed: 2)
        let offer = Enrolment.Offer(role: role, capacity: capacity)
        return Enrolment(offer, of: context.newID(), in: programme, &context)
    }

    @Test func `the gate refuses with what is missing`() throws {
        let programme = programme()
        var enrolment = enrolment(in: programme)
        let failure = #expect(throws: Failure.self) {
            try enrolment.approve(in: programme, by: staff, now: now)
        }
        #expect(failure?.code == "gate_not_met")
        #expect(failure?.facts["missing"] == ["acknowledgement"])
        #expect(enrolment.state == .submitted)
        try enrolment.acknowledge(programme, seen: 1, reason: nil, by: staff, now: now)
        try enrolment.approve(in: programme, by: staff, now: now)
        #expect(enrolment.state == .approved)
    }

    @Test func `an older text does not open the gate`() throws {
        var programme = programme()
        var enrolment = enrolment(in: programme)
        try enrolment.acknowledge(programme, seen: nil, reason: nil, by: staff, now: now)
        programme.acknowledgementVersion = 2
        #expect(enrolment.missing(in: programme) == [.acknowledgement])
        let failure = #expect(throws: Failure.self) {
            try enrolment.acknowledge(programme, seen: 1, reason: nil, by: staff, now: now)
        }
        #expect(failure?.code == "acknowledgement_moved")
    }

    @Test func `a programme that asks for nothing has an open gate`() throws {
        let programme = programme(requires: false)
        var enrolment = enrolment(in: programme)
        try enrolment.approve(in: programme, by: staff, now: now)
        #expect(enrolment.state == .approved)
    }

    @Test func `withdrawing works from every state that is not over`() throws {
        let programme = programme()
        for state in Enrolment.State.allCases where !state.isOver {
            var enrolment = enrolment(in: programme)
            enrolment.state = state
            try enrolment.withdraw(reason: nil, by: staff, now: now)
            #expect(enrolment.state == .withdrawn)
            try enrolment.withdraw(reason: nil, by: staff, now: now)
        }
    }

    @Test func `only who waits is decided`() {
        let programme = programme(requires: false)
        for state in Enrolment.State.allCases where !state.isWaiting {
            var enrolment = enrolment(in: programme)
            enrolment.state = state
            if state != .approved {
                #expect(throws: Failure.self) {
                    try enrolment.approve(in: programme, by: staff, now: now)
                }
            }
            if state != .rejected {
                #expect(throws: Failure.self) {
                    try enrolment.reject(reason: "no", by: staff, now: now)
                }
            }
        }
    }

    @Test func `places are the mentor's, or the programme's usual number, and none for a mentee`() {
        let programme = programme()
        #expect(enrolment(.mentor, in: programme, capacity: 0).capacity == 0)
        #expect(enrolment(.both, in: programme).capacity == 3)
        #expect(enrolment(.mentee, in: programme, capacity: 5).capacity == 0)
    }

    @Test func `a role is not changed once it was approved`() throws {
        let programme = programme(requires: false)
        var enrolment = enrolment(in: programme)
        try enrolment.change(to: .init(role: .both), in: programme, now: now)
        try enrolment.approve(in: programme, by: staff, now: now)
        let failure = #expect(throws: Failure.self) {
            try enrolment.change(to: .init(role: .mentee), in: programme, now: now)
        }
        #expect(failure?.code == "role_decided")
        try enrolment.change(to: .init(role: .both, capacity: 1), in: programme, now: now)
        #expect(enrolment.capacity == 1)
    }
}
