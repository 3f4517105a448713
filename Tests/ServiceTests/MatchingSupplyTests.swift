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

    @Test func `it is for staff of the programme`() throws {
        let fixture = try MatchingFixture()
        let other = try #require(ID<Programme>(fixture.service.makeProgramme()))
        let elsewhere = try fixture.service.key(.coordinator, programmes: [other])
        #expect(try supply(fixture, as: fixture.token(fixture.cy)).status == 403)
        #expect(try supply(fixture, as: fixture.service.key(.analyst)).status == 403)
        #expect(try supply(fixture, as: elsewhere).status == 404)
    }
}
