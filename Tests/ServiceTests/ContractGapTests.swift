// What no other suite has a reason to ask, and the contract test must have seen answered.

import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Testing

@Suite struct ContractGapTests {
    @Test func `a problem's code is explained where its type points to`() throws {
        let service = try TestService()
        let refused = try service.send(.get, "/v1/me")
        let type = try #require(refused["type"].text)
        let answer = try service.send(.get, type)
        #expect(answer.status == 200)
        #expect(answer["status"].int == 401)
        #expect(try service.send(.get, "/problems/nonsense").status == 404)
    }

    @Test func `long work is listed, watched and cancelled once`() throws {
        let service = try TestService()
        let job = try service.queueNothing()
        let listed = try service.send(.get, "/v1/jobs?state=queued", as: service.administrator)
        #expect(listed.items.count == 1)
        let seen = try service.send(.get, "/v1/jobs/\(job)", as: service.administrator)
        #expect(seen["state"].text == "queued")
        #expect(seen.header("ETag") != nil)
        let cancelled = try service.send(.delete, "/v1/jobs/\(job)", as: service.administrator)
        #expect(cancelled.status == 204)
        let again = try service.send(.delete, "/v1/jobs/\(job)", as: service.administrator)
        #expect(again.code == "job_is_over")
    }

    @Test func `who may only see long work does not cancel it`() throws {
        let service = try TestService()
        let answer = try service.send(
            .post, "/v1/imports", as: service.administrator, "name\nBo\n", type: "text/csv")
        let job = try #require(answer.header("Location"))
        let lead = try service.key(.safeguardingLead)
        #expect(try service.send(.get, job, as: lead).status == 200)
        let refused = try service.send(.delete, job, as: lead)
        #expect(refused.status == 403, "\(refused.text)")
        let roster = try service.key(.integration)
        #expect(try service.send(.delete, job, as: roster).status == 204)
    }

    @Test func `long work is hidden from staff of elsewhere and refused to people`() throws {
        let service = try TestService()
        let job = try service.queueNothing()
        let (person, coordinator) = try service.outsiders()
        for method in [HTTP.Method.get, .delete] {
            #expect(try service.send(method, "/v1/jobs/\(job)").status == 401)
            #expect(try service.send(method, "/v1/jobs/\(job)", as: person).status == 403)
            #expect(try service.send(method, "/v1/jobs/\(job)", as: coordinator).status == 404)
        }
        #expect(try service.send(.get, "/v1/jobs", as: coordinator).items.isEmpty)
    }
}

extension TestService {
    /// A job of a kind that nobody works on.
    fileprivate func queueNothing() throws -> ID<Job> {
        let context = Context(
            actor: Bootstrap.actor, now: clock.now, requestID: "test", seed: deployment.seed())
        return try database.writer.perform { transaction in
            var context = context
            let id = context.newID(Job.self)
            try JobStore.insert(
                id, kind: "nothing", subject: nil, programme: nil, input: .object([]), context,
                transaction)
            return id
        }
    }
}
