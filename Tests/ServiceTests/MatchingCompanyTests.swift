// Who meets whom in a group over the API: who joins one that stands, who guides it with its lead,
// what everybody is told of it, and how all of it ends with the programme.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

extension GroupFixture {
    fileprivate static func several(_ mentors: Int = 2) throws -> GroupFixture {
        let fixture = try GroupFixture(#", "group_least": 2, "group_most": 4"#)
        let policy = try fixture.send(
            .post, "/v1/programmes/\(fixture.programme)/matching-policies",
            "{\"factors\": [{\"factor\": \"need_coverage\", \"weight\": 1}], "
                + "\"group_mentors\": \(mentors)}")
        try #require(policy.status == 201, "\(policy.text)")
        return fixture
    }

    fileprivate func pair(_ mentor: String, _ mentee: String, _ path: String) throws
        -> TestResponse
    {
        try send(
            .post, "/v1/programmes/\(programme)/\(path)",
            "{\"mentor_id\": \"\(mentor)\", \"mentee_id\": \"\(mentee)\"}")
    }

    fileprivate func open(_ mentor: String, _ mentee: String) throws -> TestResponse {
        try pair(self[mentor], self[mentee], "relationships")
    }

    fileprivate func setKey(_ key: String, of names: String...) throws {
        for name in names {
            let put = try service.send(
                .put, "/v1/enrolments/\(enrolment(of: name))/conflict-keys",
                as: service.administrator, headers: [("If-Match", "*")],
                "{\"keys\": [\"\(key)\"]}")
            try #require(put.status == 200 || put.status == 201, "\(put.text)")
        }
    }

    fileprivate func speak(_ language: String, _ names: String...) throws {
        for name in names { try change(name, "{\"languages\": [\"\(language)\"]}") }
    }

    fileprivate func change(_ name: String, _ members: String) throws {
        let changed = try service.send(
            .patch, "/v1/people/\(self[name])", as: service.administrator,
            headers: [("If-Match", "*")], members, type: "application/merge-patch+json")
        try #require(changed.status == 200, "\(changed.text)")
    }

    fileprivate func enrolment(of name: String) throws -> String {
        let listed = try send(
            .get, "/v1/programmes/\(programme)/enrolments?person_id=\(self[name])"
        ).items
        return listed.first?["id"]?.text ?? ""
    }

    fileprivate func answer(_ proposal: JSON, _ answer: String, as person: String?) throws {
        let given = try send(
            .put, "/v1/proposals/\(proposal["id"]?.text ?? "")/\(answer)",
            answer == "refusal" ? #"{"code": "time"}"# : nil, as: person)
        try #require(given.status == 200, "\(given.text)")
    }

    /// The states of the other mentors whom a proposal names to somebody.
    fileprivate func told(_ proposal: JSON, as person: String) throws -> [String] {
        let seen = try send(.get, "/v1/proposals/\(proposal["id"]?.text ?? "")", as: person)
        try #require(seen.status == 200, "\(seen.text)")
        return seen["group"]["co_mentors"]?.elements?.compactMap { $0["state"]?.text } ?? []
    }
}

@Suite struct MatchingCompanyTests {
    @Test func `a programme that ends takes back every question, each once`() throws {
        var fixture = try GroupFixture.several()
        for group in 0..<8 {
            for name in ["a", "b"] {
                try fixture.add("\(name)\(group)", mentorOf: "\"s\(group)\"", capacity: 2)
            }
            for name in ["c", "d"] {
                try fixture.add("\(name)\(group)", menteeFor: "\"s\(group)\"")
            }
        }
        let published = try fixture.send(.post, "\(fixture.run())/publication")
        #expect(published.status == 201, "\(published.text)")
        let asked = try fixture.proposals()
        #expect(asked.count { $0["question"]?.text == "pair" } == 16)
        #expect(asked.count { $0["question"]?.text == "co_mentor" } == 8)
        try fixture.service.setState(of: fixture.programme, "cancelled")
        let ended = try fixture.proposals()
        #expect(ended.count == 24 && ended.allSatisfy { $0["state"]?.text == "withdrawn" })
        var (events, after): ([JSON], Int64) = ([], 0)
        while true {
            let page = try fixture.send(.get, "/v1/events?limit=200&after=\(after)")
            guard !page.items.isEmpty, let next = page["next_after"].int else { break }
            events += page.items
            after = Int64(next)
        }
        let subjects = events.filter { $0["type"]?.text == "proposal.withdrawn" }
            .compactMap { $0["subject"]?.text }
        #expect(subjects.count == 24 && Set(subjects).count == 24, "\(subjects.count)")
    }

    @Test func `a run puts nobody into a group where they have a conflict of interest`() throws {
        var fixture = try GroupFixture.several(1)
        for name in ["ada", "bo"] { try fixture.add(name, mentorOf: #""go""#, capacity: 4) }
        for name in ["cy", "di", "eve"] { try fixture.add(name, menteeFor: #""go""#) }
        #expect(try fixture.open("ada", "cy").status == 201)
        try fixture.setKey("case 1", of: "cy", "di")
        let path = try fixture.run()
        let beside = try fixture.send(.get, "\(path)/pairs").items
            .filter { $0["mentor_id"]?.text == fixture["ada"] }
        #expect(!beside.contains { $0["mentee_id"]?.text == fixture["di"] }, "\(beside)")
        let published = try fixture.send(.post, "\(path)/publication")
        #expect(published.status == 201, "\(published.text)")
    }

    @Test func `two who are in a group already keep nobody else out of it`() throws {
        var fixture = try GroupFixture.several(1)
        try fixture.add("ada", mentorOf: #""go""#, capacity: 4)
        for name in ["cy", "di", "eve", "fay"] { try fixture.add(name, menteeFor: #""go""#) }
        for name in ["cy", "di"] { #expect(try fixture.open("ada", name).status == 201) }
        try fixture.setKey("case 1", of: "cy", "di")
        let joined = try fixture.open("ada", "eve")
        #expect(joined.status == 201, "\(joined.text)")
        try fixture.setKey("case 2", of: "eve")
        let asked = try fixture.pair(fixture["ada"], fixture["fay"], "proposals")
        #expect(try fixture.accept(asked.json).status == 200)
    }

    @Test func `staff put nobody beside a mentor who has left, and are told why not`() throws {
        var fixture = try GroupFixture.several()
        for name in ["ada", "kim", "lee"] { try fixture.add(name, mentorOf: #""go""#, capacity: 4) }
        try fixture.add("cy", menteeFor: #""go""#)
        let group = try fixture.open("ada", "cy")["id"].text ?? ""
        func put(_ name: String) throws -> TestResponse {
            try fixture.send(.put, "/v1/relationships/\(group)/members/\(fixture[name])")
        }
        try fixture.setKey("case 1", of: "ada", "lee")
        let refused = try put("lee")
        #expect(refused.code == "pair_forbidden", "\(refused.text)")
        #expect(refused.text.contains("conflict_of_interest"), "\(refused.text)")
        #expect(!refused.text.contains("same_reporting_line"), "\(refused.text)")
        let left = try fixture.service.send(
            .patch, "/v1/people/\(fixture["kim"])", as: fixture.service.administrator,
            headers: [("If-Match", "*")], #"{"state": "left"}"#)
        #expect(left.status == 200, "\(left.text)")
        #expect(try put("kim").code == "not_enrolled")
    }

    @Test func `who said no is told no more of a group, who guides it not whom its lead asked`()
        throws
    {
        var fixture = try GroupFixture.several(3)
        for name in ["ada", "kim", "lee"] { try fixture.add(name, mentorOf: #""go""#, capacity: 5) }
        for name in ["cy", "di", "eve"] { try fixture.add(name, menteeFor: #""go""#) }
        let path = try fixture.run()
        let group = try #require(fixture.send(.get, "\(path)/groups").items.first)
        let lead = group["mentor_id"]?.text ?? ""
        let first = try #require(group["co_mentor_ids"]?.elements?.first?.text)
        try #require(group["co_mentor_ids"]?.elements?.count == 2)
        // The first further mentor has a question of their own behind them.
        try fixture.add("zoe", menteeFor: #""go""#)
        let old = try fixture.pair(first, fixture["zoe"], "proposals").json
        try fixture.answer(old, "refusal", as: fixture["zoe"])
        #expect(try fixture.send(.post, "\(path)/publication").status == 201)
        let asked = try fixture.proposals()
        let pairs = asked.filter {
            $0["question"]?.text == "pair" && $0["mentor_id"]?.text == lead
        }
        let question = try #require(
            asked.first { $0["question"]?.text == "co_mentor" && $0["mentor_id"]?.text == first })
        #expect(try fixture.accept(pairs[0]).status == 200)
        try fixture.answer(question, "acceptance", as: first)
        #expect(
            try fixture.told(old, as: first) == ["guides"], "who was asked the lead knows alone")
        #expect(try fixture.told(old, as: fixture["zoe"]).isEmpty)
        #expect(try fixture.told(pairs[1], as: lead).sorted() == ["asked", "guides"])
        let mentee = pairs[1]["mentee_id"]?.text ?? ""
        #expect(try fixture.told(pairs[1], as: mentee) == ["guides"])
        try fixture.answer(pairs[1], "refusal", as: mentee)
        #expect(try fixture.told(pairs[1], as: mentee).isEmpty)
    }

    @Test func `nobody joins a group whom a rule keeps from another of its mentors`() throws {
        var fixture = try GroupFixture.several()
        for name in ["ada", "kim"] { try fixture.add(name, mentorOf: #""go""#, capacity: 5) }
        for name in ["cy", "di"] { try fixture.add(name, menteeFor: #""go""#) }
        try fixture.speak("en", "ada", "kim", "cy")
        let opened = try fixture.open("ada", "cy")["id"].text
        let group = "/v1/relationships/\(try #require(opened))"
        let joined = try fixture.send(.put, "\(group)/members/\(fixture["kim"])")
        #expect(joined.status == 200, "\(joined.text)")
        let before = try fixture.run()
        #expect(try fixture.send(.get, before)["summary"]["matched"]?.int == 1)
        try fixture.speak("en", "di")
        try fixture.speak("fr", "kim")
        // What was computed before no longer holds; what is computed now knows of it.
        let refused = try fixture.send(.post, "\(before)/publication")
        #expect(refused.code == "inputs_changed", "\(refused.text)")
        #expect(refused["reasons"] == .array([.string("ruled_out")]))
        let path = try fixture.run()
        #expect(try fixture.send(.get, path)["summary"]["matched"]?.int == 0)
        let left = try fixture.send(.get, "\(path)/unmatched")
        #expect(left.text.contains("other_mentor_ruled_out"), "\(left.text)")
        let why = try fixture.send(
            .get,
            "/v1/programmes/\(fixture.programme)/match-explanations?mentor_id="
                + "\(fixture["ada"])&mentee_id=\(fixture["di"])&match_run_id="
                + (path.split(separator: "/").last.map(String.init) ?? ""))
        let named = why["ruled_out_by"].elements?.compactMap { $0["code"]?.text }
        #expect(named == ["other_mentor_ruled_out"], "\(why.text)")
        let byHand = try fixture.pair(fixture["ada"], fixture["di"], "proposals")
        #expect(byHand.code == "pair_forbidden", "\(byHand.text)")
        try fixture.speak("en", "kim")
        #expect(try fixture.send(.get, fixture.run())["summary"]["matched"]?.int == 1)
    }

    @Test func `a group that waits for one of its mentors says so, and no run fills it`() throws {
        var fixture = try GroupFixture.several()
        for name in ["ada", "kim"] { try fixture.add(name, mentorOf: #""go""#, capacity: 5) }
        for name in ["cy", "di"] { try fixture.add(name, menteeFor: #""go""#) }
        let opened = try fixture.open("ada", "cy")["id"].text
        let group = "/v1/relationships/\(try #require(opened))"
        _ = try fixture.send(.put, "\(group)/members/\(fixture["kim"])")
        func waitsFor() throws -> [String] {
            let standing = try fixture.send(.get, "\(group)/group")
            let isHeldUp = standing["next_step"].text == "staff_settle_mentors"
            let all = standing["waits_for"].elements ?? []
            #expect(isHeldUp == !all.isEmpty, "\(standing.text)")
            let matched = try fixture.send(.get, fixture.run())["summary"]["matched"]?.int
            #expect(matched == (isHeldUp ? 0 : 1))
            let own = try fixture.send(.get, "\(group)/group", as: fixture["cy"])
            #expect(own["waits_for"] == .array([]), "whose it is staff know")
            #expect(own["next_step"] == standing["next_step"])
            return all.compactMap { $0["reason"]?.text }
        }
        #expect(try waitsFor() == [])
        for (name, reason) in [("ada", "mentor_paused"), ("kim", "mentor_paused")] {
            try fixture.change(name, #"{"state": "paused"}"#)
            #expect(try waitsFor() == [reason])
            try fixture.change(name, #"{"state": "active"}"#)
        }
        let kim = try fixture.enrolment(of: "kim")
        let withdrawn = try fixture.send(
            .put, "/v1/enrolments/\(kim)/withdrawal", #"{"reason": "So"}"#)
        #expect(withdrawn.status == 200, "\(withdrawn.text)")
        #expect(try waitsFor() == ["mentor_not_enrolled"])
        _ = try fixture.send(.delete, "\(group)/members/\(fixture["kim"])")
        #expect(try waitsFor() == [])
    }

    @Test func `a mentor by hand has a place for those too who were asked to join`() throws {
        var fixture = try GroupFixture.several()
        for (name, places) in [("ada", 5), ("kim", 2)] {
            try fixture.add(name, mentorOf: #""go""#, capacity: places)
        }
        for name in ["cy", "di", "eve"] { try fixture.add(name, menteeFor: #""go""#) }
        let opened = try fixture.open("ada", "cy")["id"].text
        let group = "/v1/relationships/\(try #require(opened))"
        let asked = try ["di", "eve"].map {
            try fixture.pair(fixture["ada"], fixture[$0], "proposals")["id"].text ?? ""
        }
        let put = "\(group)/members/\(fixture["kim"])"
        let refused = try fixture.send(.put, put)
        #expect(refused.code == "mentor_at_capacity", "\(refused.text)")
        #expect(refused["asked"] == .array([.string("2")]), "\(refused.text)")
        #expect(try fixture.send(.put, "/v1/proposals/\(asked[0])/withdrawal").status == 200)
        #expect(try fixture.send(.put, put).status == 200)
        let open = try fixture.send(.get, "/v1/proposals/\(asked[1])")
        #expect(open["state"].text == "sent", "\(open.text)")
        #expect(try fixture.accept(JSON(parsing: open.text))["state"].text == "accepted")
    }

    @Test func `a key counts while somebody is in a group, whatever became of the enrolment`()
        throws
    {
        var fixture = try GroupFixture.several(1)
        try fixture.add("ada", mentorOf: #""go""#, capacity: 5)
        for name in ["cy", "di", "eve"] { try fixture.add(name, menteeFor: #""go""#) }
        for name in ["cy", "eve"] { _ = try fixture.open("ada", name) }
        try fixture.setKey("house 7", of: "cy", "di")
        let cy = try fixture.enrolment(of: "cy")
        let withdrawn = try fixture.send(
            .put, "/v1/enrolments/\(cy)/withdrawal", #"{"reason": "So"}"#)
        #expect(withdrawn.status == 200, "\(withdrawn.text)")
        let refused = try fixture.open("ada", "di")
        #expect(refused.code == "pair_not_possible", "\(refused.text)")
        #expect(try fixture.send(.get, fixture.run())["summary"]["matched"]?.int == 0)
        // Staff see and change them as long as they count.
        try fixture.setKey("house 8", of: "cy")
        #expect(try fixture.send(.get, fixture.run())["summary"]["matched"]?.int == 1)
        try fixture.setKey("house 7", of: "cy")
        let groups = try fixture.send(.get, "/v1/relationships?person_id=\(fixture["cy"])").items
        let group = groups.first?["id"]?.text ?? ""
        let gone = try fixture.send(
            .delete, "/v1/relationships/\(group)/members/\(fixture["cy"])")
        #expect(gone.status == 204, "\(gone.text)")
        let late = try fixture.service.send(
            .put, "/v1/enrolments/\(cy)/conflict-keys", as: fixture.service.administrator,
            headers: [("If-Match", "*")], #"{"keys": []}"#)
        #expect(late.code == "enrolment_over", "\(late.text)")
        #expect(try fixture.open("ada", "di").status == 201)
    }

    @Test func `a proposal of which nothing came tells nobody how large the group is by now`()
        throws
    {
        var fixture = try GroupFixture.several(1)
        try fixture.add("ada", mentorOf: #""go""#, capacity: 5)
        for name in ["cy", "di"] { try fixture.add(name, menteeFor: #""go""#) }
        let asked = try fixture.pair(fixture["ada"], fixture["di"], "proposals")
        let path = "/v1/proposals/\(asked["id"].text ?? "")"
        #expect(try fixture.send(.get, path)["group"]["members"]?.int == 0)
        _ = try fixture.open("ada", "cy")
        #expect(try fixture.send(.get, path, as: fixture["di"])["group"]["members"]?.int == 1)
        try fixture.answer(JSON(parsing: asked.text), "refusal", as: fixture["di"])
        for person in [fixture["di"], fixture["ada"], nil] {
            let seen = try fixture.send(.get, path, as: person)["group"]
            #expect(seen["members"] == .null && seen["most"]?.int == 4, "\(seen)")
        }
    }

    @Test func `a run of a part changes nothing for who is outside`() throws {
        let fixture = try MatchingFixture()
        func status(_ person: String) throws -> String? {
            try fixture.get("/v1/me/waiting", as: fixture.service.token(person)).items
                .first?["status"]?.text
        }
        #expect(try fixture.publish(fixture.run()).status == 201)
        #expect(try status(fixture.eve) == "unmatched_in_run")
        let part =
            "{\"objective\": \"quality\", \"scope\": {\"mentee_ids\": [\"\(fixture.cy)\"]}}"
        let mine = "{\"objective\": \"quality\", \"scope\": {\"mentee_ids\": [\"\(fixture.eve)\"]}}"
        fixture.service.clock.advance(seconds: 1)
        _ = try fixture.run(part)
        #expect(try status(fixture.eve) == "unmatched_in_run", "it asked about somebody else")
        fixture.service.clock.advance(seconds: 1)
        _ = try fixture.run(mine)
        #expect(try status(fixture.eve) == "run_under_review")
    }
}
