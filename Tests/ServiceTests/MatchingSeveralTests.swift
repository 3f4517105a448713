// Mentees who want several mentors, over the API: from the enrolment to the relationships.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct MatchingSeveralTests {
    private let service: TestService
    private let programme: String
    private let mentors: [String]
    private let mentee: String
    private let other: String

    init() throws {
        let service = try TestService()
        let programme = try service.makeProgramme()
        func enrol(_ person: String, _ role: String, _ wanted: Int?) throws {
            let more = wanted.map { ", \"mentors_wanted\": \($0)" } ?? ""
            let made = try service.send(
                .post, "/v1/programmes/\(programme)/enrolments", as: service.administrator,
                "{\"person_id\": \"\(person)\", \"role\": \"\(role)\"\(more)}")
            let id = try #require(made["id"].text, "\(made.text)")
            #expect(
                made["mentors_wanted"].int.map(Int.init) == (role == "mentee" ? wanted ?? 1 : nil))
            _ = try service.send(
                .put, "/v1/enrolments/\(id)/approval", as: service.administrator)
        }
        mentors = try ["Ada", "Bo", "Cy"].map { name in
            let person = try service.makePerson(name, #""skills_offered": ["go"]"#)
            try enrol(person, "mentor", nil)
            return person
        }
        mentee = try service.makePerson("Di", #""skills_wanted": ["go"]"#)
        try enrol(mentee, "mentee", 2)
        other = try service.makePerson("Eve", #""skills_wanted": ["go"]"#)
        try enrol(other, "mentee", nil)
        self.service = service
        self.programme = programme
    }

    private func send(
        _ method: Method, _ path: String, _ body: String? = nil, as person: String? = nil
    ) throws -> TestResponse {
        try service.send(
            method, path, as: person.map { try service.token($0) } ?? service.administrator, body)
    }

    /// The path of a run that is done.
    private func run() throws -> String {
        let started = try send(
            .post, "/v1/programmes/\(programme)/match-runs",
            #"{"objective": "coverage_then_quality"}"#)
        service.runJobs()
        return try #require(started.header("Location"), "\(started.text)")
    }

    private func proposals() throws -> [JSON] {
        try send(.get, "/v1/proposals?programme_id=\(programme)").items.filter {
            $0["mentee_id"]?.text == mentee
        }
    }

    /// The answer to the second yes.
    private func accept(_ proposal: JSON) throws -> TestResponse {
        let path = "/v1/proposals/\(proposal["id"]?.text ?? "")/acceptance"
        _ = try send(.put, path, as: proposal["mentor_id"]?.text)
        return try send(.put, path, as: mentee)
    }

    @Test func `a mentee who wants two mentors is given two, and has both`() throws {
        let path = try run()
        let run = try send(.get, path)
        #expect(run["summary"]["matched"]?.int == 2, "\(run.text)")
        #expect(run["summary"]["places_used"]?.int == 3)
        #expect(run["summary"]["certificate"]?["is_optimal"] == .bool(true))
        let pairs = try send(.get, "\(path)/pairs")
        #expect(Set(pairs.texts("mentor_id")) == Set(mentors))
        #expect(pairs.texts("mentee_id").filter { $0 == mentee }.count == 2)
        #expect(try send(.post, "\(path)/publication").status == 201)
        let again = try send(.get, self.run())
        #expect(again["left_out"]["awaiting_answer"]?.int == 2, "\(again.text)")

        let asked = try proposals()
        try #require(asked.count == 2)
        let first = try accept(asked[0])
        #expect(first["relationship_id"].text != nil, "\(first.text)")
        #expect(try proposals().map { $0["state"]?.text } == ["accepted", "sent"])
        let waiting = try send(.get, "/v1/programmes/\(programme)/waiting")
        #expect(waiting.text.contains(mentee), "\(waiting.text)")
        #expect(try accept(asked[1])["relationship_id"].text != nil)
        let done = try send(.get, "/v1/programmes/\(programme)/waiting")
        #expect(!done.text.contains(mentee), "\(done.text)")
        let last = try send(.get, self.run())
        #expect(last["left_out"]["already_paired"]?.int == 1, "\(last.text)")
    }

    /// Wants three mentors for something that one mentor with one place knows.
    private func wantsMore() throws -> String {
        func join(_ person: String, _ more: String) throws -> String {
            let made = try send(
                .post, "/v1/programmes/\(programme)/enrolments",
                "{\"person_id\": \"\(person)\", \(more)}")
            _ = try send(.put, "/v1/enrolments/\(made["id"].text ?? "")/approval")
            return person
        }
        _ = try join(service.makePerson("Gus", #""skills_offered": ["tar"]"#), #""role": "mentor""#)
        return try join(
            service.makePerson("Fay", #""skills_wanted": ["tar"]"#),
            #""role": "mentee", "mentors_wanted": 3"#)
    }

    @Test func `a run tells who got fewer mentors than are wanted, and so does their standing`()
        throws
    {
        let fay = try wantsMore()
        let path = try run()
        let summary = try send(.get, path)["summary"]
        #expect(summary["unmatched"]?.int == 0 && summary["matched"]?.int == 3)
        #expect(summary["with_fewer_than_wanted"]?.int == 1)
        let left = try send(.get, "\(path)/unmatched")
        #expect(left.texts("mentee_id") == [fay], "\(left.text)")
        #expect(left.texts("reason") == ["no_candidate"])
        #expect(left.texts("next_step") == ["staff_publish"])
        let detail = try #require(left.items.first?["detail"])
        #expect(detail["mentors_found"]?.int == 1 && detail["mentors_wanted"]?.int == 3)
        #expect(detail["words"]?.text?.hasPrefix("1 of 3 mentors found. None of 3 other") ?? false)
        let page = try send(.get, "\(path)/page")
        #expect(page.text.contains("with fewer than wanted"), "\(page.text)")
        let help = try send(.get, "\(path)/unmatched/\(fay)")
        let rules = help["relaxations"].elements?.compactMap { $0["rule"]?.text } ?? []
        #expect(Set(rules) == ["nothing_in_common"], "\(help.text)")
        #expect(try send(.get, "\(path)/unmatched/\(fay)")["detail"]["mentors_wanted"]?.int == 3)
        #expect(try send(.post, "\(path)/publication").status == 201)
        #expect(try send(.get, "\(path)/unmatched").texts("next_step") == ["ask_mentors"])
        let asked = try send(.get, "/v1/proposals?programme_id=\(programme)").items.filter {
            $0["mentee_id"]?.text == fay
        }
        let place = "/v1/proposals/\(asked.first?["id"]?.text ?? "")/acceptance"
        _ = try send(.put, place, as: asked.first?["mentor_id"]?.text)
        #expect(try send(.put, place, as: fay).status == 200)
        let own = try #require(try send(.get, "/v1/me/waiting", as: fay).items.first)
        #expect(own["status"]?.text == "fewer_in_run", "\(own)")
        #expect(own["next_step"]?.text == "ask_mentors")
        #expect(own["mentors_wanted"]?.int == 3 && own["mentors_found"]?.int == 1)
        #expect(own["words"]?.text?.hasSuffix("1 of 3 mentors found so far.") ?? false)
    }

    @Test func `who has one of two is given one more, and never the same again`() throws {
        let made = try send(
            .post, "/v1/programmes/\(programme)/proposals",
            "{\"mentor_id\": \"\(mentors[0])\", \"mentee_id\": \"\(mentee)\"}")
        #expect(made.status == 201, "\(made.text)")
        #expect(try accept(try #require(try proposals().first)).status == 200)
        let pairs = try send(.get, "\(run())/pairs")
        #expect(pairs.texts("mentee_id").filter { $0 == mentee }.count == 1, "\(pairs.text)")
        #expect(!pairs.texts("mentor_id").contains(mentors[0]))
        let same = try send(
            .post, "/v1/programmes/\(programme)/proposals",
            "{\"mentor_id\": \"\(mentors[0])\", \"mentee_id\": \"\(mentee)\"}")
        #expect(same.code == "pair_forbidden", "\(same.text)")
    }

    @Test func `a run that one pairing has overtaken names what has changed`() throws {
        let path = try run()
        let given = try send(.get, "\(path)/pairs").items.filter {
            $0["mentee_id"]?.text == mentee
        }.compactMap { $0["mentor_id"]?.text }
        let third = try #require(mentors.first { !given.contains($0) })
        _ = try send(
            .post, "/v1/programmes/\(programme)/proposals",
            "{\"mentor_id\": \"\(third)\", \"mentee_id\": \"\(mentee)\"}")
        _ = try accept(try #require(try proposals().first))
        let refused = try send(.post, "\(path)/publication")
        #expect(refused.code == "inputs_changed", "\(refused.text)")
        #expect(refused.text.contains("mentee_already_paired"))
    }

    @Test func `what is told of one mentor each is refused where somebody has several`() throws {
        let path = try run()
        let review = try send(
            .put, "\(path)/pairs/\(mentee)/review", #"{"verdict": "locked"}"#)
        #expect(review.code == "several_pairs", "\(review.text)")
        let places = try send(.get, "\(path)/places")
        #expect(places.items.count == mentors.count, "\(places.text)")
        #expect(places.items.allSatisfy { $0["is_bound_met"] == .bool(true) })
        let enrolment = try send(
            .post, "/v1/programmes/\(programme)/enrolments",
            "{\"person_id\": \"\(try service.makePerson("Fay"))\", \"role\": \"mentor\", "
                + "\"mentors_wanted\": 2}")
        #expect(enrolment.text.contains("not_a_mentee"), "\(enrolment.text)")
    }

    @Test func `no more locks are carried over than mentors are wanted by then`() throws {
        let locks = mentors.prefix(2).map {
            "{\"mentor_id\": \"\($0)\", \"mentee_id\": \"\(mentee)\"}"
        }.joined(separator: ", ")
        let runs = "/v1/programmes/\(programme)/match-runs"
        let first = try send(
            .post, runs, "{\"objective\": \"coverage_then_quality\", \"locks\": [\(locks)]}")
        service.runJobs()
        let id = try #require(first["id"].text, "\(first.text)")
        let found = try send(
            .get, "/v1/programmes/\(programme)/enrolments?person_id=\(mentee)")
        let changed = try service.send(
            .patch, "/v1/enrolments/\(found.items.first?["id"]?.text ?? "")",
            as: service.administrator, headers: [("If-Match", "*")], #"{"mentors_wanted": 1}"#)
        #expect(changed.status == 200, "\(changed.text)")
        let next = try send(
            .post, runs,
            "{\"objective\": \"coverage_then_quality\", \"previous_run_id\": \"\(id)\"}")
        service.runJobs()
        let run = try send(.get, "/v1/match-runs/\(next["id"].text ?? "")")
        #expect(run["state"].text == "done", "\(run.text)")
    }
}
