// Responses in the store. The answers go in and come out sealed as a whole: what stands in the file
// tells that somebody answered, not what.

import JSON
import Mentorship
import SQLite

/// How many of a side were asked, have begun, and have finished.
package struct SideCount: Sendable, Equatable {
    package let side: Survey.Side
    package let assigned: Int
    package let completed: Int
    package let partial: Int
}

package enum ResponseStore {
    package static func find(
        of assignment: ID<SurveyAssignment>, _ sealer: Sealer, _ snapshot: Reading
    ) throws -> SurveyResponse? {
        try snapshot.first(
            """
            SELECT version, answers, completed_at, created_at, updated_at
            FROM survey_responses WHERE assignment_id = ?1
            """, assignment
        ) { row in
            SurveyResponse(
                assignment: assignment, version: try row.next(),
                answers: try open(try row.next(), of: assignment, sealer),
                completedAt: try row.nextOptionalInstant(), createdAt: try row.nextInstant(),
                updatedAt: try row.nextInstant())
        }
    }

    /// The row anew; a completed one gets its place in the order of the survey.
    package static func save(
        _ response: SurveyResponse, in survey: ID<Survey>, _ sealer: Sealer,
        _ transaction: Writing
    ) throws {
        let number =
            response.completedAt == nil ? nil : try completedCount(in: survey, transaction) + 1
        try transaction.execute(
            """
            INSERT INTO survey_responses (assignment_id, survey_id, version, answers, number,
                completed_at, created_at, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (assignment_id) DO UPDATE SET version = excluded.version,
                answers = excluded.answers, number = excluded.number,
                completed_at = excluded.completed_at, updated_at = excluded.updated_at
            """,
            response.assignment, survey, response.version,
            try sealer.seal(response.answers.document.bytes, context: context(response.assignment)),
            number, response.completedAt, response.createdAt, response.updatedAt)
    }

    private static func completedCount(
        in survey: ID<Survey>, _ snapshot: Reading
    ) throws -> Int {
        try snapshot.first(
            "SELECT COALESCE(MAX(number), 0) FROM survey_responses WHERE survey_id = ?1", survey
        ) { row in try row.next() } ?? 0
    }

    // MARK: For reports

    package static func counts(
        in survey: ID<Survey>, _ snapshot: Reading
    ) throws -> [SideCount] {
        try snapshot.query(
            """
            SELECT a.side, COUNT(*), COUNT(r.number), COUNT(r.assignment_id) - COUNT(r.number)
            FROM survey_assignments a
            LEFT JOIN survey_responses r ON r.assignment_id = a.id
            WHERE a.survey_id = ?1
            GROUP BY a.side ORDER BY a.side
            """, survey
        ) { row in
            SideCount(
                side: try row.nextChoice(), assigned: try row.next(), completed: try row.next(),
                partial: try row.next())
        }
    }

    /// The completed responses in the order in which they came, without saying whose they are.
    package static func completed(
        in survey: ID<Survey>, _ sealer: Sealer, _ snapshot: Reading
    ) throws -> [(side: Survey.Side, answers: Instrument.Answers)] {
        try snapshot.query(
            """
            SELECT a.side, a.id, r.answers
            FROM survey_responses r
            JOIN survey_assignments a ON a.id = r.assignment_id
            WHERE r.survey_id = ?1 AND r.number IS NOT NULL
            ORDER BY r.number
            """, survey
        ) { row in
            let side: Survey.Side = try row.nextChoice()
            let assignment: ID<SurveyAssignment> = try row.nextID()
            return (side, try open(try row.next(), of: assignment, sealer))
        }
    }

    // MARK: Sealing

    static func context(_ assignment: ID<SurveyAssignment>) -> String {
        "survey_responses/answers/\(assignment)"
    }

    private static func open(
        _ sealed: [UInt8], of assignment: ID<SurveyAssignment>, _ sealer: Sealer
    ) throws -> Instrument.Answers {
        let plain = try sealer.open(sealed, context: context(assignment))
        guard let document = try? JSON(parsing: plain), let members = document.members else {
            throw StoredValueError(column: "survey_responses.answers")
        }
        return Instrument.Answers(
            uniqueKeysWithValues: members.compactMap { member in
                Instrument.Answer(member.value).map { (member.name, $0) }
            })
    }
}

// MARK: Answers as JSON

extension Instrument.Answer {
    /// Nil for what is neither a number nor a text.
    package init?(_ json: JSON) {
        switch json {
        case .string(let text): self = .text(text)
        case .integer, .decimal:
            guard let number = json.number else { return nil }
            self = .number(number)
        default: return nil
        }
    }

    package var json: JSON {
        switch self {
        case .number(let number):
            Int64(exactly: number).map { .integer($0) } ?? .decimal(number)
        case .text(let text): .string(text)
        }
    }
}

extension Instrument.Answers {
    /// In the order of the keys, so that the same answers are the same bytes.
    package var document: JSON {
        .object(sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value.json) })
    }
}
