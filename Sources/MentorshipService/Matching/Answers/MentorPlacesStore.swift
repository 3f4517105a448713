// The ground under a page of a programme's mentors, read from the store along their ids: as much of
// it as says which places they have left. A handful of statements for a page, however many mentors
// or other programmes there are.

import Mentorship
import SQLite

/// An approved mentor, as the list names them.
struct ListedMentor {
    let enrolment: ID<Enrolment>
    let person: ID<Person>
    let name: String?
    let site: String?
}

enum MentorPlacesStore {
    /// In the order of their ids. The plus keeps SQLite from collecting all who are approved.
    static func mentors(
        in programme: ID<Programme>, after: String, limit: Int, withNames: Bool,
        _ snapshot: Reading
    ) throws -> [ListedMentor] {
        try snapshot.query(
            """
            SELECT e.id, e.person_id, CASE WHEN ?4 THEN p.name END, e.site
            FROM enrolments e CROSS JOIN people p
            WHERE e.programme_id = ?1 AND e.person_id > ?2 AND +e.state = 'approved'
              AND e.role <> 'mentee' AND p.id = e.person_id AND p.state = 'active'
            ORDER BY e.person_id LIMIT ?3
            """, programme, after, limit, withNames
        ) { row in
            ListedMentor(
                enrolment: try row.nextID(), person: try row.nextID(), name: try row.next(),
                site: try row.next())
        }
    }
}

extension MatchingGround {
    /// What places the mentors from one to another have depends on; who guides a group with one of
    /// them is looked at too.
    init(
        placesFrom first: ID<Person>, to last: ID<Person>, in programme: ID<Programme>,
        now: Instant, _ snapshot: Reading
    ) throws {
        try self.init(mentorsFrom: first, to: last, in: programme, now: now, snapshot)
        let others = Set(guidingWith.values.joined()).subtracting(parts.keys)
        for other in others.sorted() {
            let beside = try MatchingGround(
                mentorsFrom: other, to: other, in: programme, now: now, snapshot)
            parts[other] = beside.parts[other]
            taken[other] = beside.taken[other]
            open.formUnion(beside.open)
        }
    }

    private init(
        mentorsFrom first: ID<Person>, to last: ID<Person>, in programme: ID<Programme>,
        now: Instant, _ snapshot: Reading
    ) throws {
        self.init()
        if let frame = try RelationshipPlaces.frame(programme, snapshot) {
            isAmongEquals = frame.isAmongEquals
            groupSizes = frame.groupSizes
        }
        try readParts(first, last, programme, snapshot)
        try readRelationships(first, last, programme, snapshot)
        try readProposals(first, last, programme, now, snapshot)
        try readRequests(first, last, programme, snapshot)
        if isAmongEquals { try readAsked(first, last, programme, now, snapshot) }
    }

    private mutating func readParts(
        _ first: ID<Person>, _ last: ID<Person>, _ programme: ID<Programme>, _ snapshot: Reading
    ) throws {
        try snapshot.forEach(
            """
            SELECT e.person_id, e.role, e.capacity, e.mentors_wanted
            FROM enrolments e CROSS JOIN people p
            WHERE e.programme_id = ?1 AND e.person_id BETWEEN ?2 AND ?3
              AND +e.state = 'approved' AND e.role <> 'mentee'
              AND p.id = e.person_id AND p.state = 'active'
            """, programme, first, last
        ) { row in
            let person: ID<Person> = try row.nextID()
            parts[person] = Part(
                role: try row.nextChoice(), capacity: try row.next(),
                mentorsWanted: try row.next())
        }
    }

