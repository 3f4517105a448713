// Requests when the world changes under them: what waits for nobody any more, whom nobody could say
// yes to, and what each side may know of the other.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

extension MatchingFixture {
    fileprivate func change(_ path: String, _ body: String) throws -> TestResponse {
        try service.send(
            .patch, path, as: service.administrator, headers: [("If-Match", "*")], body)
    }

    /// As the person.
    fileprivate func own(_ path: String, _ person: String) throws -> TestResponse {
        try get(path, as: token(person))
    }

    /// A mentee who wants that many mentors.
    fileprivate func want(_ count: Int, _ mentee: String) throws {
        let enrolment = try #require(try enrolment(of: mentee)["id"].text)
        let changed = try change("/v1/enrolments/\(enrolment)", "{\"mentors_wanted\": \(count)}")
        #expect(changed.status == 200, "\(changed.text)")
    }
}

@Suite struct MatchingAskingTests {
    @Test func `who wants fewer mentors than before asks nobody any more`() throws {
        let fixture = try MatchingFixture()
        try fixture.want(2, fixture.cy)
        _ = try fixture.pair(fixture.ada, fixture.cy)
        let id = try #require(fixture.ask([fixture.bo], as: fixture.cy)["id"].text)
        try fixture.want(1, fixture.cy)
        let ended = try fixture.request(id)
        #expect(ended["state"].text == "superseded", "\(ended.text)")
        #expect(ended["ended_because"].text == "mentee_already_paired")
        #expect(try fixture.answer(id, "acceptance", as: fixture.bo).code == "request_not_open")
    }

    @Test func `whom staff pair with the mentor they ask goes on to the next`() throws {
        let fixture = try MatchingFixture()
        try fixture.want(2, fixture.di)
        let id = try #require(fixture.ask([fixture.bo, fixture.ada], as: fixture.di)["id"].text)
        let paired = try fixture.service.send(
            .post, "/v1/programmes/\(fixture.programme)/relationships",
            as: fixture.service.administrator,
            "{\"mentor_id\": \"\(fixture.bo)\", \"mentee_id\": \"\(fixture.di)\"}")
        #expect(paired.status == 201, "\(paired.text)")
        fixture.service.runClock()
        #expect(try fixture.request(id).choices() == ["passed_over", "asked"])
        let names = try fixture.suggestions(for: fixture.di).items.compactMap {
            $0["mentor"]?["id"]?.text
        }
        #expect(!names.contains(fixture.bo), "nobody is suggested whom they have")
    }

    @Test func `a new manager is asked no more`() throws {
        let fixture = try MatchingFixture()
        let id = try #require(fixture.ask([fixture.bo, fixture.ada], as: fixture.cy)["id"].text)
        let changed = try fixture.change(
            "/v1/people/\(fixture.cy)", "{\"manager_id\": \"\(fixture.bo)\"}")
        #expect(changed.status == 200, "\(changed.text)")
        fixture.service.runClock()
        #expect(try fixture.request(id).choices() == ["passed_over", "asked"])
    }

