// The ground of the evaluation tests: an instrument, a programme with people, a survey that asks
// them, and answers, all over the API.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

struct EvaluationFixture {
    let service: TestService
    let programme: String
    /// Staff of this programme and of no other.
    let coordinator: String

    static let instrument = """
        {"key": "first_weeks", "title": "The first weeks", "licence": "CC0", "items": [
          {"key": "fit", "kind": "scale", "min": 1, "max": 5, "text": "We fit.", "required": true},
          {"key": "strain", "kind": "scale", "min": 1, "max": 5, "reversed": true},
          {"key": "how", "kind": "choice", "options": ["call", "walk"]},
          {"key": "hours", "kind": "number", "min": 0},
          {"key": "words", "kind": "text", "max_length": 200}],
         "subscales": [{"key": "quality", "items": ["fit", "strain"]}]}
        """

    init(_ service: TestService) throws {
        self.service = service
        programme = try service.makeProgramme()
        let id = try #require(ID<Programme>(programme))
        coordinator = try service.key(.coordinator, programmes: [id])
    }

    func makeInstrument(_ document: String = instrument) throws -> String {
        let made = try service.send(
            .post, "/v1/instruments", as: service.administrator, document)
        return try #require(made["id"].text, "\(made.text)")
    }

    func makeSurvey(
        _ audience: String = "both", instrument: String? = nil, _ members: String = ""
    ) throws -> String {
        let instrument = try instrument ?? makeInstrument()
        let made = try service.send(
            .post, "/v1/programmes/\(programme)/surveys", as: coordinator,
            """
            {"instrument_id": "\(instrument)", "phase": "pulse", "audience": "\(audience)",
             "title": "How it begins"\(members)}
            """)
        return try #require(made["id"].text, "\(made.text)")
    }

    func makeMembers(_ role: String, _ count: Int) throws -> [String] {
        try (0..<count).map { _ in try service.makeMember(of: programme, role) }
    }

    @discardableResult
    func answer(
        _ survey: String, as token: String, _ answers: String, complete: Bool = true,
        headers: [(String, String)] = []
    ) throws -> TestResponse {
        try service.send(
            .put, "/v1/surveys/\(survey)/response", as: token, headers: headers,
            "{\"answers\": \(answers), \"complete\": \(complete)}")
    }

    func close(_ survey: String) throws {
        let answer = try service.send(
            .put, "/v1/surveys/\(survey)/state", as: coordinator, #"{"state": "closed"}"#)
        try #require(answer.status == 200, "\(answer.text)")
    }

    func report(_ survey: String, _ query: String = "") throws -> TestResponse {
        let answer = try service.send(
            .get, "/v1/surveys/\(survey)/report\(query)", as: coordinator)
        try #require(answer.status == 200, "\(answer.text)")
        return answer
    }
}

extension JSON {
    /// An element of an array by one of its members.
    func element(_ name: String, _ value: String) -> JSON {
        elements?.first { $0[name]?.text == value } ?? .null
    }

    func at(_ names: String...) -> JSON {
        names.reduce(self) { $0[$1] ?? .null }
    }
}
