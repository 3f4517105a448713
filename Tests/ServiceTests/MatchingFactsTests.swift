// What enrolments and people state for matching over the API: where they are, how far they have
// come, whom they report to; and that a reporting line is kept apart wherever pairs are made.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct MatchingFactsTests {
    private func change(
        _ fixture: MatchingFixture, _ path: String, _ body: String, as key: String? = nil
    ) throws -> TestResponse {
        try fixture.service.send(
            .patch, path, as: key ?? fixture.service.administrator,
            headers: [("If-Match", "*")], body)
    }

    private func enrolment(_ fixture: MatchingFixture, of person: String) throws -> String {
        "/v1/enrolments/\(try fixture.enrolment(of: person)["id"].text ?? "")"
    }

    private func manage(
        _ fixture: MatchingFixture, _ person: String, by manager: String, as key: String? = nil
    ) throws -> TestResponse {
        try change(
            fixture, "/v1/people/\(person)", "{\"manager_id\": \"\(manager)\"}", as: key)
    }

    private func policy(_ fixture: MatchingFixture, _ body: String) throws {
        let made = try fixture.service.send(
            .post, "/v1/programmes/\(fixture.programme)/matching-policies",
            as: fixture.service.administrator, body)
        #expect(made.status == 201, "\(made.text)")
    }

    private func why(
        _ fixture: MatchingFixture, _ mentor: String, _ mentee: String
    ) throws -> TestResponse {
        try fixture.get(
            "/v1/programmes/\(fixture.programme)/match-explanations"
                + "?mentor_id=\(mentor)&mentee_id=\(mentee)")
    }

    @Test func `an enrolment states where somebody is and how far they have come`() throws {
        let fixture = try MatchingFixture()
        let path = try enrolment(fixture, of: fixture.cy)
        let before = try fixture.get(path)
        #expect(before["site"] == .null && before["experience_years"] == .null)
        let stated = try change(
            fixture, path, #"{"site": "  Leeds ", "seniority": 40, "experience_years": 7}"#,
            as: fixture.token(fixture.cy))
        #expect(stated.status == 200, "\(stated.text)")
        #expect(stated["site"].text == "Leeds")
        #expect(stated["seniority"].int == 40 && stated["experience_years"].int == 7)
        #expect(try fixture.get(path).text == stated.text)
        let cleared = try change(fixture, path, #"{"site": null, "motivation": "So"}"#)
        #expect(cleared["site"] == .null && cleared["seniority"].int == 40)
        for body in [
            #"{"seniority": 101}"#, #"{"seniority": -1}"#, #"{"experience_years": 81}"#,
            #"{"site": ""}"#, #"{"site": 7}"#,
        ] {
            #expect(try change(fixture, path, body).status == 422, "\(body)")
        }
        let facts = try fixture.get(path, as: fixture.service.key(.lineManager))
        #expect(facts["seniority"] == .null, "line managers learn that, not what: \(facts.text)")
    }

    @Test func `a policy that asks for them finds them, and no other`() throws {
        let fixture = try MatchingFixture()
        for (person, site, years) in [(fixture.ada, "Leeds", 9), (fixture.cy, "leeds", 4)] {
            let body = "{\"site\": \"\(site)\", \"seniority\": 3, \"experience_years\": \(years)}"
            #expect(try change(fixture, enrolment(fixture, of: person), body).status == 200)
        }
        try policy(
            fixture,
            """
            {"factors": [{"factor": "site", "weight": 0.5}, {"factor": "measure",
              "name": "experience_years", "weight": 0.5, "at_least": 10, "tolerance": 10}]}
            """)
        let answer = try why(fixture, fixture.ada, fixture.cy)
        #expect(answer.text.contains("both at leeds"), "\(answer.text)")
        #expect(answer.text.contains("experience_years: the mentor 9, the mentee 4 (5 more)"))
        let run = try fixture.run()
        let inputs = try fixture.get("/v1/match-runs/\(run["id"].text ?? "")/inputs")
        let ada = inputs["mentors"].elements?.first { $0["id"]?.text == fixture.ada }
        #expect(ada?["site"]?.text == "Leeds")
        #expect(ada?["measures"]?["experience_years"]?.int == 9)
        #expect(ada?["measures"]?["seniority"] == nil, "the policy does not look at it")
        let suggestions = try fixture.suggestions(for: fixture.cy)
        #expect(!suggestions.text.lowercased().contains("leeds"), "where tells who")
    }

    @Test func `what nobody states for the programme is as in the profile`() throws {
        let fixture = try MatchingFixture()
        let old = try change(fixture, "/v1/people/\(fixture.ada)", #"{"seniority": 20}"#)
        #expect(old.status == 200)
        #expect(
            try change(fixture, enrolment(fixture, of: fixture.cy), #"{"seniority": 2}"#).status
                == 200)
        try policy(
            fixture,
            """
            {"factors": [{"factor": "need_coverage", "weight": 1}],
             "seniority": {"name": "seniority", "at_least": 30}}
            """)
        let answer = try why(fixture, fixture.ada, fixture.cy)
        #expect(answer.text.contains("seniority_rule"), "\(answer.text)")
    }

    // MARK: Reporting lines

    @Test func `a manager is named by staff, and never in a circle`() throws {
        let fixture = try MatchingFixture()
        let (ada, bo, cy) = (fixture.ada, fixture.bo, fixture.cy)
        #expect(try manage(fixture, cy, by: bo)["manager_id"].text == bo)
        #expect(try manage(fixture, bo, by: ada)["manager_id"].text == ada)
        for (person, manager, code) in [
            (ada, cy, "manager_circle"), (ada, bo, "manager_circle"), (ada, ada, "same_person"),
            (ada, "person_01h455vb4pex5vsknk084sn02q", "unknown_id"), (ada, "bo", "not_an_id"),
        ] {
            let refused = try manage(fixture, person, by: manager)
            #expect(refused.status == 422)
            #expect(refused["errors"].elements?.first?["code"]?.text == code, "\(refused.text)")
        }
        let own = try fixture.token(cy)
        #expect(try manage(fixture, cy, by: ada, as: own).status == 403)
        #expect(try fixture.get("/v1/people/\(cy)", as: own)["manager_id"].text == bo)
        let elsewhere = try fixture.service.makeProgramme("\"external_id\": \"other\"")
        let limited = try fixture.service.key(
            .coordinator, programmes: [#require(ID<Programme>(elsewhere))])
        let made = try fixture.service.send(
            .post, "/v1/people", as: limited, "{\"name\": \"New\", \"manager_id\": \"\(ada)\"}")
        #expect(made.status == 422, "nobody is found out by naming them: \(made.text)")
        _ = try fixture.pair(ada, fixture.di)
        let card = try fixture.get("/v1/people/\(ada)", as: fixture.token(fixture.di))
        #expect(card["name"].text == "Ada" && card.json["manager_id"] == nil)
    }

    @Test func `a sheet keeps managers, and comes back unchanged`() throws {
        let service = try TestService()
        let boss = try service.makePerson("Boss", #""external_ids": {"hr": "1"}"#)
        _ = try service.makePerson(
            "Di", #""external_ids": {"hr": "2"}, "manager_id": "\#(boss)""#)
        let sheet = try service.send(
            .get, "/v1/people", as: service.administrator, headers: [("Accept", "text/csv")])
        #expect(sheet.text.contains(",\(boss),active,"), "\(sheet.text)")
        let job = try service.importPeople(sheet.text)
        #expect(job["result"]?["unchanged"]?.int == 2, "\(job)")
    }

    @Test func `a line is kept apart in runs, proposals, requests and suggestions`() throws {
        let fixture = try MatchingFixture()
        let (ada, cy) = (fixture.ada, fixture.cy)
        let middle = try fixture.service.makePerson("Middle", "\"manager_id\": \"\(ada)\"")
        #expect(try manage(fixture, cy, by: middle).status == 200)
        let answer = try why(fixture, ada, cy)
        #expect(answer.text.contains("same_reporting_line"), "\(answer.text)")
        let refused = try fixture.propose(ada, cy)
        #expect(refused.code == "pair_forbidden")
        #expect(refused["reasons"].elements?.compactMap(\.text) == ["same_reporting_line"])
        #expect(try fixture.ask([ada], as: cy).status == 422)
        #expect(try fixture.suggestions(for: cy).items.isEmpty)
        let run = try fixture.run()
        let path = "/v1/match-runs/\(run["id"].text ?? "")"
        let pairs = try fixture.get(path + "/pairs").items
        #expect(!pairs.contains { $0["mentee_id"]?.text == cy })
        let inputs = try fixture.get(path + "/inputs")
        let kept = inputs["mentees"].elements?.first { $0["id"]?.text == cy }
        #expect(kept?["lines"]?.elements?.compactMap(\.text) == [middle, ada])
        let left = try fixture.get(path + "/unmatched/\(cy)")
        #expect(left.status == 200)
        #expect(!left.text.contains("\"rule\":\"same_reporting_line\""), "\(left.text)")
        let direct = try manage(fixture, cy, by: ada)
        #expect(direct.status == 200)
        #expect(try why(fixture, ada, cy).text.contains("line_manager"))
        #expect(try fixture.propose(ada, cy).code == "pair_forbidden")
    }

    @Test func `a mentor does not get a request from a line that has come about since`() throws {
        let fixture = try MatchingFixture()
        let middle = try fixture.service.makePerson("Middle")
        #expect(try manage(fixture, fixture.ada, by: middle).status == 200)
        let asked = try fixture.ask([fixture.ada], as: fixture.cy)
        #expect(asked.status == 201, "\(asked.text)")
        #expect(try manage(fixture, middle, by: fixture.cy).status == 200)
        let late = try fixture.answer(
            asked["id"].text ?? "", "acceptance", as: fixture.ada)
        #expect(late.code == "pair_not_possible", "\(late.text)")
    }

    @Test func `a second yes makes no pair of a line that has come about since`() throws {
        let fixture = try MatchingFixture()
        let middle = try fixture.service.makePerson("Middle")
        #expect(try manage(fixture, fixture.cy, by: middle).status == 200)
        let proposal = try fixture.propose(fixture.ada, fixture.cy)["id"].text ?? ""
        #expect(try fixture.accept(proposal, as: fixture.ada).status == 200)
        #expect(try manage(fixture, middle, by: fixture.ada).status == 200)
        let late = try fixture.accept(proposal, as: fixture.cy)
        #expect(late.code == "pair_not_possible", "\(late.text)")
        let kept = try fixture.get("/v1/proposals/\(proposal)")
        #expect(kept["state"].text == "sent" && kept["mentee_answer"] == .null, "\(kept.text)")
    }

    @Test func `a programme may allow it, or keep a whole team apart`() throws {
        let fixture = try MatchingFixture()
        #expect(try manage(fixture, fixture.cy, by: fixture.ada).status == 200)
        let boss = try fixture.service.makePerson("Boss")
        for person in [fixture.bo, fixture.di] {
            #expect(try manage(fixture, person, by: boss).status == 200)
        }
        let factors = #""factors": [{"factor": "need_coverage", "weight": 1}]"#
        try policy(fixture, "{\(factors), \"reporting_line\": \"allowed\"}")
        #expect(try why(fixture, fixture.ada, fixture.cy)["is_possible"] == .bool(true))
        try policy(fixture, "{\(factors), \"reporting_line\": \"not_team\"}")
        let team = try why(fixture, fixture.bo, fixture.di)
        #expect(team.text.contains("same_reporting_line"), "\(team.text)")
    }
}
