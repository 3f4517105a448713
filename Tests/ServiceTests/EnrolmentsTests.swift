// Enrolments over the API: who enrols whom, the gate, decisions, leaving, and what stays hidden.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct EnrolmentsTests {
    private let demanding =
        #""requires_acknowledgement": true, "acknowledgement": "I keep what I hear to myself.""#

    @Test func `staff enrol a person with places, motivation and skills`() throws {
        let service = try TestService()
        let programme = try service.makeProgramme(#""default_capacity": 2"#)
        let person = try service.makePerson()
        let made = try service.send(
            .post, "/v1/programmes/\(programme)/enrolments", as: service.administrator,
            """
            {"person_id": "\(person)", "role": "both", "motivation": "I was helped once.",
            "skills_offered": [{"name": "Go", "level": 4}], "skills_wanted": ["patience"]}
            """)
        #expect(made.status == 201, "\(made.text)")
        #expect(made["state"].text == "submitted")
        #expect(made["capacity"].int == 2)
        #expect(made["skills_wanted"].elements?.first?["name"]?.text == "patience")
        let path = try #require(made.header("Location"))
        let read = try service.send(.get, path, as: service.administrator)
        #expect(read.bytes == made.bytes)
    }

    @Test func `a second enrolment of the same person is refused, a new start is not`() throws {
        let service = try TestService()
        let programme = try service.makeProgramme()
        let person = try service.makePerson()
        let first = try service.enrol(person, in: programme, "mentor", approve: false)
        let path = "/v1/programmes/\(programme)/enrolments"
        let body = "{\"person_id\": \"\(person)\", \"role\": \"mentee\"}"
        let second = try service.send(.post, path, as: service.administrator, body)
        #expect(second.status == 409)
        #expect(second.code == "already_enrolled")
        #expect(second["enrolment_id"].elements == [.string(first)])
        try service.send(
            .put, "/v1/enrolments/\(first)/rejection", as: service.administrator,
            #"{"reason": "Next year"}"#)
        let third = try service.send(.post, path, as: service.administrator, body)
        #expect(third.status == 201, "\(third.text)")
    }

    @Test func `what cannot be is refused with its place`() throws {
        let service = try TestService()
        let programme = try service.makeProgramme()
        let person = try service.makePerson()
        let path = "/v1/programmes/\(programme)/enrolments"
        for (body, pointer) in [
            (#"{"person_id": "\#(person)", "role": "mentor", "capacity": 31}"#, "/capacity"),
            (#"{"person_id": "\#(person)", "role": "mentee", "capacity": 1}"#, "/capacity"),
            (#"{"person_id": "\#(person)"}"#, "/role"),
            (#"{"role": "mentee"}"#, "/person_id"),
            (
                #"{"person_id": "person_01h2xcejqtf2nbrexx3vqjhp41", "role": "mentee"}"#,
                "/person_id"
            ),
        ] {
            let answer = try service.send(.post, path, as: service.administrator, body)
            #expect(answer.status == 422, "\(body)")
            #expect(answer["errors"].elements?.first?["pointer"]?.text == pointer, "\(answer.text)")
        }
    }

    @Test func `people enrol themselves in an open programme only`() throws {
        let service = try TestService()
        let programme = try service.makeProgramme()
        let person = try service.makePerson()
        let other = try service.makePerson("Bo")
        let token = try service.token(person)
        let path = "/v1/programmes/\(programme)/enrolments"
        let forOther = try service.send(
            .post, path, as: token, "{\"person_id\": \"\(other)\", \"role\": \"mentee\"}")
        #expect(forOther.status == 422)
        let made = try service.send(.post, path, as: token, #"{"role": "mentee"}"#)
        #expect(made.status == 201, "\(made.text)")
        #expect(made["person_id"].text == person)
        try service.setState(of: programme, "closed_to_enrolment")
        let late = try service.send(
            .post, path, as: service.token(other), #"{"role": "mentee"}"#)
        #expect(late.status == 404, "a programme that is closed to them is not there for them")
        let id = try #require(made["id"].text)
        try service.send(.put, "/v1/enrolments/\(id)/withdrawal", as: token)
        try service.setState(of: programme, "open")
        #expect(try service.send(.post, path, as: token, #"{"role": "mentee"}"#).status == 201)
        try service.setState(of: programme, "running")
        let staff = try service.send(
            .post, path, as: service.administrator,
            "{\"person_id\": \"\(other)\", \"role\": \"mentor\"}")
        #expect(staff.status == 201, "staff bring in late-comers")
        let closed = try service.send(.post, path, as: token, #"{"role": "mentee"}"#)
        #expect(closed.code == "not_open_for_enrolment")
    }

    @Test func `the gate names what is missing, and opens when it was given`() throws {
        let service = try TestService()
        let programme = try service.makeProgramme(demanding)
        let person = try service.makePerson()
        let token = try service.token(person)
        let id = try service.enrol(person, in: programme, "mentor", approve: false)
        let path = "/v1/enrolments/\(id)"
        let early = try service.send(.put, "\(path)/approval", as: service.administrator)
        #expect(early.status == 409)
        #expect(early.code == "gate_not_met")
        #expect(early["missing"].elements == [.string("acknowledgement")])
        let stale = try service.send(
            .put, "\(path)/acknowledgement", as: token, #"{"version": 7}"#)
        #expect(stale.code == "acknowledgement_moved")
        let given = try service.send(
            .put, "\(path)/acknowledgement", as: token, #"{"version": 1}"#)
        #expect(given.status == 200, "\(given.text)")
        #expect(given["acknowledged_by"].text == person)
        let approved = try service.send(.put, "\(path)/approval", as: service.administrator)
        #expect(approved["state"].text == "approved")
        let again = try service.send(.put, "\(path)/approval", as: service.administrator)
        #expect(again.bytes == approved.bytes)
    }

    @Test func `staff record an acknowledgement with a reason`() throws {
        let service = try TestService()
        let programme = try service.makeProgramme(demanding)
        let id = try service.enrol(
            service.makePerson(), in: programme, "mentor", approve: false)
        let path = "/v1/enrolments/\(id)/acknowledgement"
        let without = try service.send(.put, path, as: service.administrator)
        #expect(without.status == 422)
        let given = try service.send(
            .put, path, as: service.administrator, #"{"reason": "Signed on paper"}"#)
        #expect(given["acknowledgement_reason"].text == "Signed on paper", "\(given.text)")
        let audit = try service.send(
            .get, "/v1/audit-entries?subject=\(id)&action=enrolment.acknowledged",
            as: service.administrator)
        #expect(audit.items.count == 1)
        #expect(!audit.text.contains("paper"))
        let none = try service.makeProgramme()
        let other = try service.enrol(service.makePerson(), in: none, "mentor", approve: false)
        let nothing = try service.send(
            .put, "/v1/enrolments/\(other)/acknowledgement", as: service.administrator,
            #"{"reason": "x"}"#)
        #expect(nothing.code == "nothing_to_acknowledge")
    }

    @Test func `a rejection has a reason, and is final`() throws {
        let service = try TestService()
        let programme = try service.makeProgramme()
        let id = try service.enrol(
            service.makePerson(), in: programme, "mentee", approve: false)
        let path = "/v1/enrolments/\(id)/rejection"
        #expect(try service.send(.put, path, as: service.administrator, "{}").status == 422)
        let done = try service.send(
            .put, path, as: service.administrator, #"{"reason": "No place this year"}"#)
        #expect(done["state"].text == "rejected")
        #expect(done["decision_reason"].text == "No place this year")
        let late = try service.send(
            .put, "/v1/enrolments/\(id)/approval", as: service.administrator)
        #expect(late.code == "enrolment_decided")
    }

    @Test func `a person changes their places, not their role once approved`() throws {
        let service = try TestService()
        let programme = try service.makeProgramme()
        let person = try service.makePerson()
        let token = try service.token(person)
        let id = try service.enrol(person, in: programme, "mentor", capacity: 3)
        let path = "/v1/enrolments/\(id)"
        let tag = try #require(service.send(.get, path, as: token).header("ETag"))
        #expect(
            try service.send(.patch, path, as: token, #"{"capacity": 0}"#).status == 428)
        let good = try service.send(
            .patch, path, as: token, headers: [("If-Match", tag)], #"{"capacity": 0}"#)
        #expect(good["capacity"].int == 0, "\(good.text)")
        let role = try service.send(
            .patch, path, as: token, headers: [("If-Match", "\"3-full\"")], #"{"role": "both"}"#)
        #expect(role.code == "role_decided")
        let state = try service.send(
            .patch, path, as: token, headers: [("If-Match", "\"3-full\"")],
            #"{"state": "approved"}"#)
        #expect(state.status == 422)
    }

    @Test func `a person leaves at any time`() throws {
        let service = try TestService()
        let programme = try service.makeProgramme()
        let person = try service.makePerson()
        let id = try service.enrol(person, in: programme, "mentor")
        let left = try service.send(
            .put, "/v1/enrolments/\(id)/withdrawal", as: service.token(person),
            #"{"reason": "A new job"}"#)
        #expect(left["state"].text == "withdrawn", "\(left.text)")
        let late = try service.send(
            .put, "/v1/enrolments/\(id)/acknowledgement", as: service.administrator,
            #"{"reason": "x"}"#)
        #expect(late.code == "enrolment_over")
    }

    @Test func `a list is narrowed, paged, and read by a spreadsheet`() throws {
        let service = try TestService()
        let programme = try service.makeProgramme()
        let mentor = try service.makeMember(of: programme, "mentor", capacity: 2)
        for _ in 0..<3 { _ = try service.makeMember(of: programme, "mentee") }
        _ = try service.enrol(service.makePerson(), in: programme, "mentee", approve: false)
        let path = "/v1/programmes/\(programme)/enrolments"
        for (query, count) in [
            ("", 5), ("?state=approved", 4), ("?role=mentee", 4),
            ("?role=mentee&state=approved", 3), ("?person_id=\(mentor)", 1),
            ("?person_id=\(mentor)&state=withdrawn", 0), ("?limit=2", 2),
        ] {
            let answer = try service.send(.get, path + query, as: service.administrator)
            #expect(answer.items.count == count, "\(query): \(answer.text)")
        }
        let csv = try service.send(
            .get, path + "?limit=2", as: service.administrator, headers: [("Accept", "text/csv")])
        #expect(csv.header("Content-Type") == "text/csv; charset=utf-8; header=present")
        #expect(csv.header("Link")?.contains("rel=\"next\"") == true)
        #expect(csv.text.split(separator: "\r\n").count == 3)
    }

    @Test func `a sheet of enrolments is whole, and tells what the document tells`() throws {
        let service = try TestService()
        let programme = try service.makeProgramme()
        let id = try service.enrol(
            service.makePerson(), in: programme, "mentor", capacity: 2)
        let changed = try service.send(
            .patch, "/v1/enrolments/\(id)", as: service.administrator,
            headers: [("If-Match", "*")],
            #"{"motivation": "=1+1", "skills_offered": [{"name": "go;c", "level": 4}, {"name": "sql"}], "#
                + #""site": "York", "seniority": 3, "experience_years": 7}"#)
        #expect(changed.status == 200, "\(changed.text)")
        for _ in 0..<120 { _ = try service.makeMember(of: programme, "mentee") }
        let path = "/v1/programmes/\(programme)/enrolments"
        func get(_ query: String, _ type: String) throws -> TestResponse {
            try service.send(
                .get, path + query, as: service.administrator, headers: [("Accept", type)])
        }
        let sheet = try get("", "text/csv")
        let records = sheet.text.split(separator: "\r\n", omittingEmptySubsequences: true)
        #expect(records.count == 122, "a header and all of them")
        #expect(
            sheet.header("Content-Disposition")?.contains("\(programme)-enrolments.csv") == true)
        let document = try service.send(
            .get, "/v1/enrolments/\(id)", as: service.administrator
        ).json
        let names = document.members?.map(\.name) ?? []
        #expect(records.first?.split(separator: ",").map(String.init) == names)
        let row = try #require(records.first { $0.hasPrefix(id) })
        #expect(row.contains(",2,,'=1+1,go\\;c:4; sql:"), "no formula: \(row)")
        #expect(row.contains(",York,3,7,"), "\(row)")
        #expect(try get("?limit=5", "text/csv").text.split(separator: "\r\n").count == 6)
        #expect(try get("?role=mentor", "text/csv").text.split(separator: "\r\n").count == 2)
        let lines = try get("", "application/x-ndjson").text.split(separator: "\n")
        #expect(lines.count == 121)
        #expect(try lines.contains { try JSON(parsing: String($0)) == document })
        #expect(try get("", "image/png").status == 406)
    }

    @Test func `a line manager learns that somebody takes part and nothing they wrote`() throws {
        let service = try TestService()
        let programme = try service.makeProgramme()
        let id = try service.enrol(service.makePerson(), in: programme, "mentor")
        let changed = try service.send(
            .patch, "/v1/enrolments/\(id)", as: service.administrator,
            headers: [("If-Match", "*")],
            #"{"motivation": "Private words", "skills_offered": ["Private skill"]}"#)
        #expect(changed.status == 200, "\(changed.text)")
        let manager = try service.key(.lineManager)
        let list = "/v1/programmes/\(programme)/enrolments"
        for (path, type) in [
            ("/v1/enrolments/\(id)", "application/json"), (list, "application/json"),
            (list, "text/csv"),
        ] {
            let seen = try service.send(.get, path, as: manager, headers: [("Accept", type)])
            #expect(seen.status == 200 && seen.text.contains(id), "\(seen.text)")
            #expect(!seen.text.contains("Private"), "\(path) \(type)")
        }
    }

    @Test func `an enrolment is there for the person and the programme's staff alone`() throws {
        let service = try TestService()
        let programme = try service.makeProgramme()
        let person = try service.makePerson()
        let id = try service.enrol(person, in: programme, "mentor")
        let own = try service.token(person)
        let others = try service.outsiders()
        let analyst = try service.key(.analyst)
        let list = "/v1/programmes/\(programme)/enrolments"
        let one = "/v1/enrolments/\(id)"
        #expect(try service.send(.get, one, as: own).status == 200)
        #expect(try service.send(.get, list, as: own).items.count == 1)
        let writes: [(HTTP.Method, String, String?)] = [
            (.patch, one, "{}"), (.put, "\(one)/acknowledgement", nil),
            (.put, "\(one)/withdrawal", nil), (.put, "\(one)/approval", nil),
            (.put, "\(one)/rejection", #"{"reason": "x"}"#),
            (.post, list, "{\"role\": \"mentor\", \"person_id\": \"\(person)\"}"),
        ]
        for (method, path, body) in [(.get, one, nil), (.get, list, nil)] + writes {
            let headers = [("If-Match", "*")]
            func status(_ key: String?) throws -> Int {
                try service.send(method, path, as: key, headers: headers, body).status
            }
            let isStaffOnly = path.hasSuffix("approval") || path.hasSuffix("rejection")
            #expect(try status(nil) == 401, "\(method) \(path)")
            #expect(try status(others.coordinator) == 404, "\(method) \(path)")
            if path != list {
                #expect(try status(others.person) == (isStaffOnly ? 403 : 404), "\(path)")
            }
            #expect(try status(analyst) == (path == one && method == .get ? 404 : 403), "\(path)")
        }
        let stranger = try service.send(.get, list, as: others.person)
        #expect(stranger.status == 200, "the programme is open, so it may be known")
        #expect(stranger.items.isEmpty)
        let spying = try service.send(
            .get, "\(list)?person_id=\(person)", as: others.person)
        #expect(spying.status == 404)
        #expect(try service.send(.get, one, as: own)["state"].text == "approved")
    }
}
