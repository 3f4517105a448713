// Programmes of groups and of circles over the API: from the sizes to the run, the proposals and
// the group that stands, which each member joins by their own yes.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

struct GroupFixture {
    let service: TestService
    let programme: String
    private(set) var people: [String: String] = [:]

    /// `sizes`: members of the programme's document.
    init(_ sizes: String = #", "group_least": 2, "group_most": 3"#) throws {
        service = try TestService()
        let made = try service.send(
            .post, "/v1/programmes", as: service.administrator,
            "{\"name\": \"Together\", \"purpose\": \"Learn\", \"model\": \"group\"\(sizes)}")
        programme = try #require(made["id"].text, "\(made.text)")
        try service.setState(of: programme, "open")
    }

    subscript(name: String) -> String { people[name] ?? "" }

    mutating func add(_ name: String, mentorOf skills: String, capacity: Int? = nil) throws {
        people[name] = try service.makePerson(name, "\"skills_offered\": [\(skills)]")
        _ = try service.enrol(self[name], in: programme, "mentor", capacity: capacity)
    }

    mutating func add(_ name: String, menteeFor skills: String) throws {
        people[name] = try service.makePerson(name, "\"skills_wanted\": [\(skills)]")
        _ = try service.enrol(self[name], in: programme, "mentee")
    }

    func send(
        _ method: Method, _ path: String, _ body: String? = nil, as person: String? = nil
    ) throws -> TestResponse {
        try service.send(
            method, path, as: person.map { try service.token($0) } ?? service.administrator, body)
    }

    func run(_ objective: String = "coverage_then_quality") throws -> String {
        let started = try send(
            .post, "/v1/programmes/\(programme)/match-runs", "{\"objective\": \"\(objective)\"}")
        service.runJobs()
        return try #require(started.header("Location"), "\(started.text)")
    }

    func proposals() throws -> [JSON] {
        try send(.get, "/v1/proposals?programme_id=\(programme)").items
    }

    /// The answer to the second yes.
    @discardableResult
    func accept(_ proposal: JSON) throws -> TestResponse {
        let path = "/v1/proposals/\(proposal["id"]?.text ?? "")/acceptance"
        _ = try send(.put, path, as: proposal["mentor_id"]?.text)
        return try send(.put, path, as: proposal["mentee_id"]?.text)
    }
}

