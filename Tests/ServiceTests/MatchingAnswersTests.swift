// What people ask about a finished run: what a place is worth, what would help who was left, who
// gains beside another run, how groups fare, and the page that prints.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct MatchingAnswersTests {
    /// A programme in which two want what one mentor offers.
    private func crowded() throws -> (fixture: MatchingFixture, second: String) {
        let fixture = try MatchingFixture()
        let second = try fixture.service.makePerson(
            "Fay <b>&amp; Co", #""skills_wanted": ["go", "sql", "c"], "languages": ["en"]"#)
        _ = try fixture.service.enrol(second, in: fixture.programme, "mentee", capacity: nil)
        return (fixture, second)
    }

    private func path(_ run: TestResponse) -> String { "/v1/match-runs/\(run["id"].text ?? "")" }

    // MARK: Places

    @Test func `what one more place is worth is told for each mentor, the most first`() throws {
        let (fixture, second) = try crowded()
        let run = try fixture.run()
        let places = try fixture.get(path(run) + "/places")
        #expect(places.texts("mentor_id") == [fixture.ada, fixture.bo], "\(places.text)")
        let first = places.items[0]
        #expect(first["places"]?.int == 1)
        #expect(first["used"]?.int == 1)
        #expect(first["gain"]?["pairs"]?.int == 1)
        #expect(first["serves_mentee_id"]?.text == second)
        // Prices prove the answer; of several that do, only some say what a place is worth.
        #expect(first["is_bound_met"] == .bool(true) || first["is_bound_met"] == .bool(false))
        #expect(places.items[1]["gain"]?["pairs"]?.int == 0)
        #expect(places.items[1]["loss"]?["score"]?.number == 0)
        let page = try fixture.get(path(run) + "/places?limit=1")
        let cursor = try #require(page["next_cursor"].text)
        let rest = try fixture.get(path(run) + "/places?limit=1&cursor=\(cursor)")
        #expect(rest.texts("mentor_id") == [fixture.bo])
        #expect(rest["next_cursor"] == .null)
        let sheet = try fixture.service.send(
            .get, path(run) + "/places", as: fixture.service.administrator,
            headers: [("Accept", "text/csv")])
        let lines = sheet.text.split(separator: "\r\n")
        #expect(lines.count == 3)
        #expect(lines.first?.hasPrefix("mentor_id,places,used,gain_pairs") == true)
        #expect(lines[1].hasPrefix("\(fixture.ada),1,1,1,"))
    }

    @Test func `the worth of a place is what a run with that place has more`() throws {
        let (fixture, _) = try crowded()
        let run = try fixture.run()
        let gain = try fixture.get(path(run) + "/places").items[0]["gain"]
        let enrolment = try fixture.enrolment(of: fixture.ada)
        try fixture.service.send(
            .patch, "/v1/enrolments/\(enrolment["id"].text ?? "")",
            as: fixture.service.administrator,
            headers: [("If-Match", enrolment.header("ETag") ?? "")], #"{"capacity": 2}"#)
        let wider = try fixture.run()
        let before = try #require(run["summary"]["score"]?["total"]?.number)
        let after = try #require(wider["summary"]["score"]?["total"]?.number)
        let told = try #require(gain?["score"]?.number)
        #expect(abs(after - before - told) < 1e-9)
    }

    @Test(arguments: ["fair", "stable"])
    func `fair and stable runs are asked like any other`(_ objective: String) throws {
        let (fixture, second) = try crowded()
        let run = try fixture.run("{\"objective\": \"\(objective)\", \"seed\": 7}")
        let left = try fixture.get(path(run) + "/unmatched").texts("mentee_id")
        let other = try #require(left.first { [fixture.cy, second].contains($0) })
        let places = try fixture.get(path(run) + "/places")
        #expect(places.texts("mentor_id") == [fixture.ada, fixture.bo], "\(places.text)")
        #expect(places.items[0]["gain"]?["pairs"]?.int == 1)
        #expect(places.items[0]["serves_mentee_id"]?.text == other)
        #expect(places.items[0]["loss"]?["pairs"]?.int == 1)
        #expect(places.items[1]["moves"]?.int == 0)
        let answer = try fixture.get(path(run) + "/unmatched/\(other)")
        let first = try #require(answer["relaxations"].elements?.first, "\(answer.text)")
        #expect(first["kind"]?.text == "one_more_place")
        #expect(first["mentor_id"]?.text == fixture.ada)
        #expect(first["certainty"]?.text == "certain")
        #expect(first["gain"]?["pairs"]?.int == 1)
        let last = answer["relaxations"].elements?.last
        #expect(last?["kind"]?.text == "lock" && last?["certainty"]?.text == "with_lock")
        #expect(answer["minimum_search"].text == "no_minimum")
    }

    // MARK: Who was left

    @Test func `who was left is told what would help, the surest first`() throws {
        let (fixture, second) = try crowded()
        let run = try fixture.run()
        let answer = try fixture.get(path(run) + "/unmatched/\(second)")
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer["reason"].text == "outscored")
        let kinds = answer["relaxations"].elements?.compactMap { $0["kind"]?.text } ?? []
        #expect(kinds.first == "one_more_place", "\(answer.text)")
        #expect(kinds.last == "lock")
        let first = try #require(answer["relaxations"].elements?.first)
        #expect(first["certainty"]?.text == "certain")
        #expect(first["mentor_id"]?.text == fixture.ada)
        #expect(first["gain"]?["pairs"]?.int == 1)
        #expect(answer["minimum_search"].text == "no_minimum")
        let matched = try fixture.get(path(run) + "/unmatched/\(fixture.cy)")
        #expect(matched.status == 404)
    }

    @Test func `a minimum that is too high is told by how much`() throws {
        let fixture = try MatchingFixture()
        let gil = try fixture.service.makePerson(
            "Gil", #""skills_wanted": ["patience", "knots", "bees"], "languages": ["en"]"#)
        _ = try fixture.service.enrol(gil, in: fixture.programme, "mentee", capacity: nil)
        func run(_ minimum: Double) throws -> TestResponse {
            try fixture.run(
                "{\"objective\": \"quality\", \"seed\": 7, \"minimum_score\": \(minimum)}")
        }
        let strict = try run(0.9)
        let answer = try fixture.get(path(strict) + "/unmatched/\(gil)")
        #expect(answer["minimum_search"].text == "found", "\(answer.text)")
        let lower = answer["relaxations"].elements?.first { $0["kind"]?.text == "lower_minimum" }
        let least = try #require(lower?["minimum_score"]?.number)
        #expect(lower?["certainty"]?.text == "certain")
        for (minimum, isServed) in [(least, true), (least + 0.001, false)] {
            let pairs = try fixture.get(path(try run(minimum)) + "/pairs")
            #expect(pairs.texts("mentee_id").contains(gil) == isServed, "\(minimum)")
        }
    }

    // MARK: Pairs

    @Test func `a pair that was not made is explained by the run itself`() throws {
        let (fixture, second) = try crowded()
        let run = try fixture.run()
        let place = "/v1/programmes/\(fixture.programme)/match-explanations?mentor_id="
        let answer = try fixture.get(
            place + "\(fixture.ada)&mentee_id=\(second)&match_run_id=\(run["id"].text ?? "")")
        #expect(answer.status == 200, "\(answer.text)")
        let told = answer["in_run"]
        #expect(told["is_chosen"] == .bool(false))
        #expect(told["places"]?.int == 1)
        #expect(told["holders"]?.elements?.first?["mentee_id"]?.text == fixture.cy)
        #expect(told["given"] == .null)
        let forced = told["if_locked"]
        #expect(forced?["is_possible"] == .bool(true), "\(answer.text)")
        #expect(forced?["difference"]?["score"]?.number ?? 1 < 0)
        let moved = forced?["changes"]?.elements?.compactMap { $0["mentee_id"]?.text } ?? []
        #expect(Set(moved) == [fixture.cy, second])
        let without = try fixture.get(place + "\(fixture.ada)&mentee_id=\(second)")
        #expect(without["in_run"] == .null)
        let elsewhere = try MatchingFixture()
        let other = try elsewhere.run()
        let foreign = try fixture.get(
            place + "\(fixture.ada)&mentee_id=\(second)&match_run_id=\(other["id"].text ?? "")")
        #expect(foreign.status == 404)
    }

    // MARK: Beside another run

    @Test func `two runs are compared by the policies of both`() throws {
        let (fixture, second) = try crowded()
        let first = try fixture.run()
        let locked = try fixture.run(
            """
            {"objective": "quality", "seed": 7, "locks": [{"mentor_id": "\(fixture.ada)",
            "mentee_id": "\(second)"}]}
            """)
        let place = path(first) + "/comparison?with=\(locked["id"].text ?? "")"
        let answer = try fixture.get(place)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer["outcomes"]["gained"]?.int == 1, "\(answer.text)")
        #expect(answer["outcomes"]["lost"]?.int == 1)
        #expect(answer["outcomes"]["kept"]?.int == 1)
        #expect(answer["by_first_policy"]["better"]?.int == 1)
        #expect(answer["by_first_policy"]["worse"]?.int == 1)
        let lost = answer.items.first { $0["mentee_id"]?.text == fixture.cy }
        #expect(lost?["outcome"]?.text == "lost")
        #expect(lost?["by_first_policy"]?["change"]?.number ?? 1 < 0)
        let page = try fixture.get(place + "&limit=3")
        let cursor = try #require(page["next_cursor"].text)
        let rest = try fixture.get(place + "&limit=3&cursor=\(cursor)")
        #expect(page.items + rest.items == answer.items)
        let sheet = try fixture.service.send(
            .get, place, as: fixture.service.administrator, headers: [("Accept", "text/csv")])
        #expect(sheet.text.split(separator: "\r\n").count == 1 + answer.items.count)
        #expect(try fixture.get(path(first) + "/comparison").status == 422)
    }

    // MARK: Groups

    @Test func `groups of few are hidden, and of enough are told`() throws {
        let fixture = try MatchingFixture()
        for index in 0..<12 {
            let tongue = index < 6 ? "ga" : "cy"
            let person = try fixture.service.makePerson(
                "P\(index)",
                #""skills_wanted": ["patience"], "languages": ["en", "\#(tongue)"]"#)
            _ = try fixture.service.enrol(person, in: fixture.programme, "mentee", capacity: nil)
        }
        let run = try fixture.run()
        let answer = try fixture.get(path(run) + "/equity?by=language")
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer["overall"]["mentees"]?.int == 15)
        #expect(answer["suppression"]["threshold"]?.int == 5)
        let groups = answer["groups"].elements ?? []
        #expect(groups.compactMap { $0["group"]?.text } == ["cy", "en", "ga"])
        for group in groups {
            #expect(group["matched"] == .null, "three were matched: \(answer.text)")
            #expect(group["reasons"]?["matched_share"]?.text == "below_threshold")
        }
        let sheet = try fixture.service.send(
            .get, path(run) + "/equity?by=language", as: fixture.service.administrator,
            headers: [("Accept", "text/csv")])
        #expect(sheet.text.hasPrefix("section,side,key,group,measure,value,n,reason\r\n"))
        #expect(try fixture.get(path(run) + "/equity?by=mood").status == 422)
        let analyst = try fixture.service.key(.analyst)
        let read = try fixture.get(path(run) + "/equity?by=organisation", as: analyst)
        #expect(read.status == 200)
    }

    // MARK: The page

    @Test func `the page shows what the run says, and nothing that people wrote as markup`()
        throws
    {
        let (fixture, second) = try crowded()
        let run = try fixture.run()
        let page = try fixture.get(path(run) + "/page")
        #expect(page.status == 200)
        #expect(page.header("Content-Type") == "text/html; charset=utf-8")
        let policy = try #require(page.header("Content-Security-Policy"))
        #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
        #expect(!policy.contains("unsafe"))
        #expect(page.text.contains("Fay &lt;b&gt;&amp;amp; Co"), "\(page.text)")
        #expect(!page.text.contains("<b>"))
        #expect(!page.text.contains("<script"))
        #expect(!page.text.contains("http"))
        #expect(page.text.contains("<title id=\"scores-title\">Score distribution</title>"))
        #expect(page.text.contains("Of 4 mentees: 2 with a mentor, 2 without a mentor."))
        #expect(page.text.contains("<td>Ada</td>"))
        #expect(!page.text.contains(second), "named, not numbered")
    }

    // MARK: Who may

    @Test func `answers about a run are for the programme's staff alone`() throws {
        let (fixture, second) = try crowded()
        let service = fixture.service
        let run = try fixture.run()
        let waiting = try fixture.start()
        let own = try service.token(fixture.ada)
        let others = try service.outsiders()
        let lead = try service.key(.safeguardingLead)
        let integration = try service.key(.integration)
        let parts = [
            "/places", "/unmatched/\(second)", "/comparison?with=\(run["id"].text ?? "")",
            "/equity?by=language", "/page",
        ]
        for part in parts {
            func status(_ key: String?) throws -> Int {
                try service.send(.get, path(run) + part, as: key).status
            }
            #expect(try status(nil) == 401, "\(part)")
            #expect(try status(own) == 403, "\(part)")
            #expect(try status(integration) == 403, "\(part)")
            #expect(try status(others.coordinator) == 404, "\(part)")
            #expect(try status(lead) == 200, "\(part)")
            #expect(try fixture.get(path(waiting) + part).code == "run_not_done", "\(part)")
        }
    }
}
