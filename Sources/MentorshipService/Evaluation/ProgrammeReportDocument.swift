// How a programme's report is written: sections with their entries as JSON, or a figure to a line
// as a sheet.

import HTTP
import JSON
import Mentorship

struct ProgrammeReportDocument {
    let programme: Programme
    let report: ProgrammeReport
    let now: Instant

    func response(_ format: ReportFormat) -> Response {
        switch format {
        case .json: .json(json(), headers: [ReportFormat.vary])
        case .csv: sheet().response("programme-report")
        }
    }

    // MARK: JSON

    private func json() -> [UInt8] {
        var json = JSONWriter(capacity: 8 * 1024)
        json.beginObject()
        json.member("programme_id", programme.id)
        json.member("name", programme.plan.name)
        json.member("state", programme.state.rawValue)
        json.member("as_of", now)
        json.member("detail", report.detail.rawValue)
        json.suppression(Suppression())
        var sections: [String] = []
        for entry in report.entries where !sections.contains(entry.section) {
            sections.append(entry.section)
        }
        for section in sections {
            json.key(text: section)
            json.beginObject()
            for entry in report.entries where entry.section == section {
                json.key(text: entry.name)
                write(entry, into: &json)
            }
            json.endObject()
        }
        json.array("surveys", report.surveys, write: write)
        json.endObject()
        return json.bytes
    }

    private func write(_ entry: ProgrammeReport.Entry, into json: inout JSONWriter) {
        json.beginObject()
        switch entry.content {
        case .counts(let total, let counts):
            json.member("total", total)
            json.object("counts") { json in
                for count in counts {
                    json.key(text: count.key)
                    if let count = count.count { json.int(count) } else { json.null() }
                }
            }
        case .share(let share): json.members(share, part: "part", whole: "whole")
        case .mean(let n, let figure):
            json.member("n", n)
            json.figures([("mean", figure)])
        }
        json.member("definition", entry.definition)
        json.endObject()
    }

    private func write(_ entry: ProgrammeReport.SurveyEntry, into json: inout JSONWriter) {
        let survey = entry.survey
        json.beginObject()
        json.member("survey_id", survey.id)
        json.member("title", survey.plan.title)
        json.member("phase", survey.plan.phase.rawValue)
        json.member("audience", survey.plan.audience.rawValue)
        json.member("state", survey.state(at: now).rawValue)
        json.members(entry.response, part: "answered", whole: "assigned")
        json.endObject()
    }

    // MARK: CSV

    private func sheet() -> ReportSheet {
        var sheet = ReportSheet()
        for entry in report.entries {
            var subject = ReportSheet.Subject(section: entry.section, key: entry.name)
            switch entry.content {
            case .counts(let total, let counts):
                sheet.add(subject, "total", total)
                for count in counts {
                    subject.group = count.key
                    sheet.add(subject, "count", count.count)
                }
            case .share(let share):
                add(share, "part", "whole", subject, &sheet)
            case .mean(let n, let figure): sheet.add(subject, "mean", figure, n: n)
            }
        }
        for entry in report.surveys {
            let subject = ReportSheet.Subject(
                section: "surveys", key: entry.survey.id.text, group: entry.survey.plan.title)
            add(entry.response, "answered", "assigned", subject, &sheet)
        }
        return sheet
    }

    private func add(
        _ share: ProgrammeReport.Share, _ part: String, _ whole: String,
        _ subject: ReportSheet.Subject, _ sheet: inout ReportSheet
    ) {
        sheet.add(subject, part, share.part)
        sheet.add(subject, whole, share.whole)
        sheet.add(subject, "rate", share.rate, n: share.whole)
        sheet.add(subject, "rate_low", share.low, n: share.whole)
        sheet.add(subject, "rate_high", share.high, n: share.whole)
    }
}
