// Surveys in the store.

import Mentorship
import SQLite

package enum SurveyStore {
    package static func find(_ id: ID<Survey>, _ snapshot: Reading) throws -> Survey? {
        try snapshot.first(
            """
            SELECT id, programme_id, instrument_id, phase, audience, title, closes_at, closed_at,
                created_by, created_at, updated_at, version
            FROM surveys WHERE id = ?1
            """, id, read: survey)
    }

    package static func list(
        in programme: ID<Programme>, phase: Survey.Phase?, page: PageRequest, _ snapshot: Reading
    ) throws -> [Survey] {
        try snapshot.query(
            """
            SELECT id, programme_id, instrument_id, phase, audience, title, closes_at, closed_at,
                created_by, created_at, updated_at, version
            FROM surveys
            WHERE programme_id = ?1 AND id > COALESCE(?2, '') AND (?3 IS NULL OR phase = ?3)
            ORDER BY id LIMIT ?4
            """, programme, page.after, phase?.rawValue, page.fetch, read: survey)
    }

    /// For reports: a programme has some dozens.
    package static func all(
        in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [Survey] {
        try snapshot.query(
            """
            SELECT id, programme_id, instrument_id, phase, audience, title, closes_at, closed_at,
                created_by, created_at, updated_at, version
            FROM surveys WHERE programme_id = ?1 ORDER BY id
            """, programme, read: survey)
    }

    private static func survey(_ row: inout Row) throws -> Survey {
        let id: ID<Survey> = try row.nextID()
        let programme: ID<Programme> = try row.nextID()
        let plan = Survey.Plan(
            instrument: try row.nextID(), phase: try row.nextChoice(),
            audience: try row.nextChoice(), title: try row.next(),
            closesAt: try row.nextOptionalInstant())
        var survey = Survey(
            id: id, programme: programme, plan: plan, closedAt: try row.nextOptionalInstant(),
            createdBy: try row.next(), createdAt: try row.nextInstant(),
            updatedAt: try row.nextInstant())
        survey.version = try row.next()
        return survey
    }

    package static func insert(_ survey: Survey, _ transaction: Writing) throws {
        let plan = survey.plan
        try transaction.execute(
            """
            INSERT INTO surveys (id, programme_id, instrument_id, phase, audience, title,
                closes_at, created_by, created_at, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """,
            survey.id, survey.programme, plan.instrument, plan.phase.rawValue,
            plan.audience.rawValue, plan.title, plan.closesAt, survey.createdBy, survey.createdAt,
            survey.updatedAt)
    }

    package static func close(_ survey: Survey, _ transaction: Writing) throws {
        try transaction.execute(
            """
            UPDATE surveys SET version = version + 1, closed_at = ?2, updated_at = ?3
            WHERE id = ?1
            """, survey.id, survey.closedAt, survey.updatedAt)
    }
}
