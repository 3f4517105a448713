// What a programme lets mentees do who choose for themselves: whether they may at all, how many
// mentors they name in order, how long each has to answer, and how many may ask one mentor at once.

package struct RequestPolicy: Sendable, Equatable {
    /// Whether mentees see mentors and may ask them.
    package var isOpen: Bool
    /// Mentors that one request may name.
    package var choicesMax: Int
    /// Working days that a mentor has to answer, in their own calendar.
    package var answerDays: Int
    /// Requests that wait for one mentor at the same time: volunteers who are asked by dozens stop
    /// answering anybody.
    package var waitingPerMentorMax: Int
    /// For how long a yes that has made a pair can be taken back, whoever proposed it.
    package var undoHours: Int

    package init(
        isOpen: Bool = true, choicesMax: Int = RequestPolicyLimits.choices.upperBound,
        answerDays: Int = 3, waitingPerMentorMax: Int = 3, undoHours: Int = 24
    ) {
        self.isOpen = isOpen
        self.choicesMax = choicesMax
        self.answerDays = answerDays
        self.waitingPerMentorMax = waitingPerMentorMax
        self.undoHours = undoHours
    }

    package static let standard = RequestPolicy()
}

package enum RequestPolicyLimits {
    package static let choices = 1...5
    /// Three weeks: whoever needs longer says no, and the next is asked.
    package static let answerDays = 1...15
    package static let waitingPerMentor = 1...30
    /// None, or a week at most: by then the two have arranged themselves, and an end is an end.
    package static let undoHours = 0...168
    /// Of one mentee in a programme, within 24 hours: each is told to a mentor.
    package static let requestsADay = 10
}

/// Until when a mentor may answer, and when they are reminded.
package struct AnswerTime: Sendable, Equatable {
    /// The first moment that is too late.
    package let deadline: Instant
    /// In the morning of the last day on which they answer.
    package let nudge: Instant

    /// The hour at which people are reminded: not in their sleep, and with a day to answer.
    private static let hourOfNudge = 9

    package init(deadline: Instant, nudge: Instant) {
        self.deadline = deadline
        self.nudge = nudge
    }

    /// `own`: the days of the week on which the mentor answers, where they named any. One whole day
    /// of these is in the time, and no holiday: where the working days hold none, they go on to
    /// the end of the first after them. Nobody waits more than two weeks for it.
    package init(
        days: Int, after moment: Instant, _ calendar: WorkingDays, on own: Set<Weekday> = [],
        in zone: Zone
    ) {
        let asked = zone.wall(at: moment).date
        let last = max(
            calendar.date(days, after: asked), Self.first(of: own, after: asked, calendar) ?? asked)
        deadline = zone.meetingMoment(of: WallTime(last.adding(days: 1))).moment
        let morning = WallTime(
            Self.latest(of: own, after: asked, until: last, calendar) ?? last,
            hour: Self.hourOfNudge, minute: 0)
        nudge = zone.meetingMoment(of: morning).moment
    }

    /// Days: each day of the week twice, since one may be a holiday, and no mentee waits longer.
    private static let searchedMost = 14

    private static func first(
        of own: Set<Weekday>, after date: CivilDate, _ calendar: WorkingDays
    ) -> CivilDate? {
        best((1...searchedMost).lazy.map { date.adding(days: $0) }, of: own, calendar)
    }

    private static func latest(
        of own: Set<Weekday>, after first: CivilDate, until last: CivilDate, _ calendar: WorkingDays
    ) -> CivilDate? {
        let days = sequence(first: last) { day in
            let before = day.adding(days: -1)
            return before > first ? before : nil
        }
        return best(days, of: own, calendar)
    }

    /// The first of their days that is no holiday, or else the first.
    private static func best(
        _ days: some Sequence<CivilDate>, of own: Set<Weekday>, _ calendar: WorkingDays
    ) -> CivilDate? {
        let theirs = days.filter { own.contains($0.weekday) }
        return theirs.first { !calendar.holidays.contains($0) } ?? theirs.first
    }
}
