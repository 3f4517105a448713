// The same survey report as a sheet: a figure to a line.

import Mentorship

extension SurveyReportDocument {
    func sheet() -> ReportSheet {
        var sheet = ReportSheet()
        addResponse(to: &sheet)
        for item in report.items { add(item, to: &sheet) }
        for subscale in report.subscales { add(subscale, to: &sheet) }
        for side in sides?.sides ?? [] { add(side, to: &sheet) }
        for association in report.associations {
            let subject = ReportSheet.Subject(
                section: "correlation", key: association.item, group: report.correlatedWith)
            let correlation = association.correlation
            sheet.add(subject, "rho", correlation.coefficient, n: correlation.n)
            sheet.add(subject, "p", correlation.p, n: correlation.n)
        }
        if let comparison = report.comparison { add(comparison, to: &sheet) }
        return sheet
    }

    private func addResponse(to sheet: inout ReportSheet) {
        let rate = total
        let subject = ReportSheet.Subject(section: "response")
        sheet.add(subject, "assigned", rate.eligible)
        sheet.add(subject, "answered", rate.completed)
        sheet.add(subject, "partial", rate.partial)
        sheet.add(subject, "reported", report.n)
        sheet.add(subject, "held_back", rate.completed - report.n)
        sheet.add(subject, "rate", rate.rate, n: rate.eligible)
        sheet.add(subject, "rate_low", rate.low, n: rate.eligible)
        sheet.add(subject, "rate_high", rate.high, n: rate.eligible)
        for count in counts {
            let subject = ReportSheet.Subject(section: "response", side: count.side.rawValue)
            sheet.add(subject, "assigned", count.assigned)
            sheet.add(subject, "answered", count.completed)
        }
    }

    private func add(_ item: SurveyReport.ItemFigures, to sheet: inout ReportSheet) {
        var subject = ReportSheet.Subject(section: "item", key: item.key)
        sheet.add(subject, "answered", item.answered)
        sheet.add(subject, "mean", item.mean, n: item.answered)
        sheet.add(subject, "sd", item.sd, n: item.answered)
        sheet.add(subject, "median", item.median, n: item.answered)
        for count in counts(of: item) {
            subject.group = count.value
            sheet.add(subject, "count", count.count)
        }
    }

    private func add(_ subscale: SurveyReport.SubscaleFigures, to sheet: inout ReportSheet) {
        let subject = ReportSheet.Subject(section: "subscale", key: subscale.key)
        let reliability = subscale.reliability
        sheet.add(subject, "n", subscale.n)
        sheet.add(subject, "mean", subscale.mean, n: subscale.n)
        sheet.add(subject, "sd", subscale.sd, n: subscale.n)
        sheet.add(subject, "alpha", reliability.alpha, n: reliability.n)
        sheet.add(subject, "alpha_low", reliability.low, n: reliability.n)
        sheet.add(subject, "alpha_high", reliability.high, n: reliability.n)
    }

    private func add(_ side: SurveySides.SideFigures, to sheet: inout ReportSheet) {
        for row in side.items {
            let subject = ReportSheet.Subject(
                section: "item", side: side.side.rawValue, key: row.key)
            sheet.add(subject, "answered", row.n)
            sheet.add(subject, "mean", row.mean, n: row.n)
            sheet.add(subject, "sd", row.sd, n: row.n)
            sheet.add(subject, "median", row.median, n: row.n)
        }
        for row in side.subscales {
            let subject = ReportSheet.Subject(
                section: "subscale", side: side.side.rawValue, key: row.key)
            sheet.add(subject, "n", row.n)
            sheet.add(subject, "mean", row.mean, n: row.n)
            sheet.add(subject, "sd", row.sd, n: row.n)
        }
    }

    private func add(_ comparison: SurveyReport.Comparison, to sheet: inout ReportSheet) {
        var subject = ReportSheet.Subject(section: "groups", key: comparison.item)
        for group in comparison.groups {
            subject.group = group.group
            sheet.add(subject, "mean", group.mean, n: group.n)
        }
        subject.group = comparison.by
        sheet.add(subject, "kruskal_wallis_h", comparison.test.h, n: comparison.test.n)
        sheet.add(subject, "kruskal_wallis_p", comparison.test.p, n: comparison.test.n)
        sheet.add(subject, "kruskal_wallis_groups", comparison.test.groups)
    }
}
