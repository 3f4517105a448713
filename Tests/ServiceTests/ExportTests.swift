// People as a sheet or as lines of JSON: the same as all pages of the list, importable again, and
// never more in memory than the client has room for.

import Foundation
import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Synchronization
import Testing

@Suite struct ExportTests {
    @Test func `an export of a thousand people is the list of all pages`() throws {
        let service = try TestService()
        _ = try service.importPeople(People.csv(1000))
        var pages: [JSON] = []
        var target: String? = "/v1/people?limit=200"
        while let next = target {
            let page = try service.send(.get, next, as: service.administrator)
            #expect(page.header("Vary") == "Accept")
            pages += page.items
            target = page["next_cursor"].text.map { "/v1/people?limit=200&cursor=\($0)" }
        }
        let export = try service.export("application/x-ndjson")
        #expect(export.status == 200)
        #expect(export.header("Content-Type") == "application/x-ndjson")
        #expect(export.header("Vary") == "Accept")
        #expect(
            export.header("Content-Disposition") == "attachment; filename=\"people.ndjson\"")
        let lines = try export.text.split(separator: "\n").map { try JSON(parsing: Array($0.utf8)) }
        #expect(lines.count == 1000)
        #expect(lines == pages)
        let sheet = try service.export("text/csv")
        #expect(sheet.text.split(separator: "\r\n").count == 1001)
    }

    @Test(arguments: ["text/csv", "application/x-ndjson"])
    func `what was exported is imported again as unchanged`(type: String) throws {
        let service = try TestService()
        for body in [
            #"{"name": "=1+1", "bio": "'=2", "phone": "+4420123", "external_ids": {"hr": "-1"}}"#,
            #"{"name": "Bo", "skills_offered": [{"name": "a;b\\c:3", "level": 5}, {"name": "iso:9"}], "external_ids": {"hr": "1", "crm": "é, \"x\""}, "values": ["a:1", "-x"]}"#,
            #"{"name": "王小明", "bio": "a\r\nb\n\tc", "languages": ["zh", "en"], "seniority": 0, "state": "paused", "external_ids": {"hr": "2"}}"#,
        ] {
            let made = try service.send(.post, "/v1/people", as: service.administrator, body)
            #expect(made.status == 201, "\(made.text)")
        }
        _ = try service.importPeople(
            People.csv(120).replacing("external_id.hr", with: "external_id.roster"))
        let before = (try service.people, try service.versions, try service.events)
        let export = try service.export(type)
        let job = try service.importPeople(export.text, type: type)
        #expect(counts(job) == [0, 0, 123, 0], "\(job) \(export.text.prefix(3000))")
        #expect((try service.people, try service.versions, try service.events) == before)
    }

    @Test func `a sheet disarms formulas and names its columns`() throws {
        let service = try TestService()
        let body =
            #"{"name": "=HYPERLINK(1)", "external_ids": {"hr": "7"}, "interests": ["a", "b;c"]}"#
        let made = try service.send(.post, "/v1/people", as: service.administrator, body)
        let id = try #require(made["id"].text)
        let sheet = try service.export("text/csv")
        #expect(sheet.header("Content-Type") == "text/csv; charset=utf-8; header=present")
        #expect(sheet.header("Content-Disposition") == "attachment; filename=\"people.csv\"")
        #expect(
            sheet.text == """
                id,external_id.hr,name,given_name,pronouns,email,phone,locale,time_zone,\
                languages,skills_offered,skills_wanted,interests,values,bio,seniority,manager_id,\
                state,created_at,updated_at\r
                \(id),7,'=HYPERLINK(1),,,,,,,,,,a; b\\;c,,,,,active,2026-03-02T09:00:00Z,\
                2026-03-02T09:00:00Z\r

                """, "\(sheet.text)")
    }

    @Test func `filters, limit and cursor count for exports too`() throws {
        let service = try TestService()
        _ = try service.importPeople(People.csv(250))
        func rows(_ answer: TestResponse) -> Int { answer.text.split(separator: "\n").count }
        let type = "application/x-ndjson"
        #expect(rows(try service.export(type, "?skill_offered=go")) == 250)
        #expect(rows(try service.export(type, "?email=p7@example.org")) == 1)
        #expect(rows(try service.export(type, "?state=left")) == 0)
        let page = try service.export(type, "?limit=150")
        #expect(rows(page) == 150)
        let link = try #require(page.header("Link"))
        let next = String(link.drop { $0 != "?" }.prefix { $0 != ">" })
        #expect(rows(try service.export(type, next)) == 100)
        let cursor = String(
            next.drop { $0 != "c" }.split(separator: "&").first { $0.hasPrefix("cursor") } ?? "")
        #expect(rows(try service.export(type, "?\(cursor)")) == 100)
        #expect(try service.export(type, "?horse=1").status == 422)
    }

    @Test func `who asks for a format that is not there is told which are`() throws {
        let service = try TestService()
        let answer = try service.export("application/pdf")
        #expect(answer.status == 406)
        #expect(answer.code == "not_acceptable")
        #expect(answer.text.contains("text/csv"))
        #expect(try service.export("text/html, */*;q=0.1").status == 200)
        #expect(try service.export("text/csv;q=0.5, application/json").json["items"] != nil)
    }

    @Test func `an export shows whom the list would show, and to nobody else`() throws {
        let service = try TestService()
        _ = try service.importPeople("external_id.hr,name\n1,Secret Person\n")
        let coordinator = try service.key(.coordinator, programmes: [])
        for type in ["text/csv", "application/x-ndjson"] {
            let mine = try service.export(type, as: coordinator)
            #expect(mine.status == 200)
            #expect(!mine.text.contains("Secret"))
            #expect(try service.export(type, as: service.key(.analyst)).status == 403)
            let nobody = try service.send(.get, "/v1/people", headers: [("Accept", type)])
            #expect(nobody.status == 401)
        }
    }

    // MARK: The producer

    /// Pages of 40 KiB without end.
    private func endless(_ made: Counter) -> Export.Page {
        { request, _ in
            made.add()
            var page = ExportPage(limit: 1)
            _ = page.admits((request.after ?? "") + "x")
            _ = page.admits("more")
            page.bytes = [UInt8](repeating: 65, count: 40 * 1024)
            return page
        }
    }

    private func waitUntil(_ condition: () -> Bool) {
        for _ in 0..<500 where !condition() { usleep(10_000) }
    }

    @Test func `a slow client has one page ahead of it, and gets all in the end`() throws {
        let service = try TestService()
        let made = Counter()
        let stream = ResponseStream()
        let producer = ExportProducer(
            stream, service.deployment, head: [], after: nil
        ) { request, _ in
            made.add()
            var page = ExportPage(limit: 1)
            _ = page.admits("\(made.value)")
            if made.value < 30 { _ = page.admits("more") }
            page.bytes = [UInt8](repeating: 65, count: 40 * 1024)
            return page
        }
        #expect(producer.start())
        waitUntil { made.value >= 2 }
        usleep(50_000)
        #expect(made.value == 2, "one waits in the stream, one with the producer")
        var taken = 0
        while taken < 30 * 40 * 1024 {
            usleep(1000)
            if case .bytes(let bytes) = stream.take() {
                #expect(bytes.count <= ResponseStream.queuedBytesMax)
                taken += bytes.count
                #expect(made.value * 40 * 1024 - taken <= 160 * 1024)
            }
        }
        waitUntil { if case .finished = stream.take() { true } else { false } }
        #expect(made.value == 30)
    }

    @Test func `a client that goes away stops the export`() throws {
        let service = try TestService()
        let made = Counter()
        let stream = ResponseStream()
        weak var producer: ExportProducer?
        do {
            let started = ExportProducer(
                stream, service.deployment, head: [], after: nil, page: endless(made))
            producer = started
            #expect(started.start())
        }
        waitUntil { made.value >= 2 }
        stream.cancel()
        usleep(50_000)
        let count = made.value
        waitUntil { producer == nil }
        #expect(producer == nil, "nothing holds the producer any more")
        #expect(made.value == count)
    }

    @Test func `an export that breaks off is cut, not ended`() throws {
        let service = try TestService()
        let stream = ResponseStream()
        let producer = ExportProducer(stream, service.deployment, head: [1], after: nil) { _, _ in
            throw Failure.notFound("page")
        }
        #expect(producer.start())
        var hasFailed = false
        waitUntil {
            if case .failed = stream.take() { hasFailed = true }
            return hasFailed
        }
        #expect(hasFailed)
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func add() { count.withLock { $0 += 1 } }
}
