// Nobody is seen before they are let in: neither mentees by mentors nor mentors by mentees while an
// enrolment is undecided; nor while something that the programme asks for has to be given anew.
// Mentors elsewhere saw applications before anybody had looked at them.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct MatchingGateTests {
    private func enrol(
        _ role: String, _ profile: String, in fixture: MatchingFixture
    ) throws -> String {
        let person = try fixture.service.makePerson("Uninvited", profile)
        _ = try fixture.service.enrol(person, in: fixture.programme, role, approve: false)
        return person
    }

    private func search(_ fixture: MatchingFixture, as mentee: String) throws -> TestResponse {
        fixture.service.runClock()
        return try fixture.get(
            "/v1/programmes/\(fixture.programme)/mentors?text=go", as: fixture.token(mentee))
    }

    @Test func `a mentee who is not approved asks nobody and is proposed to nobody`() throws {
        let fixture = try MatchingFixture()
        let new = try enrol("mentee", #""skills_wanted": ["go"], "languages": ["en"]"#, in: fixture)
        #expect(try fixture.ask([fixture.ada], as: new).status == 403)
        #expect(try fixture.suggestions(for: new).status == 403)
        #expect(try search(fixture, as: new).status == 403)
        let proposed = try fixture.propose(fixture.ada, new)
        #expect(proposed.status == 422 || proposed.status == 409, "\(proposed.text)")
        let run = try fixture.run()
        #expect(try fixture.publish(run).status == 201)
        let inputs = try fixture.get("/v1/match-runs/\(run["id"].text ?? "")/inputs")
        #expect(!inputs.text.contains(new))
        let ada = try fixture.token(fixture.ada)
        #expect(try fixture.get("/v1/people/\(new)", as: ada).status == 404)
        for list in ["proposals", "mentorship-requests", "people", "me/waiting"] {
            let seen = try fixture.get("/v1/\(list)", as: ada)
            #expect(!seen.text.contains(new) && !seen.text.contains("Uninvited"), "\(list)")
        }
    }

    @Test func `a mentor who is not approved is found, suggested and asked by nobody`() throws {
        let fixture = try MatchingFixture()
        let new = try enrol(
            "mentor", #""skills_offered": ["go"], "languages": ["en"]"#, in: fixture)
        #expect(try search(fixture, as: fixture.cy).text.contains(fixture.ada))
        #expect(try !search(fixture, as: fixture.cy).text.contains(new))
        #expect(try !fixture.suggestions(for: fixture.cy).text.contains(new))
        #expect(try fixture.ask([new], as: fixture.cy).status == 422)
        let enrolment = try fixture.enrolment(of: new)["id"].text ?? ""
        for state in ["approval", "withdrawal"] {
            let moved = try fixture.service.send(
                .put, "/v1/enrolments/\(enrolment)/\(state)", as: fixture.service.administrator,
                state == "withdrawal" ? #"{"reason": "So"}"# : nil)
            #expect(moved.status == 200, "\(moved.text)")
            let isThere = state == "approval"
            #expect(try search(fixture, as: fixture.cy).text.contains(new) == isThere)
            #expect(try fixture.suggestions(for: fixture.cy).text.contains(new) == isThere)
        }
    }

    // MARK: A gate that comes due again

    /// Another text, which everybody has to acknowledge.
    private func askAnew(_ fixture: MatchingFixture, _ text: String = "I keep quiet.") throws {
        let patched = try fixture.service.send(
            .patch, "/v1/programmes/\(fixture.programme)", as: fixture.service.administrator,
            headers: [("If-Match", "*")],
            #"{"requires_acknowledgement": true, "acknowledgement": "\#(text)"}"#)
        #expect(patched.status == 200, "\(patched.text)")
    }

    private func acknowledge(_ people: [String], _ fixture: MatchingFixture) throws {
        for person in people {
            let enrolment = try fixture.enrolment(of: person)["id"].text ?? ""
            let done = try fixture.service.send(
                .put, "/v1/enrolments/\(enrolment)/acknowledgement", as: fixture.token(person))
            #expect(done.status == 200, "\(done.text)")
        }
    }

    @Test func `a run asks about nobody who has to acknowledge a new text first`() throws {
        let fixture = try MatchingFixture()
        try askAnew(fixture)
        try acknowledge([fixture.ada, fixture.cy], fixture)
        let run = try fixture.run()
        #expect(run["left_out"]["gate_not_met"]?.int == 2, "\(run.text)")
        let inputs = try fixture.get("/v1/match-runs/\(run["id"].text ?? "")/inputs").text
        #expect(inputs.contains(fixture.ada) && inputs.contains(fixture.cy))
        for person in [fixture.bo, fixture.di, fixture.eve] { #expect(!inputs.contains(person)) }
        let own = try fixture.get("/v1/me/waiting", as: fixture.token(fixture.di)).items.first
        #expect(own?["status"]?.text == "acknowledgement_missing")
        #expect(own?["next_step"]?.text == "acknowledge")
        try acknowledge([fixture.bo, fixture.di, fixture.eve], fixture)
        #expect(try fixture.run()["left_out"]["gate_not_met"] == nil)
    }

    @Test func `a run is not published to people who have to acknowledge a new text`() throws {
        let fixture = try MatchingFixture()
        let run = try fixture.run()
        try askAnew(fixture)
        let refused = try fixture.publish(run)
        #expect(refused.code == "inputs_changed", "\(refused.text)")
        #expect(refused["reasons"] == .array([.string("gate_not_met")]))
        try acknowledge([fixture.ada, fixture.bo, fixture.cy, fixture.di], fixture)
        #expect(try fixture.publish(run).status == 201)
    }

    @Test func `a mentor who has to acknowledge a new text is found and asked by nobody`() throws {
        let fixture = try MatchingFixture()
        try askAnew(fixture)
        #expect(try search(fixture, as: fixture.cy).code == "gate_not_met")
        #expect(try fixture.suggestions(for: fixture.cy).code == "gate_not_met")
        #expect(try fixture.ask([fixture.ada], as: fixture.cy).code == "gate_not_met")
        try acknowledge([fixture.cy], fixture)
        for isThere in [false, true] {
            if isThere { try acknowledge([fixture.ada], fixture) }
            let staff = try fixture.get("/v1/programmes/\(fixture.programme)/mentors?text=go")
            #expect(staff.text.contains(fixture.ada) == isThere)
            #expect(try search(fixture, as: fixture.cy).text.contains(fixture.ada) == isThere)
            #expect(try fixture.suggestions(for: fixture.cy).text.contains(fixture.ada) == isThere)
            #expect(try fixture.ask([fixture.ada], as: fixture.cy).status == (isThere ? 201 : 422))
        }
    }

    @Test func `a request goes on to the next mentor who is ready`() throws {
        let fixture = try MatchingFixture()
        let asked = try fixture.ask([fixture.ada, fixture.bo], as: fixture.cy)
        let id = try #require(asked["id"].text, "\(asked.text)")
        try askAnew(fixture)
        // The mentee's own is no reason to pass the next one over.
        try acknowledge([fixture.bo], fixture)
        _ = try fixture.answer(id, "refusal", as: fixture.ada, #"{"code": "time"}"#)
        #expect(try fixture.request(id).choices() == ["declined", "asked"])
        let early = try fixture.answer(id, "acceptance", as: fixture.bo)
        #expect(early.code == "gate_not_met", "\(early.text)")
        try acknowledge([fixture.cy], fixture)
        #expect(try fixture.answer(id, "acceptance", as: fixture.bo).status == 200)
    }

    @Test func `staff are told which gate keeps two from being put together by hand`() throws {
        let fixture = try MatchingFixture()
        try askAnew(fixture)
        let body = "{\"mentor_id\": \"\(fixture.ada)\", \"mentee_id\": \"\(fixture.cy)\"}"
        for route in ["proposals", "relationships"] {
            let refused = try fixture.service.send(
                .post, "/v1/programmes/\(fixture.programme)/\(route)",
                as: fixture.service.administrator, body)
            #expect(refused.code == "pair_forbidden", "\(refused.text)")
            #expect(refused["reasons"] == .array([.string("gate_not_met")]), "\(refused.text)")
        }
        let why = try fixture.get(
            "/v1/programmes/\(fixture.programme)/match-explanations?mentor_id=\(fixture.ada)"
                + "&mentee_id=\(fixture.cy)")
        let named = why["ruled_out_by"].elements?.compactMap { $0["code"]?.text }
        #expect(named == ["gate_not_met"], "\(why.text)")
        try acknowledge([fixture.ada, fixture.cy], fixture)
        #expect(try fixture.propose(fixture.ada, fixture.cy).status == 201)
    }
}
