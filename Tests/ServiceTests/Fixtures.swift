// The usual ground of a test, made over the API: a programme that is open, people, and their
// approved enrolments.

import HTTP
import JSON
import Mentorship
import Testing

extension TestService {
    /// An open programme. `members` are further members of its document, as JSON text.
    func makeProgramme(_ members: String = "", state: String? = "open") throws -> String {
        let more = members.isEmpty ? "" : ", " + members
        let made = try send(
            .post, "/v1/programmes", as: administrator,
            """
            {"name": "Newly qualified", "purpose": "A good first year", "model": "one_to_one"
            \(more)}
            """)
        let id = try #require(made["id"].text, "\(made.text)")
        if let state { try setState(of: id, state) }
        return id
    }

    func setState(of programme: String, _ state: String) throws {
        let answer = try send(
            .put, "/v1/programmes/\(programme)/state", as: administrator,
            "{\"state\": \"\(state)\"}")
        try #require(answer.status == 200, "\(answer.text)")
    }

    func makePerson(_ name: String = "Aoife", _ members: String = "") throws -> String {
        let more = members.isEmpty ? "" : ", " + members
        let made = try send(
            .post, "/v1/people", as: administrator, "{\"name\": \"\(name)\"\(more)}")
        return try #require(made["id"].text, "\(made.text)")
    }

    /// The enrolment's id.
    func enrol(
        _ person: String, in programme: String, _ role: String, capacity: Int? = nil,
        approve: Bool = true
    ) throws -> String {
        let places = capacity.map { ", \"capacity\": \($0)" } ?? ""
        let made = try send(
            .post, "/v1/programmes/\(programme)/enrolments", as: administrator,
            "{\"person_id\": \"\(person)\", \"role\": \"\(role)\"\(places)}")
        let id = try #require(made["id"].text, "\(made.text)")
        if approve {
            let answer = try send(.put, "/v1/enrolments/\(id)/approval", as: administrator)
            try #require(answer.status == 200, "\(answer.text)")
        }
        return id
    }

    /// A person with an approved enrolment; `members` as in `makePerson`.
    func makeMember(
        of programme: String, _ role: String, capacity: Int? = nil, _ members: String = ""
    ) throws -> String {
        let person = try makePerson("A \(role)", members)
        _ = try enrol(person, in: programme, role, capacity: capacity)
        return person
    }

    /// The API as others have it: (nobody, a person without part, staff of another programme).
    func outsiders() throws -> (person: String, coordinator: String) {
        let stranger = try token(makePerson("Stranger"))
        let elsewhere = try #require(ID<Programme>(makeProgramme(state: nil)))
        return (stranger, try key(.coordinator, programmes: [elsewhere]))
    }
}
