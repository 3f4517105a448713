// Which pairs of a run hang on the exact weights: ordered, measured by a job, read and let go.

import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Testing

@Suite struct MatchingRobustnessTests {
    private struct Measured {
        let fixture: MatchingFixture
        let path: String

        init() throws {
            fixture = try MatchingFixture()
            path = "/v1/match-runs/\(try fixture.run()["id"].text ?? "")/robustness"
        }

        func start(_ order: String = #"{"trials": 20, "seed": 3}"#) throws -> TestResponse {
            try fixture.service.send(
                .post, path, as: fixture.service.administrator, order)
        }
    }

    @Test func `each pair is told in how many trials it stayed`() throws {
        let run = try Measured()
        #expect(try run.fixture.get(run.path).status == 404)
        let started = try run.start()
        #expect(started.status == 202, "\(started.text)")
        #expect(started.header("Location") == run.path)
        #expect(started["state"].text == "queued")
        #expect(started["share"] == .null)
        run.fixture.service.runJobs()
        let found = try run.fixture.get(run.path)
        #expect(found["state"].text == "succeeded", "\(found.text)")
        #expect(found["share"].number == 1)
        #expect(found["progress"]["done"]?.int == 20)
        #expect(found.items.count == 2)
        #expect(found.items.allSatisfy { $0["kept"]?.int == 20 && $0["share"]?.number == 1 })
        let first = try run.fixture.get(run.path + "?limit=1")
        let cursor = try #require(first["next_cursor"].text)
        let rest = try run.fixture.get(run.path + "?limit=1&cursor=\(cursor)")
        #expect(first.items + rest.items == found.items)
        #expect(rest["next_cursor"] == .null)
    }

    @Test func `the same seed gives the same figures, after a stop as well`() throws {
        let run = try Measured()
        _ = try run.start()
        run.fixture.service.runJobs()
        let before = try run.fixture.get(run.path)
        try run.fixture.service.database.writer.perform { transaction in
            try transaction.execute(
                "UPDATE jobs SET state = 'running' WHERE kind = 'match_robustness'")
            try transaction.execute(
                "UPDATE match_run_robustness SET kept = NULL, share = NULL")
        }
        run.fixture.service.runJobs()
        let after = try run.fixture.get(run.path)
        #expect(after.items == before.items)
        #expect(after["share"] == before["share"])
    }