    @Test func `nothing waits for who pauses, nor do they ask`() throws {
        let fixture = try MatchingFixture()
        let first = try #require(fixture.ask([fixture.bo, fixture.ada], as: fixture.cy)["id"].text)
        let second = try #require(fixture.ask([fixture.ada], as: fixture.di)["id"].text)
        #expect(
            try fixture.change("/v1/people/\(fixture.bo)", #"{"state": "paused"}"#).status == 200)
        #expect(
            try fixture.change("/v1/people/\(fixture.di)", #"{"state": "paused"}"#).status == 200)
        fixture.service.runClock()
        #expect(try fixture.request(first).choices() == ["passed_over", "asked"])
        let own = try fixture.request(second)
        #expect(own["state"].text == "withdrawn")
        #expect(own["ended_because"].text == "enrolment_ended")
        #expect(try fixture.ask([fixture.ada], as: fixture.di).status == 403)
        #expect(
            try fixture.change("/v1/people/\(fixture.di)", #"{"state": "active"}"#).status == 200)
        #expect(try fixture.suggestions(for: fixture.di).items.isEmpty, "Bo is not there")
    }

    @Test func `in a group nobody is suggested or asked whose company is ruled out`() throws {
        var fixture = try GroupFixture()
        try fixture.add("ada", mentorOf: #""go""#, capacity: 3)
        try fixture.add("bo", mentorOf: #""go""#, capacity: 3)
        for name in ["cy", "di", "eve", "fay"] { try fixture.add(name, menteeFor: #""go""#) }
        for name in ["cy", "fay"] {
            let opened = try fixture.send(
                .post, "/v1/programmes/\(fixture.programme)/relationships",
                "{\"mentor_id\": \"\(fixture["ada"])\", \"mentee_id\": \"\(fixture[name])\"}")
            #expect(opened.status == 201, "\(opened.text)")
        }
        let apart = try fixture.send(
            .post, "/v1/programmes/\(fixture.programme)/exclusions",
            """
            {"mentor_id": "\(fixture["cy"])", "mentee_id": "\(fixture["di"])", "reason": "No."}
            """)
        #expect(apart.status == 201, "\(apart.text)")
        let place = "/v1/programmes/\(fixture.programme)"
        func suggested(_ name: String) throws -> [String] {
            try fixture.send(.get, "\(place)/mentor-suggestions", as: fixture[name]).items
                .compactMap { $0["mentor"]?["id"]?.text }
        }
        #expect(try suggested("di") == [fixture["bo"]])
        #expect(try Set(suggested("eve")) == [fixture["ada"], fixture["bo"]])
        let asked = try fixture.send(
            .post, "\(place)/mentorship-requests", "{\"mentor_ids\": [\"\(fixture["ada"])\"]}",
            as: fixture["di"])
        #expect(asked["errors"].elements?.first?["code"]?.text == "not_available", "\(asked.text)")
        // Once the group is full by its new size, whoever is asked to join it asks elsewhere.
        let waiting = try fixture.send(
            .post, "\(place)/mentorship-requests",
            "{\"mentor_ids\": [\"\(fixture["ada"])\", \"\(fixture["bo"])\"]}", as: fixture["eve"])
        let smaller = try fixture.service.send(
            .patch, place, as: fixture.service.administrator, headers: [("If-Match", "*")],
            #"{"group_most": 2}"#)
        #expect(smaller.status == 200, "\(smaller.text)")
        fixture.service.runClock()
        let after = try fixture.send(
            .get, "/v1/mentorship-requests/\(waiting["id"].text ?? "")")
        #expect(after.choices() == ["passed_over", "asked"], "\(after.text)")
    }

    @Test func `a mentor learns nothing of a request after their own part`() throws {
        let fixture = try MatchingFixture()
        let id = try #require(fixture.ask([fixture.bo, fixture.ada], as: fixture.cy)["id"].text)
        _ = try fixture.answer(id, "refusal", as: fixture.bo, #"{"code": "time"}"#)
        let path = "/v1/mentorship-requests"
        let tag = try fixture.own("\(path)/\(id)", fixture.bo).header("ETag")
        #expect(try fixture.own("\(path)?state=waiting", fixture.bo).items.isEmpty)
        #expect(try fixture.own("\(path)?state=waiting", fixture.ada).items.count == 1)
        _ = try fixture.answer(id, "acceptance", as: fixture.ada)
        #expect(try fixture.own("\(path)?state=accepted", fixture.bo).items.isEmpty)
        #expect(try fixture.own(path, fixture.bo).items.count == 1)
        #expect(try fixture.own("\(path)?state=accepted", fixture.ada).items.count == 1)
        #expect(try fixture.own("\(path)?state=accepted", fixture.cy).items.count == 1)
        #expect(try fixture.own("\(path)/\(id)", fixture.bo).header("ETag") == tag)
    }

    @Test func `cards are there while two are anything to each other, and no tag outlives them`()
        throws
    {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let id = try #require(fixture.ask([fixture.ada, fixture.bo], as: fixture.cy)["id"].text)
        let path = "/v1/mentorship-requests/\(id)"
        func cards() throws -> [Bool] {
            try fixture.own(path, fixture.cy)["choices"].elements?.map { $0["card"] != .null } ?? []
        }
        #expect(try cards() == [true, true])
        let tag = try #require(fixture.own(path, fixture.cy).header("ETag"))
        let enrolment = try fixture.enrolment(of: fixture.ada)["id"].text ?? ""
        let hidden = try service.send(
            .put, "/v1/enrolments/\(enrolment)/mentor-card", as: fixture.token(fixture.ada),
            #"{"shows": []}"#)
        #expect(hidden.status < 300, "\(hidden.text)")
        let again = try service.send(
            .get, path, as: fixture.token(fixture.cy), headers: [("If-None-Match", tag)])
        #expect(again.status == 200, "the card has changed")
        _ = try fixture.answer(id, "refusal", as: fixture.ada, #"{"code": "time"}"#)
        #expect(try cards() == [false, true], "who said no is nothing to them any more")
        let accepted = try fixture.answer(id, "acceptance", as: fixture.bo)
        #expect(accepted["other"]["name"]?.text == "Cy")
        let pair = try #require(accepted["relationship_id"].text)
        let closed = try service.send(
            .post, "/v1/relationships/\(pair)/closure", as: fixture.token(fixture.cy), "{}")
        #expect(closed.status < 300, "\(closed.text)")
        #expect(try fixture.own(path, fixture.bo)["other"] == .null)
        #expect(try cards() == [false, false])
    }

    @Test func `a proposal shows the other while it waits, and in what came of it`() throws {
        let fixture = try MatchingFixture()
        let id = try #require(fixture.propose(fixture.bo, fixture.cy)["id"].text)
        let path = "/v1/proposals/\(id)"
        #expect(try fixture.own(path, fixture.bo)["other"]["name"]?.text == "Cy")
        let refused = try fixture.service.send(
            .put, "\(path)/refusal", as: fixture.token(fixture.cy), #"{"code": "time"}"#)
        #expect(refused.status == 200, "\(refused.text)")
        #expect(try fixture.own(path, fixture.bo)["other"] == .null)
    }

    @Test func `a mentee asks ten times a day at most`() throws {
        let fixture = try MatchingFixture()
        for _ in 0..<10 {
            let id = try #require(fixture.ask([fixture.ada], as: fixture.cy)["id"].text)
            _ = try fixture.answer(id, "withdrawal", as: fixture.cy)
        }
        let one = try fixture.ask([fixture.ada], as: fixture.cy)
        #expect(one.status == 429 && one.code == "enough_requests_today", "\(one.text)")
        #expect(try fixture.ask([fixture.ada], as: fixture.di).status == 201)
        fixture.service.clock.advance(seconds: 86_401)
        #expect(try fixture.ask([fixture.ada], as: fixture.cy).status == 201)
    }

    @Test func `a holiday is none of the days on which a mentor answers`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let days = try service.send(
            .put, "/v1/organisation/holidays", as: service.administrator,
            #"{"days": ["2026-03-07"]}"#)
        #expect(days.status == 201, "\(days.text)")
        let enrolment = try fixture.enrolment(of: fixture.ada)["id"].text ?? ""
        _ = try service.send(
            .put, "/v1/enrolments/\(enrolment)/mentor-card", as: fixture.token(fixture.ada),
            #"{"shows": ["bio"], "answers_on": ["SA"]}"#)
        let asked = try fixture.ask([fixture.ada], as: fixture.cy)
        #expect(
            asked["choices"].elements?.first?["deadline"]?.text == "2026-03-15T00:00:00Z",
            "not the seventh: \(asked.text)")
    }
}
