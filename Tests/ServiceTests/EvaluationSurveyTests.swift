// Instruments and surveys over the API: what staff put to whom, who sees it, and when it ends.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct EvaluationSurveyTests {
    // MARK: Instruments

    @Test func `an instrument is data, and the same key again is its next version`() throws {
        let service = try TestService()
        let made = try service.send(
            .post, "/v1/instruments", as: service.administrator, EvaluationFixture.instrument)
        #expect(made.status == 201, "\(made.text)")
        #expect(made["version"].int == 1)
        #expect(made["items"].elements?.count == 5)
        let subscale = made["subscales"].elements?.first
        #expect(subscale?["minimum_answered_share"]?.number == 0.8)
        let path = try #require(made.header("Location"))
        #expect(try service.send(.get, path, as: service.administrator).bytes == made.bytes)
        let again = try service.send(
            .post, "/v1/instruments", as: service.administrator, EvaluationFixture.instrument)
        #expect(again["version"].int == 2)
        #expect(again["id"] != made["id"])
        let list = try service.send(
            .get, "/v1/instruments?key=first_weeks", as: service.administrator)
        #expect(Set(list.items.map { $0["version"]?.int }) == [1, 2])
    }

    @Test(arguments: [
        (#""key": "k", "title": "T", "items": []"#, "/items"),
        (#""key": "k k", "title": "T", "items": [{"key": "a", "kind": "text"}]"#, "/key"),
        (#""key": "k", "title": "T", "items": [{"key": "a", "kind": "mood"}]"#, "/items/0/kind"),
        (#""key": "k", "title": "T", "items": [{"key": "a", "kind": "scale"}]"#, "/items/0/min"),
        (
            """
            "key": "k", "title": "T",
            "items": [{"key": "a", "kind": "scale", "min": 5, "max": 1}]
            """, "/items/0/max"
        ),
        (
            #""key": "k", "title": "T", "items": [{"key": "a", "kind": "text", "min": 1}]"#,
            "/items/0/min"
        ),
        (#""title": "T", "items": [{"key": "a", "kind": "text"}]"#, "/key"),
        (#""key": "k", "items": [{"key": "a", "kind": "text"}]"#, "/title"),
        (
            """
            "key": "k", "title": "T",
            "items": [{"key": "a", "kind": "text"}, {"key": "a", "kind": "text"}]
            """, "/items/1/key"
        ),
        (
            """
            "key": "k", "title": "T", "items": [{"key": "a", "kind": "text"}],
            "subscales": [{"key": "s", "items": ["a"]}]
            """, "/subscales/0/items/0"
        ),
    ])
    func `an instrument that could not be scored is refused with the place`(
        members: String, pointer: String
    ) throws {
        let service = try TestService()
        let answer = try service.send(
            .post, "/v1/instruments", as: service.administrator, "{\(members)}")
        #expect(answer.status == 422, "\(answer.text)")
        let pointers = answer["errors"].elements?.compactMap { $0["pointer"]?.text } ?? []
        #expect(pointers.contains(pointer), "\(answer.text)")
    }

    @Test func `instruments are read by staff and by those who are asked, made by few`() throws {
        let fixture = try EvaluationFixture(TestService())
        let service = fixture.service
        let asked = try service.token(service.makeMember(of: fixture.programme, "mentee"))
        let instrument = try fixture.makeInstrument()
        let path = "/v1/instruments/\(instrument)"
        let (stranger, elsewhere) = try service.outsiders()
        #expect(try service.send(.get, path).status == 401)
        #expect(try service.send(.get, path, as: asked).status == 404)
        _ = try fixture.makeSurvey(instrument: instrument)
        #expect(try service.send(.get, path, as: asked).status == 200)
        #expect(try service.send(.get, path, as: stranger).status == 404)
        #expect(try service.send(.get, path, as: elsewhere).status == 200)
        let analyst = try service.key(.analyst)
        for key in [asked, stranger, analyst] {
            #expect(try service.send(.get, "/v1/instruments", as: key).status == 403)
            let made = try service.send(
                .post, "/v1/instruments", as: key, EvaluationFixture.instrument)
            #expect(made.status == 403)
        }
        #expect(try service.send(.get, path, as: analyst).status == 403)
        #expect(try service.send(.get, "/v1/instruments").status == 401)
        #expect(
            try service.send(.post, "/v1/instruments", EvaluationFixture.instrument).status == 401)
    }

    // MARK: Surveys

    @Test func `a survey asks every approved enrolment of its audience, each once`() throws {
        let fixture = try EvaluationFixture(TestService())
        let service = fixture.service
        let mentor = try service.makeMember(of: fixture.programme, "mentor")
        let mentee = try service.makeMember(of: fixture.programme, "mentee")
        let both = try service.makeMember(of: fixture.programme, "both")
        let waiting = try service.makePerson("Waiting")
        _ = try service.enrol(waiting, in: fixture.programme, "mentee", approve: false)
        let survey = try fixture.makeSurvey("mentees")
        func sees(_ person: String) throws -> Int {
            try service.send(.get, "/v1/surveys/\(survey)", as: service.token(person)).status
        }
        #expect(try sees(mentee) == 200)
        #expect(try sees(both) == 200)
        #expect(try sees(mentor) == 404)
        #expect(try sees(waiting) == 404)

        let later = try service.makeMember(of: fixture.programme, "mentee")
        #expect(try sees(later) == 404)
        let path = "/v1/surveys/\(survey)/assignments"
        let added = try service.send(.post, path, as: fixture.coordinator)
        #expect(added.status == 200, "\(added.text)")
        #expect(added["added"].int == 1)
        #expect(added["assigned"].int == 3)
        #expect(try sees(later) == 200)
        let named = try service.send(
            .post, path, as: fixture.coordinator, "{\"person_ids\": [\"\(later)\"]}")
        #expect(named["added"].int == 0)
        let wrong = try service.send(
            .post, path, as: fixture.coordinator,
            "{\"person_ids\": [\"\(later)\", \"\(mentor)\", \"x\"]}")
        #expect(wrong.status == 422)
        let notAsked = try service.send(
            .post, path, as: fixture.coordinator, "{\"person_ids\": [\"\(mentor)\"]}")
        #expect(notAsked.text.contains("not_in_audience"), "\(notAsked.text)")
    }

    @Test func `a person finds what waits for them and nothing of others`() throws {
        let fixture = try EvaluationFixture(TestService())
        let service = fixture.service
        let mentor = try service.token(service.makeMember(of: fixture.programme, "mentor"))
        let mentee = try service.token(service.makeMember(of: fixture.programme, "mentee"))
        let survey = try fixture.makeSurvey("mentors")
        let list = try service.send(.get, "/v1/assignments", as: mentor)
        #expect(list.items.map { $0["survey_id"]?.text } == [survey])
        #expect(list.items.first?["state"] == .string("open"))
        #expect(list.items.first?["side"] == .string("mentor"))
        #expect(try service.send(.get, "/v1/assignments", as: mentee).items.isEmpty)
        try fixture.answer(survey, as: mentor, #"{"fit": 4}"#, complete: false)
        let begun = try service.send(.get, "/v1/assignments", as: mentor)
        #expect(begun.items.first?["state"] == .string("draft"))
        let draft = ("If-Match", "\"1-own\"")
        let done = try fixture.answer(survey, as: mentor, #"{"fit": 4}"#, headers: [draft])
        #expect(done.status == 200, "\(done.text)")
        #expect(try service.send(.get, "/v1/assignments", as: mentor).items.isEmpty)
        #expect(try service.send(.get, "/v1/assignments").status == 401)
        #expect(try service.send(.get, "/v1/assignments", as: fixture.coordinator).status == 403)
    }

    @Test func `a survey shows staff its plan, and those who are asked its items`() throws {
        let fixture = try EvaluationFixture(TestService())
        let service = fixture.service
        let mentee = try service.token(service.makeMember(of: fixture.programme, "mentee"))
        let survey = try fixture.makeSurvey()
        let staff = try service.send(.get, "/v1/surveys/\(survey)", as: fixture.coordinator)
        #expect(staff["audience"].text == "both")
        #expect(!staff.text.contains("We fit."))
        let own = try service.send(.get, "/v1/surveys/\(survey)", as: mentee)
        #expect(own.json.at("instrument", "items").elements?.count == 5)
        #expect(own.json.at("assignment", "state").text == "open")
        #expect(own["created_by"] == .null)
        let list = try service.send(
            .get, "/v1/programmes/\(fixture.programme)/surveys?phase=pulse",
            as: fixture.coordinator)
        #expect(list.items.map { $0["id"]?.text } == [survey])
        let other = try service.send(
            .get, "/v1/programmes/\(fixture.programme)/surveys?phase=exit",
            as: fixture.coordinator)
        #expect(other.items.isEmpty)
    }

    @Test func `surveys are run by staff of the programme alone`() throws {
        let fixture = try EvaluationFixture(TestService())
        let service = fixture.service
        let mentee = try service.token(service.makeMember(of: fixture.programme, "mentee"))
        let survey = try fixture.makeSurvey()
        let instrument = try fixture.makeInstrument()
        let (stranger, elsewhere) = try service.outsiders()
        let analyst = try service.key(.analyst)
        let lead = try service.key(.safeguardingLead)
        let plan = """
            {"instrument_id": "\(instrument)", "phase": "exit", "audience": "both", "title": "T"}
            """
        let programme = "/v1/programmes/\(fixture.programme)/surveys"
        let routes: [(HTTP.Method, String, String?)] = [
            (.get, programme, nil), (.post, programme, plan),
            (.put, "/v1/surveys/\(survey)/state", #"{"state": "closed"}"#),
            (.post, "/v1/surveys/\(survey)/assignments", nil),
        ]
        for (method, path, body) in routes {
            #expect(try service.send(method, path, body).status == 401)
            for key in [mentee, stranger, analyst] {
                #expect(try service.send(method, path, as: key, body).status == 403, "\(path)")
            }
            #expect(try service.send(method, path, as: elsewhere, body).status == 404, "\(path)")
            let expected = method == .get ? 200 : 403
            #expect(try service.send(method, path, as: lead, body).status == expected, "\(path)")
        }
        let path = "/v1/surveys/\(survey)"
        #expect(try service.send(.get, path).status == 401)
        #expect(try service.send(.get, path, as: stranger).status == 404)
        #expect(try service.send(.get, path, as: elsewhere).status == 404)
        #expect(try service.send(.get, path, as: analyst).status == 403)
        #expect(try service.send(.get, path, as: lead).status == 200)
    }

    @Test func `what a survey cannot be is refused with the place`() throws {
        let fixture = try EvaluationFixture(TestService())
        let service = fixture.service
        let instrument = try fixture.makeInstrument()
        let unknown = "instrument_01h2xcejqtf2nbrexx3vqjhp41"
        let past = #", "closes_at": "2026-03-01T00:00:00Z""#
        for (id, more, pointer) in [
            (unknown, "", "/instrument_id"), (instrument, past, "/closes_at"),
            (instrument, #", "colour": 1"#, "/colour"),
        ] {
            let answer = try service.send(
                .post, "/v1/programmes/\(fixture.programme)/surveys", as: fixture.coordinator,
                """
                {"instrument_id": "\(id)", "phase": "exit", "audience": "both", "title": "T"\(more)}
                """)
            #expect(answer.status == 422)
            #expect(answer["errors"].elements?.first?["pointer"] == .string(pointer))
        }
        try service.setState(of: fixture.programme, "cancelled")
        let over = try service.send(
            .post, "/v1/programmes/\(fixture.programme)/surveys", as: fixture.coordinator,
            """
            {"instrument_id": "\(instrument)", "phase": "exit", "audience": "both", "title": "T"}
            """)
        #expect(over.code == "programme_over")
    }

    // MARK: The end

    @Test func `a closed survey takes nothing more and is not opened again`() throws {
        let fixture = try EvaluationFixture(TestService())
        let service = fixture.service
        let mentee = try service.token(service.makeMember(of: fixture.programme, "mentee"))
        let survey = try fixture.makeSurvey()
        try fixture.close(survey)
        try fixture.close(survey)
        #expect(try fixture.answer(survey, as: mentee, #"{"fit": 4}"#).code == "survey_closed")
        #expect(try service.send(.get, "/v1/assignments", as: mentee).items.isEmpty)
        for (method, path, body) in [
            (HTTP.Method.put, "state", Optional(#"{"state": "open"}"#)),
            (.post, "assignments", nil),
        ] {
            let answer = try service.send(
                method, "/v1/surveys/\(survey)/\(path)", as: fixture.coordinator, body)
            #expect(answer.status == 409)
            #expect(answer.code == "survey_closed")
        }
    }

    @Test func `a survey closes by itself at the time that was said`() throws {
        let fixture = try EvaluationFixture(TestService())
        let service = fixture.service
        let mentee = try service.token(service.makeMember(of: fixture.programme, "mentee"))
        let survey = try fixture.makeSurvey("both", #", "closes_at": "2026-03-02T09:30:00Z""#)
        let path = "/v1/surveys/\(survey)"
        let before = try service.send(.get, path, as: fixture.coordinator)
        #expect(before["state"].text == "open")
        service.clock.advance(seconds: 30 * 60)
        let after = try service.send(.get, path, as: fixture.coordinator)
        #expect(after["state"].text == "closed")
        #expect(after.header("ETag") != before.header("ETag"))
        #expect(try fixture.answer(survey, as: mentee, #"{"fit": 4}"#).code == "survey_closed")
        #expect(try service.send(.get, "/v1/assignments", as: mentee).items.isEmpty)
    }
}
