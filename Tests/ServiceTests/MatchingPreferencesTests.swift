// Ranked preferences over the API: said by the person or for them, counted in scores and in stable
// runs, and seen by nobody else.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct MatchingPreferencesTests {
    private func path(_ fixture: MatchingFixture, of person: String) throws -> String {
        "/v1/enrolments/\(try fixture.enrolment(of: person)["id"].text ?? "")/preferences"
    }

    private func rank(
        _ others: [String], of person: String, _ fixture: MatchingFixture, as key: String? = nil,
        match: String? = nil
    ) throws -> TestResponse {
        let ids = others.map { "\"\($0)\"" }.joined(separator: ", ")
        return try fixture.service.send(
            .put, path(fixture, of: person), as: key ?? fixture.token(person),
            headers: match.map { [("If-Match", $0)] } ?? [], "{\"ranked\": [\(ids)]}")
    }

    @Test func `a list is kept in its order and replaced as a whole`() throws {
        let fixture = try MatchingFixture()
        let path = try path(fixture, of: fixture.cy)
        let own = try fixture.token(fixture.cy)
        let none = try fixture.get(path, as: own)
        #expect(none["ranked"].elements?.isEmpty == true && none["updated_at"] == .null)
        let first = try rank([fixture.bo, fixture.ada], of: fixture.cy, fixture)
        #expect(first.status == 201, "\(first.text)")
        let read = try fixture.get(path, as: own)
        #expect(read["ranked"].elements?.compactMap(\.text) == [fixture.bo, fixture.ada])
        #expect(read.header("ETag") == first.header("ETag"))
        #expect(try rank([], of: fixture.cy, fixture).status == 428)
        #expect(try rank([], of: fixture.cy, fixture, match: "\"7-full\"").status == 412)
        let next = try rank([fixture.ada], of: fixture.cy, fixture, match: first.header("ETag"))
        #expect(next.status == 200 && next["ranked"].elements?.count == 1, "\(next.text)")
        let events = try fixture.service.send(
            .get, "/v1/events?after=0&limit=200", as: fixture.service.administrator)
        let told = events.items.filter { $0["type"]?.text == "preferences.replaced" }
        #expect(told.count == 2)
        #expect(told.allSatisfy { $0["data"]?.members?.isEmpty == true }, "not whom")
    }

    @Test func `only those who could be matched are named, each once`() throws {
        let fixture = try MatchingFixture()
        let stranger = try fixture.service.makePerson("Stranger")
        for (others, code) in [
            ([fixture.di], "not_available"), ([stranger], "not_available"),
            (["person_01h455vb4pex5vsknk084sn02q"], "not_available"),
            ([fixture.cy], "same_person"), ([fixture.bo, fixture.bo], "duplicate"),
            (["bo"], "not_an_id"),
        ] {
            let refused = try rank(others, of: fixture.cy, fixture)
            #expect(refused.status == 422, "\(others)")
            #expect(refused["errors"].elements?.first?["code"]?.text == code, "\(refused.text)")
        }
        let many = try fixture.service.send(
            .put, path(fixture, of: fixture.cy), as: fixture.token(fixture.cy),
            "{\"ranked\": [\(Array(repeating: "\"a\"", count: 21).joined(separator: ","))]}")
        #expect(many["errors"].elements?.first?["code"]?.text == "too_many")
        #expect(try rank([fixture.ada], of: fixture.cy, fixture).status == 201)
        let left = try fixture.enrolment(of: fixture.ada)["id"].text ?? ""
        try fixture.service.send(
            .put, "/v1/enrolments/\(left)/withdrawal", as: fixture.token(fixture.ada))
        let kept = try rank([fixture.bo, fixture.ada], of: fixture.cy, fixture, match: "*")
        #expect(kept.status == 200, "who was named before may stay: \(kept.text)")
        let newly = try rank([fixture.ada], of: fixture.di, fixture)
        #expect(newly.status == 422)
    }

    @Test func `wishes count in scores, and the two are not told`() throws {
        let fixture = try MatchingFixture()
        #expect(try rank([fixture.bo], of: fixture.cy, fixture).status == 201)
        #expect(try rank([fixture.di, fixture.cy], of: fixture.bo, fixture).status == 201)
        let why = try fixture.get(
            "/v1/programmes/\(fixture.programme)/match-explanations"
                + "?mentor_id=\(fixture.bo)&mentee_id=\(fixture.cy)")
        #expect(why["is_possible"] == .bool(true), "a wish is ground enough: \(why.text)")
        #expect(
            why.text.contains("the mentee's choice 1 of 1, the mentor's choice 2 of 2"),
            "\(why.text)")
        let list = try fixture.suggestions(for: fixture.cy)
        #expect(list.items.contains { $0["mentor"]?["id"]?.text == fixture.bo })
        #expect(!list.text.contains("choice"))
        let run = try fixture.run()
        let inputs = try fixture.get("/v1/match-runs/\(run["id"].text ?? "")/inputs")
        let cy = inputs["mentees"].elements?.first { $0["id"]?.text == fixture.cy }
        #expect(cy?["rankings"]?.elements?.compactMap(\.text) == [fixture.bo])
    }

    @Test func `whom somebody would have as mentor says nothing of their own mentees`() throws {
        let fixture = try MatchingFixture()
        let both = try fixture.service.makeMember(
            of: fixture.programme, "both", capacity: 1,
            #""skills_offered": ["go"], "skills_wanted": ["sql"], "languages": ["en"]"#)
        func why(_ mentor: String, _ mentee: String) throws -> String {
            try fixture.get(
                "/v1/programmes/\(fixture.programme)/match-explanations"
                    + "?mentor_id=\(mentor)&mentee_id=\(mentee)"
            ).text
        }
        let before = try why(both, fixture.cy)
        #expect(try rank([fixture.ada], of: both, fixture).status == 201)
        #expect(try why(both, fixture.cy) == before)
        #expect(try why(fixture.ada, both).contains("the mentee's choice 1 of 1"))
        let more = try rank([fixture.ada, fixture.cy], of: both, fixture, match: "*")
        #expect(more.status == 200, "\(more.text)")
        #expect(try why(both, fixture.cy).contains("the mentor's choice 1 of 1"))
        let inputs = try fixture.get(
            "/v1/match-runs/\(try fixture.run()["id"].text ?? "")/inputs")
        func ranked(_ side: String) -> [String]? {
            inputs[side].elements?.first { $0["id"]?.text == both }?["rankings"]?.elements?
                .compactMap(\.text)
        }
        #expect(ranked("mentors") == [fixture.cy] && ranked("mentees") == [fixture.ada])
        // Where all whom somebody named are gone, they have said nothing.
        let left = try fixture.enrolment(of: fixture.cy)["id"].text ?? ""
        try fixture.service.send(
            .put, "/v1/enrolments/\(left)/withdrawal", as: fixture.token(fixture.cy))
        #expect(try !why(both, fixture.di).contains("choice"))
    }

    @Test func `a stable run follows wishes, whatever the policy weighs`() throws {
        let fixture = try MatchingFixture()
        let policy = try fixture.service.send(
            .post, "/v1/programmes/\(fixture.programme)/matching-policies",
            as: fixture.service.administrator,
            #"{"factors": [{"factor": "need_coverage", "weight": 1}]}"#)
        #expect(policy.status == 201)
        #expect(try rank([fixture.bo], of: fixture.cy, fixture).status == 201)
        #expect(try rank([fixture.cy], of: fixture.bo, fixture).status == 201)
        func mentor(_ objective: String) throws -> String? {
            let run = try fixture.run("{\"objective\": \"\(objective)\", \"seed\": 7}")
            #expect(run["state"].text == "done", "\(run.text)")
            return try fixture.get("/v1/match-runs/\(run["id"].text ?? "")/pairs").items
                .first { $0["mentee_id"]?.text == fixture.cy }?["mentor_id"]?.text
        }
        #expect(try mentor("stable") == fixture.bo)
        #expect(try mentor("quality") == fixture.ada)
    }

    @Test func `wishes are their person's and of staff who match`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let others = try service.outsiders()
        let path = try path(fixture, of: fixture.cy)
        let body = "{\"ranked\": [\"\(fixture.bo)\"]}"
        let here = try #require(ID<Programme>(fixture.programme))
        let coordinator = try service.key(.coordinator, programmes: [here])
        _ = try fixture.pair(fixture.ada, fixture.cy)
        #expect(try service.send(.get, path).status == 401)
        #expect(try service.send(.put, path, body).status == 401)
        let half = try fixture.token(fixture.ada)
        for key in [others.person, others.coordinator, half, try fixture.token(fixture.bo)] {
            #expect(try fixture.get(path, as: key).status == 404)
            #expect(try service.send(.put, path, as: key, body).status == 404)
        }
        for role in [Role.analyst, .lineManager, .programmeOwner, .integration] {
            #expect(try fixture.get(path, as: service.key(role)).status == 403, "\(role)")
        }
        let lead = try service.key(.safeguardingLead)
        #expect(try service.send(.put, path, as: coordinator, body).status == 201)
        #expect(try fixture.get(path, as: lead)["ranked"].elements?.count == 1)
        #expect(try service.send(.put, path, as: lead, body).status == 403)
        let minted = try service.send(
            .post, "/v1/people/\(fixture.cy)/tokens", as: service.administrator)
        let token = try #require(minted["token"].text)
        #expect(try fixture.get(path, as: token).status == 200)
        try service.send(
            .delete, "/v1/people/\(fixture.cy)/tokens/\(minted["id"].text ?? "")",
            as: service.administrator)
        #expect(try fixture.get(path, as: token).status == 401, "revoked")
        #expect(try service.send(.put, path, as: token, body).status == 401)
    }

    @Test func `who has left names nobody`() throws {
        let fixture = try MatchingFixture()
        let enrolment = try fixture.enrolment(of: fixture.cy)["id"].text ?? ""
        let own = try fixture.token(fixture.cy)
        try fixture.service.send(.put, "/v1/enrolments/\(enrolment)/withdrawal", as: own)
        let over = try fixture.service.send(
            .put, "/v1/enrolments/\(enrolment)/preferences", as: own, #"{"ranked": []}"#)
        #expect(over.code == "enrolment_over")
    }
}
