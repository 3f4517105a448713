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

    @Test func `who left a group may ask its mentor again, but not who was taken out of it`() throws
    {
        let fixture = try GroupFixture.three()
        let id = try fixture.group(of: "cy", "di", "eve")
        #expect(try fixture.leave(id, "di", as: fixture["di"]).status == 204)
        #expect(try fixture.leave(id, "eve", as: nil).status == 204)
        let policy = try fixture.send(
            .put, "/v1/programmes/\(fixture.programme)/request-policy", #"{"open": true}"#)
        #expect(policy.status == 201, "\(policy.text)")
        func ask(_ mentee: String) throws -> TestResponse {
            try fixture.send(
                .post, "/v1/programmes/\(fixture.programme)/mentorship-requests",
                "{\"mentor_ids\": [\"\(fixture["ada"])\"]}", as: fixture[mentee])
        }
        let suggested = try fixture.send(
            .get, "/v1/programmes/\(fixture.programme)/mentor-suggestions", as: fixture["di"])
        #expect(!suggested.text.contains(fixture["ada"]), "nobody is talked into it")
        #expect(suggested.text.contains(fixture["bo"]), "\(suggested.text)")
        let refused = try ask("eve")
        #expect(refused.status == 422 && refused.text.contains("not_available"), "\(refused.text)")
        let asked = try ask("di")
        #expect(asked.status == 201, "\(asked.text)")
        // The mentor decides.
        let yes = try fixture.send(
            .put, "/v1/mentorship-requests/\(asked["id"].text ?? "")/acceptance",
            as: fixture["ada"])
        #expect(yes["relationship_id"].text == id, "\(yes.text)")
        let inputs = try fixture.send(.get, "\(fixture.run())/inputs")
        let left = inputs["left_group"].elements?.map { $0["mentee_id"]?.text }
        #expect(left == [fixture["eve"]], "\(inputs.text)")
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

    @Test func `who left a group that goes on asks for another, linked to it`() throws {
        let fixture = try GroupFixture.three()
        let id = try fixture.group(of: "cy", "di", "eve")
        let place = "/v1/relationships/\(id)/rematch"
        let (di, eve) = (fixture["di"], fixture["eve"])
        #expect(try fixture.send(.post, place, as: di).code == "relationship_not_closed")
        #expect(try fixture.leave(id, "di", as: di).status == 204)
        #expect(try fixture.leave(id, "eve", as: nil).status == 204)
        #expect(try fixture.send(.get, place, as: di).status == 404)
        #expect(try fixture.send(.get, "/v1/relationships/\(id)", as: di).status == 404)
        let asked = try fixture.send(.post, place, #"{"code": "fit"}"#, as: di)
        #expect(asked.status == 201 && asked["mentee_id"].text == di, "\(asked.text)")
        #expect(asked.header("Location") == place)
        #expect(try fixture.send(.post, place, as: di).code == "rematch_asked")
        #expect(try fixture.send(.get, place, as: di)["code"].text == "fit")
        // Neither for another, nor to be read by those who are still in it.
        #expect(try fixture.send(.post, place, "{\"mentee_id\": \"\(eve)\"}", as: di).status == 403)
        #expect(try fixture.send(.post, place, as: fixture["ada"]).status == 403)
        #expect(try fixture.send(.get, place + "?mentee_id=\(di)", as: fixture["cy"]).status == 403)
        #expect(
            try fixture.send(.post, place, as: fixture["cy"]).code == "relationship_not_closed")
        let other = try fixture.send(.post, place, "{\"mentee_id\": \"\(eve)\"}")
        #expect(other.status == 201, "\(other.text)")
        let waiting = try fixture.send(.get, "/v1/me/waiting", as: di)
        #expect(waiting.texts("after_relationship_id") == [id], "\(waiting.text)")
        let away = try fixture.service.send(
            .delete, place + "?mentee_id=\(eve)", as: fixture.service.administrator,
            headers: [("If-Match", "*")])
        #expect(away.status == 204, "\(away.text)")

        let next = try fixture.open("bo", "di")
        #expect(next["previous_id"].text == id, "\(next.text)")
        let fulfilled = try fixture.send(.get, place, as: di)
        #expect(fulfilled["next_relationship_id"] == next["id"], "\(fulfilled.text)")
        // Others go on as they were.
        #expect(try fixture.send(.get, "/v1/relationships/\(id)")["state"].text != "closed")
    }

    @Test func `who left and would come back is brought back, and the wish is over`() throws {
        let fixture = try GroupFixture.three()
        let id = try fixture.group(of: "cy", "di", "eve")
        let place = "/v1/relationships/\(id)/rematch"
        for name in ["di", "eve"] {
            #expect(
                try fixture.leave(id, name, as: name == "di" ? fixture["di"] : nil).status == 204)
            let asked = try fixture.send(
                .post, place, #"{"former_mentor_welcome": true}"#, as: fixture[name])
            #expect(asked.status == 201, "\(asked.text)")
        }
        // What staff decided about Eve she does not undo by herself.
        let inputs = try fixture.send(.get, "\(fixture.run())/inputs")
        let left = inputs["left_group"].elements?.map { $0["mentee_id"]?.text }
        #expect(left == [fixture["eve"]], "\(inputs.text)")
        #expect(try fixture.open("ada", "di")["id"].text == id)
        #expect(try fixture.send(.get, place, as: fixture["di"]).status == 404)
        #expect(try fixture.events("rematch.withdrawn").count == 1)
    }

    @Test func `who left a circle that goes on asks for another, without the others`() throws {
        var fixture = try CircleFixture(4)
        let id = try fixture.begin()
        let ring = fixture.ring
        let left = try fixture.send(
            .delete, "/v1/relationships/\(id)/members/\(ring[1])", as: ring[1])
        #expect(left.status == 204, "\(left.text)")
        let asked = try fixture.send(
            .post, "/v1/relationships/\(id)/rematch", "{}", as: ring[1])
        #expect(asked.status == 201, "\(asked.text)")
        try fixture.run()
        let inputs = try fixture.send(.get, "\(fixture.path)/inputs")
        #expect(inputs["former"].elements?.count == 3, "\(inputs.text)")
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

    @Test func `who asks for another circle meets nobody of the former there, near or far`() throws
    {
        var fixture = try CircleFixture(4)
        let id = try fixture.begin()
        let ring = fixture.ring
        _ = try fixture.send(.post, "/v1/relationships/\(id)/closure", "{}")
        // Beside whom nobody sat: with three more there is a circle around each of the two.
        for (wants, offers) in [(3, 0), (0, 1), (1, 2), (2, 3)] {
            let person = try fixture.service.makePerson(
                "new \(wants)",
                "\"skills_offered\": [\"skill \(offers)\"], "
                    + "\"skills_wanted\": [\"skill \(wants)\"]")
            _ = try fixture.service.enrol(person, in: fixture.programme, "both", capacity: 1)
        }
        let asked = try fixture.send(
            .post, "/v1/relationships/\(id)/rematch", "{}", as: ring[0])
        #expect(asked.status == 201, "\(asked.text)")
        try fixture.run()
        let inputs = try fixture.send(.get, "\(fixture.path)/inputs")
        #expect(inputs["former"].elements?.count == 3, "\(inputs.text)")
        let circles = try fixture.send(.get, "\(fixture.path)/groups").items.map {
            Set($0["member_ids"]?.elements?.compactMap(\.text) ?? [])
        }
        #expect(circles.count == 2, "\(circles)")
        let own = try #require(circles.first { $0.contains(ring[0]) })
        #expect(own.isDisjoint(with: ring.dropFirst()), "\(own)")

        // Who asks after the run is asked into no such circle either.
        let again = try fixture.send(
            .post, "/v1/relationships/\(id)/rematch", "{}", as: ring[2])
        #expect(again.status == 201, "\(again.text)")
        let refused = try fixture.publish()
        #expect(refused.code == "inputs_changed" && refused.text.contains("declined"))
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
