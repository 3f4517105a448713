// /v1/surveys: who is asked what, when, and until when. Staff see surveys and run them; people see
// those that ask them, with the items.

import HTTP
import JSON
import Mentorship

package enum SurveyRoutes {
    package static let all: [Route] =
        [
            .get(
                "/v1/programmes/{programme}/surveys", "listSurveys", .staff(.evaluationRead),
                read: list),
            .write(
                .post, "/v1/programmes/{programme}/surveys", "createSurvey",
                .staff(.evaluationWrite), input: plan, write: create),
            .get(
                "/v1/surveys/{survey}", "getSurvey", .staffOrPerson(.evaluationRead), read: read),
            .write(
                .put, "/v1/surveys/{survey}/state", "setSurveyState", .staff(.evaluationWrite),
                input: state, write: setState),
            .write(
                .post, "/v1/surveys/{survey}/assignments", "assignSurvey",
                .staff(.evaluationWrite), input: people, write: assign),
        ] + ResponseRoutes.all

    // MARK: Reading

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        var parameters = try Parameters(call)
        let phase = parameters.choice("phase", Survey.Phase.self)
        let page = parameters.page()
        try parameters.finish()
        let programme = try ProgrammeService.forStaff(
            call.id("programme", "programme"), call.actor, snapshot)
        let surveys = try SurveyStore.list(
            in: programme.id, phase: phase, page: page, snapshot)
        var writer = PageWriter(page)
        for survey in surveys where writer.admits(survey.id.text) {
            SurveyResource(survey, now: call.context.now).write(into: &writer.json)
        }
        return writer.response(call)
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        let (survey, _, assignment) = try SurveyService.see(
            call.id("survey", "survey"), call.actor, snapshot)
        let now = call.context.now
        guard let assignment else { return SurveyResource(survey, now: now).response() }
        guard let instrument = try InstrumentStore.find(survey.plan.instrument, snapshot) else {
            throw Failure.notFound("survey")
        }
        let response = try ResponseStore.find(
            of: assignment.id, call.deployment.sealer, snapshot)
        return OwnSurveyResource(
            survey: survey, instrument: instrument, assignment: assignment, response: response,
            now: now
        ).response()
    }

    // MARK: Writing

    private static func plan(_ call: Call) throws -> Survey.Plan {
        var input = try Input(call)
        let instrument = input.requiredID("instrument_id", Instrument.self)
        let phase = input.requiredChoice("phase", Survey.Phase.self)
        let audience = input.requiredChoice("audience", Survey.Audience.self)
        let title = input.line("title", limit: EvaluationLimits.title)
        if title == nil { input.refuseMissing("title") }
        let closesAt = input.instant("closes_at")
        try input.finish()
        return Survey.Plan(
            instrument: try instrument.required(), phase: try phase.required(),
            audience: try audience.required(), title: try title.required(), closesAt: closesAt)
    }

    private static func create(
        _ plan: Survey.Plan, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let survey = try SurveyService.create(
            plan, in: call.id("programme", "programme"), &call.context, transaction)
        return SurveyResource(survey, now: call.context.now)
            .created(at: "/v1/surveys/\(survey.id)")
    }

    private static func state(_ call: Call) throws -> Survey.State {
        var input = try Input(call)
        let state = input.requiredChoice("state", Survey.State.self)
        try input.finish()
        return try state.required()
    }

    private static func setState(
        _ state: Survey.State, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let survey = try SurveyService.move(
            call.id("survey", "survey"), to: state, &call.context, transaction)
        return SurveyResource(survey, now: call.context.now).response()
    }

    /// Nil when nobody is named.
    private static func people(_ call: Call) throws -> [ID<Person>]? {
        guard !call.request.bytes.isEmpty else { return nil }
        var input = try Input(call)
        let texts = input.texts(
            "person_ids", countMax: EvaluationLimits.people, lengthMax: EvaluationLimits.key)
        let people = texts?.enumerated().compactMap { index, text -> ID<Person>? in
            let id = ID<Person>(text)
            if id == nil {
                input.refuse("person_ids/\(index)", "not_an_id", "This is no person's id.")
            }
            return id
        }
        try input.finish()
        return people
    }

    private static func assign(
        _ people: [ID<Person>]?, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let survey: ID<Survey> = try call.id("survey", "survey")
        let added = try SurveyService.assign(people, to: survey, &call.context, transaction)
        let assigned = try ResponseStore.counts(in: survey, transaction)
            .reduce(0) { $0 + $1.assigned }
        var json = JSONWriter()
        json.beginObject()
        json.member("survey_id", survey)
        json.member("added", added)
        json.member("assigned", assigned)
        json.endObject()
        return .json(json.bytes)
    }
}
