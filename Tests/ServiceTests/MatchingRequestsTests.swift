// Mentees who choose for themselves: the short list, requests that pass from mentor to mentor, what
// each side sees, and what the clock does.

import Foundation
import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

extension MatchingFixture {
    func ask(_ mentors: [String], as mentee: String) throws -> TestResponse {
        let ids = mentors.map { "\"\($0)\"" }.joined(separator: ", ")
        return try service.send(
            .post, "/v1/programmes/\(programme)/mentorship-requests", as: service.token(mentee),
            "{\"mentor_ids\": [\(ids)]}")
    }

    func answer(
        _ request: String, _ word: String, as person: String, _ body: String? = nil
    ) throws -> TestResponse {
        try service.send(
            .put, "/v1/mentorship-requests/\(request)/\(word)", as: service.token(person), body)
    }

    func request(_ id: String) throws -> TestResponse { try get("/v1/mentorship-requests/\(id)") }

    func suggestions(for mentee: String) throws -> TestResponse {
        try get(
            "/v1/programmes/\(programme)/mentor-suggestions", as: service.token(mentee))
    }

    func policy(_ body: String) throws -> TestResponse {
        try service.send(
            .put, "/v1/programmes/\(programme)/request-policy", as: service.administrator,
            headers: [("If-Match", "*")], body)
    }

    func events(_ prefix: String) throws -> [String] {
        try get("/v1/events?after=0&limit=200").items.compactMap { $0["type"]?.text }
            .filter { $0.hasPrefix(prefix) }
    }
}

extension TestResponse {
    func choices(_ name: String = "state") -> [String] {
        self["choices"].elements?.compactMap { $0[name]?.text } ?? []
    }
}

