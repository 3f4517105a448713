// Match runs over the API: ordered, computed, explained, repeated, published or let go.

import Crypto
import Foundation
import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Synchronization
import Testing

@Suite struct MatchingRunsTests {
    @Test func `a run pairs by need, explains each pair and says who is left`() throws {
        let fixture = try MatchingFixture()
        let started = try fixture.start()
        #expect(started["state"].text == "queued")
        let path = try #require(started.header("Location"))
        #expect(try fixture.get("\(path)/pairs").code == "run_not_done")
        fixture.service.runJobs()
        let run = try fixture.get(path)
        #expect(run["state"].text == "done", "\(run.text)")
        let summary = run["summary"]
        #expect(summary["matched"]?.int == 2)
        #expect(summary["unmatched"]?.int == 1)
        #expect(summary["unmatched_by_reason"]?["no_candidate"]?.int == 1)
        #expect(summary["places"]?.int == 3)
        #expect(summary["certificate"]?["is_optimal"] == .bool(true))
        let pairs = try fixture.get("\(path)/pairs")
        #expect(Set(pairs.texts("mentor_id")) == [fixture.ada, fixture.bo])
        let first = try #require(pairs.items.first { $0["mentee_id"]?.text == fixture.cy })
        #expect(first["mentor_id"]?.text == fixture.ada)
        #expect(pairs.text.contains("covers 1 of 1 skill: go (3 of 3)"))
        let left = try fixture.get("\(path)/unmatched")
        #expect(left.texts("mentee_id") == [fixture.eve])
        #expect(left.items[0]["detail"]?["binding"]?.text == "nothing_in_common", "\(left.text)")
        let list = try fixture.get("/v1/programmes/\(fixture.programme)/match-runs")
        #expect(list.texts("id") == [run["id"].text])
    }

    @Test func `a run that was done when the process was killed is not done again`() throws {
        let fixture = try MatchingFixture()
        let id = try #require(fixture.run()["id"].text)
        let service = fixture.service
        // The run has ended and its job has not; what the second attempt touched would show.
        try service.database.writer.perform { transaction in
            try transaction.execute("UPDATE jobs SET state = 'running', result = NULL")
            try transaction.execute("UPDATE match_run_pairs SET score = 123456")
        }
        service.runJobs()
        #expect(try fixture.get("/v1/match-runs/\(id)/pairs").items.count == 2)
        let scores = try service.read { snapshot in
            try snapshot.query("SELECT score FROM match_run_pairs") { row in
                try row.next() as Int
            }
        }
        #expect(scores == [123_456, 123_456])
        let result = try service.read { snapshot in
            try snapshot.first("SELECT state || ' ' || result FROM jobs") { row in
                try row.next() as String
            }
        }
        #expect(
            result == #"succeeded {"match_run_id":"\#(id)","matched":2,"unmatched":1}"#)
    }

    @Test func `pairs are read page by page`() throws {
        let fixture = try MatchingFixture()
        let id = try #require(fixture.run()["id"].text)
        let first = try fixture.get("/v1/match-runs/\(id)/pairs?limit=1")
        let cursor = try #require(first["next_cursor"].text)
        let second = try fixture.get("/v1/match-runs/\(id)/pairs?limit=1&cursor=\(cursor)")
        #expect(second.items.count == 1)
        #expect(second["next_cursor"] == .null)
        #expect(first.items != second.items)
    }

