// /v1/surveys/{survey}/report and /v1/programmes/{programme}/report: aggregates as JSON or as a
// sheet, for those who run or look after programmes.

import HTTP
import Mentorship

package enum ReportRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/surveys/{survey}/report", "getSurveyReport", .staff(.reportsRead),
            slowRead: survey),
        .get(
            "/v1/programmes/{programme}/report", "getProgrammeReport", .staff(.reportsRead),
            slowRead: programme),
    ]

    private static func survey(_ call: Call, _ snapshot: Reading) throws -> Response {
        var parameters = try Parameters(call)
        let questions = SurveyReport.Questions(
            correlateWith: parameters.text("with", max: EvaluationLimits.key),
            compare: parameters.text("of", max: EvaluationLimits.key),
            by: parameters.text("by", max: EvaluationLimits.key))
        try parameters.finish()
        let format = try ReportFormat.of(call)
        return try ReportService.survey(
            call.id("survey", "survey"), questions, call, snapshot
        ).response(format)
    }

    private static func programme(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        let format = try ReportFormat.of(call)
        return try ReportService.programme(
            call.id("programme", "programme"), call, snapshot
        ).response(format)
    }
}
