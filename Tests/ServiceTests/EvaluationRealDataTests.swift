// The answers of 200 real people, put in one by one over the API: the report has to say what
// another program computed from the same file.

import CSV
import FoundationEssentials
import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

private enum SurveyData {
    static let folder: String = {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(root)/../shared/data/surveys/"
    }()

    static var isThere: Bool { FileManager.default.fileExists(atPath: folder) }

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: folder + name)))
    }

    static func json(_ name: String) throws -> JSON { try JSON(parsing: bytes(name)) }

    static func rows(_ name: String) throws -> [[String: String]] {
        var reader = try CSVReader(bytes(name))
        let names = try reader.next() ?? []
        var rows: [[String: String]] = []
        while let fields = try reader.next() {
            let pairs = zip(names, fields).filter { !$1.isEmpty }
            rows.append(Dictionary(pairs.map { ($0, $1) }, uniquingKeysWith: { first, _ in first }))
        }
        return rows
    }
}

@Suite(.enabled(if: SurveyData.isThere, "the survey data lies in ../shared/data"))
struct EvaluationRealDataTests {
    private let rows: [[String: String]]
    private let questions: JSON
    private let expected: JSON
    private let report: JSON
    private let sheet: ReportTable

    init() throws {
        rows = try SurveyData.rows("mentor_experience.csv")
        questions = try SurveyData.json("mentor_experience.questions.json")
        expected = try SurveyData.json("mentor_experience.expected.json")
        let fixture = try EvaluationFixture(TestService())
        let instrument = try fixture.makeInstrument(
            Self.instrument(rows, questions, expected).description)
        let people = try fixture.makeMembers("mentee", rows.count)
        let survey = try fixture.makeSurvey("mentees", instrument: instrument)
        for (person, row) in zip(people, rows) {
            let made = try fixture.answer(
                survey, as: fixture.service.token(person),
                Self.answers(row, questions, expected).description)
            try #require(made.status == 201, "\(made.text)")
        }
        try fixture.close(survey)
        let query =
            "?with=experience_with_mentor&by=mentor_mentee_meeting_time&of=experience_with_mentor"
        report = try fixture.report(survey, query).json
        sheet = try ReportTable(
            fixture.service.send(
                .get, "/v1/surveys/\(survey)/report\(query)", as: fixture.coordinator,
                headers: [("Accept", "text/csv")]))
    }

    private static func instrument(
        _ rows: [[String: String]], _ questions: JSON, _ expected: JSON
    ) -> JSON {
        let items = (questions.members ?? []).map { question -> JSON in
            let key = question.name
            let text = question.value.text ?? ""
            var members = [
                JSON.Member("key", .string(key)), JSON.Member("text", .string(text)),
            ]
            if expected.at("items", key) != .null {
                members += [
                    JSON.Member("kind", .string("scale")), JSON.Member("min", .integer(1)),
                    JSON.Member("max", .integer(5)),
                    JSON.Member("reversed", .bool(text.contains("REVERSED"))),
                ]
            } else {
                let options = Set(rows.compactMap { $0[key] }).sorted()
                members += [
                    JSON.Member("kind", .string("choice")),
                    JSON.Member("options", .array(options.map { .string($0) })),
                ]
            }
            return .object(members)
        }
        let names = expected.at("alpha", "items").elements?.compactMap(\.text) ?? []
        return .object([
            JSON.Member("key", .string("mentor_experience")),
            JSON.Member("title", .string("Experience with a mentor")),
            JSON.Member("items", .array(items)),
            JSON.Member(
                "subscales",
                .array([
                    .object([
                        JSON.Member("key", .string("quality")),
                        JSON.Member(
                            "items",
                            .array(names.map { .string(String($0.drop { $0 == "-" })) })),
                    ])
                ])),
        ])
    }

    private static func answers(
        _ row: [String: String], _ questions: JSON, _ expected: JSON
    ) -> JSON {
        .object(
            (questions.members ?? []).compactMap { question in
                guard let text = row[question.name] else { return nil }
                let isScale = expected.at("items", question.name) != .null
                return JSON.Member(
                    question.name,
                    isScale ? .integer(Int64(text) ?? -1) : .string(text))
            })
    }

    private func isSame(_ found: Double?, _ wanted: JSON?) -> Bool {
        guard let found, let wanted = wanted?.number else { return false }
        return abs(found - wanted) <= 5.1e-7
    }

    @Test func `200 answers give the figures that were published, in JSON and as a sheet`() throws {
        #expect(report.at("response", "reported").int == 200)
        for wanted in expected["items"]?.members ?? [] {
            let item = report["items"]?.element("key", wanted.name) ?? .null
            #expect(item["answered"] == wanted.value["answered"])
            #expect(item["counts"] == wanted.value["counts"])
            for figure in ["mean", "sd", "median"] {
                #expect(isSame(item[figure]?.number, wanted.value[figure]), "\(wanted.name)")
                let line = sheet["item", nil, wanted.name, nil, figure]
                #expect(line?.value == item[figure]?.number)
                #expect(line?.n == 200)
            }
        }
        let quality = report["subscales"]?.element("key", "quality") ?? .null
        #expect(isSame(quality["alpha"]?.number, expected.at("alpha", "cronbach_alpha")))
        #expect(quality["alpha_n"]?.int == 200)
        for wanted in expected["spearman_with_experience"]?.members ?? [] {
            let found = report["correlations"]?.element("item", wanted.name)["rho"]?.number
            #expect(isSame(found, wanted.value), "\(wanted.name)")
        }
        let groups = report.at("groups", "groups")
        for wanted in expected["experience_by_meeting_time"]?.members ?? [] {
            let group = groups.element("option", wanted.name)
            #expect(group["n"] == wanted.value["n"])
            #expect(isSame(group["mean"]?.number, wanted.value["mean"]), "\(wanted.name)")
        }
        let test = expected["kruskal_wallis_experience_by_meeting_time_groups_over_4"]
        let found = report.at("groups", "kruskal_wallis")
        #expect(isSame(found["h"]?.number, test?["H"]))
        #expect(isSame(found["p"]?.number, test?["p"]))
        #expect(found["groups"] == test?["groups"])
    }
}
