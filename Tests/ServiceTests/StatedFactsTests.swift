// What people state for a programme so that others fit: goals, challenges, groups, ways to meet,
// an organisation. Over the API, and as far as a policy asks.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct StatedFactsTests {
    private static func state(
        _ fixture: MatchingFixture, _ person: String, _ body: String, as key: String? = nil
    ) throws -> TestResponse {
        let enrolment = try fixture.enrolment(of: person)["id"].text ?? ""
        return try fixture.service.send(
            .patch, "/v1/enrolments/\(enrolment)", as: key ?? fixture.service.administrator,
            headers: [("If-Match", "*")], body)
    }

    private static func policy(_ fixture: MatchingFixture, _ body: String) throws {
        let made = try fixture.service.send(
            .post, "/v1/programmes/\(fixture.programme)/matching-policies",
            as: fixture.service.administrator, body)
        #expect(made.status == 201, "\(made.text)")
    }

    private static func reasons(
        _ fixture: MatchingFixture, _ mentor: String, _ mentee: String
    ) throws -> [String] {
        let answer = try fixture.get(
            "/v1/programmes/\(fixture.programme)/match-explanations"
                + "?mentor_id=\(mentor)&mentee_id=\(mentee)")
        return answer["ruled_out_by"].elements?.compactMap { $0["code"]?.text } ?? []
    }

    @Test func `people state them for a programme, change them and take them back`() throws {
        let fixture = try MatchingFixture()
        let stated = try Self.state(
            fixture, fixture.cy,
            """
            {"goals": ["Court reports", "confidence"], "challenges": ["time"],
             "groups": ["Night team"], "media": ["video", "phone"], "organisation": " Leeds CC "}
            """, as: fixture.service.token(fixture.cy))
        #expect(stated.status == 200, "\(stated.text)")
        #expect(stated["goals"].elements?.compactMap(\.text) == ["Court reports", "confidence"])
        #expect(stated["media"].elements?.compactMap(\.text) == ["video", "phone"])
        #expect(stated["organisation"].text == "Leeds CC")
        #expect(try fixture.enrolment(of: fixture.cy).text == stated.text)
        let less = try Self.state(fixture, fixture.cy, #"{"goals": null, "organisation": null}"#)
        #expect(less["goals"].elements?.isEmpty == true && less["organisation"] == .null)
        #expect(less["groups"].elements?.count == 1, "what is not named stays")
        let facts = try fixture.enrolment(of: fixture.cy)["id"].text ?? ""
        let seen = try fixture.get(
            "/v1/enrolments/\(facts)", as: fixture.service.key(.lineManager))
        #expect(seen["groups"].elements?.isEmpty == true, "line managers learn nothing of it")
    }

    @Test(arguments: [
        (#"{"media": ["fax"]}"#, "/media/0", "not_a_choice"),
        (#"{"media": ["video", "video"]}"#, "/media/1", "duplicate"),
        (#"{"media": "video"}"#, "/media", "not_a_list"),
        (#"{"goals": ["one", " ONE "]}"#, "/goals/1", "duplicate"),
        (#"{"challenges": [""]}"#, "/challenges/0", "empty"),
        (#"{"groups": [7]}"#, "/groups/0", "not_a_string"),
        (#"{"organisation": "a\nb"}"#, "/organisation", "control_character"),
    ])
    func `what cannot be taken is named`(body: String, pointer: String, code: String) throws {
        let fixture = try MatchingFixture()
        let refused = try Self.state(fixture, fixture.cy, body)
        #expect(refused.status == 422)
        let error = refused["errors"].elements?.first
        #expect(error?["pointer"]?.text == pointer, "\(refused.text)")
        #expect(error?["code"]?.text == code, "\(refused.text)")
    }

    @Test func `shared goals make a pair, and only what is asked for is kept`() throws {
        let fixture = try MatchingFixture()
        for (person, goal) in [
            (fixture.ada, "retire"), (fixture.bo, "Lead a team"), (fixture.cy, "lead a  team"),
        ] {
            let body = #"{"goals": ["\#(goal)"], "challenges": ["nights"]}"#
            #expect(try Self.state(fixture, person, body).status == 200)
        }
        try Self.policy(fixture, #"{"factors": [{"factor": "shared_goals", "weight": 1}]}"#)
        let run = try fixture.run()
        let path = "/v1/match-runs/\(run["id"].text ?? "")"
        let pairs = try fixture.get(path + "/pairs").items
        #expect(
            pairs.contains {
                $0["mentee_id"]?.text == fixture.cy && $0["mentor_id"]?.text == fixture.bo
            })
        let inputs = try fixture.get(path + "/inputs")
        let bo = inputs["mentors"].elements?.first { $0["id"]?.text == fixture.bo }
        #expect(bo?["goals"]?.elements?.compactMap(\.text) == ["Lead a team"])
        #expect(bo?["challenges"] == nil, "the policy does not look at them")
    }

    @Test func `who can meet in no common way is no pair, unless the policy allows it`() throws {
        let fixture = try MatchingFixture()
        #expect(try Self.state(fixture, fixture.ada, #"{"media": ["in_person"]}"#).status == 200)
        #expect(try Self.reasons(fixture, fixture.ada, fixture.cy).isEmpty, "one said nothing")
        #expect(
            try Self.state(fixture, fixture.cy, #"{"media": ["video", "chat"]}"#).status == 200)
        #expect(try Self.reasons(fixture, fixture.ada, fixture.cy) == ["no_common_medium"])
        let refused = try fixture.propose(fixture.ada, fixture.cy)
        #expect(refused.code == "pair_forbidden", "\(refused.text)")
        try Self.policy(
            fixture,
            """
            {"factors": [{"factor": "need_coverage", "weight": 1}],
             "requires_common_medium": false}
            """)
        #expect(try Self.reasons(fixture, fixture.ada, fixture.cy).isEmpty)
    }

    @Test func `two of one organisation are kept apart where the policy says so`() throws {
        let fixture = try MatchingFixture()
        for (person, name) in [(fixture.ada, "Leeds CC"), (fixture.cy, "LEEDS  cc")] {
            let body = #"{"organisation": "\#(name)"}"#
            #expect(try Self.state(fixture, person, body).status == 200)
        }
        #expect(try Self.reasons(fixture, fixture.ada, fixture.cy).isEmpty)
        try Self.policy(
            fixture,
            """
            {"factors": [{"factor": "need_coverage", "weight": 1}],
             "allows_same_organisation": false}
            """)
        #expect(try Self.reasons(fixture, fixture.ada, fixture.cy) == ["same_organisation"])
        #expect(try Self.reasons(fixture, fixture.bo, fixture.di).isEmpty)
    }
}
