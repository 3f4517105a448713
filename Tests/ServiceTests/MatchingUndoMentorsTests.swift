// A yes by mistake in groups with several mentors: that of who would guide one too, and those of
// the mentees whom the group is made of.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct MatchingUndoMentorsTests {
    @Test func `a yes by mistake to guide a group is unanswered until they guide it`() throws {
        let world = try CoMentored()
        let yes = "\(world.question)/acceptance"
        _ = try world.answer()
        #expect(try world.fixture.send(.delete, yes, as: world.lead).status == 404)
        #expect(try world.fixture.send(.delete, yes).code == "nothing_to_undo", "staff withdraw")
        let undone = try world.fixture.send(.delete, yes, as: world.other)
        #expect(undone["state"].text == "sent", "\(undone.text)")
        #expect(undone["your_answer"] == .null)
        #expect(try world.fixture.send(.delete, yes, as: world.other).text == undone.text)
        let group = try world.begin()
        #expect(try world.mentors(of: group) == [world.lead], "nobody who has not said yes")
        #expect(try world.answer()["state"].text == "accepted")
        for person in [world.other, nil] {
            let late = try world.fixture.send(.delete, yes, as: person)
            #expect(late.code == "has_joined_group", "\(late.text)")
        }
        #expect(try world.mentors(of: group) == [world.lead, world.other])
    }

    @Test func `a group of one by mistake ends for all its mentors, unless one wrote`() throws {
        let world = try CoMentored()
        let path = "/v1/proposals/\(world.pairs[0]["id"]?.text ?? "")/acceptance"
        let group = try world.begin()
        let undone = try world.fixture.send(.delete, path, as: world.mentee(0))
        #expect(undone["state"].text == "withdrawn", "\(undone.text)")
        #expect(try world.fixture.send(.get, group)["state"].text == "closed")
        // Two are still asked to join a group of the lead, and so is who would guide it with them.
        #expect(try world.fixture.send(.get, world.question)["state"].text == "sent")
        let next = try world.begin(1)
        _ = try world.answer()
        #expect(try world.mentors(of: next) == [world.lead, world.other])
        let third = "/v1/proposals/\(world.pairs[2]["id"]?.text ?? "")/acceptance"
        _ = try world.fixture.accept(world.pairs[2])
        #expect(try world.fixture.send(.delete, third, as: world.lead).status == 200)
        #expect(try world.mentors(of: next) == [world.lead, world.other], "it goes on")
        let entry = try world.fixture.send(
            .post, "\(next)/journal-entries", #"{"text": "Well met."}"#, as: world.other)
        #expect(entry.status == 201, "\(entry.text)")
        let second = "/v1/proposals/\(world.pairs[1]["id"]?.text ?? "")/acceptance"
        let late = try world.fixture.send(.delete, second, as: world.mentee(1))
        #expect(late.code == "pair_has_begun", "\(late.text)")
    }

    @Test func `who would guide a group with others is let go with the last of its pairs`() throws {
        let world = try CoMentored()
        _ = try world.begin()
        for pair in world.pairs.dropFirst() {
            _ = try world.fixture.send(
                .put, "/v1/proposals/\(pair["id"]?.text ?? "")/refusal", #"{"code": "time"}"#,
                as: pair["mentee_id"]?.text)
        }
        let path = "/v1/proposals/\(world.pairs[0]["id"]?.text ?? "")/acceptance"
        #expect(try world.fixture.send(.delete, path).status == 200, "by staff")
        let ended = try world.fixture.send(.get, world.question)
        #expect(ended["ended_because"].text == "group_not_formed", "\(ended.text)")
    }
}
