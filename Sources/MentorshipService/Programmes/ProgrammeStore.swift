// Programmes in the store.

import Mentorship
import SQLite

package enum ProgrammeStore {
    package static func find(_ id: ID<Programme>, _ snapshot: Reading) throws -> Programme? {
        try snapshot.first(
            """
            SELECT id, name, purpose, model, stage_model, starts_on, ends_on, default_capacity,
                requires_acknowledgement, acknowledgement, external_id, acknowledgement_version,
                created_by, created_at, updated_at, version, state, state_reason, state_changed_at
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

    package static func listForStaff(
        limit: String?, state: Programme.State?, model: String?, page: PageRequest,
        _ snapshot: Reading
    ) throws -> [Programme] {
        try snapshot.query(
            """
            SELECT id, name, purpose, model, stage_model, starts_on, ends_on, default_capacity,
                requires_acknowledgement, acknowledgement, external_id, acknowledgement_version,
                created_by, created_at, updated_at, version, state, state_reason, state_changed_at
            FROM programmes
            WHERE id > COALESCE(?1, '') AND (?2 IS NULL OR ?2 LIKE '%' || id || '%')
              AND (?3 IS NULL OR state = ?3) AND (?4 IS NULL OR model = ?4)
            ORDER BY id LIMIT ?5
            """, page.after, limit, state?.rawValue, model, page.fetch, read: programme)
    }

    /// Those that are open, and those that the person takes part in.
    package static func list(
        for person: ID<Person>, state: Programme.State?, model: String?, page: PageRequest,
        _ snapshot: Reading
    ) throws -> [Programme] {
        try snapshot.query(
            """
            SELECT id, name, purpose, model, stage_model, starts_on, ends_on, default_capacity,
                requires_acknowledgement, acknowledgement, external_id, acknowledgement_version,
                created_by, created_at, updated_at, version, state, state_reason, state_changed_at
            FROM programmes
            WHERE id > COALESCE(?1, '')
              AND (state = 'open' OR id IN (
                SELECT programme_id FROM enrolments
                WHERE person_id = ?2 AND state NOT IN ('rejected', 'withdrawn')))
              AND (?3 IS NULL OR state = ?3) AND (?4 IS NULL OR model = ?4)
            ORDER BY id LIMIT ?5
            """, page.after, person, state?.rawValue, model, page.fetch, read: programme)
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
        return programme
    }

    // MARK: Writing

    package static func insert(_ programme: Programme, _ transaction: Writing) throws {
        let plan = programme.plan
        try transaction.execute(
            """
            INSERT INTO programmes (id, state, name, purpose, model, stage_model, starts_on,
                ends_on, default_capacity, requires_acknowledgement, acknowledgement,
                acknowledgement_version, external_id, created_by, created_at, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
            """,
            programme.id, programme.state.rawValue, plan.name, plan.purpose, plan.model,
            plan.stageModel, plan.startsOn, plan.endsOn, plan.defaultCapacity,
            plan.requiresAcknowledgement, plan.acknowledgement, programme.acknowledgementVersion,
            plan.externalID, programme.createdBy, programme.createdAt, programme.updatedAt)
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
                acknowledgement_version = ?14, external_id = ?15, updated_at = ?16
            WHERE id = ?1
            """,
            programme.id, programme.state.rawValue, programme.stateReason,
            programme.stateChangedAt, plan.name, plan.purpose, plan.model, plan.stageModel,
            plan.startsOn, plan.endsOn, plan.defaultCapacity, plan.requiresAcknowledgement,
            plan.acknowledgement, programme.acknowledgementVersion, plan.externalID,
            programme.updatedAt)
    }
}
