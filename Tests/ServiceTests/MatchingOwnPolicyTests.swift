// A run is asked about, reviewed and published by the policy that it was weighed by, whatever is in
// force since; and a pair asked about by itself scores what it scores in a run.

import HTTP
import JSON
import Mentorship
import Testing

@Suite struct MatchingOwnPolicyTests {
    private func follow(_ fixture: MatchingFixture, _ policy: String) throws {
        let made = try fixture.service.send(
            .post, "/v1/programmes/\(fixture.programme)/matching-policies",
            as: fixture.service.administrator, policy)
        try #require(made.status == 201, "\(made.text)")
    }

    /// Cy and Di want both; Ada and Bo offer one of the two each.
    private func fixture() throws -> MatchingFixture {
        let fixture = try MatchingFixture()
        for person in [fixture.ada, fixture.bo, fixture.cy, fixture.di] {
            try fixture.service.send(
                .patch, "/v1/people/\(person)", as: fixture.service.administrator,
                headers: [("If-Match", "*")],
                #"{"skills_wanted": ["go", "patience"], "seniority": 5}"#)
        }
        try follow(fixture, #"{"factors": [{"factor": "need_coverage", "weight": 1}]}"#)
        return fixture
    }

    /// Nobody scores anything by it, and nobody may be anybody's mentor.
    private let since = """
        {"factors": [{"factor": "shared_values", "weight": 1, "missing": "penalise"}],
         "seniority": {"at_least": 9}}
        """

    @Test func `a swap and a publication go by the run's own policy`() throws {
        let fixture = try fixture()
        let run = try fixture.run(#"{"objective": "coverage_then_quality", "seed": 7}"#)
        try follow(fixture, since)
        let path = "/v1/match-runs/\(run["id"].text ?? "")"
        let swapped = try fixture.service.send(
            .put, "\(path)/pairs/\(fixture.cy)/review", as: fixture.service.administrator,
            "{\"verdict\": \"swapped\", \"swap_with_mentee_id\": \"\(fixture.di)\"}")
        #expect(swapped.status == 201, "\(swapped.text)")
        #expect(swapped["score"].number == 0.5)
        #expect(try fixture.publish(run).status == 201)
    }

    @Test func `a question about a pair in a run goes by the run's own policy`() throws {
        let fixture = try fixture()
        let run = try fixture.run(#"{"objective": "coverage_then_quality", "seed": 7}"#)
        try follow(fixture, since)
        let question =
            "/v1/programmes/\(fixture.programme)/match-explanations"
            + "?mentor_id=\(fixture.ada)&mentee_id=\(fixture.cy)"
        let now = try fixture.get(question)
        #expect(now["is_possible"] == .bool(false))
        #expect(now["explanation"]["score"]?.number == 0)
        let then = try fixture.get(question + "&match_run_id=\(run["id"].text ?? "")")
        #expect(then["is_possible"] == .bool(true), "\(then.text)")
        #expect(then["explanation"]["score"]?.number == 0.5)
        #expect(then["in_run"]["explanation"]?["score"]?.number == 0.5)
    }

    @Test func `a pair asked about by itself has the texts' score of the run`() throws {
        let fixture = try MatchingFixture()
        try follow(fixture, #"{"factors": [{"factor": "text", "weight": 1}]}"#)
        for (person, words) in [
            (fixture.ada, "tracing of operators and of queues"), (fixture.bo, "gardens and queues"),
            (fixture.cy, "tracing operators in gardens"), (fixture.di, "gardens of operators"),
        ] {
            let enrolment = try #require(fixture.enrolment(of: person)["id"].text)
            let answer = try fixture.service.send(
                .patch, "/v1/enrolments/\(enrolment)", as: fixture.service.administrator,
                headers: [("If-Match", "*")], "{\"motivation\": \"\(words)\"}")
            try #require(answer.status == 200, "\(answer.text)")
            try fixture.service.send(
                .patch, "/v1/people/\(person)", as: fixture.service.administrator,
                headers: [("If-Match", "*")], "{\"bio\": \"Long among \(words)\"}")
        }
        let run = try fixture.run(#"{"objective": "coverage_then_quality", "seed": 7}"#)
        for mentee in [fixture.cy, fixture.di] {
            for mentor in [fixture.ada, fixture.bo] {
                let answer = try fixture.get(
                    "/v1/programmes/\(fixture.programme)/match-explanations?mentor_id=\(mentor)"
                        + "&mentee_id=\(mentee)&match_run_id=\(run["id"].text ?? "")")
                let score = try #require(answer["explanation"]["score"]?.number)
                #expect(score > 0)
                #expect(score == answer["in_run"]["explanation"]?["score"]?.number)
            }
        }
    }
}
