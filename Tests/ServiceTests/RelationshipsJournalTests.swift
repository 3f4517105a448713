// Journals: for their author alone, in answers and in the file.

import Foundation
import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Testing

@Suite struct RelationshipsJournalTests {
    private static let secret = "Heute war ich stolz auf mich: zebra-quartz-7"

    @Test func `an entry is written, read, listed and deleted by its author`() throws {
        let pair = try PairFixture()
        let made = try pair.reflect(Self.secret, as: pair.menteeToken)
        #expect(made.status == 201, "\(made.text)")
        #expect(made["text"].text == Self.secret)
        #expect(made.header("Cache-Control") == "no-store")
        let entry = try #require(made.header("Location"))
        #expect(try pair.get(entry, as: pair.menteeToken).text == made.text)
        let list = try pair.get(pair.path + "/journal-entries", as: pair.menteeToken)
        #expect(list.items.count == 1)
        #expect(list.items.first?["title"] == nil)
        let tag = try #require(made.header("ETag"))
        func delete(_ headers: [(String, String)]) throws -> Int {
            try pair.service.send(.delete, entry, as: pair.menteeToken, headers: headers).status
        }
        #expect(try delete([]) == 428)
        #expect(try delete([("If-Match", tag)]) == 204)
        #expect(try delete([("If-Match", tag)]) == 404)
        #expect(try pair.get(entry, as: pair.menteeToken).status == 404)
    }

    @Test func `to everybody else there is no such entry`() throws {
        let pair = try PairFixture()
        let made = try pair.reflect(Self.secret, as: pair.menteeToken)
        let entry = try #require(made.header("Location"))
        var keys = [
            pair.mentorToken, pair.stranger, pair.elsewhere, pair.coordinator,
            pair.service.administrator,
        ]
        keys += try Role.allCases.filter { $0 != .participant }.map { try pair.service.key($0) }
        for key in keys {
            for method in [HTTP.Method.get, .delete] {
                let answer = try pair.service.send(
                    method, entry, as: key, headers: [("If-Match", "*")])
                #expect(answer.status == 404)
                #expect(!answer.text.contains("zebra"))
            }
        }
        #expect(try pair.service.send(.get, entry).status == 401)
        // The same words as for an entry that never was.
        let never = entry.dropLast(4) + "0000"
        #expect(
            try pair.get(entry, as: pair.coordinator)["detail"]
                == pair.get(String(never), as: pair.coordinator)["detail"])
    }

    @Test func `a list holds one's own entries only`() throws {
        let pair = try PairFixture()
        _ = try pair.reflect(Self.secret, as: pair.menteeToken)
        _ = try pair.reflect("Listened more than I spoke", as: pair.mentorToken)
        let target = pair.path + "/journal-entries"
        let mine = try pair.get(target, as: pair.mentorToken)
        #expect(mine.items.count == 1)
        #expect(!mine.text.contains("zebra"))
        #expect(
            try pair.statuses(.get, target)
                == Statuses(coordinator: 404, administrator: 404))
    }

    @Test func `only members write`() throws {
        let pair = try PairFixture()
        let target = pair.path + "/journal-entries"
        try pair.expectOutsidersRefused(.post, target, #"{"text": "x"}"#, elsewhere: 403)
        #expect(try pair.reflect("x", as: pair.coordinator).code == "person_token_required")
        #expect(try pair.reflect(" \\n ", as: pair.menteeToken).status == 422)
    }

    @Test func `what the pair writes is not in the file, nor in its log`() throws {
        let pair = try PairFixture()
        let headers = [("Idempotency-Key", "journal-1")]
        func write(_ target: String, _ body: String) throws {
            let answer = try pair.service.send(
                .post, target, as: pair.menteeToken, headers: headers, body)
            try #require((200..<300).contains(answer.status), "\(answer.text)")
            let again = try pair.service.send(
                .post, target, as: pair.menteeToken, headers: headers, body)
            #expect(again.text == answer.text)
            #expect(again.header("Idempotency-Replayed") == "true")
        }
        try write(pair.path + "/journal-entries", #"{"text": "zebra-quartz-1"}"#)
        try write(pair.path + "/goals", #"{"title": "Read", "details": "zebra-quartz-2"}"#)
        try write(
            pair.path + "/meetings",
            """
            {"start": "2026-03-05T10:00:00Z", "duration_minutes": 60, "medium": "video",
             "topic": "zebra-quartz-3"}
            """)
        try write(pair.path + "/closure", #"{"message": "zebra-quartz-4"}"#)
        let path = pair.service.database.path
        for file in [path, path + "-wal"] {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            #expect(!bytes.isEmpty)
            #expect(bytes.range(of: Data("zebra".utf8)) == nil, "found in \(file)")
        }
        // What may be there is, so that the search is known to work.
        let whole = try [path, path + "-wal"].map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
        #expect(whole.contains { $0.range(of: Data("Newly qualified".utf8)) != nil })
        let trail = try pair.get("/v1/audit-entries?limit=200", as: pair.service.administrator)
        let events = try pair.get("/v1/events?limit=200", as: pair.service.administrator)
        #expect(!trail.text.contains("zebra") && !events.text.contains("zebra"))
        #expect(!events.text.contains("journal"))
    }

    @Test func `an entry moved to another row does not open`() throws {
        let pair = try PairFixture()
        let first = try pair.reflect("first", as: pair.menteeToken)["id"].text ?? ""
        let second = try pair.reflect("second", as: pair.menteeToken)["id"].text ?? ""
        try pair.service.database.writer.perform { transaction in
            try transaction.execute(
                """
                UPDATE journal_entries
                SET body = (SELECT body FROM journal_entries WHERE id = ?1) WHERE id = ?2
                """, first, second)
            return
        }
        let answer = try pair.get("/v1/journal-entries/\(second)", as: pair.menteeToken)
        #expect(answer.status == 500)
        #expect(!answer.text.contains("first"))
    }
}

extension PairFixture {
    fileprivate func reflect(_ text: String, as key: String) throws -> TestResponse {
        try post(path + "/journal-entries", as: key, "{\"text\": \"\(text)\"}")
    }
}