    @Test func `one at a time, and one that is over is replaced`() throws {
        let run = try Measured()
        _ = try run.start()
        #expect(try run.start().code == "robustness_under_way")
        run.fixture.service.runJobs()
        let again = try run.start(#"{"trials": 10, "spread": 0.5}"#)
        #expect(again.status == 202)
        #expect(again["spread"].number == 0.5)
        #expect(again["items"].elements?.isEmpty == true)
    }

    @Test func `one that waits is cancelled, and its job with it`() throws {
        let run = try Measured()
        let started = try run.start()
        let service = run.fixture.service
        let gone = try service.send(.delete, run.path, as: service.administrator)
        #expect(gone.status == 204)
        service.runJobs()
        let job = try run.fixture.get("/v1/jobs/\(started["job_id"].text ?? "")")
        #expect(job["state"].text == "cancelled")
        #expect(try run.fixture.get(run.path).status == 404)
    }

    @Test func `an order that cannot be is refused with its places`() throws {
        let run = try Measured()
        let answer = try run.start(#"{"trials": 5, "spread": 2, "seed": -1, "luck": true}"#)
        #expect(answer.status == 422)
        let pointers = answer["errors"].elements?.compactMap { $0["pointer"]?.text } ?? []
        #expect(Set(pointers) == ["/trials", "/spread", "/seed", "/luck"], "\(answer.text)")
        let waiting = try run.fixture.start()["id"].text ?? ""
        let early = try run.fixture.service.send(
            .post, "/v1/match-runs/\(waiting)/robustness",
            as: run.fixture.service.administrator, "{}")
        #expect(early.code == "run_not_done")
    }

    @Test func `of groups and circles it is told too who stays together`() throws {
        var groups = try GroupFixture()
        try groups.add("ada", mentorOf: #""go""#)
        try groups.add("bo", mentorOf: #""sql""#)
        for name in ["cy", "di"] { try groups.add(name, menteeFor: #""go""#) }
        for name in ["eve", "fay"] { try groups.add(name, menteeFor: #""sql""#) }
        let run = try groups.run()
        #expect(try groups.send(.post, "\(run)/robustness", #"{"trials": 10}"#).status == 202)
        groups.service.runJobs()
        let found = try groups.send(.get, "\(run)/robustness")
        #expect(found["state"].text == "succeeded", "\(found.text)")
        #expect(found["trials_made"].int == 10)
        #expect(found.items.count == 4)
        for item in found.items {
            #expect(item["kept"]?.int == 10 && item["together"]?.number == 1, "\(found.text)")
        }
        let circle = try CircleFixture()
        let path = circle.path + "/robustness"
        #expect(try circle.send(.post, path, #"{"trials": 10}"#)["trials_made"] == .null)
        circle.service.runJobs()
        let arcs = try circle.send(.get, path)
        #expect(arcs.items.count == 3, "\(arcs.text)")
        let page = try circle.send(.get, circle.path + "/page").text
        #expect(page.contains("<h2>Circles</h2>") && page.contains("Who is guided"), "\(page)")
        let other = arcs.items[0]
        let id = circle.path.split(separator: "/").last.map(String.init) ?? ""
        let pair =
            "mentor_id=\(other["mentee_id"]?.text ?? "")&mentee_id="
            + "\(other["mentor_id"]?.text ?? "")&match_run_id=\(id)"
        let told = try circle.send(
            .get, "/v1/programmes/\(circle.programme)/match-explanations?\(pair)")["in_run"]
        #expect(told["is_chosen"] == .bool(false) && told["places"]?.int == 1, "\(told)")
        #expect(told["given"]?["mentor_id"] != other["mentee_id"])
        #expect(arcs.items.allSatisfy { $0["kept"]?.int == 10 && $0["together"]?.number == 1 })
    }

    @Test func `a review of a pair does not shift what is told of the others`() throws {
        let run = try Measured()
        let pairs = try run.fixture.get(run.path.replacing("/robustness", with: "/pairs"))
        let first = try #require(pairs.texts("mentee_id").first)
        let review = try run.fixture.service.send(
            .put, run.path.replacing("/robustness", with: "/pairs/\(first)/review"),
            as: run.fixture.service.administrator,
            #"{"verdict": "rejected", "code": "known_conflict", "reason": "Once shared a flat."}"#)
        #expect(review.status == 201, "\(review.text)")
        _ = try run.start()
        run.fixture.service.runJobs()
        let found = try run.fixture.get(run.path)
        #expect(found.items.count == 2, "\(found.text)")
        #expect(found.items.allSatisfy { $0["kept"]?.int == 20 && $0["together"] == .null })
    }

    @Test func `robustness is for the programme's staff alone`() throws {
        let run = try Measured()
        let service = run.fixture.service
        _ = try run.start()
        service.runJobs()
        let own = try service.token(run.fixture.ada)
        let others = try service.outsiders()
        let lead = try service.key(.safeguardingLead)
        for (method, body) in [
            (HTTP.Method.get, nil), (.post, #"{"trials": 10}"#), (.delete, nil),
        ] as [(HTTP.Method, String?)] {
            func status(_ key: String?) throws -> Int {
                try service.send(method, run.path, as: key, body).status
            }
            #expect(try status(nil) == 401, "\(method)")
            #expect(try status(own) == 403, "\(method)")
            #expect(try status(others.coordinator) == 404, "\(method)")
            #expect(try status(lead) == (method == .get ? 200 : 403), "\(method)")
        }
        #expect(try run.fixture.get(run.path).status == 200)
    }
}
