// Who is left by a run without a mentor, or with fewer than they want: a page of JSON, and a sheet
// with names and the reason in words.

import CSV
import JSON
import Mentorship
import SQLite

struct RunUnmatchedRow: SheetRow {
    static let columns = [
        "mentee_id", "mentee_name", "reason", "mentors_wanted", "mentors_found", "words",
        "next_step",
    ]

    let position: String
    private let mentee: Named
    private let reason: String
    private let detail: String
    private let step: Waiting.Step
    /// The mentor whom the detail speaks of.
    private var nearest: Named?

    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("mentee_id", mentee.id)
        json.member("reason", reason)
        json.member("detail", raw: detail)
        json.member("next_step", step.rawValue)
        json.endObject()
    }

    func record(into csv: inout CSVWriter) {
        let detail = try? JSON(parsing: detail)
        csv.record([
            mentee.id, mentee.name, reason, detail?["mentors_wanted"]?.int.map { "\($0)" },
            detail?["mentors_found"]?.int.map { "\($0)" }, words(detail), step.rawValue,
        ])
    }

    private func words(_ detail: JSON?) -> String? {
        let words = detail?["words"]?.text
        guard let nearest, let name = nearest.name else { return words }
        return words?.replacing(nearest.id, with: name)
    }
}

extension RunUnmatchedRow {
    /// Those without anybody first; with names for those who may read people. `step` is what comes
    /// next for each of them.
    static func list(
        of run: ID<MatchRun>, next step: Waiting.Step, withNames: Bool, page: PageRequest,
        _ snapshot: Reading
    ) throws -> [RunUnmatchedRow] {
        let rows = try snapshot.query(
            """
            SELECT u.position, u.mentee_id, e.name, u.reason, u.detail
            FROM match_run_unmatched u
            LEFT JOIN people e ON ?4 AND e.id = u.mentee_id
            WHERE u.run_id = ?1 AND u.position > ?2 ORDER BY u.position LIMIT ?3
            """, run, page.after.flatMap { Int($0) } ?? -1, page.fetch, withNames
        ) { row in
            let position: Int = try row.next()
            return RunUnmatchedRow(
                position: "\(position)", mentee: Named(id: try row.next(), name: try row.next()),
                reason: try row.next(), detail: try row.next(), step: step)
        }
        return withNames ? try rows.map { try $0.naming(snapshot) } : rows
    }

    private func naming(_ snapshot: Reading) throws -> RunUnmatchedRow {
        guard let id = (try? JSON(parsing: detail))?["nearest_mentor_id"]?.text else { return self }
        var row = self
        row.nearest = Named(id: id, name: try MatchResultStore.name(id, snapshot))
        return row
    }
}
