// A yes taken back: who may, for how long, what becomes of the pair, the place, the mentee's turn
// and of what is counted.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

extension MatchingFixture {
    /// By whoever is named, or by staff.
    func undo(_ path: String, as person: String? = nil) throws -> TestResponse {
        try service.send(
            .delete, "/v1/\(path)/acceptance",
            as: person.map { try service.token($0) } ?? service.administrator)
    }

    /// What a request of Cy's to Ada, then Bo, made of Ada's yes.
    func acceptedRequest() throws -> (path: String, relationship: String) {
        let id = try #require(ask([ada, bo], as: cy)["id"].text)
        let accepted = try answer(id, "acceptance", as: ada)
        return (
            "mentorship-requests/\(id)", try #require(accepted["relationship_id"].text)
        )
    }

    func waitingStatus(of person: String) throws -> [String] {
        try get("/v1/me/waiting", as: token(person)).texts("status")
    }
}

@Suite struct MatchingUndoTests {
    @Test func `a yes by mistake gives the place back, and the next mentor is asked`() throws {
        let fixture = try MatchingFixture()
        let since = try fixture.enrolment(of: fixture.cy)["decided_at"]
        let (path, relationship) = try fixture.acceptedRequest()
        #expect(try fixture.waitingStatus(of: fixture.cy) == [])
        let undone = try fixture.undo(path, as: fixture.ada)
        #expect(undone.status == 200, "\(undone.text)")
        #expect(undone["state"].text == "passed_over")
        #expect(undone["relationship_id"] == .null && undone["other"] == .null)
        let again = try fixture.undo(path, as: fixture.ada)
        #expect(again.text == undone.text, "said twice, done once")
        let closed = try fixture.get(
            "/v1/relationships/\(relationship)/closure", as: fixture.token(fixture.cy))
        #expect(closed["reason"].text == "accepted_by_mistake", "\(closed.text)")
        #expect(closed["side"].text == "mentor")
        let own = try fixture.get("/v1/\(path)", as: fixture.token(fixture.cy))
        #expect(own["state"].text == "waiting")
        #expect(own.choices() == ["passed_over", "asked"])
        #expect(own.choices("passed_over_because") == ["not_available"])
        #expect(try fixture.waitingStatus(of: fixture.cy) == ["request_with_mentor"])
        #expect(try fixture.enrolment(of: fixture.cy)["decided_at"] == since, "their turn")
        #expect(
            try fixture.events("mentorship_request.").map { $0.split(separator: ".")[1] } == [
                "sent", "asked", "accepted", "acceptance_undone", "asked", "reopened",
            ])
        let ask = try fixture.ask([fixture.ada], as: fixture.di)
        #expect(ask.status == 201, "the place is free again: \(ask.text)")
    }

    @Test func `it is neither a no nor a pair that was`() throws {
        let fixture = try MatchingFixture()
        let (service, cy) = (fixture.service, fixture.cy)
        let (path, _) = try fixture.acceptedRequest()
        #expect(try fixture.undo(path, as: fixture.ada).status == 200)
        let programme = try #require(ID<Programme>(fixture.programme))
        let counts = try service.read { try ProgrammeCountsStore.counts(of: programme, $0) }
        #expect((counts.relationships + counts.closures).allSatisfy { $0.count == 0 })
        #expect(!counts.closures.map(\.key).contains("accepted_by_mistake"))
        let policy = try service.send(
            .post, "/v1/programmes/\(fixture.programme)/matching-policies",
            as: service.administrator,
            #"{"factors": [{"factor": "history_together", "weight": 1}]}"#)
        #expect(policy.status == 201, "\(policy.text)")
        let question =
            "/v1/programmes/\(fixture.programme)/match-explanations"
            + "?mentor_id=\(fixture.ada)&mentee_id=\(cy)"
        #expect(try fixture.get(question).text.contains("neither has said with whom"))
        let id = String(path.split(separator: "/")[1])
        #expect(try fixture.answer(id, "withdrawal", as: cy).status == 200)
        let anew = try fixture.ask([fixture.ada], as: cy)
        #expect(anew.status == 201, "the two may meet after all: \(anew.text)")
        let pair = try fixture.answer(
            try #require(anew["id"].text), "acceptance", as: fixture.ada)
        try service.send(
            .post, "/v1/relationships/\(pair["relationship_id"].text ?? "")/closure",
            as: fixture.token(cy))
        #expect(try fixture.get(question).text.contains("have been a pair once before"))
    }

    @Test func `only who said yes, and staff, for so many hours, while nothing has begun`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let others = try service.outsiders()
        let (path, relationship) = try fixture.acceptedRequest()
        #expect(try fixture.undo(path, as: fixture.cy).status == 403)
        #expect(try fixture.undo(path, as: fixture.bo).status == 404, "never asked")
        let place = "/v1/\(path)/acceptance"
        #expect(try service.send(.delete, place).status == 401)
        for key in [others.person, others.coordinator] {
            #expect(try service.send(.delete, place, as: key).status == 404)
        }
        service.clock.advance(seconds: 24 * 3_600)
        #expect(try fixture.undo(path, as: fixture.ada).code == "undo_too_late")
        #expect(try fixture.policy(#"{"undo_hours": 169}"#).status == 422)
        #expect(try fixture.policy(#"{"undo_hours": 48}"#)["undo_hours"].int == 48)
        let start = service.clock.now.adding(seconds: 7_200).rfc3339
        let meeting = try service.send(
            .post, "/v1/relationships/\(relationship)/meetings", as: fixture.token(fixture.cy),
            """
            {"start": "\(start)", "duration_minutes": 60, "medium": "video"}
            """)
        #expect(meeting.status == 201, "\(meeting.text)")
        service.clock.advance(seconds: 7_200)
        #expect(try fixture.undo(path, as: fixture.ada).code == "pair_has_begun")
        let closed = try service.send(
            .post, "/v1/relationships/\(relationship)/closure", as: fixture.token(fixture.cy))
        #expect(closed.status == 201)
        #expect(try fixture.undo(path).code == "nothing_to_undo", "it has ended otherwise")
        let given = try service.send(
            .post, "/v1/relationships/\(relationship)/closure", as: service.administrator,
            #"{"reason": "accepted_by_mistake"}"#)
        #expect(given.status == 422, "nobody gives it: \(given.text)")
    }

    @Test func `a meeting still to come is called off, a line in a journal stands`() throws {
        let fixture = try MatchingFixture()
        let service = fixture.service
        let (path, relationship) = try fixture.acceptedRequest()
        let start = service.clock.now.adding(seconds: 86_400).rfc3339
        let meeting = try service.send(
            .post, "/v1/relationships/\(relationship)/meetings", as: fixture.token(fixture.cy),
            """
            {"start": "\(start)", "duration_minutes": 60, "medium": "video"}
            """)
        #expect(meeting.status == 201, "\(meeting.text)")
        #expect(try fixture.undo(path).status == 200, "by staff")
        let off = try fixture.get(try #require(meeting.header("Location")))
        #expect(off["state"].text == "cancelled")
        let second = try fixture.answer(
            String(path.split(separator: "/")[1]), "acceptance", as: fixture.bo)
        let next = try #require(second["relationship_id"].text)
        let entry = try service.send(
            .post, "/v1/relationships/\(next)/journal-entries", as: fixture.token(fixture.cy),
            #"{"text": "For myself alone."}"#)
        #expect(entry.status == 201, "\(entry.text)")
        #expect(try fixture.undo(path, as: fixture.bo).code == "pair_has_begun")
    }

    @Test(arguments: ["over", "left", "mentor"])
    func `nobody is asked for a programme that is over, or for who has left`(
        _ change: String
    ) throws {
        let fixture = try MatchingFixture()
        let (path, relationship) = try fixture.acceptedRequest()
        if change == "over" {
            let over = try fixture.service.send(
                .put, "/v1/programmes/\(fixture.programme)/state",
                as: fixture.service.administrator, #"{"state": "cancelled", "reason": "So"}"#)
            #expect(over.status == 200, "\(over.text)")
        } else {
            let person = change == "left" ? fixture.cy : fixture.bo
            let left = try fixture.service.send(
                .patch, "/v1/people/\(person)", as: fixture.service.administrator,
                headers: [("If-Match", "*")], #"{"state": "left"}"#)
            #expect(left.status == 200, "\(left.text)")
        }
        let undone = try fixture.undo(path)
        #expect(undone.status == 200, "\(undone.text)")
        let expected = ["over": "staff", "left": "enrolment_ended"][change]
        #expect(undone["state"].text == (expected == nil ? "exhausted" : "withdrawn"))
        #expect(undone["ended_because"].text == expected)
        #expect(undone.choices() == ["passed_over", expected == nil ? "passed_over" : "not_asked"])
        let pair = try fixture.get("/v1/relationships/\(relationship)")
        #expect(pair["state"].text == "closed", "\(pair.text)")
        #expect(try fixture.undo(path).text == undone.text)
    }

    @Test func `a yes that ended with its programme is none to take back`() throws {
        let fixture = try MatchingFixture()
        let id = try #require(fixture.propose(fixture.ada, fixture.cy)["id"].text)
        _ = try fixture.accept(id, as: fixture.ada)
        let over = try fixture.service.send(
            .put, "/v1/programmes/\(fixture.programme)/state",
            as: fixture.service.administrator, #"{"state": "cancelled", "reason": "So"}"#)
        #expect(over.status == 200, "\(over.text)")
        #expect(try fixture.undo("proposals/\(id)", as: fixture.ada).code == "nothing_to_undo")
    }

    // MARK: Proposals

    @Test func `before the second yes the first is unanswered again`() throws {
        let fixture = try MatchingFixture()
        let id = try #require(fixture.propose(fixture.ada, fixture.cy)["id"].text)
        let path = "proposals/\(id)"
        #expect(try fixture.undo(path, as: fixture.ada)["your_answer"] == .null)
        _ = try fixture.accept(id, as: fixture.ada)
        #expect(try fixture.undo(path).code == "nothing_to_undo", "staff withdraw it instead")
        let undone = try fixture.undo(path, as: fixture.ada)
        #expect(undone["state"].text == "sent" && undone["your_answer"] == .null)
        let first = try fixture.accept(id, as: fixture.cy)
        #expect(first["state"].text == "sent", "one yes is no pair: \(first.text)")
        #expect(try fixture.accept(id, as: fixture.ada)["relationship_id"].text != nil)
        #expect(try fixture.events("proposal.acceptance_undone").count == 1)
    }

    @Test func `a pair by proposal ends for both, and the wish it had fulfilled stands`() throws {
        let fixture = try MatchingFixture()
        let (service, cy) = (fixture.service, fixture.cy)
        let first = try #require(fixture.pair(fixture.ada, cy)["relationship_id"].text)
        try service.send(.post, "/v1/relationships/\(first)/closure", as: fixture.token(cy))
        let wish = "/v1/relationships/\(first)/rematch"
        #expect(try service.send(.post, wish, as: fixture.token(cy)).status == 201)
        let pair = try fixture.pair(fixture.bo, cy)
        #expect(try fixture.get(wish)["state"].text == "fulfilled")
        let path = "proposals/\(try #require(pair["id"].text))"
        let undone = try fixture.undo(path, as: cy)
        #expect(undone["state"].text == "withdrawn", "\(undone.text)")
        #expect(try fixture.undo(path, as: fixture.bo)["state"].text == "withdrawn")
        #expect(try fixture.get(wish)["state"].text == "open")
        #expect(try fixture.get("/v1/me/waiting", as: fixture.token(cy)).items.count == 1)
        let again = try fixture.pair(fixture.bo, cy)
        #expect(again["relationship_id"].text != nil, "\(again.text)")
        #expect(try fixture.get(wish)["state"].text == "fulfilled")
    }

    @Test func `a wish for another pair ends with its programme, also one that had been met`()
        throws
    {
        for isMet in [false, true] {
            let fixture = try MatchingFixture()
            let (service, cy) = (fixture.service, fixture.cy)
            let first = try #require(fixture.pair(fixture.ada, cy)["relationship_id"].text)
            try service.send(.post, "/v1/relationships/\(first)/closure", as: fixture.token(cy))
            let wish = "/v1/relationships/\(first)/rematch"
            #expect(try service.send(.post, wish, as: fixture.token(cy)).status == 201)
            let pair = isMet ? try fixture.pair(fixture.bo, cy)["id"].text : nil
            try service.send(
                .put, "/v1/programmes/\(fixture.programme)/state", as: service.administrator,
                #"{"state": "cancelled", "reason": "So"}"#)
            if let pair {
                #expect(try fixture.get(wish)["state"].text == "fulfilled")
                #expect(try fixture.undo("proposals/\(pair)").status == 200)
            }
            #expect(try fixture.get(wish).status == 404)
            let events = try fixture.events("rematch.")
            #expect(events.last == "rematch.withdrawn", "\(events)")
        }
    }

    @Test func `who joined a group by mistake goes, and may come back`() throws {
        var fixture = try GroupFixture()
        try fixture.add("ada", mentorOf: #""go""#)
        for name in ["cy", "di", "eve"] { try fixture.add(name, menteeFor: #""go""#) }
        let path = try fixture.run()
        #expect(try fixture.send(.post, "\(path)/publication").status == 201)
        let proposals = try fixture.proposals()
        var group: String?
        for proposal in proposals { group = try fixture.accept(proposal)["relationship_id"].text }
        let place = "/v1/relationships/\(try #require(group))"
        let last = try #require(proposals.last)
        let mentee = try #require(last["mentee_id"]?.text)
        let yes = "/v1/proposals/\(last["id"]?.text ?? "")/acceptance"
        let undone = try fixture.send(.delete, yes, as: mentee)
        #expect(undone["state"].text == "withdrawn", "\(undone.text)")
        let goesOn = try fixture.send(.get, place)
        #expect(goesOn["members"].elements?.count == 3, "\(goesOn.text)")
        #expect(goesOn["state"].text == "forming")
        let waits = try fixture.send(.get, "/v1/me/waiting", as: mentee)
        #expect(waits.items.count == 1)
        let again = try fixture.send(
            .post, "/v1/programmes/\(fixture.programme)/proposals",
            "{\"mentor_id\": \"\(fixture["ada"])\", \"mentee_id\": \"\(mentee)\"}")
        #expect(again.status == 201, "they have not left it: \(again.text)")
    }

    @Test func `a part of a circle is taken back before the circle stands, not after`() throws {
        let circle = try CircleFixture()
        #expect(try circle.publish().status == 201)
        let (one, other, last) = (circle.ring[0], circle.ring[1], circle.ring[2])
        _ = try circle.answer(one)
        _ = try circle.answer(other)
        let yes = "/v1/proposals/\(try circle.part(of: one)["id"]?.text ?? "")/acceptance"
        let undone = try circle.send(.delete, yes, as: one)
        #expect(undone["state"].text == "sent" && undone["your_answer"] == .null)
        #expect(try circle.answer(last)["relationship_id"] == .null, "one has not answered")
        #expect(try circle.answer(one)["relationship_id"].text != nil)
        let late = try circle.send(.delete, yes, as: one)
        #expect(late.code == "circle_stands", "\(late.text)")
    }
}
