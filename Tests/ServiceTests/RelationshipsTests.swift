// Who sees a relationship, how it goes from stage to stage, and how it ends.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct RelationshipsTests {
    @Test func `the pair and its programme's staff see it, to others it is not there`() throws {
        let pair = try PairFixture()
        #expect(try pair.statuses(.get, pair.path) == Statuses())
        #expect(try pair.statuses(.get, pair.path + "/stage-moves") == Statuses())
        let answer = try pair.get(pair.path, as: pair.elsewhere)
        #expect(!answer.text.contains(pair.mentor))
    }

    @Test func `people list their own, staff those of their programmes`() throws {
        let pair = try PairFixture()
        func ids(_ key: String, _ query: String = "") throws -> [String] {
            let answer = try pair.get("/v1/relationships" + query, as: key)
            #expect(answer.status == 200, "\(answer.text)")
            return answer.items.compactMap { $0["id"]?.text }
        }
        #expect(try ids(pair.menteeToken) == [pair.relationship])
        #expect(try ids(pair.mentorToken, "?state=forming") == [pair.relationship])
        #expect(try ids(pair.mentorToken, "?state=closed") == [])
        #expect(try ids(pair.mentorToken, "?person_id=\(pair.mentee)") == [])
        #expect(try ids(pair.stranger) == [])
        #expect(try ids(pair.elsewhere) == [])
        #expect(try ids(pair.elsewhere, "?person_id=\(pair.mentee)") == [])
        #expect(try ids(pair.elsewhere, "?programme_id=\(pair.programme)") == [])
        #expect(try ids(pair.coordinator, "?person_id=\(pair.mentee)") == [pair.relationship])
        #expect(
            try ids(pair.coordinator, "?programme_id=\(pair.programme)&state=forming")
                == [pair.relationship])
        #expect(try pair.service.send(.get, "/v1/relationships").status == 401)
        let analyst = try pair.service.key(.analyst)
        #expect(try pair.get("/v1/relationships", as: analyst).status == 403)
    }

    @Test func `a list of relationships is read page by page`() throws {
        let pair = try PairFixture(capacity: 5)
        for _ in 0..<4 {
            let mentee = try pair.service.makeMember(of: pair.programme, "mentee")
            _ = try pair.post(
                "/v1/programmes/\(pair.programme)/relationships", as: pair.coordinator,
                "{\"mentor_id\": \"\(pair.mentor)\", \"mentee_id\": \"\(mentee)\"}")
        }
        for key in [pair.mentorToken, pair.coordinator] {
            var seen: Set<String> = []
            var target: String? = "/v1/relationships?limit=2"
            while let next = target {
                let page = try pair.get(next, as: key)
                #expect(page.items.allSatisfy { $0["members"]?.elements?.count == 2 })
                seen.formUnion(page.items.compactMap { $0["id"]?.text })
                target = page["next_cursor"].text.map {
                    "/v1/relationships?limit=2&cursor=\($0)"
                }
            }
            #expect(seen.count == 5)
        }
    }

    // MARK: Stages

    @Test func `stages are moved freely, dated, with a reason`() throws {
        let pair = try PairFixture()
        let target = pair.path + "/stage-moves"
        func move(_ stage: String, as key: String) throws -> TestResponse {
            try pair.post(target, as: key, "{\"stage\": \"\(stage)\", \"reason\": \"We met\"}")
        }
        try pair.expectOutsidersRefused(
            .post, target, "{\"stage\": \"initiation\", \"reason\": \"x\"}")
        let first = try move("initiation", as: pair.menteeToken)
        #expect(first.status == 201, "\(first.text)")
        #expect(first["state"].text == "active")
        #expect(first["moved_by"].text == pair.mentee)
        #expect(first["moved_at"].text == "2026-03-02T09:00:00Z")
        #expect(try move("growth_and_maintenance", as: pair.mentorToken).status == 201)
        #expect(try move("initiation", as: pair.coordinator).status == 201)
        #expect(try move("initiation", as: pair.coordinator).code == "same_stage")
        #expect(try move("nowhere", as: pair.coordinator).status == 422)
        #expect(
            try move("decline_and_dissolution", as: pair.mentorToken)["state"].text == "closing")
        #expect(try move("growth_and_maintenance", as: pair.mentorToken)["state"].text == "active")

        let history = try pair.get(target, as: pair.menteeToken)
        #expect(
            history.items.compactMap { $0["stage"]?.text } == [
                "contemplation", "initiation", "growth_and_maintenance", "initiation",
                "decline_and_dissolution", "growth_and_maintenance",
            ])
        let now = try pair.get(pair.path, as: pair.menteeToken)
        #expect(now["stage"].text == "growth_and_maintenance")
        #expect(now["started_on"].text == "2026-03-02")
    }

    @Test func `a move says where to and why`() throws {
        let pair = try PairFixture()
        let answer = try pair.post(pair.path + "/stage-moves", as: pair.menteeToken, "{}")
        #expect(answer.status == 422)
        #expect(answer.text.contains("/stage") && answer.text.contains("/reason"))
    }

    // MARK: The end

    @Test(arguments: [true, false])
    func `either side ends it at once, without the other's consent`(isMentor: Bool) throws {
        let pair = try PairFixture()
        let key = isMentor ? pair.mentorToken : pair.menteeToken
        try pair.expectOutsidersRefused(.post, pair.path + "/closure", "{}")
        let answer = try pair.post(pair.path + "/closure", as: key)
        #expect(answer.status == 201, "\(answer.text)")
        #expect(answer["reason"].text == "no_fault")
        #expect(answer["side"].text == (isMentor ? "mentor" : "mentee"))
        #expect(try pair.get(pair.path, as: pair.coordinator)["state"].text == "closed")
    }

    @Test func `staff may end it too, and say who asked`() throws {
        let pair = try PairFixture()
        let answer = try pair.post(
            pair.path + "/closure", as: pair.coordinator,
            #"{"reason": "programme_ended", "side": "both"}"#)
        #expect(answer.status == 201, "\(answer.text)")
        #expect(answer["side"].text == "both")
    }

    @Test func `a closed relationship stays closed`() throws {
        let pair = try PairFixture()
        #expect(try pair.post(pair.path + "/closure", as: pair.menteeToken).status == 201)
        for (target, body) in [
            ("/closure", "{}"), ("/stage-moves", #"{"stage": "initiation", "reason": "again"}"#),
            ("/goals", #"{"title": "More"}"#),
        ] {
            let answer = try pair.post(pair.path + target, as: pair.menteeToken, body)
            #expect(answer.status == 409)
            #expect(answer.code == "relationship_closed", "\(target): \(answer.text)")
        }
        let booked = try pair.book("2026-03-05T10:00:00Z")
        #expect(booked.code == "relationship_not_open")
    }

    @Test func `nobody speaks for the other side`() throws {
        let pair = try PairFixture()
        let answer = try pair.post(
            pair.path + "/closure", as: pair.menteeToken, #"{"side": "mentor"}"#)
        #expect(answer.status == 422)
        #expect(try pair.get(pair.path, as: pair.menteeToken)["state"].text == "forming")
    }

    @Test func `why it ended is for staff and the side that asked`() throws {
        let pair = try PairFixture()
        let body = #"{"reason": "manipulation", "message": "Thank you for the walks"}"#
        #expect(try pair.post(pair.path + "/closure", as: pair.menteeToken, body).status == 201)
        for target in [pair.path, pair.path + "/closure", "/v1/relationships"] {
            #expect(try pair.get(target, as: pair.coordinator).text.contains("manipulation"))
            #expect(try pair.get(target, as: pair.menteeToken).text.contains("manipulation"))
            #expect(!(try pair.get(target, as: pair.mentorToken).text.contains("manipulation")))
        }
        let moves = try pair.get(pair.path + "/stage-moves", as: pair.mentorToken)
        #expect(moves.items.last?["state"]?.text == "closed")
        #expect(!moves.text.contains("manipulation") && !moves.text.contains(pair.mentee))
        // The farewell is between the two.
        let closure = pair.path + "/closure"
        #expect(try pair.get(closure, as: pair.mentorToken).text.contains("the walks"))
        #expect(!(try pair.get(closure, as: pair.coordinator).text.contains("the walks")))
        #expect(try pair.statuses(.get, closure) == Statuses())
    }

    @Test func `closing calls off what was still to come`() throws {
        let pair = try PairFixture()
        let meeting = try #require(try pair.book("2026-03-05T10:00:00Z")["id"].text)
        #expect(try pair.post(pair.path + "/closure", as: pair.mentorToken).status == 201)
        let after = try pair.get("/v1/meetings/\(meeting)", as: pair.menteeToken)
        #expect(after["state"].text == "cancelled")
        let events = try pair.get("/v1/events", as: pair.service.administrator)
        #expect(events.text.contains("relationship.closed"))
        #expect(events.text.contains("meeting.cancelled"))
    }
}
