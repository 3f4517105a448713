// Circles over the API: from the run to a part for each member, the last yes, and a ring that
// closes around somebody who leaves.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

/// Each wants what the next but one offers: one circle of everybody, in the order of the names.
struct CircleFixture {
    let service: TestService
    let programme: String
    /// Each guides the next.
    private(set) var ring: [String] = []
    private(set) var path = ""

    init(_ size: Int = 3, least: Int = 3) throws {
        service = try TestService()
        let made = try service.send(
            .post, "/v1/programmes", as: service.administrator,
            "{\"name\": \"Round\", \"purpose\": \"Learn\", \"model\": \"peer\", "
                + "\"group_least\": \(least), \"group_most\": \(size)}")
        programme = try #require(made["id"].text, "\(made.text)")
        try service.setState(of: programme, "open")
        for place in 0..<size {
            let person = try service.makePerson(
                "member \(place)",
                "\"skills_offered\": [\"skill \(place)\"], "
                    + "\"skills_wanted\": [\"skill \((place + size - 1) % size)\"]")
            _ = try service.enrol(person, in: programme, "both", capacity: 1)
        }
        try run()
    }

    /// Later than what was before, so that its ids are too.
    mutating func run() throws {
        service.clock.advance(seconds: 60)
        let started = try send(
            .post, "/v1/programmes/\(programme)/match-runs", #"{"objective": "quality"}"#)
        service.runJobs()
        path = try #require(started.header("Location"), "\(started.text)")
        let circle = try send(.get, "\(path)/groups").items.first
        ring = circle?["member_ids"]?.elements?.compactMap(\.text) ?? []
    }

    func send(
        _ method: Method, _ path: String, _ body: String? = nil, as person: String? = nil
    ) throws -> TestResponse {
        try service.send(
            method, path, as: person.map { try service.token($0) } ?? service.administrator, body)
    }

    func publish() throws -> TestResponse { try send(.post, "\(path)/publication") }

    /// What a person is asked; the last of it.
    func part(of person: String) throws -> JSON {
        try #require(try send(.get, "/v1/proposals", as: person).items.last)
    }

    func answer(_ person: String, _ with: String = "acceptance", _ body: String? = nil) throws
        -> TestResponse
    {
        let id = try part(of: person)["id"]?.text ?? ""
        return try send(.put, "/v1/proposals/\(id)/\(with)", body, as: person)
    }

    /// The relationship of a circle that everybody wants.
    func begin() throws -> String {
        #expect(try publish().status == 201)
        var last = ""
        for person in ring { last = try answer(person)["relationship_id"].text ?? "" }
        return last
    }

    func guides(in relationship: String) throws -> [String: String] {
        let members = try send(.get, "/v1/relationships/\(relationship)")["members"].elements ?? []
        return Dictionary(
            uniqueKeysWithValues: members.map {
                ($0["person_id"]?.text ?? "", $0["guides_id"]?.text ?? "")
            })
    }

    func waiting(_ person: String) throws -> [String] {
        try send(.get, "/v1/me/waiting", as: person).texts("status")
    }

    func events(_ type: String) throws -> [JSON] {
        try send(.get, "/v1/events?limit=200").items.filter { $0["type"]?.text == type }
    }

    func manage(_ person: String, by manager: String) throws -> TestResponse {
        try service.send(
            .patch, "/v1/people/\(person)", as: service.administrator,
            headers: [("If-Match", "*")], "{\"manager_id\": \"\(manager)\"}")
    }

    func keepApart(_ one: String, _ other: String) throws -> TestResponse {
        try send(
            .post, "/v1/programmes/\(programme)/exclusions",
            "{\"mentor_id\": \"\(one)\", \"mentee_id\": \"\(other)\"}")
    }
}

@Suite struct MatchingCirclesTests {
    @Test func `each member is asked once, and the last yes begins the circle`() throws {
        let fixture = try CircleFixture(4)
        let ring = fixture.ring
        try #require(ring.count == 4)
        #expect(try fixture.publish().status == 201)
        #expect(try fixture.publish().code == "run_published")
        let own = try fixture.send(.get, "/v1/proposals", as: ring[1])
        #expect(own.items.count == 1, "\(own.text)")
        let part = try #require(own.items.first)
        #expect(part["your_side"]?.text == "mentee" && part["group"] == .null)
        #expect(part["other"]?["id"]?.text == ring[0], "\(own.text)")
        #expect(part["circle"]?["guided"]?["id"]?.text == ring[2])
        #expect(part["circle"]?["size"]?.int == 4)
        #expect(!own.text.contains(ring[3]))
        let staff = try fixture.send(.get, "/v1/proposals/\(part["id"]?.text ?? "")")
        #expect(staff["circle"]["guided_id"]?.text == ring[2], "\(staff.text)")

        // Nobody answers for another, and staff for nobody.
        let place = "/v1/proposals/\(part["id"]?.text ?? "")/acceptance"
        #expect(try fixture.send(.put, place, as: ring[0]).status == 404)
        #expect(try fixture.send(.put, place).code == "person_token_required")
        #expect(try fixture.service.send(.put, place, as: nil).status == 401)

        for person in ring.dropLast() {
            #expect(try fixture.answer(person)["relationship_id"] == .null)
        }
        #expect(try fixture.answer(ring[0]).status == 200)
        #expect(try fixture.waiting(ring[0]) == ["proposal_waits_for_other"])
        #expect(try fixture.waiting(ring[3]) == ["proposal_waits_for_you"])
        let words = try fixture.send(.get, "/v1/me/waiting", as: ring[3]).texts("words")
        #expect(words == ["A proposed circle waits for this person's answer."])
        let reasons = part["reasons"]?.elements?.compactMap(\.text) ?? []
        #expect(reasons.contains { $0.hasPrefix("who guides you can help with") }, "\(reasons)")
        let last = try fixture.answer(ring[3])
        #expect(last["state"].text == "accepted", "\(last.text)")
        let id = try #require(last["relationship_id"].text, "\(last.text)")
        #expect(try fixture.answer(ring[3])["relationship_id"].text == id)
        let known = try fixture.part(of: ring[1])
        #expect(known["relationship_id"]?.text == id && known["state"]?.text == "accepted")
        for (place, person) in ring.enumerated() {
            #expect(try fixture.guides(in: id)[person] == ring[(place + 1) % 4])
            #expect(try fixture.waiting(person) == [])
        }
        let relationship = try fixture.send(.get, "/v1/relationships/\(id)", as: ring[2])
        let roles = relationship["members"].elements?.compactMap { $0["role"]?.text }
        #expect(roles == ["peer", "peer", "peer", "peer"], "\(relationship.text)")
        let standing = try fixture.send(.get, "/v1/relationships/\(id)/group", as: ring[2])
        #expect(standing["members"].int == 4 && standing["least"].int == 3, "\(standing.text)")
        #expect(standing["words"].text == "Nobody joins this; it is as it began.")
        let elsewhere = try fixture.service.makePerson()
        #expect(
            try fixture.send(.get, "/v1/relationships/\(id)", as: elsewhere).status == 404)
        let events = try fixture.events("relationship.opened")
        #expect(events.first?["data"]?["member_ids"]?.elements?.count == 4, "\(events)")
    }

