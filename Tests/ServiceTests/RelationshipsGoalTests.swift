// Goals: set by the pair, worked on, settled by their owner; staff see how they stand, no more.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct RelationshipsGoalTests {
    @Test func `a goal is set, agreed to, worked on and settled`() throws {
        let pair = try PairFixture()
        let made = try pair.post(
            pair.path + "/goals", as: pair.menteeToken,
            #"{"title": "Lead a team meeting", "details": "In May", "category": "leadership"}"#)
        #expect(made.status == 201, "\(made.text)")
        #expect(made["state"].text == "draft")
        #expect(made["owner_id"].text == pair.mentee)
        let goal = try #require(made.header("Location"))
        #expect(try pair.record(20, of: goal, as: pair.menteeToken).code == "goal_state")
        #expect(try pair.set("agreed", of: goal, as: pair.mentorToken)["state"].text == "agreed")
        #expect(try pair.record(20, of: goal, as: pair.menteeToken).status == 201)
        #expect(try pair.record(60, of: goal, as: pair.mentorToken).status == 201)
        let shown = try pair.get(goal, as: pair.mentorToken)
        #expect(shown["percent"].int == 60)
        #expect(shown["state"].text == "active")
        let history = try pair.get(goal + "/progress", as: pair.mentorToken)
        #expect(history.items.compactMap { $0["percent"]?.int } == [20, 60])
        #expect(history.items.first?["note"]?.text == "as planned")

        let proposed = try pair.set("achieved", of: goal, as: pair.mentorToken)
        #expect(proposed["state"].text == "active")
        #expect(proposed["proposed_outcome"].text == "achieved")
        #expect(try pair.set("partly", of: goal, as: pair.menteeToken)["state"].text == "partly")
        #expect(try pair.record(100, of: goal, as: pair.menteeToken).code == "goal_state")
    }

    @Test func `a mentor suggests a goal; it is the mentee's`() throws {
        let pair = try PairFixture()
        let made = try pair.post(pair.path + "/goals", as: pair.mentorToken, #"{"title": "Read"}"#)
        #expect(made["owner_id"].text == pair.mentee)
        #expect(made["suggested_by"].text == pair.mentor)
    }

    @Test func `goals belong to the pair`() throws {
        let pair = try PairFixture()
        let goal = try pair.goal()
        try pair.expectOutsidersRefused(.get, goal)
        try pair.expectOutsidersRefused(.get, pair.path + "/goals")
        try pair.expectOutsidersRefused(.get, goal + "/progress")
        try pair.expectOutsidersRefused(
            .post, pair.path + "/goals", #"{"title": "x"}"#, elsewhere: 403)
        try pair.expectOutsidersRefused(
            .post, goal + "/progress", #"{"percent": 1}"#, elsewhere: 403)
        try pair.expectOutsidersRefused(
            .put, goal + "/state", #"{"state": "agreed"}"#, elsewhere: 403)
        try pair.expectOutsidersRefused(.patch, goal, #"{"title": "x"}"#, elsewhere: 403)
        #expect(try pair.statuses(.get, goal) == Statuses())
        #expect(try pair.statuses(.get, pair.path + "/goals") == Statuses())
        #expect(try pair.statuses(.get, goal + "/progress") == Statuses())
        for key in [pair.coordinator, pair.service.administrator] {
            let answer = try pair.record(5, of: goal, as: key)
            #expect(answer.code == "person_token_required")
        }
    }

    @Test func `staff see titles, states and percents, never what was noted`() throws {
        let pair = try PairFixture()
        let goal = try pair.goal()
        _ = try pair.record(30, of: goal, as: pair.menteeToken)
        for key in [pair.coordinator, pair.service.administrator] {
            for target in [goal, pair.path + "/goals", goal + "/progress"] {
                let answer = try pair.get(target, as: key)
                #expect(answer.status == 200)
                #expect(answer.text.contains("\"percent\":30"))
                #expect(!answer.text.contains("as planned") && !answer.text.contains("In May"))
            }
            #expect(try pair.get(goal, as: key)["title"].text == "Lead a team meeting")
        }
        let integration = try pair.get(goal, as: pair.service.key(.integration))
        #expect(integration["percent"].int == 30)
        #expect(!integration.text.contains("Lead a team"))
    }

    @Test func `a change needs the version that was read`() throws {
        let pair = try PairFixture()
        let goal = try pair.goal()
        let before = try pair.get(goal, as: pair.menteeToken)
        let tag = try #require(before.header("ETag"))
        func patch(_ tag: String?, _ body: String, as key: String) throws -> TestResponse {
            try pair.service.send(
                .patch, goal, as: key, headers: tag.map { [("If-Match", $0)] } ?? [], body)
        }
        let body = #"{"title": "Lead two meetings", "details": null}"#
        #expect(try patch(nil, body, as: pair.menteeToken).status == 428)
        #expect(try patch(tag, body, as: pair.mentorToken).code == "goal_owner_decides")
        let changed = try patch(tag, body, as: pair.menteeToken)
        #expect(changed.status == 200, "\(changed.text)")
        #expect(changed["title"].text == "Lead two meetings")
        #expect(changed["details"] == .null)
        #expect(try patch(tag, body, as: pair.menteeToken).status == 412)
        // Other words need the mentor's yes anew.
        #expect(changed["state"].text == "draft")
        let bad = try patch("*", #"{"title": null, "colour": 1}"#, as: pair.menteeToken)
        #expect(bad.status == 422)
        #expect(bad.text.contains("/colour"))
    }

    @Test func `percents go from 0 to 100`() throws {
        let pair = try PairFixture()
        let goal = try pair.goal()
        #expect(try pair.record(101, of: goal, as: pair.menteeToken).status == 422)
        #expect(try pair.record(-1, of: goal, as: pair.menteeToken).status == 422)
    }

    @Test func `the goals of a closed relationship stay as they are`() throws {
        let pair = try PairFixture()
        let goal = try pair.goal()
        #expect(try pair.post(pair.path + "/closure", as: pair.menteeToken).status == 201)
        #expect(try pair.record(50, of: goal, as: pair.menteeToken).code == "relationship_closed")
        #expect(try pair.get(goal, as: pair.menteeToken).status == 200)
    }
}

extension PairFixture {
    fileprivate func record(_ percent: Int, of goal: String, as key: String) throws -> TestResponse
    {
        try post(
            goal + "/progress", as: key, "{\"percent\": \(percent), \"note\": \"as planned\"}")
    }

    fileprivate func set(_ state: String, of goal: String, as key: String) throws -> TestResponse {
        try service.send(.put, goal + "/state", as: key, "{\"state\": \"\(state)\"}")
    }

    /// One that both agreed to; its path.
    fileprivate func goal() throws -> String {
        let made = try post(
            path + "/goals", as: menteeToken,
            #"{"title": "Lead a team meeting", "details": "In May"}"#)
        let goal = try #require(made.header("Location"), "\(made.text)")
        _ = try set("agreed", of: goal, as: mentorToken)
        return goal
    }
}
