// Files of people for the tests of imports and exports, and the way in and out of the service.

import Foundation
import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Testing

extension TestService {
    /// Sends a file and lets its job run; the job as it is then.
    func importPeople(
        _ text: String, type: String = "text/csv", as key: String? = nil, dryRun: Bool = false
    ) throws -> JSON {
        let id = try queueImport(text, type: type, as: key, dryRun: dryRun)
        runJobs()
        return try job(id)
    }

    func queueImport(
        _ text: String, type: String = "text/csv", as key: String? = nil, dryRun: Bool = false
    ) throws -> String {
        let answer = try send(
            .post, "/v1/imports", as: key ?? administrator,
            headers: dryRun ? [("Prefer", "dry-run")] : [], text, type: type)
        #expect(answer.status == 202, "\(answer.text)")
        return try #require(answer["id"].text)
    }

    func job(_ id: String) throws -> JSON {
        try send(.get, "/v1/jobs/\(id)", as: administrator).json
    }

    func spoolFile(_ job: String) -> String { "\(deployment.settings.spoolFolder)/import-\(job)" }

    func count(_ sql: StaticString) throws -> Int {
        try read { try $0.first(sql) { row in try row.next() as Int } ?? -1 }
    }

    var people: Int { get throws { try count("SELECT COUNT(*) FROM people") } }
    var events: Int { get throws { try count("SELECT COUNT(*) FROM events") } }
    var versions: Int { get throws { try count("SELECT COALESCE(SUM(version), 0) FROM people") } }

    /// Everybody as a file.
    func export(_ type: String, _ query: String = "", as key: String? = nil) throws -> TestResponse
    {
        try send(
            .get, "/v1/people" + query, as: key ?? administrator, headers: [("Accept", type)])
    }
}

/// The counts of an import: created, updated, unchanged, failed.
func counts(_ job: JSON) -> [Int64] {
    ["created", "updated", "unchanged", "failed"].map { job["result"]?[$0]?.int ?? -1 }
}

func errors(_ job: JSON) -> [String] {
    job["result"]?["errors"]?.elements?.map { error in
        let row = error["row"]?.int ?? -1
        let line = error["line"]?.int ?? -1
        return "\(row) \(line) \(error["pointer"]?.text ?? "") \(error["code"]?.text ?? "")"
    } ?? []
}

enum People {
    static let names = [
        "Ada Łovelace", "Анна Каренина", "王小明", "فاطمة الزهراء", "ยุพิน ใจดี", "Ὑπατία", "देवी शर्मा",
        "José \"Pepe\" Núñez", "O’Brien, Siân", "אסתר", "Nguyễn Văn An", "👩‍🔬 Marie",
    ]

    static func csv(_ count: Int) -> String {
        var text =
            "external_id.hr,name,email,time_zone,languages,skills_offered,interests,bio,seniority\n"
        for number in 0..<count {
            let name = names[number % names.count].replacing("\"", with: "\"\"")
            text += "\(number),\"\(name) \(number)\",p\(number)@example.org,Europe/London,"
            text += "en; pl,go:\(number % 5 + 1); sql,chess,\"Two\nlines\",\(number % 40)\n"
        }
        return text
    }

    static func ndjson(_ count: Int) -> String {
        (0..<count).map { number in
            #"{"external_ids": {"hr": "\#(number)"}, "name": "Person \#(number)", "#
                + #""skills_offered": [{"name": "go", "level": 4}]}"# + "\n"
        }.joined()
    }
}
