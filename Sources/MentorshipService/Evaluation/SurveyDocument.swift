// A survey as JSON: its plan for staff, and for somebody who is asked, the items with how far they
// have come.

import JSON
import Mentorship

/// A survey as staff see it.
struct SurveyResource: Resource {
    let survey: Survey
    let state: Survey.State

    init(_ survey: Survey, now: Instant) {
        self.survey = survey
        state = survey.state(at: now)
    }

    var version: Int { survey.version }
    /// It closes by itself, without a new version.
    var representation: String { "staff-\(state.rawValue)" }

    func write(into json: inout JSONWriter) {
        json.beginObject()
        survey.writeMembers(state, into: &json)
        json.member("instrument_id", survey.plan.instrument)
        json.member("audience", survey.plan.audience.rawValue)
        json.member("closed_at", survey.closedAt)
        json.member("created_by", survey.createdBy)
        json.member("created_at", survey.createdAt)
        json.member("updated_at", survey.updatedAt)
        json.endObject()
    }
}

/// A survey as somebody sees it who is asked: with its items and how far they have come.
struct OwnSurveyResource: Resource {
    let survey: Survey
    let instrument: InstrumentRow
    let assignment: SurveyAssignment
    let response: SurveyResponse?
    let state: Survey.State

    init(
        survey: Survey, instrument: InstrumentRow, assignment: SurveyAssignment,
        response: SurveyResponse?, now: Instant
    ) {
        self.survey = survey
        self.instrument = instrument
        self.assignment = assignment
        self.response = response
        state = survey.state(at: now)
    }

    var version: Int { survey.version }
    var representation: String { "own-\(state.rawValue)-\(response?.version ?? 0)" }

    func write(into json: inout JSONWriter) {
        json.beginObject()
        survey.writeMembers(state, into: &json)
        json.object("instrument") { json in
            json.member("id", instrument.id)
            json.member("key", instrument.key)
            json.member("version", instrument.version)
            json.member("title", instrument.title)
            json.member("licence", instrument.licence)
            json.member("source", instrument.source)
            json.member("items", raw: instrument.instrument.itemsColumn)
        }
        json.object("assignment") { json in
            json.member("id", assignment.id)
            json.member("side", assignment.side.rawValue)
            json.member("state", response.stateText)
            json.member("assigned_at", assignment.createdAt)
        }
        json.endObject()
    }
}

extension Survey {
    fileprivate func writeMembers(_ state: State, into json: inout JSONWriter) {
        json.member("id", id)
        json.member("programme_id", programme)
        json.member("title", plan.title)
        json.member("phase", plan.phase.rawValue)
        json.member("state", state.rawValue)
        json.member("closes_at", plan.closesAt)
    }
}

extension SurveyResponse? {
    /// How far somebody who is asked has come.
    var stateText: String {
        guard let self else { return "open" }
        return self.completedAt == nil ? "draft" : "submitted"
    }
}
