// What people described of themselves, in matching and in reports: only where they agreed to that,
// for as long as they do, and never the words themselves.

import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Testing

@Suite struct MatchingCharacteristicsTests {
    /// Ada and Cy say the same, Bo another thing; whoever is named agrees to be matched by it.
    private func fixture(agreeing: (MatchingFixture) -> [String]) throws -> MatchingFixture {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let said = [(fixture.ada, "Quaker"), (fixture.bo, "Jain"), (fixture.cy, "quaker")]
        for (person, word) in said {
            let made = try service.describe(
                person, "{\"faith\": [\"\(word)\"], \"other\": [\"x\"]}")
            #expect(made.status == 201, "\(made.text)")
        }
        for person in agreeing(fixture) {
            #expect(try service.consent(person, to: "matching_characteristics").status == 201)
        }
        let policy = try service.send(
            .post, "/v1/programmes/\(fixture.programme)/matching-policies",
            as: service.administrator,
            """
            {"factors": [{"factor": "need_coverage", "weight": 0.5},
              {"factor": "characteristic", "name": "faith", "weight": 0.5}],
             "basis": "Consent of each"}
            """)
        #expect(policy.status == 201, "\(policy.text)")
        return fixture
    }

    private func inputs(_ fixture: MatchingFixture) throws -> (shown: TestResponse, kept: String) {
        let run = try fixture.run()
        #expect(run["state"].text == "done", "\(run.text)")
        let id = try #require(run["id"].text)
        let kept: String? = try fixture.service.read { snapshot in
            try snapshot.first("SELECT inputs FROM match_runs WHERE id = ?1", id) { row in
                try row.next()
            }
        }
        return (try fixture.get("/v1/match-runs/\(id)/inputs"), try #require(kept))
    }

    private func described(_ kept: String, _ person: String) throws -> JSON? {
        let inputs = try JSON(parsing: Array(kept.utf8))
        let all = (inputs["mentees"]?.elements ?? []) + (inputs["mentors"]?.elements ?? [])
        return all.first { $0["id"]?.text == person }?["characteristics"]
    }

    private func why(_ fixture: MatchingFixture) throws -> String {
        try fixture.get(
            "/v1/programmes/\(fixture.programme)/match-explanations"
                + "?mentor_id=\(fixture.ada)&mentee_id=\(fixture.cy)"
        ).text
    }

    @Test func `what was opened counts, and no word of it leaves its column`() throws {
        let fixture = try fixture { [$0.ada, $0.bo, $0.cy] }
        #expect(try why(fixture).contains("share 1 of 1 in faith"))
        let (shown, kept) = try inputs(fixture)
        #expect(!shown.text.contains("\"characteristics\""), "nor who described themselves")
        let cy = try described(kept, fixture.cy)
        #expect(cy?["faith"]?.elements?.map(\.text) == ["1"])
        #expect(cy?["other"] == nil, "the policy does not ask for it")
        #expect(kept.contains("\"characteristics\":{\"faith\":[\"1\"]}"), "\(kept)")
        let texts = [
            try why(fixture), shown.text, kept, try fixture.suggestions(for: fixture.cy).text,
            try fixture.get("/v1/events?after=0&limit=200").text,
            try fixture.get("/v1/audit-entries?limit=200").text,
        ]
        for text in texts { #expect(!text.lowercased().contains("quaker")) }
        #expect(!texts[3].contains("faith"), "the two are not told that it counted")
    }

    @Test func `a withdrawal holds at once`() throws {
        let fixture = try fixture { [$0.ada, $0.cy] }
        #expect(try why(fixture).contains("share 1 of 1 in faith"))
        let list = try fixture.get("/v1/people/\(fixture.cy)/consents")
        let consent = try #require(list.items.first?["id"]?.text)
        try fixture.service.send(
            .put, "/v1/people/\(fixture.cy)/consents/\(consent)/withdrawal",
            as: fixture.token(fixture.cy))
        #expect(try why(fixture).contains("the mentee has not said faith"))
        let kept = try inputs(fixture).kept
        #expect(try described(kept, fixture.cy) == nil)
        #expect(try described(kept, fixture.ada) != nil)
        #expect(try described(kept, fixture.bo) == nil, "who never agreed is not looked at")
        #expect(!kept.lowercased().contains("jain"))
    }

    @Test func `what is kept out of matching is out at once, and the rest is not`() throws {
        let fixture = try fixture { [$0.ada, $0.bo, $0.cy] }
        let service = fixture.service
        #expect(try why(fixture).contains("share 1 of 1 in faith"))
        let path = "/v1/people/\(fixture.cy)/characteristics"
        let said = #"{"faith": ["quaker"], "other": ["x"]}"#
        let before = try service.send(.get, path, as: fixture.token(fixture.cy))
        #expect(before["not_for_matching"].elements == [])
        let kept = try service.describe(
            fixture.cy, said, keepingOut: ["faith", "mood"], match: before.header("ETag"))
        #expect(kept.status == 200, "\(kept.text)")
        #expect(kept["not_for_matching"].elements?.map(\.text) == ["faith", "mood"])
        #expect(kept["characteristics"].members?.map(\.name) == ["faith", "other"])
        #expect(try why(fixture).contains("the mentee has not said faith"))
        #expect(try described(inputs(fixture).kept, fixture.cy) == nil)
        #expect(try described(inputs(fixture).kept, fixture.bo) != nil, "each for themself")
        let other = try service.describe(
            fixture.cy, said, keepingOut: ["other"], match: kept.header("ETag"))
        #expect(other.status == 200)
        #expect(try why(fixture).contains("share 1 of 1 in faith"), "and back in at once")
        let opened = try service.read { snapshot in
            try CharacteristicStore.opened(
                for: .equityReport, in: #require(ID(fixture.programme)),
                service.deployment.sealer, snapshot)
        }
        #expect(opened.isEmpty, "to be counted is asked for apart")
    }

    @Test func `names kept out are names`() throws {
        let fixture = try MatchingFixture()
        let refused = try fixture.service.describe(fixture.cy, "{}", keepingOut: ["mood", "Fa th"])
        #expect(refused.status == 422)
        let error = refused["errors"].elements?.first
        #expect(error?["pointer"]?.text == "/not_for_matching/1", "\(refused.text)")
        #expect(error?["code"]?.text == "not_a_name")
    }

    @Test func `where nobody opened anything the inputs are the text that was hashed`() throws {
        let fixture = try fixture { _ in [] }
        let (shown, kept) = try inputs(fixture)
        #expect(shown.text == kept)
    }

    // MARK: Reports

    @Test func `groups are of those who agreed to be counted, and of five at least`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        var first: TestResponse?
        let words = ["Quaker": 6, "Jain": 6, "Bahai": 1, "silent": 6]
        for (word, count) in words.sorted(by: { $0.key < $1.key }) {
            for _ in 0..<count {
                let person = try service.makeMember(
                    of: fixture.programme, "mentee", #""skills_wanted": ["patience"]"#)
                _ = try service.describe(person, "{\"faith\": [\"\(word)\"]}")
                if word == "silent" { continue }
                let given = try service.consent(person, to: "equity_report")
                if word == "Quaker" { first = first ?? given }
            }
        }
        let run = try fixture.run()
        let path = "/v1/match-runs/\(run["id"].text ?? "")/equity"
        func groups() throws -> [String] {
            let answer = try fixture.get(path + "?by=characteristic&characteristic=faith")
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer["characteristic"].text == "faith")
            #expect(!answer.text.contains("ahai") && !answer.text.contains("silent"))
            return (answer["groups"].elements ?? []).map {
                "\($0["group"]?.text ?? "-") \($0["mentees"]?.int.map { "\($0)" } ?? "?")"
            }
        }
        #expect(try groups() == ["jain 5", "quaker 5", "- 10"])
        let lead = try service.key(.administrator)
        #expect(try service.withdraw(#require(first), as: lead).status == 200)
        #expect(try groups() == ["jain 5", "quaker 5", "- 10"], "nobody sees who withdrew")
        for query in [
            "?by=characteristic", "?by=language&characteristic=faith", "?characteristic=faith",
        ] {
            #expect(try fixture.get(path + query).status == 422, "\(query)")
        }
        let none = try fixture.get(path + "?by=characteristic&characteristic=mood")
        #expect(none["groups"].elements?.count == 1, "nobody spoke of it: \(none.text)")
        let trace = try fixture.get("/v1/audit-entries?action=getMatchRunEquity")
        #expect(trace.items.count == 3, "each look that was answered: \(trace.text)")
    }
}
