// Nobody is seen before they are let in: neither mentees by mentors nor mentors by mentees while an
// enrolment is undecided. Mentors elsewhere saw applications before anybody had looked at them.

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
}
