// Programmes in the store.

import Mentorship
import SQLite

/// What a list of programmes may be narrowed by.
package struct ProgrammeFilter: Sendable {
    package let state: Programme.State?
    package let model: String?

    fileprivate func admits(_ programme: Programme) -> Bool {
        (state == nil || programme.state == state)
            && (model == nil || programme.plan.model == model)
    }
}

package enum ProgrammeStore {
    package static func find(_ id: ID<Programme>, _ snapshot: Reading) throws -> Programme? {
        try snapshot.first(
            """
            SELECT id, name, purpose, model, stage_model, starts_on, ends_on, default_capacity,
                requires_acknowledgement, acknowledgement, external_id, acknowledgement_version,
                created_by, created_at, updated_at, version, state, state_reason, state_changed_at,
                group_least, group_most
            FROM programmes WHERE id = ?1
            """, id, read: programme)
    }

    package static func find(
        externalID: String, _ snapshot: Reading
    ) throws -> ID<Programme>? {
        try snapshot.first(
            "SELECT id FROM programmes WHERE external_id = ?1", externalID
        ) { row in try row.nextID() }
    }

    /// Whether the person takes part: an enrolment that was not turned away or given up.
    package static func isEnrolled(
        _ person: ID<Person>, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Bool {
        try snapshot.first(
            """
            SELECT 1 FROM enrolments
            WHERE person_id = ?1 AND programme_id = ?2 AND state NOT IN ('rejected', 'withdrawn')
            """, person, programme
        ) { row in try row.next() as Int } != nil
    }

    // MARK: Lists

    /// Those within the limit, in the order of their ids.
    package static func listForStaff(
        _ filter: ProgrammeFilter, limit: Actor.ProgrammeLimit, page: PageRequest,
        _ snapshot: Reading
    ) throws -> [Programme] {
        let own = limit?.sorted()
        return try list(filter, page, snapshot) { after, count in
            if let own { return Array(own.filter { $0.text > after }.prefix(count)) }
            return try ids(filter, after, count, snapshot)
        }
    }

    /// Those that are open, and those that the person takes part in.
    package static func list(
        for person: ID<Person>, _ filter: ProgrammeFilter, page: PageRequest,
        _ snapshot: Reading
    ) throws -> [Programme] {
        let own = try programmes(of: person, snapshot)
        return try list(filter, page, snapshot) { after, count in
            let rest = own.filter { $0.text > after }
            guard filter.state ?? .open == .open else { return Array(rest.prefix(count)) }
            let open = ProgrammeFilter(state: .open, model: nil)
            return Candidates.merged(
                [Array(rest.prefix(count)), try ids(open, after, count, snapshot)], limit: count)
        }
    }

    private static func list(
        _ filter: ProgrammeFilter, _ page: PageRequest, _ snapshot: Reading,
        from next: (String, Int) throws -> [ID<Programme>]
    ) throws -> [Programme] {
        var found: [Programme] = []
        try Candidates.take(
            page.fetch, after: page.after ?? "",
            from: { try next($0, $1).map(\.text) },
            { id in
                guard let id = ID<Programme>(id), let programme = try find(id, snapshot),
                    filter.admits(programme)
                else { return false }
                found.append(programme)
                return true
            })
        return found
    }

    private static func ids(
        _ filter: ProgrammeFilter, _ after: String, _ limit: Int, _ snapshot: Reading
    ) throws -> [ID<Programme>] {
        if let state = filter.state {
            return try snapshot.query(
                "SELECT id FROM programmes WHERE state = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
                state.rawValue, after, limit
            ) { row in try row.nextID() }
        }
        if let model = filter.model {
            return try snapshot.query(
                "SELECT id FROM programmes WHERE model = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
                model, after, limit
            ) { row in try row.nextID() }
        }
        return try snapshot.query(
            "SELECT id FROM programmes WHERE id > ?1 ORDER BY id LIMIT ?2", after, limit
        ) { row in try row.nextID() }
    }

    /// Ascending; nobody takes part in more than some dozens.
    private static func programmes(
        of person: ID<Person>, _ snapshot: Reading
    ) throws -> [ID<Programme>] {
        try snapshot.query(
            """
            SELECT DISTINCT programme_id FROM enrolments
            WHERE person_id = ?1 AND state NOT IN ('rejected', 'withdrawn')
            ORDER BY programme_id
            """, person
        ) { row in try row.nextID() }
    }

    private static func programme(_ row: inout Row) throws -> Programme {
        let id: ID<Programme> = try row.nextID()
        let plan = Programme.Plan(
            name: try row.next(), purpose: try row.next(), model: try row.next(),
            stageModel: try row.next(), startsOn: try row.nextOptionalDate(),
            endsOn: try row.nextOptionalDate(), defaultCapacity: try row.next(),
            requiresAcknowledgement: try row.next(), acknowledgement: try row.next(),
            externalID: try row.next())
        var programme = Programme(
            id: id, plan: plan, acknowledgementVersion: try row.next(),
            createdBy: try row.next(), createdAt: try row.nextInstant(),
            updatedAt: try row.nextInstant())
        programme.version = try row.next()
        programme.state = try row.nextChoice()
        programme.stateReason = try row.next()
        programme.stateChangedAt = try row.nextOptionalInstant()
        programme.plan.groupLeast = try row.next()
        programme.plan.groupMost = try row.next()
        return programme
    }

    // MARK: Writing

    package static func insert(_ programme: Programme, _ transaction: Writing) throws {
        let plan = programme.plan
        try transaction.execute(
            """
            INSERT INTO programmes (id, state, name, purpose, model, stage_model, starts_on,
                ends_on, default_capacity, requires_acknowledgement, acknowledgement,
                acknowledgement_version, external_id, created_by, created_at, updated_at,
                group_least, group_most)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                ?18)
            """,
            programme.id, programme.state.rawValue, plan.name, plan.purpose, plan.model,
            plan.stageModel, plan.startsOn, plan.endsOn, plan.defaultCapacity,
            plan.requiresAcknowledgement, plan.acknowledgement, programme.acknowledgementVersion,
            plan.externalID, programme.createdBy, programme.createdAt, programme.updatedAt,
            plan.groupLeast, plan.groupMost)
    }

    /// The whole row anew, one version on.
    package static func update(_ programme: Programme, _ transaction: Writing) throws {
        let plan = programme.plan
        try transaction.execute(
            """
            UPDATE programmes SET version = version + 1, state = ?2, state_reason = ?3,
                state_changed_at = ?4, name = ?5, purpose = ?6, model = ?7, stage_model = ?8,
                starts_on = ?9, ends_on = ?10, default_capacity = ?11,
                requires_acknowledgement = ?12, acknowledgement = ?13,
                acknowledgement_version = ?14, external_id = ?15, updated_at = ?16,
                group_least = ?17, group_most = ?18
            WHERE id = ?1
            """,
            programme.id, programme.state.rawValue, programme.stateReason,
            programme.stateChangedAt, plan.name, plan.purpose, plan.model, plan.stageModel,
            plan.startsOn, plan.endsOn, plan.defaultCapacity, plan.requiresAcknowledgement,
            plan.acknowledgement, programme.acknowledgementVersion, plan.externalID,
            programme.updatedAt, plan.groupLeast, plan.groupMost)
    }
}
