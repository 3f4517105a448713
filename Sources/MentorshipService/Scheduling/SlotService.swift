// Common free slots: what people stated, less the meetings they have, wherever those belong. A
// viewer gets the slots alone; whose calendar closed the others is nobody's to know.

import Mentorship

package struct SlotQuestion: Sendable {
    package let range: Interval
    package let minutes: Int
    package let step: Int
    package let buffer: Int
}

package struct SlotAnswer: Sendable {
    package let anchor: Zone
    package let starts: [Instant]
    /// Those who stated nothing yet, for whom no slot can be found.
    package let withoutAvailability: [ID<Person>]
}

package struct SlotService {
    let zones: ZoneCatalogue

    /// The first of the people organises: the grid is that of their wall.
    func slots(
        of people: [ID<Person>], _ question: SlotQuestion, now: Instant, _ snapshot: Reading
    ) throws -> SlotAnswer {
        let stated = try people.map { try AvailabilityStore.find($0, snapshot) }
        let anchor = try anchor(of: people, snapshot)
        let query = try SlotQuery(
            range: question.range, slotMinutes: question.minutes, stepMinutes: question.step,
            grid: .midnight(in: anchor),
            buffers: Buffers(
                beforeMinutes: question.buffer, afterMinutes: question.buffer),
            notBefore: now
        ).validated(people: people.count)
        let missing = zip(people, stated).filter { $1 == nil }.map { $0.0 }
        guard missing.isEmpty else {
            return SlotAnswer(anchor: anchor, starts: [], withoutAvailability: missing)
        }
        let participants = try zip(people, stated).map { person, row in
            try participant(
                person, row,
                query.range.widened(
                    before: Int64(question.buffer) * 60_000,
                    after: Int64(question.buffer) * 60_000),
                fallback: anchor, snapshot)
        }
        return SlotAnswer(
            anchor: anchor, starts: try SlotFinder(query, participants).starts(),
            withoutAvailability: [])
    }

    /// Other starts for a time that is taken, soonest first. Who stated no hours sets no bounds.
    func suggestions(
        after start: Instant, minutes: Int, for people: [ID<Person>], now: Instant,
        _ snapshot: Reading
    ) throws -> [Instant] {
        let range = Interval(start, start.adding(seconds: Self.suggestionDays * 86_400))
        let anchor = try anchor(of: people, snapshot)
        let participants = try people.map { person in
            try participant(
                person, AvailabilityStore.find(person, snapshot), range, fallback: anchor,
                snapshot)
        }
        let query = SlotQuery(
            range: range, slotMinutes: minutes, stepMinutes: Self.suggestionStepMinutes,
            grid: .midnight(in: anchor), notBefore: now)
        return SlotFinder(query, participants).firstStarts(Self.suggestionCount)
    }

    /// Far enough ahead for pairs that meet every two weeks.
    static let suggestionDays: Int64 = 14
    static let suggestionStepMinutes = 30
    static let suggestionCount = 3

    /// The wall that times are read on: the organiser's, else that of the next who has one.
    func anchor(of people: [ID<Person>], _ snapshot: Reading) throws -> Zone {
        for person in people {
            let stated = try AvailabilityStore.find(person, snapshot)?.timeZone
            if let name = try stated ?? AvailabilityStore.zoneOfPerson(person, snapshot) {
                return try zones.zone(named: name)
            }
        }
        return .utc
    }

    private func participant(
        _ person: ID<Person>, _ row: AvailabilityRow?, _ range: Interval, fallback: Zone,
        _ snapshot: Reading
    ) throws -> Participant {
        Participant(
            id: person.text, zone: try row?.timeZone.map { try zones.zone(named: $0) } ?? fallback,
            availability: row?.availability ?? .always,
            busy: try MeetingStore.busy(of: person, during: range, snapshot))
    }
}

extension Availability {
    fileprivate static let always = Availability(
        weekly: Weekday.allCases.compactMap { day in
            DayWindow(from: 0, to: 1440).map { WeeklyWindow(day, $0) }
        })
}

extension Relationship {
    /// The mentee drives, so that they come first.
    var organisersFirst: [ID<Person>] {
        people(on: .mentee) + people(on: .peer) + people(on: .mentor)
    }
}
