// Requests: one mentor at a time, in order, each until a deadline in their own calendar; and what a
// random course of events can never break.

import Mentorship
import Testing

@Suite struct MentorshipRequestTests {
    private static let time = AnswerTime(
        deadline: at("2026-03-06T00:00Z"), nudge: at("2026-03-05T09:00Z"))
    private static let now = at("2026-03-02T09:00Z")
    private static let mentors: [ID<Person>] = [Cast.id(71), Cast.id(72), Cast.id(73)]

    private static func request(_ mentors: [ID<Person>] = mentors) -> MentorshipRequest {
        MentorshipRequest(
            id: Cast.id(70), programme: Cast.programme, mentee: Cast.mentee,
            choices: mentors.map { .init($0) }, createdAt: now)
    }

    private static func asked() -> MentorshipRequest {
        var request = request()
        request.askNext(now: now) { _ in .free(time) }
        return request
    }

    @Test func `three working days end with the third of them, on the mentor's own wall`() {
        let calendar = WorkingDays(holidays: [day("2026-03-04")])
        let london = AnswerTime(days: 3, after: Self.now, calendar, in: zone("Europe/London"))
        #expect(london.deadline == at("2026-03-07T00:00Z"), "Tuesday, Thursday and Friday")
        #expect(london.nudge == at("2026-03-06T09:00Z"))
        let friday = at("2026-03-06T23:30Z")
        let tokyo = AnswerTime(days: 1, after: friday, WorkingDays(), in: zone("Asia/Tokyo"))
        #expect(tokyo.deadline == at("2026-03-09T15:00Z"), "it is Saturday there; Monday counts")
        let newYork = AnswerTime(
            days: 3, after: friday, WorkingDays(), in: zone("America/New_York"))
        #expect(newYork.deadline == at("2026-03-12T04:00Z"), "the clocks went forward on Sunday")
    }

    @Test func `who answers on certain days has one of them, and nobody waits two weeks for it`() {
        let saturdays: Set<Weekday> = [.saturday]
        let sunday = at("2026-03-01T09:00Z")
        let further = AnswerTime(
            days: 3, after: sunday, WorkingDays(), on: saturdays, in: zone("Europe/London"))
        #expect(further.deadline == at("2026-03-08T00:00Z"), "not Wednesday, but Saturday")
        #expect(further.nudge == at("2026-03-07T09:00Z"))
        let thursday = AnswerTime(
            days: 3, after: at("2026-03-05T09:00Z"), WorkingDays(), on: saturdays,
            in: zone("Europe/London"))
        #expect(thursday.deadline == at("2026-03-11T00:00Z"), "a Saturday is in it already")
        #expect(thursday.nudge == at("2026-03-07T09:00Z"), "when they sit down to it")
        let clocks = AnswerTime(
            days: 3, after: sunday, WorkingDays(), on: [.sunday], in: zone("America/New_York"))
        #expect(clocks.deadline == at("2026-03-09T04:00Z"), "23 hours long, that Sunday")
        let holiday = WorkingDays(holidays: [
            zone("Europe/London").wall(at: sunday).date.adding(days: 6)
        ])
        let next = AnswerTime(
            days: 3, after: sunday, holiday, on: saturdays, in: zone("Europe/London"))
        #expect(next.deadline == at("2026-03-15T00:00Z"), "nobody answers on a holiday")
        #expect(next.nudge == at("2026-03-14T09:00Z"))
    }

    /// The time is over when the working days are, and one of the mentor's days was in it.
    @Test func `batch days are as found by walking through the days one by one`() {
        var dice = Dice(seed: 20_260_302)
        let zones = ["Europe/London", "America/New_York", "Pacific/Apia", "Asia/Kolkata"]
        for _ in 0..<2_000 {
            let zone = zone(zones[Int.random(in: 0..<4, using: &dice)])
            let moment = at("2026-01-01T00:00Z").adding(
                seconds: Int64.random(in: 0..<31_536_000, using: &dice))
            let days = 1 + Int.random(in: 0..<15, using: &dice)
            let own = Set(Weekday.allCases.filter { _ in Int.random(in: 0..<4, using: &dice) == 0 })
            let asked = zone.wall(at: moment).date
            let holidays = Set(
                (0..<5).map { _ in asked.adding(days: Int.random(in: 0..<30, using: &dice)) })
            let calendar = WorkingDays(holidays: holidays)
            let time = AnswerTime(days: days, after: moment, calendar, on: own, in: zone)
            let (date, reminder) = Self.walked(days, after: asked, calendar, own)
            #expect(zone.wall(at: time.deadline.adding(seconds: -1)).date == date)
            #expect(zone.wall(at: time.nudge).date == reminder ?? date)
            let plain = AnswerTime(days: days, after: moment, calendar, in: zone)
            let weeks = zone.meetingMoment(of: WallTime(asked.adding(days: 15))).moment
            #expect(time.deadline <= max(plain.deadline, weeks))
            #expect(time.nudge < time.deadline && time.deadline >= plain.deadline)
        }
    }

