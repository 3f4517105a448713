// The groups and circles that a run made, as it computed them: a page of JSON, and a sheet with a
// record for each member.

import CSV
import JSON
import Mentorship
import SQLite

struct RunGroupRow: SheetRow {
    static let columns = [
        "group", "mentor_id", "mentor_name", "co_mentor_ids", "member_id", "member_name",
        "guides_id", "purpose", "standing", "sharing", "score",
    ]

    private let number: Int
    private let mentor: Named?
    /// A JSON list of ids, as the other mentors are.
    private let members: String
    private let standing: Int
    private let purpose: String?
    private let sharing: Int
    private let score: Int
    private let coMentors: String
    private var names: [String: String] = [:]

    var position: String { "\(number)" }

    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("mentor_id", mentor?.id)
        json.member("member_ids", raw: members)
        json.member("standing", standing)
        json.member("purpose", purpose)
        json.member("sharing", sharing)
        json.member("score", Score.share(score))
        json.member("co_mentor_ids", raw: coMentors)
        json.endObject()
    }

    func record(into csv: inout CSVWriter) {
        let members = MatchGroupStore.ids(members)
        let others = MatchGroupStore.ids(coMentors).joined(separator: "; ")
        for (place, member) in members.enumerated() {
            csv.record([
                "\(number + 1)", mentor?.id, mentor?.name, others, member, names[member],
                mentor == nil ? members[(place + 1) % members.count] : nil,
                purpose, "\(standing)", "\(sharing)", ReportSheet.text(Score.share(score)),
            ])
        }
    }
}

extension RunGroupRow {
    /// In the order of the run; with names for those who may read people.
    static func list(
        of run: ID<MatchRun>, withNames: Bool, page: PageRequest, _ snapshot: Reading
    ) throws -> [RunGroupRow] {
        let rows = try snapshot.query(
            """
            SELECT g.position, g.mentor_id, r.name, g.members, g.standing, g.purpose, g.sharing,
                g.score, g.co_mentors
            FROM match_run_groups g
            LEFT JOIN people r ON ?4 AND r.id = g.mentor_id
            WHERE g.run_id = ?1 AND g.position > ?2 ORDER BY g.position LIMIT ?3
            """, run, page.after.flatMap { Int($0) } ?? -1, page.fetch, withNames
        ) { row in
            let number: Int = try row.next()
            let (mentor, name): (String?, String?) = (try row.next(), try row.next())
            return RunGroupRow(
                number: number, mentor: mentor.map { Named(id: $0, name: name) },
                members: try row.next(), standing: try row.next(), purpose: try row.next(),
                sharing: try row.next(), score: try row.next(), coMentors: try row.next())
        }
        return withNames ? try rows.map { try $0.naming(snapshot) } : rows
    }

    private func naming(_ snapshot: Reading) throws -> RunGroupRow {
        var row = self
        for member in MatchGroupStore.ids(members) {
            row.names[member] = try MatchResultStore.name(member, snapshot)
        }
        return row
    }
}