    @Test func `one no ends it for all, and only staff know whose it was`() throws {
        var fixture = try CircleFixture()
        let ring = fixture.ring
        _ = try fixture.publish()
        _ = try fixture.answer(ring[0])
        let no = try fixture.answer(ring[1], "refusal", #"{"code": "time", "message": "Busy"}"#)
        #expect(no["state"].text == "declined", "\(no.text)")
        for person in [ring[0], ring[2]] {
            let part = try fixture.part(of: person)
            #expect(part["state"]?.text == "withdrawn")
            #expect(!part.description.contains("\"time\""))
            #expect(!part.description.contains("Busy"))
            #expect(try fixture.answer(person).code == "proposal_not_open")
        }
        for person in ring {
            #expect(try fixture.waiting(person) == ["circle_not_formed"])
        }
        let told = try fixture.send(.get, "/v1/me/waiting", as: ring[0])
        #expect(told.texts("next_step") == ["staff_run"], "\(told.text)")
        let all = try fixture.send(.get, "/v1/proposals?programme_id=\(fixture.programme)")
        let causes = all.items.map { $0["refusal_code"]?.text ?? $0["ended_because"]?.text ?? "" }
        #expect(causes.sorted() == ["circle_not_formed", "circle_not_formed", "time"])
        let codes = try fixture.events("proposal.withdrawn").map { $0["data"]?["code"]?.text }
        #expect(codes == ["circle_not_formed", "circle_not_formed"])
        // Another run does not make the same circle again.
        let before = fixture.ring
        try fixture.run()
        #expect(fixture.ring != before)
        #expect(try fixture.waiting(ring[0]) == ["run_under_review"])
    }

    @Test func `staff take a circle back as a whole, and time does too`() throws {
        var fixture = try CircleFixture()
        _ = try fixture.publish()
        let id = try fixture.part(of: fixture.ring[0])["id"]?.text ?? ""
        let taken = try fixture.send(.put, "/v1/proposals/\(id)/withdrawal")
        #expect(taken["ended_because"].text == "staff", "\(taken.text)")
        for person in fixture.ring {
            #expect(try fixture.part(of: person)["state"]?.text == "withdrawn")
        }
        try fixture.run()
        _ = try fixture.publish()
        _ = try fixture.answer(fixture.ring[0])
        fixture.service.clock.advance(seconds: 15 * 86_400)
        #expect(try fixture.answer(fixture.ring[1]).code == "proposal_expired")
        #expect(try fixture.part(of: fixture.ring[0])["state"]?.text == "expired")
        #expect(try fixture.waiting(fixture.ring[0]) == ["circle_not_formed"])
    }

    @Test func `two who are kept apart are in no circle, side by side or not`() throws {
        let fixture = try CircleFixture(4)
        let ring = fixture.ring
        let late = try CircleFixture(4)
        #expect(try fixture.keepApart(ring[0], ring[2]).status == 201)
        let refused = try fixture.publish()
        #expect(refused.code == "inputs_changed" && refused.text.contains("do_not_match"))
        _ = try late.publish()
        for person in late.ring.dropLast() { _ = try late.answer(person) }
        #expect(try late.keepApart(late.ring[2], late.ring[0]).status == 201)
        #expect(try late.answer(late.ring[3]).code == "proposal_not_open")
        let all = try late.send(.get, "/v1/proposals?programme_id=\(late.programme)")
        #expect(
            all.texts("ended_because").sorted() == [
                "circle_not_formed", "circle_not_formed", "pair_excluded", "pair_excluded",
            ], "\(all.text)")
        let open = try late.send(.get, "/v1/relationships?programme_id=\(late.programme)")
        #expect(open.items.isEmpty)
    }

