// The People room over the API: made, found, changed, kept in step with a roster, and hidden from
// those who may not know.

import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Testing

@Suite struct PeopleTests {
    private let ada = """
        {"name": "Ada Łovelace 愛", "email": "Ada@Example.org", "time_zone": "Europe/London",
        "languages": ["en", "pl"], "skills_offered": [{"name": "Go", "level": 4}, {"name": "SQL"}],
        "skills_wanted": ["public speaking"], "interests": ["chess"], "values": ["honesty"],
        "external_ids": {"hr": "4711"}, "bio": "Counts \\"things\\".", "seniority": 12}
        """

    private func makeAda(_ service: TestService) throws -> String {
        let made = try service.send(.post, "/v1/people", as: service.administrator, ada)
        #expect(made.status == 201, "\(made.text)")
        return try #require(made["id"].text)
    }

    @Test func `a name is enough to make a person`() throws {
        let service = try TestService()
        let made = try service.send(
            .post, "/v1/people", as: service.administrator, #"{"name": "Ada"}"#)
        #expect(made.status == 201, "\(made.text)")
        let id = try #require(made["id"].text)
        #expect(made.header("Location") == "/v1/people/\(id)")
        #expect(made["skills_offered"].elements == [])
        #expect(made["state"].text == "active")
    }

    @Test func `what was written is read back, in any script`() throws {
        let service = try TestService()
        let id = try makeAda(service)
        let read = try service.send(.get, "/v1/people/\(id)", as: service.administrator)
        #expect(read.status == 200)
        #expect(read["name"].text == "Ada Łovelace 愛")
        #expect(read["bio"].text == "Counts \"things\".")
        #expect(read["skills_offered"].elements?[0]["level"]?.int == 4)
        #expect(read["skills_offered"].elements?[1]["level"]?.int == 3)
        #expect(read["external_ids"]["hr"]?.text == "4711")
        #expect(read.header("ETag") == "\"1-full\"")
        #expect(read.header("Cache-Control") == "no-store")
    }

    /// The answer is made of what was written, not read back: both must be one document.
    @Test func `what a new person is answered with is what a read gives`() throws {
        let service = try TestService()
        let limited = try service.key(.coordinator, programmes: [])
        for (number, key) in [service.administrator, limited].enumerated() {
            let ada = ada.replacing("4711", with: "\(number)")
            for body in [ada, #"{"name": "Bo \"B\"", "bio": "one\ntwo", "state": "paused"}"#] {
                let made = try service.send(.post, "/v1/people", as: key, body)
                #expect(made.status == 201, "\(made.text)")
                let id = try #require(made["id"].text)
                let read = try service.send(.get, "/v1/people/\(id)", as: key)
                #expect(made.text == read.text)
                #expect(made.header("ETag") == read.header("ETag"))
            }
        }
    }

    @Test func `every flaw of a document is named with its place`() throws {
        let service = try TestService()
        let answer = try service.send(
            .post, "/v1/people", as: service.administrator,
            """
            {"email": "x", "time_zone": "EST", "languages": ["en", "??"], "seniority": 61,
            "skills_offered": [{"name": "Go", "level": 9}], "shoe_size": 3}
            """)
        #expect(answer.status == 422)
        let pointers = Set(answer["errors"].elements?.compactMap { $0["pointer"]?.text } ?? [])
        #expect(
            pointers == [
                "/name", "/email", "/time_zone", "/languages/1", "/seniority",
                "/skills_offered/0/level", "/shoe_size",
            ], "\(answer.text)")
    }

