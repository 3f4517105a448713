// Which mentors have how many places, as coordinators ask: always what a run would go by.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct MentorPlacesTests {
    private func list(
        _ fixture: MatchingFixture, _ query: String = "", as key: String? = nil,
        accept: String? = nil
    ) throws -> TestResponse {
        try fixture.service.send(
            .get, "/v1/programmes/\(fixture.programme)/mentor-places\(query)",
            as: key ?? fixture.service.administrator,
            headers: accept.map { [("Accept", $0)] } ?? [])
    }

    /// Capacity, taken, offered, left of a mentor.
    private func places(of mentor: String, _ answer: TestResponse) throws -> [Int64?] {
        let items = try #require(answer["items"].elements)
        let row = try #require(items.first { $0["mentor_id"]?.text == mentor }, "\(answer.text)")
        return ["capacity", "taken", "offered", "left"].map { row[$0]?.int }
    }

    @Test func `each place is taken, offered or left, and who has room is one request`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let began = try list(fixture)
        #expect(began.status == 200, "\(began.text)")
        #expect(try places(of: fixture.ada, began) == [1, 0, 0, 1])
        #expect(try places(of: fixture.bo, began) == [2, 0, 0, 2])
        #expect(began["items"].elements?.count == 2, "mentees have no places")
        #expect(try fixture.propose(fixture.bo, fixture.di).status == 201)
        let made = try service.send(
            .post, "/v1/programmes/\(fixture.programme)/relationships",
            as: service.administrator,
            "{\"mentor_id\": \"\(fixture.ada)\", \"mentee_id\": \"\(fixture.cy)\"}")
        #expect(made.status == 201, "\(made.text)")
        let answer = try list(fixture)
        #expect(try places(of: fixture.ada, answer) == [1, 1, 0, 0])
        #expect(try places(of: fixture.bo, answer) == [2, 0, 1, 1])
        let free = try list(fixture, "?has_place=true")["items"].elements
        #expect(free?.map { $0["mentor_id"]?.text } == [fixture.bo])
        let full = try list(fixture, "?has_place=false")["items"].elements
        #expect(full?.map { $0["mentor_id"]?.text } == [fixture.ada])
    }

    @Test func `pages, sheets and sites have the same rows`() throws {
        let fixture = try MatchingFixture()
        let cass = try fixture.service.makePerson("Cass")
        let made = try fixture.service.send(
            .post, "/v1/programmes/\(fixture.programme)/enrolments",
            as: fixture.service.administrator,
            "{\"person_id\": \"\(cass)\", \"role\": \"mentor\", \"site\": \"Leeds  North\"}")
        let enrolment = try #require(made["id"].text, "\(made.text)")
        let approval = "/v1/enrolments/\(enrolment)/approval"
        _ = try fixture.service.send(.put, approval, as: fixture.service.administrator)
        var (found, cursor): ([String], String?) = ([], nil)
        repeat {
            let page = try list(
                fixture, "?limit=1&has_place=true" + (cursor.map { "&cursor=\($0)" } ?? ""))
            found += page["items"].elements?.compactMap { $0["mentor_id"]?.text } ?? []
            cursor = page["next_cursor"].text
        } while cursor != nil
        #expect(found == [fixture.ada, fixture.bo, cass].sorted())
        let leeds = try list(fixture, "?site=leeds%20north")
        #expect(leeds["items"].elements?.map { $0["mentor_id"]?.text } == [cass], "\(leeds.text)")
        let sheet = try list(fixture, accept: "text/csv").text
        #expect(
            sheet.hasPrefix(
                "enrolment_id,mentor_id,mentor_name,site,capacity,taken,offered,left\r\n"))
        #expect(sheet.contains(",\(fixture.bo),Bo,,2,0,0,2\r\n"), "\(sheet)")
        #expect(sheet.contains(",\(cass),Cass,Leeds  North,"), "\(sheet)")
        let key = try fixture.service.key(.coordinator, scopes: [.matchingRead])
        let nameless = try list(fixture, as: key, accept: "text/csv").text
        #expect(nameless.contains(",\(fixture.bo),,,2,0,0,2\r\n"), "\(nameless)")
    }

    @Test(arguments: ["peer", "group", "team"])
    func `what the list says of each mentor adds up to what the supply says`(
        _ model: String
    ) throws {
        let service = try TestService()
        let made = try service.send(
            .post, "/v1/programmes", as: service.administrator,
            "{\"name\": \"Together\", \"purpose\": \"Learn\", \"model\": \"\(model)\"}")
        let programme = try #require(made["id"].text, "\(made.text)")
        try service.setState(of: programme, "open")
        let isOfPeers = model == "peer"
        let mentors = try (0..<6).map { _ in
            try service.makeMember(of: programme, isOfPeers ? "both" : "mentor", capacity: 4)
        }
        for _ in 0..<7 where !isOfPeers { _ = try service.makeMember(of: programme, "mentee") }
        let run = try service.send(
            .post, "/v1/programmes/\(programme)/match-runs", as: service.administrator,
            #"{"objective": "coverage_then_quality"}"#)
        service.runJobs()
        let location = try #require(run.header("Location"))
        let published = try service.send(
            .post, "\(location)/publication", as: service.administrator)
        #expect(published.status == 200 || published.status == 201, "\(published.text)")
        let proposals = try service.send(
            .get, "/v1/proposals?programme_id=\(programme)", as: service.administrator)
        // Some groups begin, others wait for answers.
        for proposal in try #require(proposals["items"].elements).prefix(8) {
            for side in ["mentor_id", "mentee_id"] {
                guard let person = proposal[side]?.text else { continue }
                _ = try service.send(
                    .put, "/v1/proposals/\(proposal["id"]?.text ?? "")/acceptance",
                    as: service.token(person))
            }
        }
        let supply = try service.send(
            .get, "/v1/programmes/\(programme)/matching-supply", as: service.administrator)
        let list = try service.send(
            .get, "/v1/programmes/\(programme)/mentor-places", as: service.administrator)
        let items = try #require(list["items"].elements, "\(list.text)")
        #expect(items.count == mentors.count)
        for (one, all) in [
            ("capacity", "places"), ("taken", "taken"), ("offered", "offered"), ("left", "left"),
        ] {
            let sum = items.reduce(0) { $0 + ($1[one]?.int ?? 0) }
            #expect(sum == supply["mentors"][all]?.int, "\(one): \(list.text) \(supply.text)")
        }
        let asked = items.reduce(0) { $0 + ($1["taken"]?.int ?? 0) + ($1["offered"]?.int ?? 0) }
        #expect(asked > 0, "\(list.text)")
    }

    @Test func `the list of places is for staff of the programme`() throws {
        let fixture = try MatchingFixture()
        let other = try #require(ID<Programme>(fixture.service.makeProgramme()))
        let elsewhere = try fixture.service.key(.coordinator, programmes: [other])
        #expect(try list(fixture, as: fixture.token(fixture.ada)).status == 403)
        #expect(try list(fixture, as: fixture.service.key(.analyst)).status == 403)
        #expect(try list(fixture, as: elsewhere).status == 404)
        #expect(try list(fixture, "?has_place=perhaps").status == 422)
    }
}