    @Test func `nobody is in a circle with somebody above them, side by side or not`() throws {
        var fixture = try CircleFixture(4)
        let ring = fixture.ring
        let middle = try fixture.service.makePerson("Middle", "\"manager_id\": \"\(ring[0])\"")
        #expect(try fixture.manage(ring[2], by: middle).status == 200)
        let refused = try fixture.publish()
        #expect(refused.code == "inputs_changed" && refused.text.contains("ruled_out"))
        #expect(refused["mentor_ids"].elements?.compactMap(\.text) == [ring[0]])
        try fixture.run()
        #expect(!Set(fixture.ring).isSuperset(of: [ring[0], ring[2]]))

        let late = try CircleFixture(4)
        _ = try late.publish()
        for person in late.ring.dropLast() { _ = try late.answer(person) }
        #expect(try late.manage(late.ring[0], by: late.ring[2]).status == 200)
        #expect(try late.answer(late.ring[3]).code == "pair_not_possible")
        #expect(try late.part(of: late.ring[3])["your_answer"] == .null)
        let open = try late.send(.get, "/v1/relationships?programme_id=\(late.programme)")
        #expect(open.items.isEmpty, "\(open.text)")
    }

    @Test func `who leaves the programme or finds a partner ends what others waited for`() throws {
        let fixture = try CircleFixture()
        let ring = fixture.ring
        _ = try fixture.publish()
        let enrolments = try fixture.send(
            .get, "/v1/programmes/\(fixture.programme)/enrolments?person_id=\(ring[0])")
        let enrolment = enrolments.items.first?["id"]?.text ?? ""
        let left = try fixture.send(
            .put, "/v1/enrolments/\(enrolment)/withdrawal", "{}", as: ring[0])
        #expect(left.status == 200, "\(left.text)")
        #expect(try fixture.part(of: ring[1])["state"]?.text == "withdrawn")
        #expect(try fixture.waiting(ring[1]) == ["circle_not_formed"])

        let other = try CircleFixture()
        _ = try other.publish()
        let new = try other.service.makePerson("New")
        _ = try other.service.enrol(new, in: other.programme, "both", capacity: 1)
        let paired = try other.send(
            .post, "/v1/programmes/\(other.programme)/relationships",
            "{\"mentor_id\": \"\(other.ring[0])\", \"mentee_id\": \"\(new)\"}")
        #expect(paired.status == 201, "\(paired.text)")
        #expect(try other.answer(other.ring[0]).code == "mentee_already_paired")
        #expect(try other.part(of: other.ring[1])["state"]?.text == "withdrawn")
    }

