// What a person does with the surveys that ask them: looks what waits, answers in one go or piece
// by piece, and submits once. Whoever is not asked is not told that there is a survey.

import JSON
import Mentorship
import SQLite

package struct SubmittedAnswers: Sendable {
    package let answers: Instrument.Answers
    package let isComplete: Bool
}

/// The survey as it stands to one person who is asked.
package struct OwnSurvey: Sendable {
    package let survey: Survey
    package let instrument: Instrument
    package let assignment: SurveyAssignment
    package let response: SurveyResponse?
}

enum ResponseService {
    static func waiting(
        for context: Context, page: PageRequest, _ snapshot: Reading
    ) throws -> [OpenAssignment] {
        guard let person = context.actor.person else { throw Failure.notFound("assignment") }
        return try AssignmentStore.listOpen(
            of: person, now: context.now, page: page, snapshot)
    }

    static func own(
        _ id: ID<Survey>, _ actor: Actor, _ sealer: Sealer, _ snapshot: Reading
    ) throws -> ResponseResource {
        guard let response = try find(id, actor, sealer, snapshot).response else {
            throw Failure.notFound("response")
        }
        return ResponseResource(survey: id, response: response)
    }

    static func find(
        _ id: ID<Survey>, _ actor: Actor, _ sealer: Sealer, _ snapshot: Reading
    ) throws -> OwnSurvey {
        let (survey, _, assignment) = try SurveyService.see(id, actor, snapshot)
        guard let assignment,
            let row = try InstrumentStore.find(survey.plan.instrument, snapshot)
        else { throw Failure.notFound("survey") }
        return OwnSurvey(
            survey: survey, instrument: row.instrument, assignment: assignment,
            response: try ResponseStore.find(of: assignment.id, sealer, snapshot))
    }

    static func save(
        _ submitted: SubmittedAnswers, _ own: OwnSurvey, _ sealer: Sealer,
        _ context: inout Context, _ transaction: Writing
    ) throws -> ResponseResource {
        try own.survey.checkOpen(at: context.now)
        try check(submitted, own.instrument)
        let response = SurveyResponse(
            assignment: own.assignment.id, version: (own.response?.version ?? 0) + 1,
            answers: submitted.answers, completedAt: submitted.isComplete ? context.now : nil,
            createdAt: own.response?.createdAt ?? context.now, updatedAt: context.now)
        let survey = own.survey
        try ResponseStore.save(response, in: survey.id, sealer, transaction)
        // That somebody has answered is a fact of taking part; what is in it stays theirs.
        if submitted.isComplete {
            try Ledger.record(
                "response.submitted", survey.id.text, programme: survey.programme, &context,
                transaction)
        } else {
            try Ledger.audit(
                "response.saved", survey.id.text, programme: survey.programme, &context,
                transaction)
        }
        return ResponseResource(survey: survey.id, response: response)
    }

    private static func check(
        _ submitted: SubmittedAnswers, _ instrument: Instrument
    ) throws {
        var problems = instrument.problems(
            with: submitted.answers, isFinished: submitted.isComplete)
        for item in instrument.items {
            guard case .text(let limit) = item.kind,
                case .text(let text)? = submitted.answers[item.key]
            else { continue }
            do {
                _ = try PlainText.free(text, limit: limit)
            } catch {
                let pointer = "/answers/" + JSONPointer.escaped(item.key)
                if !problems.contains(where: { $0.pointer == pointer }) {
                    problems.append(error.field(at: pointer))
                }
            }
        }
        if !problems.isEmpty { throw Failure.invalid(problems) }
    }
}
