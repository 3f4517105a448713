// Survey reports over the API: right figures, nothing that points to one person, the same as JSON
// and as a sheet, and only for those who look after the programme.

import CSV
import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct EvaluationReportTests {
    let fixture: EvaluationFixture

    init() throws {
        fixture = try EvaluationFixture(TestService())
    }

    private var service: TestService { fixture.service }

    /// A survey of both sides, answered by so many of each.
    private func answered(mentors: Int, mentees: Int) throws -> String {
        let people =
            try fixture.makeMembers("mentor", mentors)
            + fixture.makeMembers("mentee", mentees)
        let survey = try fixture.makeSurvey()
        for (index, person) in people.enumerated() {
            let how = index % 3 == 0 ? "call" : "walk"
            let made = try fixture.answer(
                survey, as: service.token(person),
                """
                {"fit": \(1 + index % 5), "strain": \(1 + index % 2), "how": "\(how)",
                 "hours": \(1000 + index), "words": "mine"}
                """)
            try #require(made.status == 201, "\(made.text)")
        }
        return survey
    }

    // MARK: Small numbers

    @Test func `four answers give no figure at all`() throws {
        let survey = try answered(mentors: 0, mentees: 4)
        try fixture.close(survey)
        let few = try fixture.report(survey)
        #expect(few.json.at("response", "reported").int == 4)
        #expect(few.json.at("response", "rate").number == 1)
        for item in few["items"].elements ?? [] {
            #expect(item["mean"] == .null)
            let counts = item["counts"]?.members?.map(\.value) ?? []
            #expect(counts.allSatisfy { $0 == .null || $0 == .integer(0) }, "\(item)")
        }
        let fit = few["items"].element("key", "fit")
        #expect(fit.at("reasons", "mean").text == "below_threshold")
        #expect(few["subscales"].elements?.first?["alpha"] == .null)
        // A number that somebody gave is not named, even without its count.
        #expect(few["items"].element("key", "hours")["counts"]?.members?.isEmpty == true)
    }

    @Test func `five answers give means and hide the counts of single answers`() throws {
        let survey = try answered(mentors: 0, mentees: 5)
        try fixture.close(survey)
        let report = try fixture.report(survey)
        let fit = report["items"].element("key", "fit")
        #expect(fit["mean"]?.number == 3)
        #expect(fit.at("counts", "1") == .null)
        let words = report["items"].element("key", "words")
        #expect(words["answered"]?.int == 5)
        #expect(words.at("reasons", "mean").text == "not_defined")
        #expect(!report.text.contains("mine"))
        #expect(report["items"].element("key", "hours")["counts"]?.members?.isEmpty == true)
    }

    @Test func `the report of an open survey moves by whole blocks, one block behind`() throws {
        let survey = try fixture.makeSurvey("mentees")
        var reported: [Int64?] = []
        for _ in 0..<11 {
            let person = try service.makeMember(of: fixture.programme, "mentee")
            try service.send(
                .post, "/v1/surveys/\(survey)/assignments", as: fixture.coordinator)
            try fixture.answer(survey, as: service.token(person), #"{"fit": 2}"#)
            let report = try fixture.report(survey)
            reported.append(report.json.at("response", "reported").int)
            #expect(report.json.at("response", "held_back_reason").text == "survey_open")
        }
        #expect(reported == [0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 5])
        try fixture.close(survey)
        let last = try fixture.report(survey)
        #expect(last.json.at("response", "reported").int == 11)
        #expect(last.json.at("response", "held_back").int == 0)
    }

    @Test func `a side that is too small hides the side that would give it away`() throws {
        let survey = try answered(mentors: 8, mentees: 2)
        let open = try fixture.report(survey, "?by=how&of=fit")
        #expect(open.json.at("groups", "reason").text == "survey_open")
        #expect(open["sides"].element("side", "mentor")["reason"]?.text == "survey_open")
        try fixture.close(survey)
        let report = try fixture.report(survey)
        for side in ["mentor", "mentee"] {
            let figures = report["sides"].element("side", side)
            #expect(figures["reported"] == .null)
            #expect(figures["reason"]?.text == "below_threshold")
            #expect(figures["items"]?.element("key", "fit")["mean"] == .null, "\(side)")
        }
        #expect(report["items"].element("key", "fit")["mean"]?.number == 3)
    }

    @Test func `sides that are large enough are told apart`() throws {
        let survey = try answered(mentors: 5, mentees: 6)
        try fixture.close(survey)
        let report = try fixture.report(survey)
        let mentors = report["sides"].element("side", "mentor")
        #expect(mentors["reported"]?.int == 5)
        #expect(mentors["reason"] == .null)
        #expect(mentors["items"]?.element("key", "fit")["mean"]?.number == 3)
        let mentees = report["sides"].element("side", "mentee")
        #expect(mentees["answered"]?.int == 6)
        #expect(mentees["subscales"]?.element("key", "quality")["n"]?.int == 6)
        let groups = try fixture.report(survey, "?by=how&of=fit")
        // Four of eleven said "call": hidden, and "walk" with it.
        for group in groups.json.at("groups", "groups").elements ?? [] {
            #expect(group["n"] == .null)
            #expect(group["mean"] == .null)
        }
    }

    // MARK: Who reads it

    @Test func `reports are for those who look after the programme`() throws {
        let survey = try answered(mentors: 1, mentees: 1)
        let (stranger, elsewhere) = try service.outsiders()
        let mentee = try service.token(service.makeMember(of: fixture.programme, "mentee"))
        let path = "/v1/surveys/\(survey)/report"
        #expect(try service.send(.get, path).status == 401)
        #expect(try service.send(.get, path, as: stranger).status == 403)
        #expect(try service.send(.get, path, as: mentee).status == 403)
        #expect(try service.send(.get, path, as: elsewhere).status == 404)
        let manager = try service.key(.lineManager)
        #expect(try service.send(.get, path, as: manager).status == 403)
        for role in [Role.analyst, .programmeOwner, .administrator] {
            #expect(try service.send(.get, path, as: service.key(role)).status == 200)
        }
    }

    @Test func `a question that the instrument cannot answer is refused`() throws {
        let survey = try answered(mentors: 0, mentees: 1)
        for (query, name) in [
            ("?with=how", "with"), ("?with=nothing", "with"), ("?by=how", "of"),
            ("?of=fit", "by"), ("?by=fit&of=fit", "by"), ("?by=how&of=words", "of"),
            ("?colour=1", "colour"),
        ] {
            let answer = try service.send(
                .get, "/v1/surveys/\(survey)/report\(query)", as: fixture.coordinator)
            #expect(answer.status == 422, "\(query)")
            #expect(answer["errors"].elements?.first?["pointer"]?.text == name, "\(answer.text)")
        }
        let plain = try service.send(
            .get, "/v1/surveys/\(survey)/report", as: fixture.coordinator,
            headers: [("Accept", "text/plain")])
        #expect(plain.status == 406)
        #expect(plain.code == "not_acceptable")
    }

    @Test func `the sheet holds the figures of the document`() throws {
        let survey = try answered(mentors: 6, mentees: 7)
        try fixture.close(survey)
        let report = try fixture.report(survey, "?with=fit")
        let sheet = try ReportTable(
            service.send(
                .get, "/v1/surveys/\(survey)/report?with=fit", as: fixture.coordinator,
                headers: [("Accept", "text/csv")]))
        let fit = report["items"].element("key", "fit")
        for measure in ["mean", "sd", "median"] {
            #expect(sheet["item", nil, "fit", nil, measure]?.value == fit[measure]?.number)
        }
        #expect(sheet["item", nil, "fit", nil, "mean"]?.n == 13)
        for (value, count) in fit["counts"]?.members?.map({ ($0.name, $0.value.int) }) ?? [] {
            let line = sheet["item", nil, "fit", value, "count"]
            #expect(line != nil)
            #expect(line?.value == count.map(Double.init))
            #expect(line?.reason == (count == nil ? "below_threshold" : nil))
        }
        let quality = report["subscales"].element("key", "quality")
        #expect(
            sheet["subscale", nil, "quality", nil, "alpha"]?.value == quality["alpha"]?.number)
        let rho = report["correlations"].element("item", "strain")["rho"]?.number
        #expect(sheet["correlation", nil, "strain", "fit", "rho"]?.value == rho)
        let mentors = report["sides"].element("side", "mentor")["items"]?.element("key", "fit")
        #expect(sheet["item", "mentor", "fit", nil, "mean"]?.value == mentors?["mean"]?.number)
        #expect(sheet["response", nil, nil, nil, "rate"]?.value == 1)
    }
}

/// A report as a sheet, read back.
struct ReportTable {
    struct Line {
        let value: Double?
        let n: Int?
        let reason: String?
    }

    private var lines: [[String?]: Line] = [:]

    init(_ answer: TestResponse) throws {
        try #require(answer.status == 200, "\(answer.text)")
        try #require(answer.header("Content-Type")?.hasPrefix("text/csv") == true)
        let columns = ["section", "side", "key", "group", "measure", "value", "n", "reason"]
        var table = try CSVTable(CSVReader(answer.bytes), known: columns, required: columns)
        while let row = try table.next() {
            let key = columns.prefix(5).map { row[$0] }
            try #require(lines[key] == nil, "twice: \(key)")
            lines[key] = Line(
                value: row["value"].flatMap(Double.init), n: row["n"].flatMap { Int($0) },
                reason: row["reason"])
        }
    }

    subscript(
        section: String, side: String?, key: String?, group: String?, measure: String
    ) -> Line? {
        lines[[section, side, key, group, measure]]
    }
}
