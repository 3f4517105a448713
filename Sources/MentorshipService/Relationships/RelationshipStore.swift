// Relationships, their members and how they ended, in the store.

import Mentorship
import SQLite

/// A relationship as stored: the value of the rules, and what only the service keeps.
package struct RelationshipRow: Sendable {
    package let version: Int
    package var relationship: Relationship
    package let stageModel: String
    package let proposal: String?
    package let supportContact: String?
    package let createdBy: String
    package let updatedAt: Instant

    package var id: ID<Relationship> { relationship.id }
}

package struct RelationshipFilter {
    package var state: Relationship.State.Name?
    package var programme: ID<Programme>?
    package var person: ID<Person>?
    package var programmes: Actor.ProgrammeLimit = nil
}

package enum RelationshipStore {
    package static func find(
        _ id: ID<Relationship>, _ snapshot: Reading
    ) throws -> RelationshipRow? {
        var rows = RelationshipRows()
        try snapshot.forEach(
            """
            SELECT r.id, r.version, r.programme_id, r.model, r.stage_model, r.stage, r.state,
                r.started_on, r.planned_end_on, r.previous_id, r.proposal_id, r.support_contact,
                r.created_by, r.created_at, r.updated_at,
                c.reason, c.asked_by, c.closed_on, c.closed_at, m.person_id, m.role,
                m.guides_id, m.lead_order
            FROM relationships r
            JOIN relationship_members m ON m.relationship_id = r.id
            LEFT JOIN relationship_closures c ON c.relationship_id = r.id
            WHERE r.id = ?1
            ORDER BY m.person_id
            """, id
        ) { row in try rows.add(&row) }
        return rows.all.first
    }

    /// By id, along whichever index the filter is narrowest by.
    package static func list(
        _ filter: RelationshipFilter, after: String?, limit: Int, _ snapshot: Reading
    ) throws -> [RelationshipRow] {
        let ids =
            if let person = filter.person {
                try idsOfPerson(person, filter, after, limit, snapshot)
            } else if let programme = filter.programme {
                try idsOfProgramme(programme, filter, after, limit, snapshot)
            } else {
                try idsOfAll(filter, after, limit, snapshot)
            }
        return try ids.compactMap { try find($0, snapshot) }
    }

    private static func idsOfPerson(
        _ person: ID<Person>, _ filter: RelationshipFilter, _ after: String?, _ limit: Int,
        _ snapshot: Reading
    ) throws -> [ID<Relationship>] {
        try snapshot.query(
            """
            SELECT m.relationship_id
            FROM relationship_members m CROSS JOIN relationships r
            WHERE m.person_id = ?1 AND r.id = m.relationship_id
              AND (?2 IS NULL OR r.state = ?2) AND (?3 IS NULL OR r.programme_id = ?3)
              AND (?4 IS NULL OR ?4 LIKE '%' || r.programme_id || '%')
              AND m.relationship_id > ?5
            ORDER BY m.relationship_id LIMIT ?6
            """, person, filter.state?.rawValue, filter.programme,
            filter.programmes.map { Programmes.text($0) }, after ?? "", limit
        ) { row in try row.nextID() }
    }

    private static func idsOfProgramme(
        _ programme: ID<Programme>, _ filter: RelationshipFilter, _ after: String?, _ limit: Int,
        _ snapshot: Reading
    ) throws -> [ID<Relationship>] {
        guard filter.programmes?.contains(programme) ?? true else { return [] }
        return try snapshot.query(
            """
            SELECT id FROM relationships
            WHERE programme_id = ?1 AND (?2 IS NULL OR state = ?2) AND id > ?3
            ORDER BY id LIMIT ?4
            """, programme, filter.state?.rawValue, after ?? "", limit
        ) { row in try row.nextID() }
    }

    private static func idsOfAll(
        _ filter: RelationshipFilter, _ after: String?, _ limit: Int, _ snapshot: Reading
    ) throws -> [ID<Relationship>] {
        if let programmes = filter.programmes {
            return Candidates.merged(
                try programmes.map {
                    try idsOfProgramme($0, filter, after, limit, snapshot)
                }, limit: limit)
        }
        if let state = filter.state {
            return try snapshot.query(
                "SELECT id FROM relationships WHERE state = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
                state.rawValue, after ?? "", limit
            ) { row in try row.nextID() }
        }
        return try snapshot.query(
            "SELECT id FROM relationships WHERE id > ?1 ORDER BY id LIMIT ?2", after ?? "", limit
        ) { row in try row.nextID() }
    }

    // MARK: Writing

    /// `proposals`: what each member of a circle accepted, in the order of the members.
    package static func insert(
        _ row: RelationshipRow, proposals: [ID<Proposal>] = [], _ transaction: Writing
    ) throws {
        let relationship = row.relationship
        try transaction.execute(
            """
            INSERT INTO relationships (id, programme_id, proposal_id, model, stage_model, stage,
                state, started_on, planned_end_on, previous_id, support_contact, created_by,
                created_at, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
            """,
            relationship.id, relationship.programme, row.proposal, relationship.model,
            row.stageModel, relationship.stage, relationship.state.name.rawValue,
            relationship.startedOn, relationship.plannedEndOn, relationship.previous,
            row.supportContact, row.createdBy, relationship.openedAt, row.updatedAt)
        for (place, member) in relationship.members.enumerated() {
            try transaction.execute(
                """
                INSERT INTO relationship_members (relationship_id, person_id, role, guides_id,
                    lead_order, proposal_id)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                """, relationship.id, member.person, member.side.rawValue, member.guides,
                member.leadOrder, proposals.isEmpty ? nil : proposals[place])
        }
    }

    /// One more mentee, or a mentor who comes after those there are; the proposal is the one that
    /// they accepted.
    package static func add(
        _ person: ID<Person>, as side: Side, by proposal: String?, to id: ID<Relationship>,
        now: Instant, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            INSERT INTO relationship_members (relationship_id, person_id, role, proposal_id,
                lead_order)
            SELECT ?1, ?2, ?3, ?4, CASE ?3 WHEN 'mentor' THEN COALESCE(MAX(lead_order), 0) + 1 END
            FROM relationship_members WHERE relationship_id = ?1
            """, id, person, side.rawValue, proposal)
        try transaction.execute(
            "UPDATE relationships SET version = version + 1, updated_at = ?2 WHERE id = ?1", id,
            now)
    }

    package static func remove(
        _ member: ID<Person>, from id: ID<Relationship>, now: Instant, _ transaction: Writing
    ) throws {
        try transaction.execute(
            "DELETE FROM relationship_members WHERE relationship_id = ?1 AND person_id = ?2", id,
            member)
        try transaction.execute(
            "UPDATE relationships SET version = version + 1, updated_at = ?2 WHERE id = ?1", id,
            now)
    }

    package static func setGuided(
        by member: Relationship.Member, in id: ID<Relationship>, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            UPDATE relationship_members SET guides_id = ?3
            WHERE relationship_id = ?1 AND person_id = ?2
            """, id, member.person, member.guides)
    }

    /// The state and stage after a move, and the day the work began.
    package static func update(
        _ relationship: Relationship, now: Instant, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            UPDATE relationships SET state = ?2, stage = ?3, started_on = ?4, updated_at = ?5,
                version = version + 1
            WHERE id = ?1
            """,
            relationship.id, relationship.state.name.rawValue, relationship.stage,
            relationship.startedOn, now)
    }
}

// MARK: Rows

/// Puts relationships together from rows of one member each, in the order of the rows.
private struct RelationshipRows {
    var all: [RelationshipRow] = []
    private var members: [Relationship.Member] = []

    mutating func add(_ row: inout Row) throws {
        let id: ID<Relationship> = try row.nextID()
        guard all.last?.id != id else {
            row.skip(18)
            members.append(try Self.member(&row))
            members.sort(by: Self.isShownBefore)
            let last = all.count - 1
            all[last].relationship = all[last].relationship.with(members)
            return
        }
        let version: Int = try row.next()
        let programme: ID<Programme> = try row.nextID()
        let model: String = try row.next()
        let stageModel: String = try row.next()
        let stage: String? = try row.next()
        let state: Relationship.State.Name = try row.nextChoice()
        let startedOn = try row.nextOptionalDate()
        let plannedEndOn = try row.nextOptionalDate()
        let previous: ID<Relationship>? = try row.nextOptionalID()
        let proposal: String? = try row.next()
        let contact: String? = try row.next()
        let createdBy: String = try row.next()
        let openedAt = try row.nextInstant()
        let updatedAt = try row.nextInstant()
        let closure = try closure(&row)
        members = [try Self.member(&row)]
        all.append(
            RelationshipRow(
                version: version,
                relationship: Relationship(
                    id: id, programme: programme, model: model, members: members,
                    state: try Relationship.State(state, closure), stage: stage,
                    openedAt: openedAt, startedOn: startedOn, plannedEndOn: plannedEndOn,
                    previous: previous),
                stageModel: stageModel, proposal: proposal, supportContact: contact,
                createdBy: createdBy, updatedAt: updatedAt))
    }

    private static func member(_ row: inout Row) throws -> Relationship.Member {
        Relationship.Member(
            try row.nextID(), try row.nextChoice(), guides: try row.nextOptionalID(),
            leadOrder: try row.next())
    }

    /// Mentors, who leads first; then mentees. Two or three members are put in order sooner here
    /// than by SQLite, which makes a table to sort them in.
    private static func isShownBefore(
        _ one: Relationship.Member, _ other: Relationship.Member
    ) -> Bool {
        guard one.side == other.side else { return one.side.rawValue > other.side.rawValue }
        return (one.leadOrder ?? .max, one.person) < (other.leadOrder ?? .max, other.person)
    }

    private func closure(_ row: inout Row) throws -> Closure? {
        guard !row.nextIsNull else {
            row.skip(4)
            return nil
        }
        let reason: ClosureReason = try row.nextChoice()
        let asker: Closure.Asker = try row.nextChoice()
        let text: String = try row.next()
        guard let day = CivilDate(text) else { throw StoredValueError(column: "closed_on") }
        return Closure(reason: reason, askedBy: asker, on: day, at: try row.nextInstant())
    }
}

extension Relationship {
    fileprivate func with(_ members: [Member]) -> Relationship {
        Relationship(
            id: id, programme: programme, model: model, members: members, state: state,
            stage: stage, openedAt: openedAt, startedOn: startedOn, plannedEndOn: plannedEndOn,
            previous: previous)
    }
}

extension Relationship.State {
    fileprivate init(_ name: Name, _ closure: Closure?) throws {
        switch name {
        case .forming: self = .forming
        case .active: self = .active
        case .paused: self = .paused
        case .closing: self = .closing
        case .closed:
            guard let closure else { throw StoredValueError(column: "state") }
            self = .closed(closure)
        }
    }
}
