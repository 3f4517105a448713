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
                c.reason, c.asked_by, c.closed_on, c.closed_at, m.person_id, m.role
            FROM relationships r
            JOIN relationship_members m ON m.relationship_id = r.id
            LEFT JOIN relationship_closures c ON c.relationship_id = r.id
            WHERE r.id = ?1
            ORDER BY m.role DESC, m.person_id
            """, id
        ) { row in try rows.add(&row) }
        return rows.all.first
    }

    /// By id; of one person by the index that knows them, else along the primary key.
    package static func list(
        _ filter: RelationshipFilter, after: String?, limit: Int, _ snapshot: Reading
    ) throws -> [RelationshipRow] {
        var rows = RelationshipRows()
        let programmes = filter.programmes.map { Programmes.text($0) }
        if let person = filter.person {
            try listOfPerson(person, filter, programmes, after, limit, snapshot) { row in
                try rows.add(&row)
            }
            return rows.all
        }
        try snapshot.forEach(
            """
            SELECT r.id, r.version, r.programme_id, r.model, r.stage_model, r.stage, r.state,
                r.started_on, r.planned_end_on, r.previous_id, r.proposal_id, r.support_contact,
                r.created_by, r.created_at, r.updated_at,
                c.reason, c.asked_by, c.closed_on, c.closed_at, m.person_id, m.role
            FROM (
                SELECT id FROM relationships
                WHERE (?1 IS NULL OR state = ?1) AND (?2 IS NULL OR programme_id = ?2)
                  AND (?3 IS NULL OR ?3 LIKE '%' || programme_id || '%')
                  AND (?4 IS NULL OR id > ?4)
                ORDER BY id LIMIT ?5
            ) page
            JOIN relationships r ON r.id = page.id
            JOIN relationship_members m ON m.relationship_id = r.id
            LEFT JOIN relationship_closures c ON c.relationship_id = r.id
            ORDER BY r.id, m.role DESC, m.person_id
            """, filter.state?.rawValue, filter.programme, programmes, after, limit
        ) { row in try rows.add(&row) }
        return rows.all
    }

    private static func listOfPerson(
        _ person: ID<Person>, _ filter: RelationshipFilter, _ programmes: String?,
        _ after: String?, _ limit: Int, _ snapshot: Reading,
        _ add: (inout Row) throws -> Void
    ) throws {
        try snapshot.forEach(
            """
            SELECT r.id, r.version, r.programme_id, r.model, r.stage_model, r.stage, r.state,
                r.started_on, r.planned_end_on, r.previous_id, r.proposal_id, r.support_contact,
                r.created_by, r.created_at, r.updated_at,
                c.reason, c.asked_by, c.closed_on, c.closed_at, m.person_id, m.role
            FROM (
                SELECT own.relationship_id AS id
                FROM relationship_members own
                JOIN relationships o ON o.id = own.relationship_id
                WHERE own.person_id = ?6
                  AND (?1 IS NULL OR o.state = ?1) AND (?2 IS NULL OR o.programme_id = ?2)
                  AND (?3 IS NULL OR ?3 LIKE '%' || o.programme_id || '%')
                  AND (?4 IS NULL OR own.relationship_id > ?4)
                ORDER BY own.relationship_id LIMIT ?5
            ) page
            JOIN relationships r ON r.id = page.id
            JOIN relationship_members m ON m.relationship_id = r.id
            LEFT JOIN relationship_closures c ON c.relationship_id = r.id
            ORDER BY r.id, m.role DESC, m.person_id
            """, filter.state?.rawValue, filter.programme, programmes, after, limit, person,
            read: add)
    }

    // MARK: Writing

    package static func insert(_ row: RelationshipRow, _ transaction: Writing) throws {
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
        for member in relationship.members {
            try transaction.execute(
                """
                INSERT INTO relationship_members (relationship_id, person_id, role)
                VALUES (?1, ?2, ?3)
                """, relationship.id, member.person, member.side.rawValue)
        }
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
            members.append(Relationship.Member(try row.nextID(), try row.nextChoice()))
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
        members = [Relationship.Member(try row.nextID(), try row.nextChoice())]
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
