// Runs of a part of a programme: of some sites, some mentees, some mentors.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct MatchScopeTests {
    private static func pairs(_ fixture: MatchingFixture, _ run: TestResponse) throws -> [String] {
        try fixture.get("/v1/match-runs/\(run["id"].text ?? "")/pairs").items.map {
            ($0["mentor_id"]?.text ?? "") + ($0["mentee_id"]?.text ?? "")
        }.sorted()
    }

    private static func order(_ scope: String, _ more: String = "") -> String {
        "{\"objective\": \"quality\", \"seed\": 7, \"scope\": \(scope)\(more)}"
    }

    @Test func `only those it names are asked about`() throws {
        let fixture = try MatchingFixture()
        let all = try fixture.run()
        #expect(all["scope"] == .null)
        #expect(try Self.pairs(fixture, all).count == 2)
        let run = try fixture.run(Self.order("{\"mentee_ids\": [\"\(fixture.di)\"]}"))
        #expect(try Self.pairs(fixture, run) == [fixture.bo + fixture.di])
        #expect(run["left_out"]["outside_scope"]?.int == 2, "Cy and Eve: \(run.text)")
        #expect(run["scope"]["mentee_ids"]?.elements?.compactMap(\.text) == [fixture.di])
        let none = try fixture.run(Self.order("{\"mentor_ids\": []}"))
        #expect(try Self.pairs(fixture, none).isEmpty)
        let again = try fixture.run(
            "{\"objective\": \"quality\", \"previous_run_id\": \"\(run["id"].text ?? "")\"}")
        #expect(again["scope"] == run["scope"], "a run that goes on goes on with the same people")
    }

    @Test func `sites are compared as words are`() throws {
        let fixture = try MatchingFixture()
        for (person, site) in [
            (fixture.ada, "Leeds"), (fixture.cy, "LEEDS"), (fixture.bo, "York"),
        ] {
            let enrolment = try fixture.enrolment(of: person)["id"].text ?? ""
            let stated = try fixture.service.send(
                .patch, "/v1/enrolments/\(enrolment)", as: fixture.service.administrator,
                headers: [("If-Match", "*")], "{\"site\": \"\(site)\"}")
            #expect(stated.status == 200)
        }
        let run = try fixture.run(Self.order(#"{"sites": ["leeds"]}"#))
        #expect(try Self.pairs(fixture, run) == [fixture.ada + fixture.cy])
    }

    @Test func `a lock outside is refused, and so is what is no scope`() throws {
        let fixture = try MatchingFixture()
        let lock =
            ", \"locks\": [{\"mentor_id\": \"\(fixture.bo)\", \"mentee_id\": \"\(fixture.cy)\"}]"
        for (scope, pointer, code) in [
            ("{\"mentee_ids\": [\"\(fixture.di)\"]}", "/locks/0", "outside_scope"),
            (#"{"sites": ["leeds"]}"#, "/locks/0", "outside_scope"),
            (#"{"sites": "leeds"}"#, "/scope/sites", "not_a_list"),
            (#"{"mentee_ids": ["cy"]}"#, "/scope/mentee_ids/0", "not_an_id"),
            (#"{"cities": []}"#, "/scope/cities", "unknown_member"),
            ("7", "/scope", "not_an_object"),
        ] {
            let refused = try fixture.service.send(
                .post, "/v1/programmes/\(fixture.programme)/match-runs",
                as: fixture.service.administrator, Self.order(scope, lock))
            #expect(refused.status == 422)
            let error = refused["errors"].elements?.first
            #expect(error?["pointer"]?.text == pointer, "\(refused.text)")
            #expect(error?["code"]?.text == code, "\(refused.text)")
        }
    }
}