    @Test func `a circle closes around who leaves, and ends when too few are left`() throws {
        let fixture = try CircleFixture(4)
        let ring = fixture.ring
        let id = try fixture.begin()
        func leave(_ person: String, as actor: String?) throws -> TestResponse {
            try fixture.send(.delete, "/v1/relationships/\(id)/members/\(person)", as: actor)
        }
        let booked = try fixture.send(
            .post, "/v1/relationships/\(id)/meetings",
            "{\"start\": \"\(fixture.service.clock.now.adding(seconds: 86_400 * 7).rfc3339)\", "
                + #""duration_minutes": 30, "medium": "video"}"#, as: ring[0])
        #expect(booked["members"].elements?.count == 4, "\(booked.text)")
        #expect(try leave(ring[1], as: ring[0]).status == 403)
        let closing = try fixture.send(.post, "/v1/relationships/\(id)/closure", "{}", as: ring[1])
        #expect(closing.code == "group_goes_on", "\(closing.text)")
        #expect(try leave(ring[1], as: ring[1]).status == 204)
        #expect(
            try fixture.guides(in: id) == [
                ring[0]: ring[2], ring[2]: ring[3], ring[3]: ring[0],
            ])
        #expect(try fixture.send(.get, "/v1/relationships/\(id)", as: ring[1]).status == 404)
        #expect(try fixture.waiting(ring[1]) == ["no_run_yet"])
        let meeting = "/v1/meetings/\(booked["id"].text ?? "")"
        #expect(try fixture.send(.get, meeting, as: ring[0])["members"].elements?.count == 3)

        #expect(try leave(ring[3], as: nil).status == 204)
        let closed = try fixture.send(.get, "/v1/relationships/\(id)", as: ring[0])
        #expect(closed["state"].text == "closed", "\(closed.text)")
        #expect(closed["closure"]["reason"]?.text == "too_few")
        #expect(try fixture.send(.get, meeting, as: ring[2])["state"].text == "cancelled")
        #expect(try leave(ring[0], as: ring[0]).code == "group_needed")
        let gone = try fixture.events("relationship.member_left").map {
            $0["data"]?["member_id"]?.text
        }
        #expect(gone == [ring[1], ring[3]])
    }

    @Test func `a programme that is over asks nobody any more`() throws {
        let fixture = try CircleFixture()
        let ring = fixture.ring
        _ = try fixture.publish()
        for person in ring.dropLast() { _ = try fixture.answer(person) }
        let state = try fixture.send(
            .put, "/v1/programmes/\(fixture.programme)/state",
            #"{"state": "cancelled", "reason": "So"}"#)
        #expect(state.status == 200, "\(state.text)")
        for person in ring {
            #expect(try fixture.part(of: person)["state"]?.text == "withdrawn")
        }
        #expect(try fixture.answer(ring[2]).code == "proposal_not_open")
        #expect(try fixture.part(of: ring[2])["your_answer"] == .null)
        #expect(try fixture.events("proposal.withdrawn").count == 3)
    }

    @Test func `who leaves altogether is waited for by nobody`() throws {
        let fixture = try CircleFixture()
        let ring = fixture.ring
        _ = try fixture.publish()
        let left = try fixture.service.send(
            .patch, "/v1/people/\(ring[0])", as: fixture.service.administrator,
            headers: [("If-Match", "*")], #"{"state": "left"}"#)
        #expect(left.status == 200, "\(left.text)")
        #expect(try fixture.part(of: ring[1])["state"]?.text == "withdrawn")
        #expect(try fixture.waiting(ring[1]) == ["circle_not_formed"])
        let waiting = try fixture.send(.get, "/v1/programmes/\(fixture.programme)/waiting")
        #expect(Set(waiting.texts("person_id")) == Set(ring.dropFirst()), "\(waiting.text)")
        let paired = try fixture.send(
            .post, "/v1/programmes/\(fixture.programme)/relationships",
            "{\"mentor_id\": \"\(ring[1])\", \"mentee_id\": \"\(ring[0])\"}")
        #expect(paired.code == "not_enrolled", "\(paired.text)")
    }
}
