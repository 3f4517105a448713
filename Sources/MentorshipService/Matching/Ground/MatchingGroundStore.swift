// The ground of a programme's matching read from the store, in one snapshot.

import Mentorship
import SQLite

extension MatchingGround {
    init(_ programme: ID<Programme>, now: Instant, _ snapshot: Reading) throws {
        self.init()
        if let frame = try RelationshipPlaces.frame(programme, snapshot) {
            isAmongEquals = frame.isAmongEquals
            groupSizes = frame.groupSizes
        }
        try readParts(programme, snapshot)
        try readRelationships(programme, snapshot)
        try readProposals(programme, now, snapshot)
        leadOf.merge(try CoMentorStore.asked(in: programme, now: now, snapshot)) { $1 }
        try readRequests(programme, snapshot)
        let parted = try RematchStore.formerPairs(in: programme, snapshot)
        declined.formUnion(parted)
        if groupSizes.shape == .circles { former = Set(parted) }
        leftGroup = Set(try DepartureStore.pairs(in: programme, snapshot))
        let pairs = try snapshot.query(
            """
            SELECT mentor_id, mentee_id FROM exclusions
            WHERE programme_id = ?1 AND run_id IS NULL
            """, programme, read: Self.pair)
        doNotMatch = Set(pairs)
    }

    /// Who stands on which side of a relationship.
    struct Sides {
        let takesMembers: Bool
        var mentors: [ID<Person>] = []
        var lead: (order: Int, person: ID<Person>)?
        var mentees: [ID<Person>] = []
    }

    // MARK: Reading

    private mutating func readParts(
        _ programme: ID<Programme>, _ snapshot: Reading
    ) throws {
        try snapshot.forEach(
            """
            SELECT e.person_id, e.role, e.capacity, e.mentors_wanted,
                CASE WHEN g.requires_acknowledgement = 1 THEN g.acknowledgement_version END,
                NULLIF(e.acknowledged_version, 0)
            FROM enrolments e
            JOIN people p ON p.id = e.person_id
            JOIN programmes g ON g.id = e.programme_id
            WHERE e.programme_id = ?1 AND e.state = 'approved' AND p.state = 'active'
            """, programme
        ) { row in
            let person: ID<Person> = try row.nextID()
            parts[person] = Part(
                role: try row.nextChoice(), capacity: try row.next(),
                mentorsWanted: try row.next())
            let missing = Enrolment.missing(asked: try row.next(), acknowledged: try row.next())
            if !missing.isEmpty { notReady.insert(person) }
        }
    }

    private mutating func readRelationships(
        _ programme: ID<Programme>, _ snapshot: Reading
    ) throws {
        var sides: [String: Sides] = [:]
        try snapshot.forEach(
            """
            SELECT m.person_id, m.role, r.id, r.state, m.lead_order
            FROM relationships r
            JOIN relationship_members m ON m.relationship_id = r.id
            WHERE r.programme_id = ?1 AND r.state <> 'closed'
            """, programme
        ) { row in try read(&row, into: &sides) }
        add(sides)
        for (mentee, count) in relationshipsOf where count >= parts[mentee]?.mentorsWanted ?? 1 {
            paired.insert(mentee)
        }
    }

    /// Somebody with their role, their relationship with its state, and their place in its lead.
    mutating func read(_ row: inout Row, into sides: inout [String: Sides]) throws {
        let person: ID<Person> = try row.nextID()
        let role: String = try row.next()
        let relationship: String = try row.next()
        let state: String = try row.next()
        let order: Int = try row.next() ?? .max
        var both = sides[relationship] ?? Sides(takesMembers: state != "closing")
        switch role {
        case "mentor":
            both.mentors.append(person)
            if order < both.lead?.order ?? .max { both.lead = (order, person) }
        case "mentee": both.mentees.append(person)
        default: paired.insert(person)
        }
        sides[relationship] = both
    }

    mutating func add(_ sides: [String: Sides]) {
        for both in sides.values {
            for mentor in both.mentors {
                taken[mentor, default: 0] += both.mentees.count
                if both.takesMembers { inGroup[mentor, default: []].formUnion(both.mentees) }
            }
            if both.takesMembers, both.mentors.count > 1 { readTogether(both) }
            for mentee in both.mentees {
                relationshipsOf[mentee, default: 0] += 1
                standing.formUnion(both.mentors.map { PairOfPeople(mentor: $0, mentee: mentee) })
            }
        }
    }

    private mutating func readTogether(_ group: Sides) {
        for mentor in group.mentors {
            guidingWith[mentor] = group.mentors.filter { $0 != mentor }
            if mentor != group.lead?.person { leadOf[mentor] = group.lead?.person }
        }
    }

    private mutating func readProposals(
        _ programme: ID<Programme>, _ now: Instant, _ snapshot: Reading
    ) throws {
        try snapshot.forEach(
            """
            SELECT mentor_id, mentee_id, state FROM proposals
            WHERE programme_id = ?1 AND (state = 'declined' OR (state = 'sent' AND deadline > ?2))
              AND mentee_id IS NOT NULL
            """, programme, now
        ) { row in
            let pair = try Self.pair(&row)
            if try row.next() == "sent" {
                open.insert(pair)
            } else {
                declined.insert(pair)
            }
        }
    }

    /// Who asked for a mentor waits for that mentor first.
    private mutating func readRequests(
        _ programme: ID<Programme>, _ snapshot: Reading
    ) throws {
        try snapshot.forEach(
            """
            SELECT c.mentor_id, r.mentee_id, c.state
            FROM mentorship_requests r
            JOIN mentorship_request_choices c ON c.request_id = r.id
            WHERE r.programme_id = ?1 AND c.state IN ('asked', 'declined')
            """, programme
        ) { row in
            let pair = try Self.pair(&row)
            if try row.next() == "asked" {
                open.insert(pair)
            } else {
                declined.insert(pair)
            }
        }
    }

    private static func pair(_ row: inout Row) throws -> PairOfPeople {
        PairOfPeople(mentor: try row.nextID(), mentee: try row.nextID())
    }
}
