// Goals: whose they are, who must agree, and who may say that one is achieved.

import Mentorship
import Testing

@Suite struct GoalTests {
    private static func wording(
        _ title: String = "Lead a case conference", weight: Int = 2
    ) throws(Failure) -> GoalWording {
        try GoalWording(title: title, category: .professional, weight: weight)
    }

    private static func goal(by author: ID<Person> = Cast.mentee) throws -> Goal {
        try Goal.draft(
            id: Cast.id(20), in: Cast.relationship(), owner: Cast.mentee, by: author,
            wording: wording(), now: Cast.now)
    }

    private static func active() throws -> Goal {
        var goal = try goal()
        try goal.agree(by: Cast.mentor)
        _ = try goal.record(percent: 10, by: Cast.mentee, now: Cast.now)
        return goal
    }

    @Test func `a goal is agreed when the other side says yes to it`() throws {
        var goal = try Self.goal()
        #expect(goal.state == .draft && goal.suggestedBy == nil)
        try goal.agree(by: Cast.mentee)
        #expect(goal.state == .draft)
        try goal.agree(by: Cast.mentor)
        #expect(goal.state == .agreed)
        try goal.agree(by: Cast.mentor)
        #expect(goal.state == .agreed)
    }

    @Test func `a mentor's suggestion waits for the one whose goal it would be`() throws {
        var goal = try Self.goal(by: Cast.mentor)
        #expect(goal.suggestedBy == Cast.mentor && goal.owner == Cast.mentee)
        try goal.agree(by: Cast.mentor)
        #expect(goal.state == .draft)
        try goal.settle(.abandoned, by: Cast.mentee)
        #expect(goal.state == .settled(.abandoned))
    }

    @Test func `a mentor owns no goal, a peer does`() throws {
        #expect(
            refusal { () throws(Failure) in
                _ = try Goal.draft(
                    id: Cast.id(20), in: Cast.relationship(), owner: Cast.mentor, by: Cast.mentor,
                    wording: Self.wording(), now: Cast.now)
            } == "not_an_owner")
        let peers = Cast.relationship(
            members: [.init(Cast.mentor, .peer), .init(Cast.mentee, .peer)])
        let goal = try Goal.draft(
            id: Cast.id(20), in: peers, owner: Cast.mentor, by: Cast.mentor,
            wording: Self.wording(), now: Cast.now)
        #expect(goal.owner == Cast.mentor)
        #expect(
            refusal { () throws(Failure) in
                _ = try Goal.draft(
                    id: Cast.id(20), in: Cast.relationship(.closed(Cast.closure())),
                    owner: Cast.mentee, by: Cast.mentee, wording: Self.wording(), now: Cast.now)
            } == "relationship_closed")
    }

    @Test func `progress starts an agreed goal and keeps every entry's author`() throws {
        var goal = try Self.goal()
        #expect(
            refusal { () throws(Failure) in
                _ = try goal.record(percent: 5, by: Cast.mentee, now: Cast.now)
            } == "goal_state")
        try goal.agree(by: Cast.mentor)
        let entry = try goal.record(percent: 40, by: Cast.mentor, now: Cast.now)
        #expect(entry == GoalProgress(percent: 40, by: Cast.mentor, at: Cast.now))
        #expect(goal.state == .active && goal.percent == 40)
        for percent in [-1, 101] {
            #expect(
                refusal { () throws(Failure) in
                    _ = try goal.record(percent: percent, by: Cast.mentee, now: Cast.now)
                } == "out_of_range")
        }
    }

    @Test func `a mentor cannot mark a goal achieved alone`() throws {
        var goal = try Self.active()
        for outcome in GoalOutcome.allCases {
            #expect(
                refusal { () throws(Failure) in try goal.settle(outcome, by: Cast.mentor) }
                    == "goal_owner_decides")
        }
        try goal.propose(.achieved, by: Cast.mentor)
        #expect(goal.state == .active && goal.proposedOutcome == .achieved)
        try goal.settle(.achieved, by: Cast.mentee)
        #expect(goal.state == .settled(.achieved) && goal.proposedOutcome == nil)
    }

    @Test func `a settled goal stays settled, a draft can only be abandoned`() throws {
        for outcome in GoalOutcome.allCases {
            var goal = try Self.active()
            try goal.settle(outcome, by: Cast.mentee)
            #expect(goal.state.text == outcome.rawValue)
            let before = goal
            let refusals = [
                refusal { () throws(Failure) in try goal.settle(.achieved, by: Cast.mentee) },
                refusal { () throws(Failure) in try goal.propose(.achieved, by: Cast.mentor) },
                refusal { () throws(Failure) in
                    _ = try goal.record(percent: 1, by: Cast.mentee, now: Cast.now)
                },
                refusal { () throws(Failure) in
                    try goal.revise(Self.wording("Another"), by: Cast.mentee)
                },
            ]
            #expect(refusals.allSatisfy { $0 == "goal_state" })
            #expect(goal == before)
            var draft = try Self.goal()
            let found = refusal { () throws(Failure) in
                try draft.settle(outcome, by: Cast.mentee)
            }
            #expect(found == (outcome == .abandoned ? nil : "goal_state"))
        }
    }

    @Test func `another wording needs the other side's yes anew`() throws {
        var goal = try Self.goal()
        try goal.agree(by: Cast.mentor)
        #expect(
            refusal { () throws(Failure) in
                try goal.revise(Self.wording("Mine"), by: Cast.mentor)
            } == "goal_owner_decides")
        try goal.revise(Self.wording(weight: 3), by: Cast.mentee)
        #expect(goal.state == .draft && goal.agreedBy == [Cast.mentee])
        try goal.agree(by: Cast.mentor)
        #expect(goal.state == .agreed)
    }

    @Test func `what a goal says has its limits, each flaw named`() {
        do throws(Failure) {
            _ = try GoalWording(
                title: " ", details: String(repeating: "x", count: 4001), weight: 4)
            Issue.record("accepted")
        } catch {
            #expect(error.fields.map(\.pointer) == ["/title", "/details", "/weight"])
        }
    }

    @Test func `a state is stored as one word and read back`() {
        let states: [Goal.State] =
            [.draft, .agreed, .active] + GoalOutcome.allCases.map { .settled($0) }
        for state in states { #expect(Goal.State(text: state.text) == state) }
        #expect(Goal.State(text: "settled") == nil)
    }
}
