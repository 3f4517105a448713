// Matching policies over the API: versions made and kept, what is unwise named, runs that follow
// the one in force, and what each role may see of them.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct MatchingPoliciesTests {
    private let textOnly = #"{"factors": [{"factor": "text", "weight": 1}], "note": "words"}"#

    private func coordinator(_ service: TestService, of programme: String) throws -> String {
        try service.key(.coordinator, programmes: [#require(ID<Programme>(programme))])
    }

    private func make(
        _ fixture: MatchingFixture, _ body: String, as key: String? = nil
    ) throws -> TestResponse {
        try fixture.service.send(
            .post, "/v1/programmes/\(fixture.programme)/matching-policies",
            as: key ?? fixture.service.administrator, body)
    }

    @Test func `each policy is the next version, and none is changed`() throws {
        let fixture = try MatchingFixture()
        let first = try make(fixture, textOnly)
        #expect(first.status == 201, "\(first.text)")
        #expect(first["number"].int == 1)
        #expect(first["note"].text == "words")
        #expect(first["reporting_line"].text == "not_line")
        fixture.service.clock.advance(seconds: 1)
        let second = try make(
            fixture, #"{"factors": [{"factor": "need_coverage", "weight": 0.4}]}"#)
        #expect(second["number"].int == 2)
        let again = try fixture.get("/v1/matching-policies/\(first["id"].text ?? "")")
        #expect(again.text == first.text)
        let list = try fixture.get("/v1/programmes/\(fixture.programme)/matching-policies")
        #expect(list.texts("id") == [first["id"].text, second["id"].text])
    }

    @Test func `all that a policy can say comes back as it was said`() throws {
        let fixture = try MatchingFixture()
        let body = """
            {"factors": [{"factor": "measure", "name": "grade", "weight": 0.125,
              "missing": "exclude", "at_least": 1, "at_most": 4, "tolerance": 2},
              {"factor": "site", "weight": 0.1, "wants": "different"},
              {"factor": "characteristic", "name": "faith", "weight": 0.05},
              {"factor": "hours_in_common", "weight": 0.2, "enough": 90}],
             "minimum_score": 0.25, "minimum_common_minutes": 30, "reporting_line": "not_team",
             "requires_common_language": false, "requires_common_medium": false,
             "requires_common_ground": false, "allows_same_organisation": false,
             "seniority": {"name": "grade", "at_least": 1}, "basis": "consent of each",
             "evidence_floor": 0.4, "candidate_limit": 20, "unstated_level": 2,
             "shortest_list": 1,
             "group_cohesion": 0.25, "group_mentors": 1, "group_purpose": "shared_goals"}
            """
        let made = try make(fixture, body)
        #expect(made.status == 201, "\(made.text)")
        let sent = try JSON(parsing: body)
        for member in sent.members ?? [] where member.name != "factors" {
            #expect(made[member.name] == member.value, "\(member.name)")
        }
        let factors = made["factors"].elements ?? []
        #expect(
            factors.map { $0["weight"] } == (sent["factors"]?.elements ?? []).map { $0["weight"] })
        #expect(factors[0]["tolerance"]?.int == 2)
        #expect(factors[1]["wants"]?.text == "different")
        #expect(factors[2]["missing"]?.text == "neutral")
        #expect(factors[3]["enough"]?.int == 90)
    }

    @Test func `what cannot be used is refused member by member, what is unwise is named`()
        throws
    {
        let fixture = try MatchingFixture()
        let bad = try make(
            fixture,
            """
            {"factors": [{"factor": "characteristic", "name": "faith", "weight": 0.1},
              {"factor": "text", "weight": 0.5}, {"factor": "text", "weight": 0.1},
              {"factor": "measure", "weight": 0.1}]}
            """)
        #expect(bad.status == 422)
        let pointers = bad["errors"].elements?.compactMap { $0["pointer"]?.text } ?? []
        #expect(Set(pointers) == ["/basis", "/factors/2/factor", "/factors/3/name"])
        #expect(try make(fixture, #"{"factors": []}"#).status == 422)
        #expect(
            try make(fixture, #"{"factors": [{"factor": "charm", "weight": 1}]}"#).status == 422)
        let odd = try make(
            fixture,
            """
            {"factors": [{"factor": "measure", "name": "birth_year", "weight": 0.9},
              {"factor": "need_coverage", "weight": 0.1}]}
            """)
        let codes = odd["warnings"].elements?.compactMap { $0["code"]?.text } ?? []
        #expect(codes == ["age_proxy", "needs_drowned", "no_say"])
    }

    @Test func `a policy warns of a model whose direction no rule says`() throws {
        let service = try TestService()
        let made = try service.send(
            .post, "/v1/programmes", as: service.administrator,
            #"{"name": "Turned", "purpose": "Learn", "model": "reverse"}"#)
        let programme = try #require(made["id"].text, "\(made.text)")
        func warnings(_ rule: String) throws -> [String] {
            let answer = try service.send(
                .post, "/v1/programmes/\(programme)/matching-policies", as: service.administrator,
                #"{"factors": [{"factor": "need_coverage", "weight": 1}]\#(rule)}"#)
            #expect(answer.status == 201, "\(answer.text)")
            let again = try service.send(
                .get, "/v1/matching-policies/\(answer["id"].text ?? "")",
                as: service.administrator)
            #expect(again.text == answer.text)
            return answer["warnings"].elements?.compactMap { $0["code"]?.text } ?? []
        }
        #expect(try warnings("").contains("direction_missing"))
        let below = try warnings(#", "seniority": {"name": "seniority", "at_most": -1}"#)
        #expect(!below.contains("direction_missing"), "\(below)")
    }

    @Test func `a run follows the newest policy, or the one it names, and says which`() throws {
        let fixture = try MatchingFixture()
        let standard = try fixture.run()
        #expect(standard["policy_id"] == .null)
        #expect(standard["policy_version"].int == 1)
        let first = try make(
            fixture,
            #"{"factors": [{"factor": "shared_languages", "weight": 1}], "evidence_floor": 0}"#)
        let second = try make(
            fixture, #"{"factors": [{"factor": "need_coverage", "weight": 1}]}"#)
        let newest = try fixture.run()
        #expect(newest["policy_id"] == second["id"])
        #expect(newest["policy_version"].int == 2)
        let id = first["id"].text ?? ""
        let named = try fixture.run(#"{"objective": "quality", "policy_id": "\#(id)"}"#)
        #expect(named["policy_id"].text == id)
        let pairs = try fixture.get("/v1/match-runs/\(named["id"].text ?? "")/pairs")
        let factors = pairs.items.first?["explanation"]?["parts"]?.elements ?? []
        #expect(factors.compactMap { $0["factor"]?.text } == ["shared_languages"])
        let kept = try fixture.get("/v1/match-runs/\(named["id"].text ?? "")/inputs")
        #expect(kept["policy"]["version"]?.int == 1)
        let other = try MatchingFixture()
        let stranger = try other.service.send(
            .post, "/v1/programmes/\(other.programme)/match-runs", as: other.service.administrator,
            #"{"objective": "quality", "policy_id": "\#(id)"}"#)
        #expect(stranger.code == "unknown_policy" || stranger.status == 422)
    }

    @Test func `what people wrote, when they can meet and whom they had counts where it is asked`()
        throws
    {
        let fixture = try MatchingFixture()
        let service = fixture.service
        func enrol(_ name: String, _ role: String, _ why: String) throws -> String {
            let person = try service.makePerson(name, #""time_zone": "Asia/Kolkata""#)
            let made = try service.send(
                .post, "/v1/programmes/\(fixture.programme)/enrolments", as: service.administrator,
                """
                {"person_id": "\(person)", "role": "\(role)", "motivation": "\(why)"\
                \(role == "mentor" ? #", "capacity": 1"# : "")}
                """)
            #expect(made.status == 201, "\(made.text)")
            let approved = try service.send(
                .put, "/v1/enrolments/\(made["id"].text ?? "")/approval",
                as: service.administrator)
            #expect(approved.status == 200, "\(approved.text)")
            let hours = try service.send(
                .put, "/v1/people/\(person)/availability", as: service.administrator,
                """
                {"time_zone": "Asia/Kolkata",
                 "weekly": [{"day": "MO", "from": "02:00", "to": "04:00"}]}
                """)
            #expect(hours.status == 200 || hours.status == 201, "\(hours.text)")
            return person
        }
        let gil = try enrol("Gil", "mentor", "Bee keeping")
        let hal = try enrol("Hal", "mentee", "Bee keeping and honey")
        _ = try make(
            fixture,
            """
            {"factors": [{"factor": "text", "weight": 0.5}, {"factor": "load", "weight": 0.1},
              {"factor": "history_together", "weight": 0.1},
              {"factor": "continuity", "weight": 0.1},
              {"factor": "hours_in_common", "weight": 0.4, "enough": 240}]}
            """)
        let run = try fixture.run()
        let pairs = try fixture.get("/v1/match-runs/\(run["id"].text ?? "")/pairs")
        let ours = try #require(pairs.items.first { $0["mentee_id"]?.text == hal })
        #expect(ours["mentor_id"]?.text == gil)
        let words = ours["explanation"]?["parts"]?.elements?.compactMap { $0["words"]?.text } ?? []
        #expect(words.first == "both write about: bee, keeping")
        #expect(words.last == "can both meet 2 h a week")
        let kept = try fixture.get("/v1/match-runs/\(run["id"].text ?? "")/inputs")
        // Monday 02:00 in Kolkata is Sunday 20:30 in UTC.
        #expect(kept.text.contains(#""hours":[[9870,9990]]"#))
        #expect(!kept.text.contains("seniority\":{\"name"))
        let explained = try fixture.get(
            "/v1/programmes/\(fixture.programme)/match-explanations?mentor_id=\(gil)&mentee_id=\(hal)"
        )
        #expect(explained.text.contains("both write about: bee, keeping"))
    }

    @Test func `there is a template for each model, each with its sources`() throws {
        let fixture = try MatchingFixture()
        let templates = try fixture.get("/v1/matching-policy-templates")
        #expect(templates.items.count == ModelRegistry.models.count)
        for template in templates.items {
            let policy = try #require(template["policy"])
            let model = try #require(template["model"]?.text)
            let programme = try fixture.service.send(
                .post, "/v1/programmes", as: fixture.service.administrator,
                "{\"name\": \"One\", \"purpose\": \"Learn\", \"model\": \"\(model)\"}")
            let made = try fixture.service.send(
                .post, "/v1/programmes/\(programme["id"].text ?? "")/matching-policies",
                as: fixture.service.administrator, policy.description)
            #expect(made.status == 201, "\(model): \(made.text)")
            #expect(template["citations"]?.elements?.isEmpty == false)
        }
    }

    @Test func `policies are for staff of the programme`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let made = try make(fixture, textOnly)
        let paths = [
            "/v1/programmes/\(fixture.programme)/matching-policies",
            "/v1/matching-policies/\(made["id"].text ?? "")",
        ]
        let other = try service.makeProgramme()
        for path in paths {
            #expect(try service.send(.get, path).status == 401)
            let person = try service.send(.get, path, as: service.token(fixture.cy))
            #expect(person.status == 403)
            #expect(!person.text.contains("text"))
            let stranger = try service.send(
                .get, path, as: coordinator(service, of: other))
            #expect(stranger.status == 404)
            let ours = try service.send(
                .get, path, as: coordinator(service, of: fixture.programme))
            #expect(ours.status == 200)
            #expect(ours.text.contains("\"number\":1"))
        }
        let denied = try make(
            fixture, textOnly, as: coordinator(service, of: other))
        #expect(denied.status == 404)
    }
}
