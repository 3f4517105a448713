// Which of a programme's runs says something of somebody who waits: the latest that asked about
// them. One under way asks about whomever it is for; once it has drawn its inputs, about those in
// them alone, so that nobody waits for a run that does not know them.

import Mentorship
import SQLite

/// Whoever waits, as a run sees them.
struct WaitingPart {
    let enrolment: Enrolment
    /// Looks for a mentor.
    let isMentee: Bool
    /// Is free to mentor.
    let isMentor: Bool
    let since: Instant

    fileprivate var person: ID<Person> { enrolment.person }
}

final class WaitingRuns {
    /// What came before so many says nothing any more.
    private static let countMax = 100

    private let isAmongEquals: Bool
    private let snapshot: Reading
    private let standing: [Standing]
    private var rows: [ID<MatchRun>: MatchRunRow] = [:]
    private var people: [ID<MatchRun>: RunPeople] = [:]
    private var coMentors: [ID<MatchRun>: Set<ID<Person>>] = [:]

    private struct Standing {
        let id: ID<MatchRun>
        let isPending: Bool
    }

    init(in programme: ID<Programme>, amongEquals: Bool, _ snapshot: Reading) throws {
        isAmongEquals = amongEquals
        self.snapshot = snapshot
        standing = try Self.standing(in: programme, snapshot)
    }

    /// Not let go, failed or cancelled; the latest first.
    private static func standing(
        in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [Standing] {
        try snapshot.query(
            """
            SELECT r.id, r.state = 'pending'
            FROM match_runs r CROSS JOIN jobs j
            WHERE r.programme_id = ?1 AND r.state <> 'discarded' AND j.id = r.job_id
              AND (r.state <> 'pending' OR j.state NOT IN ('cancelled', 'failed'))
            ORDER BY r.id DESC LIMIT ?2
            """, programme, countMax
        ) { row in Standing(id: try row.nextID(), isPending: try row.next()) }
    }

    func latest(about part: WaitingPart) throws -> MatchRunRow? {
        for run in standing where try asks(run, about: part) { return try row(run.id) }
        return nil
    }

    private func asks(_ run: Standing, about part: WaitingPart) throws -> Bool {
        if !run.isPending {
            if try hasPair(part, in: run.id) { return true }
            let isLeft =
                try part.isMentee
                && WaitingStore.reasonWithout(part.person, in: run.id, snapshot) != nil
            if isLeft || !part.isMentor || isAmongEquals { return isLeft }
        }
        guard let row = try row(run.id), row.finishedAt.map({ $0 >= part.since }) ?? true else {
            return false
        }
        guard let people = try people(of: run.id) else { return isFor(row, part) }
        return part.isMentee && people.mentees.contains(part.person.text)
            || part.isMentor && people.mentors.contains(part.person.text)
    }

    /// Before it has looked who there is. Of equals only who gives and gets is asked about.
    private func isFor(_ run: MatchRunRow, _ part: WaitingPart) -> Bool {
        let (person, offer) = (part.person, part.enrolment.offer)
        let gets = run.scope?.takesMentee(person, at: offer.site) ?? true
        let gives = run.scope?.takesMentor(person, at: offer.site) ?? true
        return isAmongEquals
            ? gets && gives && offer.role == .both
            : part.isMentee && gets || part.isMentor && gives
    }

    private func row(_ id: ID<MatchRun>) throws -> MatchRunRow? {
        if let row = rows[id] { return row }
        rows[id] = try MatchRunStore.find(id, snapshot)
        return rows[id]
    }

    private func people(of id: ID<MatchRun>) throws -> RunPeople? {
        if let known = people[id] { return known }
        people[id] = try MatchRunStore.inputs(id, snapshot).map(RunPeople.init)
        return people[id]
    }

    // MARK: What a run found

    /// Of a run that asked about them.
    func outcome(of run: MatchRunRow, for part: WaitingPart) throws -> WaitingFacts.Run {
        if part.isMentee,
            let reason = try WaitingStore.reasonWithout(part.person, in: run.id, snapshot)
        {
            let pairs = try MatchResultStore.count(of: part.person, in: run.id, snapshot)
            return pairs > 0 ? .withFewer(reason: reason) : .without(reason: reason)
        }
        if try CircleStore.wasAskedInVain(part.person, in: run.id, snapshot) {
            return .withoutCircle
        }
        return try hasPair(part, in: run.id) ? .published : .without(reason: nil)
    }

    private func hasPair(_ part: WaitingPart, in run: ID<MatchRun>) throws -> Bool {
        if part.isMentee, try MatchResultStore.count(of: part.person, in: run, snapshot) > 0 {
            return true
        }
        guard part.isMentor else { return false }
        return try WaitingStore.hasMentee(part.person, in: run, snapshot)
            || coMentors(in: run).contains(part.person)
    }

    /// Who was to guide a group with others.
    private func coMentors(in run: ID<MatchRun>) throws -> Set<ID<Person>> {
        if let known = coMentors[run] { return known }
        let all = try MatchGroupStore.coMentors(of: run, snapshot).flatMap(\.others)
        coMentors[run] = Set(all)
        return Set(all)
    }
}
