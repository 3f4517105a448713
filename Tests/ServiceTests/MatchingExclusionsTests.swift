// Do-not-match over the API: it holds both ways, ends what was asked, and keeps its reason.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct MatchingExclusionsTests {
    @Test func `two who must not meet are never paired, whichever way round`() throws {
        let fixture = try MatchingFixture()
        let made = try fixture.exclude(fixture.cy, fixture.ada)
        #expect(made.status == 201, "\(made.text)")
        let run = try fixture.run()
        #expect(run["summary"]["matched"]?.int == 1)
        #expect(try fixture.propose(fixture.ada, fixture.cy).code == "pair_forbidden")
        let again = try fixture.exclude(fixture.ada, fixture.cy)
        #expect(again.code == "already_excluded")
        #expect(again["exclusion_id"].elements == [made["id"]])
    }

    @Test func `an exclusion takes back what the two were asked`() throws {
        let fixture = try MatchingFixture()
        let proposal = try #require(fixture.propose(fixture.ada, fixture.cy)["id"].text)
        _ = try fixture.exclude(fixture.ada, fixture.cy)
        let after = try fixture.get("/v1/proposals/\(proposal)")
        #expect(after["state"].text == "withdrawn")
        #expect(after["ended_because"].text == "pair_excluded")
        let own = try fixture.get(
            "/v1/proposals/\(proposal)", as: fixture.service.token(fixture.cy))
        #expect(!own.text.contains("excluded"))
        #expect(try fixture.accept(proposal, as: fixture.cy).code == "proposal_not_open")
    }

    @Test func `the reason is for its writer and for safeguarding, and each look is on record`()
        throws
    {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let made = try fixture.exclude(fixture.ada, fixture.cy)
        let path = "/v1/exclusions/\(made["id"].text ?? "")"
        #expect(made["has_reason"] == .bool(true))
        #expect(!made.text.contains("married"))
        #expect(try fixture.get(path)["reason"].text == "They were married.")
        let lead = try service.key(.safeguardingLead)
        #expect(try fixture.get(path, as: lead)["reason"].text == "They were married.")
        let programme = try #require(ID<Programme>(fixture.programme))
        let coordinator = try service.key(.coordinator, programmes: [programme])
        let seen = try fixture.get(path, as: coordinator)
        #expect(seen.status == 200)
        #expect(!seen.text.contains("married"))
        let list = try fixture.get("/v1/programmes/\(programme)/exclusions")
        #expect(list.items.count == 1)
        #expect(!list.text.contains("married"))
        let audit = try fixture.get("/v1/audit-entries?action=getExclusion")
        #expect(audit.items.count == 3)
        let events = try fixture.get("/v1/events?after=0")
        #expect(!events.text.contains("exclusion"))
    }

    @Test func `an exclusion is taken away with the version it has`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let made = try fixture.exclude(fixture.ada, fixture.cy)
        let path = "/v1/exclusions/\(made["id"].text ?? "")"
        #expect(try service.send(.delete, path, as: service.administrator).status == 428)
        let gone = try service.send(
            .delete, path, as: service.administrator,
            headers: [("If-Match", made.header("ETag") ?? "")])
        #expect(gone.status == 204)
        #expect(try fixture.propose(fixture.ada, fixture.cy).status == 201)
    }

    @Test func `why and why not these two is said at any time`() throws {
        let fixture = try MatchingFixture()
        func ask(_ mentor: String, _ mentee: String) throws -> TestResponse {
            try fixture.get(
                "/v1/programmes/\(fixture.programme)/match-explanations?mentor_id=\(mentor)"
                    + "&mentee_id=\(mentee)")
        }
        let good = try ask(fixture.ada, fixture.cy)
        #expect(good["is_possible"] == .bool(true), "\(good.text)")
        #expect(good.text.contains("covers 1 of 1 skill"))
        let bad = try ask(fixture.ada, fixture.eve)
        #expect(bad["ruled_out_by"].elements?.first?["code"]?.text == "nothing_in_common")
        let outside = try fixture.service.makePerson()
        #expect(try ask(fixture.ada, outside).status == 404)
        #expect(
            try fixture.get("/v1/programmes/\(fixture.programme)/match-explanations").status
                == 422)
    }

    @Test func `exclusions are for the programme's staff alone`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let made = try fixture.exclude(fixture.ada, fixture.cy)
        let one = "/v1/exclusions/\(made["id"].text ?? "")"
        let list = "/v1/programmes/\(fixture.programme)/exclusions"
        let why =
            "/v1/programmes/\(fixture.programme)/match-explanations?mentor_id=\(fixture.ada)"
            + "&mentee_id=\(fixture.cy)"
        let own = try service.token(fixture.ada)
        let others = try service.outsiders()
        let integration = try service.key(.integration)
        let body = "{\"mentor_id\": \"\(fixture.bo)\", \"mentee_id\": \"\(fixture.di)\"}"
        let routes: [(HTTP.Method, String, String?)] = [
            (.get, list, nil), (.get, one, nil), (.get, why, nil), (.post, list, body),
            (.delete, one, nil),
        ]
        for (method, path, body) in routes {
            func status(_ key: String?) throws -> Int {
                try service.send(
                    method, path, as: key, headers: [("If-Match", "*")], body
                ).status
            }
            #expect(try status(nil) == 401, "\(method) \(path)")
            #expect(try status(own) == 403, "\(method) \(path)")
            #expect(try status(integration) == 403, "\(method) \(path)")
            #expect(try status(others.coordinator) == 404, "\(method) \(path)")
        }
        #expect(try fixture.get(one).status == 200)
    }
}
