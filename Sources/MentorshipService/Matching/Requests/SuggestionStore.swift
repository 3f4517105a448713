// Who could be asked in a programme, with what they have left, in one pass over the programme.

import Mentorship
import SQLite

/// Where a listed mentor stands.
struct MentorGround {
    let mentor: ID<Person>
    let enrolment: ID<Enrolment>
    let places: Int
    /// Mentees in relationships that are not closed; of an equal 1 who has somebody.
    let taken: Int
    /// Requests that wait for their answer.
    let waiting: Int

    var placesLeft: Int { max(0, places - taken) }
}

enum SuggestionStore {
    /// Approved, active and listed.
    static func mentors(
        in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [MentorGround] {
        let frame = try RelationshipPlaces.frame(programme, snapshot)
        // Whatever places they stated.
        let most = frame?.isAmongEquals ?? false ? 1 : frame?.ofGroup?.upperBound ?? .max
        let taken = try counts(programme, snapshot)
        let waiting = try waiting(programme, snapshot)
        return try snapshot.query(
            """
            SELECT e.person_id, e.id, e.capacity
            FROM enrolments e
            JOIN people p ON p.id = e.person_id
            LEFT JOIN mentor_cards c ON c.enrolment_id = e.id
            WHERE e.programme_id = ?1 AND e.state = 'approved' AND e.role <> 'mentee'
              AND p.state = 'active' AND COALESCE(c.is_listed, 1) = 1
            """, programme
        ) { row in
            let mentor: ID<Person> = try row.nextID()
            return MentorGround(
                mentor: mentor, enrolment: try row.nextID(),
                places: min(try row.next(), most), taken: taken[mentor] ?? 0,
                waiting: waiting[mentor] ?? 0)
        }
    }

    private static func counts(
        _ programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [ID<Person>: Int] {
        var counts: [ID<Person>: Int] = [:]
        try snapshot.forEach(
            """
            SELECT m.person_id
            FROM relationships r
            JOIN relationship_members m ON m.relationship_id = r.id AND m.role <> 'mentee'
            JOIN relationship_members e ON e.relationship_id = r.id
              AND (e.role = 'mentee' OR e.role = 'peer' AND e.person_id = m.person_id)
            WHERE r.programme_id = ?1 AND r.state <> 'closed'
            """, programme
        ) { row in counts[try row.nextID(), default: 0] += 1 }
        return counts
    }

    private static func waiting(
        _ programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [ID<Person>: Int] {
        var counts: [ID<Person>: Int] = [:]
        try snapshot.forEach(
            """
            SELECT c.mentor_id
            FROM mentorship_requests r
            JOIN mentorship_request_choices c ON c.request_id = r.id AND c.state = 'asked'
            WHERE r.programme_id = ?1 AND r.state = 'waiting'
            """, programme
        ) { row in counts[try row.nextID(), default: 0] += 1 }
        return counts
    }

    /// One mentee and those mentors, with everything that keeps any of them apart.
    static func inputs(
        for mentee: ID<Person>, among ground: [MentorGround], in programme: ID<Programme>,
        _ moment: MatchingMoment, _ snapshot: Reading
    ) throws -> MatchRun.Inputs {
        let places = Dictionary(
            ground.map { ($0.mentor, $0.placesLeft) }, uniquingKeysWith: { first, _ in first })
        var inputs = try MatchInputsStore.profiles(
            of: mentee, andMentors: places, in: programme, moment, snapshot)
        let apart = try MatchingGround(programme, now: moment.now, snapshot)
        func involved(_ pairs: Set<PairOfPeople>) -> [NamedPair] {
            pairs.filter { $0.mentee == mentee || $0.mentor == mentee }.map(\.named)
        }
        inputs.vetoes.doNotMatch = involved(apart.doNotMatch)
        inputs.vetoes.declined = involved(apart.declined)
        if apart.isAmongEquals {
            inputs.vetoes.declined += involved(Set(apart.declined.map(\.reversed)))
        }
        inputs.vetoes.leftGroup = involved(apart.leftGroup)
        return inputs
    }
}
