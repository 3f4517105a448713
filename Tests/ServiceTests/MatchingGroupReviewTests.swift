// What a review of a run for groups looks at beyond the pair itself: who would be in the group.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct MatchingGroupReviewTests {
    @Test func `no swap puts two into one group who must not meet, and the run is published`()
        throws
    {
        var fixture = try GroupFixture(#", "group_least": 2, "group_most": 2"#)
        for name in ["ada", "bo"] { try fixture.add(name, mentorOf: #""go""#, capacity: 2) }
        for name in ["cy", "di", "eve", "fay"] { try fixture.add(name, menteeFor: #""go""#) }
        let apart = try fixture.send(
            .post, "/v1/programmes/\(fixture.programme)/exclusions",
            """
            {"mentor_id": "\(fixture["cy"])", "mentee_id": "\(fixture["di"])", "reason": "No."}
            """)
        #expect(apart.status == 201, "\(apart.text)")
        let run = try fixture.run()
        var mentors: [String: String] = [:]
        for pair in try fixture.send(.get, "\(run)/pairs").items {
            mentors[pair["mentee_id"]?.text ?? ""] = pair["mentor_id"]?.text
        }
        #expect(mentors[fixture["cy"]] != mentors[fixture["di"]])
        func beside(_ name: String) throws -> String {
            try #require(
                mentors.first { $0.value == mentors[fixture[name]] && $0.key != fixture[name] }?.key
            )
        }
        let refused = try fixture.send(
            .put, "\(run)/pairs/\(try beside("cy"))/review",
            "{\"verdict\": \"swapped\", \"swap_with_mentee_id\": \"\(fixture["di"])\"}")
        #expect(refused.code == "pair_forbidden", "\(refused.text)")
        #expect(refused["reasons"].elements?.compactMap(\.text) == ["do_not_match"])
        let taken = try fixture.send(
            .put, "\(run)/pairs/\(try beside("cy"))/review",
            "{\"verdict\": \"swapped\", \"swap_with_mentee_id\": \"\(try beside("di"))\"}")
        #expect(taken.status == 201, "\(taken.text)")
        let published = try fixture.send(.post, "\(run)/publication")
        #expect(published.status < 300, "\(published.text)")
    }
}
