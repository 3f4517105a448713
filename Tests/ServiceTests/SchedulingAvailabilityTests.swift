// Stated availability: whose it is, what is refused, and that the other half never sees it.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct SchedulingAvailabilityTests {
    private static let week = """
        {"time_zone": "Europe/London",
         "weekly": [{"day": "MO", "from": "09:00", "to": "12:30"},
                    {"day": "FR", "from": "22:00", "to": "02:00"}],
         "exceptions": [{"date": "2026-04-06", "windows": []},
                        {"date": "2026-04-07", "windows": [{"from": "10:00", "to": "24:00"}]}]}
        """

    private static func weekly(_ entry: String) -> String {
        "{\"time_zone\": \"UTC\", \"weekly\": [\(entry)]}"
    }

    private static func exceptions(_ entry: String, count: Int = 1) -> String {
        let all = Array(repeating: entry, count: count).joined(separator: ", ")
        return "{\"time_zone\": \"UTC\", \"weekly\": [], \"exceptions\": [\(all)]}"
    }

    @Test func `what was stated is read back as it was`() throws {
        let pair = try PairFixture()
        let target = "/v1/people/\(pair.mentee)/availability"
        let empty = try pair.get(target, as: pair.menteeToken)
        #expect(empty.status == 200)
        #expect(empty["weekly"].elements?.isEmpty == true)
        #expect(empty["time_zone"].text == "Europe/London")
        let made = try pair.service.send(.put, target, as: pair.menteeToken, Self.week)
        #expect(made.status == 201, "\(made.text)")
        let read = try pair.get(target, as: pair.menteeToken)
        #expect(read.text == made.text)
        for member in ["weekly", "exceptions", "time_zone"] {
            #expect(try read[member] == JSON(parsing: Array(Self.week.utf8))[member])
        }
    }

    @Test func `the person and staff of the programme keep it, nobody else sees it`() throws {
        let pair = try PairFixture()
        let target = "/v1/people/\(pair.mentee)/availability"
        #expect(
            try pair.statuses(.get, target)
                == Statuses(mentor: 404, mentee: 200, coordinator: 200))
        try pair.expectOutsidersRefused(.put, target, Self.week)
        let mentor = try pair.service.send(.put, target, as: pair.mentorToken, Self.week)
        #expect(mentor.status == 404)
        #expect(
            try pair.service.send(.put, target, as: pair.coordinator, Self.week).status == 201)
        let lead = try pair.service.key(.safeguardingLead)
        #expect(try pair.get(target, as: lead).status == 403)
    }

    @Test func `replacing it needs the version that was read`() throws {
        let pair = try PairFixture()
        let target = "/v1/people/\(pair.mentee)/availability"
        func put(_ tag: String?) throws -> TestResponse {
            try pair.service.send(
                .put, target, as: pair.menteeToken,
                headers: tag.map { [("If-Match", $0)] } ?? [], Self.week)
        }
        let first = try #require(try put(nil).header("ETag"))
        #expect(try put(nil).status == 428)
        #expect(try put(first).status == 200)
        #expect(try put(first).status == 412)
    }

    @Test(arguments: [
        (#"{"weekly": []}"#, "/time_zone"),
        (#"{"time_zone": "BST", "weekly": []}"#, "abbreviated_zone"),
        (#"{"time_zone": "+01:00", "weekly": []}"#, "fixed_offset_zone"),
        (#"{"time_zone": "Europe/Atlantis", "weekly": []}"#, "unknown_zone"),
        (#"{"time_zone": "../etc/passwd", "weekly": []}"#, "unknown_zone"),
        (#"{"time_zone": "UTC"}"#, "/weekly"),
        (#"{"time_zone": "UTC", "weekly": [], "colour": "red"}"#, "/colour"),
        (weekly(#"{"day": "MON", "from": "09:00", "to": "10:00"}"#), "/weekly/0/day"),
        (weekly(#"{"day": "MO", "from": "9", "to": "10:00"}"#), "not_a_window"),
        (weekly(#"{"day": "MO"}"#), "/weekly/0/from"),
        (exceptions(#"{"date": "2026-02-30", "windows": []}"#), "/exceptions/0/date"),
        (exceptions(#"{"date": "2026-02-01"}"#), "/exceptions/0/windows"),
        (
            exceptions(#"{"date": "2026-02-01", "windows": []}"#, count: 2), "duplicate_date"
        ),
    ])
    func `what cannot be kept is refused by name`(body: String, fragment: String) throws {
        let pair = try PairFixture(isPaired: false)
        let target = "/v1/people/\(pair.mentee)/availability"
        let answer = try pair.service.send(.put, target, as: pair.menteeToken, body)
        #expect(answer.status == 422)
        #expect(answer.text.contains(fragment), "\(answer.text)")
    }

    @Test func `a zone's former name is kept as its present one`() throws {
        let pair = try PairFixture(isPaired: false)
        let answer = try pair.service.send(
            .put, "/v1/people/\(pair.mentee)/availability", as: pair.menteeToken,
            #"{"time_zone": "Europe/Kiev", "weekly": []}"#)
        #expect(answer["time_zone"].text == "Europe/Kyiv")
    }
}
