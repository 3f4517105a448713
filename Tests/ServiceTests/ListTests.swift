// Lists, narrowed in every way and by everybody: pages of two are put together and must be the list
// as one page shows it, and what a coordinator sees must be what an administrator sees of the same
// programmes.

import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Testing

@Suite struct ListTests {
    @Test func `pages of two make the whole list, however it is narrowed`() throws {
        let ground = try ListGround()
        for (actor, key) in ground.actors {
            for target in ground.targets {
                let whole = try ground.whole(target, as: key)
                let pages = try ground.pages(target, as: key)
                #expect(pages == whole, "\(target) as \(actor)")
                #expect(Set(whole).count == whole.count, "\(target) as \(actor): each once")
            }
        }
    }

    @Test func `narrowing leaves what it says`() throws {
        let ground = try ListGround()
        let all = try ground.items("/v1/people")
        func ids(_ isKept: (JSON) -> Bool) -> [String] {
            all.filter(isKept).compactMap { $0["id"]?.text }
        }
        func expect(_ query: String, _ expected: [String]) throws {
            #expect(try ground.whole("/v1/people?" + query) == expected, "\(query)")
            #expect(!expected.isEmpty, "\(query) proves something")
        }
        try expect("state=paused", ids { $0["state"]?.text == "paused" })
        try expect("email=p3@example.org", ids { $0["email"]?.text == "p3@example.org" })
        try expect("language=en&state=active", ids { $0["state"]?.text == "active" })
        try expect("interest=chess&skill_offered=go", ids { $0["name"]?.text == "Person 6" })
        try expect("programme_id=\(ground.programmes[0])", ground.members[0])
        let one = ground.members[0][0]
        let first = ground.programmes[0]
        let states = try ground.items("/v1/people?programme_id=\(first)&state=active")
        #expect(states.allSatisfy { $0["state"]?.text == "active" })
        #expect(try ground.whole("/v1/meetings?person_id=\(one)").count == 2)
    }

    @Test func `a coordinator lists their programmes and whom they brought in, no more`() throws {
        let ground = try ListGround()
        let brought = try #require(
            try ground.service.send(
                .post, "/v1/people", as: ground.coordinator, #"{"name": "Brought in"}"#)["id"].text)
        let members = Set(ground.members[0] + ground.members[1]).sorted()
        let other = ground.programmes[2]
        #expect(
            try ground.whole("/v1/people", as: ground.coordinator)
                == (members + [brought]).sorted())
        #expect(
            try ground.whole("/v1/people?programme_id=\(other)", as: ground.coordinator)
                == ground.members[2].filter { members.contains($0) })
        for list in ["/v1/relationships", "/v1/meetings", "/v1/audit-entries"] {
            let own = Set(ground.programmes.prefix(2))
            let expected = try ground.items(list)
                .filter { own.contains($0["programme_id"]?.text ?? "") }
                .compactMap { $0["id"]?.text }
            #expect(!expected.isEmpty)
            #expect(try ground.whole(list, as: ground.coordinator) == expected, "\(list)")
        }
        #expect(
            try ground.whole("/v1/programmes", as: ground.coordinator)
                == ground.programmes.prefix(2).sorted())
        #expect(
            try ground.whole("/v1/meetings?programme_id=\(other)", as: ground.coordinator).isEmpty)
    }

    @Test func `events of some programmes are those of all, the others left out`() throws {
        let ground = try ListGround()
        let own = Set(ground.programmes.prefix(2))
        let expected = try ground.events(as: ground.service.administrator).filter {
            own.contains($0["programme_id"]?.text ?? "")
        }
        #expect(try ground.events(as: ground.coordinator) == expected)
        #expect(expected.count > 20)
    }

    @Test func `meetings are told by when they begin and end`() throws {
        let ground = try ListGround()
        let all = try ground.items("/v1/meetings")
        #expect(all.count == 12)
        let from = "2026-03-05T10:30:00Z"
        let to = "2026-03-06T10:00:00Z"
        func starts(_ query: String) throws -> [String] {
            try ground.items("/v1/meetings?" + query).compactMap { $0["start"]?.text }
        }
        let every = all.compactMap { $0["start"]?.text }
        #expect(every == every.sorted())
        // One that goes on at `from` counts, one that begins at `to` does not.
        #expect(try starts("from=\(from)") == every.filter { $0 >= "2026-03-05T10:00:00Z" })
        #expect(try starts("to=\(to)") == every.filter { $0 < to })
        #expect(
            try starts("from=\(from)&to=\(to)")
                == every.filter { $0 >= "2026-03-05T10:00:00Z" && $0 < to })
    }

    @Test func `an old idempotency key is as good as new, however many have grown old`() throws {
        let service = try TestService()
        func send(_ key: String, _ name: String) throws -> TestResponse {
            try service.send(
                .post, "/v1/people", as: service.administrator,
                headers: [("Idempotency-Key", key)], "{\"name\": \"\(name)\"}")
        }
        for number in 0..<20 { #expect(try send("k-\(number)", "Ada").status == 201) }
        service.clock.advance(seconds: 25 * 3600)
        for number in (0..<20).reversed() {
            let again = try send("k-\(number)", "Grace")
            #expect(again.status == 201 && again["name"].text == "Grace", "\(again.text)")
            #expect(again.header("Idempotency-Replayed") == nil)
            #expect(try send("k-\(number)", "Grace").header("Idempotency-Replayed") == "true")
        }
        let kept = try service.read { snapshot in
            try snapshot.first("SELECT COUNT(*) FROM idempotency_keys") { row in
                try row.next() as Int
            }
        }
        #expect(kept == 20, "what has grown old is gone")
    }
}

