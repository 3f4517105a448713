// How a survey's report is written as JSON. What is in it is suppressed already; here nothing is
// computed and nothing is hidden.

import HTTP
import JSON
import Mentorship

struct SurveyReportDocument {
    let survey: Survey
    let state: Survey.State
    let instrument: InstrumentRow
    let counts: [SideCount]
    let report: SurveyReport
    /// Nil while the survey is open.
    let sides: SurveySides?
    let questions: SurveyReport.Questions

    var total: Statistics.ResponseRate {
        Statistics.responseRate(
            eligible: counts.reduce(0) { $0 + $1.assigned },
            completed: counts.reduce(0) { $0 + $1.completed },
            partial: counts.reduce(0) { $0 + $1.partial })
    }

    func response(_ format: ReportFormat) -> Response {
        switch format {
        case .json: .json(json(), headers: [ReportFormat.vary])
        case .csv: sheet().response("survey-report")
        }
    }

    /// The steps and options of an item. For numbers only those that are shown: a value that few
    /// gave could point to them even without its count.
    func counts(of item: SurveyReport.ItemFigures) -> [SurveyReport.Count] {
        guard case .number = instrument.instrument.item(item.key)?.kind else { return item.counts }
        return item.counts.filter { $0.count != nil }
    }

    // MARK: JSON

    private func json() -> [UInt8] {
        var json = JSONWriter(capacity: 16 * 1024)
        json.beginObject()
        json.member("survey_id", survey.id)
        json.member("programme_id", survey.programme)
        json.member("title", survey.plan.title)
        json.member("phase", survey.plan.phase.rawValue)
        json.member("audience", survey.plan.audience.rawValue)
        json.member("state", state.rawValue)
        json.object("instrument") { json in
            json.member("id", instrument.id)
            json.member("key", instrument.key)
            json.member("version", instrument.version)
            json.member("title", instrument.title)
        }
        json.suppression(Suppression())
        writeResponse(into: &json)
        json.array("items", report.items, write: write)
        json.array("subscales", report.subscales, write: write)
        json.array("sides", counts, write: write)
        json.array("correlations", report.associations, write: write)
        json.member(
            "correlations_reason",
            questions.correlateWith != nil && state == .open ? SideCount.whileOpen : nil)
        writeGroups(into: &json)
        json.endObject()
        return json.bytes
    }

    private func writeResponse(into json: inout JSONWriter) {
        let rate = total
        json.object("response") { json in
            json.member("assigned", rate.eligible)
            json.member("answered", rate.completed)
            json.member("partial", rate.partial)
            json.member("reported", report.n)
            json.member("held_back", rate.completed - report.n)
            json.member(
                "held_back_reason", rate.completed > report.n ? SideCount.whileOpen : nil)
            json.figures([("rate", rate.rate), ("rate_low", rate.low), ("rate_high", rate.high)])
            json.member(
                "definition",
                "Completed responses of all who were asked, with the 95 % interval (Wilson). The "
                    + "figures below stand on the reported ones: of a closed survey all; of an "
                    + "open one, for each figure, whole blocks of \(Suppression.floor) as they came, "
                    + "one block behind, so that no two readings differ by one person's answers.")
        }
    }

    private func write(_ item: SurveyReport.ItemFigures, into json: inout JSONWriter) {
        json.beginObject()
        json.member("key", item.key)
        json.member("kind", instrument.instrument.item(item.key)?.kind.name)
        json.member("answered", item.answered)
        json.object("counts") { json in
            for count in counts(of: item) {
                json.key(text: count.value)
                if let count = count.count { json.int(count) } else { json.null() }
            }
        }
        json.figures([("mean", item.mean), ("sd", item.sd), ("median", item.median)])
        json.endObject()
    }

    private func write(_ subscale: SurveyReport.SubscaleFigures, into json: inout JSONWriter) {
        let reliability = subscale.reliability
        json.beginObject()
        json.member("key", subscale.key)
        json.member("n", subscale.n)
        json.member("alpha_n", reliability.n)
        json.figures([
            ("mean", subscale.mean), ("sd", subscale.sd), ("alpha", reliability.alpha),
            ("alpha_low", reliability.low), ("alpha_high", reliability.high),
        ])
        json.endObject()
    }

    private func write(_ count: SideCount, into json: inout JSONWriter) {
        let rate = Statistics.responseRate(
            eligible: count.assigned, completed: count.completed, partial: count.partial)
        let figures = sides?.sides.first { $0.side == count.side }
        let hidden = Figure.Absence.belowThreshold.rawValue
        json.beginObject()
        json.member("side", count.side.rawValue)
        json.member("assigned", count.assigned)
        json.member("answered", count.completed)
        json.member("reported", figures?.n)
        json.member("reason", figures.map { $0.n == nil ? hidden : nil } ?? SideCount.whileOpen)
        json.figures([("rate", rate.rate), ("rate_low", rate.low), ("rate_high", rate.high)])
        json.array("items", figures?.items ?? []) { row, json in
            json.beginObject()
            json.member("key", row.key)
            json.member("answered", row.n)
            json.figures([("mean", row.mean), ("sd", row.sd), ("median", row.median)])
            json.endObject()
        }
        json.array("subscales", figures?.subscales ?? []) { row, json in
            json.beginObject()
            json.member("key", row.key)
            json.member("n", row.n)
            json.figures([("mean", row.mean), ("sd", row.sd)])
            json.endObject()
        }
        json.endObject()
    }

    private func write(_ association: SurveyReport.Association, into json: inout JSONWriter) {
        json.beginObject()
        json.member("item", association.item)
        json.member("with", report.correlatedWith)
        json.member("n", association.correlation.n)
        json.figures([
            ("rho", association.correlation.coefficient), ("p", association.correlation.p),
        ])
        json.endObject()
    }

    private func writeGroups(into json: inout JSONWriter) {
        guard let of = questions.compare, let by = questions.by else {
            return json.member("groups", JSON.null)
        }
        json.object("groups") { json in
            json.member("of", of)
            json.member("by", by)
            json.member("reason", report.comparison == nil ? SideCount.whileOpen : nil)
            json.array("groups", report.comparison?.groups ?? []) { group, json in
                json.beginObject()
                json.member("option", group.group)
                json.member("n", group.n)
                json.figures([("mean", group.mean)])
                json.endObject()
            }
            guard let test = report.comparison?.test else { return }
            json.object("kruskal_wallis") { json in
                json.member("groups", test.groups)
                json.member("n", test.n)
                json.figures([("h", test.h), ("p", test.p)])
            }
        }
    }
}

extension SideCount {
    /// Parts of what an open survey adds to its report may be few, so they are told when it is
    /// closed.
    static let whileOpen = "survey_open"
}