    private mutating func readRelationships(
        _ first: ID<Person>, _ last: ID<Person>, _ programme: ID<Programme>, _ snapshot: Reading
    ) throws {
        var sides: [String: Sides] = [:]
        try snapshot.forEach(
            """
            SELECT DISTINCT x.person_id, x.role, r.id, r.state, x.lead_order
            FROM enrolments e CROSS JOIN relationship_members m CROSS JOIN relationships r
              CROSS JOIN relationship_members x
            WHERE e.programme_id = ?1 AND e.person_id BETWEEN ?2 AND ?3
              AND +e.state = 'approved' AND e.role <> 'mentee'
              AND m.person_id = e.person_id AND m.role <> 'mentee' AND r.id = m.relationship_id
              AND r.programme_id = ?1 AND r.state <> 'closed' AND x.relationship_id = r.id
            """, programme, first, last
        ) { row in try read(&row, into: &sides) }
        add(sides)
    }

    /// Questions of which these are the mentors, and groups that they were asked to guide too. The
    /// plus keeps SQLite from walking the page's proposals for each of its mentors.
    private mutating func readProposals(
        _ first: ID<Person>, _ last: ID<Person>, _ programme: ID<Programme>, _ now: Instant,
        _ snapshot: Reading
    ) throws {
        try snapshot.forEach(
            """
            SELECT p.mentor_id, p.mentee_id, p.lead_id
            FROM enrolments e CROSS JOIN proposals p
            WHERE e.programme_id = ?1 AND e.person_id BETWEEN ?2 AND ?3
              AND +e.state = 'approved' AND e.role <> 'mentee'
              AND p.programme_id = ?1 AND p.mentor_id = +e.person_id AND p.state = 'sent'
              AND p.deadline > ?4
            """, programme, first, last, now
        ) { row in
            let mentor: ID<Person> = try row.nextID()
            let mentee: ID<Person>? = try row.nextOptionalID()
            let lead: ID<Person>? = try row.nextOptionalID()
            if let mentee { open.insert(PairOfPeople(mentor: mentor, mentee: mentee)) }
            if let lead { leadOf[mentor] = lead }
        }
    }

    private mutating func readRequests(
        _ first: ID<Person>, _ last: ID<Person>, _ programme: ID<Programme>, _ snapshot: Reading
    ) throws {
        try snapshot.forEach(
            """
            SELECT c.mentor_id, r.mentee_id
            FROM enrolments e CROSS JOIN mentorship_request_choices c
              CROSS JOIN mentorship_requests r
            WHERE e.programme_id = ?1 AND e.person_id BETWEEN ?2 AND ?3
              AND +e.state = 'approved' AND e.role <> 'mentee'
              AND c.mentor_id = e.person_id AND c.state = 'asked'
              AND r.id = c.request_id AND r.programme_id = ?1
            """, programme, first, last
        ) { row in
            open.insert(PairOfPeople(mentor: try row.nextID(), mentee: try row.nextID()))
        }
    }

    /// Equals have one open question at most, on whichever side of it they are.
    private mutating func readAsked(
        _ first: ID<Person>, _ last: ID<Person>, _ programme: ID<Programme>, _ now: Instant,
        _ snapshot: Reading
    ) throws {
        try snapshot.forEach(
            """
            SELECT p.mentor_id, p.mentee_id
            FROM enrolments e CROSS JOIN proposals p
            WHERE e.programme_id = ?1 AND e.person_id BETWEEN ?2 AND ?3
              AND +e.state = 'approved' AND e.role <> 'mentee'
              AND p.mentee_id = +e.person_id AND +p.programme_id = ?1 AND p.state = 'sent'
              AND p.deadline > ?4
            """, programme, first, last, now
        ) { row in
            open.insert(PairOfPeople(mentor: try row.nextID(), mentee: try row.nextID()))
        }
        try snapshot.forEach(
            """
            SELECT c.mentor_id, r.mentee_id
            FROM enrolments e CROSS JOIN mentorship_requests r
              CROSS JOIN mentorship_request_choices c
            WHERE e.programme_id = ?1 AND e.person_id BETWEEN ?2 AND ?3
              AND +e.state = 'approved' AND e.role <> 'mentee'
              AND r.mentee_id = e.person_id AND r.programme_id = ?1
              AND c.request_id = r.id AND c.state = 'asked'
            """, programme, first, last
        ) { row in
            open.insert(PairOfPeople(mentor: try row.nextID(), mentee: try row.nextID()))
        }
    }
}
