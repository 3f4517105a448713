// The short list and the cards on it: what a mentor shows and what not; and who may see or do any
// of what a mentee who chooses needs.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct MatchingSuggestionsTests {
    private func card(
        _ fixture: MatchingFixture, of person: String, _ body: String, as other: String? = nil
    ) throws -> TestResponse {
        let enrolment = try fixture.enrolment(of: person)["id"].text ?? ""
        return try fixture.service.send(
            .put, "/v1/enrolments/\(enrolment)/mentor-card", as: fixture.token(other ?? person),
            headers: [("If-Match", "*")], body)
    }

    @Test func `the best come first, with reasons and without scores or names`() throws {
        let fixture = try MatchingFixture()
        let list = try fixture.suggestions(for: fixture.cy)
        #expect(list.status == 200, "\(list.text)")
        let ids = list.items.compactMap { $0["mentor"]?["id"]?.text }
        #expect(ids.first == fixture.ada)
        let reasons = list.items.first?["reasons"]?.elements?.compactMap(\.text) ?? []
        #expect(reasons.contains("the mentor can help with go"), "\(reasons)")
        #expect(list.items.first?["places_left"]?.int == 1)
        #expect(list.items.first?["mentor"]?["name"] == .null)
        for word in ["Ada", "example.org", "score"] { #expect(!list.text.contains(word)) }
        let none = try fixture.suggestions(for: fixture.eve)
        #expect(none.items.isEmpty, "nobody shares anything with Eve: \(none.text)")
        #expect(
            try fixture.get(
                "/v1/programmes/\(fixture.programme)/mentor-suggestions?limit=0",
                as: fixture.token(fixture.cy)
            ).status == 422)
    }

    @Test func `a mentor shows what they choose, and the reasons tell no more`() throws {
        let fixture = try MatchingFixture()
        let shown = try card(fixture, of: fixture.ada, #"{"shows": ["name"]}"#)
        #expect(shown.status == 201, "\(shown.text)")
        var first = try fixture.suggestions(for: fixture.cy).items.first
        #expect(first?["mentor"]?["name"]?.text == "Ada")
        #expect(first?["mentor"]?["skills_offered"] == .null)
        #expect(first?["reasons"]?.elements?.isEmpty == true)
        #expect(
            try card(fixture, of: fixture.ada, #"{"shows": ["bio", "skills_offered"]}"#).status
                == 200)
        first = try fixture.suggestions(for: fixture.cy).items.first
        #expect(first?["mentor"]?["name"] == .null)
        #expect(first?["mentor"]?["skills_offered"]?.elements?.count == 2)
        #expect(
            try card(fixture, of: fixture.ada, #"{"listed": false, "shows": []}"#).status == 200)
        let rest = try fixture.suggestions(for: fixture.cy)
        #expect(!rest.items.contains { $0["mentor"]?["id"]?.text == fixture.ada })
        #expect(try fixture.ask([fixture.ada], as: fixture.cy).status == 422)
        #expect(try card(fixture, of: fixture.bo, #"{"shows": ["email"]}"#).status == 422)
        #expect(try card(fixture, of: fixture.bo, "{}").status == 422)
    }

    @Test func `a card is its mentor's to open`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let others = try service.outsiders()
        let enrolment = try fixture.enrolment(of: fixture.ada)["id"].text ?? ""
        let path = "/v1/enrolments/\(enrolment)/mentor-card"
        #expect(try fixture.get(path)["shows"].elements?.count == 3)
        #expect(try service.send(.get, path).status == 401)
        for key in [others.person, others.coordinator, try fixture.token(fixture.cy)] {
            #expect(try fixture.get(path, as: key).status == 404)
        }
        let body = #"{"shows": ["name"]}"#
        #expect(try service.send(.put, path, as: service.administrator, body).status == 403)
        #expect(try service.send(.put, path, as: others.person, body).status == 404)
        let own = try fixture.token(fixture.ada)
        #expect(try service.send(.put, path, as: own, body).status == 201)
        #expect(try service.send(.put, path, as: own, body).status == 428)
        let stale = try service.send(
            .put, path, as: own, headers: [("If-Match", "\"7-full\"")], body)
        #expect(stale.status == 412)
        let mentee = try fixture.enrolment(of: fixture.cy)["id"].text ?? ""
        let none = try service.send(
            .put, "/v1/enrolments/\(mentee)/mentor-card", as: fixture.token(fixture.cy), body)
        #expect(none.status == 404, "a mentee has none")
        try service.send(.put, "/v1/enrolments/\(enrolment)/withdrawal", as: own)
        let over = try service.send(.put, path, as: own, headers: [("If-Match", "*")], body)
        #expect(over.code == "enrolment_over")
    }

    @Test func `the policy is its programme's`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let others = try service.outsiders()
        let path = "/v1/programmes/\(fixture.programme)/request-policy"
        let standard = try fixture.get(path, as: fixture.token(fixture.cy))
        #expect(standard["answer_working_days"].int == 3)
        #expect(standard["choices_max"].int == 5)
        #expect(standard["updated_at"] == .null)
        #expect(try service.send(.get, path).status == 401)
        #expect(try fixture.get(path, as: others.coordinator).status == 404)
        let body = #"{"answer_working_days": 5}"#
        #expect(try service.send(.put, path, as: others.coordinator, body).status == 404)
        #expect(try service.send(.put, path, as: fixture.token(fixture.cy), body).status == 403)
        #expect(try service.send(.put, path, as: service.administrator, body).status == 201)
        #expect(try service.send(.put, path, as: service.administrator, body).status == 428)
        let far = try service.send(
            .put, path, as: service.administrator, headers: [("If-Match", "*")],
            #"{"answer_working_days": 99}"#)
        #expect(far.status == 422)
        #expect(try fixture.get(path)["answer_working_days"].int == 5)
    }

    @Test func `a request is for its mentee, whom it asked, and the programme's staff`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let id = try #require(fixture.ask([fixture.ada, fixture.bo], as: fixture.cy)["id"].text)
        let others = try service.outsiders()
        let one = "/v1/mentorship-requests/\(id)"
        let reader = try service.key(.safeguardingLead)
        let integration = try service.key(.integration)
        #expect(try service.send(.get, one).status == 401)
        for key in [
            others.person, others.coordinator, try fixture.token(fixture.bo),
            try fixture.token(fixture.di),
        ] {
            #expect(try fixture.get(one, as: key).status == 404)
            let refused = try service.send(.put, one + "/withdrawal", as: key)
            #expect(refused.status == 404)
        }
        #expect(try fixture.get(one, as: integration).status == 403)
        #expect(try fixture.get(one, as: reader)["mentee_id"].text == fixture.cy)
        #expect(try service.send(.put, one + "/withdrawal", as: reader).status == 403)
        for word in ["acceptance", "refusal"] {
            let body = word == "refusal" ? #"{"code": "time"}"# : nil
            #expect(try service.send(.put, "\(one)/\(word)", body).status == 401)
            let admin = try service.send(.put, "\(one)/\(word)", as: service.administrator, body)
            #expect(admin.status == 403, "nobody answers for a person")
            #expect(try fixture.answer(id, word, as: fixture.cy, body).status == 403)
            #expect(try fixture.answer(id, word, as: fixture.bo, body).status == 404)
        }
        let asked = try fixture.get(one, as: fixture.token(fixture.ada))
        #expect(asked["other"]["name"]?.text == "Cy")
        #expect(!asked.text.contains(fixture.bo) && !asked.text.contains("01234"))
        let list = "/v1/mentorship-requests?programme_id=\(fixture.programme)"
        #expect(try fixture.get(list, as: fixture.token(fixture.ada)).items.count == 1)
        #expect(try fixture.get(list, as: fixture.token(fixture.bo)).items.isEmpty)
        #expect(try fixture.get(list, as: fixture.token(fixture.cy)).items.count == 1)
        #expect(try fixture.get(list + "&state=waiting").items.count == 1)
        #expect(try fixture.get(list + "&state=exhausted").items.isEmpty)
        #expect(try fixture.get(list, as: others.coordinator).status == 404)
        #expect(try fixture.get("/v1/mentorship-requests").status == 422)
        let suggestions = "/v1/programmes/\(fixture.programme)/mentor-suggestions"
        #expect(try service.send(.get, suggestions).status == 401)
        #expect(try fixture.get(suggestions).status == 403)
        #expect(try fixture.get(suggestions, as: others.person).status == 403)
        #expect(try fixture.get(suggestions, as: fixture.token(fixture.bo)).status == 403)
    }
}