    @Test func `the same inputs give the same bytes, and the hash is of what can be read`() throws {
        let fixture = try MatchingFixture()
        let ids = try (0..<2).map { _ in try #require(fixture.run()["id"].text) }
        func text(_ part: String) throws -> [String] {
            try ids.map { try fixture.get("/v1/match-runs/\($0)/\(part)").text }
        }
        for part in ["pairs", "unmatched", "inputs"] {
            let both = try text(part)
            #expect(both[0] == both[1])
        }
        let runs = try ids.map { try fixture.get("/v1/match-runs/\($0)") }
        #expect(runs[0]["summary"] == runs[1]["summary"])
        let inputs = try fixture.get("/v1/match-runs/\(ids[0])/inputs").bytes
        let hash = SHA256.hash(data: inputs).map { String(format: "%02x", $0) }.joined()
        #expect(runs[0]["inputs_hash"].text == hash)
        #expect(runs[1]["inputs_hash"].text == hash)
    }

    @Test func `a run without a seed draws one that repeats it`() throws {
        let fixture = try MatchingFixture()
        let first = try fixture.run(#"{"objective": "coverage_then_quality"}"#)
        let seed = try #require(first["seed"].int)
        let second = try fixture.run(
            "{\"objective\": \"coverage_then_quality\", \"seed\": \(seed)}")
        #expect(first["inputs_hash"] == second["inputs_hash"])
    }

    @Test func `a run that was stopped half way goes on from what it saw first`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let whole = try #require(fixture.run()["id"].text)
        let id = try #require(fixture.start()["id"].text)
        let looks = Mutex(0)
        let reader = try service.database.reader()
        // The third look at the bell comes after the first rows were saved.
        JobRunner(service.deployment, kinds: JobKinds.all) {
            looks.withLock { looks in
                looks += 1
                return looks >= 3
            }
        }.runAllWaiting(reader: reader)
        #expect(try fixture.get("/v1/match-runs/\(id)")["state"].text == "running")
        _ = try service.makeMember(
            of: fixture.programme, "mentor", capacity: 5, #""skills_offered": ["welding"]"#)
        let deployment = service.deployment
        let run = try #require(ID<MatchRun>(id))
        JobRunner(deployment, kinds: JobKinds.all) {
            let state = try? deployment.writer.perform { transaction in
                try MatchRunStore.find(run, transaction)?.state
            }
            return state != .running
        }.run(reader: reader)
        #expect(try fixture.get("/v1/match-runs/\(id)")["state"].text == "done")
        for part in ["pairs", "unmatched", "inputs"] {
            let one = try fixture.get("/v1/match-runs/\(whole)/\(part)")
            let other = try fixture.get("/v1/match-runs/\(id)/\(part)")
            #expect(one.text == other.text)
        }
    }

    @Test func `a run may be fair, or stable for either side`() throws {
        let fixture = try MatchingFixture()
        let fair = try fixture.run(#"{"objective": "fair", "seed": 1}"#)
        #expect(fair["state"].text == "done", "\(fair.text)")
        #expect(fair["stable_for"] == .null)
        let proof = fair["summary"]["certificate"]
        #expect(proof?["objective"]?.text == "leximin")
        #expect(proof?["value"]?.text == "2")
        #expect(proof?["is_optimal"] == .bool(true))
        for (order, name) in [
            (#"{"objective": "stable"}"#, "stable"),
            (#"{"objective": "stable", "stable_for": "mentees"}"#, "stable"),
            (#"{"objective": "stable", "stable_for": "mentors"}"#, "stable_mentor_optimal"),
        ] {
            let run = try fixture.run(order)
            let proof = run["summary"]["certificate"]
            #expect(proof?["objective"]?.text == name, "\(run.text)")
            #expect(proof?["value"]?.text == "0")
            #expect(run["summary"]["matched"]?.int == 2)
            let inputs = try fixture.get("/v1/match-runs/\(run["id"].text ?? "")/inputs")
            let side = name == "stable" ? "mentees" : "mentors"
            #expect(inputs["stable_for"].text == side)
        }
        let refused = try fixture.service.send(
            .post, "/v1/programmes/\(fixture.programme)/match-runs",
            as: fixture.service.administrator,
            #"{"objective": "fair", "stable_for": "mentors"}"#)
        #expect(refused.status == 422)
        #expect(refused.text.contains("not_stable"))
    }

    @Test func `exclusions and locks of an order hold for that run`() throws {
        let fixture = try MatchingFixture()
        let excluded = try fixture.run(
            """
            {"objective": "quality", "exclusions": [{"mentor_id": "\(fixture.ada)",
            "mentee_id": "\(fixture.cy)", "reason": "Same desk"}]}
            """)
        #expect(excluded["summary"]["matched"]?.int == 1, "\(excluded.text)")
        let left = try fixture.get("/v1/match-runs/\(excluded["id"].text ?? "")/unmatched")
        #expect(left.text.contains("excluded"))
        let list = try fixture.get("/v1/programmes/\(fixture.programme)/exclusions")
        #expect(list.items.isEmpty, "it is the run's own")
        let locked = try fixture.run(
            """
            {"objective": "quality", "locks": [{"mentor_id": "\(fixture.bo)",
            "mentee_id": "\(fixture.eve)"}]}
            """)
        let pairs = try fixture.get("/v1/match-runs/\(locked["id"].text ?? "")/pairs")
        let kept = pairs.items.first { $0["mentee_id"]?.text == fixture.eve }
        #expect(kept?["locked"] == .bool(true), "\(pairs.text)")
        let third = try fixture.run()
        #expect(third["summary"]["matched"]?.int == 2)
    }

    @Test func `locks that contradict each other fail the run in plain words`() throws {
        let fixture = try MatchingFixture()
        let lock = { (mentor: String) in
            "{\"mentor_id\": \"\(mentor)\", \"mentee_id\": \"\(fixture.cy)\"}"
        }
        let run = try fixture.run(
            "{\"objective\": \"quality\", \"locks\": [\(lock(fixture.ada)), \(lock(fixture.bo))]}")
        #expect(run["state"].text == "failed")
        #expect(run["problem"]["code"]?.text == "locks_impossible", "\(run.text)")
        #expect(try fixture.publish(run).code == "run_not_done")
    }

    @Test func `an order that cannot be is refused with its places`() throws {
        let fixture = try MatchingFixture()
        let answer = try fixture.service.send(
            .post, "/v1/programmes/\(fixture.programme)/match-runs",
            as: fixture.service.administrator,
            """
            {"objective": "luck", "seed": -1, "minimum_score": 2, "policy": 1,
            "locks": [{"mentor_id": "\(fixture.ada)", "mentee_id": "\(fixture.ada)"}]}
            """)
        #expect(answer.status == 422)
        let pointers = answer["errors"].elements?.compactMap { $0["pointer"]?.text } ?? []
        #expect(
            Set(pointers) == [
                "/objective", "/seed", "/minimum_score", "/policy", "/locks/0/mentee_id",
            ], "\(answer.text)")
        try fixture.service.setState(of: fixture.programme, "cancelled")
        let over = try fixture.service.send(
            .post, "/v1/programmes/\(fixture.programme)/match-runs",
            as: fixture.service.administrator, #"{"objective": "quality"}"#)
        #expect(over.code == "programme_not_running")
    }

    @Test func `who waits for an answer is not asked again, and no place is offered twice`() throws
    {
        let fixture = try MatchingFixture()
        let first = try fixture.run()
        #expect(try fixture.publish(first).status == 201)
        let second = try fixture.run()
        #expect(second["summary"]["mentees"]?.int == 1, "\(second.text)")
        #expect(second["summary"]["places"]?.int == 1)
        #expect(second["left_out"]["awaiting_answer"]?.int == 2)
        _ = try fixture.pair(fixture.bo, fixture.eve)
        let third = try fixture.run()
        #expect(third["left_out"]["already_paired"]?.int == 1)
        #expect(third["summary"]["mentees"]?.int == 0)
    }

    // MARK: Publishing and letting go

    @Test func `a published run is proposals, once`() throws {
        let fixture = try MatchingFixture()
        let run = try fixture.run()
        let published = try fixture.publish(run)
        #expect(published.status == 201, "\(published.text)")
        #expect(published["state"].text == "published")
        let list = try fixture.get(
            "/v1/proposals?programme_id=\(fixture.programme)&match_run_id=\(run["id"].text ?? "")")
        #expect(list.items.count == 2)
        #expect(list.items.allSatisfy { $0["state"]?.text == "sent" })
        #expect(list.items.first?["deadline"]?.text == "2026-03-16T09:00:00Z")
        #expect(try fixture.publish(run).code == "run_published")
        let gone = try fixture.service.send(
            .delete, "/v1/match-runs/\(run["id"].text ?? "")",
            as: fixture.service.administrator)
        #expect(gone.code == "run_published")
    }

    @Test func `what changed since the run stops its publication as a whole`() throws {
        let changes: [(String, (MatchingFixture) throws -> Void)] = [
            (
                "mentor_not_approved",
                { fixture in
                    let id = try fixture.enrolment(of: fixture.ada)["id"].text ?? ""
                    try fixture.service.send(
                        .put, "/v1/enrolments/\(id)/withdrawal",
                        as: fixture.service.administrator)
                }
            ),
            (
                "mentor_at_capacity",
                { fixture in
                    let enrolment = try fixture.enrolment(of: fixture.ada)
                    try fixture.service.send(
                        .patch, "/v1/enrolments/\(enrolment["id"].text ?? "")",
                        as: fixture.service.administrator,
                        headers: [("If-Match", enrolment.header("ETag") ?? "")],
                        #"{"capacity": 0}"#)
                }
            ),
            (
                // Somebody else has Ada's place by now.
                "mentor_at_capacity",
                { fixture in
                    let new = try fixture.service.makePerson("New", #""skills_wanted": ["go"]"#)
                    _ = try fixture.service.enrol(new, in: fixture.programme, "mentee")
                    let answer = try fixture.pair(fixture.ada, new)
                    #expect(answer["state"].text == "accepted", "\(answer.text)")
                }
            ),
            ("do_not_match", { _ = try $0.exclude($0.cy, $0.ada) }),
            ("already_proposed", { _ = try $0.propose($0.ada, $0.cy) }),
            (
                "mentee_already_paired",
                { fixture in
                    let answer = try fixture.pair(fixture.bo, fixture.cy)
                    #expect(answer["state"].text == "accepted", "\(answer.text)")
                }
            ),
        ]
        for (reason, change) in changes {
            let fixture = try MatchingFixture()
            let run = try fixture.run()
            try change(fixture)
            let before = try fixture.get("/v1/proposals?programme_id=\(fixture.programme)")
            let answer = try fixture.publish(run)
            #expect(answer.status == 409)
            #expect(answer.code == "inputs_changed")
            #expect(answer["reasons"].elements == [.string(reason)], "\(answer.text)")
            #expect(answer["mentor_ids"].elements == [.string(fixture.ada)])
            #expect(answer["mentee_ids"].elements == [.string(fixture.cy)])
            let after = try fixture.get("/v1/proposals?programme_id=\(fixture.programme)")
            #expect(after.text == before.text)
            let still = try fixture.get("/v1/match-runs/\(run["id"].text ?? "")")
            #expect(still["state"].text == "done")
        }
    }

    @Test func `a run is let go while it waits, and when it is done`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let waiting = try #require(fixture.start()["id"].text)
        let path = "/v1/match-runs/\(waiting)"
        #expect(try service.send(.delete, path, as: service.administrator).status == 204)
        service.runJobs()
        #expect(try fixture.get(path)["state"].text == "discarded")
        #expect(try service.send(.delete, path, as: service.administrator).status == 204)
        let done = try fixture.run()
        let other = "/v1/match-runs/\(done["id"].text ?? "")"
        #expect(try service.send(.delete, other, as: service.administrator).status == 204)
        #expect(try fixture.publish(done).code == "run_not_done")
    }

    @Test func `cancelling the job lets the run go`() throws {
        let fixture = try MatchingFixture()
        let run = try fixture.start()
        let job = "/v1/jobs/\(run["job_id"].text ?? "")"
        #expect(
            try fixture.service.send(.delete, job, as: fixture.service.administrator).status
                == 204)
        let after = try fixture.get("/v1/match-runs/\(run["id"].text ?? "")")
        #expect(after["state"].text == "discarded")
    }

    @Test func `runs are for the programme's staff alone`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let run = try fixture.run()
        let one = "/v1/match-runs/\(run["id"].text ?? "")"
        let list = "/v1/programmes/\(fixture.programme)/match-runs"
        let own = try service.token(fixture.ada)
        let others = try service.outsiders()
        let reader = try service.key(.safeguardingLead)
        let integration = try service.key(.integration)
        let order = #"{"objective": "quality"}"#
        let routes: [(HTTP.Method, String, String?)] = [
            (.get, list, nil), (.get, one, nil), (.get, "\(one)/pairs", nil),
            (.get, "\(one)/unmatched", nil), (.get, "\(one)/inputs", nil),
            (.post, list, order), (.post, "\(one)/publication", nil), (.delete, one, nil),
        ]
        for (method, path, body) in routes {
            func status(_ key: String?) throws -> Int {
                try service.send(method, path, as: key, body).status
            }
            #expect(try status(nil) == 401, "\(method) \(path)")
            #expect(try status(own) == 403, "\(method) \(path)")
            #expect(try status(integration) == 403, "\(method) \(path)")
            #expect(try status(others.coordinator) == 404, "\(method) \(path)")
            #expect(try status(reader) == (method == .get ? 200 : 403), "\(method) \(path)")
        }
        let programme = try #require(ID<Programme>(fixture.programme))
        let coordinator = try service.key(.coordinator, programmes: [programme])
        #expect(try service.send(.post, list, as: coordinator, order).status == 202)
    }
}
