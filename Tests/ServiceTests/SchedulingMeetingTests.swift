// Meetings: booked without anybody being in two places, called off, attended; and who learns what
// they were about.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct SchedulingMeetingTests {
    @Test func `a meeting is booked, found and listed by both`() throws {
        let pair = try PairFixture()
        let made = try pair.bookWithTopic()
        #expect(made.status == 201, "\(made.text)")
        #expect(made["state"].text == "confirmed")
        #expect(made["start"].text == "2026-03-30T13:00:00Z")
        #expect(made["end"].text == "2026-03-30T14:00:00Z")
        #expect(made["start_local"].text == "2026-03-30T14:00")
        #expect(made["time_zone"].text == "Europe/London")
        let meeting = try #require(made.header("Location"))
        #expect(try pair.get(meeting, as: pair.mentorToken).text == made.text)
        for target in [
            "/v1/meetings", pair.path + "/meetings",
            "/v1/meetings?from=2026-03-30T13:30:00Z&to=2026-03-31T00:00:00Z",
        ] {
            #expect(try pair.get(target, as: pair.mentorToken).items.count == 1)
        }
        let later = "/v1/meetings?from=2026-03-30T14:00:00Z"
        #expect(try pair.get(later, as: pair.mentorToken).items.isEmpty)
    }

    @Test func `those without part neither see nor book`() throws {
        let pair = try PairFixture()
        let meeting = try #require(try pair.bookWithTopic().header("Location"))
        #expect(try pair.statuses(.get, meeting) == Statuses())
        #expect(try pair.statuses(.get, pair.path + "/meetings") == Statuses())
        let body = """
            {"start": "2026-04-01T10:00:00Z", "duration_minutes": 60, "medium": "video"}
            """
        try pair.expectOutsidersRefused(.post, pair.path + "/meetings", body)
        try pair.expectOutsidersRefused(.post, meeting + "/cancellation")
        let came = "{\"members\": [{\"person_id\": \"\(pair.mentee)\", \"state\": \"attended\"}]}"
        try pair.expectOutsidersRefused(.put, meeting + "/attendance", came)
        #expect(try pair.get("/v1/meetings", as: pair.stranger).items.isEmpty)
        #expect(try pair.get("/v1/meetings", as: pair.elsewhere).items.isEmpty)
        let asked = "/v1/meetings?person_id=\(pair.mentee)"
        #expect(try pair.get(asked, as: pair.elsewhere).items.isEmpty)
        #expect(try pair.get(asked, as: pair.mentorToken).items.isEmpty)
        #expect(try pair.get(asked, as: pair.coordinator).items.count == 1)
        #expect(try pair.service.send(.get, "/v1/meetings").status == 401)
        // Whoever may read schedules may not yet write them.
        let lead = try pair.service.key(.safeguardingLead)
        #expect(try pair.post(pair.path + "/meetings", as: lead, body).status == 403)
        #expect(try pair.get(meeting, as: lead).status == 200)
    }

    @Test func `what a meeting is about stays with the pair`() throws {
        let pair = try PairFixture()
        let meeting = try #require(try pair.bookWithTopic().header("Location"))
        _ = try pair.post(meeting + "/cancellation", as: pair.menteeToken, #"{"reason": "Flu"}"#)
        for target in [meeting, "/v1/meetings", pair.path + "/meetings"] {
            for key in [pair.mentorToken, pair.menteeToken] {
                let answer = try pair.get(target, as: key)
                #expect(answer.text.contains("The panel") && answer.text.contains("Flu"))
            }
            for key in [pair.coordinator, pair.service.administrator] {
                let answer = try pair.get(target, as: key)
                #expect(answer.text.contains("2026-03-30T13:00:00Z"))
                #expect(!answer.text.contains("The panel") && !answer.text.contains("Flu"))
            }
        }
    }

    // MARK: One place at a time

    @Test func `a taken time is refused with the next free ones`() throws {
        let pair = try PairFixture()
        for person in [pair.mentor, pair.mentee] { try pair.state("09:00", "11:30", of: person) }
        #expect(try pair.book("2026-03-05T09:00:00Z").status == 201)
        let second = try pair.book("2026-03-05T09:30:00Z", as: pair.mentorToken)
        #expect(second.status == 409)
        #expect(second.code == "slot_taken")
        #expect(
            second["next_free"].elements?.compactMap(\.text) == [
                "2026-03-05T10:00:00Z", "2026-03-05T10:30:00Z", "2026-03-06T09:00:00Z",
            ], "\(second.text)")
        // Touching is not overlapping.
        #expect(try pair.book("2026-03-05T10:00:00Z").status == 201)
        #expect(try pair.book("2026-03-05T08:00:00Z").status == 201)
    }

    @Test func `of a hundred who book one slot at once one gets it`() throws {
        let pair = try PairFixture()
        let requests = try (0..<100).map { index in
            try Request.post(
                pair.path + "/meetings", as: index % 2 == 0 ? pair.mentorToken : pair.menteeToken,
                #"{"start": "2026-03-05T10:00:00Z", "duration_minutes": 60, "medium": "video"}"#)
        }
        let answers = try pair.service.sendAtOnce(requests, threads: 8)
        #expect(answers.filter { $0.status == 201 }.count == 1)
        #expect(answers.filter { $0.status == 409 && $0.code == "slot_taken" }.count == 99)
        #expect(try pair.get("/v1/meetings", as: pair.mentorToken).items.count == 1)
    }

    @Test func `a mentor of two is not in two places either`() throws {
        let pair = try PairFixture(capacity: 2)
        let second = try pair.service.makeMember(of: pair.programme, "mentee")
        let other = try pair.post(
            "/v1/programmes/\(pair.programme)/relationships", as: pair.coordinator,
            "{\"mentor_id\": \"\(pair.mentor)\", \"mentee_id\": \"\(second)\"}")
        #expect(try pair.book("2026-03-05T10:00:00Z").status == 201)
        let body = #"{"start": "2026-03-05T10:30:00Z", "duration_minutes": 60, "medium": "chat"}"#
        let target = "/v1/relationships/\(other["id"].text ?? "")/meetings"
        let answer = try pair.post(target, as: pair.mentorToken, body)
        #expect(answer.code == "slot_taken")
    }

    @Test(arguments: [
        (
            #"{"start": "2026-03-02T08:59:00Z", "duration_minutes": 60, "medium": "video"}"#,
            "/start"
        ),
        (
            #"{"start": "2026-03-05T10:00:30Z", "duration_minutes": 60, "medium": "video"}"#,
            "/start"
        ),
        (
            #"{"start": "2028-03-05T10:00:00Z", "duration_minutes": 60, "medium": "video"}"#,
            "/start"
        ),
        (
            #"{"start": "2026-03-05T10:00:00Z", "duration_minutes": 0, "medium": "video"}"#,
            "/duration_minutes"
        ),
        (#"{"start": "2026-03-05T10:00:00Z", "duration_minutes": 60, "medium": "fax"}"#, "/medium"),
        (#"{"start": "tomorrow", "duration_minutes": 60, "medium": "video"}"#, "/start"),
        (#"{}"#, "/duration_minutes"),
    ])
    func `what is no meeting is refused by name`(body: String, pointer: String) throws {
        let pair = try PairFixture()
        let answer = try pair.post(pair.path + "/meetings", as: pair.menteeToken, body)
        #expect(answer.status == 422)
        #expect(answer.text.contains("\"\(pointer)\""), "\(answer.text)")
    }

    // MARK: Called off

    @Test func `a cancelled meeting gives its time back at once`() throws {
        let pair = try PairFixture()
        let meeting = try #require(try pair.book("2026-03-05T10:00:00Z").header("Location"))
        let gone = try pair.post(meeting + "/cancellation", as: pair.mentorToken)
        #expect(gone.status == 200, "\(gone.text)")
        #expect(gone["state"].text == "cancelled")
        #expect(gone["cancellation"]["is_late"] == .bool(false))
        #expect(gone["cancellation"]["cancelled_by"]?.text == pair.mentor)
        let again = try pair.post(meeting + "/cancellation", as: pair.mentorToken)
        #expect(again.code == "meeting_cancelled")
        #expect(try pair.book("2026-03-05T10:00:00Z").status == 201)
    }

    @Test func `less than a day's notice is marked, not refused`() throws {
        let pair = try PairFixture()
        let meeting = try #require(try pair.book("2026-03-03T08:00:00Z").header("Location"))
        let gone = try pair.post(meeting + "/cancellation", as: pair.menteeToken)
        #expect(gone["cancellation"]["is_late"] == .bool(true))
    }

    @Test func `a meeting that has begun is not called off`() throws {
        let pair = try PairFixture()
        let meeting = try #require(try pair.book("2026-03-02T09:30:00Z").header("Location"))
        pair.service.clock.advance(seconds: 1800)
        let answer = try pair.post(meeting + "/cancellation", as: pair.menteeToken)
        #expect(answer.code == "meeting_started")
    }

    // MARK: Attendance

    @Test func `attendance is said from the start on, by members and staff`() throws {
        let pair = try PairFixture()
        let meeting = try #require(try pair.book("2026-03-02T09:30:00Z").header("Location"))
        #expect(try pair.attend(meeting, as: pair.menteeToken).code == "meeting_not_started")
        pair.service.clock.advance(seconds: 1800)
        let said = try pair.attend(meeting, as: pair.menteeToken)
        #expect(said.status == 200, "\(said.text)")
        #expect(said["state"].text == "held")
        #expect(said.text.contains("\"late_minutes\":12"))
        // How late somebody came is the pair's own affair.
        let facts = try pair.get(meeting, as: pair.coordinator)
        #expect(facts.text.contains("attended") && !facts.text.contains("late_minutes"))
        // The first meeting that was held begins the work.
        let relationship = try pair.get(pair.path, as: pair.coordinator)
        #expect(relationship["state"].text == "active")
        #expect(relationship["stage"].text == "initiation")
        #expect(relationship["started_on"].text == "2026-03-02")
    }

    @Test func `statements that differ are both kept`() throws {
        let pair = try PairFixture()
        let meeting = try #require(try pair.book("2026-03-02T09:30:00Z").header("Location"))
        pair.service.clock.advance(seconds: 1800)
        _ = try pair.attend(meeting, as: pair.menteeToken)
        let other = try pair.service.send(
            .put, meeting + "/attendance", as: pair.mentorToken,
            "{\"members\": [{\"person_id\": \"\(pair.mentee)\", \"state\": \"absent\"}]}")
        #expect(other["attendance"].elements?.count == 3, "\(other.text)")
        #expect(other["disputed"].elements?.compactMap(\.text) == [pair.mentee])
    }

    @Test func `nobody attends who was not expected`() throws {
        let pair = try PairFixture()
        let meeting = try #require(try pair.book("2026-03-02T09:30:00Z").header("Location"))
        pair.service.clock.advance(seconds: 1800)
        let stranger = try pair.service.makePerson("Stranger")
        let answer = try pair.service.send(
            .put, meeting + "/attendance", as: pair.menteeToken,
            "{\"members\": [{\"person_id\": \"\(stranger)\", \"state\": \"attended\"}]}")
        #expect(answer.status == 422)
        #expect(answer.text.contains("/members/0/person_id"), "\(answer.text)")
        let empty = try pair.service.send(
            .put, meeting + "/attendance", as: pair.menteeToken, #"{"members": []}"#)
        #expect(empty.status == 422)
    }

    @Test func `meetings are listed page by page in the order they happen`() throws {
        let pair = try PairFixture()
        for hour in [15, 9 + 2, 13, 12, 14] {
            #expect(try pair.book("2026-03-05T\(hour):00:00Z").status == 201)
        }
        for (key, list) in [
            (pair.menteeToken, "/v1/meetings"), (pair.coordinator, "/v1/meetings"),
            (pair.mentorToken, pair.path + "/meetings"),
        ] {
            var starts: [String] = []
            var target: String? = list + "?limit=2"
            while let next = target {
                let page = try pair.get(next, as: key)
                starts += page.items.compactMap { $0["start"]?.text }
                target = page["next_cursor"].text.map { list + "?limit=2&cursor=\($0)" }
            }
            #expect(starts.count == 5 && starts == starts.sorted())
        }
    }
}

extension PairFixture {
    fileprivate func bookWithTopic() throws -> TestResponse {
        try post(
            path + "/meetings", as: menteeToken,
            """
            {"start": "2026-03-30T14:00:00+01:00", "duration_minutes": 60, "medium": "video",
             "topic": "The panel interview"}
            """)
    }

    fileprivate func attend(_ meeting: String, as key: String) throws -> TestResponse {
        try service.send(
            .put, meeting + "/attendance", as: key,
            """
            {"members": [
                {"person_id": "\(mentor)", "state": "attended"},
                {"person_id": "\(mentee)", "state": "attended", "late_minutes": 12}]}
            """)
    }
}
