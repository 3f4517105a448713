// Pairs put together by hand: what rules a pair out elsewhere rules it out here too, and what staff
// may decide against is on record.

import HTTP
import JSON
import Mentorship
import Testing

@Suite struct RelationshipsOverrulingTests {
    private let all =
        #"["same_organisation", "no_common_language", "no_common_medium", "seniority_rule"]"#

    private func open(
        _ service: TestService, _ programme: String, _ mentor: String, _ mentee: String,
        overruling: String? = nil
    ) throws -> TestResponse {
        let more = overruling.map { ", \"overruling\": \($0)" } ?? ""
        return try service.send(
            .post, "/v1/programmes/\(programme)/relationships", as: service.administrator,
            "{\"mentor_id\": \"\(mentor)\", \"mentee_id\": \"\(mentee)\"\(more)}")
    }

    private func reasons(_ answer: TestResponse) -> [String] {
        answer["reasons"].elements?.compactMap(\.text) ?? []
    }

    @Test func `who must not meet is not put together by hand, and nobody may overrule that`()
        throws
    {
        let fixture = try MatchingFixture()
        _ = try fixture.exclude(fixture.ada, fixture.cy)
        for overruling in [nil, "{\"rules\": \(all), \"reason\": \"both_asked\"}"] {
            let answer = try open(
                fixture.service, fixture.programme, fixture.ada, fixture.cy,
                overruling: overruling)
            #expect(answer.code == "pair_forbidden")
            #expect(reasons(answer) == ["do_not_match"])
        }
        let audit = try fixture.get("/v1/audit-entries?action=relationship.rules_overruled")
        #expect(audit.items.isEmpty)
    }

    @Test func `a manager is not put beside their own people`() throws {
        let fixture = try MatchingFixture()
        let managed = try fixture.service.send(
            .patch, "/v1/people/\(fixture.cy)", as: fixture.service.administrator,
            headers: [("If-Match", "*")], "{\"manager_id\": \"\(fixture.ada)\"}")
        #expect(managed.status == 200)
        let answer = try open(
            fixture.service, fixture.programme, fixture.ada, fixture.cy,
            overruling: "{\"rules\": \(all), \"reason\": \"nobody_else\"}")
        #expect(answer.code == "pair_forbidden")
        #expect(reasons(answer) == ["line_manager"])
    }

    @Test func `what a programme asks for yields to staff who say so and why, and that is audited`()
        throws
    {
        let service = try TestService()
        let programme = try service.makeProgramme()
        let mentor = try service.makeMember(
            of: programme, "mentor", capacity: 1, #""languages": ["en"]"#)
        let mentee = try service.makeMember(of: programme, "mentee", #""languages": ["de"]"#)
        let refused = try open(service, programme, mentor, mentee)
        #expect(refused.code == "pair_forbidden")
        #expect(reasons(refused) == ["no_common_language"])
        let other = try open(
            service, programme, mentor, mentee,
            overruling: #"{"rules": ["seniority_rule"], "reason": "both_asked"}"#)
        #expect(reasons(other) == ["no_common_language"])
        let made = try open(
            service, programme, mentor, mentee,
            overruling:
                #"{"rules": ["no_common_language", "seniority_rule"], "reason": "both_asked"}"#)
        #expect(made.status == 201, "\(made.text)")
        let audit = try service.send(
            .get, "/v1/audit-entries?action=relationship.rules_overruled",
            as: service.administrator)
        #expect(audit.items.count == 1)
        #expect(audit.text.contains(#""rules":["no_common_language"],"reason":"both_asked""#))
    }

    @Test func `only what may be wrong for two can be overruled, with a reason`() throws {
        let fixture = try MatchingFixture()
        func code(_ overruling: String) throws -> [String] {
            let answer = try open(
                fixture.service, fixture.programme, fixture.ada, fixture.cy,
                overruling: overruling)
            #expect(answer.status == 422)
            return answer["errors"].elements?.compactMap {
                "\($0["pointer"]?.text ?? "") \($0["code"]?.text ?? "")"
            } ?? []
        }
        #expect(
            try code(#"{"rules": ["do_not_match"], "reason": "both_asked"}"#)
                == ["/overruling/rules/0 not_a_choice"])
        #expect(
            try code("{}").sorted()
                == ["/overruling/reason required", "/overruling/rules required"])
        #expect(try code(#""both_asked""#) == ["/overruling not_an_object"])
        let made = try open(
            fixture.service, fixture.programme, fixture.ada, fixture.cy,
            overruling: #"{"rules": [], "reason": "both_asked"}"#)
        #expect(made.status == 201, "nothing stood against it")
    }
}
