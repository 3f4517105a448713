// Importing people: what a file says is what is there, twice is once, and every bad row is told with
// its line while the others go in.

import Foundation
import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Testing

@Suite struct ImportTests {
    @Test func `a sheet makes people, and what its cells say is there`() throws {
        let service = try TestService()
        let job = try service.importPeople(
            """
            external_id.hr,external_id.learning-platform,Name,given_name,pronouns,email,phone,\
            locale,time_zone,languages,skills_offered,skills_wanted,interests,values,bio,\
            seniority,state
            4711,a-9,Ada Łovelace,Ada,she/her,ada@example.org,'+44 20 7946 0000,en-GB,\
            Europe/London,en;pl,go:4; sql ;iso:9001,public speaking,chess; c\\;d,honesty,\
            "Counts ""things"".
            Daily.",12,paused

            """)
        #expect(counts(job) == [1, 0, 0, 0], "\(job)")
        let list = try service.send(.get, "/v1/people", as: service.administrator)
        let ada = try #require(list.items.first)
        #expect(ada["external_ids"]?["hr"]?.text == "4711")
        #expect(ada["external_ids"]?["learning-platform"]?.text == "a-9")
        #expect(ada["name"]?.text == "Ada Łovelace")
        #expect(ada["phone"]?.text == "+44 20 7946 0000")
        #expect(ada["languages"]?.elements == [.string("en"), .string("pl")])
        let skills = ada["skills_offered"]?.elements?.map {
            "\($0["name"]?.text ?? "") \($0["level"]?.int ?? 0)"
        }
        #expect(skills == ["go 4", "sql 3", "iso:9001 3"])
        #expect(ada["interests"]?.elements == [.string("chess"), .string("c;d")])
        #expect(ada["bio"]?.text == "Counts \"things\".\nDaily.")
        #expect(ada["seniority"]?.int == 12)
        #expect(ada["state"]?.text == "paused")
    }

    @Test(arguments: ["text/csv", "application/x-ndjson"])
    func `the same file again changes nothing`(type: String) throws {
        let service = try TestService()
        let text = type == "text/csv" ? People.csv(150) : People.ndjson(150)
        #expect(counts(try service.importPeople(text, type: type)) == [150, 0, 0, 0])
        let before = (try service.versions, try service.events)
        #expect(counts(try service.importPeople(text, type: type)) == [0, 0, 150, 0])
        #expect((try service.versions, try service.events) == before)
    }

