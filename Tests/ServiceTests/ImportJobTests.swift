// The job behind an import: who may ask for one, what waits on disk and when it goes, cancelling,
// and going on after a stop.

import Foundation
import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Synchronization
import Testing

@Suite struct ImportJobTests {
    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    @Test func `an import is a job, and its file waits until the job ends`() throws {
        let service = try TestService()
        let answer = try service.send(
            .post, "/v1/imports?kind=people", as: service.administrator, People.csv(3),
            type: "text/csv; charset=utf-8")
        #expect(answer.status == 202, "\(answer.text)")
        let id = try #require(answer["id"].text)
        #expect(answer.header("Location") == "/v1/jobs/\(id)")
        #expect(answer["kind"].text == "people_import")
        #expect(answer["state"].text == "queued")
        let attributes = try FileManager.default.attributesOfItem(atPath: service.spoolFile(id))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        service.runJobs()
        #expect(!exists(service.spoolFile(id)))
        #expect(try service.job(id)["state"]?.text == "succeeded")
        let audit = try service.send(
            .get, "/v1/audit-entries?subject=\(id)", as: service.administrator)
        #expect(audit.items.first?["action"]?.text == "import.queued")
    }

    @Test func `a body that was spooled is taken over, and its own file goes`() throws {
        let service = try TestService()
        let path = NSTemporaryDirectory() + "body-\(UUID().uuidString)"
        try Data(People.csv(3).utf8).write(to: URL(fileURLWithPath: path))
        var request = try Request.make(
            .post, "/v1/imports",
            headers: [
                ("Authorization", "Bearer \(service.administrator)"), ("Content-Type", "text/csv"),
                ("Idempotency-Key", "one"),
            ])
        request.body = .file(path: path, count: People.csv(3).utf8.count)
        let answer = service.respond(to: request)
        #expect(answer.status == 202, "\(answer.text)")
        #expect(!exists(path))
        service.runJobs()
        #expect(try service.people == 3)

        let other = path + "-other"
        try Data(People.csv(4).utf8).write(to: URL(fileURLWithPath: other))
        request.body = .file(path: other, count: People.csv(4).utf8.count)
        let reused = service.respond(to: request)
        #expect(reused.code == "idempotency_key_reused", "another file is another body")
        #expect(!exists(other))
    }

    @Test func `a repeated request queues nothing and leaves no file`() throws {
        let service = try TestService()
        let headers = [("Idempotency-Key", "import-1")]
        let answers = try (0..<2).map { _ in
            try service.send(
                .post, "/v1/imports", as: service.administrator, headers: headers, People.csv(2),
                type: "text/csv")
        }
        #expect(answers[0].bytes == answers[1].bytes)
        #expect(answers[1].header("Idempotency-Replayed") == "true")
        let id = try #require(answers[0]["id"].text)
        service.runJobs()
        #expect(!exists(service.spoolFile(id)))
        #expect(try service.count("SELECT COUNT(*) FROM jobs") == 1)
        #expect(try service.people == 2)
        // The thread that put the repeated file there may still be on its way out.
        for _ in 0..<1000 where !files(service).isEmpty {
            Thread.sleep(forTimeInterval: 0.005)
        }
        #expect(files(service).isEmpty)
    }

    private func files(_ service: TestService) -> Set<String> {
        let folder = service.deployment.settings.spoolFolder
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return Set(names.filter { $0.hasPrefix("import-") })
    }

