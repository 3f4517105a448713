// Who joins a group later, who leaves it, and what each member may ask for once it has ended.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

extension GroupFixture {
    /// Ada takes go, Bo too; three want it.
    fileprivate static func three() throws -> GroupFixture {
        var fixture = try GroupFixture()
        try fixture.add("ada", mentorOf: #""go""#)
        try fixture.add("bo", mentorOf: #""go""#)
        for name in ["cy", "di", "eve"] { try fixture.add(name, menteeFor: #""go""#) }
        return fixture
    }

    fileprivate func open(_ mentor: String, _ mentee: String) throws -> TestResponse {
        try send(
            .post, "/v1/programmes/\(programme)/relationships",
            "{\"mentor_id\": \"\(self[mentor])\", \"mentee_id\": \"\(self[mentee])\"}")
    }

    /// Ada's group.
    fileprivate func group(of mentees: String...) throws -> String {
        var id: String?
        for mentee in mentees { id = try open("ada", mentee)["id"].text }
        return try #require(id)
    }

    fileprivate func book(
        _ relationship: String, inDays days: Int64, as person: String
    ) throws -> String {
        let start = service.clock.now.adding(seconds: 86_400 * days).rfc3339
        let booked = try send(
            .post, "/v1/relationships/\(relationship)/meetings",
            "{\"start\": \"\(start)\", \"duration_minutes\": 30, \"medium\": \"video\"}",
            as: person)
        return try #require(booked["id"].text, "\(booked.text)")
    }

    fileprivate func expected(at meeting: String) throws -> Set<String> {
        let members = try send(.get, "/v1/meetings/\(meeting)")["members"].elements ?? []
        return Set(members.compactMap(\.text))
    }

    fileprivate func events(_ type: String) throws -> [JSON] {
        try send(.get, "/v1/events?limit=200").items.filter { $0["type"]?.text == type }
    }

    fileprivate func leave(_ id: String, _ name: String, as actor: String?) throws -> TestResponse {
        try send(.delete, "/v1/relationships/\(id)/members/\(self[name])", as: actor)
    }
}

@Suite struct MatchingGroupMembersTests {
    @Test func `who joins is expected at what is to come, but never in two places at once`()
        throws
    {
        let fixture = try GroupFixture.three()
        let (ada, cy, di) = (fixture["ada"], fixture["cy"], fixture["di"])
        let id = try fixture.group(of: "cy")
        let soon = try fixture.book(id, inDays: 1, as: ada)
        let free = try fixture.book(id, inDays: 7, as: ada)
        let taken = try fixture.book(id, inDays: 8, as: ada)
        let past = soon
        fixture.service.clock.advance(seconds: 2 * 86_400)
        // Di meets somebody else, in another programme, when the group meets for the third time.
        let other = try fixture.service.makeProgramme()
        _ = try fixture.service.enrol(fixture["bo"], in: other, "mentor", capacity: 1)
        _ = try fixture.service.enrol(di, in: other, "mentee")
        let two = try fixture.send(
            .post, "/v1/programmes/\(other)/relationships",
            "{\"mentor_id\": \"\(fixture["bo"])\", \"mentee_id\": \"\(di)\"}")
        _ = try fixture.book(try #require(two["id"].text, "\(two.text)"), inDays: 6, as: di)

        #expect(try fixture.open("ada", "di")["id"].text == id)
        #expect(try fixture.expected(at: past) == [ada, cy])
        #expect(try fixture.expected(at: free) == [ada, cy, di])
        #expect(try fixture.expected(at: taken) == [ada, cy])
        let joined = try fixture.events("meeting.member_joined")
        #expect(joined.map { $0["subject"]?.text } == [free], "\(joined)")
        #expect(joined.first?["data"]?["person_id"]?.text == di)
        #expect(try fixture.events("meeting.member_busy").map { $0["subject"]?.text } == [taken])
        let own = try fixture.send(.get, "/v1/meetings", as: di)
        #expect(own.texts("id").contains(free) && !own.texts("id").contains(taken), "\(own.text)")

        #expect(try fixture.leave(id, "di", as: di).status == 204)
        #expect(try fixture.expected(at: free) == [ada, cy])
        #expect(try fixture.events("meeting.member_left").map { $0["subject"]?.text } == [free])
    }

    @Test func `who left a group is brought back by no run, but may be by staff`() throws {
        let fixture = try GroupFixture.three()
        let id = try fixture.group(of: "cy", "di", "eve")
        #expect(try fixture.leave(id, "di", as: fixture["di"]).status == 204)
        // Eve is taken out by staff: the same.
        #expect(try fixture.leave(id, "eve", as: nil).status == 204)
        let path = try fixture.run()
        let groups = try fixture.send(.get, "\(path)/groups").items
        #expect(groups.map { $0["mentor_id"]?.text } == [fixture["bo"]], "\(groups)")
        let inputs = try fixture.send(.get, "\(path)/inputs")
        #expect(inputs["left_group"].elements?.count == 2, "\(inputs.text)")
        for name in ["di", "eve"] {
            let why = try fixture.send(
                .get,
                "/v1/programmes/\(fixture.programme)/match-explanations?mentor_id="
                    + "\(fixture["ada"])&mentee_id=\(fixture[name])")
            let codes = why["ruled_out_by"].elements?.map { $0["code"]?.text }
            #expect(codes == ["left_group"], "\(why.text)")
        }
        let back = try fixture.open("ada", "di")
        #expect(back["id"].text == id, "\(back.text)")
        let again = try fixture.send(.get, "\(fixture.run())/inputs")
        #expect(again["left_group"].elements?.count == 1, "\(again.text)")
    }

    @Test func `each member of a group that has ended asks for another, without the mentor`()
        throws
    {
        let fixture = try GroupFixture.three()
        let id = try fixture.group(of: "cy", "di")
        let place = "/v1/relationships/\(id)/rematch"
        let (cy, di) = (fixture["cy"], fixture["di"])
        #expect(try fixture.send(.post, place, as: cy).code == "relationship_not_closed")
        #expect(
            try fixture.send(.post, "/v1/relationships/\(id)/closure", as: fixture["ada"]).status
                == 201)
        #expect(try fixture.send(.post, place, #"{"code": "fit"}"#, as: cy).status == 201)
        #expect(try fixture.send(.post, place, as: cy).code == "rematch_asked")
        #expect(try fixture.send(.post, place, as: fixture["ada"]).status == 403)
        #expect(try fixture.send(.post, place, as: fixture["eve"]).status == 404)
        let other = "{\"mentee_id\": \"\(di)\"}"
        #expect(try fixture.send(.post, place, other, as: cy).status == 403)
        let unnamed = try fixture.send(.post, place)
        #expect(
            unnamed.status == 422 && unnamed.text.contains("required_of_staff"), "\(unnamed.text)")
        let asked = try fixture.send(.post, place, other)
        #expect(asked.header("Location") == place + "?mentee_id=" + di, "\(asked.text)")
        #expect(try fixture.send(.get, place).status == 422)
        #expect(try fixture.send(.get, place + "?mentee_id=\(fixture["eve"])").status == 404)
        #expect(try fixture.send(.get, place, as: di)["mentee_id"].text == di)
        #expect(try fixture.send(.get, place, as: cy)["code"].text == "fit")
        #expect(try fixture.send(.get, place, as: fixture["ada"]).status == 404)

        let groups = try fixture.send(.get, "\(fixture.run())/groups").items
        #expect(groups.map { $0["mentor_id"]?.text } == [fixture["bo"]])
        let next = try fixture.open("bo", "cy")
        #expect(next["previous_id"].text == id, "\(next.text)")
        #expect(try fixture.open("bo", "di")["id"] == next["id"])
        for person in [cy, di] {
            let fulfilled = try fixture.send(.get, place, as: person)
            #expect(fulfilled["next_relationship_id"] == next["id"], "\(fulfilled.text)")
        }
        let gone = try fixture.service.send(
            .delete, place + "?mentee_id=\(di)", as: fixture.service.administrator,
            headers: [("If-Match", "*")])
        #expect(gone.code == "rematch_fulfilled", "\(gone.text)")
    }

    @Test func `equals of a circle that has ended find each other again, or others`() throws {
        var fixture = try CircleFixture()
        let id = try fixture.begin()
        let place = "/v1/relationships/\(id)/rematch"
        let closed = try fixture.send(.post, "/v1/relationships/\(id)/closure", "{}")
        #expect(closed.status == 201, "\(closed.text)")
        let ring = fixture.ring
        #expect(try fixture.send(.post, place, "{}", as: ring[0]).status == 201)
        try fixture.run()
        #expect(fixture.ring.isEmpty, "one of them wants to be with others")
        let away = try fixture.service.send(
            .delete, place, as: fixture.service.token(ring[0]), headers: [("If-Match", "*")])
        #expect(away.status == 204, "\(away.text)")
        for person in ring {
            let asked = try fixture.send(
                .post, place, #"{"former_mentor_welcome": true}"#, as: person)
            #expect(asked.status == 201, "\(asked.text)")
        }
        try fixture.run()
        let next = try fixture.begin()
        let relationship = try fixture.send(.get, "/v1/relationships/\(next)")
        #expect(relationship["previous_id"].text == id, "\(relationship.text)")
        #expect(try fixture.send(.get, place, as: ring[1])["state"].text == "fulfilled")
    }

    @Test func `who was not in the circle before reads nothing of it`() throws {
        var fixture = try CircleFixture()
        let id = try fixture.begin()
        _ = try fixture.send(.post, "/v1/relationships/\(id)/closure", "{}")
        let asked = try fixture.send(
            .post, "/v1/relationships/\(id)/rematch", #"{"former_mentor_welcome": true}"#,
            as: fixture.ring[0])
        #expect(asked.status == 201, "\(asked.text)")
        try fixture.run()
        let next = try fixture.send(.get, "/v1/relationships/\(try fixture.begin())")
        #expect(next["members"].elements?.count == 3)
        #expect(next["previous_id"] == .null, "\(next.text)")
    }

    @Test func `an equal in a circle waits for nobody, however many mentors they want`() throws {
        let fixture = try CircleFixture()
        let person = fixture.ring[0]
        let enrolments = "/v1/programmes/\(fixture.programme)/enrolments?person_id=\(person)"
        let enrolment = try fixture.send(.get, enrolments).items.first?["id"]?.text ?? ""
        let changed = try fixture.service.send(
            .patch, "/v1/enrolments/\(enrolment)", as: fixture.service.administrator,
            headers: [("If-Match", "*")], #"{"mentors_wanted": 2, "capacity": 0}"#)
        #expect(changed.status == 200, "\(changed.text)")
        _ = try fixture.begin()
        #expect(try fixture.waiting(person).isEmpty)
    }
}
