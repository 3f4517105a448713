// The room for a new relationship: the programme it would be in, how many relationships its people
// are in already, and whether one more would be too many.

import Mentorship
import SQLite

/// What of a programme a relationship needs to know when it begins.
package struct ProgrammeFrame: Sendable {
    package let state: Programme.State
    package let model: String
    package let stageModel: String
    package let endsOn: CivilDate?
    package let groupSizes: GroupSizes

    package var isAmongEquals: Bool { ModelRegistry.isAmongEquals(model) }

    package var mentorsLeast: Int { ModelRegistry.model(model)?.mentorsLeast ?? 1 }

    /// How many mentees a group has; nil where there are none.
    package var ofGroup: ClosedRange<Int>? {
        groupSizes.shape == .groups ? groupSizes.sizes : nil
    }
}

package enum RelationshipPlaces {
    package static func frame(
        _ programme: ID<Programme>, _ snapshot: Reading
    ) throws -> ProgrammeFrame? {
        try snapshot.first(
            """
            SELECT state, model, stage_model, ends_on, group_least, group_most
            FROM programmes WHERE id = ?1
            """, programme
        ) { row in
            let state: Programme.State = try row.nextChoice()
            let model: String = try row.next()
            return ProgrammeFrame(
                state: state, model: model, stageModel: try row.next(),
                endsOn: try row.nextOptionalDate(),
                groupSizes: GroupSizes(
                    ModelRegistry.model(model), least: try row.next(), most: try row.next()))
        }
    }

    /// How many relationships of the programme a person is in, on a side, that are not closed.
    /// The cross join keeps SQLite from starting with all relationships of the programme.
    package static func openCount(
        of person: ID<Person>, as side: Side, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Int {
        try snapshot.first(
            """
            SELECT COUNT(*)
            FROM relationship_members m CROSS JOIN relationships r
            WHERE m.person_id = ?1 AND m.role = ?2 AND r.id = m.relationship_id
              AND r.programme_id = ?3 AND r.state <> 'closed'
            """, person, side.rawValue, programme
        ) { row in try row.next() } ?? 0
    }

    /// How many mentees a mentor has in the programme: each takes a place, by twos or in a group.
    package static func taken(
        of mentor: ID<Person>, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Int {
        try snapshot.first(
            """
            SELECT COUNT(*)
            FROM relationship_members m CROSS JOIN relationships r
              CROSS JOIN relationship_members e
            WHERE m.person_id = ?1 AND m.role = 'mentor' AND r.id = m.relationship_id
              AND r.programme_id = ?2 AND r.state <> 'closed'
              AND e.relationship_id = r.id AND e.role = 'mentee'
            """, mentor, programme
        ) { row in try row.next() } ?? 0
    }

    /// The group that a mentor has, if it takes members.
    package static func group(
        of mentor: ID<Person>, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> RelationshipRow? {
        let id: ID<Relationship>? = try snapshot.first(
            """
            SELECT r.id
            FROM relationship_members m CROSS JOIN relationships r
            WHERE m.person_id = ?1 AND m.role = 'mentor' AND r.id = m.relationship_id
              AND r.programme_id = ?2 AND r.state NOT IN ('closing', 'closed')
            ORDER BY m.relationship_id DESC LIMIT 1
            """, mentor, programme
        ) { row in try row.nextID() }
        return try id.flatMap { try RelationshipStore.find($0, snapshot) }
    }

    /// How many more mentees a mentor can have, by their own places, those of whom they guide a
    /// group with, and the size of a group; of equals each has one somebody, whatever places they
    /// stated.
    package static func placesLeft(
        of mentor: ID<Person>, capacity: Int, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Int {
        let frame = try frame(programme, snapshot)
        if frame?.isAmongEquals ?? false {
            return try openCount(of: mentor, as: .peer, in: programme, snapshot) == 0 ? 1 : 0
        }
        let own = try capacity - taken(of: mentor, in: programme, snapshot)
        guard let most = frame?.ofGroup?.upperBound else { return own }
        guard let group = try group(of: mentor, in: programme, snapshot)?.relationship else {
            return min(own, most)
        }
        let others = try group.people(on: .mentor).filter { $0 != mentor }.map {
            try placesOfOne($0, in: programme, snapshot).left
        }
        return ([own, most - group.people(on: .mentee).count] + others).min() ?? own
    }

    /// How many places one mentor states and has left, whoever else guides with them; none where
    /// they take no part as a mentor.
    package static func placesOfOne(
        _ mentor: ID<Person>, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> (stated: Int, left: Int) {
        let enrolment = try EnrolmentStore.current(of: mentor, in: programme, snapshot)
        guard let enrolment, enrolment.state == .approved, enrolment.offer.role.isMentor else {
            return (0, 0)
        }
        let taken = try taken(of: mentor, in: programme, snapshot)
        return (enrolment.capacity, enrolment.capacity - taken)
    }

    /// Whether a mentee must not meet one of these.
    package static func isKeptApart(
        _ mentee: ID<Person>, from members: [ID<Person>], in programme: ID<Programme>,
        _ snapshot: Reading
    ) throws -> Bool {
        let ways = members.flatMap { member in
            [
                PairOfPeople(mentor: member, mentee: mentee),
                PairOfPeople(mentor: mentee, mentee: member),
            ]
        }
        return try ways.contains { pair in
            try snapshot.first(
                """
                SELECT 1 FROM exclusions
                WHERE mentor_id = ?2 AND mentee_id = ?3 AND programme_id = ?1 AND run_id IS NULL
                """, programme, pair.mentor, pair.mentee
            ) { row in try row.next() as Int } != nil
        }
    }

    /// Whether somebody has left altogether, whatever they are still enrolled in.
    static func hasGone(_ person: ID<Person>, _ snapshot: Reading) throws -> Bool {
        try PersonStore.find(person, snapshot)?.state == .left
    }

    /// Both approved, a place left and nobody there yet; among equals both without a partner.
    package static func check(
        _ pair: PairOfPeople, in programme: ID<Programme>, amongEquals: Bool,
        _ transaction: Writing
    ) throws {
        let mentor = try EnrolmentStore.current(of: pair.mentor, in: programme, transaction)
        guard let mentor, mentor.state == .approved, mentor.offer.role.isMentor,
            try !hasGone(pair.mentor, transaction)
        else {
            throw Failure.notEnrolled("mentor")
        }
        let mentee = try EnrolmentStore.current(of: pair.mentee, in: programme, transaction)
        guard let mentee, mentee.state == .approved, mentee.offer.role.isMentee,
            try !hasGone(pair.mentee, transaction)
        else {
            throw Failure.notEnrolled("mentee")
        }
        if amongEquals {
            guard mentor.offer.role == .both else { throw Failure.notEnrolled("mentee") }
            guard mentee.offer.role == .both else { throw Failure.notEnrolled("mentor") }
            let paired = try openCount(of: pair.mentor, as: .peer, in: programme, transaction)
            guard paired == 0 else { throw Failure.mentorAtCapacity(1) }
        } else {
            let taken = try taken(of: pair.mentor, in: programme, transaction)
            guard taken < mentor.capacity else { throw Failure.mentorAtCapacity(mentor.capacity) }
        }
        let paired = try openCount(
            of: pair.mentee, as: amongEquals ? .peer : .mentee, in: programme, transaction)
        guard paired < (amongEquals ? 1 : mentee.mentorsWanted),
            try paired == 0 || !arePaired(pair, in: programme, transaction)
        else { throw Failure.menteeAlreadyPaired }
    }

    /// Whether a mentee has as many mentors as they want, or an equal somebody.
    package static func hasAllMentors(
        _ mentee: ID<Person>, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Bool {
        let isPeer = try openCount(of: mentee, as: .peer, in: programme, snapshot) > 0
        guard !isPeer else { return true }
        let enrolment = try EnrolmentStore.current(of: mentee, in: programme, snapshot)
        return try openCount(of: mentee, as: .mentee, in: programme, snapshot)
            >= enrolment?.mentorsWanted ?? 1
    }

    /// As mentor and mentee, or as equals.
    package static func arePaired(
        _ pair: PairOfPeople, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Bool {
        try snapshot.first(
            """
            SELECT 1
            FROM relationship_members a
            JOIN relationship_members b ON b.relationship_id = a.relationship_id
            JOIN relationships r ON r.id = a.relationship_id
            WHERE a.person_id = ?1 AND a.role <> 'mentee' AND b.person_id = ?2
              AND b.role <> 'mentor' AND r.programme_id = ?3 AND r.state <> 'closed'
            """, pair.mentor, pair.mentee, programme
        ) { row in try row.next() as Int } != nil
    }
}
