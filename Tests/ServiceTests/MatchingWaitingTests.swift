// Nobody waits without a status and a next step; and a second try after the end, without blame.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct MatchingWaitingTests {
    private func status(_ fixture: MatchingFixture, of person: String) throws -> [String] {
        let own = try fixture.get("/v1/me/waiting", as: fixture.token(person))
        let list = try fixture.get("/v1/programmes/\(fixture.programme)/waiting")
        let seen = list.items.filter { $0["person_id"]?.text == person }
        #expect(own.items == seen, "the person and staff are told the same")
        return seen.map { "\($0["status"]?.text ?? "") \($0["next_step"]?.text ?? "")" }
    }

    @Test func `a mentee's way from no run to a mentor`() throws {
        let fixture = try MatchingFixture()
        let (service, cy) = (fixture.service, fixture.cy)
        #expect(try status(fixture, of: cy) == ["no_run_yet ask_mentors"])
        #expect(try fixture.policy(#"{"open": false}"#).status == 201)
        #expect(try status(fixture, of: cy) == ["no_run_yet staff_run"])
        #expect(try fixture.policy(#"{"open": true}"#).status == 200)
        let started = try fixture.start()
        #expect(try status(fixture, of: cy) == ["run_under_way staff_publish"])
        service.runJobs()
        #expect(try status(fixture, of: cy) == ["run_under_review staff_publish"])
        #expect(try fixture.publish(started).status == 201)
        #expect(try status(fixture, of: cy) == ["proposal_waits_for_you answer_proposal"])
        #expect(try status(fixture, of: fixture.ada) == ["proposal_waits_for_you answer_proposal"])
        #expect(try status(fixture, of: fixture.eve) == ["unmatched_in_run ask_mentors"])
        let proposals = try fixture.get("/v1/proposals", as: fixture.token(cy))
        let proposal = try #require(proposals.items.first?["id"]?.text)
        _ = try fixture.accept(proposal, as: cy)
        #expect(try status(fixture, of: cy) == ["proposal_waits_for_other other_side_answers"])
        _ = try fixture.accept(proposal, as: fixture.ada)
        #expect(try status(fixture, of: cy) == [])
        #expect(try status(fixture, of: fixture.ada) == [])
    }

    @Test func `a request says with whom it is, and that nobody is left`() throws {
        let fixture = try MatchingFixture()
        let id = try #require(fixture.ask([fixture.bo], as: fixture.cy)["id"].text)
        #expect(try status(fixture, of: fixture.cy) == ["request_with_mentor mentor_answers"])
        #expect(try status(fixture, of: fixture.bo) == ["request_waits_for_you answer_request"])
        let item = try fixture.get("/v1/me/waiting", as: fixture.token(fixture.cy)).items.first
        #expect(item?["until"]?.text == "2026-03-06T00:00:00Z")
        #expect(item?["subject_id"]?.text == id)
        _ = try fixture.answer(id, "refusal", as: fixture.bo, #"{"code": "time"}"#)
        #expect(try status(fixture, of: fixture.cy) == ["request_exhausted ask_mentors"])
    }

    @Test func `enrolments and gates wait too, and lists can be narrowed`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let new = try service.makePerson("New")
        _ = try service.enrol(new, in: fixture.programme, "mentee", approve: false)
        #expect(try status(fixture, of: new) == ["enrolment_undecided staff_decide"])
        try service.send(
            .patch, "/v1/programmes/\(fixture.programme)", as: service.administrator,
            headers: [("If-Match", "*")],
            #"{"requires_acknowledgement": true, "acknowledgement": "I keep quiet."}"#)
        #expect(try status(fixture, of: fixture.cy) == ["acknowledgement_missing acknowledge"])
        let list = "/v1/programmes/\(fixture.programme)/waiting"
        #expect(try fixture.get(list).items.count == 6)
        #expect(try fixture.get(list + "?role=mentor").items.count == 2)
        #expect(try fixture.get(list + "?role=peer").items.isEmpty)
        #expect(try fixture.get(list + "?status=enrolment_undecided").items.count == 1)
        let page = try fixture.get(list + "?limit=4")
        let rest = try fixture.get(list + "?limit=4&cursor=\(page["next_cursor"].text ?? "")")
        #expect(page.items.count == 4 && rest.items.count == 2)
        let others = try service.outsiders()
        #expect(try service.send(.get, list).status == 401)
        #expect(try fixture.get(list, as: others.coordinator).status == 404)
        #expect(try fixture.get(list, as: fixture.token(fixture.cy)).status == 403)
        #expect(try fixture.get("/v1/me/waiting").status == 403)
        #expect(try service.send(.get, "/v1/me/waiting").status == 401)
        #expect(try fixture.get("/v1/me/waiting", as: others.person).items.isEmpty)
        try service.setState(of: fixture.programme, "running")
        try service.setState(of: fixture.programme, "completed")
        #expect(try fixture.get(list).items.isEmpty, "nothing begins there any more")
    }

    @Test func `after the end another is asked for, without the former, and linked to it`() throws {
        let fixture = try MatchingFixture()
        let (service, cy) = (fixture.service, fixture.cy)
        let first = try #require(fixture.pair(fixture.ada, cy)["relationship_id"].text)
        let place = "/v1/relationships/\(first)/rematch"
        let early = try service.send(.post, place, as: fixture.token(cy))
        #expect(early.code == "relationship_not_closed")
        try service.send(.post, "/v1/relationships/\(first)/closure", as: fixture.token(cy))
        let mentor = try service.send(.post, place, as: fixture.token(fixture.ada))
        #expect(mentor.status == 403, "\(mentor.text)")
        let asked = try service.send(
            .post, place, as: fixture.token(cy), #"{"code": "goals_changed"}"#)
        #expect(asked.status == 201, "\(asked.text)")
        #expect(try fixture.get(place, as: fixture.token(fixture.ada)).status == 404)
        #expect(try fixture.get(place, as: fixture.token(cy))["state"].text == "open")
        #expect(try service.send(.post, place, as: service.administrator).code == "rematch_asked")
        let waits = try fixture.get("/v1/me/waiting", as: fixture.token(cy))
        #expect(waits.texts("after_relationship_id") == [first])
        let suggested = try fixture.suggestions(for: cy)
        #expect(!suggested.text.contains(fixture.ada), "the former mentor is left out")
        #expect(try fixture.ask([fixture.ada], as: cy).status == 422)
        let run = try fixture.run()
        let pairs = try fixture.get("/v1/match-runs/\(run["id"].text ?? "")/pairs")
        #expect(!pairs.texts("mentee_id").contains(cy))
        let second = try #require(fixture.pair(fixture.bo, cy)["relationship_id"].text)
        let next = try fixture.get("/v1/relationships/\(second)")
        #expect(next["previous_id"].text == first)
        let fulfilled = try fixture.get(place)
        #expect(fulfilled["state"].text == "fulfilled")
        #expect(fulfilled["next_relationship_id"].text == second)
        let late = try service.send(
            .delete, place, as: service.administrator, headers: [("If-Match", "*")])
        #expect(late.code == "rematch_fulfilled")
    }

    @Test func `a rematch is taken back, asked by staff, and may welcome the former`() throws {
        let fixture = try MatchingFixture()
        let (service, cy) = (fixture.service, fixture.cy)
        let first = try #require(fixture.pair(fixture.ada, cy)["relationship_id"].text)
        try service.send(.post, "/v1/relationships/\(first)/closure", as: fixture.token(cy))
        let place = "/v1/relationships/\(first)/rematch"
        #expect(try service.send(.post, place, as: service.administrator).status == 201)
        let blind = try service.send(.delete, place, as: fixture.token(cy))
        #expect(blind.status == 428)
        let gone = try service.send(
            .delete, place, as: fixture.token(cy), headers: [("If-Match", "*")])
        #expect(gone.status == 204)
        #expect(try fixture.get(place).status == 404)
        let again = try service.send(
            .post, place, as: fixture.token(cy), #"{"former_mentor_welcome": true}"#)
        #expect(again["code"].text == "not_said")
        #expect(try fixture.suggestions(for: cy).text.contains(fixture.ada))
        let others = try service.outsiders()
        for key in [others.person, others.coordinator] {
            #expect(try fixture.get(place, as: key).status == 404)
            #expect(try service.send(.post, place, as: key).status == 404)
            #expect(try service.send(.delete, place, as: key).status == 404)
        }
        #expect(try service.send(.get, place).status == 401)
    }
}
