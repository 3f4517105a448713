// Teams that have fewer mentors than their model needs: told to staff before and after they begin.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct TeamMentorsTests {
    @Test func `a team with one mentor says so, and who has the next move`() throws {
        let service = try TestService()
        let made = try service.send(
            .post, "/v1/programmes", as: service.administrator,
            #"{"name": "Team", "purpose": "Learn", "model": "team", "group_most": 3}"#)
        let programme = try #require(made["id"].text, "\(made.text)")
        try service.setState(of: programme, "open")
        let mentors = try (0..<2).map { _ in
            try service.makeMember(
                of: programme, "mentor", capacity: 4, #""skills_offered": ["go"]"#)
        }
        let mentee = try service.makeMember(of: programme, "mentee", #""skills_wanted": ["go"]"#)
        let opened = try service.send(
            .post, "/v1/programmes/\(programme)/relationships", as: service.administrator,
            "{\"mentor_id\": \"\(mentors[0])\", \"mentee_id\": \"\(mentee)\"}")
        let group = "/v1/relationships/\(try #require(opened["id"].text, "\(opened.text)"))"
        func standing() throws -> TestResponse {
            try service.send(.get, "\(group)/group", as: service.administrator)
        }
        let alone = try standing()
        #expect(alone["status"].text == "lacks_mentors", "\(alone.text)")
        #expect(alone["next_step"].text == "add_mentor")
        #expect(alone["mentors_least"].int == 2)
        #expect(alone["words"].text?.contains("1 of the 2 mentors") ?? false, "\(alone.text)")
        let second = "\(group)/members/\(mentors[1])"
        let added = try service.send(.put, second, as: service.administrator)
        #expect(added.status < 300, "\(added.text)")
        #expect(try standing()["status"].text == "open")
        func events() throws -> [JSON] {
            try service.send(.get, "/v1/events?after=0&limit=200", as: service.administrator).items
                .filter { $0["type"]?.text == "relationship.lacks_mentors" }
        }
        #expect(try events().isEmpty)
        #expect(try service.send(.delete, second, as: service.administrator).status == 204)
        let left = try standing()
        #expect(left["status"].text == "lacks_mentors" && left["next_step"].text == "add_mentor")
        let event = try #require(try events().first)
        #expect(event["data"]?.description == #"{"mentors":1,"mentors_least":2}"#, "\(event)")
    }

    @Test func `a run's page says how many teams it found one mentor for`() throws {
        let service = try TestService()
        let made = try service.send(
            .post, "/v1/programmes", as: service.administrator,
            #"{"name": "Team", "purpose": "Learn", "model": "team", "group_most": 3}"#)
        let programme = try #require(made["id"].text, "\(made.text)")
        try service.setState(of: programme, "open")
        _ = try service.makeMember(
            of: programme, "mentor", capacity: 4, #""skills_offered": ["go"]"#)
        _ = try service.makeMember(of: programme, "mentee", #""skills_wanted": ["go"]"#)
        func page() throws -> String {
            let started = try service.send(
                .post, "/v1/programmes/\(programme)/match-runs", as: service.administrator,
                #"{"objective": "coverage_then_quality"}"#)
            service.runJobs()
            let path = try #require(started.header("Location"), "\(started.text)")
            return try service.send(.get, "\(path)/page", as: service.administrator).text
        }
        let alone = try page()
        #expect(alone.contains(">1 group has fewer than the 2 mentors that"), "\(alone)")
        #expect(alone.contains("for as many mentees in groups as can be"), "\(alone)")
        _ = try service.makeMember(
            of: programme, "mentor", capacity: 4, #""skills_offered": ["go"]"#)
        let both = try page()
        #expect(!both.contains("fewer than the"), "\(both)")
        #expect(both.contains(", with A mentor</td>"), "\(both)")
    }
}
