// Programmes over the API: made, opened, changed, and seen by whom.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct ProgrammesTests {
    @Test func `a programme is made with what the registry knows`() throws {
        let service = try TestService()
        let made = try service.send(
            .post, "/v1/programmes", as: service.administrator,
            """
            {"name": "Flash", "model": "flash", "stage_model": "kram", "starts_on": "2026-04-01",
            "ends_on": "2026-12-31", "default_capacity": 2}
            """)
        #expect(made.status == 201, "\(made.text)")
        #expect(made["state"].text == "draft")
        #expect(made["purpose"] == .null)
        let path = try #require(made.header("Location"))
        let read = try service.send(.get, path, as: service.administrator)
        #expect(read.bytes == made.bytes)
        #expect(read.header("ETag") == "\"1-full\"")
    }

    @Test func `a model that is not in the registry is refused with those that are`() throws {
        let service = try TestService()
        let answer = try service.send(
            .post, "/v1/programmes", as: service.administrator,
            """
            {"model": "osmosis", "stage_model": "seven", "starts_on": "2026-04-02",
            "ends_on": "2026-04-01"}
            """)
        #expect(answer.status == 422)
        let errors = answer["errors"].elements ?? []
        #expect(
            Set(errors.compactMap { $0["pointer"]?.text })
                == ["/name", "/model", "/stage_model", "/ends_on"], "\(answer.text)")
        #expect(answer.text.contains("cross_cultural"))
        #expect(answer.text.contains("five_stages"))
    }

    @Test func `the registries are there for whoever is known`() throws {
        let service = try TestService()
        let person = try service.token(service.makePerson())
        let models = try service.send(.get, "/v1/models", as: person)
        #expect(models.items.contains { $0["id"]?.text == "reciprocal" }, "\(models.text)")
        let stages = try service.send(.get, "/v1/stage-models", as: person)
        #expect(stages.items.count == 3, "\(stages.text)")
        #expect(try service.send(.get, "/v1/models").status == 401)
        #expect(try service.send(.get, "/v1/stage-models").status == 401)
    }

    @Test func `a programme opens when it is complete`() throws {
        let service = try TestService()
        let id = try service.makeProgramme(
            #""requires_acknowledgement": true"#, state: nil)
        let path = "/v1/programmes/\(id)/state"
        let early = try service.send(
            .put, path, as: service.administrator, #"{"state": "open"}"#)
        #expect(early.status == 409)
        #expect(early.code == "programme_incomplete")
        #expect(early["missing"].elements == [.string("acknowledgement")])
        let patched = try service.send(
            .patch, "/v1/programmes/\(id)", as: service.administrator,
            headers: [("If-Match", "\"1-full\"")], #"{"acknowledgement": "I keep quiet."}"#)
        #expect(patched["acknowledgement_version"].int == 1, "\(patched.text)")
        let open = try service.send(
            .put, path, as: service.administrator, #"{"state": "open", "reason": "Spring"}"#)
        #expect(open["state"].text == "open")
        #expect(open["state_reason"].text == "Spring")
        let again = try service.send(
            .put, path, as: service.administrator, #"{"state": "open"}"#)
        #expect(again.bytes == open.bytes, "nothing changed")
        let back = try service.send(
            .put, path, as: service.administrator, #"{"state": "draft"}"#)
        #expect(back.code == "programme_state")
        #expect(back["allowed"].elements?.contains(.string("running")) == true)
    }

    @Test func `a patch needs the version it was made for`() throws {
        let service = try TestService()
        let id = try service.makeProgramme()
        let path = "/v1/programmes/\(id)"
        let without = try service.send(
            .patch, path, as: service.administrator, #"{"name": "x"}"#)
        #expect(without.status == 428)
        let tag = try #require(
            service.send(.get, path, as: service.administrator).header("ETag"))
        let good = try service.send(
            .patch, path, as: service.administrator, headers: [("If-Match", tag)],
            #"{"name": "Second year", "default_capacity": 4}"#)
        #expect(good.status == 200, "\(good.text)")
        #expect(good["purpose"].text == "A good first year")
        let late = try service.send(
            .patch, path, as: service.administrator, headers: [("If-Match", tag)],
            #"{"name": "x"}"#)
        #expect(late.status == 412)
        let model = try service.send(
            .patch, path, as: service.administrator,
            headers: [("If-Match", try #require(good.header("ETag")))], #"{"model": "peer"}"#)
        #expect(model.code == "programme_opened")
    }

    @Test func `an external id keeps another system in step`() throws {
        let service = try TestService()
        let path = "/v1/programmes/by-external-id/term-2026-1"
        let body = #"{"name": "Term 1", "model": "one_to_one"}"#
        let first = try service.send(.put, path, as: service.administrator, body)
        #expect(first.status == 201, "\(first.text)")
        #expect(first["external_id"].text == "term-2026-1")
        let second = try service.send(.put, path, as: service.administrator, body)
        #expect(second.status == 200)
        #expect(second.header("ETag") == first.header("ETag"))
        let third = try service.send(
            .put, path, as: service.administrator,
            #"{"name": "Term one", "model": "one_to_one"}"#)
        #expect(third["name"].text == "Term one")
        #expect(third["id"] == first["id"])
        let taken = try service.send(
            .post, "/v1/programmes", as: service.administrator,
            #"{"name": "x", "model": "peer", "external_id": "term-2026-1"}"#)
        #expect(taken.status == 409)
        #expect(taken.code == "external_id_taken")
    }

    @Test func `people see what is open and what they take part in, as a card`() throws {
        let service = try TestService()
        let open = try service.makeProgramme(#""external_id": "hr-1""#)
        let running = try service.makeProgramme()
        let draft = try service.makeProgramme(state: nil)
        let person = try service.makePerson()
        _ = try service.enrol(person, in: running, "mentee")
        try service.setState(of: running, "running")
        let token = try service.token(person)
        let list = try service.send(.get, "/v1/programmes", as: token)
        #expect(list.items.compactMap { $0["id"]?.text } == [open, running].sorted())
        #expect(!list.text.contains("hr-1"))
        #expect(!list.text.contains("created_by"))
        #expect(try service.send(.get, "/v1/programmes/\(draft)", as: token).status == 404)
        let read = try service.send(.get, "/v1/programmes/\(running)", as: token)
        #expect(read.status == 200)
        #expect(read.header("ETag")?.hasSuffix("-card\"") == true)
        let stranger = try service.outsiders().person
        #expect(try service.send(.get, "/v1/programmes/\(running)", as: stranger).status == 404)
    }

    @Test func `a programme beyond a credential's limit is not there`() throws {
        let service = try TestService()
        let id = try service.makeProgramme()
        let other = try service.outsiders().coordinator
        let analyst = try service.key(.analyst)
        let body = #"{"state": "running"}"#
        #expect(try service.send(.get, "/v1/programmes/\(id)", as: other).status == 404)
        #expect(try service.send(.put, "/v1/programmes/\(id)/state", as: other, body).status == 404)
        #expect(
            try service.send(
                .patch, "/v1/programmes/\(id)", as: other, headers: [("If-Match", "*")], "{}"
            ).status == 404)
        #expect(try service.send(.get, "/v1/programmes/\(id)", as: analyst).status == 200)
        #expect(
            try service.send(.put, "/v1/programmes/\(id)/state", as: analyst, body).status == 403)
        #expect(
            try service.send(
                .patch, "/v1/programmes/\(id)", as: analyst, headers: [("If-Match", "*")], "{}"
            ).status == 403)
        let own = try service.send(.get, "/v1/programmes", as: other)
        #expect(!own.text.contains(id))
        #expect(own.items.count == 1)
    }

    @Test func `only an unlimited credential makes programmes`() throws {
        let service = try TestService()
        let other = try service.outsiders()
        let body = #"{"name": "Mine", "model": "peer"}"#
        for path in ["/v1/programmes", "/v1/programmes/by-external-id/a"] {
            let method: HTTP.Method = path.hasSuffix("a") ? .put : .post
            #expect(try service.send(method, path, body).status == 401)
            #expect(try service.send(method, path, as: other.person, body).status == 403)
            let refused = try service.send(method, path, as: other.coordinator, body)
            #expect(refused.status == 403)
            #expect(refused.code == "forbidden")
            let coordinator = try service.key(.coordinator)
            #expect(try service.send(method, path, as: coordinator, body).status == 201)
        }
    }

    @Test func `nobody sees nothing of programmes`() throws {
        let service = try TestService()
        let id = try service.makeProgramme()
        #expect(try service.send(.get, "/v1/programmes").status == 401)
        #expect(try service.send(.get, "/v1/programmes/\(id)").status == 401)
        #expect(try service.send(.patch, "/v1/programmes/\(id)", "{}").status == 401)
        #expect(try service.send(.put, "/v1/programmes/\(id)/state", "{}").status == 401)
    }

    @Test func `each change leaves its event, without words`() throws {
        let service = try TestService()
        let id = try service.makeProgramme()
        let events = try service.send(.get, "/v1/events?after=0", as: service.administrator)
        let types = events.items.filter { $0["subject"]?.text == id }.compactMap {
            $0["type"]?.text
        }
        #expect(types == ["programme.created", "programme.state_changed"])
        #expect(!events.text.contains("A good first year"))
    }
}
