// A group that was closing and goes on: what its closing ends, and what is looked at again before
// its people meet as before.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

extension CoMentored {
    fileprivate func move(
        _ group: String, to stage: String, as person: String? = nil
    ) throws -> TestResponse {
        try fixture.send(
            .post, "\(group)/stage-moves", "{\"stage\": \"\(stage)\", \"reason\": \"So\"}",
            as: person)
    }

    /// Begun with so many members, and closing.
    fileprivate func closing(_ members: Int = 1) throws -> String {
        let group = try begin()
        for place in 1..<max(members, 1) { _ = try begin(place) }
        #expect(try move(group, to: "initiation").status == 201)
        let closing = try move(group, to: "decline_and_dissolution")
        #expect(closing["state"].text == "closing", "\(closing.text)")
        return group
    }

    fileprivate func reopen(_ group: String, as person: String? = nil) throws -> TestResponse {
        try move(group, to: "initiation", as: person)
    }
}

@Suite struct MatchingReopeningTests {
    @Test func `nobody is asked any more to guide a group that is closing`() throws {
        let world = try CoMentored()
        for place in [1, 2] {
            let refused = try world.fixture.send(
                .put, "/v1/proposals/\(world.pairs[place]["id"]?.text ?? "")/refusal",
                #"{"code": "time"}"#, as: world.mentee(place))
            #expect(refused.status == 200, "\(refused.text)")
        }
        _ = try world.closing()
        let question = try world.fixture.send(.get, world.question)
        #expect(question["ended_because"].text == "group_not_formed", "\(question.text)")
        #expect(try world.answer().status == 409)
    }

    @Test func `a mentor who leads another group by now has one of them`() throws {
        let world = try CoMentored()
        let first = try world.closing()
        let second = try world.begin(1)
        #expect(second != first)
        let refused = try world.reopen(first)
        #expect(refused.code == "mentor_has_group", "\(refused.text)")
        #expect(try world.fixture.send(.get, first)["state"].text == "closing")
        _ = try world.fixture.send(.post, "\(second)/closure", "{}")
        #expect(try world.reopen(first)["state"].text == "active")
    }

    @Test func `a group goes on with a place for each member, and who takes part`() throws {
        let world = try CoMentored()
        let group = try world.closing(2)
        try world.setPlaces(1, of: world.lead)
        #expect(try world.reopen(group).code == "mentor_at_capacity")
        try world.setPlaces(2, of: world.lead)
        let listed = try world.fixture.send(
            .get,
            "/v1/programmes/\(world.fixture.programme)/enrolments?person_id="
                + world.mentee(0)
        ).items
        let gone = try world.fixture.send(
            .put, "/v1/enrolments/\(listed.first?["id"]?.text ?? "")/withdrawal",
            #"{"reason": "So"}"#)
        #expect(gone.status == 200, "\(gone.text)")
        #expect(try world.reopen(group).code == "not_enrolled")
        _ = try world.fixture.send(.delete, "\(group)/members/\(world.mentee(0))")
        #expect(try world.reopen(group)["state"].text == "active")
    }

    @Test func `two who are kept apart by now do not go on together`() throws {
        let world = try CoMentored()
        let group = try world.closing(2)
        try world.keepApart(world.mentee(0), world.mentee(1))
        let told = try world.reopen(group)
        #expect(told.code == "pair_forbidden", "\(told.text)")
        #expect(told["reasons"] == .array([.string("do_not_match")]))
        #expect(try world.reopen(group, as: world.lead).code == "pair_not_possible")
    }

    @Test func `a yes that waited for the lead's next group is one to the group that goes on`()
        throws
    {
        let world = try CoMentored()
        let group = try world.closing()
        // Two are still asked, so that there may be another group.
        #expect(try world.answer()["state"].text == "sent")
        #expect(try world.mentors(of: group) == [world.lead])
        #expect(try world.reopen(group)["state"].text == "active")
        #expect(try world.mentors(of: group) == [world.lead, world.other])
        #expect(try world.fixture.send(.get, world.question)["state"].text == "accepted")
    }
}
