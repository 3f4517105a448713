// How a run's chances and scores fall across groups, as JSON and as a sheet: aggregates alone, with
// small groups hidden.

import HTTP
import JSON
import Mentorship

/// What mentees can be grouped by.
enum RunGrouping: String, CaseIterable {
    case language
    case organisation
    case site
    /// What people described of themselves, of those who opened it for reports: that it may be
    /// used to match them does not say that it may be used to report on them.
    case characteristic
}

struct RunGroups {
    let by: RunGrouping
    /// Which characteristic.
    var name: String?
    /// By person; of those alone whose consent stands now.
    var described: [String: [Term]] = [:]

    init(_ by: RunGrouping) {
        self.by = by
    }

    /// Words of fewer than the threshold are left out: that anybody uses them would tell something.
    init(
        characteristic name: String, _ all: [ID<Person>: Characteristics.Described],
        among mentees: [Candidate], _ suppression: Suppression = Suppression()
    ) {
        by = .characteristic
        self.name = name
        var counts: [String: Int] = [:]
        for mentee in mentees {
            guard let id = ID<Person>(mentee.person), let terms = all[id]?[name] else { continue }
            described[mentee.person] = terms
            for key in Set(terms.map(\.key)) { counts[key, default: 0] += 1 }
        }
        described = described.mapValues { terms in
            terms.filter { !suppression.hides(counts[$0.key] ?? 0) }
        }
    }

    func groups(_ mentee: Candidate) -> [String] {
        switch by {
        case .language: mentee.languages.map(\.key)
        case .organisation: mentee.organisation.map { [Term.key(of: $0)] } ?? []
        case .site: mentee.site.map { [Term.key(of: $0)] } ?? []
        case .characteristic: (described[mentee.person] ?? []).map(\.key)
        }
    }
}

struct EquityDocument {
    let run: ID<MatchRun>
    let groups: RunGroups
    let outcomes: GroupOutcomes

    var response: Response {
        var json = JSONWriter()
        json.beginObject()
        json.member("match_run_id", run)
        json.member("by", groups.by.rawValue)
        json.member("characteristic", groups.name)
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
            add(row, .init(section: groups.by.rawValue, group: row.group ?? "unknown"), to: &sheet)
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
