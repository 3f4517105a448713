// Groups with several mentors over the API: who is asked to guide one with its lead, what their yes
// and no lead to, who may join beside them, who leads when the lead leaves.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

/// A published run of one group: its lead, who is asked to guide it too, and three mentees.
struct CoMentored {
    var fixture: GroupFixture
    let run: String
    let lead: String
    let other: String
    /// One of each mentee.
    let pairs: [JSON]
    /// The co-mentor's.
    let question: String

    init(capacity: Int = 5) throws {
        var fixture = try GroupFixture(#", "group_least": 2, "group_most": 4"#)
        for name in ["ada", "kim"] {
            try fixture.add(name, mentorOf: #""go""#, capacity: capacity)
        }
        for name in ["cy", "di", "eve"] { try fixture.add(name, menteeFor: #""go""#) }
        try fixture.setMentors(2)
        run = try fixture.run()
        let group = try #require(fixture.send(.get, "\(run)/groups").items.first)
        lead = group["mentor_id"]?.text ?? ""
        other = group["co_mentor_ids"]?.elements?.first?.text ?? ""
        let published = try fixture.send(.post, "\(run)/publication")
        #expect(published.status == 201, "\(published.text)")
        let all = try fixture.proposals()
        pairs = all.filter { $0["question"]?.text == "pair" }
        let asked = all.first { $0["question"]?.text == "co_mentor" }
        question = "/v1/proposals/\(try #require(asked?["id"]?.text))"
        self.fixture = fixture
        try #require(pairs.count == 3 && !other.isEmpty)
    }

    func begin(_ place: Int = 0) throws -> String {
        let answer = try fixture.accept(pairs[place])
        return "/v1/relationships/\(try #require(answer["relationship_id"].text, "\(answer.text)"))"
    }

    func answer(_ yes: Bool = true) throws -> TestResponse {
        try fixture.send(
            .put, "\(question)/\(yes ? "acceptance" : "refusal")", yes ? nil : #"{"code": "time"}"#,
            as: other)
    }

    func mentors(of group: String) throws -> [String] {
        try fixture.send(.get, "\(group)/group")["mentor_ids"].elements?.compactMap(\.text) ?? []
    }

    func mentee(_ place: Int) -> String { pairs[place]["mentee_id"]?.text ?? "" }

    func keepApart(_ one: String, _ two: String) throws {
        let made = try fixture.send(
            .post, "/v1/programmes/\(fixture.programme)/exclusions",
            "{\"mentor_id\": \"\(one)\", \"mentee_id\": \"\(two)\"}")
        #expect(made.status == 201, "\(made.text)")
    }

    func setPlaces(_ count: Int, of person: String) throws {
        let listed = try fixture.send(
            .get, "/v1/programmes/\(fixture.programme)/enrolments?person_id=\(person)"
        ).items
        let changed = try fixture.service.send(
            .patch, "/v1/enrolments/\(listed.first?["id"]?.text ?? "")",
            as: fixture.service.administrator, headers: [("If-Match", "*")],
            "{\"capacity\": \(count)}", type: "application/merge-patch+json")
        #expect(changed.status == 200, "\(changed.text)")
    }
}

extension GroupFixture {
    fileprivate func setMentors(_ count: Int) throws {
        let policy = try send(
            .post, "/v1/programmes/\(programme)/matching-policies",
            "{\"factors\": [{\"factor\": \"need_coverage\", \"weight\": 1}], "
                + "\"group_mentors\": \(count)}")
        #expect(policy.status == 201, "\(policy.text)")
    }

    fileprivate func open(_ mentor: String, _ mentee: String) throws -> TestResponse {
        try send(
            .post, "/v1/programmes/\(programme)/relationships",
            "{\"mentor_id\": \"\(mentor)\", \"mentee_id\": \"\(mentee)\"}")
    }
}

@Suite struct MatchingCoMentorsTests {
    @Test func `a publication asks who could guide a group too, and tells its lead`() throws {
        let world = try CoMentored()
        let seen = try world.fixture.send(.get, world.question, as: world.other)
        #expect(seen["question"].text == "co_mentor" && seen["your_side"].text == "mentor")
        #expect(seen["other"]["id"]?.text == world.lead, "\(seen.text)")
        #expect(seen["group"]["purpose"]?.text == "go")
        #expect(seen["group"]["co_mentors"] == .array([]))
        // The lead is told and not asked; a mentee is told of nobody who has not said yes.
        #expect(try world.fixture.send(.get, world.question, as: world.lead).status == 404)
        let pair = "/v1/proposals/\(world.pairs[0]["id"]?.text ?? "")"
        let toLead = try world.fixture.send(.get, pair, as: world.lead)["group"]["co_mentors"]
        let told = toLead?.elements?.first
        #expect(told?["state"]?.text == "asked" && told?["mentor"]?["id"]?.text == world.other)
        let toMentee = try world.fixture.send(.get, pair, as: world.mentee(0))
        #expect(toMentee["group"]["co_mentors"] == .array([]), "\(toMentee.text)")
        let events = try world.fixture.send(.get, "/v1/events?limit=200").items
        let published = events.last { $0["type"]?.text == "match_run.published" }
        #expect(published?["data"]?["co_mentors_asked"]?.int == 1)
        // While they are asked they are given no group of their own, nor asked again.
        var fixture = world.fixture
        for name in ["fay", "gus"] { try fixture.add(name, menteeFor: #""go""#) }
        let groups = try fixture.send(.get, "\(fixture.run())/groups").items
        #expect(groups.allSatisfy { $0["mentor_id"]?.text == world.lead }, "\(groups)")
    }

    @Test func `a yes to a group that stands makes one a mentor of it`() throws {
        let world = try CoMentored()
        let group = try world.begin()
        let yes = try world.answer()
        #expect(yes["state"].text == "accepted", "\(yes.text)")
        #expect("/v1/relationships/\(yes["relationship_id"].text ?? "")" == group)
        #expect(try world.mentors(of: group) == [world.lead, world.other])
        let members = try world.fixture.send(.get, group)["members"].elements ?? []
        let leading = members.filter { $0["leads"] == .bool(true) }
        #expect(leading.compactMap { $0["person_id"]?.text } == [world.lead])
        #expect(try world.fixture.send(.get, group, as: world.other).status == 200)
        // Said again it changes nothing.
        #expect(try world.answer()["relationship_id"] == yes["relationship_id"])
        // One group: another run fills it up around its lead alone.
        var fixture = world.fixture
        try fixture.add("fay", menteeFor: #""go""#)
        let made = try fixture.send(.get, "\(fixture.run())/groups").items
        #expect(made.compactMap { $0["mentor_id"]?.text } == [world.lead], "\(made)")
        #expect(made.first?["standing"]?.int == 3 && made.first?["co_mentor_ids"] == .array([]))
    }

    @Test func `a yes before the group begins waits for it, and may be taken back`() throws {
        let world = try CoMentored()
        let early = try world.answer()
        #expect(early["state"].text == "sent" && early["your_answer"].text == "accepted")
        let pair = "/v1/proposals/\(world.pairs[0]["id"]?.text ?? "")"
        let told = try world.fixture.send(.get, pair, as: world.mentee(0))["group"]["co_mentors"]
        #expect(told?.elements?.first?["state"]?.text == "agreed")
        let group = try world.begin()
        #expect(try world.mentors(of: group) == [world.lead, world.other])
        #expect(try world.fixture.send(.get, world.question)["state"].text == "accepted")

        let second = try CoMentored()
        _ = try second.answer()
        #expect(try second.answer(false)["state"].text == "declined")
        #expect(try second.mentors(of: second.begin()) == [second.lead])
        let kept = try second.fixture.send(.get, second.question)
        #expect(kept["refusal_code"].text == "time", "\(kept.text)")
    }

    @Test func `a group that nobody joins is guided by nobody`() throws {
        let world = try CoMentored()
        _ = try world.answer()
        for pair in world.pairs {
            _ = try world.fixture.send(
                .put, "/v1/proposals/\(pair["id"]?.text ?? "")/refusal", #"{"code": "time"}"#,
                as: pair["mentee_id"]?.text)
        }
        let ended = try world.fixture.send(.get, world.question)
        #expect(ended["state"].text == "withdrawn", "\(ended.text)")
        #expect(ended["ended_because"].text == "group_not_formed")
    }

    @Test(arguments: ["places", "member", "lead"])
    func `who cannot guide a group any more is let go when it begins`(_ change: String) throws {
        let world = try CoMentored()
        _ = try world.answer()
        switch change {
        case "places": try world.setPlaces(0, of: world.other)
        case "member": try world.keepApart(world.other, world.mentee(0))
        default: try world.keepApart(world.other, world.lead)
        }
        #expect(try world.mentors(of: world.begin()) == [world.lead])
        let ended = try world.fixture.send(.get, world.question)["ended_because"].text
        #expect(ended == (change == "places" ? "mentor_at_capacity" : "pair_excluded"))
    }

    @Test func `who does not fit any more is not asked`() throws {
        var fixture = try GroupFixture(#", "group_least": 2, "group_most": 4"#)
        for name in ["ada", "kim"] { try fixture.add(name, mentorOf: #""go""#, capacity: 5) }
        for name in ["cy", "di"] { try fixture.add(name, menteeFor: #""go""#) }
        try fixture.setMentors(2)
        let run = try fixture.run()
        let group = try #require(fixture.send(.get, "\(run)/groups").items.first)
        let other = try #require(group["co_mentor_ids"]?.elements?.first?.text)
        _ = try fixture.send(
            .post, "/v1/programmes/\(fixture.programme)/exclusions",
            "{\"mentor_id\": \"\(other)\", \"mentee_id\": \"\(fixture["cy"])\"}")
        #expect(try fixture.send(.post, "\(run)/publication").status == 201)
        #expect(try fixture.proposals().allSatisfy { $0["question"]?.text == "pair" })
    }

    @Test func `who joins later has a place with every mentor and may meet all`() throws {
        let world = try CoMentored(capacity: 3)
        let group = try world.begin()
        _ = try world.answer()
        try world.setPlaces(1, of: world.other)
        let path = "/v1/proposals/\(world.pairs[1]["id"]?.text ?? "")/acceptance"
        _ = try world.fixture.send(.put, path, as: world.lead)
        let full = try world.fixture.send(.put, path, as: world.mentee(1))
        #expect(full.status == 409 && full.code == "mentor_at_capacity", "\(full.text)")
        try world.setPlaces(3, of: world.other)
        try world.keepApart(world.other, world.mentee(1))
        #expect(
            try world.fixture.send(.put, path, as: world.mentee(1)).code == "pair_not_possible")
        #expect(try world.fixture.accept(world.pairs[2]).status == 200)
        let standing = try world.fixture.send(.get, "\(group)/group")
        #expect(standing["members"].int == 2, "\(standing.text)")
    }

    @Test func `when the lead leaves the next mentor leads, and alone cannot leave`() throws {
        let world = try CoMentored()
        let group = try world.begin()
        _ = try world.fixture.accept(world.pairs[1])
        _ = try world.answer()
        let closing = try world.fixture.send(.post, "\(group)/closure", "{}", as: world.other)
        #expect(closing.code == "group_goes_on", "\(closing.text)")
        let left = try world.fixture.send(
            .delete, "\(group)/members/\(world.lead)", as: world.lead)
        #expect(left.status == 204, "\(left.text)")
        #expect(try world.mentors(of: group) == [world.other])
        #expect(try world.fixture.send(.get, group, as: world.lead).status == 404)
        let asked = try world.fixture.send(
            .get, "/v1/proposals/\(world.pairs[2]["id"]?.text ?? "")")
        #expect(asked["ended_because"].text == "mentor_left", "\(asked.text)")
        let alone = try world.fixture.send(
            .delete, "\(group)/members/\(world.other)", as: world.other)
        #expect(alone.code == "group_needed")
        // Whom nobody asks any more is brought to the group by another run.
        let made = try world.fixture.send(.get, "\(world.fixture.run())/groups").items
        let own = made.filter { $0["mentor_id"]?.text == world.other }
        #expect(own.first?["member_ids"] == .array([.string(world.mentee(2))]), "\(made)")
        #expect(
            try world.fixture.send(.post, "\(group)/closure", "{}", as: world.other).status == 201)
    }
}

@Suite struct MatchingTeamTests {
    @Test func `a team is a group of two mentors, whatever its policy leaves unsaid`() throws {
        let service = try TestService()
        let made = try service.send(
            .post, "/v1/programmes", as: service.administrator,
            #"{"name": "Team", "purpose": "Learn", "model": "team"}"#)
        let programme = try #require(made["id"].text, "\(made.text)")
        try service.setState(of: programme, "open")
        for name in ["ada", "kim"] {
            let mentor = try service.makePerson(name, #""skills_offered": ["go"]"#)
            _ = try service.enrol(mentor, in: programme, "mentor", capacity: 4)
        }
        for name in ["cy", "di"] {
            let mentee = try service.makePerson(name, #""skills_wanted": ["go"]"#)
            _ = try service.enrol(mentee, in: programme, "mentee")
        }
        let started = try service.send(
            .post, "/v1/programmes/\(programme)/match-runs", as: service.administrator,
            #"{"objective": "coverage_then_quality"}"#)
        service.runJobs()
        let path = try #require(started.header("Location"), "\(started.text)")
        let groups = try service.send(.get, "\(path)/groups", as: service.administrator).items
        #expect(groups.count == 1, "\(groups)")
        #expect(groups.first?["co_mentor_ids"]?.elements?.count == 1, "\(groups)")
        let inputs = try service.send(.get, "\(path)/inputs", as: service.administrator)
        #expect(inputs["policy"]["group_mentors"]?.int == 2, "\(inputs.text)")
    }

    @Test func `several mentors are refused where there are no groups`() throws {
        let service = try TestService()
        let programme = try service.makeProgramme()
        let refused = try service.send(
            .post, "/v1/programmes/\(programme)/matching-policies", as: service.administrator,
            #"{"factors": [{"factor": "need_coverage", "weight": 1}], "group_mentors": 2}"#)
        #expect(refused.status == 422, "\(refused.text)")
        #expect(refused.text.contains("not_for_model") && refused.text.contains("/group_mentors"))
    }
}

@Suite struct MatchingGroupMentorsByHandTests {
    @Test func `staff put a mentor into a group and take one out`() throws {
        let world = try CoMentored()
        let group = try world.begin()
        let start = world.fixture.service.clock.now.adding(seconds: 86_400 * 7).rfc3339
        let booked = try world.fixture.send(
            .post, "\(group)/meetings",
            "{\"start\": \"\(start)\", \"duration_minutes\": 30, \"medium\": \"video\"}",
            as: world.lead)
        func expected() throws -> Set<String> {
            let meeting = try world.fixture.send(
                .get, "/v1/meetings/\(booked["id"].text ?? "")")
            return Set(meeting["members"].elements?.compactMap(\.text) ?? [])
        }
        let place = "\(group)/members/\(world.other)"
        let service = world.fixture.service
        #expect(try service.send(.put, place).status == 401)
        #expect(try world.fixture.send(.put, place, as: world.lead).status == 403)
        #expect(try service.send(.put, place, as: service.key(.analyst)).status == 403)
        let elsewhere = try service.key(
            .coordinator, programmes: [#require(ID<Programme>(service.makeProgramme()))])
        let here = try service.key(
            .coordinator, programmes: [#require(ID<Programme>(world.fixture.programme))])
        #expect(try service.send(.put, place, as: elsewhere).status == 404)
        let put = try service.send(.put, place, as: here)
        #expect(put.status == 200, "\(put.text)")
        #expect(try world.mentors(of: group) == [world.lead, world.other])
        #expect(try expected() == [world.lead, world.other, world.mentee(0)])
        // What they were asked is answered by that.
        #expect(try world.fixture.send(.get, world.question)["state"].text == "superseded")
        #expect(try world.fixture.send(.put, place).status == 200)
        #expect(try world.fixture.send(.delete, place).status == 204)
        #expect(try world.mentors(of: group) == [world.lead])
        #expect(try expected() == [world.lead, world.mentee(0)])
        let events = try world.fixture.send(.get, "/v1/events?limit=200").items
        let types = events.compactMap { $0["type"]?.text }
        #expect(types.count { $0 == "relationship.member_joined" } == 1)
        #expect(types.count { $0 == "relationship.member_left" } == 1)
    }

    @Test func `a group with as many mentors as it may have asks no more`() throws {
        var world = try CoMentored()
        let group = try world.begin()
        try world.fixture.add("lee", mentorOf: #""go""#, capacity: 3)
        let put = try world.fixture.send(.put, "\(group)/members/\(world.fixture["lee"])")
        #expect(put.status == 200, "\(put.text)")
        let late = try world.answer()
        #expect(late.status == 409 && late.code == "group_has_mentors", "\(late.text)")
        let ended = try world.fixture.send(.get, world.question)
        #expect(ended["ended_because"].text == "group_has_mentors", "\(ended.text)")
    }

    @Test func `the same rules hold as for who is asked`() throws {
        var world = try CoMentored()
        let group = try world.begin()
        for name in ["lee", "max", "ned"] {
            try world.fixture.add(name, mentorOf: #""go""#, capacity: name == "lee" ? 0 : 2)
        }
        try world.fixture.add("zoe", menteeFor: #""go""#)
        func code(_ name: String) throws -> String? {
            try world.fixture.send(.put, "\(group)/members/\(world.fixture[name])").code
        }
        #expect(try code("zoe") == "not_enrolled")
        #expect(try code("lee") == "mentor_at_capacity")
        try world.keepApart(world.fixture["max"], world.lead)
        #expect(try code("max") == "pair_forbidden")
        #expect(try world.fixture.open(world.fixture["ned"], world.fixture["zoe"]).status == 201)
        #expect(try code("ned") == "mentor_has_group")
        _ = try world.answer()
        #expect(try code("max") == "group_has_mentors")
        let person = try world.fixture.service.makePerson("nobody", "")
        #expect(
            try world.fixture.send(.put, "\(group)/members/\(person)").code == "not_enrolled")
    }
}
