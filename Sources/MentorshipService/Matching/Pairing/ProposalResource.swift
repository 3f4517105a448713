// A proposal as staff see it, with both answers; and as one side sees it: their own answer and the
// other's card, never the other's answer or reason. A further mentor of a group sees who leads it.

import HTTP
import JSON
import Mentorship

struct ProposalResource: Resource {
    let row: ProposalRow
    let viewer: ProposalService.Viewer
    let now: Instant
    /// The other side's card as JSON text; for the two alone.
    var card: String?
    /// Where several mentees meet one mentor.
    var group: GroupOffer?
    /// Where each guides the next.
    var circle: CircleOffer?
    /// What came with a refusal, in plain text; for staff alone.
    var message: String?

    var version: Int { row.version }

    /// Also whether its time is over, which no version tells.
    var representation: String {
        let view = (viewer == .staff ? "full" : "card") + (group?.representation ?? "")
        return row.proposal.isOverdue(now: now) ? view + "-expired" : view
    }

    /// The two see cards, which change without it.
    var entityTag: String {
        viewer == .staff ? "\"\(version)-\(representation)\"" : tagOfContent
    }

    func write(into json: inout JSONWriter) {
        let proposal = row.proposal
        json.beginObject()
        json.member("id", proposal.id)
        json.member("programme_id", proposal.programme)
        json.member("question", proposal.question)
        json.member("state", row.state(now: now).rawValue)
        json.member("sent_at", proposal.sentAt)
        json.member("deadline", proposal.deadline)
        switch viewer {
        case .staff: writeForStaff(into: &json)
        case .side(let side): write(for: side, into: &json)
        }
        json.key("group")
        if let group { group.write(into: &json) } else { json.null() }
        json.key("circle")
        if let circle { circle.write(into: &json) } else { json.null() }
        json.member("relationship_id", row.relationship)
        json.endObject()
    }

    private func write(for side: ProposalSide, into json: inout JSONWriter) {
        json.member("your_side", side.rawValue)
        json.member("your_answer", row.proposal.decision(of: side)?.answer.column)
        json.member("answered_at", row.proposal.decision(of: side)?.at)
        json.member("other", raw: card ?? "null")
        json.array(
            "reasons",
            Explanation.reasons(
                row.explanation, for: side, inCircle: row.proposal.circle != nil))
    }

    private func writeForStaff(into json: inout JSONWriter) {
        let proposal = row.proposal
        json.member("match_run_id", row.run)
        json.member("mentor_id", proposal.mentor)
        json.member("mentee_id", proposal.mentee)
        json.member("lead_id", proposal.lead)
        json.member("mentor_answer", proposal.mentorDecision?.answer.column)
        json.member("mentor_answered_at", proposal.mentorDecision?.at)
        json.member("mentee_answer", proposal.menteeDecision?.answer.column)
        json.member("mentee_answered_at", proposal.menteeDecision?.at)
        json.member("refusal_code", proposal.declineReason?.rawValue)
        json.member("refusal_message", message)
        json.member("ended_because", row.endedBecause?.rawValue)
        json.member("score", Score.share(row.score))
        json.member("explanation", raw: row.explanation ?? "null")
        json.member("created_by", row.createdBy)
        json.member("updated_at", row.updatedAt)
    }
}

extension Proposal {
    /// What is asked.
    fileprivate var question: String {
        if lead != nil { return "co_mentor" }
        return circle == nil ? "pair" : "circle"
    }
}
