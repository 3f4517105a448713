// Answers over the API: checked item by item, kept as a draft until they are submitted, then final;
// read by nobody but the person who gave them, and sealed in the file.

import Foundation
import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Testing

@Suite struct EvaluationResponseTests {
    let fixture: EvaluationFixture
    let survey: String
    let mentee: String

    init() throws {
        fixture = try EvaluationFixture(TestService())
        let person = try fixture.service.makeMember(of: fixture.programme, "mentee")
        mentee = try fixture.service.token(person)
        survey = try fixture.makeSurvey()
    }

    private var service: TestService { fixture.service }
    private var path: String { "/v1/surveys/\(survey)/response" }

    @Test func `answers are kept as they were given`() throws {
        #expect(try service.send(.get, path, as: mentee).status == 404)
        let made = try fixture.answer(
            survey, as: mentee,
            #"{"fit": 4, "strain": null, "how": "walk", "hours": 2.5, "words": "Good.\nReally."}"#)
        #expect(made.status == 201, "\(made.text)")
        #expect(made["complete"] == .bool(true))
        let read = try service.send(.get, path, as: mentee)
        #expect(read.status == 200)
        #expect(read.bytes == made.bytes)
        #expect(
            read["answers"].description
                == #"{"fit":4,"hours":2.5,"how":"walk","words":"Good.\nReally."}"#)
    }

    @Test(arguments: [
        (#"{"fit": 6}"#, "/answers/fit"), (#"{"fit": 2.5}"#, "/answers/fit"),
        (#"{"fit": "4"}"#, "/answers/fit"), (#"{"fit": true}"#, "/answers/fit"),
        (#"{"fit": 4, "how": "swim"}"#, "/answers/how"),
        (#"{"fit": 4, "hours": -1}"#, "/answers/hours"),
        (#"{"fit": 4, "words": 7}"#, "/answers/words"),
        (#"{"fit": 4, "words": "\u0007"}"#, "/answers/words"),
        (#"{"fit": 4, "mood/x": 1}"#, "/answers/mood~1x"), (#"{"strain": 1}"#, "/answers/fit"),
        ("[]", "/answers"),
    ])
    func `an answer that is none is refused with its place`(
        answers: String, pointer: String
    ) throws {
        let refused = try fixture.answer(survey, as: mentee, answers)
        #expect(refused.status == 422, "\(refused.text)")
        let pointers = refused["errors"].elements?.compactMap { $0["pointer"]?.text }
        #expect(pointers == [pointer], "\(refused.text)")
        #expect(try service.send(.get, path, as: mentee).status == 404)
    }

    @Test func `a draft may leave required items open and is changed with If-Match`() throws {
        let draft = try fixture.answer(survey, as: mentee, #"{"strain": 2}"#, complete: false)
        #expect(draft.status == 201, "\(draft.text)")
        #expect(draft["complete"] == .bool(false))
        #expect(draft["completed_at"] == .null)
        let blind = try fixture.answer(survey, as: mentee, #"{"fit": 3}"#)
        #expect(blind.status == 428)
        let tag = ("If-Match", try #require(draft.header("ETag")))
        let open = try fixture.answer(survey, as: mentee, #"{"strain": 2}"#, headers: [tag])
        #expect(open.status == 422)
        let whole = try fixture.answer(survey, as: mentee, #"{"fit": 3}"#, headers: [tag])
        #expect(whole.status == 200, "\(whole.text)")
        let stale = try fixture.answer(survey, as: mentee, #"{"fit": 5}"#, headers: [tag])
        #expect(stale.code == "already_submitted")
    }

    @Test func `a second submission is refused and changes nothing`() throws {
        try fixture.answer(survey, as: mentee, #"{"fit": 4}"#)
        let again = try fixture.answer(
            survey, as: mentee, #"{"fit": 1}"#, headers: [("If-Match", "*")])
        #expect(again.status == 409)
        #expect(again.code == "already_submitted")
        let read = try service.send(.get, path, as: mentee)
        #expect(read["answers"].description == #"{"fit":4}"#)
    }

    @Test func `only the person who is asked answers and reads their answers`() throws {
        try fixture.answer(survey, as: mentee, #"{"fit": 4}"#)
        let (stranger, elsewhere) = try service.outsiders()
        let mentor = try service.token(service.makeMember(of: fixture.programme, "mentor"))
        let body = #"{"answers": {"fit": 1}}"#
        for (key, status) in [
            (nil, 401), (stranger, 404), (mentor, 404), (fixture.coordinator, 403),
            (elsewhere, 403), (service.administrator, 403), (try service.key(.analyst), 403),
        ] {
            #expect(try service.send(.get, path, as: key).status == status)
            let put = try service.send(.put, path, as: key, body)
            #expect(put.status == status, "\(put.text)")
        }
    }

    @Test func `what somebody wrote stands nowhere in the file and in no event`() throws {
        let words = "She never listens to me"
        try fixture.answer(survey, as: mentee, #"{"fit": 1, "words": "\#(words)"}"#)
        for suffix in ["", "-wal"] {
            let path = service.database.path + suffix
            let bytes = FileManager.default.contents(atPath: path) ?? Data()
            #expect(suffix == "-wal" || !bytes.isEmpty)
            #expect(bytes.range(of: Data("never listens".utf8)) == nil)
            #expect(bytes.range(of: Data("\"words\":\"".utf8)) == nil)
        }
        let events = try service.send(
            .get, "/v1/events?after=0&limit=200", as: service.administrator)
        #expect(events.text.contains("response.submitted"))
        #expect(!events.text.contains("listens"))
        #expect(!events.text.contains("\"fit\""))
    }
}