@Suite struct MatchingGroupsTests {
    /// Ada takes go, Bo sql; four want go, one of them sql too, and one wants sql alone.
    private func fixture() throws -> GroupFixture {
        var fixture = try GroupFixture()
        try fixture.add("ada", mentorOf: #""go""#)
        try fixture.add("bo", mentorOf: #""sql""#)
        for name in ["cy", "di", "eve"] { try fixture.add(name, menteeFor: #""go""#) }
        try fixture.add("fay", menteeFor: #""go", "sql""#)
        try fixture.add("gus", menteeFor: #""sql""#)
        try fixture.add("hal", menteeFor: #""welding""#)
        return fixture
    }

    @Test func `a run makes groups of allowed sizes, each with what it is for and its proof`()
        throws
    {
        let fixture = try fixture()
        let path = try fixture.run()
        let run = try fixture.send(.get, path)
        #expect(run["state"].text == "done", "\(run.text)")
        #expect(run["summary"]["matched"]?.int == 5)
        #expect(run["summary"]["groups"]?.int == 2)
        let certificate = run["summary"]["certificate"]
        #expect(certificate?["objective"]?.text == "groups")
        #expect(certificate?["gap"]?.text == "0")
        let groups = try fixture.send(.get, "\(path)/groups").items
        let made = Dictionary(
            uniqueKeysWithValues: groups.map { group in
                (
                    group["mentor_id"]?.text ?? "",
                    Set(group["member_ids"]?.elements?.compactMap(\.text) ?? [])
                )
            })
        #expect(made[fixture["ada"]] == [fixture["cy"], fixture["di"], fixture["eve"]])
        #expect(made[fixture["bo"]] == [fixture["fay"], fixture["gus"]])
        #expect(Set(groups.compactMap { $0["purpose"]?.text }) == ["go", "sql"])
        #expect(groups.compactMap { $0["sharing"]?.int }.reduce(0, +) == 5)
        let sheet = try fixture.service.send(
            .get, "\(path)/groups", as: fixture.service.administrator,
            headers: [("Accept", "text/csv")])
        let records = sheet.text.split(separator: "\r\n")
        #expect(records.count == 6, "\(sheet.text)")
        #expect(
            records.contains { $0.contains(",\(fixture["bo"]),bo,,\(fixture["gus"]),gus,,sql,") })
        let inputs = try fixture.send(.get, "\(path)/inputs")
        #expect(inputs["shape"].text == "groups" && inputs["sizes"]["most"]?.int == 3)
        let pairs = try fixture.send(.get, "\(path)/pairs")
        #expect(pairs.items.count == 5)
        let fair = try fixture.send(
            .post, "/v1/programmes/\(fixture.programme)/match-runs", #"{"objective": "fair"}"#)
        #expect(fair.text.contains("not_for_groups"), "\(fair.text)")
    }

    @Test func `what a group would lose by a member, and what would help who has none, is told`()
        throws
    {
        var fixture = try fixture()
        try fixture.add("ivy", menteeFor: #""go""#)
        let path = try fixture.run()
        let id = path.split(separator: "/").last.map(String.init) ?? ""
        let left = try fixture.send(.get, "\(path)/unmatched").texts("mentee_id")
        let ivy = try #require(left.first { $0 != fixture["hal"] }, "\(left)")
        let answer = try fixture.send(.get, "\(path)/unmatched/\(ivy)")
        #expect(answer.status == 200, "\(answer.text)")
        let first = try #require(answer["relaxations"].elements?.first, "\(answer.text)")
        #expect(first["kind"]?.text == "one_more_place" && first["certainty"]?.text == "certain")
        #expect(first["mentor_id"]?.text == fixture["ada"])
        #expect(first["gain"]?["pairs"]?.int == 1)
        let pair = "mentor_id=\(fixture["ada"])&mentee_id=\(ivy)&match_run_id=\(id)"
        let told = try fixture.send(
            .get, "/v1/programmes/\(fixture.programme)/match-explanations?\(pair)")["in_run"]
        #expect(told["holders"]?.elements?.count == 3, "\(told)")
        #expect(told["if_locked"]?["is_possible"] == .bool(true), "\(told)")
        #expect(told["if_locked"]?["difference"]?["pairs"]?.int == 0, "\(told)")
        #expect(told["if_locked"]?["changes"]?.elements?.isEmpty == false)
        let places = try fixture.send(.get, "\(path)/places")
        #expect(places.texts("mentor_id") == [fixture["ada"], fixture["bo"]], "\(places.text)")
        #expect(places.items[0]["gain"]?["pairs"]?.int == 1)
        #expect(places.items[0]["serves_mentee_id"]?.text == ivy)
        #expect(places.items[0]["is_bound_met"] == .bool(true))
        #expect(places.items[1]["gain"]?["pairs"]?.int == 0)
        let page = try fixture.send(.get, "\(path)/page").text
        for part in [
            "<h2>Groups</h2>", "<td>ada</td><td>",
            "Of 7 mentees: 5 in a group, 2 without a group.",
            "<h2>Without a group</h2>", "Proved that nothing is better</th><td class=\"n\">yes",
        ] { #expect(page.contains(part), "\(part) is not in \(page)") }
    }

    @Test func `the first yes opens the group, and others join by their own`() throws {
        let fixture = try fixture()
        let path = try fixture.run()
        #expect(try fixture.send(.post, "\(path)/publication").status == 201)
        let asked = try fixture.proposals().filter { $0["mentor_id"]?.text == fixture["ada"] }
        try #require(asked.count == 3)
        #expect(asked[0]["group"]?["purpose"]?.text == "go")
        let first = try fixture.accept(asked[0])
        let id = try #require(first["relationship_id"].text, "\(first.text)")
        let alone = try fixture.send(.get, "/v1/relationships/\(id)/group")
        #expect(alone["status"].text == "below_least", "\(alone.text)")
        #expect(alone["next_step"].text == "others_answer" && alone["asked"].int == 2)
        // A no of one is nobody else's.
        let no = asked[1]["mentee_id"]?.text ?? ""
        _ = try fixture.send(
            .put, "/v1/proposals/\(asked[1]["id"]?.text ?? "")/refusal", #"{"code": "time"}"#,
            as: no)
        let short = try fixture.send(.get, "/v1/relationships/\(id)/group")
        #expect(short["asked"].int == 1)
        let second = try fixture.accept(asked[2])
        #expect(second["relationship_id"].text == id, "\(second.text)")
        let known = try fixture.send(.get, "/v1/proposals/\(asked[2]["id"]?.text ?? "")")
        #expect(known["relationship_id"].text == id && known["group"]["members"]?.int == 2)
        let relationship = try fixture.send(.get, "/v1/relationships/\(id)")
        let roles = relationship["members"].elements?.compactMap { $0["role"]?.text }
        #expect(roles == ["mentor", "mentee", "mentee"], "\(relationship.text)")
        let open = try fixture.send(.get, "/v1/relationships/\(id)/group")
        #expect(open["status"].text == "open" && open["next_step"] == .null)
        // Members see the group and each other; who declined sees neither.
        let (one, two) = (asked[0]["mentee_id"]?.text ?? "", asked[2]["mentee_id"]?.text ?? "")
        #expect(try fixture.send(.get, "/v1/relationships/\(id)", as: two).status == 200)
        #expect(try fixture.send(.get, "/v1/people/\(one)", as: two).status == 200)
        #expect(try fixture.send(.get, "/v1/relationships/\(id)/group", as: no).status == 404)
    }

    @Test func `another run brings members to a group that stands, up to its most`() throws {
        var fixture = try fixture()
        _ = try fixture.send(.post, "\(fixture.run())/publication")
        let asked = try fixture.proposals()
        for proposal in asked where proposal["mentor_id"]?.text == fixture["bo"] {
            try fixture.accept(proposal)
        }
        try fixture.add("ivy", menteeFor: #""sql""#)
        try fixture.add("jo", menteeFor: #""sql""#)
        let path = try fixture.run()
        let groups = try fixture.send(.get, "\(path)/groups").items
        #expect(groups.count == 1)
        #expect(groups.first?["standing"]?.int == 2)
        #expect(groups.first?["member_ids"]?.elements?.count == 1)
        let left = try fixture.send(.get, "\(path)/unmatched")
        #expect(
            Set(left.texts("reason")) == ["all_candidates_full", "no_candidate", "outscored"]
                || Set(left.texts("reason")).isSubset(of: [
                    "all_candidates_full", "no_candidate", "outscored",
                ]), "\(left.text)")
        #expect(try fixture.send(.post, "\(path)/publication").status == 201)
        let last = try #require(
            try fixture.proposals().last {
                $0["state"]?.text == "sent"
                    && $0["mentor_id"]?.text == fixture["bo"]
            })
        let joined = try fixture.accept(last)
        let id = joined["relationship_id"].text ?? ""
        #expect(try fixture.send(.get, "/v1/relationships/\(id)/group")["status"].text == "full")
        let more = try fixture.send(
            .post, "/v1/programmes/\(fixture.programme)/relationships",
            "{\"mentor_id\": \"\(fixture["bo"])\", \"mentee_id\": \"\(fixture["hal"])\"}")
        #expect(more.code == "mentor_at_capacity", "\(more.text)")
    }

    @Test func `a mentee leaves a group that goes on, and only its mentor or staff close it`()
        throws
    {
        let fixture = try fixture()
        func open(_ mentor: String, _ mentee: String) throws -> TestResponse {
            try fixture.send(
                .post, "/v1/programmes/\(fixture.programme)/relationships",
                "{\"mentor_id\": \"\(mentor)\", \"mentee_id\": \"\(mentee)\"}")
        }
        let (ada, cy, di) = (fixture["ada"], fixture["cy"], fixture["di"])
        let id = try #require(try open(ada, cy)["id"].text)
        func leave(_ person: String, as actor: String?) throws -> TestResponse {
            try fixture.send(.delete, "/v1/relationships/\(id)/members/\(person)", as: actor)
        }
        #expect(try leave(cy, as: cy).code == "group_needed")
        #expect(try open(ada, di)["id"].text == id)
        let booked = try fixture.send(
            .post, "/v1/relationships/\(id)/meetings",
            "{\"start\": \"\(fixture.service.clock.now.adding(seconds: 86_400 * 7).rfc3339)\", "
                + #""duration_minutes": 30, "medium": "video"}"#, as: ada)
        #expect(booked.status == 201, "\(booked.text)")
        #expect(booked["members"].elements?.count == 3)
        let closing = try fixture.send(.post, "/v1/relationships/\(id)/closure", "{}", as: cy)
        #expect(closing.code == "group_goes_on", "\(closing.text)")
        #expect(try leave(cy, as: ada).status == 403)
        #expect(try leave(fixture["gus"], as: nil).status == 404)
        #expect(try leave(cy, as: cy).status == 204)
        #expect(try fixture.send(.get, "/v1/relationships/\(id)", as: cy).status == 404)
        let meeting = try fixture.send(
            .get, "/v1/meetings/\(booked["id"].text ?? "")", as: ada)
        #expect(meeting["members"].elements?.count == 2, "\(meeting.text)")
        let waiting = try fixture.send(.get, "/v1/programmes/\(fixture.programme)/waiting")
        #expect(waiting.text.contains(cy) && !waiting.text.contains(di))
        #expect(try leave(ada, as: nil).code == "group_needed")
        let end = try fixture.send(.post, "/v1/relationships/\(id)/closure", "{}", as: ada)
        #expect(end.status == 201, "\(end.text)")
    }

    @Test func `a group too small after rejections is not published, and says whose`() throws {
        let fixture = try fixture()
        let path = try fixture.run()
        let review = try fixture.send(
            .put, "\(path)/pairs/\(fixture["gus"])/review",
            #"{"verdict": "rejected", "code": "schedules"}"#)
        #expect(review.status == 201, "\(review.text)")
        let refused = try fixture.send(.post, "\(path)/publication")
        #expect(refused.code == "group_too_small", "\(refused.text)")
        #expect(refused.text.contains(fixture["bo"]))
        _ = try fixture.send(
            .put, "\(path)/pairs/\(fixture["fay"])/review",
            #"{"verdict": "rejected", "code": "schedules"}"#)
        #expect(try fixture.send(.post, "\(path)/publication").status == 201)
        #expect(try fixture.proposals().count == 3)
    }

    @Test func `two who must not meet are not put into one group, nor join one`() throws {
        let fixture = try fixture()
        let path = try fixture.run()
        let two = "{\"mentor_id\": \"\(fixture["cy"])\", \"mentee_id\": \"\(fixture["di"])\"}"
        let kept = try fixture.send(
            .post, "/v1/programmes/\(fixture.programme)/exclusions", two)
        #expect(kept.status == 201, "\(kept.text)")
        let refused = try fixture.send(.post, "\(path)/publication")
        #expect(refused.code == "inputs_changed" && refused.text.contains("do_not_match"))
        let groups = try fixture.send(.get, "\(fixture.run())/groups").items
        for group in groups {
            let members = group["member_ids"]?.elements?.compactMap(\.text) ?? []
            #expect(!members.contains(fixture["cy"]) || !members.contains(fixture["di"]))
        }
        func open(_ mentee: String) throws -> TestResponse {
            try fixture.send(
                .post, "/v1/programmes/\(fixture.programme)/relationships",
                "{\"mentor_id\": \"\(fixture["ada"])\", \"mentee_id\": \"\(mentee)\"}")
        }
        #expect(try open(fixture["cy"]).status == 201)
        #expect(try open(fixture["di"]).code == "pair_not_possible")
        #expect(try open(fixture["eve"]).status == 201)
    }

    @Test func `nobody is put into a group with somebody above them, nor joins one`() throws {
        let fixture = try fixture()
        let path = try fixture.run()
        let managed = try fixture.service.send(
            .patch, "/v1/people/\(fixture["cy"])", as: fixture.service.administrator,
            headers: [("If-Match", "*")], "{\"manager_id\": \"\(fixture["di"])\"}")
        #expect(managed.status == 200, "\(managed.text)")
        let refused = try fixture.send(.post, "\(path)/publication")
        #expect(refused.code == "inputs_changed" && refused.text.contains("ruled_out"))
        for group in try fixture.send(.get, "\(fixture.run())/groups").items {
            let members = group["member_ids"]?.elements?.compactMap(\.text) ?? []
            #expect(!members.contains(fixture["cy"]) || !members.contains(fixture["di"]))
        }
        let ada = "{\"mentor_id\": \"\(fixture["ada"])\", \"mentee_id\": "
        func open(_ mentee: String, _ path: String) throws -> TestResponse {
            try fixture.send(
                .post, "/v1/programmes/\(fixture.programme)/\(path)", ada + "\"\(mentee)\"}")
        }
        let proposed = try open(fixture["cy"], "proposals")
        #expect(try open(fixture["di"], "relationships").status == 201)
        #expect(try open(fixture["cy"], "relationships").code == "pair_not_possible")
        #expect(try fixture.accept(proposed.json).code == "pair_not_possible")
        // Another run does not offer what nobody could say yes to.
        _ = try fixture.send(
            .put, "/v1/proposals/\(proposed["id"].text ?? "")/withdrawal")
        let pairs = try fixture.send(.get, "\(fixture.run())/pairs").items
        let offered = pairs.filter { $0["mentor_id"]?.text == fixture["ada"] }
        #expect(!offered.isEmpty, "\(pairs)")
        #expect(!offered.contains { $0["mentee_id"]?.text == fixture["cy"] }, "\(pairs)")
    }

    @Test func `a run names who else could guide a group, where the policy asks for it`() throws {
        var fixture = try fixture()
        for name in ["jo", "kim"] {
            try fixture.add(name, mentorOf: #""go", "sql""#, capacity: 3)
        }
        try fixture.add("lee", mentorOf: #""go", "sql""#, capacity: 1)
        let plain = try fixture.send(.get, "\(fixture.run())/groups").items
        #expect(plain.allSatisfy { $0["co_mentor_ids"] == .array([]) }, "\(plain)")
        let policy = try fixture.send(
            .post, "/v1/programmes/\(fixture.programme)/matching-policies",
            #"{"factors": [{"factor": "need_coverage", "weight": 1}], "group_mentors": 2}"#)
        #expect(policy.status == 201, "\(policy.text)")
        let groups = try fixture.send(.get, "\(fixture.run())/groups").items
        let all = groups.flatMap { $0["co_mentor_ids"]?.elements?.compactMap(\.text) ?? [] }
        #expect(Set(all).count == all.count && !all.isEmpty, "\(groups)")
        // One place is too few for a group of two or three.
        #expect(!all.contains(fixture["lee"]))
        let own = Set(groups.compactMap { $0["mentor_id"]?.text })
        #expect(own.isDisjoint(with: all))
    }

    @Test func `mentors with too few who would suit are named as the reason`() throws {
        var fixture = try GroupFixture("")
        try fixture.add("ada", mentorOf: #""go""#)
        try fixture.add("cy", menteeFor: #""go""#)
        try fixture.add("di", menteeFor: #""go""#)
        let path = try fixture.run("quality")
        let left = try fixture.send(.get, "\(path)/unmatched")
        #expect(left.texts("reason") == ["group_too_small", "group_too_small"], "\(left.text)")
        #expect(left.text.contains("too few members"))
        let why = try fixture.send(.get, "\(path)/unmatched/\(fixture["cy"])")
        #expect(why["reason"].text == "group_too_small", "\(why.text)")
        let programme = try fixture.send(.get, "/v1/programmes/\(fixture.programme)")
        #expect(programme["default_capacity"].int == 8 && programme["group_least"] == .null)
    }

    @Test func `circles are made of equals, each guiding the next`() throws {
        let service = try TestService()
        let made = try service.send(
            .post, "/v1/programmes", as: service.administrator,
            #"{"name": "Round", "purpose": "Learn", "model": "peer", "group_least": 3, "#
                + #""group_most": 4}"#)
        let programme = try #require(made["id"].text, "\(made.text)")
        try service.setState(of: programme, "open")
        var people: [String] = []
        for (wants, offers) in [("go", "sql"), ("sql", "css"), ("css", "go"), ("go", "welding")] {
            let person = try service.makePerson(
                wants, "\"skills_wanted\": [\"\(wants)\"], \"skills_offered\": [\"\(offers)\"]")
            _ = try service.enrol(person, in: programme, "both", capacity: 1)
            people.append(person)
        }
        func send(_ method: Method, _ path: String, _ body: String? = nil) throws -> TestResponse {
            try service.send(method, path, as: service.administrator, body)
        }
        let started = try send(
            .post, "/v1/programmes/\(programme)/match-runs", #"{"objective": "quality"}"#)
        service.runJobs()
        let path = try #require(started.header("Location"), "\(started.text)")
        let run = try send(.get, path)
        #expect(run["summary"]["certificate"]?["objective"]?.text == "circles", "\(run.text)")
        #expect(run["summary"]["certificate"]?["gap"]?.text == "0")
        let circle = try #require(try send(.get, "\(path)/groups").items.first)
        let members = circle["member_ids"]?.elements?.compactMap(\.text) ?? []
        #expect(circle["mentor_id"] == .null && Set(members) == Set(people.prefix(3)))
        let pairs = try send(.get, "\(path)/pairs").items.map {
            [$0["mentor_id"]?.text, $0["mentee_id"]?.text]
        }
        for (place, guide) in members.enumerated() {
            #expect(pairs.contains([guide, members[(place + 1) % members.count]]))
        }
        let left = try send(.get, "\(path)/unmatched")
        #expect(left.texts("mentee_id") == [people[3]], "\(left.text)")
        let review = try send(
            .put, "\(path)/pairs/\(members.first ?? "")/review", #"{"verdict": "locked"}"#)
        #expect(review.code == "circle_is_whole", "\(review.text)")
    }

    @Test(arguments: [
        (#""model": "one_to_one", "group_least": 2"#, "not_for_model"),
        (#""model": "group", "group_least": 5, "group_most": 4"#, "below_least"),
        (#""model": "peer", "group_least": 3"#, "required_together"),
        (#""model": "peer", "group_least": 2, "group_most": 4"#, "circle_too_small"),
        (#""model": "group", "group_most": 31"#, "out_of_range"),
    ])
    func `sizes that no group could have are refused`(_ members: String, _ code: String) throws {
        let service = try TestService()
        let refused = try service.send(
            .post, "/v1/programmes", as: service.administrator, "{\"name\": \"A\", \(members)}")
        #expect(refused.status == 422 && refused.text.contains(code), "\(refused.text)")
    }
}
