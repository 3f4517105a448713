// Who is served first by what they opened of themselves: only while they agree, told to nobody but
// staff, and its words kept nowhere but in the policy.

import Crypto
import Foundation
import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Testing

@Suite struct MatchingPriorityTests {
    private struct Scene {
        let fixture: MatchingFixture
        /// Wants what Cy wants, came later, and is who the policy is for.
        let fay: String
    }

    private func scene() throws -> Scene {
        let fixture = try MatchingFixture()
        let service = fixture.service
        service.clock.advance(seconds: 60)
        let fay = try service.makeMember(
            of: fixture.programme, "mentee", #""skills_wanted": ["go"], "languages": ["en"]"#)
        for (person, word) in [(fixture.ada, "Jain"), (fixture.cy, "Jain"), (fay, "Quaker")] {
            _ = try service.describe(person, "{\"faith\": [\"\(word)\"]}")
            #expect(try service.consent(person, to: "matching_characteristics").status == 201)
        }
        return Scene(fixture: fixture, fay: fay)
    }

    private func policy(_ scene: Scene, _ factors: String, basis: String = "\"Our plan\"") throws
        -> TestResponse
    {
        let service = scene.fixture.service
        return try service.send(
            .post, "/v1/programmes/\(scene.fixture.programme)/matching-policies",
            as: service.administrator, "{\"factors\": [\(factors)], \"basis\": \(basis)}")
    }

    private let needs = #"{"factor": "need_coverage", "weight": 0.8}"#
    private let first =
        #"{"factor": "priority", "name": "faith", "values": ["QUAKER"], "weight": 0.2}"#

    private func mentees(_ run: TestResponse, of mentor: String, _ fixture: MatchingFixture) throws
        -> [String]
    {
        try fixture.get("/v1/match-runs/\(run["id"].text ?? "")/pairs").items
            .filter { $0["mentor_id"]?.text == mentor }.compactMap { $0["mentee_id"]?.text }
    }

    @Test func `the one place goes to who comes first, while they agree to it`() throws {
        let scene = try scene()
        let fixture = scene.fixture
        #expect(try policy(scene, needs).status == 201)
        #expect(try mentees(fixture.run(), of: fixture.ada, fixture) == [fixture.cy])
        let made = try policy(scene, needs + "," + first)
        #expect(made.status == 201, "\(made.text)")
        let run = try fixture.run()
        #expect(try mentees(run, of: fixture.ada, fixture) == [scene.fay])
        let equity = try fixture.get("/v1/match-runs/\(run["id"].text ?? "")/equity?by=language")
        #expect(equity.status == 200, "before anything is published: \(equity.text)")
        let list = try fixture.get("/v1/people/\(scene.fay)/consents")
        let consent = try #require(list.items.first?["id"]?.text)
        try fixture.service.send(
            .put, "/v1/people/\(scene.fay)/consents/\(consent)/withdrawal",
            as: fixture.token(scene.fay))
        #expect(try mentees(fixture.run(), of: fixture.ada, fixture) == [fixture.cy])
    }

    @Test func `its words stay in the policy, and the two are told nothing`() throws {
        let scene = try scene()
        let fixture = scene.fixture
        let made = try policy(scene, needs + "," + first)
        #expect(made["factors"].elements?.last?["values"]?.elements?.map(\.text) == ["QUAKER"])
        let run = try fixture.run()
        let id = try #require(run["id"].text)
        let kept: String? = try fixture.service.read { snapshot in
            try snapshot.first("SELECT inputs FROM match_runs WHERE id = ?1", id) { row in
                try row.next()
            }
        }
        let text = try #require(kept)
        #expect(text.contains(#""characteristics":{"faith":["#), "\(text)")
        let shown = try fixture.get("/v1/match-runs/\(id)/inputs")
        #expect(shown.text.contains(#""values":["masked"]"#), "\(shown.text)")
        #expect(!shown.text.contains(#""characteristics""#), "nor who described themselves")
        let digest = SHA256.hash(data: Array(text.utf8))
        #expect(
            run["inputs_hash"].text != digest.map { String(format: "%02x", $0) }.joined(),
            "what is left out would be found by trying")
        let mentor = shown["mentors"].elements?.first { $0["id"]?.text == fixture.ada }
        #expect(mentor != nil && mentor?["characteristics"] == nil, "nobody asks it of mentors")
        let pairs = try fixture.get("/v1/match-runs/\(id)/pairs")
        #expect(pairs.text.contains("comes first where places are short"))
        let own = try fixture.suggestions(for: scene.fay)
        #expect(own.status == 200 && !own.text.contains("first where"), "\(own.text)")
        let why = try fixture.get(
            "/v1/programmes/\(fixture.programme)/match-explanations"
                + "?mentor_id=\(fixture.ada)&mentee_id=\(scene.fay)")
        #expect(why.text.contains("the mentee comes first"), "\(why.text)")
        for text in [
            text, shown.text, pairs.text, own.text, why.text,
            try fixture.get("/v1/match-runs/\(id)/page").text,
            try fixture.get("/v1/events?after=0&limit=200").text,
        ] {
            #expect(!text.lowercased().contains("quaker"))
        }
        #expect(try fixture.run()["inputs_hash"] == run["inputs_hash"])
    }

    @Test func `it needs words and a basis, and excludes nobody`() throws {
        let scene = try scene()
        func codes(_ factor: String, basis: String = "\"Our plan\"") throws -> [String] {
            let answer = try policy(scene, needs + "," + factor, basis: basis)
            #expect(answer.status == 422, "\(answer.text)")
            return (answer["errors"].elements ?? []).compactMap { $0["code"]?.text }
        }
        #expect(try codes(first, basis: "null") == ["required_together"])
        #expect(
            try codes(first.replacing("}", with: #", "missing": "exclude"}"#)) == ["not_taken"])
        #expect(
            try codes(#"{"factor": "priority", "name": "faith", "weight": 0.2}"#)
                == ["required_together"])
        #expect(try codes(#"{"factor": "load", "weight": 0.2, "values": ["a"]}"#) == ["not_taken"])
    }
}
