// Proposals over the API: two yeses make a pair, and no place is given twice.

import Foundation
import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Synchronization
import Testing

@Suite struct MatchingProposalsTests {
    @Test func `two yeses make a relationship`() throws {
        let fixture = try MatchingFixture()
        let made = try fixture.propose(fixture.ada, fixture.cy, #", "expires_in_days": 3"#)
        #expect(made.status == 201, "\(made.text)")
        #expect(made["deadline"].text == "2026-03-05T09:00:00Z")
        let id = try #require(made["id"].text)
        let first = try fixture.accept(id, as: fixture.cy)
        #expect(first["state"].text == "sent", "\(first.text)")
        #expect(first["your_answer"].text == "accepted")
        let again = try fixture.accept(id, as: fixture.cy)
        #expect(again.bytes == first.bytes, "saying it twice is no second yes")
        let second = try fixture.accept(id, as: fixture.ada)
        #expect(second["state"].text == "accepted", "\(second.text)")
        let relationship = try #require(second["relationship_id"].text)
        let repeated = try fixture.accept(id, as: fixture.ada)
        #expect(repeated["relationship_id"].text == relationship)
        let events = try fixture.get("/v1/events?after=0")
        let types = events.texts("type").filter { $0.hasPrefix("proposal.") }
        #expect(types == ["proposal.sent", "proposal.accepted", "proposal.accepted"])
    }

    @Test func `before both said yes each sees the other's card, in plain words`() throws {
        let fixture = try MatchingFixture()
        let id = try #require(fixture.propose(fixture.ada, fixture.cy)["id"].text)
        let mentor = try fixture.get("/v1/proposals/\(id)", as: fixture.service.token(fixture.ada))
        #expect(mentor["your_side"].text == "mentor")
        #expect(mentor["other"]["name"]?.text == "Cy", "\(mentor.text)")
        #expect(!mentor.text.contains("01234"))
        #expect(!mentor.text.contains("score"))
        #expect(mentor["reasons"].elements?.isEmpty == false)
        _ = try fixture.accept(id, as: fixture.ada)
        let mentee = try fixture.get("/v1/proposals", as: fixture.service.token(fixture.cy))
        #expect(mentee.items.count == 1)
        #expect(mentee.items[0]["other"]?["name"]?.text == "Ada")
        #expect(!mentee.text.contains("ada@example.org"))
        #expect(!mentee.text.contains("accepted"), "the other's answer is the other's")
        let staff = try fixture.get("/v1/proposals/\(id)")
        #expect(staff["mentor_answer"].text == "accepted")
        #expect(staff["explanation"]["parts"]?.elements?.isEmpty == false)
    }

    @Test func `a refusal ends it, and its words are for staff`() throws {
        let fixture = try MatchingFixture()
        let id = try #require(fixture.propose(fixture.ada, fixture.cy)["id"].text)
        _ = try fixture.accept(id, as: fixture.ada)
        let path = "/v1/proposals/\(id)/refusal"
        let token = try fixture.service.token(fixture.cy)
        #expect(
            try fixture.service.send(.put, path, as: token, #"{"code": "mood"}"#).status == 422)
        let body = #"{"code": "better_fit", "message": "She is my neighbour."}"#
        let refused = try fixture.service.send(.put, path, as: token, body)
        #expect(refused["state"].text == "declined", "\(refused.text)")
        let again = try fixture.service.send(.put, path, as: token, body)
        #expect(again.bytes == refused.bytes)
        let staff = try fixture.get("/v1/proposals/\(id)")
        #expect(staff["refusal_code"].text == "better_fit")
        #expect(staff["refusal_message"].text == "She is my neighbour.")
        let other = try fixture.get("/v1/proposals/\(id)", as: fixture.service.token(fixture.ada))
        #expect(other["state"].text == "declined")
        #expect(!other.text.contains("better_fit"))
        #expect(!other.text.contains("neighbour"))
        #expect(try fixture.accept(id, as: fixture.ada).code == "proposal_not_open")
        let run = try fixture.run()
        let left = try fixture.get("/v1/match-runs/\(run["id"].text ?? "")/unmatched")
        #expect(left.text.contains("declined_before"), "a run does not ask them again")
    }

    @Test func `nobody answers after the deadline, and then the two may be asked again`() throws {
        let fixture = try MatchingFixture()
        let id = try #require(
            fixture.propose(fixture.ada, fixture.cy, #", "expires_in_days": 1"#)["id"].text)
        #expect(try fixture.propose(fixture.ada, fixture.cy).code == "already_proposed")
        fixture.service.clock.advance(seconds: 86_400)
        #expect(try fixture.accept(id, as: fixture.cy).code == "proposal_expired")
        #expect(try fixture.get("/v1/proposals/\(id)")["state"].text == "expired")
        let expired = try fixture.get(
            "/v1/proposals?programme_id=\(fixture.programme)&state=expired")
        #expect(expired.items.count == 1)
        #expect(try fixture.propose(fixture.ada, fixture.cy).status == 201)
        #expect(try fixture.get("/v1/proposals/\(id)")["state"].text == "expired")
    }

    @Test func `what lapses while others are asked is told like what lapses by itself`() throws {
        let fixture = try MatchingFixture()
        let old = try fixture.propose(fixture.ada, fixture.cy)["id"].text ?? ""
        let other = try fixture.propose(fixture.bo, fixture.di)["id"].text ?? ""
        let run = try fixture.run()
        fixture.service.clock.advance(seconds: 14 * 86_400)
        func expired() throws -> [String?] {
            try fixture.get("/v1/events?limit=200").items
                .filter { $0["type"]?.text == "proposal.expired" }.map { $0["subject"]?.text }
        }
        #expect(try expired().isEmpty)
        #expect(try fixture.propose(fixture.ada, fixture.cy).status == 201)
        #expect(try Set(expired()) == [old, other])
        let seen = try fixture.get("/v1/proposals/\(old)")
        #expect(seen["state"].text == "expired")
        let waiting = try fixture.get("/v1/me/waiting", as: fixture.service.token(fixture.di))
        #expect(waiting.texts("next_step").count == 1, "\(waiting.text)")

        let late = try MatchingFixture()
        let first = try late.run()
        #expect(try late.publish(first).status == 201)
        late.service.clock.advance(seconds: 14 * 86_400)
        let second = try late.run()
        #expect(try late.publish(second).status == 201)
        let told = try late.get("/v1/events?limit=200").items
            .count { $0["type"]?.text == "proposal.expired" }
        #expect(told == 2)
        _ = run
    }

    @Test func `staff take a proposal back`() throws {
        let fixture = try MatchingFixture()
        let id = try #require(fixture.propose(fixture.ada, fixture.cy)["id"].text)
        let path = "/v1/proposals/\(id)/withdrawal"
        let administrator = fixture.service.administrator
        let taken = try fixture.service.send(.put, path, as: administrator)
        #expect(taken["state"].text == "withdrawn", "\(taken.text)")
        #expect(try fixture.service.send(.put, path, as: administrator).bytes == taken.bytes)
        #expect(try fixture.accept(id, as: fixture.ada).code == "proposal_not_open")
    }

    @Test func `a proposal by hand needs two who may be a pair and a place`() throws {
        let fixture = try MatchingFixture()
        let outsider = try fixture.service.makePerson()
        let waiting = try fixture.service.makePerson()
        _ = try fixture.service.enrol(waiting, in: fixture.programme, "mentee", approve: false)
        #expect(try fixture.propose(fixture.ada, outsider).status == 422)
        #expect(try fixture.propose(fixture.ada, fixture.ada).status == 422)
        #expect(try fixture.propose(fixture.ada, waiting).code == "not_enrolled")
        #expect(try fixture.propose(fixture.cy, fixture.ada).code == "not_enrolled")
        #expect(try fixture.propose(fixture.ada, fixture.eve).status == 201, "staff may overrule")
        _ = try fixture.pair(fixture.ada, fixture.cy)
        #expect(try fixture.propose(fixture.ada, fixture.di).code == "mentor_at_capacity")
        #expect(try fixture.propose(fixture.bo, fixture.cy).code == "mentee_already_paired")
    }

    @Test func `a text that changed has to be acknowledged before a pair begins`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let id = try #require(fixture.propose(fixture.ada, fixture.cy)["id"].text)
        _ = try fixture.accept(id, as: fixture.ada)
        let patched = try service.send(
            .patch, "/v1/programmes/\(fixture.programme)", as: service.administrator,
            headers: [("If-Match", "*")],
            #"{"requires_acknowledgement": true, "acknowledgement": "I keep quiet."}"#)
        #expect(patched.status == 200, "\(patched.text)")
        let early = try fixture.accept(id, as: fixture.cy)
        #expect(early.code == "gate_not_met")
        let unchanged = try fixture.get("/v1/proposals/\(id)")
        #expect(unchanged["mentee_answer"] == .null, "the yes was undone with the rest")
        for person in [fixture.ada, fixture.cy] {
            let enrolment = try fixture.enrolment(of: person)["id"].text ?? ""
            try service.send(
                .put, "/v1/enrolments/\(enrolment)/acknowledgement", as: service.token(person))
        }
        #expect(try fixture.accept(id, as: fixture.cy)["state"].text == "accepted")
    }

    @Test func `who is full or paired leaves the other proposals superseded`() throws {
        let fixture = try MatchingFixture()
        let full = try #require(fixture.propose(fixture.ada, fixture.di)["id"].text)
        let paired = try #require(fixture.propose(fixture.bo, fixture.cy)["id"].text)
        let open = try #require(fixture.propose(fixture.bo, fixture.di)["id"].text)
        _ = try fixture.pair(fixture.ada, fixture.cy)
        let first = try fixture.get("/v1/proposals/\(full)")
        #expect(first["state"].text == "superseded")
        #expect(first["ended_because"].text == "mentor_at_capacity")
        #expect(try fixture.accept(full, as: fixture.di).code == "mentor_at_capacity")
        let second = try fixture.accept(paired, as: fixture.bo)
        #expect(second.code == "mentee_already_paired")
        #expect(try fixture.get("/v1/proposals/\(open)")["state"].text == "sent")
    }

    @Test func `whoever leaves the programme is asked no more`() throws {
        let fixture = try MatchingFixture()
        let id = try #require(fixture.propose(fixture.ada, fixture.cy)["id"].text)
        let enrolment = try fixture.enrolment(of: fixture.cy)["id"].text ?? ""
        try fixture.service.send(
            .put, "/v1/enrolments/\(enrolment)/withdrawal", as: fixture.service.token(fixture.cy))
        let after = try fixture.get("/v1/proposals/\(id)")
        #expect(after["state"].text == "withdrawn")
        #expect(after["ended_because"].text == "enrolment_ended")
    }

    @Test func `of a hundred who say yes to a mentor with three places exactly three are paired`()
        throws
    {
        let service = try TestService()
        let programme = try service.makeProgramme()
        let mentor = try service.makeMember(of: programme, "mentor", capacity: 3)
        let mentorToken = try service.token(mentor)
        var asked: [(proposal: String, token: String)] = []
        for _ in 0..<100 {
            let mentee = try service.makeMember(of: programme, "mentee")
            let made = try service.send(
                .post, "/v1/programmes/\(programme)/proposals", as: service.administrator,
                "{\"mentor_id\": \"\(mentor)\", \"mentee_id\": \"\(mentee)\"}")
            let id = try #require(made["id"].text, "\(made.text)")
            try service.send(.put, "/v1/proposals/\(id)/acceptance", as: mentorToken)
            asked.append((id, try service.token(mentee)))
        }
        let answers = Mutex<[Int: [String]]>([:])
        let everyone = asked
        let deployment = service.deployment
        let database = service.database
        DispatchQueue.concurrentPerform(iterations: 8) { lane in
            guard let router = try? Routes.router(), let reader = try? database.reader() else {
                return
            }
            let dispatcher = Dispatcher(deployment, router: router, reader: reader)
            let mine = everyone.indices.filter { $0 % 8 == lane }
            let boxes = mine.compactMap { index -> ResponseBox? in
                let target = "/v1/proposals/\(everyone[index].proposal)/acceptance"
                let header = ("Authorization", "Bearer \(everyone[index].token)")
                guard let request = try? Request.make(.put, target, headers: [header], body: [])
                else { return nil }
                let box = ResponseBox()
                dispatcher.respond(to: request) { box.put($0) }
                return box
            }
            dispatcher.wakeUpEnded()
            for box in boxes {
                let response = box.wait()
                let code = (try? JSON(parsing: response.bytes))?["code"]?.text ?? ""
                answers.withLock { $0[response.status, default: []].append(code) }
            }
        }
        let all = answers.withLock { $0 }
        #expect(all[200]?.count == 3, "\(all)")
        #expect(all[409] == [String](repeating: "mentor_at_capacity", count: 97))
        let list = try service.send(
            .get, "/v1/proposals?programme_id=\(programme)&state=accepted",
            as: service.administrator)
        #expect(Set(list.texts("relationship_id")).count == 3)
        let relationships = try service.read { snapshot in
            try snapshot.first("SELECT COUNT(*) FROM relationships") { try $0.next() as Int }
        }
        #expect(relationships == 3)
    }

    @Test func `a proposal is for the two and the programme's staff alone`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let id = try #require(fixture.propose(fixture.ada, fixture.cy)["id"].text)
        let one = "/v1/proposals/\(id)"
        let others = try service.outsiders()
        let wrongPair = try service.token(fixture.di)
        let reader = try service.key(.safeguardingLead)
        let integration = try service.key(.integration)
        let refusal = #"{"code": "time"}"#
        let answers: [(HTTP.Method, String, String?)] = [
            (.put, "\(one)/acceptance", nil), (.put, "\(one)/refusal", refusal),
        ]
        for (method, path, body) in answers {
            func status(_ key: String?) throws -> Int {
                try service.send(method, path, as: key, body).status
            }
            #expect(try status(nil) == 401)
            #expect(try status(others.person) == 404)
            #expect(try status(wrongPair) == 404)
            #expect(try status(service.administrator) == 403, "nobody answers for a person")
        }
        let staff: [(HTTP.Method, String, String?)] = [
            (
                .post, "/v1/programmes/\(fixture.programme)/proposals",
                "{\"mentor_id\": \"\(fixture.bo)\", \"mentee_id\": \"\(fixture.di)\"}"
            ),
            (.put, "\(one)/withdrawal", nil),
        ]
        for (method, path, body) in staff {
            func status(_ key: String?) throws -> Int {
                try service.send(method, path, as: key, body).status
            }
            #expect(try status(nil) == 401, "\(path)")
            #expect(try status(wrongPair) == 403, "\(path)")
            #expect(try status(reader) == 403, "\(path)")
            #expect(try status(others.coordinator) == 404, "\(path)")
        }
        #expect(try fixture.get(one, as: others.coordinator).status == 404)
        #expect(try fixture.get(one, as: others.person).status == 404)
        #expect(try fixture.get(one, as: wrongPair).status == 404)
        #expect(try fixture.get(one, as: integration).status == 403)
        #expect(try fixture.get(one, as: reader).status == 200)
        #expect(try service.send(.get, one).status == 401)
        let list = "/v1/proposals?programme_id=\(fixture.programme)"
        #expect(try service.send(.get, list).status == 401)
        #expect(try fixture.get(list, as: wrongPair).items.isEmpty)
        #expect(try fixture.get(list, as: others.coordinator).status == 404)
        #expect(try fixture.get(list, as: integration).status == 403)
        #expect(try fixture.get("/v1/proposals").status == 422)
        #expect(try fixture.get(one)["state"].text == "sent")
    }
}
