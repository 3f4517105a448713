// Two runs side by side, as JSON in pages of mentees and as a sheet of all of them.

import CSV
import HTTP
import JSON
import Mentorship

struct ComparisonDocument {
    let first: MatchRunRow
    let second: MatchRunRow
    let comparison: RunComparison

    func page(_ page: PageRequest, _ call: Call) -> Response {
        var json = JSONWriter()
        json.beginObject()
        json.object("first") { first.writeBrief(into: &$0) }
        json.object("second") { second.writeBrief(into: &$0) }
        json.object("outcomes") { json in
            for outcome in RunComparison.Outcome.allCases {
                json.key(text: outcome.rawValue)
                json.int(comparison.outcomes[outcome] ?? 0)
            }
        }
        json.tally("by_first_policy", comparison.byFirst)
        json.tally("by_second_policy", comparison.bySecond)
        json.member("mentees_only_in_first", comparison.onlyInFirst)
        json.member("mentees_only_in_second", comparison.onlyInSecond)
        let rows = comparison.rows.filter { $0.mentee > page.after ?? "" }
        let shown = rows.prefix(page.limit)
        json.array("items", Array(shown)) { $0.write(into: &$1) }
        let last = rows.count > page.limit ? shown.last?.mentee : nil
        json.member("next_cursor", last.map { PageRequest.cursor(at: $0) })
        json.endObject()
        let link = last.map { [PageWriter.link(call, after: $0)] } ?? []
        return Response.json(json.bytes, headers: link).varying()
    }

    var sheet: Response {
        var csv = CSVWriter()
        csv.record([
            "mentee_id", "outcome", "first_mentor_id", "second_mentor_id",
            "first_score_by_first_policy", "second_score_by_first_policy",
            "change_by_first_policy", "first_score_by_second_policy",
            "second_score_by_second_policy", "change_by_second_policy",
        ])
        func number(_ score: Int?) -> String? { score.map { ReportSheet.text(Score.share($0)) } }
        for row in comparison.rows {
            csv.record([
                row.mentee, row.outcome.rawValue, Self.names(row.before), Self.names(row.after),
                number(row.beforeByFirst), number(row.afterByFirst), number(row.byFirst),
                number(row.beforeBySecond), number(row.afterBySecond), number(row.bySecond),
            ])
        }
        return Response.sheet(csv.bytes, named: "\(first.id)-comparison")
    }

    private static func names(_ mentors: [String]) -> String? {
        mentors.isEmpty ? nil : mentors.joined(separator: "; ")
    }
}

extension MatchRunRow {
    fileprivate func writeBrief(into json: inout JSONWriter) {
        json.member("match_run_id", id)
        json.member("objective", objective.rawValue)
        json.member("seed", seed)
        json.member("policy_version", policyVersion)
        json.member("minimum_score", Score.share(minimumScore))
        json.member("inputs_hash", inputsHash)
    }
}

extension JSONWriter {
    fileprivate mutating func tally(_ name: StaticString, _ tally: RunComparison.Tally) {
        object(name) { json in
            json.member("better", tally.better)
            json.member("worse", tally.worse)
            json.member("same", tally.same)
            json.member("first_total", Score.share(tally.totalBefore))
            json.member("second_total", Score.share(tally.totalAfter))
        }
    }
}

extension RunComparison.Row {
    fileprivate func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("mentee_id", mentee)
        json.member("outcome", outcome.rawValue)
        json.member("first_mentor_id", before.first)
        json.member("second_mentor_id", after.first)
        json.array("first_mentor_ids", before)
        json.array("second_mentor_ids", after)
        json.object("by_first_policy") { json in
            json.member("first_score", Score.share(beforeByFirst))
            json.member("second_score", Score.share(afterByFirst))
            json.member("change", Score.share(byFirst))
        }
        json.object("by_second_policy") { json in
            json.member("first_score", Score.share(beforeBySecond))
            json.member("second_score", Score.share(afterBySecond))
            json.member("change", Score.share(bySecond))
        }
        json.endObject()
    }
}
