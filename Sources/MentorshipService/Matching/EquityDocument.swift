// How a run's chances and scores fall across groups, as JSON and as a sheet: aggregates alone, with
// small groups hidden.

import HTTP
import JSON
import Mentorship

/// What mentees can be grouped by. What people described of themselves is not here: that it may be
/// used to match them does not say that it may be used to report on them.
enum RunGrouping: String, CaseIterable {
    case language
    case organisation
    case site

    func groups(_ mentee: Candidate) -> [String] {
        switch self {
        case .language: mentee.languages.map(\.key)
        case .organisation: mentee.organisation.map { [$0] } ?? []
        case .site: mentee.site.map { [$0] } ?? []
        }
    }
}

struct EquityDocument {
    let run: ID<MatchRun>
    let by: RunGrouping
    let outcomes: GroupOutcomes

    var response: Response {
        var json = JSONWriter()
        json.beginObject()
        json.member("match_run_id", run)
        json.member("by", by.rawValue)
        json.key("overall")
        outcomes.overall.write(into: &json)
        json.array("groups", outcomes.rows) { $0.write(into: &$1) }
        json.suppression(Suppression(threshold: outcomes.threshold))
        json.endObject()
        return Response.json(json.bytes).varying()
    }

    var sheet: Response {
        var sheet = ReportSheet()
        add(outcomes.overall, .init(section: "overall"), to: &sheet)
        for row in outcomes.rows {
            add(row, .init(section: by.rawValue, group: row.group ?? "unknown"), to: &sheet)
        }
        return sheet.response("\(run)-equity")
    }

    private func add(
        _ row: GroupOutcomes.Row, _ subject: ReportSheet.Subject, to sheet: inout ReportSheet
    ) {
        sheet.add(subject, "mentees", row.mentees)
        sheet.add(subject, "matched", row.matched)
        sheet.add(subject, "matched_share", row.share, n: row.mentees)
        sheet.add(subject, "median_score", row.medianScore, n: row.matched)
        sheet.add(subject, "median_rank", row.medianRank, n: row.matched)
    }
}

extension GroupOutcomes.Row {
    fileprivate func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("group", group)
        json.member("mentees", mentees)
        json.member("matched", matched)
        json.figures([
            ("matched_share", share), ("median_score", medianScore),
            ("median_rank", medianRank),
        ])
        json.endObject()
    }
}