@Suite struct MatchingRequestsTests {
    @Test func `a no passes to the next, a yes makes the pair`() throws {
        let fixture = try MatchingFixture()
        let asked = try fixture.ask([fixture.bo, fixture.ada], as: fixture.cy)
        #expect(asked.status == 201, "\(asked.text)")
        let id = try #require(asked["id"].text)
        #expect(asked.choices() == ["asked", "queued"])
        #expect(
            asked["choices"].elements?.first?["deadline"]?.text == "2026-03-06T00:00:00Z",
            "\(asked.text)")
        let hidden = try fixture.answer(id, "acceptance", as: fixture.ada)
        #expect(hidden.status == 404, "who was not asked yet does not know of it")
        let declined = try fixture.answer(
            id, "refusal", as: fixture.bo, #"{"code": "time", "message": "A new baby."}"#)
        #expect(declined["state"].text == "declined", "\(declined.text)")
        #expect(declined["other"] == .null)
        let own = try fixture.get("/v1/mentorship-requests/\(id)", as: fixture.token(fixture.cy))
        #expect(own.choices() == ["declined", "asked"])
        #expect(!own.text.contains("baby") && !own.text.contains("time\""))
        #expect(try fixture.request(id).text.contains("A new baby."), "staff read why")
        let accepted = try fixture.answer(id, "acceptance", as: fixture.ada)
        #expect(accepted["state"].text == "accepted", "\(accepted.text)")
        #expect(accepted["relationship_id"].text != nil)
        let again = try fixture.answer(id, "acceptance", as: fixture.ada)
        #expect(again["relationship_id"] == accepted["relationship_id"])
        let end = try fixture.request(id)
        #expect(end["state"].text == "accepted")
        #expect(end["relationship_id"] == accepted["relationship_id"])
        let types = try fixture.events("mentorship_request.")
        #expect(
            types.map { $0.split(separator: ".")[1] } == [
                "sent", "asked", "declined", "asked", "accepted",
            ])
    }

    @Test func `who does not answer is reminded, then passed over, by the clock alone`() throws {
        let fixture = try MatchingFixture()
        let id = try #require(fixture.ask([fixture.bo, fixture.ada], as: fixture.cy)["id"].text)
        fixture.service.runClock()
        #expect(try fixture.request(id).choices() == ["asked", "queued"])
        fixture.service.clock.advance(seconds: 3 * 86_400)
        fixture.service.runClock()
        #expect(try fixture.events("mentorship_request.nudged").count == 1)
        fixture.service.clock.advance(seconds: 86_400)
        let late = try fixture.answer(id, "acceptance", as: fixture.bo)
        #expect(late.code == "request_expired", "before the clock has come by")
        fixture.service.runClock()
        let next = try fixture.request(id)
        #expect(next.choices() == ["expired", "asked"])
        #expect(
            next["choices"].elements?[1]["deadline"]?.text == "2026-03-12T00:00:00Z",
            "Friday, then Monday to Wednesday: \(next.text)")
        #expect(try fixture.answer(id, "acceptance", as: fixture.bo).code == "request_expired")
        fixture.service.clock.advance(seconds: 9 * 86_400)
        fixture.service.runClock()
        fixture.service.runClock()
        #expect(try fixture.request(id)["state"].text == "exhausted")
        #expect(try fixture.events("mentorship_request.exhausted").count == 1)
    }

    @Test func `a mentor who answers on Saturdays has one, and the mentee sees until when`() throws
    {
        let fixture = try MatchingFixture()
        let enrolment = try fixture.enrolment(of: fixture.ada)["id"].text ?? ""
        let card = "/v1/enrolments/\(enrolment)/mentor-card"
        let own = try fixture.token(fixture.ada)
        #expect(try fixture.get(card)["answers_on"].elements == [])
        let bad = try fixture.service.send(
            .put, card, as: own, #"{"shows": [], "answers_on": ["SA", "saturday"]}"#)
        #expect(bad.status == 422, "\(bad.text)")
        let put = try fixture.service.send(
            .put, card, as: own, #"{"shows": ["bio"], "answers_on": ["SA", "WE", "SA"]}"#)
        #expect(put["answers_on"].elements?.map(\.text) == ["WE", "SA"], "\(put.text)")
        let other = try fixture.service.send(
            .put, card, as: own, headers: [("If-Match", "*")],
            #"{"shows": ["bio"], "answers_on": ["SA"]}"#)
        #expect(other.status == 200)
        let asked = try fixture.ask([fixture.ada, fixture.bo], as: fixture.cy)
        #expect(
            asked["choices"].elements?.first?["deadline"]?.text == "2026-03-08T00:00:00Z",
            "not Thursday, but Saturday: \(asked.text)")
        fixture.service.clock.advance(seconds: 4 * 86_400 + 86_000)
        fixture.service.runClock()
        #expect(try fixture.events("mentorship_request.nudged").isEmpty)
        fixture.service.clock.advance(seconds: 400)
        fixture.service.runClock()
        #expect(try fixture.events("mentorship_request.nudged").count == 1, "Saturday, at nine")
        let id = asked["id"].text ?? ""
        #expect(try fixture.answer(id, "acceptance", as: fixture.ada).status == 200)
    }

    @Test func `holidays and the mentor's zone move the deadline`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let path = "/v1/organisation/holidays"
        #expect(try fixture.get(path)["days"].elements?.isEmpty == true)
        let stated = try service.send(
            .put, path, as: service.administrator, #"{"days": ["2026-03-05", "2026-03-03"]}"#)
        #expect(stated.status == 201, "\(stated.text)")
        let blind = try service.send(.put, path, as: service.administrator, #"{"days": []}"#)
        #expect(blind.status == 428)
        let bad = try service.send(
            .put, path, as: service.administrator, #"{"days": ["2026-02-30"]}"#)
        #expect(bad.status == 422)
        try service.send(
            .patch, "/v1/people/\(fixture.ada)", as: service.administrator,
            headers: [("If-Match", "*")], #"{"time_zone": "America/New_York"}"#)
        let asked = try fixture.ask([fixture.ada], as: fixture.cy)
        #expect(
            asked["choices"].elements?.first?["deadline"]?.text == "2026-03-10T04:00:00Z",
            "Wednesday, Friday, Monday in New York: \(asked.text)")
        let other = try service.outsiders()
        #expect(try service.send(.get, path).status == 401)
        #expect(try service.send(.get, path, as: other.person).status == 200)
        let refused = try service.send(
            .put, path, as: other.coordinator, headers: [("If-Match", "*")], #"{"days": []}"#)
        #expect(refused.status == 403, "limited to a programme")
        let again = try service.send(
            .put, path, as: service.administrator, headers: [("If-Match", "*")], #"{"days": []}"#)
        #expect(again.status == 200)
    }

    @Test func `a mentor who fills up makes way for the next`() throws {
        let fixture = try MatchingFixture()
        let first = try #require(fixture.ask([fixture.ada], as: fixture.cy)["id"].text)
        let second = try #require(
            fixture.ask([fixture.ada, fixture.bo], as: fixture.di)["id"].text)
        let proposed = try #require(fixture.propose(fixture.bo, fixture.cy)["id"].text)
        _ = try fixture.answer(first, "acceptance", as: fixture.ada)
        #expect(try fixture.get("/v1/proposals/\(proposed)")["state"].text == "superseded")
        let between = try fixture.request(second)
        #expect(between.choices() == ["passed_over", "queued"])
        fixture.service.runClock()
        let after = try fixture.request(second)
        #expect(after.choices() == ["passed_over", "asked"])
        #expect(after.choices("passed_over_because") == ["mentor_at_capacity"])
        let twice = try fixture.ask([fixture.bo], as: fixture.cy)
        #expect(twice.code == "mentee_already_paired")
        let full = try fixture.ask([fixture.ada], as: fixture.eve)
        #expect(full.code == "nobody_to_ask", "\(full.text)")
    }

    @Test func `fewer places, a departure and an exclusion pass on as well`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        _ = try fixture.pair(fixture.bo, fixture.di)
        let id = try #require(fixture.ask([fixture.bo, fixture.ada], as: fixture.cy)["id"].text)
        let enrolment = try fixture.enrolment(of: fixture.bo)["id"].text ?? ""
        try service.send(
            .patch, "/v1/enrolments/\(enrolment)", as: service.administrator,
            headers: [("If-Match", "*")], #"{"capacity": 1}"#)
        service.runClock()
        #expect(try fixture.request(id).choices() == ["passed_over", "asked"])
        #expect(try fixture.exclude(fixture.ada, fixture.cy).status == 201)
        service.runClock()
        let apart = try fixture.request(id)
        #expect(apart["state"].text == "exhausted")
        #expect(apart.choices("passed_over_because") == ["mentor_at_capacity", "not_available"])
    }

    @Test func `whoever leaves takes their requests along`() throws {
        let fixture = try MatchingFixture()
        let id = try #require(fixture.ask([fixture.bo, fixture.ada], as: fixture.cy)["id"].text)
        for (person, state) in [(fixture.bo, "waiting"), (fixture.cy, "withdrawn")] {
            let enrolment = try fixture.enrolment(of: person)["id"].text ?? ""
            try fixture.service.send(
                .put, "/v1/enrolments/\(enrolment)/withdrawal", as: fixture.token(person))
            fixture.service.runClock()
            #expect(try fixture.request(id)["state"].text == state)
        }
        let end = try fixture.request(id)
        #expect(end.choices() == ["passed_over", "withdrawn"])
        #expect(end["ended_because"].text == "enrolment_ended")
    }

    @Test func `one mentor is not asked by everybody at once`() throws {
        let fixture = try MatchingFixture()
        #expect(try fixture.policy(#"{"waiting_per_mentor_max": 1}"#).status == 201)
        _ = try fixture.ask([fixture.bo], as: fixture.di)
        #expect(try fixture.suggestions(for: fixture.cy).items.count == 1, "Bo is not shown")
        let both = try fixture.ask([fixture.bo, fixture.ada], as: fixture.cy)
        #expect(both.choices() == ["passed_over", "asked"])
        _ = try fixture.answer(
            both["id"].text ?? "", "withdrawal", as: fixture.cy)
        let none = try fixture.ask([fixture.bo], as: fixture.cy)
        #expect(none.code == "nobody_to_ask")
        #expect(none["reasons"].elements?.compactMap(\.text) == ["enough_requests"])
    }

    @Test func `a request is taken back at any time, and one waits at a time`() throws {
        let fixture = try MatchingFixture()
        let id = try #require(fixture.ask([fixture.ada, fixture.bo], as: fixture.cy)["id"].text)
        let second = try fixture.ask([fixture.bo], as: fixture.cy)
        #expect(second.code == "request_waits")
        #expect(second.text.contains(id))
        #expect(try fixture.answer(id, "withdrawal", as: fixture.ada).status == 403)
        let taken = try fixture.answer(id, "withdrawal", as: fixture.cy)
        #expect(taken["state"].text == "withdrawn", "\(taken.text)")
        #expect(taken.choices() == ["withdrawn", "not_asked"])
        #expect(try fixture.answer(id, "withdrawal", as: fixture.cy).status == 200)
        #expect(try fixture.answer(id, "acceptance", as: fixture.ada).code == "request_not_open")
        let third = try #require(fixture.ask([fixture.ada], as: fixture.cy)["id"].text)
        let byStaff = try fixture.service.send(
            .put, "/v1/mentorship-requests/\(third)/withdrawal",
            as: fixture.service.administrator)
        #expect(byStaff["ended_because"].text == "staff")
        _ = try fixture.answer(third, "refusal", as: fixture.ada, #"{"code": "time"}"#)
        let over = try fixture.service.send(
            .put, "/v1/mentorship-requests/\(third)/withdrawal",
            as: fixture.service.administrator)
        #expect(over.status == 200)
    }

    @Test func `what a request may name`() throws {
        let fixture = try MatchingFixture()
        #expect(try fixture.exclude(fixture.bo, fixture.cy).status == 201)
        let stranger = try fixture.service.makePerson("Zed")
        for (mentors, pointer, code) in [
            ([fixture.bo], "/mentor_ids/0", "not_available"),
            ([fixture.ada, stranger], "/mentor_ids/1", "not_available"),
            ([fixture.cy], "/mentor_ids/0", "not_available"),
            ([fixture.ada, fixture.ada], "/mentor_ids/1", "repeated"),
            (["x"], "/mentor_ids/0", "not_an_id"),
            ([], "/mentor_ids", "required"),
        ] {
            let refused = try fixture.ask(mentors, as: fixture.cy)
            #expect(refused.status == 422)
            let error = refused["errors"].elements?.first
            #expect(error?["pointer"]?.text == pointer && error?["code"]?.text == code)
        }
        #expect(try fixture.policy(#"{"choices_max": 1}"#).status == 201)
        let many = try fixture.ask([fixture.ada, fixture.bo], as: fixture.di)
        #expect(many["errors"].elements?.first?["code"]?.text == "too_many")
        #expect(try fixture.policy(#"{"open": false}"#).status == 200)
        #expect(try fixture.ask([fixture.ada], as: fixture.cy).code == "self_match_closed")
        #expect(try fixture.suggestions(for: fixture.cy).code == "self_match_closed")
        #expect(try fixture.ask([fixture.ada], as: fixture.ada).status == 403, "no mentee")
    }

    @Test func `a text that changed has to be acknowledged before the pair begins`() throws {
        let fixture = try MatchingFixture()
        let id = try #require(fixture.ask([fixture.ada], as: fixture.cy)["id"].text)
        try fixture.service.send(
            .patch, "/v1/programmes/\(fixture.programme)", as: fixture.service.administrator,
            headers: [("If-Match", "*")],
            #"{"requires_acknowledgement": true, "acknowledgement": "I keep quiet."}"#)
        #expect(try fixture.answer(id, "acceptance", as: fixture.ada).code == "gate_not_met")
        #expect(try fixture.request(id).choices() == ["asked"], "the yes was undone")
    }

    @Test func `a run leaves out who has asked, and a mentor's place that is asked for`() throws {
        let fixture = try MatchingFixture()
        _ = try fixture.ask([fixture.ada], as: fixture.cy)
        let run = try fixture.run()
        let pairs = try fixture.get("/v1/match-runs/\(run["id"].text ?? "")/pairs")
        #expect(pairs.texts("mentee_id") == [fixture.di])
        #expect(run["left_out"]["awaiting_answer"]?.int == 1)
    }

    @Test func `overdue proposals lapse by the clock`() throws {
        let fixture = try MatchingFixture()
        let id = try #require(fixture.propose(fixture.ada, fixture.cy)["id"].text)
        fixture.service.clock.advance(seconds: 15 * 86_400)
        fixture.service.runClock()
        #expect(try fixture.get("/v1/proposals/\(id)")["state"].text == "expired")
        #expect(try fixture.events("proposal.expired").count == 1)
    }
}

extension MatchingFixture {
    func token(_ person: String) throws -> String { try service.token(person) }
}
