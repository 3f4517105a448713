// "Who could mentor me on X": found by what mentors show, in a fixed order, page by page, and never
// by what they hide.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct MentorSearchTests {
    private func find(
        _ fixture: MatchingFixture, _ query: String, as key: String? = nil
    ) throws -> [String] {
        fixture.service.runClock()
        let answer = try fixture.get(
            "/v1/programmes/\(fixture.programme)/mentors?\(query)", as: key)
        #expect(answer.status == 200, "\(answer.text)")
        return answer.items.compactMap { $0["mentor"]?["id"]?.text }
    }

    @Test func `words are folded, and c++ is one`() {
        #expect(
            MentorWords.words(of: "C++ für Ältere, C# & naïve-Bayes 2.0!") == [
                "c++", "für", "ältere", "c#", "naïve", "bayes", "2", "0",
            ])
        #expect(MentorWords.words(of: " + - ").isEmpty)
        #expect(MentorWords.words(of: "go Go GO") == ["go"])
    }

    @Test func `skills come before interests, and those before what somebody wrote`() throws {
        let skills = [Skill(stored: Term(stored: "Public speaking"), level: 5)]
        let ranks = MentorWords.ranks(
            skills: skills, interests: [Term(stored: "speaking in tongues")],
            bio: "I like public transport.",
            shownBy: MentorCard(isListed: true, shows: Set(MentorCard.Member.allCases)))
        let order = ["public", "tongues", "transport"].map { ranks[$0] ?? 0 }
        #expect(order == order.sorted() && Set(order).count == 3, "\(ranks)")
        #expect(ranks["speaking"] == ranks["public"])
        #expect(ranks[MentorWords.skill("PUBLIC  speaking")] != nil)
        let hidden = MentorWords.ranks(
            skills: skills, interests: [], bio: "secret",
            shownBy: MentorCard(isListed: true, shows: [.bio]))
        #expect(Set(hidden.keys) == ["secret"])
    }

    @Test func `a mentor is found by what they show, from the next tick of the clock on`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        #expect(try find(fixture, "text=GO") == [fixture.ada])
        #expect(try find(fixture, "skill=go,sql") == [fixture.ada])
        #expect(try find(fixture, "skill=go&text=patience") == [])
        #expect(try find(fixture, "text=quilting") == [])
        try service.send(
            .patch, "/v1/people/\(fixture.bo)", as: service.administrator,
            headers: [("If-Match", "*")],
            #"{"bio": "I teach quilting.", "interests": ["go on foot"]}"#)
        #expect(try find(fixture, "text=quilting") == [], "the bio is not shown")
        #expect(try find(fixture, "text=go") == [fixture.ada, fixture.bo])
        let enrolment = try fixture.enrolment(of: fixture.bo)["id"].text ?? ""
        let card = "/v1/enrolments/\(enrolment)/mentor-card"
        func show(_ body: String) throws {
            let answer = try service.send(
                .put, card, as: fixture.token(fixture.bo), headers: [("If-Match", "*")], body)
            #expect(answer.status < 300)
        }
        try show(#"{"shows": ["bio", "interests"]}"#)
        #expect(try find(fixture, "text=quilting") == [fixture.bo])
        #expect(try find(fixture, "text=patience") == [], "the skill is not shown any more")
        try show(#"{"listed": false, "shows": ["bio"]}"#)
        let before = try fixture.get("/v1/programmes/\(fixture.programme)/mentors?text=quilting")
        #expect(before.items.isEmpty, "also before the index knows")
        #expect(try find(fixture, "text=quilting") == [])
        try service.send(
            .put,
            "/v1/enrolments/\(try fixture.enrolment(of: fixture.ada)["id"].text ?? "")"
                + "/withdrawal", as: fixture.token(fixture.ada))
        #expect(try find(fixture, "text=go") == [])
    }

    @Test func `full mentors can be left out, and who is kept apart is not there`() throws {
        let fixture = try MatchingFixture()
        let di = try fixture.token(fixture.di)
        _ = try fixture.pair(fixture.ada, fixture.cy)
        #expect(try find(fixture, "text=go", as: di) == [fixture.ada])
        #expect(try find(fixture, "text=go&has_place=true", as: di) == [])
        #expect(try fixture.exclude(fixture.ada, fixture.di).status == 201)
        #expect(try find(fixture, "text=go", as: di) == [])
        #expect(try find(fixture, "text=go") == [fixture.ada], "staff see everybody")
    }

    @Test func `pages follow each other without a gap or a double`() throws {
        let fixture = try MatchingFixture()
        var all = [fixture.bo]
        for number in 0..<6 {
            let level = 1 + number % 3
            all.append(
                try fixture.service.makeMember(
                    of: fixture.programme, "mentor",
                    "\"skills_offered\": [{\"name\": \"patience\", \"level\": \(level)}]"))
        }
        let whole = try find(fixture, "text=patience")
        #expect(Set(whole) == Set(all) && whole.count == all.count)
        var found: [String] = []
        var path: String? = "/v1/programmes/\(fixture.programme)/mentors?text=patience&limit=2"
        while let next = path, found.count < 20 {
            let page = try fixture.get(next)
            #expect(page.items.count <= 2)
            found += page.items.compactMap { $0["mentor"]?["id"]?.text }
            path = page.header("Link").map {
                String($0.dropFirst().prefix { $0 != ">" })
            }
        }
        #expect(found == whole)
    }

    @Test func `pages go on along their word, whichever is the rarest by then`() throws {
        let fixture = try MatchingFixture()
        func add(_ level: Int) throws -> String {
            try fixture.service.makeMember(
                of: fixture.programme, "mentor",
                """
                "skills_offered": [{"name": "alpha", "level": \(level)},
                    {"name": "beta", "level": \(6 - level)}]
                """)
        }
        let all = try (0..<6).map { try add(1 + $0 % 5) }
        // One who has beta alone: alpha is the rarer.
        _ = try fixture.service.makeMember(
            of: fixture.programme, "mentor", #""skills_offered": ["beta"]"#)
        let path = "/v1/programmes/\(fixture.programme)/mentors?skill=alpha,beta&limit=3"
        var found = try find(fixture, "skill=alpha,beta&limit=3")
        let next = try #require(fixture.get(path)["next_cursor"].text)
        for _ in 0..<2 {
            _ = try fixture.service.makeMember(
                of: fixture.programme, "mentor", #""skills_offered": ["alpha"]"#)
        }
        found += try find(fixture, "skill=alpha,beta&limit=9&cursor=\(next)")
        #expect(found.count == 6 && Set(found) == Set(all), "\(found)")
        let old = PageRequest.cursor(at: "0:\(fixture.ada)")
        let foreign = PageRequest.cursor(at: "7:0:\(fixture.ada)")
        for cursor in [old, foreign] {
            #expect(try fixture.get("\(path)&cursor=\(cursor)").status == 422)
        }
    }

    @Test func `nobody is shown to who could never ask them`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let di = try fixture.token(fixture.di)
        #expect(try find(fixture, "text=go", as: di) == [fixture.ada])
        for person in [fixture.ada, fixture.di] {
            let enrolment = try fixture.enrolment(of: person)["id"].text ?? ""
            let kept = try service.send(
                .put, "/v1/enrolments/\(enrolment)/conflict-keys", as: service.administrator,
                #"{"keys": ["Atlas Ltd"]}"#)
            #expect(kept.status == 201, "\(kept.text)")
        }
        #expect(try find(fixture, "text=go", as: di) == [])
        #expect(try find(fixture, "text=go", as: fixture.token(fixture.cy)) == [fixture.ada])
        #expect(try find(fixture, "text=go") == [fixture.ada], "staff see everybody")
        let asked = try fixture.ask([fixture.bo], as: fixture.di)
        _ = try fixture.answer(
            asked["id"].text ?? "", "refusal", as: fixture.bo, #"{"code": "time"}"#)
        #expect(try find(fixture, "text=patience", as: di) == [], "they said no once")
        let eve = try fixture.token(fixture.eve)
        #expect(try find(fixture, "text=patience", as: eve) == [fixture.bo])
        let managed = try service.send(
            .patch, "/v1/people/\(fixture.eve)", as: service.administrator,
            headers: [("If-Match", "*")], "{\"manager_id\": \"\(fixture.bo)\"}")
        #expect(managed.status == 200, "\(managed.text)")
        #expect(try find(fixture, "text=patience", as: eve) == [])
    }

    @Test func `who may look, and for what`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let path = "/v1/programmes/\(fixture.programme)/mentors"
        let others = try service.outsiders()
        #expect(try service.send(.get, path + "?text=go").status == 401)
        #expect(try fixture.get(path + "?text=go", as: others.person).status == 403)
        #expect(try fixture.get(path + "?text=go", as: others.coordinator).status == 404)
        #expect(try fixture.get(path + "?text=go", as: fixture.token(fixture.ada)).status == 403)
        #expect(try fixture.get(path + "?text=go", as: service.key(.integration)).status == 403)
        for bad in ["", "?text=-", "?text=a+b+c+d+e+f+g+h+i", "?text=go&cursor=c141", "?sort=x"] {
            #expect(try fixture.get(path + bad).status == 422, "\(bad)")
        }
        let seen = try fixture.get(path + "?text=go", as: fixture.token(fixture.cy))
        #expect(!seen.text.contains("Ada") && !seen.text.contains("example.org"))
    }
}
