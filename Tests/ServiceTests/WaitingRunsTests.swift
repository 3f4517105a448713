// What is said of match runs to those who wait: only of one that asked about them, of mentors as of
// mentees, and nothing of what was before they last were with somebody.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct WaitingRunsTests {
    private let fixture: MatchingFixture
    /// Offers what nobody wants.
    private let zed: String

    private var service: TestService { fixture.service }

    init() throws {
        fixture = try MatchingFixture()
        zed = try fixture.service.makeMember(
            of: fixture.programme, "mentor", capacity: 1,
            #""skills_offered": ["juggling"], "languages": ["en"]"#)
    }

    private func item(_ person: String) throws -> JSON? {
        let own = try fixture.get("/v1/me/waiting", as: service.token(person)).items
        let all = try fixture.get("/v1/programmes/\(fixture.programme)/waiting").items
        #expect(own == all.filter { $0["person_id"]?.text == person }, "both are told the same")
        return own.first
    }

    private func status(_ person: String) throws -> String {
        let item = try item(person)
        return "\(item?["status"]?.text ?? "") \(item?["next_step"]?.text ?? "")"
    }

    private func close(_ pair: TestResponse) throws {
        let id = try #require(pair["relationship_id"].text, "\(pair.text)")
        service.clock.advance(seconds: 60)
        let closed = try service.send(
            .post, "/v1/relationships/\(id)/closure", as: service.administrator)
        #expect(closed.status < 300, "\(closed.text)")
        service.clock.advance(seconds: 60)
    }

    private func publishedRun() throws -> String {
        service.clock.advance(seconds: 60)
        let run = try fixture.run()
        #expect(try fixture.publish(run).status == 201)
        return try #require(run["id"].text)
    }

    // MARK: Whom a run asked about

    @Test func `a run under review is not theirs who came after it`() throws {
        _ = try fixture.run()
        #expect(try status(fixture.eve) == "run_under_review staff_publish")
        #expect(try status(zed) == "run_under_review staff_publish")
        service.clock.advance(seconds: 60)
        let late = try service.makeMember(of: fixture.programme, "mentee")
        let mentor = try service.makeMember(of: fixture.programme, "mentor", capacity: 1)
        #expect(try status(late) == "no_run_yet ask_mentors")
        #expect(try status(mentor) == "no_run_yet staff_run")
        _ = try fixture.start()
        #expect(try status(late) == "run_under_way staff_publish")
        #expect(try status(mentor) == "run_under_way staff_publish")
    }

    @Test func `who waited for a mentor's answer is told of the run before`() throws {
        _ = try publishedRun()
        #expect(try status(fixture.eve) == "unmatched_in_run ask_mentors")
        service.clock.advance(seconds: 60)
        let asked = try fixture.ask([fixture.bo], as: fixture.eve)
        let id = try #require(asked["id"].text, "\(asked.text)")
        service.clock.advance(seconds: 60)
        _ = try fixture.run()
        let left = try fixture.answer(id, "refusal", as: fixture.bo, #"{"code": "time"}"#)
        #expect(left.status == 200, "\(left.text)")
        #expect(try status(fixture.eve) == "request_exhausted ask_mentors")
        #expect(try item(fixture.eve)?["subject_id"]?.text == id)
        #expect(try status(zed) == "run_under_review staff_publish")
    }

    @Test func `a mentor whom a run left without a pair is told so`() throws {
        let run = try publishedRun()
        #expect(try status(zed) == "unmatched_in_run staff_run")
        let item = try item(zed)
        #expect(item?["words"]?.text == "The last match run had no pair for this person.")
        #expect(item?["reason"] == .null)
        let proposals = try fixture.get("/v1/proposals", as: service.token(fixture.ada))
        let no = try service.send(
            .put, "/v1/proposals/\(proposals.items.first?["id"]?.text ?? "")/refusal",
            as: service.token(fixture.ada), #"{"code": "time"}"#)
        #expect(no.status == 200, "\(no.text)")
        #expect(try status(fixture.ada) == "no_run_yet staff_run", "\(run) had one for them")
    }

    @Test func `what was before the last relationship is said no more`() throws {
        _ = try publishedRun()
        try close(fixture.pair(zed, fixture.eve))
        #expect(try status(zed) == "no_run_yet staff_run")
        #expect(try status(fixture.eve) == "no_run_yet ask_mentors")
        let asked = try fixture.ask([fixture.bo], as: fixture.eve)
        let id = try #require(asked["id"].text, "\(asked.text)")
        _ = try fixture.answer(id, "refusal", as: fixture.bo, #"{"code": "time"}"#)
        #expect(try status(fixture.eve) == "request_exhausted ask_mentors")
        try close(fixture.pair(fixture.ada, fixture.eve))
        #expect(try status(fixture.eve) == "no_run_yet ask_mentors")
    }

    // MARK: Who waits

    @Test func `whoever nobody has decided on is listed, whatever they have`() throws {
        _ = try fixture.pair(fixture.ada, fixture.cy)
        let enrolment = try fixture.enrolment(of: fixture.cy)["id"].text ?? ""
        let left = try service.send(
            .put, "/v1/enrolments/\(enrolment)/withdrawal", as: service.token(fixture.cy))
        #expect(left.status == 200, "\(left.text)")
        _ = try service.enrol(fixture.cy, in: fixture.programme, "mentee", approve: false)
        let item = try item(fixture.cy)
        #expect(item?["status"]?.text == "enrolment_undecided")
        #expect(item?["words"]?.text == "Staff have not decided on the enrolment yet.")
        #expect(item?["mentors_found"] == .integer(1))
        let mentor = try service.makePerson("Later")
        _ = try service.enrol(
            mentor, in: fixture.programme, "mentor", capacity: 0, approve: false)
        #expect(try status(mentor) == "enrolment_undecided staff_decide")
    }

    @Test func `who is paused is told that nothing new begins`() throws {
        for person in [fixture.eve, zed] {
            let paused = try service.send(
                .patch, "/v1/people/\(person)", as: service.administrator,
                headers: [("If-Match", "*")], #"{"state": "paused"}"#)
            #expect(paused.status == 200, "\(paused.text)")
            #expect(try status(person) == "paused staff_resume")
        }
        let path = "/v1/programmes/\(fixture.programme)/waiting"
        #expect(try fixture.get(path + "?status=paused").items.count == 2)
        #expect(try fixture.get(path + "?role=peer").items.isEmpty, "two meet here")
    }
}
