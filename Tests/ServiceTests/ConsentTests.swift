// Consents and what people describe of themselves, over the API: given, taken back, kept; and seen
// by nobody whom they do not concern.

import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Testing

extension TestService {
    func consent(
        _ person: String, to purpose: String, as key: String? = nil, by giver: String = "self"
    ) throws -> TestResponse {
        try send(
            .post, "/v1/people/\(person)/consents", as: key ?? token(person),
            """
            {"purpose": "\(purpose)", "text_version": "2026-03", "given_by": "\(giver)"}
            """)
    }

    func withdraw(_ consent: TestResponse, as key: String) throws -> TestResponse {
        let person = consent["person_id"].text ?? ""
        return try send(
            .put, "/v1/people/\(person)/consents/\(consent["id"].text ?? "")/withdrawal", as: key)
    }

    func describe(
        _ person: String, _ document: String, keepingOut names: [String] = [],
        match: String? = nil
    ) throws -> TestResponse {
        try send(
            .put, "/v1/people/\(person)/characteristics", as: token(person),
            headers: match.map { [("If-Match", $0)] } ?? [],
            "{\"characteristics\": \(document), \"not_for_matching\": \(names)}")
    }
}

@Suite struct ConsentTests {
    @Test func `a consent is given, seen and taken back, and stays`() throws {
        let service = try TestService()
        let ann = try service.makePerson("Ann")
        let own = try service.token(ann)
        let given = try service.consent(ann, to: "equity_report")
        #expect(given.status == 201, "\(given.text)")
        #expect(given["withdrawn_at"] == .null && given["text_version"].text == "2026-03")
        let place = try #require(given.header("Location"))
        #expect(try service.send(.get, place, as: own).text == given.text)
        let other = try service.consent(ann, to: "matching_characteristics")
        let again = try service.consent(
            ann, to: "equity_report", as: service.administrator, by: "guardian")
        #expect(again.status == 201, "\(again.text)")
        service.clock.advance(seconds: 60)
        let taken = try service.withdraw(given, as: own)
        #expect(taken["withdrawn_at"].text == "2026-03-02T09:01:00Z", "\(taken.text)")
        service.clock.advance(seconds: 60)
        #expect(try service.withdraw(given, as: own).text == taken.text, "once")
        let list = try service.send(
            .get, "/v1/people/\(ann)/consents", as: service.administrator)
        let standing = list.items.filter { $0["withdrawn_at"] == .null }
        #expect(list.items.count == 3, "nothing is deleted: \(list.text)")
        #expect(
            standing.compactMap { $0["id"]?.text } == [other["id"].text],
            "the purpose ends as a whole")
        let events = try service.send(
            .get, "/v1/events?after=0&limit=200", as: service.administrator)
        let told = events.items.filter { $0["type"]?.text == "consent.withdrawn" }
        #expect(told.count == 1)
        #expect(told.first?["data"]?["purpose"]?.text == "equity_report")
    }

    @Test func `a request that comes twice is one consent`() throws {
        let service = try TestService()
        let ann = try service.makePerson("Ann")
        let own = try service.token(ann)
        let body = #"{"purpose": "equity_report", "text_version": "1", "given_by": "self"}"#
        let answers = try (0..<2).map { _ in
            try service.send(
                .post, "/v1/people/\(ann)/consents", as: own,
                headers: [("Idempotency-Key", "once")], body)
        }
        #expect(answers[0].text == answers[1].text)
        let list = try service.send(.get, "/v1/people/\(ann)/consents?limit=5", as: own)
        #expect(list.items.count == 1)
    }

    @Test func `what is no consent is refused with its member`() throws {
        let service = try TestService()
        let ann = try service.makePerson("Ann")
        for (body, pointer) in [
            (#"{"text_version": "1", "given_by": "self"}"#, "/purpose"),
            (#"{"purpose": "fun", "text_version": "1", "given_by": "self"}"#, "/purpose"),
            (#"{"purpose": "equity_report", "given_by": "self"}"#, "/text_version"),
            (#"{"purpose": "equity_report", "text_version": "1", "given_by": "me"}"#, "/given_by"),
            (
                #"{"purpose": "equity_report", "text_version": "1", "given_by": "guardian"}"#,
                "/given_by"
            ),
        ] {
            let refused = try service.send(
                .post, "/v1/people/\(ann)/consents", as: service.token(ann), body)
            #expect(refused.status == 422)
            #expect(refused["errors"].elements?.first?["pointer"]?.text == pointer)
        }
    }

    @Test func `consents are their person's and of staff who look after the record`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let others = try service.outsiders()
        let given = try service.consent(fixture.cy, to: "equity_report")
        let place = try #require(given.header("Location"))
        let list = "/v1/people/\(fixture.cy)/consents"
        _ = try fixture.pair(fixture.ada, fixture.cy)
        let half = try fixture.token(fixture.ada)
        for path in [list, place] {
            #expect(try service.send(.get, path).status == 401)
            for key in [others.person, others.coordinator, half] {
                #expect(try fixture.get(path, as: key).status == 404)
            }
            #expect(try fixture.get(path, as: service.key(.analyst)).status == 403)
            #expect(try fixture.get(path, as: service.key(.programmeOwner)).status == 200)
        }
        #expect(try service.send(.put, place + "/withdrawal").status == 401)
        for key in [others.person, others.coordinator, half] {
            #expect(try service.withdraw(given, as: key).status == 404)
            let forged = try service.consent(fixture.cy, to: "equity_report", as: key)
            #expect(forged.status == 404)
        }
        let lead = try service.key(.safeguardingLead)
        #expect(try service.withdraw(given, as: lead).status == 403)
        let elsewhere = "/v1/people/\(fixture.di)/consents/\(given["id"].text ?? "")"
        #expect(try fixture.get(elsewhere).status == 404, "it is not Di's")
        let here = try #require(ID<Programme>(fixture.programme))
        let coordinator = try service.key(.coordinator, programmes: [here])
        let paper = try service.consent(
            fixture.di, to: "equity_report", as: coordinator, by: "caseworker")
        #expect(paper.status == 201, "\(paper.text)")
        let minted = try service.send(
            .post, "/v1/people/\(fixture.cy)/tokens", as: service.administrator)
        let token = try #require(minted["token"].text)
        try service.send(
            .delete, "/v1/people/\(fixture.cy)/tokens/\(minted["id"].text ?? "")",
            as: service.administrator)
        #expect(try fixture.get(list, as: token).status == 401, "revoked")
        #expect(try service.withdraw(given, as: token).status == 401)
    }
}

@Suite struct CharacteristicsTests {
    @Test func `what somebody describes is kept as they said it, and sealed`() throws {
        let service = try TestService()
        let ann = try service.makePerson("Ann")
        let own = try service.token(ann)
        let path = "/v1/people/\(ann)/characteristics"
        let none = try service.send(.get, path, as: own)
        #expect(none.status == 200 && none["updated_at"] == .null, "\(none.text)")
        let first = try service.describe(ann, #"{"faith": [" Quaker "], "tongue": []}"#)
        #expect(first.status == 201, "\(first.text)")
        #expect(first["characteristics"].members?.map(\.name) == ["faith"])
        #expect(first["characteristics"]["faith"]?.elements?.first?.text == "Quaker")
        #expect(try service.send(.get, path, as: own).text == first.text)
        #expect(try service.describe(ann, "{}").status == 428)
        #expect(try service.describe(ann, "{}", match: "\"7-full\"").status == 412)
        let changed = try service.describe(
            ann, #"{"tongue": ["Welsh", "Irish"]}"#, match: first.header("ETag"))
        #expect(changed.status == 200, "\(changed.text)")
        #expect(changed["characteristics"].members?.map(\.name) == ["tongue"])
        let kept: [UInt8]? = try service.read { snapshot in
            try snapshot.first("SELECT described FROM characteristics WHERE person_id = ?1", ann) {
                row in try row.next()
            }
        }
        let text = String(decoding: try #require(kept), as: UTF8.self)
        #expect(!text.contains("Welsh") && !text.contains("tongue"))
    }

    @Test func `what cannot be a description is refused where it stands`() throws {
        let service = try TestService()
        let ann = try service.makePerson("Ann")
        let many = (0...20).map { "\"a\($0)\": [\"x\"]" }.joined(separator: ", ")
        for (document, pointer) in [
            ("null", "/characteristics"), ("[]", "/characteristics"),
            (#"{"Faith": ["x"]}"#, "/characteristics"), ("{\(many)}", "/characteristics"),
            (#"{"faith": "x"}"#, "/characteristics/faith"),
            (#"{"faith": ["x", 7]}"#, "/characteristics/faith/1"),
            (#"{"faith": ["x", " X"]}"#, "/characteristics/faith/1"),
            (#"{"faith": [""]}"#, "/characteristics/faith/0"),
        ] {
            let refused = try service.describe(ann, document)
            #expect(refused.status == 422, "\(document)")
            #expect(
                refused["errors"].elements?.first?["pointer"]?.text == pointer, "\(refused.text)")
        }
    }

    @Test func `to everybody else there is nothing, and each look leaves a trace`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let others = try service.outsiders()
        let path = "/v1/people/\(fixture.cy)/characteristics"
        #expect(try service.describe(fixture.cy, #"{"faith": ["Quaker"]}"#).status == 201)
        _ = try fixture.pair(fixture.ada, fixture.cy)
        let body = #"{"characteristics": {}}"#
        #expect(try service.send(.get, path).status == 401)
        #expect(try service.send(.put, path, body).status == 401)
        for key in [others.person, try fixture.token(fixture.ada)] {
            #expect(try fixture.get(path, as: key).status == 404)
            #expect(try service.send(.put, path, as: key, body).status == 404)
        }
        for key in [service.administrator, others.coordinator, try service.key(.safeguardingLead)] {
            #expect(try fixture.get(path, as: key).status == 403)
            #expect(try service.send(.put, path, as: key, body).status == 403)
        }
        #expect(try fixture.get(path, as: fixture.token(fixture.cy)).status == 200)
        let trace = try fixture.get("/v1/audit-entries?action=getCharacteristics")
        #expect(trace.items.contains { $0["outcome"]?.text == "seen" }, "\(trace.text)")
        let changes = try fixture.get("/v1/audit-entries?action=characteristics.replaced")
        #expect(changes.items.count == 1)
        let events = try fixture.get("/v1/events?after=0&limit=200")
        for text in [trace.text, changes.text, events.text] {
            #expect(!text.contains("Quaker") && !text.contains("faith"))
        }
        let minted = try service.send(
            .post, "/v1/people/\(fixture.cy)/tokens", as: service.administrator)
        let token = try #require(minted["token"].text)
        try service.send(
            .delete, "/v1/people/\(fixture.cy)/tokens/\(minted["id"].text ?? "")",
            as: service.administrator)
        #expect(try fixture.get(path, as: token).status == 401, "revoked")
    }
}