    @Test func `an external id names one person only`() throws {
        let service = try TestService()
        _ = try makeAda(service)
        let answer = try service.send(
            .post, "/v1/people", as: service.administrator,
            #"{"name": "Eve", "external_ids": {"hr": "4711"}}"#)
        #expect(answer.status == 409)
        #expect(answer.code == "external_id_taken")
        let people = try service.send(.get, "/v1/people", as: service.administrator)
        #expect(people.items.count == 1, "what failed left nothing behind")
    }

    @Test func `a roster puts by external id, and twice is once`() throws {
        let service = try TestService()
        let path = "/v1/people/by-external-id/hr/9"
        let body = #"{"name": "Bo", "skills_offered": ["go"]}"#
        let first = try service.send(.put, path, as: service.administrator, body)
        #expect(first.status == 201, "\(first.text)")
        let second = try service.send(.put, path, as: service.administrator, body)
        #expect(second.status == 200)
        #expect(second["id"] == first["id"])
        #expect(second.header("ETag") == "\"1-full\"", "nothing changed, so no new version")
        let third = try service.send(
            .put, path, as: service.administrator, #"{"name": "Bo Ek"}"#)
        #expect(third["name"].text == "Bo Ek")
        #expect(third["skills_offered"].elements == [])
        #expect(third.header("ETag") == "\"2-full\"")
        let people = try service.send(.get, "/v1/people", as: service.administrator)
        #expect(people.items.count == 1)
    }

    @Test func `a patch needs the version it was made for`() throws {
        let service = try TestService()
        let id = try makeAda(service)
        let body = #"{"bio": null, "interests": ["go (the game)"]}"#
        let without = try service.send(
            .patch, "/v1/people/\(id)", as: service.administrator, body)
        #expect(without.status == 428)
        let good = try service.send(
            .patch, "/v1/people/\(id)", as: service.administrator,
            headers: [("If-Match", "\"1-full\"")], body, type: "application/merge-patch+json")
        #expect(good.status == 200, "\(good.text)")
        #expect(good["bio"] == .null)
        #expect(good["interests"].elements == [.string("go (the game)")])
        #expect(good["email"].text == "Ada@Example.org")
        let late = try service.send(
            .patch, "/v1/people/\(id)", as: service.administrator,
            headers: [("If-Match", "\"1-full\"")], body)
        #expect(late.status == 412)
    }

    @Test func `an idempotency key makes one person of two requests`() throws {
        let service = try TestService()
        let headers = [("Idempotency-Key", "make-ada")]
        let first = try service.send(
            .post, "/v1/people", as: service.administrator, headers: headers, ada)
        let second = try service.send(
            .post, "/v1/people", as: service.administrator, headers: headers, ada)
        #expect(second.status == 201)
        #expect(second.bytes == first.bytes)
        #expect(second.header("Idempotency-Replayed") == "true")
        #expect(second.header("Location") == first.header("Location"))
        let people = try service.send(.get, "/v1/people", as: service.administrator)
        #expect(people.items.count == 1)
    }

    @Test func `people are found by what they offer, folded`() throws {
        let service = try TestService()
        let id = try makeAda(service)
        try service.send(.post, "/v1/people", as: service.administrator, #"{"name": "Eve"}"#)
        for query in [
            "skill_offered=gO", "language=PL", "interest=Chess&skill_offered=sql",
            "email=ada@example.ORG", "state=active&value=honesty",
        ] {
            let found = try service.send(.get, "/v1/people?\(query)", as: service.administrator)
            #expect(found.items.compactMap { $0["id"]?.text } == [id], "\(query): \(found.text)")
        }
        let none = try service.send(
            .get, "/v1/people?skill_offered=go&interest=golf", as: service.administrator)
        #expect(none.items.isEmpty)
    }

    @Test func `a list of fifty pages through everybody once`() throws {
        let service = try TestService()
        for number in 0..<120 {
            try service.send(
                .post, "/v1/people", as: service.administrator, "{\"name\": \"P\(number)\"}")
        }
        var names: Set<String> = []
        var target: String? = "/v1/people?limit=50"
        var pages = 0
        while let next = target {
            let page = try service.send(.get, next, as: service.administrator)
            pages += 1
            names.formUnion(page.items.compactMap { $0["name"]?.text })
            target = page["next_cursor"].text.map { "/v1/people?limit=50&cursor=\($0)" }
        }
        #expect(pages == 3)
        #expect(names.count == 120)
    }

    @Test func `a person sees and changes themselves, but not who they are elsewhere`() throws {
        let service = try TestService()
        let id = try makeAda(service)
        let token = try service.token(id)
        let me = try service.send(.get, "/v1/me", as: token)
        #expect(me["person_id"].text == id)
        let own = try service.send(.get, "/v1/people/\(id)", as: token)
        #expect(own.status == 200)
        let match = [("If-Match", try #require(own.header("ETag")))]
        let good = try service.send(
            .patch, "/v1/people/\(id)", as: token, headers: match, #"{"pronouns": "she/her"}"#)
        #expect(good.status == 200, "\(good.text)")
        let bad = try service.send(
            .patch, "/v1/people/\(id)", as: token, headers: [("If-Match", "\"2-own\"")],
            #"{"external_ids": {"hr": "1"}}"#)
        #expect(bad.status == 403)
    }

    @Test func `who has no part in a person does not learn that they exist`() throws {
        let service = try TestService()
        let id = try makeAda(service)
        let other = try service.send(
            .post, "/v1/people", as: service.administrator, #"{"name": "Eve"}"#)
        let stranger = try service.token(try #require(other["id"].text))
        let foreign = try service.key(.coordinator, programmes: [])
        for key in [stranger, foreign] {
            let answer = try service.send(.get, "/v1/people/\(id)", as: key)
            #expect(answer.status == 404)
            #expect(!answer.text.contains("Ada"))
        }
        let analyst = try service.key(.analyst)
        #expect(try service.send(.get, "/v1/people/\(id)", as: analyst).status == 403)
        #expect(try service.send(.get, "/v1/people/\(id)").status == 401)
        #expect(try service.send(.get, "/v1/people", as: foreign).items.isEmpty)
        #expect(try service.send(.get, "/v1/people", as: stranger).status == 403)
        #expect(try service.send(.get, "/v1/people").status == 401)
    }

    @Test func `a coordinator goes on with the people they brought in`() throws {
        let service = try TestService()
        let key = try service.key(.coordinator, programmes: [])
        let made = try service.send(.post, "/v1/people", as: key, #"{"name": "New"}"#)
        #expect(made.status == 201, "\(made.text)")
        let id = try #require(made["id"].text)
        #expect(try service.send(.get, "/v1/people/\(id)", as: key).status == 200)
        #expect(try service.send(.get, "/v1/people", as: key).items.count == 1)
    }

    @Test func `a change leaves an event and an audit row, without what was written`() throws {
        let service = try TestService()
        let id = try makeAda(service)
        let events = try service.send(.get, "/v1/events?after=0", as: service.administrator)
        let made = events.items.first { $0["type"]?.text == "person.created" }
        #expect(made?["subject"]?.text == id)
        #expect(!events.text.contains("Łovelace"))
        let audit = try service.send(
            .get, "/v1/audit-entries?subject=\(id)", as: service.administrator)
        #expect(audit.items.first?["action"]?.text == "person.created")
        #expect(!audit.text.contains("Łovelace"))
    }

    @Test func `a token ends by revocation and by time`() throws {
        let service = try TestService()
        let id = try makeAda(service)
        let minted = try service.send(
            .post, "/v1/people/\(id)/tokens", as: service.administrator,
            #"{"lifetime_minutes": 5}"#)
        let token = try #require(minted["token"].text)
        let tokenID = try #require(minted["id"].text)
        #expect(try service.send(.get, "/v1/me", as: token).status == 200)
        let other = try service.token(id)
        try service.send(.delete, "/v1/people/\(id)/tokens/\(tokenID)", as: token)
        #expect(try service.send(.get, "/v1/me", as: token).status == 401)
        service.clock.advance(seconds: 3601)
        #expect(try service.send(.get, "/v1/me", as: other).status == 401)
    }
}
