// Where a programme's mentors are short, as its staff ask.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct MatchingSupplyTests {
    private func supply(
        _ fixture: MatchingFixture, as key: String? = nil, accept: String? = nil
    ) throws -> TestResponse {
        try fixture.service.send(
            .get, "/v1/programmes/\(fixture.programme)/matching-supply",
            as: key ?? fixture.service.administrator,
            headers: accept.map { [("Accept", $0)] } ?? [])
    }

    @Test func `what nobody offers is short, and places are counted as they stand`() throws {
        let fixture = try MatchingFixture()
        let answer = try supply(fixture)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(
            answer["mentors"].description
                == #"{"approved":2,"places":3,"taken":0,"offered":0,"left":3}"#)
        #expect(answer["mentees_waiting"].int == 3)
        #expect(answer["skills"]["mentees"]?.int == 3)
        #expect(answer["skills"]["shortage"]?.int == 1)
        #expect(
            answer["skills"]["gaps"]?.description
                == #"[{"wants":[{"name":"welding","level":3}],"mentees":1,"places":0,"short":1}]"#
        )
        #expect(answer["languages"]["shortage"]?.int == 0)
        #expect(answer["sites"]["mentees"]?.int == 0)
        let sheet = try supply(fixture, accept: "text/csv")
        #expect(sheet.text.contains("skills,welding,3,1,0,0,1,1\r\n"), "\(sheet.text)")
        #expect(sheet.text.contains("skills,go,3,1,1,1,,\r\n"), "\(sheet.text)")
    }

    @Test func `a place that was taken or offered serves nobody else`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        _ = try service.makeMember(
            of: fixture.programme, "mentee", #""skills_wanted": ["go"]"#)
        #expect(try supply(fixture)["skills"]["shortage"]?.int == 2, "two want the one place")
        let made = try service.send(
            .post, "/v1/programmes/\(fixture.programme)/relationships",
            as: service.administrator,
            "{\"mentor_id\": \"\(fixture.ada)\", \"mentee_id\": \"\(fixture.cy)\"}")
        #expect(made.status == 201, "\(made.text)")
        let answer = try supply(fixture)
        #expect(
            answer["mentors"].description
                == #"{"approved":2,"places":3,"taken":1,"offered":0,"left":2}"#)
        #expect(answer["mentees_waiting"].int == 3)
        #expect(answer["skills"]["shortage"]?.int == 2, "\(answer.text)")
    }

    @Test func `the page says in words what is short, beside what is not`() throws {
        let fixture = try MatchingFixture()
        let page = try supply(fixture, accept: "text/html")
        #expect(page.status == 200)
        #expect(page.header("Content-Type") == "text/html; charset=utf-8")
        #expect(page.header("Vary") == "Accept")
        let policy = try #require(page.header("Content-Security-Policy"))
        #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe"))
        let text = page.text
        #expect(text.contains("3 who wait ask for a skill. "), "\(text)")
        #expect(text.contains(">Short by 1:</strong> so many at least go without a mentor"))
        let row = "<tr><th scope=\"row\">welding, level 3</th>"
        let cells = "<td class=\"n\">1</td><td class=\"n\">0</td><td class=\"n\">0</td>"
        #expect(text.contains(row + cells + "<td class=\"short\">short by 1</td></tr>"), "\(text)")
        #expect(text.contains("<tr><th scope=\"row\">go, level 3</th>"))
        #expect(text.contains("welding, level 3: asked for by 1, 0 places, short by 1;"))
        #expect(text.contains("<p>Nobody who waits has a site.</p>"))
        let enough = try #require(text.ranges(of: "go, level 3").first)
        #expect(text[..<enough.lowerBound].contains("welding, level 3"), "short ones first")
        #expect(!text.contains("<script"))
    }

    @Test func `a want is written on the page as it is and never as markup`() throws {
        let fixture = try MatchingFixture()
        let long = String(repeating: "w", count: 100)
        for skill in ["<b>&'\\\"</b>", long] {
            _ = try fixture.service.makeMember(
                of: fixture.programme, "mentee", "\"skills_wanted\": [\"\(skill)\"]")
        }
        let text = try supply(fixture, accept: "text/html").text
        #expect(text.contains("&lt;b&gt;&amp;&#39;&quot;&lt;/b&gt;"), "\(text)")
        #expect(!text.contains("<b>"))
        #expect(text.contains(">\(long), level 3</th>"), "whole in the table")
        #expect(text.contains(">\(long.prefix(36))…</text>"), "clipped in the picture")
    }

    @Test func `partners are short among equals, and nobody is a mentor`() throws {
        let service = try TestService()
        let made = try service.send(
            .post, "/v1/programmes", as: service.administrator,
            #"{"name": "Side by side", "purpose": "Learn", "model": "peer"}"#)
        let answer = try service.send(
            .get, "/v1/programmes/\(made["id"].text ?? "")/matching-supply",
            as: service.administrator, headers: [("Accept", "text/html")])
        #expect(answer.text.contains("<h1>Where partners are short: "), "\(answer.text)")
        #expect(answer.text.contains("People who wait: 0</text>"))
        #expect(!answer.text.contains("entor"))
    }

    @Test func `it is for staff of the programme`() throws {
        let fixture = try MatchingFixture()
        let other = try #require(ID<Programme>(fixture.service.makeProgramme()))
        let elsewhere = try fixture.service.key(.coordinator, programmes: [other])
        #expect(try supply(fixture, as: fixture.token(fixture.cy)).status == 403)
        #expect(try supply(fixture, as: fixture.service.key(.analyst)).status == 403)
        #expect(try supply(fixture, as: elsewhere).status == 404)
    }
}
