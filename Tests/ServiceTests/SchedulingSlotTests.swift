// Common free slots: right when clocks change, silent about whose
// calendar closes the rest.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct SchedulingSlotTests {
    // MARK: Clock changes

    @Test(arguments: [
        ("2026-03-23", ["2026-03-23T14:00:00Z", "2026-03-30T13:00:00Z"]),
        ("2026-10-19", ["2026-10-19T13:00:00Z", "2026-10-26T14:00:00Z"]),
    ])
    func `weekly 14:00 in London stays 14:00 over a clock change`(
        from: String, expected: [String]
    ) throws {
        let pair = try PairFixture()
        for person in [pair.mentor, pair.mentee] { try pair.stateMondays("14:00", "15:00", person) }
        let answer = try pair.slots("from=\(from)T00:00:00Z&to=\(from.next)T00:00:00Z")
        #expect(answer.starts == expected, "\(answer.text)")
        #expect(answer["slots"].elements?.allSatisfy { $0.wall.hasSuffix("T14:00") } == true)
        #expect(answer["anchor_zone"].text == "Europe/London")
    }

    @Test(arguments: [
        // The hour that the clocks skip holds nothing.
        ("2026-03-29", "01:00", "02:00", []),
        ("2026-03-29", "00:30", "02:30", ["2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z"]),
        // The hour that comes twice holds twice as much.
        (
            "2026-10-25", "01:00", "02:00",
            [
                "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z",
                "2026-10-25T01:30:00Z",
            ]
        ),
    ])
    func `a window of the night in which London's clocks change`(
        day: String, from: String, to: String, expected: [String]
    ) throws {
        let pair = try PairFixture()
        for person in [pair.mentor, pair.mentee] { try pair.state(from, to, of: person) }
        let answer = try pair.slots(
            "from=\(day)T00:00:00Z&to=\(day)T12:00:00Z&duration_minutes=30&step_minutes=30")
        #expect(answer.starts == expected, "\(answer.text)")
    }

    @Test func `two zones that change on different days meet an hour apart in between`() throws {
        let pair = try PairFixture()
        try pair.state("09:00", "12:00", of: pair.mentor, zone: "America/New_York")
        try pair.state("14:00", "18:00", of: pair.mentee)
        func first(_ day: String) throws -> String? {
            try pair.slots("from=\(day)T00:00:00Z&to=\(day)T23:59:00Z").starts.first
        }
        #expect(try first("2026-03-05") == "2026-03-05T14:00:00Z")
        #expect(try first("2026-03-12") == "2026-03-12T14:00:00Z")  // New York is 13:00 on
        #expect(try first("2026-04-02") == "2026-04-02T13:00:00Z")
        let between = try pair.slots("from=2026-03-12T00:00:00Z&to=2026-03-12T23:00:00Z").starts
        let after = try pair.slots("from=2026-04-02T00:00:00Z&to=2026-04-02T23:00:00Z").starts
        #expect(between.count == 3 && after.count == 5)
    }

    @Test func `the wall of New York is read right at one o'clock`() throws {
        let pair = try PairFixture(now: #require(Instant(rfc3339: "2026-03-01T00:00:00Z")))
        for person in [pair.mentor, pair.mentee] {
            try pair.state("13:00", "14:00", of: person, zone: "America/New_York")
        }
        let answer = try pair.slots("from=2026-03-07T00:00:00Z&to=2026-03-09T00:00:00Z")
        #expect(answer.starts == ["2026-03-07T18:00:00Z", "2026-03-08T17:00:00Z"])
    }

    // MARK: Grid, buffers, what is taken

    @Test func `slots start on the step from midnight, not from the window's start`() throws {
        let pair = try PairFixture()
        for person in [pair.mentor, pair.mentee] { try pair.state("09:10", "11:00", of: person) }
        let answer = try pair.slots(
            "from=2026-03-05T00:00:00Z&to=2026-03-06T00:00:00Z&duration_minutes=20&step_minutes=30")
        #expect(
            answer.starts == [
                "2026-03-05T09:30:00Z", "2026-03-05T10:00:00Z", "2026-03-05T10:30:00Z",
            ])
    }

    @Test func `the last slot ends with the window`() throws {
        let pair = try PairFixture()
        for person in [pair.mentor, pair.mentee] { try pair.state("09:00", "10:00", of: person) }
        let answer = try pair.slots(
            "from=2026-03-05T00:00:00Z&to=2026-03-06T00:00:00Z&duration_minutes=30&step_minutes=15")
        #expect(
            answer.starts == [
                "2026-03-05T09:00:00Z", "2026-03-05T09:15:00Z", "2026-03-05T09:30:00Z",
            ])
    }

    @Test func `meetings of either, in whatever relationship, close their time and buffers`() throws
    {
        let pair = try PairFixture(capacity: 2)
        for person in [pair.mentor, pair.mentee] { try pair.state("09:00", "12:00", of: person) }
        let second = try pair.service.makeMember(of: pair.programme, "mentee")
        let other = try pair.post(
            "/v1/programmes/\(pair.programme)/relationships", as: pair.coordinator,
            "{\"mentor_id\": \"\(pair.mentor)\", \"mentee_id\": \"\(second)\"}")
        let booked = try pair.post(
            "/v1/relationships/\(other["id"].text ?? "")/meetings", as: pair.mentorToken,
            #"{"start": "2026-03-05T10:00:00Z", "duration_minutes": 30, "medium": "phone"}"#)
        #expect(booked.status == 201, "\(booked.text)")
        let day = "from=2026-03-05T00:00:00Z&to=2026-03-06T00:00:00Z&step_minutes=15"
        let bare = try pair.slots(day + "&duration_minutes=30").starts
        #expect(bare.contains("2026-03-05T09:30:00Z") && bare.contains("2026-03-05T10:30:00Z"))
        #expect(!bare.contains("2026-03-05T09:45:00Z") && !bare.contains("2026-03-05T10:15:00Z"))
        let quiet = try pair.slots(day + "&duration_minutes=30&buffer_minutes=15").starts
        #expect(!quiet.contains("2026-03-05T09:30:00Z") && !quiet.contains("2026-03-05T10:30:00Z"))
        #expect(quiet.contains("2026-03-05T09:15:00Z") && quiet.contains("2026-03-05T10:45:00Z"))
    }

    @Test func `nothing in the past is offered`() throws {
        let pair = try PairFixture()
        for person in [pair.mentor, pair.mentee] { try pair.state("08:00", "10:00", of: person) }
        let answer = try pair.slots("from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z")
        #expect(answer.starts == ["2026-03-02T09:00:00Z"])
    }

    // MARK: Limits and access

    @Test(arguments: [
        ("to=2026-05-31T09:00:00Z", "range_too_long"), ("to=2026-03-01T00:00:00Z", "empty_range"),
        ("duration_minutes=3", "duration_minutes"), ("step_minutes=1", "step_minutes"),
        ("buffer_minutes=-1", "buffer_minutes"), ("limit=4", "unknown_parameter"),
        ("from=yesterday", "not_a_time"),
    ])
    func `each limit is named`(query: String, fragment: String) throws {
        let pair = try PairFixture()
        let answer = try pair.slots(query)
        #expect(answer.status == 422)
        #expect(answer.text.contains(fragment), "\(answer.text)")
    }

    @Test func `more than five thousand slots are refused, not cut`() throws {
        let pair = try PairFixture()
        for person in [pair.mentor, pair.mentee] { try pair.state("00:00", "24:00", of: person) }
        let answer = try pair.slots("to=2026-05-03T09:00:00Z&duration_minutes=5&step_minutes=5")
        #expect(answer.status == 422)
        #expect(answer.text.contains("too_many_slots") && answer.text.contains("5000"))
        let fine = try pair.slots("to=2026-03-19T09:00:00Z&duration_minutes=5&step_minutes=5")
        #expect(fine.starts.count == 17 * 288)
    }

    @Test func `a pair and its staff find slots, others find no relationship`() throws {
        let pair = try PairFixture()
        #expect(try pair.statuses(.get, pair.path + "/slots") == Statuses())
    }

    @Test func `staff find slots of people whom they may see`() throws {
        let pair = try PairFixture()
        let third = try pair.service.makeMember(of: pair.programme, "mentee")
        for person in [pair.mentor, pair.mentee, third] {
            try pair.state("09:00", "10:00", of: person)
        }
        let target = "/v1/slots?people=\(pair.mentee),\(pair.mentor),\(third)"
        #expect(
            try pair.statuses(.get, target)
                == Statuses(stranger: 403, mentor: 403, mentee: 403))
        let answer = try pair.get(target, as: pair.coordinator)
        #expect(answer.starts.count == 14, "\(answer.text)")
        let many = (0..<11).map { _ in pair.mentee }.joined(separator: ",")
        #expect(try pair.get("/v1/slots?people=\(many)", as: pair.coordinator).status == 422)
        let twice = "/v1/slots?people=\(pair.mentee),\(pair.mentee)"
        #expect(try pair.get(twice, as: pair.coordinator).text.contains("person_twice"))
        #expect(try pair.get("/v1/slots", as: pair.coordinator).status == 422)
    }

    @Test func `who stated nothing is named to staff and to themselves`() throws {
        let pair = try PairFixture()
        try pair.state("09:00", "10:00", of: pair.mentee)
        func named(_ key: String) throws -> [String] {
            let answer = try pair.get(pair.path + "/slots", as: key)
            #expect(answer["slots"].elements?.isEmpty == true)
            return answer["without_availability"].elements?.compactMap(\.text) ?? []
        }
        #expect(try named(pair.coordinator) == [pair.mentor])
        #expect(try named(pair.mentorToken) == [pair.mentor])
        #expect(try named(pair.menteeToken) == [])
    }
}

extension PairFixture {
    fileprivate func slots(_ query: String) throws -> TestResponse {
        try get(path + "/slots?" + query, as: menteeToken)
    }

    fileprivate func stateMondays(_ from: String, _ to: String, _ person: String) throws {
        let answer = try service.send(
            .put, "/v1/people/\(person)/availability", as: service.administrator,
            """
            {"time_zone": "Europe/London",
             "weekly": [{"day": "MO", "from": "\(from)", "to": "\(to)"}]}
            """)
        try #require(answer.status == 201, "\(answer.text)")
    }
}

extension TestResponse {
    fileprivate var starts: [String] {
        self["slots"].elements?.compactMap { $0["start"]?.text } ?? []
    }
}

extension JSON {
    fileprivate var wall: String { self["start_local"]?.text ?? "" }
}

extension String {
    /// Eight days later.
    fileprivate var next: String {
        CivilDate(self).map { $0.adding(days: 8).text } ?? self
    }
}
