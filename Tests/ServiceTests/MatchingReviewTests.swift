// A finished run on its way to proposals: kept, let go, swapped, run again with all of that, and
// published as reviewed or not at all.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct MatchingReviewTests {
    private func path(_ run: TestResponse, _ mentee: String) -> String {
        "/v1/match-runs/\(run["id"].text ?? "")/pairs/\(mentee)/review"
    }

    private func review(
        _ fixture: MatchingFixture, _ run: TestResponse, _ mentee: String, _ body: String
    ) throws -> TestResponse {
        try fixture.service.send(
            .put, path(run, mentee), as: fixture.service.administrator,
            headers: [("If-Match", "*")], body)
    }

    /// Cy and Di want both; Ada and Bo have one place each.
    private func even() throws -> MatchingFixture {
        let fixture = try MatchingFixture()
        for person in [fixture.cy, fixture.di] {
            try fixture.service.send(
                .patch, "/v1/people/\(person)", as: fixture.service.administrator,
                headers: [("If-Match", "*")], #"{"skills_wanted": ["go", "patience"]}"#)
        }
        return fixture
    }

    private func mentors(
        _ fixture: MatchingFixture, _ run: TestResponse
    ) throws -> [String: String] {
        let pairs = try fixture.get("/v1/match-runs/\(run["id"].text ?? "")/pairs")
        return Dictionary(
            uniqueKeysWithValues: pairs.items.map {
                ($0["mentee_id"]?.text ?? "", $0["mentor_id"]?.text ?? "")
            })
    }

    @Test func `a swap gives each the other's mentor, and is published so`() throws {
        let fixture = try even()
        let run = try fixture.run(#"{"objective": "coverage_then_quality", "seed": 7}"#)
        let before = try mentors(fixture, run)
        #expect(Set(before.keys) == [fixture.cy, fixture.di], "\(before)")
        let swapped = try review(
            fixture, run, fixture.cy,
            "{\"verdict\": \"swapped\", \"swap_with_mentee_id\": \"\(fixture.di)\"}")
        #expect(swapped.status == 201, "\(swapped.text)")
        #expect(swapped["mentor_id"].text == before[fixture.di])
        #expect(swapped["score"].number != nil)
        let pairs = try fixture.get("/v1/match-runs/\(run["id"].text ?? "")/pairs")
        #expect(pairs.texts("verdict") == ["swapped", "swapped"])
        #expect(try mentors(fixture, run) == before, "what was computed stays")
        #expect(try fixture.publish(run).status == 201)
        let sent = try fixture.get("/v1/proposals?programme_id=\(fixture.programme)")
        for item in sent.items {
            let mentee = item["mentee_id"]?.text ?? ""
            #expect(item["mentor_id"]?.text != before[mentee])
        }
        #expect(
            try review(fixture, run, fixture.cy, #"{"verdict": "locked"}"#).code
                == "run_published")
    }

    @Test func `a swap that a publication would refuse is refused`() throws {
        let fixture = try even()
        let run = try fixture.run(#"{"objective": "coverage_then_quality", "seed": 7}"#)
        let before = try mentors(fixture, run)
        let other = try #require(before[fixture.di])
        // Cy said no to Di's mentor; that rules the pair out for the run, and so for the swap.
        let proposal = try fixture.propose(other, fixture.cy)["id"].text ?? ""
        let no = try fixture.service.send(
            .put, "/v1/proposals/\(proposal)/refusal", as: fixture.service.token(fixture.cy),
            #"{"code": "time"}"#)
        #expect(no.status == 200, "\(no.text)")
        let refused = try review(
            fixture, run, fixture.cy,
            "{\"verdict\": \"swapped\", \"swap_with_mentee_id\": \"\(fixture.di)\"}")
        #expect(refused.code == "pair_forbidden", "\(refused.text)")
        #expect(refused["reasons"].elements == [.string("declined_before")])
        #expect(try fixture.get(path(run, fixture.cy)).status == 404)
        #expect(try fixture.publish(run).status == 201, "as it was computed it holds")
    }

    @Test func `undoing a swap undoes both halves, and nothing that was swapped on`() throws {
        let fixture = try even()
        let run = try fixture.run(#"{"objective": "coverage_then_quality", "seed": 7}"#)
        let body = "{\"verdict\": \"swapped\", \"swap_with_mentee_id\": \"\(fixture.di)\"}"
        _ = try review(fixture, run, fixture.cy, body)
        #expect(
            try review(fixture, run, fixture.di, #"{"verdict": "locked"}"#).code
                == "swap_stands")
        let blind = try fixture.service.send(
            .delete, path(run, fixture.di), as: fixture.service.administrator)
        #expect(blind.status == 428)
        let tag = try #require(try fixture.get(path(run, fixture.di)).header("ETag"))
        let removed = try fixture.service.send(
            .delete, path(run, fixture.di), as: fixture.service.administrator,
            headers: [("If-Match", tag)])
        #expect(removed.status == 204, "\(removed.text)")
        #expect(try fixture.get(path(run, fixture.cy)).status == 404)
        let itself = try review(
            fixture, run, fixture.cy,
            "{\"verdict\": \"swapped\", \"swap_with_mentee_id\": \"\(fixture.cy)\"}")
        #expect(itself.status == 422)
        for bad in [
            #"{"verdict": "swapped"}"#, #"{"verdict": "rejected"}"#, "{}",
            #"{"verdict": "locked", "code": "level"}"#,
            "{\"verdict\": \"locked\", \"swap_with_mentee_id\": \"\(fixture.di)\"}",
            "{\"verdict\": \"swapped\", \"swap_with_mentee_id\": \"\(fixture.eve)\"}",
        ] {
            #expect(try review(fixture, run, fixture.cy, bad).status == 422, "\(bad)")
        }
        #expect(try review(fixture, run, fixture.eve, #"{"verdict": "locked"}"#).status == 404)
    }

    @Test func `a run that goes on keeps what was kept and leaves out what was let go`() throws {
        let fixture = try even()
        let order = """
            {"objective": "quality", "seed": 7,
             "exclusions": [{"mentor_id": "\(fixture.bo)", "mentee_id": "\(fixture.eve)"}]}
            """
        let run = try fixture.run(order)
        let before = try mentors(fixture, run)
        let rejected = try review(
            fixture, run, fixture.cy,
            #"{"verdict": "rejected", "code": "known_conflict", "reason": "They shared a flat."}"#)
        #expect(rejected["reason"].text == "They shared a flat.")
        _ = try review(fixture, run, fixture.di, #"{"verdict": "locked"}"#)
        let listed = try fixture.get("/v1/match-runs/\(run["id"].text ?? "")/reviews")
        #expect(Set(listed.texts("verdict")) == ["rejected", "locked"])
        #expect(!listed.text.contains("flat"))
        let next = try fixture.run(
            "{\"objective\": \"quality\", \"previous_run_id\": \"\(run["id"].text ?? "")\"}")
        #expect(next["previous_run_id"] == run["id"])
        let after = try mentors(fixture, next)
        #expect(after[fixture.di] == before[fixture.di])
        #expect(after[fixture.cy] != before[fixture.cy], "\(after)")
        let third = try fixture.run(
            "{\"objective\": \"quality\", \"previous_run_id\": \"\(next["id"].text ?? "")\"}")
        #expect(try mentors(fixture, third) == after, "what was left out stays left out")
        let published = try fixture.publish(run)
        #expect(published.status == 201, "\(published.text)")
        let sent = try fixture.get("/v1/proposals?programme_id=\(fixture.programme)")
        #expect(sent.texts("mentee_id") == [fixture.di], "what was let go is not published")
        let last = try fixture.run(
            "{\"objective\": \"quality\", \"previous_run_id\": \"\(next["id"].text ?? "")\"}")
        #expect(last["state"].text == "done", "a lock on somebody asked by now is not carried on")
        let foreign = try MatchingFixture()
        let other = try foreign.run()
        let unknown = try fixture.service.send(
            .post, "/v1/programmes/\(fixture.programme)/match-runs",
            as: fixture.service.administrator,
            "{\"objective\": \"quality\", \"previous_run_id\": \"\(other["id"].text ?? "")x\"}")
        #expect(unknown.status == 422)
    }

    private func next(
        _ fixture: MatchingFixture, after run: TestResponse, _ more: String = ""
    ) throws -> TestResponse {
        try fixture.run(
            "{\"objective\": \"quality\", \"previous_run_id\": \"\(run["id"].text ?? "")\"\(more)}")
    }

    @Test func `what is asked comes before what is taken over`() throws {
        let fixture = try MatchingFixture()
        let pair = "{\"mentor_id\": \"\(fixture.ada)\", \"mentee_id\": \"\(fixture.cy)\"}"
        let locked = try fixture.run("{\"objective\": \"quality\", \"locks\": [\(pair)]}")
        #expect(try mentors(fixture, next(fixture, after: locked))[fixture.cy] == fixture.ada)
        let apart = try next(fixture, after: locked, ", \"exclusions\": [\(pair)]")
        #expect(apart["state"].text == "done", "\(apart.text)")
        #expect(try mentors(fixture, apart)[fixture.cy] == nil)
        #expect(try mentors(fixture, next(fixture, after: apart))[fixture.cy] == nil)
        for run in [apart, try fixture.run()] {
            if run["id"] != apart["id"] {
                let rejected = try review(
                    fixture, run, fixture.cy, #"{"verdict": "rejected", "code": "level"}"#)
                #expect(rejected.status == 201, "\(rejected.text)")
            }
            let again = try next(fixture, after: run, ", \"locks\": [\(pair)]")
            #expect(again["state"].text == "done", "\(again.text)")
            #expect(try mentors(fixture, again)[fixture.cy] == fixture.ada)
        }
        let other = "{\"mentor_id\": \"\(fixture.ada)\", \"mentee_id\": \"\(fixture.di)\"}"
        let moved = try next(fixture, after: locked, ", \"locks\": [\(other)]")
        #expect(moved["state"].text == "done", "Ada has one place: \(moved.text)")
        #expect(try mentors(fixture, moved) == [fixture.di: fixture.ada])
    }

    @Test func `a lock outside the scope that is taken over is refused`() throws {
        let fixture = try MatchingFixture()
        let run = try fixture.run(
            "{\"objective\": \"quality\", \"scope\": {\"mentee_ids\": [\"\(fixture.di)\"]}}")
        let refused = try fixture.service.send(
            .post, "/v1/programmes/\(fixture.programme)/match-runs",
            as: fixture.service.administrator,
            """
            {"objective": "quality", "previous_run_id": "\(run["id"].text ?? "")",
             "locks": [{"mentor_id": "\(fixture.bo)", "mentee_id": "\(fixture.cy)"}]}
            """)
        #expect(refused.status == 422, "\(refused.text)")
        #expect(refused["errors"].elements?.first?["code"]?.text == "outside_scope")
    }

    @Test func `who has left since is not carried along`() throws {
        let fixture = try MatchingFixture()
        let run = try fixture.run(
            """
            {"objective": "quality",
             "exclusions": [{"mentor_id": "\(fixture.bo)", "mentee_id": "\(fixture.eve)"}]}
            """)
        _ = try review(fixture, run, fixture.cy, #"{"verdict": "rejected", "code": "level"}"#)
        for person in [fixture.cy, fixture.eve] {
            let enrolment = try fixture.enrolment(of: person)["id"].text ?? ""
            let left = try fixture.service.send(
                .put, "/v1/enrolments/\(enrolment)/withdrawal", as: fixture.token(person))
            #expect(left.status == 200, "\(left.text)")
        }
        let again = try next(fixture, after: run)
        #expect(again["state"].text == "done", "\(again.text)")
        let inputs = try fixture.get("/v1/match-runs/\(again["id"].text ?? "")/inputs")
        #expect(inputs["excluded"].elements == [])
    }

    @Test func `nobody is asked by a second run, or beyond the places that are left`() throws {
        let fixture = try even()
        let first = try fixture.run(#"{"objective": "coverage_then_quality", "seed": 7}"#)
        let before = try mentors(fixture, first)
        let others = before.map {
            "{\"mentor_id\": \"\($0.value)\", \"mentee_id\": \"\($0.key)\"}"
        }
        let second = try fixture.run(
            """
            {"objective": "coverage_then_quality",
             "exclusions": [\(others.joined(separator: ", "))]}
            """)
        #expect(try mentors(fixture, second).count == 2)
        #expect(try fixture.publish(first).status == 201)
        let refused = try fixture.publish(second)
        #expect(refused.code == "inputs_changed", "\(refused.text)")
        #expect(refused["reasons"].elements?.contains(.string("already_proposed")) == true)
        let sent = try fixture.get("/v1/proposals?programme_id=\(fixture.programme)")
        #expect(sent.items.count == 2, "\(sent.text)")
    }

    @Test func `what staff asked by hand since a run is seen when it is published`() throws {
        let fixture = try MatchingFixture()
        let run = try fixture.run()
        #expect(try mentors(fixture, run)[fixture.cy] == fixture.ada)
        let asked = try #require(fixture.propose(fixture.ada, fixture.di)["id"].text)
        let refused = try fixture.publish(run)
        #expect(
            Set(refused["changes"].elements?.compactMap(\.text) ?? []) == [
                "\(fixture.ada) \(fixture.cy) mentor_at_capacity",
                "\(fixture.bo) \(fixture.di) already_proposed",
            ], "\(refused.text)")
        let no = try fixture.service.send(
            .put, "/v1/proposals/\(asked)/refusal", as: fixture.token(fixture.di),
            #"{"code": "time"}"#)
        #expect(no.status == 200, "\(no.text)")
        #expect(try fixture.publish(run).status == 201, "the place is free again")
    }

    @Test func `what the two say of themselves by now is looked at again`() throws {
        let fixture = try MatchingFixture()
        let run = try fixture.run()
        try fixture.service.send(
            .patch, "/v1/people/\(fixture.cy)", as: fixture.service.administrator,
            headers: [("If-Match", "*")], #"{"languages": ["cy"]}"#)
        let stale = try fixture.publish(run)
        #expect(stale.code == "inputs_changed", "\(stale.text)")
        #expect(
            stale["changes"].elements?.compactMap(\.text)
                == ["\(fixture.ada) \(fixture.cy) ruled_out"])
    }

    @Test func `nobody is kept for a mentor who has gone`() throws {
        let fixture = try MatchingFixture()
        let run = try fixture.run()
        let mentor = try #require(try mentors(fixture, run)[fixture.cy])
        try fixture.service.send(
            .patch, "/v1/people/\(mentor)", as: fixture.service.administrator,
            headers: [("If-Match", "*")], #"{"state": "left"}"#)
        let locked = try review(fixture, run, fixture.cy, #"{"verdict": "locked"}"#)
        #expect(locked.code == "not_enrolled", "\(locked.text)")
        #expect(locked["roles"] == .array([.string("mentor")]))
        let other = try review(fixture, run, fixture.di, #"{"verdict": "locked"}"#)
        #expect(other.status == 201, "\(other.text)")
    }

    @Test func `reviews are the programme's staff's`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let run = try fixture.run()
        _ = try review(
            fixture, run, fixture.cy,
            #"{"verdict": "rejected", "code": "asked", "reason": "She told us."}"#)
        let one = path(run, fixture.cy)
        let others = try service.outsiders()
        let lead = try service.key(.safeguardingLead)
        let second = try service.key(.coordinator)
        #expect(try fixture.get(one, as: lead).text.contains("She told us."))
        #expect(try !fixture.get(one, as: second).text.contains("She told us."))
        let list = "/v1/match-runs/\(run["id"].text ?? "")/reviews"
        for path in [one, list] {
            #expect(try service.send(.get, path).status == 401)
            #expect(try fixture.get(path, as: others.coordinator).status == 404)
            #expect(try fixture.get(path, as: fixture.token(fixture.cy)).status == 403)
        }
        for method in [HTTP.Method.put, .delete] {
            let body = method == .put ? #"{"verdict": "locked"}"# : nil
            #expect(try service.send(method, one, body).status == 401)
            #expect(try service.send(method, one, as: others.coordinator, body).status == 404)
            #expect(try service.send(method, one, as: lead, body).status == 403)
        }
    }
}
