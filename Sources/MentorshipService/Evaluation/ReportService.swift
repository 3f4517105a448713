// What a report is made of: who may read it, which responses it stands on, which questions may be
// put to them. Aggregates only; an answer is never read by name.

import Mentorship
import SQLite

enum ReportService {
    static func survey(
        _ id: ID<Survey>, _ questions: SurveyReport.Questions, _ call: Call,
        _ snapshot: Reading
    ) throws -> SurveyReportDocument {
        guard let survey = try SurveyStore.find(id, snapshot) else {
            throw Failure.notFound("survey")
        }
        try EvaluationAccess.checkReport(survey.programme, by: call.actor, "survey")
        guard let row = try InstrumentStore.find(survey.plan.instrument, snapshot) else {
            throw Failure.notFound("survey")
        }
        try check(questions, row.instrument)
        let suppression = Suppression()
        let state = survey.state(at: call.context.now)
        let responses = try ResponseStore.completed(in: id, call.deployment.sealer, snapshot)
        let answers = responses.map(\.answers)
        let counts = try ResponseStore.counts(in: id, snapshot)
        let isClosed = state == .closed
        return SurveyReportDocument(
            survey: survey, state: state, instrument: row, counts: counts,
            report: isClosed
                ? SurveyReport(row.instrument, responses: answers, questions: questions)
                    .suppressed(suppression)
                : SurveyReport.ofOpen(row.instrument, responses: answers, suppression),
            sides: isClosed ? sides(row.instrument, responses, counts, suppression) : nil,
            questions: questions)
    }

    /// Only of closed surveys: the part of a block of responses that one side gave may be small.
    private static func sides(
        _ instrument: Instrument,
        _ responses: [(side: Survey.Side, answers: Instrument.Answers)],
        _ counts: [SideCount], _ suppression: Suppression
    ) -> SurveySides {
        SurveySides(
            instrument,
            counts.map { count in
                (count.side, responses.filter { $0.side == count.side }.map(\.answers))
            }, suppression)
    }

    /// A question that the instrument cannot answer is refused; an empty table would look like an
    /// answer.
    private static func check(
        _ questions: SurveyReport.Questions, _ instrument: Instrument
    ) throws {
        var errors: [Failure.Field] = []
        func check(_ name: String, _ key: String?, _ kind: String) {
            guard let key, instrument.item(key)?.kind.name != kind else { return }
            errors.append(
                Failure.Field(name, "unknown_item", "\(name) must be the key of a \(kind) item."))
        }
        check("with", questions.correlateWith, "scale")
        check("by", questions.by, "choice")
        check("of", questions.compare, "scale")
        if (questions.by == nil) != (questions.compare == nil) {
            errors.append(
                Failure.Field(
                    questions.by == nil ? "by" : "of", "required_together",
                    "by and of are given together: groups by a choice item, means of a scale."))
        }
        if !errors.isEmpty { throw Failure.invalid(errors) }
    }

    static func programme(
        _ id: ID<Programme>, _ call: Call, _ snapshot: Reading
    ) throws -> ProgrammeReportDocument {
        try EvaluationAccess.checkReport(id, by: call.actor, "programme")
        let programme = try ProgrammeService.forStaff(id, call.actor, snapshot)
        let counts = try ProgrammeCountsStore.counts(of: id, snapshot)
        return ProgrammeReportDocument(
            programme: programme,
            report: ProgrammeReport(counts, detail: EvaluationAccess.detail(for: call.actor)),
            now: call.context.now)
    }
}
