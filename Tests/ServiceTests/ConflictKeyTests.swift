// Keys of conflicts of interest: who has one in common is kept apart wherever pairs and groups are
// made, and nobody but staff who match ever sees them.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct ConflictKeyTests {
    private static func path(_ fixture: MatchingFixture, _ person: String) throws -> String {
        "/v1/enrolments/\(try fixture.enrolment(of: person)["id"].text ?? "")/conflict-keys"
    }

    @discardableResult
    private static func put(
        _ fixture: MatchingFixture, _ person: String, _ keys: String, as key: String? = nil
    ) throws -> TestResponse {
        try fixture.service.send(
            .put, path(fixture, person), as: key ?? fixture.service.administrator,
            headers: [("If-Match", "*")], "{\"keys\": \(keys)}")
    }

    @Test func `staff put them down, and the people never see them`() throws {
        let fixture = try MatchingFixture()
        let path = try Self.path(fixture, fixture.cy)
        #expect(try fixture.get(path)["keys"].elements?.isEmpty == true)
        let first = try fixture.service.send(
            .put, path, as: fixture.service.administrator, #"{"keys": ["case 4711"]}"#)
        #expect(first.status == 201, "\(first.text)")
        let blind = try fixture.service.send(
            .put, path, as: fixture.service.administrator, #"{"keys": []}"#)
        #expect(blind.status == 428)
        #expect(
            try Self.put(fixture, fixture.cy, #"["case 4711", "Hill household"]"#).status == 200)
        #expect(
            try fixture.get(path)["keys"].elements?.compactMap(\.text)
                == ["case 4711", "Hill household"])
        let own = try fixture.service.token(fixture.cy)
        #expect(try fixture.get(path, as: own).status == 403)
        #expect(try Self.put(fixture, fixture.cy, "[]", as: own).status == 403)
        #expect(try fixture.get(path, as: fixture.service.key(.analyst)).status == 403)
        let other = try fixture.service.makeProgramme("\"external_id\": \"other\"")
        let elsewhere = try fixture.service.key(
            .coordinator, programmes: [#require(ID<Programme>(other))])
        #expect(try fixture.get(path, as: elsewhere).status == 404)
        for (keys, code) in [
            (#"["a", "A"]"#, "duplicate"), (#"[""]"#, "empty"), ("7", "not_a_list"),
            ("null", "required"),
        ] {
            let refused = try Self.put(fixture, fixture.cy, keys)
            #expect(refused["errors"].elements?.first?["code"]?.text == code, "\(refused.text)")
        }
    }

    @Test func `two with a key in common are no pair anywhere`() throws {
        let fixture = try MatchingFixture()
        let (ada, cy) = (fixture.ada, fixture.cy)
        let asked = try fixture.propose(ada, cy)["id"].text ?? ""
        try Self.put(fixture, ada, #"["Case 4711"]"#)
        #expect(try fixture.get("/v1/proposals/\(asked)")["state"].text == "sent")
        try Self.put(fixture, cy, #"["other", "case  4711"]"#)
        #expect(try fixture.get("/v1/proposals/\(asked)")["state"].text != "sent", "taken back")
        let answer = try fixture.get(
            "/v1/programmes/\(fixture.programme)/match-explanations"
                + "?mentor_id=\(ada)&mentee_id=\(cy)")
        #expect(answer.text.contains("conflict_of_interest"), "\(answer.text)")
        #expect(!answer.text.contains("4711"))
        #expect(try fixture.propose(ada, cy).code == "pair_forbidden")
        #expect(try fixture.ask([ada], as: cy).status == 422)
        #expect(try fixture.suggestions(for: cy).items.isEmpty)
        let run = try fixture.run()
        let path = "/v1/match-runs/\(run["id"].text ?? "")"
        #expect(
            try !fixture.get(path + "/pairs").items.contains { $0["mentee_id"]?.text == cy })
        let inputs = try fixture.get(path + "/inputs")
        #expect(!inputs.text.contains("4711"), "a run keeps pseudonyms alone")
        let kept = inputs["mentees"].elements?.first { $0["id"]?.text == cy }
        #expect(kept?["conflict_keys"]?.elements?.count == 2)
    }

    @Test func `a conflict that has come about since stops publication`() throws {
        let fixture = try MatchingFixture()
        let run = try fixture.run()
        try Self.put(fixture, fixture.ada, #"["case 1"]"#)
        try Self.put(fixture, fixture.cy, #"["case 1"]"#)
        let refused = try fixture.publish(run)
        #expect(refused.code == "inputs_changed", "\(refused.text)")
        #expect(refused.text.contains("ruled_out"))
    }

    @Test func `who has ended takes no more of them`() throws {
        let fixture = try MatchingFixture()
        let enrolment = try fixture.enrolment(of: fixture.eve)["id"].text ?? ""
        let path = try Self.path(fixture, fixture.eve)
        let gone = try fixture.service.send(
            .put, "/v1/enrolments/\(enrolment)/withdrawal", as: fixture.service.administrator)
        #expect(gone.status == 200, "\(gone.text)")
        let refused = try fixture.service.send(
            .put, path, as: fixture.service.administrator, #"{"keys": ["a"]}"#)
        #expect(refused.code == "enrolment_over", "\(refused.text)")
    }
}