    @Test func `columns that are there replace, those that are not keep`() throws {
        let service = try TestService()
        _ = try service.importPeople(
            "external_id.hr,external_id.crm,name,bio,seniority,skills_offered\n1,c1,Bo,Old,3,go\n")
        let job = try service.importPeople(
            "external_id.hr,external_id.crm,bio,seniority\n1,,,9\n")
        #expect(counts(job) == [0, 1, 0, 0], "\(job)")
        let bo = try #require(
            try service.send(.get, "/v1/people", as: service.administrator).items.first)
        #expect(bo["bio"] == .null, "a blank cell clears")
        #expect(bo["seniority"]?.int == 9)
        #expect(bo["name"]?.text == "Bo", "a column that is not there keeps")
        #expect(bo["skills_offered"]?.elements?.count == 1)
        #expect(bo["external_ids"]?["crm"]?.text == "c1", "a blank id takes none away")
    }

    @Test func `lines of JSON are merge patches on who is there`() throws {
        let service = try TestService()
        _ = try service.importPeople(
            #"{"external_ids": {"hr": "1"}, "name": "Bo", "bio": "Old"}"#,
            type: "application/x-ndjson")
        let job = try service.importPeople(
            #"{"external_ids": {"hr": "1", "crm": "c"}, "bio": null, "interests": ["chess"]}"#
                + "\r\n", type: "application/x-ndjson; charset=utf-8")
        #expect(counts(job) == [0, 1, 0, 0], "\(job)")
        let bo = try #require(
            try service.send(.get, "/v1/people", as: service.administrator).items.first)
        #expect(bo["name"]?.text == "Bo")
        #expect(bo["bio"] == .null)
        #expect(bo["external_ids"]?["crm"]?.text == "c")
    }

    @Test func `every bad row of a sheet is told with its line, and the others go in`() throws {
        let service = try TestService()
        let job = try service.importPeople(
            """
            external_id.hr,name,email,skills_offered,seniority
            1,"Two
            lines",x,go,1
            2,Bo,bo@example.org,go:9,99
            ,No Id,,,
            3,Cy,cy@example.org,go,1
            4,Too,many,fields,1,1
            3,Again,,,
            5,,,,
            6,Di,di@example.org,,

            """)
        #expect(counts(job) == [2, 0, 0, 6], "\(job)")
        #expect(
            errors(job) == [
                "1 2 /name control_character", "1 2 /email invalid_email",
                "2 4 /seniority out_of_range", "2 4 /skills_offered/0/level out_of_range",
                "3 5 /external_ids external_id_required", "5 7 / field_count",
                "6 8 /external_ids/hr external_id_repeated", "7 9 /name required",
            ], "\(job)")
        #expect(job["state"]?.text == "succeeded")
        #expect(job["result"]?["rows"]?.int == 8)
        #expect(!"\(job)".contains("No Id"), "a result repeats nothing of a row")
    }

    @Test func `every bad line of JSON is told, and the others go in`() throws {
        let service = try TestService()
        let job = try service.importPeople(
            """
            {"external_ids": {"hr": "1"}, "name": "Bo"}

            {"external_ids": {"hr": "2"}, "name": "Cy"
            [1]
            {"external_ids": {"hr": 3}, "name": "Numeric id"}
            {"external_ids": {"hr": "4"}, "name": "Di", "shoe_size": 3}
            {"name": "No id"}
            {"external_ids": {"hr": "5"}, "name": "Ed"}
            """, type: "application/x-ndjson")
        #expect(counts(job) == [2, 0, 0, 5], "\(job)")
        #expect(
            errors(job).map { $0.split(separator: " ").last } == [
                "malformed_json", "not_an_object", "not_a_string", "unknown_member",
                "external_id_required",
            ], "\(job)")
        #expect(errors(job).first?.hasPrefix("2 3 ") == true, "blank lines count as lines")
    }

    @Test func `a bad row in the middle of a batch harms no other`() throws {
        let service = try TestService()
        var lines = People.ndjson(99).split(separator: "\n").map(String.init)
        lines[50] = #"{"external_ids": {"hr": "x"}, "name": "Bad", "email": "nobody"}"#
        let job = try service.importPeople(
            lines.joined(separator: "\n"), type: "application/x-ndjson")
        #expect(counts(job) == [98, 0, 0, 1], "\(job)")
        #expect(errors(job) == ["51 51 /email invalid_email"])
        #expect(try service.people == 98)
    }

    @Test func `a row that the store refuses half way is undone alone`() throws {
        let service = try TestService()
        _ = try service.database.writer.perform { transaction in
            try transaction.execute(
                """
                CREATE TRIGGER refuse BEFORE INSERT ON person_terms WHEN NEW.term = 'bad'
                BEGIN SELECT RAISE(ABORT, 'refused'); END
                """)
        }
        let text = "external_id.hr,name,interests\n1,Bo,chess\n2,Cy,chess;bad\n3,Di,chess\n"
        for isDryRun in [true, false] {
            let job = try service.importPeople(text, dryRun: isDryRun)
            #expect(counts(job) == [2, 0, 0, 1], "\(job)")
            #expect(errors(job) == ["2 3 / row_not_stored"])
        }
        #expect(try service.people == 2)
        #expect(try service.count("SELECT COUNT(*) FROM person_external_ids") == 2)
    }

    @Test func `ids that name two people change neither`() throws {
        let service = try TestService()
        _ = try service.importPeople(
            "external_id.hr,external_id.crm,name\n1,,Bo\n,2,Cy\n")
        let job = try service.importPeople("external_id.hr,external_id.crm,name\n1,2,Di\n")
        #expect(counts(job) == [0, 0, 0, 1])
        #expect(errors(job) == ["1 2 /external_ids/crm external_id_taken"])
        #expect(try service.versions == 2)
    }

    @Test func `a dry run finds the same and writes nothing`() throws {
        let service = try TestService()
        _ = try service.importPeople(People.csv(10))
        let before = (try service.people, try service.events, try service.versions)
        let text = People.csv(250).replacing("p3@example.org", with: "p3")
            .replacing("p5@example.org", with: "other@example.org")
        let answer = try service.send(
            .post, "/v1/imports", as: service.administrator, headers: [("Prefer", "dry-run")],
            text, type: "text/csv")
        #expect(answer.status == 202)
        #expect(answer.header("Preference-Applied") == "dry-run")
        service.runJobs()
        let dry = try service.job(try #require(answer["id"].text))
        #expect(counts(dry) == [240, 1, 8, 1], "\(dry)")
        #expect(dry["result"]?["dry_run"] == .bool(true))
        #expect((try service.people, try service.events, try service.versions) == before)
        let real = try service.importPeople(text)
        #expect(counts(real) == counts(dry))
        #expect(errors(real) == errors(dry))
    }

    @Test func `a column nobody knows refuses the whole file and lists those there are`() throws {
        let service = try TestService()
        let job = try service.importPeople("external_id.hr,name,shoe_size\n1,Bo,42\n")
        #expect(job["state"]?.text == "failed")
        #expect(job["problem"]?["code"]?.text == "malformed_file")
        let detail = job["problem"]?["detail"]?.text ?? ""
        #expect(detail.contains("Column 3") && detail.contains("skills_wanted"), "\(detail)")
        #expect(detail.contains("external_id.*") && detail.contains("Nothing was imported"))
        #expect(try service.people == 0)
        let source = try service.importPeople("external_id.H R,name\n1,Bo\n")
        #expect(source["problem"]?["detail"]?.text?.contains("system") == true, "\(source)")
    }

    @Test func `a quote that never closes ends the import, and rows before it stay`() throws {
        let service = try TestService()
        let job = try service.importPeople(
            "external_id.hr,name\n1,Bo\n2,Cy\n3,\"Di\n4,Ed\n")
        #expect(job["state"]?.text == "failed")
        let detail = job["problem"]?["detail"]?.text ?? ""
        #expect(detail.contains("Line 4") && detail.contains("2 rows before it stay"), "\(detail)")
        #expect(try service.people == 2)
    }

    @Test func `five thousand people of many scripts come in and are found`() throws {
        let service = try TestService()
        let job = try service.importPeople(People.csv(5000))
        #expect(counts(job) == [5000, 0, 0, 0], "\(job["result"] ?? .null)")
        #expect(job["progress"]?["done"]?.int == 5000)
        #expect(job["progress"]?["total"]?.int == 5000)
        #expect(try service.people == 5000)
        let found = try service.send(
            .get, "/v1/people?email=p4994@example.org", as: service.administrator)
        #expect(found.items.first?["name"]?.text == "王小明 4994")
        #expect(found.items.first?["bio"]?.text == "Two\nlines")
    }

    @Test func `more errors than anybody reads are counted, not listed`() throws {
        let service = try TestService()
        let rows = (0..<1200).map { "\($0),\n" }.joined()
        let job = try service.importPeople("external_id.hr,name\n" + rows)
        #expect(counts(job) == [0, 0, 0, 1200])
        #expect(errors(job).count == 1000)
        #expect(job["result"]?["errors_truncated"] == .bool(true))
    }

    @Test func `a file of the command line goes the same way`() throws {
        let service = try TestService()
        let path = NSTemporaryDirectory() + "people-\(UUID().uuidString).csv"
        try Data(People.csv(20).utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let deployment = service.deployment
        let desk = ImportDesk(
            writer: deployment.writer, zones: deployment.zones, now: deployment.now,
            seed: deployment.seed, requestID: "command", actor: { _ in Bootstrap.actor })
        let format = try #require(PeopleImport.format(ofFile: path))
        let dry = try PeopleImport.run(path: path, format: format, dryRun: true, desk)
        #expect((dry.created, dry.failed) == (20, 0))
        #expect(try service.people == 0)
        _ = try PeopleImport.run(path: path, format: format, dryRun: false, desk)
        let again = try PeopleImport.run(path: path, format: format, dryRun: false, desk)
        #expect((again.unchanged, again.failed) == (20, 0))
    }

    static let cncf = Project.root + "/../shared/data/cncf/people.json"

    @Test(.enabled(if: FileManager.default.fileExists(atPath: cncf)))
    func `the people of a real programme come in`() throws {
        let service = try TestService()
        let data = try Data(contentsOf: URL(fileURLWithPath: Self.cncf))
        let people = try JSON(parsing: Array(data)).elements ?? []
        let lines = people.map { person in
            JSON.object([
                JSON.Member("external_ids", .object([JSON.Member("cncf", person["id"] ?? .null)])),
                JSON.Member("name", person["name"] ?? .null),
                JSON.Member("skills_offered", person["skills"] ?? .null),
            ]).description + "\n"
        }
        let job = try service.importPeople(lines.joined(), type: "application/x-ndjson")
        let result = job["result"] ?? .null
        #expect(job["state"]?.text == "succeeded", "\(job)")
        #expect(result["rows"]?.int == Int64(people.count))
        #expect(counts(job) == [Int64(people.count), 0, 0, 0], "\(result)")
    }
}
