// Booking, moving and cancelling a meeting, and saying who was there: pure transitions on the
// value. Held and no-show are never set by hand; they follow from the attendance.

extension Meeting {
    /// A new meeting for all members of a relationship. That its time is free is a question of its
    /// own (`checkFree`), to be asked in the transaction that saves it.
    package static func book(
        id: ID<Meeting>, for relationship: Relationship, start: Instant, minutes: Int,
        in zone: Zone, medium: Medium, policy: MeetingPolicy = .standard, now: Instant
    ) throws(Failure) -> Meeting {
        guard relationship.takesMeetings else {
            throw Failure(
                .conflict, "relationship_not_open",
                "No meetings can be booked while the relationship is "
                    + "\(relationship.state.name.rawValue).")
        }
        try check(start, minutes, medium, policy, now)
        return Meeting(
            id: id, relationship: relationship.id, people: relationship.members.map(\.person),
            interval: Interval(start, start.adding(seconds: Int64(minutes) * 60)),
            zone: zone.name, localStart: zone.wall(at: start), medium: medium)
    }

    private static func check(
        _ start: Instant, _ minutes: Int, _ medium: Medium, _ policy: MeetingPolicy, _ now: Instant
    ) throws(Failure) {
        var fields: [Failure.Field] = []
        func check(_ isFine: Bool, _ pointer: String, _ code: String, _ message: String) {
            if !isFine { fields.append(Failure.Field(pointer, code, message)) }
        }
        check(
            policy.minutes.contains(minutes), "/duration_minutes", "out_of_range",
            "A meeting lasts from \(policy.minutes.lowerBound) to "
                + "\(policy.minutes.upperBound) minutes.")
        check(
            policy.media.contains(medium), "/medium", "medium_not_allowed",
            "This programme meets by "
                + policy.media.map(\.rawValue).sorted().joined(separator: ", ") + ".")
        check(
            start.milliseconds % WallTime.millisecondsPerMinute == 0, "/start", "not_a_minute",
            "A meeting starts on a full minute.")
        check(
            start >= policy.earliestStart(now: now) && start > now, "/start", "too_soon",
            policy.noticeMinutes == 0
                ? "The start must lie in the future."
                : "A meeting needs \(policy.noticeMinutes) minutes' notice.")
        check(
            start <= policy.latestStart(now: now), "/start", "too_far_ahead",
            "Meetings can be booked at most \(policy.horizonDays) days ahead.")
        if !fields.isEmpty { throw .invalid(fields) }
    }

    /// Another time for the same meeting: it keeps its identity, and the old time is free at once.
    /// True when it was moved with less than the notice asked for.
    package mutating func move(
        to start: Instant, minutes: Int, in zone: Zone, policy: MeetingPolicy = .standard,
        now: Instant
    ) throws(Failure) -> Bool {
        try checkAhead(now, "moved")
        try Self.check(start, minutes, medium, policy, now)
        let isLate = policy.isLate(now, before: interval.start)
        interval = Interval(start, start.adding(seconds: Int64(minutes) * 60))
        self.zone = zone.name
        localStart = zone.wall(at: start)
        sequence += 1
        return isLate
    }

    /// Always allowed until it starts; with little notice it is marked late.
    package mutating func cancel(
        by actor: String, policy: MeetingPolicy = .standard, now: Instant
    ) throws(Failure) {
        try checkAhead(now, "cancelled")
        let isLate = policy.isLate(now, before: interval.start)
        status = .cancelled(Cancellation(by: actor, at: now, isLate: isLate))
        sequence += 1
    }

    /// Where the zone's rules have changed since it was booked: the start that shows the agreed
    /// wall time again. Nil when the time still holds.
    package func adjustedStart(in zone: Zone) -> Instant? {
        guard zone.wall(at: interval.start) != localStart else { return nil }
        let start = zone.meetingMoment(of: localStart).moment
        return start == interval.start ? nil : start
    }

    private func checkAhead(_ now: Instant, _ what: String) throws(Failure) {
        switch status {
        case .cancelled: throw cancelled()
        case .confirmed where now < interval.start: return
        case .confirmed, .held, .noShow:
            throw Failure(
                .conflict, "meeting_started",
                "A meeting cannot be \(what) once it has started; record who attended.")
        }
    }

    private func cancelled() -> Failure {
        Failure(.conflict, "meeting_cancelled", "The meeting was cancelled.")
    }
}

// MARK: Attendance

extension Meeting {
    /// What an actor says of one person, from the start on. Saying it anew replaces their own
    /// statement, nobody else's.
    package mutating func record(
        _ presence: Attendance.Presence, of person: ID<Person>, by actor: String, now: Instant
    ) throws(Failure) {
        if case .cancelled = status { throw cancelled() }
        guard now >= interval.start else {
            throw Failure(
                .conflict, "meeting_not_started",
                "Attendance can be recorded from the start of the meeting on.")
        }
        guard people.contains(person) else {
            throw .invalid("/person", "not_expected", "This person is not part of the meeting.")
        }
        if case .attended(let late) = presence, !(0...interval.minutes).contains(late) {
            throw .invalid(
                "/late_minutes", "out_of_range",
                "Give from 0 to \(interval.minutes) minutes, the length of the meeting.")
        }
        let statement = Attendance(person, presence, recordedBy: actor, at: now)
        if let own = attendance.firstIndex(where: {
            $0.person == person && $0.recordedBy == actor
        }) {
            attendance[own] = statement
        } else {
            attendance.append(statement)
        }
        status = derivedStatus
    }

    /// Held as soon as two are known to have been there, a no-show as soon as two cannot have
    /// been. Of statements that differ, the one that saw the person counts.
    private var derivedStatus: Status {
        let known = Dictionary(grouping: attendance, by: \.person)
        let present = known.values.count { $0.contains { $0.presence != .absent } }
        if present >= 2 { return .held }
        return present + people.count - known.count < 2 ? .noShow : .confirmed
    }

    /// Those of whom one statement says present and another absent.
    package var disputed: [ID<Person>] {
        people.filter { person in
            let statements = attendance.filter { $0.person == person }
            return statements.contains { $0.presence == .absent }
                && statements.contains { $0.presence != .absent }
        }
    }
}

// MARK: One place at a time

extension Meeting {
    /// Refuses a time that somebody's taken time overlaps, buffers included; touching is free.
    /// `suggestions` is asked for other starts only then.
    package static func checkFree(
        _ interval: Interval, of taken: [Busy], buffers: Buffers = .none,
        suggestions: () -> [Instant] = { [] }
    ) throws(Failure) {
        guard taken.contains(where: { buffers.widened($0).overlaps(interval) }) else { return }
        throw slotTaken(next: suggestions())
    }

    package static func slotTaken(next: [Instant]) -> Failure {
        Failure(
            .conflict, "slot_taken", "Somebody is not free at this time any more.",
            facts: next.isEmpty ? [:] : ["next_free": next.map(\.rfc3339)])
    }
}
