// What is done with surveys: opened for a side of a programme, extended to those who came later,
// and closed for good. Whoever is asked is asked once.

import JSON
import Mentorship

package enum SurveyService {
    // MARK: Seeing

    /// The survey and the view that the actor has of it; 404 when they may not know of it.
    package static func see(
        _ id: ID<Survey>, _ actor: Actor, _ snapshot: Reading
    ) throws -> (survey: Survey, view: SurveyView, assignment: SurveyAssignment?) {
        guard let survey = try SurveyStore.find(id, snapshot) else {
            throw Failure.notFound("survey")
        }
        let assignment = try actor.person.flatMap {
            try AssignmentStore.find(of: $0, to: id, snapshot)
        }
        let view = EvaluationAccess.view(
            of: survey.programme, isAssigned: assignment != nil, by: actor)
        guard view != .none else { throw Failure.notFound("survey") }
        return (survey, view, assignment)
    }

    package static func forManager(
        _ id: ID<Survey>, _ actor: Actor, _ snapshot: Reading
    ) throws -> Survey {
        guard let survey = try SurveyStore.find(id, snapshot) else {
            throw Failure.notFound("survey")
        }
        try EvaluationAccess.checkManage(survey.programme, by: actor, "survey")
        return survey
    }

    // MARK: Opening and closing

    package static func create(
        _ plan: Survey.Plan, in id: ID<Programme>, _ context: inout Context,
        _ transaction: Writing
    ) throws -> Survey {
        let programme = try ProgrammeService.forStaff(id, context.actor, transaction)
        try EvaluationAccess.checkManage(id, by: context.actor, "programme")
        // Exit and follow-up surveys come after the end, but nobody is asked for a programme that
        // never ran or was put away.
        guard programme.state != .cancelled, programme.state != .archived else {
            throw Failure.programmeOver(programme.state)
        }
        try check(plan, context.now, transaction)
        let survey = Survey(
            id: context.newID(), programme: id, plan: plan, createdBy: context.actor.text,
            createdAt: context.now, updatedAt: context.now)
        try SurveyStore.insert(survey, transaction)
        let assigned = try assignAll(survey, &context, transaction)
        let data = [
            JSON.Member("instrument_id", .string(plan.instrument.text)),
            JSON.Member("phase", .string(plan.phase.rawValue)),
            JSON.Member("assigned", .integer(Int64(assigned))),
        ]
        try Ledger.record(
            "survey.created", survey.id.text, programme: id, data: data, &context, transaction)
        return survey
    }

    private static func check(
        _ plan: Survey.Plan, _ now: Instant, _ snapshot: Reading
    ) throws {
        guard try InstrumentStore.find(plan.instrument, snapshot) != nil else {
            throw Failure.invalid("/instrument_id", "unknown_id", "There is no such instrument.")
        }
        if let closesAt = plan.closesAt, closesAt <= now {
            throw Failure.invalid("/closes_at", "past", "closes_at must lie in the future.")
        }
    }

    package static func move(
        _ id: ID<Survey>, to state: Survey.State, _ context: inout Context,
        _ transaction: Writing
    ) throws -> Survey {
        let current = try forManager(id, context.actor, transaction)
        var survey = current
        try survey.move(to: state, at: context.now)
        if survey == current { return current }
        try SurveyStore.close(survey, transaction)
        try Ledger.record(
            "survey.closed", id.text, programme: survey.programme, &context, transaction)
        survey.version += 1
        return survey
    }

    // MARK: Asking

    /// Asks these people too; nil: everybody of the audience whose enrolment was approved since.
    /// Those who are asked already are passed over. Returns how many were added.
    package static func assign(
        _ people: [ID<Person>]?, to id: ID<Survey>, _ context: inout Context,
        _ transaction: Writing
    ) throws -> Int {
        let survey = try forManager(id, context.actor, transaction)
        try survey.checkOpen(at: context.now)
        let added =
            try people.map { try assign($0, to: survey, &context, transaction) }
            ?? assignAll(survey, &context, transaction)
        guard added > 0 else { return 0 }
        let data = [JSON.Member("assigned", .integer(Int64(added)))]
        try Ledger.record(
            "survey.assigned", id.text, programme: survey.programme, data: data, &context,
            transaction)
        return added
    }

    private static func assignAll(
        _ survey: Survey, _ context: inout Context, _ transaction: Writing
    ) throws -> Int {
        var count = 0
        for (person, role) in try AssignmentStore.candidates(for: survey, transaction) {
            guard let side = survey.side(of: role) else { continue }
            try insert(person, side, survey, &context, transaction)
            count += 1
        }
        return count
    }

    private static func assign(
        _ people: [ID<Person>], to survey: Survey, _ context: inout Context,
        _ transaction: Writing
    ) throws -> Int {
        var count = 0
        var errors: [Failure.Field] = []
        for (index, person) in people.enumerated() {
            let role = try AssignmentStore.approvedRole(
                of: person, in: survey.programme, transaction)
            guard let side = role.flatMap({ survey.side(of: $0) }) else {
                errors.append(
                    Failure.Field(
                        "/person_ids/\(index)", "not_in_audience",
                        "There is no approved enrolment of this person that the survey is for."))
                continue
            }
            guard try AssignmentStore.find(of: person, to: survey.id, transaction) == nil else {
                continue
            }
            try insert(person, side, survey, &context, transaction)
            count += 1
        }
        if !errors.isEmpty { throw Failure.invalid(errors) }
        return count
    }

    private static func insert(
        _ person: ID<Person>, _ side: Survey.Side, _ survey: Survey, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        try AssignmentStore.insert(
            SurveyAssignment(
                id: context.newID(), survey: survey.id, person: person, side: side,
                createdAt: context.now), transaction)
    }
}