/// Three programmes of some people each, who meet; and who looks at them.
private struct ListGround {
    let service: TestService
    let programmes: [String]
    /// Ids of those enrolled in each programme, ascending.
    let members: [[String]]
    /// Of the first two programmes, with all scopes.
    let coordinator: String
    let actors: [(name: String, key: String)]
    private let relationships: [String]

    init() throws {
        let service = try TestService()
        self.service = service
        let people = try (0..<12).map { number in
            service.clock.advance(seconds: 1)
            return try service.makePerson(
                "Person \(number)",
                """
                "email": "p\(number)@example.org", "languages": ["en"], "time_zone": "Etc/UTC",
                "state": "\(number == 11 ? "paused" : "active")",
                "skills_offered": ["\(number % 3 == 0 ? "go" : "sql")"],
                "interests": ["\(number % 6 == 0 && number > 0 ? "chess" : "rowing")"]
                """)
        }
        let models = ["one_to_one", "virtual", "one_to_one"]
        programmes = try models.map { model in
            service.clock.advance(seconds: 1)
            let made = try service.send(
                .post, "/v1/programmes", as: service.administrator,
                #"{"name": "P", "purpose": "To list", "model": "\#(model)"}"#)
            let id = try #require(made["id"].text, "\(made.text)")
            try service.setState(of: id, "open")
            return id
        }
        let takes = [Array(people[0..<6]), Array(people[4..<10]), Array(people[7..<12])]
        var pairs: [String] = []
        for (programme, members) in zip(programmes, takes) {
            for (place, person) in members.enumerated() {
                _ = try service.enrol(
                    person, in: programme, place < 2 ? "mentor" : "mentee",
                    capacity: place < 2 ? 2 : nil, approve: place < 4)
            }
            for place in 0..<2 {
                service.clock.advance(seconds: 1)
                let made = try service.send(
                    .post, "/v1/programmes/\(programme)/relationships", as: service.administrator,
                    """
                    {"mentor_id": "\(members[place])", "mentee_id": "\(members[place + 2])"}
                    """)
                pairs.append(try #require(made["id"].text, "\(made.text)"))
            }
        }
        members = takes.map { $0.sorted() }
        relationships = pairs
        coordinator = try service.key(
            .administrator, programmes: Set(programmes.prefix(2).compactMap { ID<Programme>($0) }))
        actors = [
            ("administrator", service.administrator), ("coordinator", coordinator),
            ("person", try service.token(people[4])),
        ]
        try meet()
    }

    private func meet() throws {
        for (index, pair) in relationships.enumerated() {
            for day in [4, 6] {
                let start = "2026-03-0\(day + index % 2)T\(10 + index / 2):00:00Z"
                let made = try service.send(
                    .post, "/v1/relationships/\(pair)/meetings", as: service.administrator,
                    """
                    {"start": "\(start)", "duration_minutes": 60, "medium": "video"}
                    """)
                try #require(made.status == 201, "\(made.text)")
            }
        }
    }

    var targets: [String] {
        let programme = programmes[0]
        let person = members[0][0]
        return [
            "/v1/people", "/v1/people?state=active", "/v1/people?email=p2@example.org",
            "/v1/people?programme_id=\(programme)", "/v1/people?language=en",
            "/v1/people?skill_offered=go&interest=rowing&language=en",
            "/v1/people?programme_id=\(programme)&state=active&skill_offered=go",
            "/v1/programmes", "/v1/programmes?state=open", "/v1/programmes?state=draft",
            "/v1/programmes?model=one_to_one", "/v1/programmes?model=virtual&state=open",
            "/v1/relationships", "/v1/relationships?state=forming",
            "/v1/relationships?programme_id=\(programme)", "/v1/relationships?person_id=\(person)",
            "/v1/meetings", "/v1/meetings?programme_id=\(programme)",
            "/v1/meetings?person_id=\(person)", "/v1/meetings?from=2026-03-05T00:00:00Z",
            "/v1/meetings?to=2026-03-06T00:00:00Z&programme_id=\(programme)",
            "/v1/relationships/\(relationships[0])/meetings",
            "/v1/programmes/\(programme)/enrolments?role=mentee",
            "/v1/audit-entries", "/v1/audit-entries?action=meeting.booked",
            "/v1/audit-entries?subject=\(programme)", "/v1/audit-entries?actor=\(person)",
            "/v1/jobs", "/v1/jobs?state=queued", "/v1/jobs?kind=match_run",
        ]
    }

    // MARK: Asking

    func items(_ target: String, as key: String? = nil) throws -> [JSON] {
        let mark = target.contains("?") ? "&" : "?"
        return try service.send(
            .get, target + mark + "limit=200", as: key ?? service.administrator
        ).items
    }

    func whole(_ target: String, as key: String? = nil) throws -> [String] {
        try items(target, as: key).compactMap { $0["id"]?.text }
    }

    func pages(_ target: String, as key: String) throws -> [String] {
        var ids: [String] = []
        var cursor = ""
        repeat {
            let mark = target.contains("?") ? "&" : "?"
            let page = try service.send(.get, target + mark + "limit=2" + cursor, as: key)
            ids += page.texts("id")
            cursor = page["next_cursor"].text.map { "&cursor=" + $0 } ?? ""
        } while !cursor.isEmpty && ids.count < 300
        return ids
    }

    func events(as key: String) throws -> [JSON] {
        var events: [JSON] = []
        var after = 0
        while true {
            let page = try service.send(.get, "/v1/events?limit=3&after=\(after)", as: key)
            if page.items.isEmpty { return events }
            events += page.items
            after = page["next_after"].int.map(Int.init) ?? 0
        }
    }
}