    /// The last day of the time, and the last of the mentor's own days in it: one that is no holiday
    /// where two weeks have any.
    private static func walked(
        _ days: Int, after asked: CivilDate, _ calendar: WorkingDays, _ own: Set<Weekday>
    ) -> (last: CivilDate, own: CivilDate?) {
        let fortnight = (1...14).map { asked.adding(days: $0) }
        let isOne: (CivilDate) -> Bool =
            fortnight.contains {
                own.contains($0.weekday) && !calendar.holidays.contains($0)
            }
            ? { own.contains($0.weekday) && !calendar.holidays.contains($0) }
            : { own.contains($0.weekday) }
        var (date, left, found) = (asked, days, CivilDate?.none)
        while left > 0 || !own.isEmpty && found == nil {
            date = date.adding(days: 1)
            if calendar.isWorking(date) { left -= 1 }
            if isOne(date) { found = date }
        }
        return (date, found)
    }

    @Test func `one is asked at a time, and the next only when the one before is done`() throws {
        var request = Self.asked()
        #expect(request.choices.map(\.state) == [.asked, .queued, .queued])
        request.askNext(now: Self.now) { _ in .free(Self.time) }
        #expect(request.current == 0, "nothing happens while somebody thinks about it")
        try request.decline(by: Self.mentors[0], reason: .time, now: Self.now)
        #expect(request.isBetweenTurns)
        request.askNext(now: Self.now) { mentor in
            mentor == Self.mentors[1] ? .passedOver(.mentorAtCapacity) : .free(Self.time)
        }
        #expect(request.choices.map(\.state) == [.declined, .passedOver, .asked])
        let expired = [
            request.expire(now: Self.time.deadline.adding(seconds: -1)),
            request.expire(now: Self.time.deadline), request.expire(now: Self.time.deadline),
        ]
        #expect(expired == [false, true, false])
        request.askNext(now: Self.now) { _ in .free(Self.time) }
        #expect(request.state == .exhausted)
    }

    @Test func `a yes ends it for all, and is said once`() throws {
        var request = Self.asked()
        try request.accept(by: Self.mentors[0], now: Self.now)
        #expect(request.state == .accepted)
        #expect(request.choices.map(\.state) == [.accepted, .notAsked, .notAsked])
        try request.accept(by: Self.mentors[0], now: Self.time.deadline)
        let late = [
            refusal { () throws(Failure) in
                try request.decline(by: Self.mentors[0], reason: .time, now: Self.now)
            },
            refusal { () throws(Failure) in
                try request.accept(by: Self.mentors[1], now: Self.now)
            },
            refusal { () throws(Failure) in try request.withdraw() },
        ]
        #expect(late == ["request_not_open", "request_not_open", "request_over"])
    }

    @Test func `the deadline is the first moment that is too late`() throws {
        var request = Self.asked()
        let code = refusal { () throws(Failure) in
            try request.accept(by: Self.mentors[0], now: Self.time.deadline)
        }
        #expect(code == "request_expired")
        try request.accept(by: Self.mentors[0], now: Self.time.deadline.adding(seconds: -1))
    }

    @Test func `a mentor is reminded once, on the last day`() {
        var request = Self.asked()
        let nudges = [
            request.nudge(now: Self.time.nudge.adding(seconds: -1)),
            request.nudge(now: Self.time.nudge), request.nudge(now: Self.time.nudge),
        ]
        #expect(nudges == [false, true, false])
        var late = Self.asked()
        let isLate = late.nudge(now: Self.time.deadline)
        #expect(!isLate, "who is too late is not reminded")
    }

    @Test func `taken back, it leaves nobody asked`() throws {
        var request = Self.asked()
        try request.withdraw()
        try request.withdraw()
        #expect(request.choices.map(\.state) == [.withdrawn, .notAsked, .notAsked])
        let superseded = request.supersede()
        #expect(!superseded)
        #expect(request.wasAsked(Self.mentors[0]) && !request.wasAsked(Self.mentors[1]))
    }

    @Test(arguments: 0..<200)
    func `whatever happens, one mentor at most is asked and the end is final`(seed: Int) {
        var dice = Dice(seed: UInt64(seed))
        var request = Self.request(Array(Self.mentors.prefix(1 + Int(dice.next() % 3))))
        var ended: MentorshipRequest?
        var now = Self.now
        for _ in 0..<30 {
            now = now.adding(seconds: Int64(dice.next() % 100_000))
            step(&request, now, &dice)
            #expect(request.choices.count { $0.state == .asked } <= 1)
            #expect(request.choices.count { $0.state == .accepted } <= 1)
            if request.state != .waiting {
                #expect(!request.choices.contains { $0.state == .asked || $0.state == .queued })
                #expect(ended == nil || ended == request, "seed \(seed)")
                ended = request
            }
        }
    }

    private func step(_ request: inout MentorshipRequest, _ now: Instant, _ dice: inout Dice) {
        let mentor = Self.mentors[Int(dice.next() % 3)]
        switch dice.next() % 8 {
        case 0: try? request.accept(by: mentor, now: now)
        case 1: try? request.decline(by: mentor, reason: .other, now: now)
        case 2: _ = request.expire(now: now)
        case 3: _ = request.passOver(mentor, because: .notAvailable)
        case 4: _ = request.nudge(now: now)
        case 5 where dice.next() % 4 == 0: try? request.withdraw()
        default:
            let isFree = dice.next() % 4 > 0
            request.askNext(now: now) { _ in
                isFree ? .free(Self.time) : .passedOver(.enoughRequests)
            }
        }
    }
}