    @Test func `only who may write people may import`() throws {
        let service = try TestService()
        let made = try service.send(
            .post, "/v1/people", as: service.administrator, #"{"name": "Ada"}"#)
        let token = try service.token(try #require(made["id"].text))
        func status(_ key: String?) throws -> Int {
            try service.send(.post, "/v1/imports", as: key, People.csv(1), type: "text/csv").status
        }
        #expect(try status(nil) == 401)
        #expect(try status(token) == 403)
        #expect(try status(service.key(.analyst)) == 403)
        #expect(try status(service.key(.safeguardingLead)) == 403)
        #expect(try status(service.key(.coordinator, scopes: [.peopleRead])) == 403)
        #expect(try status(service.key(.coordinator, programmes: [])) == 202)
        #expect(try status(service.key(.integration)) == 202)
    }

    @Test func `what is no file of people is refused before it is a job`() throws {
        let service = try TestService()
        let key = service.administrator
        let json = try service.send(.post, "/v1/imports", as: key, "{}")
        #expect(json.status == 415)
        #expect(json.header("Accept")?.contains("text/csv") == true)
        let empty = try service.send(.post, "/v1/imports", as: key, "", type: "text/csv")
        #expect(empty.status == 400)
        let kind = try service.send(
            .post, "/v1/imports?kind=horses", as: key, "a", type: "text/csv")
        #expect(kind.status == 422)
        #expect(try service.count("SELECT COUNT(*) FROM jobs") == 0)
    }

    @Test func `a coordinator changes those they brought in, and nobody else`() throws {
        let service = try TestService()
        _ = try service.importPeople("external_id.hr,name\n1,Secret Person\n")
        let key = try service.key(.coordinator, programmes: [])
        let first = try service.importPeople("external_id.hr,name\n1,Mine Now\n2,Bo\n", as: key)
        #expect(counts(first) == [1, 0, 0, 1], "\(first)")
        #expect(errors(first) == ["1 2 /external_ids/hr external_id_not_available"])
        #expect(!"\(first)".contains("Secret"))
        let second = try service.importPeople("external_id.hr,name\n2,Bo Ek\n", as: key)
        #expect(counts(second) == [0, 1, 0, 0], "\(second)")
        let list = try service.send(.get, "/v1/people", as: key)
        #expect(list.items.compactMap { $0["name"]?.text } == ["Bo Ek"])
    }

    @Test func `a credential that was revoked imports nothing`() throws {
        let service = try TestService()
        let key = try service.key(.coordinator)
        let me = try service.send(.get, "/v1/me", as: key)
        let credential = try #require(me["credential_id"].text)
        let id = try service.queueImport(People.csv(2), as: key)
        let revoked = try service.send(
            .delete, "/v1/credentials/\(credential)", as: service.administrator,
            headers: [("If-Match", "*")])
        #expect(revoked.status == 204, "\(revoked.text)")
        service.runJobs()
        let job = try service.job(id)
        #expect(job["state"]?.text == "failed")
        #expect(job["problem"]?["code"]?.text == "importer_not_allowed")
        #expect(try service.people == 0)
        #expect(!exists(service.spoolFile(id)))
    }

    @Test func `a job that waits is cancelled with its file`() throws {
        let service = try TestService()
        let id = try service.queueImport(People.csv(2))
        let answer = try service.send(.delete, "/v1/jobs/\(id)", as: service.administrator)
        #expect(answer.status == 204)
        #expect(!exists(service.spoolFile(id)))
        service.runJobs()
        #expect(try service.people == 0)
    }

    @Test func `a running import is cancelled between batches`() throws {
        let service = try TestService()
        let id = try service.queueImport(People.csv(1000))
        let job = try #require(ID<Job>(id))
        let deployment = service.deployment
        run(service) { looks in
            if looks == 9 { try? cancel(job, deployment) }
            return looks > 20
        }
        #expect(try service.job(id)["state"]?.text == "cancelled")
        let people = try service.people
        #expect(people > 0 && people < 1000 && people.isMultiple(of: 100), "\(people)")
        #expect(!exists(service.spoolFile(id)))
    }

    @Test func `an import that a stop interrupted goes on at the next start`() throws {
        let service = try TestService()
        let id = try service.queueImport(People.csv(1000))
        run(service) { $0 > 6 }
        let half = try service.people
        #expect(half > 0 && half < 1000, "\(half)")
        #expect(try service.job(id)["state"]?.text == "running")
        #expect(exists(service.spoolFile(id)))
        let job = try #require(ID<Job>(id))
        let deployment = service.deployment
        run(service) { _ in (try? isOver(job, deployment)) ?? true }
        let done = try service.job(id)
        #expect(done["state"]?.text == "succeeded")
        #expect(counts(done) == [Int64(1000 - half), 0, Int64(half), 0], "\(done)")
        #expect(try service.people == 1000)
        #expect(!exists(service.spoolFile(id)))
    }

    @Test func `an import whose file is gone says so`() throws {
        let service = try TestService()
        let id = try service.queueImport(People.csv(2))
        try FileManager.default.removeItem(atPath: service.spoolFile(id))
        service.runJobs()
        #expect(try service.job(id)["problem"]?["code"]?.text == "import_file_gone")
    }

    /// The runner as at a start of the service, until `stops` says so; told how often it was asked.
    private func run(_ service: TestService, stops: @escaping @Sendable (Int) -> Bool) {
        let looks = Mutex(0)
        let runner = JobRunner(service.deployment, kinds: JobKinds.all) {
            let count = looks.withLock { looks in
                looks += 1
                return looks
            }
            return stops(count)
        }
        // As TestService.runJobs would, but for what was interrupted too.
        if let reader = try? service.database.reader() {
            runner.run(reader: reader)
        }
    }
}

private func isOver(_ id: ID<Job>, _ deployment: Deployment) throws -> Bool {
    try deployment.writer.perform { transaction in
        try JobStore.find(id, transaction)?.state.isOver ?? true
    }
}

private func cancel(_ id: ID<Job>, _ deployment: Deployment) throws {
    let now = deployment.now()
    _ = try deployment.writer.perform { transaction in
        try JobStore.finish(id, .cancelled, result: nil, problem: nil, now: now, transaction)
    }
}
