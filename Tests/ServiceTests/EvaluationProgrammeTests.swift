// A programme's report over API: what a coordinator reads at the end, the same figures as a sheet,
// and what somebody without a look at the rows is told less.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct EvaluationProgrammeTests {
    let fixture: EvaluationFixture
    private var service: TestService { fixture.service }
    private var path: String { "/v1/programmes/\(fixture.programme)/report" }

    /// Six mentees approved and one who waits; five have a mentor, one pair has parted.
    init() throws {
        fixture = try EvaluationFixture(TestService())
        let mentors = try (0..<2).map { _ in
            try fixture.service.makeMember(of: fixture.programme, "mentor", capacity: 3)
        }
        let mentees = try fixture.makeMembers("mentee", 6)
        let waiting = try fixture.service.makePerson("Waiting")
        _ = try fixture.service.enrol(waiting, in: fixture.programme, "mentee", approve: false)
        var pairs: [String] = []
        for (index, mentee) in mentees.enumerated() {
            pairs.append(try pair(mentors[index % 2], mentee))
        }
        let token = try fixture.service.token(mentees[5])
        try post(
            "/v1/relationships/\(pairs[5])/closure", as: token, #"{"reason": "distancing"}"#)
        try meet(pairs, mentors, mentees)
        try work(pairs, mentors, mentees)
        let survey = try fixture.makeSurvey()
        try fixture.answer(
            survey, as: fixture.service.token(mentees[0]), #"{"fit": 4, "words": "private"}"#)
    }

    @discardableResult
    private func post(_ path: String, as key: String, _ body: String? = nil) throws -> JSON {
        let answer = try fixture.service.send(.post, path, as: key, body)
        try #require(answer.status == 201 || answer.status == 200, "\(answer.text)")
        return answer.json
    }

    private func pair(_ mentor: String, _ mentee: String) throws -> String {
        let made = try post(
            "/v1/programmes/\(fixture.programme)/relationships", as: fixture.coordinator,
            "{\"mentor_id\": \"\(mentor)\", \"mentee_id\": \"\(mentee)\"}")
        return try #require(made["id"]?.text)
    }

    /// One meeting held, with one place on which the two differ; one called off.
    private func meet(_ pairs: [String], _ mentors: [String], _ mentees: [String]) throws {
        let tokens = try mentees.map { try fixture.service.token($0) }
        func book(_ pair: Int, _ start: String) throws -> String {
            let made = try post(
                "/v1/relationships/\(pairs[pair])/meetings", as: tokens[pair],
                "{\"start\": \"\(start)\", \"duration_minutes\": 30, \"medium\": \"video\"}")
            return try "/v1/meetings/\(#require(made["id"]?.text))"
        }
        let held = try book(0, "2026-03-02T10:00:00Z")
        let cancelled = try book(1, "2026-03-20T10:00:00Z")
        try post(cancelled + "/cancellation", as: tokens[1])
        fixture.service.clock.advance(seconds: 2 * 3600)
        func say(_ key: String, _ states: [(String, String)]) throws {
            let members = states.map { "{\"person_id\": \"\($0)\", \"state\": \"\($1)\"}" }
            let answer = try fixture.service.send(
                .put, held + "/attendance", as: key,
                "{\"members\": [\(members.joined(separator: ", "))]}")
            try #require(answer.status == 200, "\(answer.text)")
        }
        try say(
            fixture.service.token(mentees[0]),
            [(mentors[0], "attended"), (mentees[0], "attended")])
        try say(fixture.service.token(mentors[0]), [(mentees[0], "absent")])
    }

    /// A goal each for three pairs, at 10, 20 and 60 percent.
    private func work(_ pairs: [String], _ mentors: [String], _ mentees: [String]) throws {
        for (index, percent) in [10, 20, 60].enumerated() {
            let mentee = try fixture.service.token(mentees[index])
            let goal = try #require(
                post(
                    "/v1/relationships/\(pairs[index])/goals", as: mentee,
                    #"{"title": "Lead a meeting"}"#)["id"]?.text)
            let agreed = try fixture.service.send(
                .put, "/v1/goals/\(goal)/state",
                as: fixture.service.token(mentors[index % 2]), #"{"state": "agreed"}"#)
            try #require(agreed.status == 200, "\(agreed.text)")
            try post("/v1/goals/\(goal)/progress", as: mentee, "{\"percent\": \(percent)}")
        }
    }

    // MARK: What it says

    @Test func `a coordinator reads what became of the programme`() throws {
        let report = try service.send(.get, path, as: fixture.coordinator)
        try #require(report.status == 200, "\(report.text)")
        #expect(report["detail"].text == "full")
        #expect(report["as_of"].text == "2026-03-02T11:00:00Z")
        let mentees = report.json.at("enrolments", "mentees")
        #expect(mentees["total"]?.int == 7)
        #expect(mentees.at("counts", "approved").int == 6)
        #expect(mentees.at("counts", "submitted").int == 1)
        #expect(report.json.at("enrolments", "mentors", "total").int == 2)
        let rate = report.json.at("matching", "match_rate")
        #expect(rate["part"]?.int == 5)
        #expect(rate["whole"]?.int == 6)
        #expect(rate["rate"]?.number == 5.0 / 6)
        #expect(rate["definition"]?.text?.contains("Approved mentees") == true)
        #expect(report.json.at("matching", "proposals", "total").int == 0)
        let states = report.json.at("relationships", "states", "counts")
        #expect(states["closed"]?.int == 1)
        #expect(states["active"]?.int == 1)
        #expect(states["forming"]?.int == 4)
        let meetings = report.json.at("meetings", "states", "counts")
        #expect(meetings["held"]?.int == 1)
        #expect(meetings["cancelled"]?.int == 1)
        let attendance = report.json.at("meetings", "attendance")
        #expect(attendance["part"]?.int == 1)
        #expect(attendance["whole"]?.int == 2)
        #expect(report.json.at("goals", "states", "counts", "active").int == 3)
        let survey = report["surveys"].elements?.first ?? .null
        #expect(survey["answered"]?.int == 1)
        #expect(survey["assigned"]?.int == 8)
        #expect(!report.text.contains("private"))
    }

    @Test func `why pairs part and how far few goals are is hidden from everybody`() throws {
        let report = try service.send(.get, path, as: service.administrator)
        let closures = report.json.at("relationships", "closures")
        #expect(closures["total"]?.int == 1)
        #expect(closures.at("counts", "distancing") == .null)
        let hidden = closures["counts"]?.members?.filter { $0.value == .null }.count
        #expect(hidden == 2, "one more, so that the total does not tell")
        let progress = report.json.at("goals", "mean_progress")
        #expect(progress["mean"] == .null)
        #expect(progress.at("reasons", "mean").text == "below_threshold")
        #expect(progress["n"]?.int == 3)
    }

    @Test func `an analyst is told no small count`() throws {
        let report = try service.send(.get, path, as: service.key(.analyst))
        #expect(report["detail"].text == "aggregate")
        let mentees = report.json.at("enrolments", "mentees")
        #expect(mentees["total"]?.int == 7)
        #expect(mentees.at("counts", "submitted") == .null)
        #expect(mentees.at("counts", "approved") == .null)
        #expect(mentees.at("counts", "rejected").int == 0)
        let rate = report.json.at("matching", "match_rate")
        for member in ["part", "whole", "rate"] { #expect(rate[member] == .null, "\(member)") }
        #expect(rate.at("reasons", "rate").text == "below_threshold")
        #expect(report.json.at("relationships", "closures", "total") == .null)
        #expect(report.json.at("meetings", "states", "total") == .null)
        #expect(report.json.at("meetings", "attendance", "whole") == .null)
        let survey = report["surveys"].elements?.first ?? .null
        #expect(survey["answered"] == .null)
        #expect(survey["assigned"]?.int == 8)
    }

    @Test func `the sheet holds the figures of the document`() throws {
        for key in [fixture.coordinator, try service.key(.analyst)] {
            let report = try service.send(.get, path, as: key).json
            let sheet = try ReportTable(
                service.send(.get, path, as: key, headers: [("Accept", "text/csv")]))
            for section in ["enrolments", "matching", "relationships", "meetings", "goals"] {
                for entry in report[section]?.members ?? [] {
                    for measure in ["total", "part", "whole", "rate", "rate_low", "mean"] {
                        guard let wanted = entry.value[measure] else { continue }
                        let line = sheet[section, nil, entry.name, nil, measure]
                        #expect(line != nil, "\(entry.name) \(measure)")
                        #expect(line?.value == wanted.number)
                        #expect((line?.reason == nil) == (wanted != .null))
                    }
                    for count in entry.value["counts"]?.members ?? [] {
                        let line = sheet[section, nil, entry.name, count.name, "count"]
                        #expect(line?.value == count.value.number)
                    }
                }
            }
            let survey = report["surveys"]?.elements?.first ?? .null
            let line = sheet[
                "surveys", nil, survey["survey_id"]?.text, survey["title"]?.text, "rate"]
            #expect(line?.value == survey["rate"]?.number)
        }
    }

    // MARK: Who reads it

    @Test func `the report is for those who look after the programme`() throws {
        let (stranger, elsewhere) = try service.outsiders()
        let mentee = try service.token(service.makeMember(of: fixture.programme, "mentee"))
        #expect(try service.send(.get, path).status == 401)
        #expect(try service.send(.get, path, as: stranger).status == 403)
        #expect(try service.send(.get, path, as: mentee).status == 403)
        #expect(try service.send(.get, path, as: elsewhere).status == 404)
        #expect(try service.send(.get, path, as: service.key(.lineManager)).status == 403)
        #expect(try service.send(.get, path, as: service.key(.programmeOwner)).status == 200)
        let unknown = "/v1/programmes/programme_01h2xcejqtf2nbrexx3vqjhp41/report"
        #expect(try service.send(.get, unknown, as: service.administrator).status == 404)
        #expect(try service.send(.get, path + "?a=1", as: fixture.coordinator).status == 422)
    }
}
