// Who may see and change what in the Evaluation room. Answers belong to the person who gave them:
// there is no rule here by which staff could read one, only aggregates.

package enum SurveyView: String, Sendable {
    /// Staff of the programme: the survey, never an answer.
    case staff
    /// Somebody who is asked: the survey with its items, and their own answers.
    case own
    case none
}

/// How much of a programme's report is plain.
package enum ReportDetail: String, Sendable {
    /// For those who may look at the rows themselves: counting them tells nothing new.
    case full
    /// For those who may not: small counts are hidden.
    case aggregate
}

package enum EvaluationAccess {
    package static func view(
        of programme: ID<Programme>, isAssigned: Bool, by actor: Actor
    ) -> SurveyView {
        if actor.isStaff {
            return actor.may(.evaluationRead) && actor.mayEnter(programme) ? .staff : .none
        }
        return actor.person != nil && actor.may(.own) && isAssigned ? .own : .none
    }

    /// Instruments are the organisation's, whatever programmes a credential is limited to; people
    /// see those by which they are asked.
    package static func maySeeInstrument(isAssigned: Bool, by actor: Actor) -> Bool {
        actor.isStaff ? actor.may(.evaluationRead) : actor.may(.own) && isAssigned
    }

    /// Not found comes first: a refusal must not tell that there is something.
    package static func checkManage(
        _ programme: ID<Programme>, by actor: Actor, _ noun: String
    ) throws(Failure) {
        guard actor.isStaff, actor.mayEnter(programme) else { throw .notFound(noun) }
        guard actor.may(.evaluationWrite) else { throw .forbidden("run surveys") }
    }

    package static func checkReport(
        _ programme: ID<Programme>, by actor: Actor, _ noun: String
    ) throws(Failure) {
        guard actor.isStaff, actor.may(.reportsRead), actor.mayEnter(programme) else {
            throw .notFound(noun)
        }
    }

    package static func detail(for actor: Actor) -> ReportDetail {
        actor.may(.relationshipsRead) ? .full : .aggregate
    }
}
