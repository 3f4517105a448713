// What a run made, as sheets and as lines: the same as its pages, in words that a coordinator reads.

import HTTP
import JSON
import Mentorship
import Testing

@testable import MentorshipService

@Suite struct RunSheetTests {
    private func pairs(_ run: TestResponse) -> String {
        "/v1/match-runs/\(run["id"].text ?? "")/pairs"
    }

    private func send(
        _ fixture: MatchingFixture, _ path: String, _ type: String, as key: String? = nil
    ) throws -> TestResponse {
        try fixture.service.send(
            .get, path, as: key ?? fixture.service.administrator, headers: [("Accept", type)])
    }

    @Test func `the pairs of a run are a sheet with names, the review and plain reasons`() throws {
        let fixture = try MatchingFixture()
        let run = try fixture.run()
        let review = try fixture.service.send(
            .put, pairs(run) + "/\(fixture.di)/review", as: fixture.service.administrator,
            #"{"verdict": "locked"}"#)
        #expect(review.status == 201, "\(review.text)")
        let sheet = try send(fixture, pairs(run), "text/csv")
        #expect(sheet.header("Content-Type") == "text/csv; charset=utf-8; header=present")
        let name = "\(try #require(run["id"].text))-pairs.csv"
        #expect(sheet.header("Content-Disposition") == "attachment; filename=\"\(name)\"")
        let records = sheet.text.split(separator: "\r\n").map(String.init)
        #expect(
            records.first == """
                mentee_id,mentee_name,mentor_id,mentor_name,score,locked,verdict,\
                reviewed_mentor_id,reviewed_mentor_name,why
                """)
        #expect(records.count == 3)
        let cy = try #require(records.first { $0.hasPrefix(fixture.cy) })
        #expect(cy.hasPrefix("\(fixture.cy),Cy,\(fixture.ada),Ada,1,false,,,,"), "\(cy)")
        #expect(cy.contains("the mentor can help with go; you both speak en"), "\(cy)")
        let di = try #require(records.first { $0.hasPrefix(fixture.di) })
        #expect(di.contains(",locked,\(fixture.bo),Bo,"), "\(di)")
    }

    @Test func `lines are the items of the pages, one after the other`() throws {
        let fixture = try MatchingFixture()
        let run = try fixture.run()
        let items = try fixture.get(pairs(run)).items
        let type = "application/x-ndjson"
        let lines = try send(fixture, pairs(run), type).text
            .split(separator: "\n").map { try JSON(parsing: Array($0.utf8)) }
        #expect(lines == items)
        #expect(lines.count == 2)
        let first = try send(fixture, pairs(run) + "?limit=1", type)
        #expect(first.text.split(separator: "\n").count == 1)
        let link = try #require(first.header("Link"))
        let next = String(link.drop { $0 != "/" }.prefix { $0 != ">" })
        let second = try send(fixture, next, type)
        #expect(try JSON(parsing: Array(second.text.utf8)) == items.last)
        #expect(second.header("Link") == nil)
    }

    @Test func `those left without are a sheet that says why, and what comes next`() throws {
        let fixture = try MatchingFixture()
        let run = try fixture.run()
        let path = "/v1/match-runs/\(run["id"].text ?? "")/unmatched"
        let sheet = try send(fixture, path, "text/csv")
        let records = sheet.text.split(separator: "\r\n").map(String.init)
        #expect(
            records.first
                == "mentee_id,mentee_name,reason,mentors_wanted,mentors_found,words,next_step")
        #expect(records.count == 2, "\(sheet.text)")
        #expect(records.last?.hasPrefix("\(fixture.eve),Eve,no_candidate,1,0,") == true)
        #expect(records.last?.hasSuffix(",staff_publish") == true, "\(sheet.text)")
        let lines = try send(fixture, path, "application/x-ndjson")
        #expect(try JSON(parsing: Array(lines.text.utf8)) == fixture.get(path).items.first)
    }

    @Test func `everybody who waits is a sheet, narrowed as the list is`() throws {
        let fixture = try MatchingFixture()
        let path = "/v1/programmes/\(fixture.programme)/waiting"
        let sheet = try send(fixture, path, "text/csv")
        #expect(sheet.text.split(separator: "\r\n").count == 6, "\(sheet.text)")
        #expect(sheet.text.contains(",\(fixture.cy),Cy,mentee,"), "\(sheet.text)")
        let mentees = try send(fixture, path + "?role=mentee", "application/x-ndjson")
        let lines = try mentees.text
            .split(separator: "\n").map { try JSON(parsing: Array($0.utf8)) }
        #expect(lines == (try fixture.get(path + "?role=mentee").items))
        #expect(lines.count == 3)
        let integration = try fixture.service.key(.integration)
        #expect(try send(fixture, path, "text/csv", as: integration).status == 403)
    }

    @Test func `names are for those who may read people`() throws {
        let fixture = try MatchingFixture()
        let run = try fixture.run()
        let key = try fixture.service.key(.coordinator, scopes: [.matchingRead])
        let sheet = try send(fixture, pairs(run), "text/csv", as: key)
        #expect(sheet.status == 200)
        #expect(sheet.text.contains("\(fixture.cy),,\(fixture.ada),,"), "\(sheet.text)")
        #expect(!sheet.text.contains("Ada"))
    }

    @Test func `a run under way has no sheet, and other formats are refused`() throws {
        let fixture = try MatchingFixture()
        let started = try fixture.start()
        #expect(try send(fixture, pairs(started), "text/csv").code == "run_not_done")
        let other = try send(fixture, pairs(started), "application/pdf")
        #expect(other.status == 406)
        #expect(other.text.contains("application/x-ndjson"))
    }
}
