// The pairs that a run made, as it computed them, with what a review said: a page of JSON, and a
// sheet with names and plain reasons that a coordinator reads.

import CSV
import JSON
import Mentorship
import SQLite

/// Somebody with their name, where the reader may know it.
struct Named {
    let id: String
    let name: String?
}

struct RunPairRow: SheetRow {
    static let columns = [
        "mentee_id", "mentee_name", "mentor_id", "mentor_name", "score", "locked", "verdict",
        "reviewed_mentor_id", "reviewed_mentor_name", "why",
    ]

    let position: String
    private let mentee: Named
    private let mentor: Named
    private let score: Int
    private let isLocked: Bool
    private let explanation: String
    private let verdict: String?
    private let reviewed: Named?

    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("mentor_id", mentor.id)
        json.member("mentee_id", mentee.id)
        json.member("score", Score.share(score))
        json.member("locked", isLocked)
        json.member("explanation", raw: explanation)
        json.member("verdict", verdict)
        json.member("reviewed_mentor_id", reviewed?.id)
        json.endObject()
    }

    func record(into csv: inout CSVWriter) {
        csv.record([
            mentee.id, mentee.name, mentor.id, mentor.name, ReportSheet.text(Score.share(score)),
            "\(isLocked)", verdict, reviewed?.id, reviewed?.name,
            Explanation.reasons(explanation, giver: mentor.name, getter: mentee.name)
                .joined(separator: "; "),
        ])
    }
}

extension RunPairRow {
    /// From the greatest score down; with names for those who may read people.
    static func list(
        of run: ID<MatchRun>, withNames: Bool, page: PageRequest, _ snapshot: Reading
    ) throws -> [RunPairRow] {
        try snapshot.query(
            """
            SELECT p.position, p.mentee_id, e.name, p.mentor_id, r.name, p.score, p.is_locked,
                p.explanation, v.verdict, v.mentor_id, w.name
            FROM match_run_pairs p
            LEFT JOIN match_run_reviews v ON v.run_id = p.run_id AND v.mentee_id = p.mentee_id
            LEFT JOIN people e ON ?4 AND e.id = p.mentee_id
            LEFT JOIN people r ON ?4 AND r.id = p.mentor_id
            LEFT JOIN people w ON ?4 AND w.id = v.mentor_id
            WHERE p.run_id = ?1 AND p.position > ?2 ORDER BY p.position LIMIT ?3
            """, run, page.after.flatMap { Int($0) } ?? -1, page.fetch, withNames
        ) { row in
            let position: Int = try row.next()
            let mentee = Named(id: try row.next(), name: try row.next())
            let mentor = Named(id: try row.next(), name: try row.next())
            let (score, isLocked): (Int, Bool) = (try row.next(), try row.next())
            let (explanation, verdict): (String, String?) = (try row.next(), try row.next())
            let (other, name): (String?, String?) = (try row.next(), try row.next())
            return RunPairRow(
                position: "\(position)", mentee: mentee, mentor: mentor, score: score,
                isLocked: isLocked, explanation: explanation, verdict: verdict,
                reviewed: other.map { Named(id: $0, name: name) })
        }
    }
}
